import type { CitedSpan, Claim, ClaimStatus } from '../types.ts';
import { findDates, type DateMention } from '../text/dates.ts';
import { plainText } from '../text/plain.ts';
import type { ArticleText, FieldSentence } from './_article-text.ts';
import { MAX_QUOTE } from './_gate.ts';
import { englishSource, englishSubject } from './metric/english-subject.ts';
import type { Span } from './metric/figure.ts';
import { sourceIn } from './metric/source.ts';
import { subjectIn } from './metric/subject.ts';
import { isTeaser } from './metric/teaser.ts';

/**
 * What the kinds that tell of a company's doings share: partnership, launch, shutdown, regulator, reorganisation, funding. A rule finds
 * its trigger and slots in one sentence; this file adds who did it, when, how sure it is and who says so, and cuts the quote.
 */

/** A sentence as the rules read it; `plain` is as long as the sentence's text (see plainText). */
export type Reading = {
  article: ArticleText;
  sentence: FieldSentence;
  index: number;
  plain: string;
  isChinese: boolean;
};

/** What a rule found: the words that tell it, and its slots as spans of the sentence or of an earlier one, or as plain values. */
export type Happening = {
  trigger: Span;
  /** Who does it; undefined: the subject of the clause or of the sentences before. Null: nobody is wanted. */
  org?: Span | null;
  /** Slots whose words stand in this sentence. */
  spans: Readonly<Record<string, Span | readonly Span[] | null>>;
  /** Slots that are computed. */
  values?: Readonly<Record<string, unknown>>;
};

/** All claims of a kind: `rule` is asked for every sentence that `gate` matches; the first claim of one `key` in an article stays. */
export function happenings(
  article: ArticleText,
  kind: string,
  rule: { trigger: RegExp; read(reading: Reading): Happening[]; key(args: Claim['args']): unknown; orgSlot?: string },
): Claim[] {
  const found = new Map<string, Claim>();
  for (const [index, sentence] of article.sentences.entries()) {
    if (!rule.trigger.test(sentence.text)) continue;
    const plain = plainText(sentence.text);
    if (isTeaser(plain) || /[?？]["”」]?$/.test(plain)) continue;
    const reading: Reading = { article, sentence, index, plain, isChinese: /\p{Script=Han}/u.test(plain) };
    for (const happening of rule.read(reading)) {
      const claim = claimOf(reading, kind, happening, rule.orgSlot ?? 'org');
      if (!claim) continue;
      const key = JSON.stringify(rule.key(claim.args));
      if (!found.has(key)) found.set(key, claim);
    }
  }
  return [...found.values()];
}

/** 山东, 四川绵阳, 各民主党派, 车站: who governs or is a place starts programmes and works with others every day; these kinds are about companies. */
function isPublicBody(name: string): boolean {
  return PUBLIC_BODY.test(name) || (name.length <= 5 && PROVINCE.test(name) && !COMPANY_END.test(name));
}

const PUBLIC_BODY =
  /党(?!派对)|政府|军方|军队|解放军|人大|政协|国务院|外交部|景区|车站$|[省县]$|自治[区州县]$|总统|总理|主席/u;
const PROVINCE =
  /^(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)/u;
const COMPANY_END =
  /(?:银行|集团|公司|汽车|科技|股份|证券|地铁|电力|移动|联通|电信|医药|航空|文旅|卫视|大学|现代|奔驰|控股|保险|物流|传媒|高速|机场|电视台)$/u;

function claimOf(
  reading: Reading,
  kind: string,
  { trigger, org, spans, values }: Happening,
  orgSlot: string,
): Claim | null {
  const { article, sentence, plain } = reading;
  const { field } = sentence;
  const actor = org === undefined ? actorOf(reading, trigger) : org && { sentence, span: org };
  if (org === undefined && actor === null) return null;
  if (orgSlot === 'org' && actor && isPublicBody(actor.sentence.text.slice(actor.span.start, actor.span.end)))
    return null;
  const date = dateOf(reading, trigger);
  const inside = [trigger, ...Object.values(spans).flat(), date].filter((span): span is Span => span !== null);
  const quote = quoteOf(sentence, actor?.sentence === sentence ? [...inside, actor.span] : inside, trigger);
  const words = (span: Span): string => sentence.text.slice(span.start, span.end);
  const cited: CitedSpan[] = [];
  const cite = (slot: string, from: FieldSentence, span: Span): void => {
    const [start, end] = [from.start + span.start, from.start + span.end];
    if (from.field !== field || start < quote.start || end > quote.end)
      cited.push({ slot, field: from.field, start, end, quote: from.text.slice(span.start, span.end) });
  };
  for (const [slot, value] of Object.entries(spans))
    for (const span of [value].flat()) if (span) cite(slot, sentence, span as Span);
  if (actor) cite(orgSlot, actor.sentence, actor.span);
  if (date) cite('date', sentence, date);
  return {
    kind,
    field,
    ...quote,
    quote: article[field].slice(quote.start, quote.end),
    args: {
      ...(org !== null && { [orgSlot]: actor ? actor.sentence.text.slice(actor.span.start, actor.span.end) : null }),
      ...Object.fromEntries(
        Object.entries(spans).map(([slot, value]) => [
          slot,
          value === null ? null : 'start' in value ? words(value) : value.map(words),
        ]),
      ),
      ...values,
      date: date ? words(date) : null,
      date_iso: date?.iso ?? null,
      date_precision: date?.precision ?? null,
    },
    status: statusOf(plain, trigger),
    attribution: attributionOf(reading, trigger),
    extractor: `${kind}@1`,
    ...(cited.length > 0 && { cited }),
  };
}

/** The date nearest before the trigger, else the first behind it. */
function dateOf({ article, plain }: Reading, trigger: Span): DateMention | null {
  const dates = findDates(plain, article.anchor).filter((date) => date.precision !== 'approx');
  return (
    dates.findLast((date) => date.end <= trigger.start) ?? dates.find((date) => date.start >= trigger.start) ?? null
  );
}

type Actor = { sentence: FieldSentence; span: Span };

/** The subject of the trigger's clause, of an earlier clause, or of one of the three sentences before in the same text. */
function actorOf(reading: Reading, trigger: Span): Actor | null {
  const { article, sentence, index } = reading;
  const own = subjectBefore(reading, trigger);
  if (own) return { sentence, span: own };
  for (let i = index - 1; i >= Math.max(0, index - 3); i--) {
    const before = article.sentences[i]!;
    if (before.field !== sentence.field) break;
    const plain = plainText(before.text);
    const end = before.text.length;
    const span = subjectBefore(
      { ...reading, sentence: before, plain, isChinese: /\p{Script=Han}/u.test(plain) },
      { start: end, end },
    );
    if (span && isRecurring(article, before.text.slice(span.start, span.end))) return { sentence: before, span };
  }
  return null;
}

/** The subject of the last clause before the trigger that has one and is not among `apart`. */
export function subjectBefore(
  { article, plain, isChinese }: Reading,
  trigger: Span,
  apart: readonly Span[] = [],
): Span | null {
  const dates = findDates(plain, article.anchor);
  for (const clause of clausesBefore(plain, trigger.start).reverse()) {
    const isOwn = clause.end === trigger.start;
    const source = isChinese ? sourceIn(plain, clause) : null;
    // 有消息称鲸舟科技 ...: the source is no subject; 云帆科技宣布: it is.
    const skip = source && !source.isSpeaker ? [...dates, source.phrase] : dates;
    const end = isOwn ? trigger.end : clause.end;
    const span = isChinese
      ? subjectIn(plain, clause, skip)
      : englishSubject(plain, { start: clause.start, end, text: plain.slice(clause.start, end) }, []);
    const isApart = span !== null && apart.some((other) => other.start < span.end && span.start < other.end);
    if (span && !isApart && isNominal(plain.slice(span.start, span.end), isChinese)) return span;
  }
  return null;
}

function clausesBefore(plain: string, end: number): Span[] {
  const clauses: Span[] = [];
  let start = 0;
  for (const match of plain.slice(0, end).matchAll(/[，,；;：:。—]/g)) {
    clauses.push({ start, end: match.index });
    start = match.index + 1;
  }
  clauses.push({ start, end });
  return clauses.filter((clause) => plain.slice(clause.start, clause.end).trim() !== '').slice(-6);
}

/** States, offices, fairs and programmes of television do no business. */
const NO_COMPANY =
  /(?:博会|航展|展会|论坛|大会|峰会|联播|办公厅|办公室|委员会|政府|[省市县区]|中方|双方|各方|同胞|人民|各国|中国|记者|会议)$|^(?:本届|第.{1,4}届|习|国务院|中央|党|全国|我国|我们|他们|大家|两国|两岸)/u;

/** A subject is a short name: no verb phrase that the subject rules could not cut (标志着, 打通从种草). */
function isNominal(words: string, isChinese: boolean): boolean {
  if (!isChinese) return true;
  return (
    words.length <= 14 &&
    !NO_COMPANY.test(words) &&
    !/[了着过]$|^(?:标志|随着|通过|为了|当|因|打通|面对|成为|作为|对此|包括|除了|经过|近日|日前|此举|这意味|图片)|[\d%]/.test(
      words,
    )
  );
}

/** A name that the article gives more than once, or in its title, is what it is about. */
function isRecurring(article: ArticleText, words: string): boolean {
  const first = article.text.indexOf(words);
  return article.title.includes(words) || (first >= 0 && article.text.indexOf(words, first + words.length) >= 0);
}

const DENIED = /否认|不实|谣言|辟谣|并未|没有计划|未有计划|暂无计划|\bden(?:y|ied|ies)\b|\bnot true\b/i;
const RUMOURED =
  /据传|传闻|有传|传出|疑似|或将|或(?=[推上关与引])|可能|考虑|洽谈|有消息称|知情人士(?!已)|\b(?:in talks|considering|reportedly|may|might|could|rumou?red|weighing|exploring)\b/;
const PLANNED =
  /将于|将在|将(?=推|上线|发布|启动|开|关|停|与|把.{0,12}合并)|计划(?=[推上发启开关与在于])|拟(?!人)|即将(?=推|上线|发布|启动|开|关|停|与)|\b(?:will|plans? to|is set to|are set to|to be (?:launched|closed)|aims to)\b/;
const CONFIRMED =
  /官宣|宣布|公告|正式|官方|声明|通报|证实|确认|发布|\b(?:announced|confirmed|said|officially|statement|filing)\b/i;

/** How sure the trigger's clause and the one before it are. */
function statusOf(plain: string, trigger: Span): ClaimStatus {
  const from = Math.max(0, trigger.start - 40);
  const words = plain.slice(from, Math.min(plain.length, trigger.end + 12));
  if (DENIED.test(words)) return 'denied';
  if (RUMOURED.test(words)) return 'rumoured';
  if (PLANNED.test(words)) return 'planned';
  return CONFIRMED.test(words) ? 'confirmed' : 'reported';
}

function attributionOf({ sentence, plain, isChinese }: Reading, trigger: Span): string | null {
  const spans = isChinese
    ? clausesBefore(plain, Math.min(plain.length, trigger.end)).map((clause) => sourceIn(plain, clause)?.span ?? null)
    : [englishSource(plain)];
  const span = spans.findLast((s) => s !== null);
  return span ? sentence.text.slice(span.start, span.end) : null;
}

/** The sentence; of a long one the part from the first to the last of `inside` that fits around the trigger. */
function quoteOf({ start, end }: FieldSentence, inside: readonly Span[], trigger: Span): Span {
  if (end - start <= MAX_QUOTE) return { start, end };
  let [from, to] = [trigger.start, Math.min(trigger.end, trigger.start + MAX_QUOTE)];
  for (const span of [...inside].sort(
    (a, b) => Math.abs(a.start - trigger.start) - Math.abs(b.start - trigger.start),
  )) {
    if (Math.max(to, span.end) - Math.min(from, span.start) > MAX_QUOTE) continue;
    from = Math.min(from, span.start);
    to = Math.max(to, span.end);
  }
  return { start: start + from, end: start + to };
}

/** The group `name` of a match as a span of the text that was searched; null if it took no part. */
export function groupSpan(match: RegExpMatchArray, name: string): Span | null {
  const words = match.groups?.[name];
  if (words === undefined || words === '') return null;
  const start = match.index! + match[0].lastIndexOf(words);
  return { start, end: start + words.length };
}

/** 京东、天猫和淘宝; Taobao and JD.com: the names of a list. */
export function listSpans(text: string, list: Span): Span[] {
  const spans: Span[] = [];
  let start = list.start;
  const words = text.slice(list.start, list.end);
  const push = (end: number): void => {
    const lead = LIST_LEAD.exec(text.slice(start, end))?.[0].length ?? 0;
    const trail = /[\s“”"'「」]*$/.exec(text.slice(start, end))?.[0].length ?? 0;
    if (end - trail - (start + lead) >= 2) spans.push({ start: start + lead, end: end - trail });
  };
  for (const match of words.matchAll(/[、,，]|(?:以及|[和与及])|\s(?:and|as well as)\s/g)) {
    push(list.start + match.index);
    start = list.start + match.index + match[0].length;
  }
  push(list.end);
  return spans;
}
const LIST_LEAD =
  /^(?:[\s“”"'「」]|(?:知名|国内|国际|电商|互联网|科技|行业|零售|社交)*(?:巨头|龙头|平台|企业|公司|品牌)(?=\p{Script=Han}{2})|其|and )*/u;
