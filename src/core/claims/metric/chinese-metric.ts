import type { NumberMention } from '../../text/numbers.ts';
import type { Clause, State } from './chinese-state.ts';
import { fits, isMoney, unitOf, type Span } from './figure.ts';
import type { MetricNoun } from './nouns.ts';
import { subjectIn } from './subject.ts';

/** What a number in a Chinese clause is a value of. */

export type Measured = { noun: MetricNoun | null; metric: Span | null; unit: string | null; subject: Span | null };

/** Verbs that name a metric themselves: 报8.36港元, 占七成, 开了61家, 关闭18家. */
const VERB =
  /(?:占据?|收报|报|新开|开出|开了?|关闭|关停|关掉|裁员|裁撤|售出|卖出|卖了|覆盖|签约|募资|筹资|获投|出资|斥资|投资|回购|减持|增持|亏了?|赚了?|处理|运送|运输|交付|生产|发放|投放|入驻|招聘|新增|净增|服务|捐赠?|下架|封禁|清理|处置)(?:了|出|掉)?$/;

/** What the number is a value of: the noun before it, the noun behind it, a verb, or what the clause before was about. */
export function metricOf(state: State, clause: Clause, number: NumberMention, from: number): Measured | null {
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
export function isLight({ sentence, apart }: State, start: number, end: number): boolean {
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
