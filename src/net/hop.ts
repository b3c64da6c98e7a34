/** What is sent in one hop, and how the next hop follows from a redirect. Pure. */
import { parseAddress } from './address.ts';
import { ACCEPT_ENCODING } from './body.ts';
import type { GateRequest } from './asked.ts';
import { flatHeaders } from './headers.ts';

export type Hop = {
  url: URL;
  method: NonNullable<GateRequest['method']>;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array | null;
};

/** All that crosses to another origin in a redirect: any other header may carry a secret. */
const HARMLESS_HEADERS = new Set(['accept', 'accept-encoding', 'accept-language', 'content-type', 'user-agent']);

export function firstHop(address: string, request: GateRequest, userAgent: string): Hop {
  const { etag, lastModified } = request.conditional ?? {};
  const headers: Record<string, string> = {
    'accept-encoding': ACCEPT_ENCODING,
    accept: '*/*',
    'user-agent': userAgent,
    ...flatHeaders(request.headers ?? {}),
    ...(etag ? { 'if-none-match': etag } : {}),
    ...(lastModified ? { 'if-modified-since': lastModified } : {}),
  };
  return { url: parseAddress(address), method: request.method ?? 'GET', headers, body: request.body ?? null };
}

export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Fetch standard: 303, and 301/302 after POST, become GET without a body. A body is not sent on to another origin. */
export function nextHop(hop: Hop, target: URL, status: number): Hop {
  const becomesGet =
    (status === 303 && hop.method !== 'HEAD') || ((status === 301 || status === 302) && hop.method === 'POST');
  const isAway = target.origin !== hop.url.origin;
  const kept = Object.entries(hop.headers).filter(([name]) => {
    if (becomesGet && name.startsWith('content-')) return false;
    return !isAway || HARMLESS_HEADERS.has(name);
  });
  const body = becomesGet ? null : hop.body;
  return { url: target, method: becomesGet ? 'GET' : hop.method, headers: Object.fromEntries(kept), body };
}
