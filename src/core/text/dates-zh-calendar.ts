/** Chinese dates as calendar values: numbers in words, a day, a month, a part of a year; what was damaged on its page. */
import { isDay, isoDay, isoMonth, type Day } from './calendar.ts';
import type { MentionPrecision } from './dates.ts';

export type Value = {
  iso: string | null;
  endIso?: string;
  precision: MentionPrecision;
  repaired?: boolean;
  relative?: boolean;
};
export type Context = {
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
export function number(words: string): number {
  if (/^\d+$/.test(words)) return Number(words);
  const [tens, ones] = words.includes('十') ? words.split('十') : ['', words];
  const high = words.includes('十') ? (tens ? (DIGITS[tens] ?? 0) : 1) * 10 : 0;
  return high + (ones ? (DIGITS[ones] ?? 0) : 0);
}

export function yearNumber(words: string): number {
  return /^\d+$/.test(words) ? Number(words) : Number([...words].map((c) => DIGITS[c]).join(''));
}

export function relative(value: Value | null): Value | null {
  return value && { ...value, relative: true };
}

export function onDay(y: number, m: number, d: number): Value | null {
  return isDay(y, m, d) ? { iso: isoDay({ y, m, d }), precision: 'day' } : null;
}

export function onDays(y: number, m: number, d: number, m2: string | undefined, d2: string | undefined): Value | null {
  const first = onDay(y, m, d);
  if (!first || !d2) return first;
  const endMonth = m2 ? number(m2) : m;
  const last = onDay(endMonth < m ? y + 1 : y, endMonth, number(d2));
  return last?.iso ? { ...first, endIso: last.iso } : first;
}

export function inMonths(y: number, m: number, m2: string | undefined, part: string): Value {
  const precision = /^月份?$/u.test(part) ? 'month' : 'part_of_month';
  return { iso: isoMonth(y, m), precision, ...(m2 && { endIso: isoMonth(y, number(m2)) }) };
}

export function inYear(y: number, part: string | undefined): Value {
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
  if (quarter && /[末底]$/u.test(part)) return { iso: isoMonth(y, number(quarter[0]) * 3), precision: 'part_of_month' };
  if (quarter) return { iso: `${y}-Q${number(quarter[0])}`, precision: 'quarter' };
  return { iso: String(y), precision: 'part_of_year' };
}

export function repairedDay(y: number, digits: string): Value | null {
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
