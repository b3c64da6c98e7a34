/** Chinese feasts as dates: 国庆前, 春节后, 双11期间. */
import { dayOf, isoDay, isoMonth, plusDays, type Day } from './calendar.ts';
import type { Context, Value } from './dates-zh-calendar.ts';
import { namedYear } from './dates-zh-relative.ts';

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

export function readFestival({ y: said, f, w }: Record<string, string | undefined>, context: Context): Value {
  const { anchor } = context;
  if (!anchor) return { iso: null, precision: 'part_of_month', relative: true };
  const dayIn = (y: number): Day | null => {
    const monthDay = FIXED[f!] ?? (f === '中秋' ? MID_AUTUMN[y] : SPRING[y]);
    const day = monthDay ? dayOf(`${y}-${monthDay}`) : null;
    return day && f === '除夕' ? plusDays(day, -1) : day;
  };
  const years = said ? [namedYear(said, context) ?? anchor.y] : [anchor.y - 1, anchor.y, anchor.y + 1];
  const near = years.map(dayIn).filter((day) => day !== null);
  const distance = (day: Day): number =>
    Math.abs((day.y - anchor.y) * 365 + (day.m - anchor.m) * 30 + day.d - anchor.d);
  const day = near.sort((a, b) => distance(a) - distance(b))[0];
  if (!day) return { iso: null, precision: 'part_of_month', relative: true };
  if (/^当/u.test(w!)) return { iso: isoDay(day), precision: 'day', relative: true };
  // 春节后: when the feast is over, a week later.
  const { y, m } = /前$/u.test(w!) ? plusDays(day, -3) : /后$/u.test(w!) && w !== '前后' ? plusDays(day, 7) : day;
  return { iso: isoMonth(y, m), precision: 'part_of_month', relative: true };
}
