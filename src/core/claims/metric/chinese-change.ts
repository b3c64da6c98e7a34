import type { NumberMention } from '../../text/numbers.ts';
import { isLight } from './chinese-metric.ts';
import { newFigure, type Clause, type State } from './chinese-state.ts';
import { noteChange, type Change } from './figure.ts';
import type { MetricNoun } from './nouns.ts';

/** To which figure of a Chinese sentence a change belongs. */

/** 较上年同期的0.28元增长25%: what a change is counted from is no figure of its own. */
export function isBase({ sentence }: State, number: NumberMention): boolean {
  const clause = sentence
    .slice(Math.max(0, number.start - 14), number.start)
    .split(/[，,；;]/)
    .at(-1)!;
  return (
    /[较比][^，,]{2,10}的$/.test(clause) &&
    /^(?:增|降|上|下|涨|跌|提|减)/.test(sentence.slice(number.end, number.end + 1))
  );
}

/** 营收增速为12%: the rate of change is the metric itself; a bare 跌幅 belongs to the figure before it. */
export function isRateOfChange(state: State, clause: Clause, number: NumberMention): boolean {
  const noun = clause.nouns.findLast((n) => n.end <= number.phraseStart);
  if (!noun || !isChangeNoun(state.sentence, noun) || number.phraseStart - noun.end > 4) return false;
  const hasFigure = (state.figure ?? state.pending) !== null;
  if (hasFigure && /^(?:同比|环比)/.test(state.sentence.slice(noun.start))) return false;
  return noun.start < noun.headStart || noun.end - noun.headStart > 3 || !hasFigure;
}

function isChangeNoun(sentence: string, noun: MetricNoun): boolean {
  return /(?:增速|增幅|涨幅|升幅|降幅|跌幅|增长率)$/.test(sentence.slice(noun.headStart, noun.end));
}

/** A change belongs to the figure of the metric it names, else to the last figure; without one it is a claim without a value. */
export function addChange(state: State, clause: Clause, number: NumberMention, change: Change): void {
  const noun = clause.nouns.findLast((n) => n.end <= number.start && !isChangeNoun(state.sentence, n)) ?? null;
  const isNew = noun !== null && noun !== state.noun;
  const target = state.figure ?? state.pending;
  if (!isNew && target) {
    // 单产预计比去年提高10%: a clause that names something else does not change the figure before it.
    const isOwnClause = clause.start <= target.raw.start;
    if (isOwnClause || noun || isLight(state, clause.start, number.phraseStart)) noteChange(target, number, change);
    return;
  }
  if (noun === null) return;
  const unit = noun.unit === 'percent' ? 'percent' : noun.unit;
  const figure = newFigure(state, number, noun, unit, true);
  figure.value = null;
  figure.valueMax = null;
  noteChange(figure, number, change);
  state.noun = noun;
  state.figure = null;
  state.pending = figure;
}
