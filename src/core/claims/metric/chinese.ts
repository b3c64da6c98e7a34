import type { NumberMention } from '../../text/numbers.ts';
import { chineseChange, isDifference } from './change.ts';
import { addChange, isBase, isRateOfChange } from './chinese-change.ts';
import { metricOf } from './chinese-metric.ts';
import { isLasting, newFigure, type Clause, type State } from './chinese-state.ts';
import { unitOf, type Figure, type Period, type ReadSentence, type Span } from './figure.ts';
import { findMetricNouns, type MetricNoun } from './nouns.ts';
import { findPeriods } from './period.ts';
import { sourceIn } from './source.ts';
import { subjectIn, subjectsIn } from './subject.ts';

/** What may make a figure of a number without a metric noun: a verb, a share, the question before. */
const OTHER_METRIC =
  /占|报|开|关|裁|售|卖|覆盖|签约|资|购|持|亏|赚|处理|运|交付|生产|发放|投放|入驻|招聘|新增|净增|服务|捐|下架|封禁|清理|处置|[%成]的/;

/**
 * Figures of one Chinese sentence in plain text, given its numbers. Without numbers only its subject and open question. `asked` is the metric that the sentence before named without a figure
 * (小红书MAU到底是多少？): a figure without a noun of its own is one of it.
 */
export function chineseFigures(
  sentence: string,
  anchor: string | null,
  all: readonly NumberMention[],
  asked: MetricNoun | null,
): ReadSentence {
  const mayHold =
    all.length === 0 || asked !== null || OTHER_METRIC.test(sentence) || findMetricNouns(sentence, []).length > 0;
  if (!mayHold) return { figures: [], subject: null, openNoun: null };
  // 裁员2000人: a year counts nothing.
  const counted = all.filter((n) => n.unit !== null || n.measure !== null);
  const periods = findPeriods(sentence, anchor).filter(
    (p) => !/^\d{4}$/.test(p.raw) || !counted.some((n) => n.start <= p.span.start && p.span.end <= n.end),
  );
  const titles = [...sentence.matchAll(/《[^《》]{0,80}》/g)].map((m) => ({
    start: m.index,
    end: m.index + m[0].length,
  }));
  const isFree = (n: Span): boolean =>
    ![...periods.map((p) => p.span), ...titles].some((s) => s.start < n.end && n.start < s.end);
  const numbers = all.filter((n) => isFree(n) && !isTrifle(sentence, n));
  const clauses = clausesOf(sentence);
  const sources = clauses.map((clause) => sourceIn(sentence, clause));
  const apart = [...periods.map((p) => p.span), ...titles, ...sources.flatMap((s) => (s ? [s.phrase] : []))];
  const nouns = findMetricNouns(sentence, apart);
  const state: State = {
    sentence, periods, apart, asked, source: null, figures: [], subject: null, period: null, noun: asked, figure: null, pending: null, basis: 'actual',
  }; // prettier-ignore
  for (const [i, span] of clauses.entries()) {
    const inside = (s: Span): boolean => s.start >= span.start && s.end <= span.end;
    readClause(state, {
      ...span,
      source: sources[i] ?? null,
      text: sentence.slice(span.start, span.end),
      numbers: numbers.filter(inside),
      nouns: nouns.filter(inside),
    });
  }
  return {
    figures: state.figures,
    subject: state.subject,
    openNoun: state.figures.length === 0 && state.noun !== asked ? state.noun : null,
  };
}

/** Numbers that say how many are meant, not how much was reached: 三家企业, 前100万, 每10元. */
function isTrifle(sentence: string, number: NumberMention): boolean {
  const before = sentence.slice(Math.max(0, number.start - 1), number.start);
  if (/[前第每]/.test(before) && number.comparator === '=') return true;
  return /^[一二两三四五六七八九十]/.test(number.raw) && number.unit === null && number.value < 10;
}

/** Cuts at commas, semicolons, colons and dashes, but not inside 6,300 or 1:15. */
function clausesOf(sentence: string): Span[] {
  const clauses: Span[] = [];
  let start = 0;
  for (const match of sentence.matchAll(/[，；;。！？!?|]|——|(?<!\d),|,(?!\d{3})|(?<!\d):|:(?!\d)/g)) {
    clauses.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  clauses.push({ start, end: sentence.length });
  return clauses.filter((clause) => sentence.slice(clause.start, clause.end).trim() !== '');
}

function readClause(state: State, clause: Clause): void {
  const { sentence } = state;
  const { source } = clause;
  if (source) state.source = source.span;
  const dates = state.periods.filter((p) => p.span.start >= clause.start && p.span.end <= clause.end);
  const end = subjectEnd(clause);
  const subject = subjectIn(sentence, { start: clause.start, end }, state.apart) ?? listed(state, clause);
  if (subject && (end < clause.end || subject.end < clause.end)) {
    state.subject = subject;
    if (!state.asked && clause.numbers.length > 0) for (const figure of state.figures) figure.subject ??= subject;
  } else if (source?.isSpeaker) state.subject ??= source.span;
  const first = clause.numbers[0]?.start ?? clause.end;
  const lasting = dates.filter((p) => isLasting(sentence, p));
  const period = lasting.findLast((p) => p.span.end <= first) ?? lasting[0];
  if (period) state.period = period;
  if (/(?:目标|计划|规划)(?:是|为)?$/.test(clause.text) && sentence[clause.end] === ':') state.basis = 'target';
  const places = respectively(state, clause, dates, end);
  let from = clause.start;
  for (const [i, number] of clause.numbers.entries()) {
    const figure = readNumber(state, clause, number, from);
    if (figure && places) {
      figure.subject = places.subjects?.[i] ?? figure.subject;
      figure.period = places.periods?.[i] ?? figure.period;
      const noun = places.nouns?.[i];
      if (noun)
        Object.assign(figure, { metric: { start: noun.start, end: noun.end }, unit: unitOf(number, noun.unit) });
    }
    from = number.end;
  }
  if (clause.numbers.length === 0 && clause.nouns.length > 0) {
    state.noun = clause.nouns.at(-1)!;
    state.figure = null;
  }
}

/** Where the words of the subject end: at the metric of the first figure, else at the first metric. */
function subjectEnd({ text, end, numbers, nouns }: Clause): number {
  const number = numbers[0]?.phraseStart ?? end;
  const near = text.includes('分别') ? nouns[0] : (nouns.findLast((n) => n.end <= number) ?? nouns[0]);
  return Math.min(number, near?.start ?? end);
}

/** 浏览量前三的话题分别为: the list is one of what stands behind the metric. */
function listed({ sentence }: State, clause: Clause): Span | null {
  const noun = clause.nouns[0];
  const match = noun && /^前?[^，,]{0,4}的([^，,的]{2,10})分别/.exec(sentence.slice(noun.end, clause.end));
  if (!match) return null;
  const start = noun.end + match[0].indexOf(match[1]!);
  return { start, end: start + match[1]!.length };
}

/** 分别为: as many subjects, dates or metrics before it as figures behind it belong together in order. */
function respectively(
  { sentence, apart }: State,
  { start, text, numbers, nouns }: Clause,
  dates: readonly Period[],
  end: number,
): { subjects: Span[] | null; periods: readonly Period[] | null; nouns: readonly MetricNoun[] | null } | null {
  if (!text.includes('分别') || numbers.length < 2) return null;
  const before = nouns.filter((n) => n.end <= numbers[0]!.phraseStart);
  const subjects = subjectsIn(sentence, { start, end }, apart);
  return {
    subjects: subjects.length === numbers.length ? subjects : null,
    periods: dates.length === numbers.length ? dates : null,
    nouns: before.length === numbers.length ? before : null,
  };
}

function readNumber(state: State, clause: Clause, number: NumberMention, from: number): Figure | null {
  const { sentence } = state;
  const before = sentence.slice(Math.max(from, number.phraseStart - 24), number.phraseStart);
  const change = isRateOfChange(state, clause, number)
    ? null
    : chineseChange(sentence.slice(clause.start, number.start), before, number);
  if (change) {
    addChange(state, clause, number, change);
    return null;
  }
  if (number.unit === 'points' || isDifference(before, number) || isBase(state, number)) return null;
  return addValue(state, clause, number, from);
}

function addValue(state: State, clause: Clause, number: NumberMention, from: number): Figure | null {
  const measured = metricOf(state, clause, number, from);
  if (!measured) return null;
  const { noun, unit, subject, metric } = measured;
  const isPending = state.pending !== null && noun !== null && state.noun === noun;
  const figure = isPending ? state.pending! : newFigure(state, number, noun, unit);
  if (isPending) {
    Object.assign(figure, { value: number.value, valueMax: number.valueMax, comparator: number.comparator, unit });
    figure.raw = { start: Math.min(figure.raw.start, number.start), end: Math.max(figure.raw.end, number.end) };
  }
  if (metric) figure.metric = metric;
  if (subject) figure.subject = subject;
  state.noun = noun ?? state.noun;
  state.figure = figure;
  state.pending = null;
  return figure;
}
