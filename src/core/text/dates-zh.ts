/**
 * Chinese dates. Each rule (dates-zh-rules.ts) is one shape of words with an example; all matches are collected, the longest at a place
 * wins, and the winners are then resolved from left to right, because 同年, 次日 and 6月 lean on the date before them.
 */
import { dayOf } from './calendar.ts';
import type { Context } from './dates-zh-calendar.ts';
import { RULES, type Rule } from './dates-zh-rules.ts';
import type { DateMention } from './dates.ts';

/** All dates of `text`, read as Chinese. */
export function findChineseDates(text: string, anchor: string | null): DateMention[] {
  const folded = foldForDates(text);
  if (!DATE_SIGN.test(folded)) return [];
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
/** What every rule needs one of, so that most sentences are passed over by one look: 9月, 周五, 近日, 元旦, 前不久. */
const DATE_SIGN = /[\d年月日号天早晨晚夜刚周期拜近久季QH岁旦春夏秋冬夕五节庆双圣]/u;

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
