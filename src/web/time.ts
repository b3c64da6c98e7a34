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

/** Formatters by locale, zone and form: making one costs a tenth of a millisecond, a page needs hundreds. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formatters.set(key, made);
  return made;
}

/** The zone a cookie names, in its canonical spelling, when it is one; the default otherwise. */
export function knownZone(zone: string | undefined, fallback: string): string {
  if (!zone || zone === fallback || zone.length > 64) return fallback;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return fallback; // A cookie can hold anything; a wrong one is no reason to refuse the page.
  }
}

/** A clock for a reader's language and zone; `now` decides which year goes without saying. */
export function clockFor(language: Language, zone: string, now: Date): Clock {
  const locale = locales[language];
  const thisYear = formatter('en', { timeZone: zone, year: 'numeric' }).format(now);
  const format = (at: Date, options: Intl.DateTimeFormatOptions, timeZone: string) =>
    formatter(locale, { ...options, timeZone }).format(at);
  const yearOf = (at: Date) => formatter('en', { timeZone: zone, year: 'numeric' }).format(at);
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
