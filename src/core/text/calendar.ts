/** Plain calendar arithmetic on `{ y, m, d }`; no clock and no time zone. */
export type Day = { y: number; m: number; d: number };

const DAY_MS = 86_400_000;
const two = (n: number): string => String(n).padStart(2, '0');

/** `2025-06-21`, `2025-06` or `2025` -> a day; a missing part becomes 1. Null for what is not in the calendar. */
export function dayOf(iso: string | null): Day | null {
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(iso ?? '');
  if (!parts) return null;
  const day = { y: Number(parts[1]), m: Number(parts[2] ?? 1), d: Number(parts[3] ?? 1) };
  return isDay(day.y, day.m, day.d) ? day : null;
}

export function isDay(y: number, m: number, d: number): boolean {
  return m >= 1 && m <= 12 && d >= 1 && d <= daysInMonth(y, m);
}

export function daysInMonth(y: number, m: number): number {
  return new Date(Date.UTC(y, m, 0)).getUTCDate();
}

export function isoDay({ y, m, d }: Day): string {
  return `${y}-${two(m)}-${two(d)}`;
}

export function isoMonth(y: number, m: number): string {
  return `${y}-${two(m)}`;
}

export function plusDays(day: Day, days: number): Day {
  const date = new Date(Date.UTC(day.y, day.m - 1, day.d) + days * DAY_MS);
  return { y: date.getUTCFullYear(), m: date.getUTCMonth() + 1, d: date.getUTCDate() };
}

export function plusMonths({ y, m }: Day, months: number): Day {
  const index = y * 12 + (m - 1) + months;
  return { y: Math.floor(index / 12), m: (((index % 12) + 12) % 12) + 1, d: 1 };
}

/** 1 = Monday .. 7 = Sunday. */
export function weekday({ y, m, d }: Day): number {
  return new Date(Date.UTC(y, m - 1, d)).getUTCDay() || 7;
}

/** ISO 8601 week: `2025-W36`. */
export function isoWeek(day: Day): string {
  const thursday = plusDays(day, 4 - weekday(day));
  const first = Date.UTC(thursday.y, 0, 1);
  const week = Math.floor((Date.UTC(thursday.y, thursday.m - 1, thursday.d) - first) / DAY_MS / 7) + 1;
  return `${thursday.y}-W${two(week)}`;
}

/** First and last day of an ISO value of any precision this project writes: year, half, quarter, month, week, day. */
export function spanOf(iso: string): { from: Day; to: Day } | null {
  const year = Number(iso.slice(0, 4));
  const week = /^\d{4}-W(\d{2})$/.exec(iso);
  if (week) {
    const from = plusDays({ y: year, m: 1, d: 4 }, 1 - weekday({ y: year, m: 1, d: 4 }) + (Number(week[1]) - 1) * 7);
    return { from, to: plusDays(from, 6) };
  }
  const part = /^\d{4}-([HQ])([1-4])$/.exec(iso);
  if (part) {
    const months = part[1] === 'H' ? 6 : 3;
    return monthSpan(year, (Number(part[2]) - 1) * months + 1, months);
  }
  if (/^\d{4}$/.test(iso)) return monthSpan(year, 1, 12);
  const day = dayOf(iso);
  if (!day) return null;
  return iso.length <= 7 ? monthSpan(year, day.m, 1) : { from: day, to: day };
}

function monthSpan(y: number, first: number, months: number): { from: Day; to: Day } {
  const last = first + months - 1;
  return { from: { y, m: first, d: 1 }, to: { y, m: last, d: daysInMonth(y, last) } };
}

/** Days since 1970; null when the day is unknown. */
export function dayNumber(iso: string | null): number | null {
  const day = dayOf(iso);
  return day && daysBetween({ y: 1970, m: 1, d: 1 }, day);
}

/** Days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: Day, b: Day): number {
  return Math.round((Date.UTC(b.y, b.m - 1, b.d) - Date.UTC(a.y, a.m - 1, a.d)) / DAY_MS);
}
