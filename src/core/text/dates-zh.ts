/**
 * Chinese dates. Each rule is one shape of words with an example; all matches are collected, the longest at a place wins, and the winners
 * are then resolved from left to right, because 同年, 次日 and 6月 lean on the date before them.
 */
import {
  dayOf,
  daysInMonth,
  isDay,
  isoDay,
  isoMonth,
  isoWeek,
  plusDays,
  plusMonths,
  weekday,
  type Day,
} from './calendar.ts';
import type { DateMention, MentionPrecision } from './dates.ts';

type Value = {
  iso: string | null;
  endIso?: string;
  precision: MentionPrecision;
  repaired?: boolean;
  relative?: boolean;
};
type Context = {
  anchor: Day | null;
  /** The last date with a year of its own, and where it ended. */
  last: { day: Day; end: number; isYear: boolean } | null;
  /** The last date that is a day, whatever months and years stand between: what 同日 leans on. */
  lastDay: Day | null;
  start: number;
  /** Words just before and after, for 将于 and the like. */
  before: string;
  /** The text between the last date and this one. */
  between: string;
};
type Rule = { pattern: RegExp; read(groups: Record<string, string | undefined>, context: Context): Value | null };

const N = '(?:\\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二两三四五六七八九])';
const YEAR = '(?:(?:19|20)\\d{2}|[一二][〇零○九][〇零○一二三四五六七八九]{2})';
const MONTH = `(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])`;
const DAY = `(?:3[01]|[12]\\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])`;
const MONTH_PART = '(?:月底|月末|月初|月中旬|月上旬|月下旬|月中(?=[,，。、]|$))';
const QUARTER = '(?:第?[一二三四1-4]季度?(?:度)?|Q[1-4]|[1-4]Q|第?[1-4]季度)';
const YEAR_PART = `(?:${QUARTER}|[上下]半年|H[12]|年底|年末|底|末|年初|初|年中)`;
const JOIN = '(?:至|到|[-–—~～])';
const rule = (source: string, read: Rule['read']): Rule => ({ pattern: new RegExp(source, 'gu'), read });

const RULES: readonly Rule[] = [
  // 2025-09-13, 2025/9/13, 2025.9.13
  rule(
    '(?<![\\d.])(?<y>(?:19|20)\\d{2})(?<s>[-/.])(?<m>1[0-2]|0?[1-9])\\k<s>(?<d>3[01]|[12]\\d|0?[1-9])(?![\\d.]\\d)',
    ({ y, m, d }) => onDay(Number(y), Number(m), Number(d)),
  ),
  // 2025年8月21日, 2025年9月1日至7日, 二〇二五年八月三日
  rule(
    `(?<!\\d)(?<y>${YEAR}) ?年 ?(?<m>${MONTH}) ?月 ?(?<d>${DAY}) ?[日号](?: ?${JOIN} ?(?:(?<m2>${MONTH}) ?月 ?)?(?<d2>${DAY}) ?[日号])?`,
    ({ y, m, d, m2, d2 }) => onDays(yearNumber(y!), number(m!), number(d!), m2, d2),
  ),
  // 2025年6月, 2025年6月底, 2025年1-6月
  rule(
    `(?<!\\d)(?<y>${YEAR}) ?年 ?(?<m>${MONTH})(?: ?月? ?${JOIN} ?(?<m2>${MONTH}))? ?(?<part>${MONTH_PART}|月份?)`,
    ({ y, m, m2, part }) => inMonths(yearNumber(y!), number(m!), m2, part!),
  ),
  // 2025年, 2024年底, 2025年H1, 2025年第三季度, 2024 4季度, 2024年全年, 2025年前三季度
  rule(
    `(?<!\\d)(?<y>${YEAR}) ?(?:年度?|财年|年(?=底|初|末)|(?= ?${QUARTER}))(?: ?(?<part>${YEAR_PART}|全年|前(?:三季度|${N}个月)))?`,
    ({ y, part }) => inYear(yearNumber(y!), part),
  ),
  // 20256月底 (年 lost): a page that dropped a character
  rule(
    `(?<!\\d)(?<y>20[0-4]\\d)(?<m>1[0-2]|[1-9])(?<part>${MONTH_PART}|月(?:(?<d>${DAY})[日号])?)`,
    ({ y, m, d, part }) => {
      const value = d ? onDay(Number(y), Number(m), number(d)) : inMonths(Number(y), Number(m), undefined, part!);
      return value && { ...value, repaired: true };
    },
  ),
  // 202591日 (年 and 月 lost): month and day are told apart only if there is one way
  rule('(?<!\\d)(?<y>20[0-4]\\d)年?(?<md>\\d{2,4})日', ({ y, md }) => repairedDay(Number(y), md!)),
  // 去年, 去年6月, 去年6月3日, 今年一季度, 去年底, 同年2月
  rule(
    `(?<w>今年|本年|去年|上年|前年|明年|后年|同年|当年|次年|翌年)度?(?:(?<m>${MONTH})月(?<d>${DAY})[日号]|(?<m1>${MONTH})(?<mp>${MONTH_PART}|月份?)|(?<part>${YEAR_PART}|前(?:三季度|${N}个月)))?`,
    ({ w, m, d, m1, mp, part }, context) => {
      const y = namedYear(w!, context);
      if (y === null) return { iso: null, precision: part ? 'part_of_year' : 'year', relative: true };
      if (m) return relative(onDay(y, number(m), number(d!)));
      return relative(m1 ? inMonths(y, number(m1), undefined, mp!) : inYear(y, part));
    },
  ),
  // 9月5日, 9月1日至7日, 3月2日至4月1日
  rule(
    `(?<![\\d.年第个])(?<m>${MONTH}) ?月 ?(?<d>${DAY}) ?[日号](?: ?${JOIN} ?(?:(?<m2>${MONTH}) ?月 ?)?(?<d2>${DAY}) ?[日号])?`,
    ({ m, d, m2, d2 }, context) => {
      const y = yearFor(number(m!), number(d!), context);
      return y === null
        ? { iso: null, precision: 'day', relative: true }
        : relative(onDays(y, number(m!), number(d!), m2, d2));
    },
  ),
  // 8月底, 10月, 1-9月, 7月中旬
  rule(
    `(?<![\\d.年第个])(?<m>${MONTH})(?: ?月? ?${JOIN} ?(?<m2>${MONTH}))? ?(?<part>${MONTH_PART}|月份?)(?![台历]|球|亮|饼|薪)`,
    ({ m, m2, part }, context) => {
      const y = yearFor(number(m!), null, context);
      if (y === null)
        return { iso: null, precision: /月份?$/u.test(part!) ? 'month' : 'part_of_month', relative: true };
      return relative(inMonths(y, number(m!), m2, part!));
    },
  ),
  // 本月底, 上月, 上个月中旬, 本月8日, 月内, 同月15日
  rule(
    `(?<w>本月|当月|这个月|上月|上个月|前月|下月|下个月|次月|同月|月内)(?:(?<d>${DAY})[日号]|(?<part>底|末|初|中旬|上旬|下旬|起))?`,
    readRelativeMonth,
  ),
  // (?<!月)31日 / 9日晚间: a bare day of the month of publication
  rule(
    `(?<![\\d月.一二三四五六七八九十年\\-–~至到])(?<d>3[01]|[12]\\d|[1-9])[日号](?!内|前|后|之|以|均|游|起?算|线|店|楼|文|令|公告|的[^,，。]{0,4}交易)`,
    ({ d }, context) => bareDay(Number(d), context),
  ),
  // 今日, 昨晚, 前天下午, 次日, 当日
  rule(
    '(?<w>今日|今天|今早|今晨|今晚|今夜|昨日|昨天|昨晚|昨夜|前天|明日|明天|后天|当日|当天|同日|次日|翌日|即日起?|刚刚)(?:凌晨|早间|上午|中午|下午|傍晚|晚间)?',
    readDayWord,
  ),
  // 上周五, 本周三（24日）, 下周, 周一
  rule(
    `(?<w>本周|上周|上上周|下周|这周|本星期|上星期|上个星期|下星期|下个星期|本礼拜|上礼拜|下礼拜|(?<![每一二两三四五六七八九十几数\\d双])(?:周|星期)(?=[一二三四五六日天]))(?<wd>[一二三四五六日天末](?!流|年|致|直|些|个))?(?:[（(](?:(?<m>${MONTH})月)?(?<d>${DAY})[日号][)）])?`,
    readWeek,
  ),
  // 近日, 不久前
  rule(
    '(?<!最)(?:近日|日前(?!往)|近期|最近(?!的?距离)|不久前|前不久|近来|前些天|连日来|近几日|近几天|这几天|这两天|前几天)',
    () => ({ iso: null, precision: 'recent', relative: true }),
  ),
  // 年底, 下半年, 一季度, Q3, 前三季度, 全年, 本季度末
  rule(
    `(?<![\\d今去前明后同当次本上翌每半多两几一二三四五六七八九十])(?<part>年底|年末|岁末|年初|年内|[上下]半年|全年)`,
    ({ part }, context) => ofThisYear(part!, context),
  ),
  rule(`(?<![\\d年第])(?<part>${QUARTER})(?!度)`, ({ part }, context) => ofThisYear(part!, context)),
  rule(`(?<part>前(?:三季度|${N}个月))`, ({ part }, context) => ofThisYear(part!, context)),
  rule('(?:本季度?|当季)(?<end>末|底)?', ({ end }, { anchor }) => {
    if (!anchor) return { iso: null, precision: 'quarter', relative: true };
    const q = Math.ceil(anchor.m / 3);
    return {
      ...(end
        ? { iso: isoMonth(anchor.y, q * 3), precision: 'part_of_month' }
        : { iso: `${anchor.y}-Q${q}`, precision: 'quarter' }),
      relative: true,
    };
  }),
  // 三天前, 三周前, 两个月前, 两个月内, 半年前
  rule(`(?<n>${N}|半|数|几|多)(?<u>天|日|周|个?星期|个月|年)(?<w>之?前|以前|之?后|以后|之?内|以内)(?!任)`, readAgo),
  // 国庆前, 春节后, 双11期间, 圣诞节前
  rule(
    '(?<f>元旦|春节|农历新年|除夕|五一|劳动节|国庆|中秋|双十一|双11|双十二|618|圣诞)(?:假期|节|长假)?(?<w>之?前|之?后|期间|当天|当日|(?<=双十一|双11|双十二|618))',
    readFestival,
  ),
  // 夏季结束后, 今年春天: a season is no month
  rule(
    '(?<y>[今去明])?年?(?:[春夏秋冬](?:季|天)|[春夏秋冬](?=招|播))(?:结束)?(?:之?[前后]|期间)?',
    ({ y }, { anchor }) => ({
      iso: anchor ? String(anchor.y + (y === '去' ? -1 : y === '明' ? 1 : 0)) : null,
      precision: 'part_of_year',
      relative: true,
    }),
  ),
];

/** All dates of `text`, read as Chinese. */
export function findChineseDates(text: string, anchor: string | null): DateMention[] {
  const folded = foldForDates(text);
  const context: Context = { anchor: dayOf(anchor), last: null, lastDay: null, start: 0, before: '', between: '' };
  const found: DateMention[] = [];
  for (const { start, end, groups, read } of winners(folded)) {
    context.start = start;
    context.before = folded.slice(Math.max(0, start - 6), start);
    context.between = context.last ? folded.slice(context.last.end, start) : '';
    const value = read(groups, context);
    if (!value) continue;
    const day = dayOf(value.iso);
    if (day && value.precision === 'day') context.lastDay = day;
    if (day && !/[WHQ]/.test(value.iso!)) context.last = { day, end, isYear: !value.iso!.includes('-') };
    else if (value.iso) context.last = { day: { y: Number(value.iso.slice(0, 4)), m: 1, d: 1 }, end, isYear: true };
    const { iso, endIso, precision, repaired = false, relative: isRelative = false } = value;
    found.push({
      start,
      end,
      raw: text.slice(start, end),
      iso,
      ...(endIso && { endIso }),
      precision,
      repaired,
      relative: isRelative,
    });
  }
  return found;
}

type Match = { start: number; end: number; groups: Record<string, string | undefined>; read: Rule['read'] };

/** Of all matches of all rules those that begin first, the longest of them, without overlap. */
function winners(folded: string): Match[] {
  const all: Match[] = [];
  for (const { pattern, read } of RULES)
    for (const match of folded.matchAll(pattern))
      all.push({ start: match.index, end: match.index + match[0].length, groups: match.groups ?? {}, read });
  all.sort((a, b) => a.start - b.start || b.end - a.end);
  let free = 0;
  return all.filter(({ start, end }) => start >= free && ((free = end), true));
}

const TRADITIONAL: Readonly<Record<string, string>> = {
  號: '号',
  週: '周',
  後: '后',
  兩: '两',
  個: '个',
  內: '内',
  禮: '礼',
  節: '节',
  財: '财',
  間: '间',
  剛: '刚',
  當: '当',
  這: '这',
  歲: '岁',
  農: '农',
  曆: '历',
  國: '国',
  慶: '庆',
  聖: '圣',
  誕: '诞',
  雙: '双',
  數: '数',
  幾: '几',
  時: '时',
  來: '来',
  聞: '闻',
  將: '将',
  擬: '拟',
  線: '线',
};

/** Full-width digits and letters become ASCII and Traditional date words Simplified, one character for one: offsets stay true. */
function foldForDates(text: string): string {
  return text.replace(
    /[\uFF01-\uFF5E號週後兩個內禮節財間剛當這歲農曆國慶聖誕雙數幾時來聞將擬線]/g,
    (c) => TRADITIONAL[c] ?? String.fromCharCode(c.charCodeAt(0) - 0xfee0),
  );
}

const DIGITS: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  '○': 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** 十二 -> 12, 三十 -> 30, 07 -> 7. Only for the small numbers of dates. */
function number(words: string): number {
  if (/^\d+$/.test(words)) return Number(words);
  const [tens, ones] = words.includes('十') ? words.split('十') : ['', words];
  const high = words.includes('十') ? (tens ? (DIGITS[tens] ?? 0) : 1) * 10 : 0;
  return high + (ones ? (DIGITS[ones] ?? 0) : 0);
}

function yearNumber(words: string): number {
  return /^\d+$/.test(words) ? Number(words) : Number([...words].map((c) => DIGITS[c]).join(''));
}

function relative(value: Value | null): Value | null {
  return value && { ...value, relative: true };
}

function onDay(y: number, m: number, d: number): Value | null {
  return isDay(y, m, d) ? { iso: isoDay({ y, m, d }), precision: 'day' } : null;
}

function onDays(y: number, m: number, d: number, m2: string | undefined, d2: string | undefined): Value | null {
  const first = onDay(y, m, d);
  if (!first || !d2) return first;
  const endMonth = m2 ? number(m2) : m;
  const last = onDay(endMonth < m ? y + 1 : y, endMonth, number(d2));
  return last?.iso ? { ...first, endIso: last.iso } : first;
}

function inMonths(y: number, m: number, m2: string | undefined, part: string): Value {
  const precision = /^月份?$/u.test(part) ? 'month' : 'part_of_month';
  return { iso: isoMonth(y, m), precision, ...(m2 && { endIso: isoMonth(y, number(m2)) }) };
}

function inYear(y: number, part: string | undefined): Value {
  if (part === undefined || part === '全年') return { iso: String(y), precision: 'year' };
  const half = /^([上下])半年$|^H([12])$/u.exec(part);
  if (half) return { iso: `${y}-H${half[2] ?? (half[1] === '上' ? 1 : 2)}`, precision: 'half' };
  const firstMonths = /^前(三季度|(.+)个月)$/u.exec(part);
  if (firstMonths)
    return {
      iso: `${y}-01`,
      endIso: isoMonth(y, firstMonths[2] ? Math.min(12, number(firstMonths[2])) : 9),
      precision: 'month',
    };
  const quarter = /季|Q/u.test(part) ? /[一二三四1-4]/u.exec(part) : null;
  if (quarter) return { iso: `${y}-Q${number(quarter[0])}`, precision: 'quarter' };
  return { iso: String(y), precision: 'part_of_year' };
}

function repairedDay(y: number, digits: string): Value | null {
  const ways: Value[] = [];
  for (let cut = 1; cut < digits.length; cut++) {
    const [m, d] = [digits.slice(0, cut), digits.slice(cut)];
    if (cut > 2 || d.length > 2 || m.startsWith('0') || d.startsWith('0')) continue;
    const value = onDay(y, Number(m), Number(d));
    if (value) ways.push(value);
  }
  if (ways.length === 0) return null;
  return ways.length === 1 ? { ...ways[0]!, repaired: true } : { iso: String(y), precision: 'year', repaired: true };
}

function namedYear(word: string, { anchor, last }: Context): number | null {
  if (word === '同年' || word === '当年') return last?.day.y ?? (word === '当年' ? null : (anchor?.y ?? null));
  if (word === '次年' || word === '翌年') return last ? last.day.y + 1 : null;
  const shift = { 今: 0, 本: 0, 去: -1, 上: -1, 前: -2, 明: 1, 后: 2 }[word[0]!];
  return anchor && shift !== undefined ? anchor.y + shift : null;
}

/**
 * The year of a date that names none. It is that of a date shortly before it (2024年4月转岗, 6月离职), else that of publication,
 * else the year before when it would lie more than two months ahead and nothing says that it is to come (将于, 拟, 定于).
 */
function yearFor(m: number, d: number | null, { anchor, last, start, before, between }: Context): number | null {
  // 2021年升任总裁。3月15日，公司宣布: a day in a sentence of its own is news, not the career's.
  const isNews = anchor !== null && d !== null && last?.isYear === true && /[。！？\n]/u.test(between);
  if (last && !isNews && start - last.end <= 40 && (!anchor || last.day.y !== anchor.y || last.day.m <= m))
    return last.day.y;
  if (!anchor) return last && start - last.end <= 200 ? last.day.y : null;
  const ahead = (m - anchor.m) * 30 + ((d ?? 15) - anchor.d);
  const isComing = /[将拟会]|定于|预计|截至|截止|起/u.test(before);
  if (isComing) return ahead < -240 ? anchor.y + 1 : anchor.y;
  if (ahead > 60) return anchor.y - 1;
  return ahead < -330 ? anchor.y + 1 : anchor.y;
}

function readRelativeMonth(
  { w, d, part }: Record<string, string | undefined>,
  { anchor, last }: Context,
): Value | null {
  const base = w === '同月' || w === '次月' || w === '当月' ? (last?.day ?? anchor) : anchor;
  const precision: MentionPrecision = d ? 'day' : part || w === '月内' ? 'part_of_month' : 'month';
  if (!base) return { iso: null, precision, relative: true };
  const shift = /^[上前]/u.test(w!) ? -1 : /^[下次]/u.test(w!) ? 1 : 0;
  const { y, m } = plusMonths(base, shift);
  return relative(d ? onDay(y, m, number(d)) : { iso: isoMonth(y, m), precision });
}

/** 1日 published on the 2nd is this month; 28日 published on the 3rd the month before. */
function bareDay(d: number, { anchor, last, start, before }: Context): Value | null {
  const near = last && start - last.end <= 60 && last.day.m ? last.day : null;
  const base = near ?? anchor;
  if (!base) return { iso: null, precision: 'day', relative: true };
  const isPast = !near && d > base.d + 1 && !/[将拟会]|定于|预计/u.test(before);
  const { y, m } = isPast ? plusMonths(base, -1) : base;
  return d <= daysInMonth(y, m) ? relative(onDay(y, m, d)) : null;
}

function readDayWord({ w }: Record<string, string | undefined>, { anchor, lastDay }: Context): Value {
  const fromLast = /^[当同次翌]/u.test(w!);
  const base = fromLast ? lastDay : anchor;
  if (!base) return { iso: null, precision: fromLast ? 'approx' : 'day', relative: true };
  const shift = /^昨/u.test(w!) ? -1 : w === '前天' ? -2 : /^[明次翌]/u.test(w!) ? 1 : w === '后天' ? 2 : 0;
  return { iso: isoDay(plusDays(base, shift)), precision: 'day', relative: true };
}

function readWeek({ w, wd, m, d }: Record<string, string | undefined>, { anchor }: Context): Value | null {
  if (!anchor) return { iso: null, precision: wd ? 'day' : 'week', relative: true };
  const today = weekday(anchor);
  const isBare = /^(?:周|星期)$/u.test(w!);
  const weeks = w!.startsWith('上上') ? -2 : w!.startsWith('上') ? -1 : w!.startsWith('下') ? 1 : 0;
  const monday = plusDays(anchor, 1 - today + weeks * 7);
  if (!wd || wd === '末') return { iso: isoWeek(monday), precision: 'week', relative: true };
  const index = wd === '日' || wd === '天' ? 7 : number(wd);
  const day = plusDays(monday, index - 1 - (isBare && index > today ? 7 : 0));
  // 本周三（24日）: the bracket is a check the writer offers; where both disagree the day of the month is the harder fact.
  if (!d) return { iso: isoDay(day), precision: 'day', relative: true };
  const said = [-7, 0, 7]
    .map((shift) => plusDays(day, shift))
    .find((x) => x.d === number(d) && (!m || x.m === number(m)));
  return { iso: isoDay(said ?? day), precision: 'day', relative: true };
}

function ofThisYear(part: string, { anchor, last, start }: Context): Value {
  const y = last && start - last.end <= 12 ? last.day.y : (anchor?.y ?? null);
  // 全年 in the first four months is the year that the annual report tells of.
  if (part === '全年' && y !== null && anchor && y === anchor.y && anchor.m <= 4)
    return { iso: String(y - 1), precision: 'year', relative: true };
  const value = inYear(y ?? 2000, part === '岁末' ? '年底' : part === '年内' ? '年中' : part);
  return y === null ? { iso: null, precision: value.precision, relative: true } : { ...value, relative: true };
}

function readAgo({ n, u, w }: Record<string, string | undefined>, { anchor }: Context): Value {
  const amount = /^[半数几多]$/u.test(n!) ? null : number(n!);
  if (!anchor || amount === null || !/前$/u.test(w!)) return { iso: null, precision: 'approx', relative: true };
  if (/[天日]/u.test(u!)) return { iso: isoDay(plusDays(anchor, -amount)), precision: 'day', relative: true };
  if (/周|星期/u.test(u!)) return { iso: isoWeek(plusDays(anchor, -7 * amount)), precision: 'week', relative: true };
  if (/月/u.test(u!)) {
    const { y, m } = plusMonths(anchor, -amount);
    return { iso: isoMonth(y, m), precision: 'month', relative: true };
  }
  return { iso: String(anchor.y - amount), precision: 'year', relative: true };
}

/** Day of the spring festival, 2015-2036: it moves with the moon. */
const SPRING: Readonly<Record<number, string>> = {
  2015: '02-19',
  2016: '02-08',
  2017: '01-28',
  2018: '02-16',
  2019: '02-05',
  2020: '01-25',
  2021: '02-12',
  2022: '02-01',
  2023: '01-22',
  2024: '02-10',
  2025: '01-29',
  2026: '02-17',
  2027: '02-06',
  2028: '01-26',
  2029: '02-13',
  2030: '02-03',
  2031: '01-23',
  2032: '02-11',
  2033: '01-31',
  2034: '02-19',
  2035: '02-08',
  2036: '01-28',
};
const MID_AUTUMN: Readonly<Record<number, string>> = {
  2020: '10-01',
  2021: '09-21',
  2022: '09-10',
  2023: '09-29',
  2024: '09-17',
  2025: '10-06',
  2026: '09-25',
  2027: '09-15',
  2028: '10-03',
  2029: '09-22',
  2030: '09-12',
};
const FIXED: Readonly<Record<string, string>> = {
  元旦: '01-01',
  五一: '05-01',
  劳动节: '05-01',
  国庆: '10-01',
  双十一: '11-11',
  双11: '11-11',
  双十二: '12-12',
  '618': '06-18',
  圣诞: '12-25',
};

function readFestival({ f, w }: Record<string, string | undefined>, { anchor }: Context): Value {
  if (!anchor) return { iso: null, precision: 'part_of_month', relative: true };
  const dayIn = (y: number): Day | null => {
    const monthDay = FIXED[f!] ?? (f === '中秋' ? MID_AUTUMN[y] : SPRING[y]);
    const day = monthDay ? dayOf(`${y}-${monthDay}`) : null;
    return day && f === '除夕' ? plusDays(day, -1) : day;
  };
  const near = [anchor.y - 1, anchor.y, anchor.y + 1].map(dayIn).filter((day) => day !== null);
  const distance = (day: Day): number =>
    Math.abs((day.y - anchor.y) * 365 + (day.m - anchor.m) * 30 + day.d - anchor.d);
  const day = near.sort((a, b) => distance(a) - distance(b))[0];
  if (!day) return { iso: null, precision: 'part_of_month', relative: true };
  if (/^当/u.test(w!)) return { iso: isoDay(day), precision: 'day', relative: true };
  const { y, m } = /前$/u.test(w!) ? plusDays(day, -3) : day;
  return { iso: isoMonth(y, m), precision: 'part_of_month', relative: true };
}
