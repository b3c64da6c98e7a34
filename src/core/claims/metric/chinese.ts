import type { NumberMention } from '../../text/numbers.ts';
import {
  fits,
  isMoney,
  unitOf,
  type Basis,
  type Change,
  type Figure,
  type Period,
  type ReadSentence,
  type Span,
} from './figure.ts';
import { chineseChange, isDifference } from './change.ts';
import { findMetricNouns, type MetricNoun } from './nouns.ts';
import { findPeriods, isComparison } from './period.ts';
import { sourceIn, type Source } from './source.ts';
import { subjectIn, subjectsIn } from './subject.ts';

/** A clause of a sentence: what stands between two commas. */
type Clause = Span & {
  text: string;
  source: Source | null;
  numbers: readonly NumberMention[];
  nouns: readonly MetricNoun[];
};

/** What the clauses read so far leave to the next: 营收12亿元，同比增长8%; 上年为43.9%; 达310亿元. */
type State = {
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

/** A period that holds for what follows, too: neither what a figure is compared with nor the 去年的 of one number alone. */
function isLasting(sentence: string, period: Period): boolean {
  const after = sentence.slice(period.span.end, period.span.end + 2);
  return !isComparison(sentence, period) && !/^(?:上年|去年同期|上年同期)/.test(period.raw) && !/^的?\d/.test(after);
}

/** 分别为: as many subjects or dates before it as figures behind it belong together in order. */
/** 浏览量前三的话题分别为: the list is one of what stands behind the metric. */
function listed({ sentence }: State, clause: Clause): Span | null {
  const noun = clause.nouns[0];
  const match = noun && /^前?[^，,]{0,4}的([^，,的]{2,10})分别/.exec(sentence.slice(noun.end, clause.end));
  if (!match) return null;
  const start = noun.end + match[0].indexOf(match[1]!);
  return { start, end: start + match[1]!.length };
}

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

/** 较上年同期的0.28元增长25%: what a change is counted from is no figure of its own. */
function isBase({ sentence }: State, number: NumberMention): boolean {
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
function isRateOfChange(state: State, clause: Clause, number: NumberMention): boolean {
  const noun = clause.nouns.findLast((n) => n.end <= number.phraseStart);
  if (!noun || !isChangeNoun(state.sentence, noun) || number.phraseStart - noun.end > 4) return false;
  return noun.start < noun.headStart || (state.figure ?? state.pending) === null;
}

function isChangeNoun(sentence: string, noun: MetricNoun): boolean {
  return /^(?:增速|增幅|涨幅|升幅|降幅|跌幅|增长率)$/.test(sentence.slice(noun.headStart, noun.end));
}

/** A change belongs to the figure of the metric it names, else to the last figure; without one it is a claim without a value. */
function addChange(state: State, clause: Clause, number: NumberMention, change: Change): void {
  const noun = clause.nouns.findLast((n) => n.end <= number.start && !isChangeNoun(state.sentence, n)) ?? null;
  const isNew = noun !== null && noun !== state.noun;
  const target = state.figure ?? state.pending;
  if (!isNew && target) {
    // 单产预计比去年提高10%: a clause that names something else does not change the figure before it.
    const isOwnClause = clause.start <= target.raw.start;
    if (isOwnClause || noun || isLight(state, clause.start, number.phraseStart)) note(target, number, change);
    return;
  }
  if (noun === null) return;
  const unit = noun.unit === 'percent' ? 'percent' : noun.unit;
  const figure = newFigure(state, number, noun, unit, true);
  figure.value = null;
  figure.valueMax = null;
  note(figure, number, change);
  state.noun = noun;
  state.figure = null;
  state.pending = figure;
}

function note(figure: Figure, number: NumberMention, change: Change): void {
  if (change.against === 'year') figure.yoy ??= change.percent;
  if (change.against === 'period') figure.seq ??= change.percent;
  if (change.against !== null)
    figure.raw = { start: Math.min(figure.raw.start, number.start), end: Math.max(figure.raw.end, number.end) };
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

type Measured = { noun: MetricNoun | null; metric: Span | null; unit: string | null; subject: Span | null };

/** Verbs that name a metric themselves: 报8.36港元, 占七成, 开了61家, 关闭18家. */
const VERB =
  /(?:占据?|收报|报|新开|开出|开了?|关闭|关停|关掉|裁员|裁撤|售出|卖出|卖了|覆盖|签约|募资|筹资|获投|出资|斥资|投资|回购|减持|增持|亏了?|赚了?|处理|运送|运输|交付|生产|发放|投放|入驻|招聘|新增|净增|服务|捐赠?|下架|封禁|清理|处置)(?:了|出|掉)?$/;

/** What the number is a value of: the noun before it, the noun behind it, a verb, or what the clause before was about. */
function metricOf(state: State, clause: Clause, number: NumberMention, from: number): Measured | null {
  const { sentence } = state;
  const before = clause.nouns.findLast((n) => n.end <= number.phraseStart) ?? null;
  const gap = before ? sentence.slice(before.end, number.phraseStart) : '';
  if (
    before &&
    fits(number, before.unit, sentence.slice(number.end, number.end + 1)) &&
    isLink(gap, from > before.end ? sentence.slice(from, number.phraseStart) : null, number)
  )
    return { noun: before, metric: null, unit: unitOf(number, before.unit), subject: null };
  const share =
    /占(?:据|到|了)?(?:整体|总|全部|公司|其)?([^，,占]{0,8}?)的?(?:比例|比重)?(?:为|达到?|约|超过?|近|的)?$/.exec(
      sentence.slice(Math.max(from, number.phraseStart - 16), number.phraseStart),
    );
  if (share && number.unit === 'percent') {
    const start = number.phraseStart - share[0].length;
    const metric = { start, end: start + 1 + (/^占据/.test(share[0]) ? 1 : 0) };
    if (share[1]) metric.end = start + share[0].indexOf(share[1]) + share[1].length;
    const subject = subjectIn(sentence, { start: clause.start, end: start }, state.apart);
    return { noun: null, metric, unit: 'percent', subject };
  }
  const behind = nounBehind(state, clause, number);
  if (behind) return behind;
  const verb = VERB.exec(sentence.slice(Math.max(from, number.phraseStart - 6), number.phraseStart));
  if (
    verb &&
    (number.unit !== null || number.measure !== null) &&
    number.unit !== 'percent' &&
    number.unit !== 'times'
  ) {
    const start = number.phraseStart - verb[0].length;
    // 股价下跌7.3%，报12.45港元: the price that was said to move.
    const moved = /报$/.test(verb[0]) && state.pending !== null ? state.noun : null;
    return {
      noun: moved,
      metric: moved ? null : { start, end: number.phraseStart },
      unit: unitOf(number, storesOf(state, number)),
      subject: null,
    };
  }
  return inherited(state, clause, number, before);
}

/** 开店200家 ... 实际只开了61家: the counting word of shops said before. */
function storesOf(state: State, number: NumberMention): string | null {
  const isSame = state.noun !== null && number.measure === '家' && ['stores', 'merchants'].includes(state.noun.unit);
  return isSame ? state.noun!.unit : null;
}

/** What may stand between a metric and its figure; `since` is the part behind an earlier figure of the same metric. */
function isLink(gap: string, since: string | null, number: NumberMention): boolean {
  if (since !== null && !/^(?:[、和及与或~]|以及|,|\s)*(?:元|了)?[^，]{0,8}$/.test(since)) return false;
  if (
    number.unit === null &&
    number.measure === null &&
    Number.isInteger(number.value) &&
    number.value < 10_000 &&
    gap.trim() === ''
  )
    return false;
  return gap.length <= 30;
}

/** 3.5亿月活用户, 86家服务商, 0.6%的技术服务费, 三点五万亿的即时零售蛋糕 */
function nounBehind({ sentence, apart }: State, clause: Clause, number: NumberMention): Measured | null {
  const noun = clause.nouns.find((n) => n.start >= number.end);
  if (!noun) return number.unit === 'percent' ? shareOfPhrase(sentence, number) : null;
  const between = sentence.slice(number.end, noun.start);
  if (!/^(?:的|多|余|\s)?[^的、，,\d]{0,6}$/.test(between)) return null;
  const isShare = number.unit === 'percent' && noun.unit !== 'percent';
  if (isMoney(number.unit) && !/^的|^.{0,2}$/u.test(between)) return null;
  if (!isShare && !fits(number, noun.unit)) return null;
  const tail = sentence.slice(noun.end, noun.end + 2);
  if (/^(?:老板|老总|工人|经理|负责|者|主|里的|的)/.test(tail) && noun.unit === 'count') return null;
  const own = /^的(.{2,6})$/.exec(between);
  const subject = subjectIn(sentence, { start: clause.start, end: number.phraseStart }, apart);
  return {
    noun,
    metric: null,
    unit: isShare ? 'percent' : unitOf(number, noun.unit),
    subject: subject ?? (own ? { start: noun.start - own[1]!.length, end: noun.start } : null),
  };
}

/** 高达75%的种草流量最终流向站外: the share of what follows. */
function shareOfPhrase(sentence: string, number: NumberMention): Measured | null {
  const phrase =
    /^的(\p{Script=Han}{2,6}?)(?=最终|都|均|已|将|会|在|是|为|来|属|流[向入]|用于|被|由|选|表|认|希|愿|\P{Script=Han}|$)/u.exec(
      sentence.slice(number.end, number.end + 10),
    );
  if (!phrase) return null;
  return {
    noun: null,
    metric: { start: number.end + 1, end: number.end + 1 + phrase[1]!.length },
    unit: 'percent',
    subject: null,
  };
}

/** True if a clause names nothing of its own before a number: 上年为, 2024年更是达到约, 行业均值也能达到, but not 蚕桑产业总产值达. */
function isLight({ sentence, apart }: State, start: number, end: number): boolean {
  let rest = '';
  for (let at = start; at < end; at++) if (!apart.some((s) => s.start <= at && at < s.end)) rest += sentence[at];
  return rest.length <= 40 && rest.replace(FILLER, '').length <= 4;
}

const FILLER =
  /同比|环比|同期|达到|高达|达|更是|更|为|是|约|仅|只有|只|还有|还|已经|已|也|能|可|均|都|超过|预计|有望|突破|则|每\S{1,3}?(?=达|为|约|\d|$)|盈利|亏损|升至|降至|增至|增加|增长|下降|下滑|上升|提升|较|比|与|到|至|的|而|并|但|前者|后者|其中|时|去年|今年|上年|第三方|机构|说|\p{P}|\s/gu;

/** 上年为43.9%, 达310亿元, 远高于行业平均的1:4: the clause names no metric, so it is that of the clause before. */
function inherited(state: State, clause: Clause, number: NumberMention, before: MetricNoun | null): Measured | null {
  const { noun, sentence } = state;
  if (!noun || before || !fits(number, noun.unit, sentence.slice(number.end, number.end + 1))) return null;
  if (number.unit === null && number.measure === null && Math.abs(number.value) < 10_000 && noun.unit !== 'ratio')
    return null;
  // 日均接单约8单 tells nothing of the 司机 before it.
  const counted = number.measure === null ? null : unitOf(number, null);
  const isOther = counted !== null && !['count', 'people', noun.unit].includes(counted);
  if (isOther && ['people', 'users', 'stores', 'merchants'].includes(noun.unit)) return null;
  const rest = sentence.slice(clause.start, number.phraseStart);
  const compared = /(?:高于|低于|超过|优于|不及|超出)([^，,的\d]{2,10})的?$/.exec(rest);
  const isName =
    compared !== null &&
    !state.periods.some((p) => p.span.end > number.phraseStart - compared[0].length && p.span.start < number.start);
  const subject = isName
    ? { start: number.phraseStart - compared[0].length + compared[0].indexOf(compared[1]!), end: 0 }
    : null;
  if (subject) subject.end = subject.start + compared![1]!.length;
  return { noun, metric: null, unit: unitOf(number, noun.unit), subject };
}

function newFigure(
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
