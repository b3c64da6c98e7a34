/** Dates as feeds, sitemaps and lists state them. A wrong date is no date: the reader finds the page's own. */

const OLDEST = Date.UTC(1995, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** An ISO instant from RFC 822 ("Sat, 21 Jun 2025 06:34:00 +0800"), ISO 8601 or "2025-06-21 06:34" (taken as China time); else null. */
export function readFeedDate(text: string | null): string | null {
  const trimmed = text?.trim().slice(0, 60) ?? '';
  if (!/\d{4}|\d{1,2} [A-Za-z]{3}/.test(trimmed)) return null;
  const local = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(trimmed);
  const ms = local ? chinaTime(local) : Date.parse(trimmed.replace(/\bCST\b/, '+0800'));
  return Number.isFinite(ms) && ms >= OLDEST && ms <= LATEST ? new Date(ms).toISOString() : null;
}

/** "2025-6-21 06:34": no zone is given and the sites are Chinese. */
function chinaTime([, year, month, day, hour, minute, second]: RegExpExecArray): number {
  const two = (part: string | undefined): string => (part ?? '0').padStart(2, '0');
  return Date.parse(`${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}+08:00`);
}
