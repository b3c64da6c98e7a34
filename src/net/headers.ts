/** Small readers of HTTP headers. */

const MAX_RETRY_AFTER_MS = 24 * 3600_000;

/** Header names in lower case, repeated headers joined by ", ". */
export function flatHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}

/** Milliseconds a Retry-After header asks for ("120" or an HTTP date), between 0 and a day; null when it says nothing readable. */
export function retryAfterMs(value: string | undefined, nowMs: number): number | null {
  const text = value?.trim() ?? '';
  // "Mon, 29 Dec 2025 02:01:00 GMT"; Date.parse alone would take "-5" for a day in 2001.
  const dateMs = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : NaN;
  const asked = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : dateMs - nowMs;
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), MAX_RETRY_AFTER_MS) : null;
}

/** Seconds of `max-age` in a Cache-Control header; null when there is none. */
export function maxAgeSecs(cacheControl: string | undefined): number | null {
  const found = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec((cacheControl ?? '').slice(0, 1000));
  return found?.[1] ? Number(found[1]) : null;
}
