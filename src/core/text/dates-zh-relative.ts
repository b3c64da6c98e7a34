/** Chinese dates that lean on the day of publication or on the date before them: 同年, 上月底, 上周五, 三周前, a month without a year. */
import { daysInMonth, isoDay, isoMonth, isoWeek, plusDays, plusMonths, weekday } from './calendar.ts';
import { inYear, number, onDay, relative, type Context, type Value } from './dates-zh-calendar.ts';
import type { MentionPrecision } from './dates.ts';

export function namedYear(word: string, { anchor, last }: Context): number | null {
  if (word === '同年') return last?.day.y ?? anchor?.y ?? null;
  if (word === '当年' || word === '那年') return last?.day.y ?? null;
  if (word === '次年' || word === '翌年' || word === '第二年') return last ? last.day.y + 1 : null;
  const shift = { 今: 0, 本: 0, 去: -1, 上: -1, 前: -2, 明: 1, 后: 2 }[word[0]!];
  return anchor && shift !== undefined ? anchor.y + shift : null;
}

/**
 * The year of a date that names none. It is that of a date shortly before it (2024年4月转岗, 6月离职), else that of publication,
 * else the year before when it would lie more than two months ahead and nothing says that it is to come (将于, 拟, 定于).
 */
export function yearFor(m: number, d: number | null, { anchor, last, start, before, between }: Context): number | null {
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

export function readRelativeMonth(
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
export function bareDay(d: number, { anchor, last, start, before }: Context): Value | null {
  const near = last && start - last.end <= 60 && last.day.m ? last.day : null;
  const base = near ?? anchor;
  if (!base) return { iso: null, precision: 'day', relative: true };
  const isPast = !near && d > base.d + 1 && !/[将拟会]|定于|预计/u.test(before);
  const { y, m } = isPast ? plusMonths(base, -1) : base;
  return d <= daysInMonth(y, m) ? relative(onDay(y, m, d)) : null;
}

export function readDayWord({ w }: Record<string, string | undefined>, { anchor, lastDay }: Context): Value {
  const fromLast = /^[当同次翌]/u.test(w!);
  const base = fromLast ? lastDay : anchor;
  if (!base) return { iso: null, precision: fromLast ? 'approx' : 'day', relative: true };
  const shift = /^昨/u.test(w!) ? -1 : w === '前天' ? -2 : /^[明次翌]/u.test(w!) ? 1 : w === '后天' ? 2 : 0;
  return { iso: isoDay(plusDays(base, shift)), precision: 'day', relative: true };
}

export function readWeek({ w, wd, m, d }: Record<string, string | undefined>, { anchor }: Context): Value | null {
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

export function ofThisYear(part: string, { anchor, last, start }: Context): Value {
  const y = last && start - last.end <= 12 ? last.day.y : (anchor?.y ?? null);
  // 全年 in the first four months is the year that the annual report tells of.
  if (part === '全年' && y !== null && anchor && y === anchor.y && anchor.m <= 4)
    return { iso: String(y - 1), precision: 'year', relative: true };
  const value = inYear(y ?? 2000, part === '岁末' ? '年底' : part === '年内' ? '年中' : part);
  return y === null ? { iso: null, precision: value.precision, relative: true } : { ...value, relative: true };
}

export function readAgo({ n, u, w }: Record<string, string | undefined>, { anchor }: Context): Value {
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
