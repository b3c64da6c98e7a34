import type { NumberMention } from '../../text/numbers.ts';
import { englishChange } from './change-en.ts';
import { findEnglishNouns } from './english-nouns.ts';
import { englishSource, englishSubject } from './english-subject.ts';
import {
  fits as fitsUnit,
  isMoney,
  unitOf,
  type Basis,
  type Change,
  type Figure,
  type Period,
  type ReadSentence,
  type Span,
  noteChange,
} from './figure.ts';
import type { MetricNoun } from './nouns.ts';
import { findPeriods } from './period.ts';

type Clause = Span & {
  text: string;
  numbers: readonly NumberMention[];
  nouns: readonly MetricNoun[];
  periods: readonly Period[];
};

type State = {
  sentence: string;
  figures: Figure[];
  subject: Span | null;
  source: Span | null;
  /** The period of an opening clause: In 2024, ... */
  period: Period | null;
  noun: MetricNoun | null;
  metric: Span | null;
  figure: Figure | null;
  pending: Figure | null;
};

/** Figures of one English sentence; arguments as in chineseFigures. */
export function englishFigures(
  sentence: string,
  anchor: string | null,
  all: readonly NumberMention[],
  asked: MetricNoun | null,
): ReadSentence {
  const periods = findPeriods(sentence, anchor);
  const numbers = all.filter((n) => !periods.some((p) => p.span.start < n.end && n.start < p.span.end));
  const nouns = findEnglishNouns(sentence);
  const state: State = {
    sentence, figures: [], subject: null, source: null, period: null, noun: asked, metric: null, figure: null, pending: null,
  }; // prettier-ignore
  state.source = englishSource(sentence);
  for (const span of clausesOf(sentence)) {
    const inside = (s: Span): boolean => s.start >= span.start && s.end <= span.end;
    readClause(state, {
      ...span,
      text: sentence.slice(span.start, span.end),
      numbers: numbers.filter(inside),
      nouns: nouns.filter(inside),
      periods: periods.filter((p) => inside(p.span)),
    });
  }
  return { figures: state.figures, subject: state.subject, openNoun: null };
}

/** Cuts at commas (not in 6,300), semicolons, dashes and before while, though, but. */
function clausesOf(sentence: string): Span[] {
  const clauses: Span[] = [];
  let start = 0;
  for (const match of sentence.matchAll(
    /[;—–]|:(?!\d)|,(?!\d{3}(?!\d)| which)|\s(?=(?:while|though|although|but|compared with|versus)\s)/g,
  )) {
    clauses.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  clauses.push({ start, end: sentence.length });
  return clauses.filter((clause) => clause.end > clause.start);
}

function readClause(state: State, clause: Clause): void {
  const subject = englishSubject(state.sentence, clause, clause.nouns);
  if (subject) {
    state.subject = subject;
    // Achieving a GMV of 400 billion yuan, Acme's ...: a name, not a general word, takes what stood before it.
    if (/[A-Z]/.test(state.sentence[subject.start]!)) for (const figure of state.figures) figure.subject ??= subject;
  }
  if (clause.numbers.length === 0) {
    const opens = /^\s*(?:and |but )?(?:in|by|for|during|as of|at the end of|at|on|over)\b/i.test(clause.text);
    if (opens || clause.text.length <= 40) state.period = clause.periods[0] ?? state.period;
    if (clause.nouns.length > 0) {
      state.noun = clause.nouns.at(-1)!;
      state.metric = { start: state.noun.start, end: state.noun.end };
    }
  }
  for (const [i, number] of clause.numbers.entries()) readNumber(state, clause, number, i);
}

function readNumber(state: State, clause: Clause, number: NumberMention, i: number): void {
  const { sentence } = state;
  const previous = clause.numbers[i - 1] ?? null;
  const next = clause.numbers[i + 1] ?? null;
  const before = sentence.slice(
    Math.max(clause.start, previous?.end ?? 0, number.phraseStart - 40),
    number.phraseStart,
  );
  const after = sentence.slice(number.end, Math.min(next?.phraseStart ?? clause.end, number.end + 50));
  if (previous && state.figure && isConversion(sentence, previous, number)) return convert(state, number);
  const change = englishChange(before, after, number);
  if (change) return addChange(state, clause, number, change);
  if (number.unit === 'points' || /\b(?:by|an? (?:increase|decrease|rise|drop) of)\s?$/i.test(before)) return;
  const measured = metricOf(state, clause, number, previous, before, after);
  if (measured) addValue(state, clause, number, measured, before);
}

/** 410 billion yuan ($56 billion): the same fact in another currency. */
function isConversion(sentence: string, previous: NumberMention, number: NumberMention): boolean {
  const isOther = isMoney(previous.unit) && isMoney(number.unit) && previous.unit !== number.unit;
  return (
    isOther &&
    /^\s?(?:\(|,? or |\s?[≈=] )(?:about |roughly |around )?$/.test(sentence.slice(previous.end, number.start))
  );
}

function convert(state: State, number: NumberMention): void {
  const { value, valueMax, unit } = number;
  const raw = { start: number.start, end: number.end };
  const comparator = number.comparator === '=' ? state.figure!.comparator : number.comparator;
  state.figures.push({ ...state.figure!, raw, value, valueMax, unit, comparator, yoy: null, seq: null });
}

function addChange(state: State, clause: Clause, number: NumberMention, change: Change): void {
  const noun = clause.nouns.findLast((n) => n.end <= number.phraseStart) ?? null;
  const target = state.figure ?? state.pending;
  if (target && (noun === null || noun === state.noun)) return noteChange(target, number, change);
  if (noun === null) return;
  const figure = newFigure(
    state,
    clause,
    number,
    { start: noun.start, end: noun.end },
    change.against === null ? 'percent' : noun.unit,
  );
  figure.value = null;
  figure.valueMax = null;
  noteChange(figure, number, change);
  state.noun = noun;
  state.metric = figure.metric;
  state.figure = null;
  state.pending = figure;
}

type Measured = { noun: MetricNoun | null; metric: Span; unit: string | null; subject?: Span };

function addValue(state: State, clause: Clause, number: NumberMention, measured: Measured, before: string): void {
  const isPending = state.pending !== null && measured.noun !== null && measured.noun === state.noun;
  const figure = isPending ? state.pending! : newFigure(state, clause, number, measured.metric, measured.unit);
  if (isPending) {
    Object.assign(figure, {
      value: number.value,
      valueMax: number.valueMax,
      comparator: number.comparator,
      unit: measured.unit,
    });
    figure.raw = { start: Math.min(figure.raw.start, number.start), end: Math.max(figure.raw.end, number.end) };
  }
  if (measured.subject) figure.subject = measured.subject;
  // up from 6,100: an earlier value, of a time that is not said here.
  if (/\b(?:from|versus|against|compared with)\s?$/i.test(before) && ownPeriod(clause, number) === null)
    figure.period = null;
  state.noun = measured.noun ?? state.noun;
  state.metric = measured.metric;
  state.figure = figure;
  state.pending = null;
}

/** Verbs that name a metric themselves: is valued at $31bn, processed £1.9bn, raised $40m. */
const VERB =
  /\b(valued|spend|processed|raised|raising|spent|paid|sold|shipped|delivered|handled|generated|invested|invests|lost|earned|employs|employed|fined|priced|cost|costs|charges|opened|closed|laid off|hired|serves|served)(?: (?:at|for|a|an|the|out|off|in|total|of|some|its|more|average)){0,4}\s?$/i;

function metricOf(
  state: State,
  clause: Clause,
  number: NumberMention,
  previous: NumberMention | null,
  before: string,
  after: string,
): Measured | null {
  const { sentence } = state;
  const behind = clause.nouns.find((n) => n.start >= number.end);
  if (behind && isBehind(number, sentence.slice(number.end, behind.start))) {
    const metric = { start: behind.start, end: behind.end };
    const isShare = number.unit === 'percent';
    const ofThem = isShare && /^ of (?:them|whom|these|those) /.test(sentence.slice(number.end, behind.start + 1));
    if (isShare || fits(number, behind.unit))
      return {
        noun: behind,
        metric,
        unit: isShare ? 'percent' : unitOf(number, behind.unit),
        ...(ofThem && { subject: metric }),
      };
  }
  const ahead = clause.nouns.findLast((n) => n.end <= number.phraseStart && fits(number, n.unit)) ?? null;
  // The share price closed at $14.20: the verb belongs to the noun right before it.
  const isNear = ahead !== null && number.phraseStart - ahead.end <= 16;
  const verb = isNear ? null : VERB.exec(before);
  const isTime = /^spen[dt]/i.test(verb?.[1] ?? '') && (number.unit === 'minutes' || number.unit === 'hours');
  if (verb && (isMoney(number.unit) || isTime || (number.unit === null && number.value >= 1000))) {
    const start = number.phraseStart - before.length + verb.index;
    return { noun: null, metric: { start, end: start + verb[1]!.length }, unit: number.unit };
  }
  const isFree =
    previous === null ||
    ahead === null ||
    previous.end <= ahead.start ||
    /^(?:,|\s|and|to|from|up|down|or|in|[A-Z][a-z]+|\d{4})*$/.test(sentence.slice(previous.end, number.phraseStart));
  if (ahead && isFree && isPlainLink(number, sentence.slice(ahead.end, number.phraseStart)))
    return { noun: ahead, metric: { start: ahead.start, end: ahead.end }, unit: unitOf(number, ahead.unit) };
  return inherited(state, number, before, after);
}

/** English reports always name the currency of money: 1,000 debt collectors are no debt. */
function fits(number: NumberMention, nounUnit: string): boolean {
  return fitsUnit(number, nounUnit) && (nounUnit !== 'CNY' || isMoney(number.unit));
}

/** 260 million users, 70% of its monthly active users, $3bn in revenue */
function isBehind(number: NumberMention, between: string): boolean {
  if (isMoney(number.unit))
    return /^ (?:in |of |worth of )?(?:(?!(?:at|for|on|to|from|with|an?|the|by|and|or|in) )[a-z-]+ ){0,2}$/i.test(
      between,
    );
  return /^ ?(?:of (?:all |the |its |their |our |them |whom |these )*)?(?:[A-Za-z-]+ ){0,2}$/.test(between);
}

/** A number without unit or scale needs a verb of reaching before it: headcount stood at 420. */
function isPlainLink(number: NumberMention, gap: string): boolean {
  const isBare = number.unit === null && Number.isInteger(number.value) && number.value < 10_000;
  return (
    gap.length <= (number.unit === 'percent' ? 160 : 80) &&
    (!isBare || /\b(?:to|at|was|were|is|are|reached|hit|totalled|totaled|of|from|stood)\b/i.test(gap))
  );
}

/** up from 6,100; against £2.2bn in May; one seller reported 15x: the metric said before. */
function inherited(state: State, number: NumberMention, before: string, after: string): Measured | null {
  const { noun, metric } = state;
  const isLike = noun === null ? isMoney(number.unit) && isMoney(state.figure?.unit ?? null) : fits(number, noun.unit);
  if (
    !metric ||
    !isLike ||
    !/\b(?:from|against|versus|vs|than|with|reported|saw|had|to|reached|hit|or|recorded|posted)\s?$/i.test(before)
  )
    return null;
  if (
    number.unit === null &&
    /^ [a-z]/.test(after) &&
    !/^ (?:in|a|at|last|from|over|during|on|by|and|as)\b/.test(after)
  )
    return null;
  return { noun, metric, unit: unitOf(number, noun?.unit ?? null) };
}

function newFigure(state: State, clause: Clause, number: NumberMention, metric: Span, unit: string | null): Figure {
  const figure: Figure = {
    raw: { start: number.start, end: number.end },
    value: number.value,
    valueMax: number.valueMax,
    unit,
    comparator: number.comparator,
    subject: state.subject,
    metric,
    period: ownPeriod(clause, number) ?? state.period,
    yoy: null,
    seq: null,
    basis: basisOf(clause, number),
    attribution: state.source,
  };
  state.figures.push(figure);
  return figure;
}

/** The date behind the number before the next one (£1.9bn in June), else one before it in its clause (ended 2025 with). */
function ownPeriod(clause: Clause, number: NumberMention): Period | null {
  const next = clause.numbers.find((n) => n.start > number.start)?.start ?? clause.end;
  const behind = clause.periods.find((p) => p.span.start >= number.end && p.span.end <= next);
  if (!behind && /\b(?:now|currently|today)\b/i.test(clause.text)) return null;
  return behind ?? clause.periods.find((p) => p.span.end <= number.start) ?? clause.periods[0] ?? null;
}

function basisOf(clause: Clause, number: NumberMention): Basis {
  const words = clause.text.slice(0, number.start - clause.start);
  if (/\b(?:aims?|aimed|targets?|targeted|targeting|plans? to|planned|goal|pledged)\b/i.test(words)) return 'target';
  return /\b(?:expects?|expected|forecasts?|projects?|projected|predicts?|predicted|guidance|will|would|could|may|might|likely|estimates? that)\b/i.test(
    words,
  )
    ? 'forecast'
    : 'actual';
}
