import type { MiddlewareHandler } from 'hono';

/** Everything from this server, nothing from elsewhere, no inline script or style. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** For a page somebody else wrote: no script, no network, no forms, an origin of its own. Its inline styles may stay. */
export const SAVED_PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** Headers every answer carries, unless its route set a stricter policy of its own. */
export const secureHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const headers = c.res.headers;
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', PAGE_POLICY);
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('x-dns-prefetch-control', 'off');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), interest-cohort=()');
};

/** The name in a Host header without its port, in lower case: `[::1]:8080` -> `[::1]`. */
export function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Whether a Host header names this desk. A page elsewhere can point its own name at 127.0.0.1 (DNS rebinding) and read a desk that
 * answers to any name; so only loopback names and those in the settings are answered.
 */
export function isKnownHost(host: string | undefined, allowed: readonly string[]): boolean {
  if (!host) return false;
  const name = hostName(host);
  return LOOPBACK.includes(name) || allowed.some((one) => hostName(one) === name);
}

/** The address if it leads to a web page, else null: javascript:, data: and broken ones never become links. */
export function webAddress(url: string | null | undefined): string | null {
  if (!url) return null;
  try {
    const parsed = new URL(url);
    return parsed.protocol === 'http:' || parsed.protocol === 'https:' ? parsed.href : null;
  } catch {
    return null; // Not an address at all: shown as text, not as a link.
  }
}

/** Whether a request that changes something was sent by a page of this desk: browsers send Sec-Fetch-Site or Origin and no page can forge them. */
export function isOwnRequest(request: { header(name: string): string | undefined }): boolean {
  const site = request.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = request.header('origin');
  if (origin === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === request.header('host');
}
