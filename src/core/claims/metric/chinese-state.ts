import type { NumberMention } from '../../text/numbers.ts';
import type { Basis, Figure, Period, Span } from './figure.ts';
import type { MetricNoun } from './nouns.ts';
import { isComparison } from './period.ts';
import type { Source } from './source.ts';

/** What the clauses of a Chinese sentence hand on to each other, and the figure that is made of it. */

/** A clause of a sentence: what stands between two commas. */
export type Clause = Span & {
  text: string;
  source: Source | null;
  numbers: readonly NumberMention[];
  nouns: readonly MetricNoun[];
};

/** What the clauses read so far leave to the next: 营收12亿元，同比增长8%; 上年为43.9%; 达310亿元. */
export type State = {
  sentence: string;
  periods: readonly Period[];
  /** Dates, titles and sources: no part of a subject or metric. */
  apart: readonly Span[];
  /** The sentence before asked for this metric and named its subject. */
  asked: MetricNoun | null;
  source: Span | null;
  figures: Figure[];
  subject: Span | null;
  period: Period | null;
  /** The last metric named, and the figure of it, if one was given. */
  noun: MetricNoun | null;
  figure: Figure | null;
  /** A change whose absolute value may still follow: 同比减少12.5%至8.75亿元. */
  pending: Figure | null;
  /** 目标是：... makes targets of all that follows. */
  basis: Basis;
};

/** A new figure of the sentence with what holds at its place: subject, period, basis and source. */
export function newFigure(
  state: State,
  number: NumberMention,
  noun: MetricNoun | null,
  unit: string | null,
  isChange = false,
): Figure {
  const figure: Figure = {
    raw: { start: number.start, end: number.end },
    value: number.value,
    valueMax: number.valueMax,
    unit,
    comparator: number.comparator,
    subject: state.subject,
    metric: noun ? { start: noun.start, end: noun.end } : null,
    period: isChange ? state.period : periodOf(state, number),
    yoy: null,
    seq: null,
    basis: basisOf(state, number),
    attribution: state.source,
  };
  state.figures.push(figure);
  return figure;
}

/** The date right before the number (2024年全年的2,290万), else the last one that holds. */
function periodOf({ sentence, periods, period }: State, number: NumberMention): Period | null {
  const own = periods.findLast((p) => p.span.end <= number.phraseStart);
  const gap = own ? sentence.slice(own.span.end, number.phraseStart) : null;
  if (
    own &&
    gap !== null &&
    /^(?:时)?(?:的|为|是|则?为)?(?:\s|盈利|亏损)?$/.test(gap) &&
    !/[较比]$/.test(sentence.slice(0, own.span.start))
  )
    return own;
  const clauseOwn =
    own && !/[，,；;]/.test(gap!) && !isComparison(sentence, own) && isLasting(sentence, own) ? own : null;
  const isFrom = /[由从][^，,]{0,10}\d[^，,]{0,8}(?:至|到|破)?$/.test(
    sentence.slice(Math.max(0, number.start - 26), number.start),
  );
  return clauseOwn ?? (isFrom && own && !isLasting(sentence, own) ? null : period);
}

const TARGET = /目标|原?计[划画](?!》|”)|力争|拟(?!人)|规划|要求|指标/;
const FORECAST = /预计|预期|预测|料将|有望|或将|预估|正?洽谈|考虑|谋求|寻求|将(?:达|超|突破|增|为)|料[将为]|指引|上看/;

/** Targets and forecasts say so in the clause before the number; a figure of a past period is actual whatever stands around it. */
function basisOf(state: State, number: NumberMention): Basis {
  const { sentence } = state;
  const clause = sentence
    .slice(Math.max(0, number.start - 40), number.start)
    .split(/[，,；;。]/)
    .at(-1)!;
  if (/实际|已经?(?!定)/.test(clause)) return 'actual';
  if (TARGET.test(clause)) return 'target';
  if (FORECAST.test(clause)) return 'forecast';
  return state.basis;
}

/** A period that holds for what follows, too: neither what a figure is compared with nor the 去年的 of one number alone. */
export function isLasting(sentence: string, period: Period): boolean {
  const after = sentence.slice(period.span.end, period.span.end + 2);
  return !isComparison(sentence, period) && !/^(?:上年|去年同期|上年同期)/.test(period.raw) && !/^的?\d/.test(after);
}
