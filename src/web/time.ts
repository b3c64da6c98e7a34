import type { Language } from './i18n/index.ts';

/** How instants and publication dates are written for one reader. */
export type Clock = {
  zone: string;
  /** `22 Nov, 02:14` or `11月22日 02:14`; the year only when it is not this year's. */
  instant(at: Date): string;
  /** A publication date as precise as the page was: `June 2025`, `2025年6月`. */
  published(date: string): string;
  /** The day of a heading: `Saturday, 22 November`. `day` is YYYY-MM-DD. */
  day(day: string): string;
};

const locales: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' };

/** The zone a cookie names, when it is one; the default otherwise. */
export function knownZone(zone: string | undefined, fallback: string): string {
  if (!zone || zone.length > 64) return fallback;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return fallback; // A cookie can hold anything; a wrong one is no reason to refuse the page.
  }
}

/** A clock for a reader's language and zone; `now` decides which year goes without saying. */
export function clockFor(language: Language, zone: string, now: Date): Clock {
  const locale = locales[language];
  const thisYear = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' }).format(now);
  const format = (at: Date, options: Intl.DateTimeFormatOptions, timeZone: string) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(at);
  const yearOf = (at: Date) => new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' }).format(at);
  const withYear = (at: Date): Intl.DateTimeFormatOptions => (yearOf(at) === thisYear ? {} : { year: 'numeric' });
  const minute: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const dayMonth: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  const instant = (at: Date) => format(at, { ...dayMonth, ...withYear(at), ...minute }, zone);
  return {
    zone,
    instant,
    published(date) {
      if (date.length > 10) {
        const at = new Date(date);
        return Number.isNaN(at.getTime()) ? date : instant(at);
      }
      const at = new Date(date.length === 4 ? `${date}-01-01` : date);
      if (Number.isNaN(at.getTime())) return date;
      // A date without a time belongs to no zone: it is written as it was given.
      const parts: Intl.DateTimeFormatOptions =
        date.length === 4
          ? { year: 'numeric' }
          : date.length === 7
            ? { year: 'numeric', month: 'long' }
            : { ...dayMonth, ...(date.startsWith(thisYear) ? {} : { year: 'numeric' }) };
      return format(at, parts, 'UTC');
    },
    day(day) {
      const at = new Date(day);
      return Number.isNaN(at.getTime())
        ? day
        : format(at, { weekday: 'long', day: 'numeric', month: 'long', ...withYear(at) }, 'UTC');
    },
  };
}
