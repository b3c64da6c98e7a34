/**
 * The fetch gate: the only way to the network, for crawlers, robots files, feeds, webhooks and model endpoints alike.
 * One request goes: judge the address -> robots.txt -> wait for the origin's turn -> resolve, check, connect (connect.ts) ->
 * limits on headers, body and time -> a redirect starts over with its target. What is refused is a GateRefusal with one clear
 * sentence, what merely failed a FetchFailure; any HTTP status is an answer and is returned.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';
import { RetryLaterError } from '../errors.ts';
import { literalAddress, parseAddress, parseRedirect } from './address.ts';
import { ACCEPT_ENCODING, readBody, type Body } from './body.ts';
import {
  assertPublic,
  checkedAddresses,
  createConnector,
  type ConnectOptions,
  type Connector,
  type Lookup,
} from './connect.ts';
import { translateError } from './failure.ts';
import { flatHeaders, retryAfterMs as retryAfter } from './headers.ts';
import { inProcessState, type GateState } from './pacing.ts';
import { GateRefusal } from './refusal.ts';
import { createRobots, type RobotsVerdict } from './robots-cache.ts';

/** `browser`: one hop on behalf of a page in a browser, which was admitted as a whole. */
export type Purpose = 'crawl' | 'notify' | 'robots' | 'model' | 'browser';

export type Timeouts = {
  /** Until the TCP and TLS handshakes are done. */
  connectMs: number;
  /** From the request to the end of the response headers. */
  headersMs: number;
  /** Between two pieces of the body. */
  idleMs: number;
  /** One hop from request to last byte; waiting for the origin's turn is not counted. */
  totalMs: number;
};

export type GateOptions = {
  /** `Redwatch/1.2.0 (+https://example.com/bot; mailto:ops@example.com)`. Its product token is the name looked up in robots.txt. */
  userAgent: string;
  /** Exact `host:port` pairs that may be fetched although they are not public. */
  allow?: readonly string[];
  /** The operator's HTTP proxy. Addresses are still resolved and checked here, and the proxy is asked for the checked address. */
  proxy?: string | null;
  /** Pause between two crawl requests to one origin; robots.txt and a request may ask for more. Default 1000 ms. */
  delayMs?: number;
  /** Longest wait for a turn before a RetryLaterError says when to come back. Default 60 s. */
  maxWaitMs?: number;
  /** Decoded bytes; default 10 MB. */
  maxBytes?: number;
  timeouts?: Partial<Timeouts>;
  state?: GateState;
  /** Tests only: answers instead of DNS. */
  lookup?: Lookup;
  now?: () => number;
  random?: () => number;
};

export type GateRequest = {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | null;
  maxBytes?: number;
  timeouts?: Partial<Timeouts>;
  conditional?: { etag?: string | null; lastModified?: string | null };
  /** Default `crawl`. Only crawl requests are paced and subject to robots.txt. */
  purpose?: Purpose;
  ignoreRobots?: boolean;
  /** This source's own pause, when longer than the gate's. */
  delayMs?: number;
  /** Default 5, the most there are; null hands a redirect back as an answer. */
  maxRedirects?: number | null;
  signal?: AbortSignal;
  /** Called with each decision, for `redwatch fetch`. */
  onStep?: (step: GateStep) => void;
};

export type GateStep = {
  step: 'address' | 'robots' | 'wait' | 'resolve' | 'answer' | 'redirect' | 'body';
  detail: string;
};

export type GateResponse = {
  url: string;
  finalUrl: string;
  redirects: readonly { status: number; from: string; to: string }[];
  status: number;
  /** Lower-case names; repeated headers joined by ", ". */
  headers: Readonly<Record<string, string>>;
  /** Decoded from gzip, br, ...; empty for 304. */
  body: Uint8Array;
  wireBytes: number;
  /** The server said 304: what was fetched before still holds. */
  notModified: boolean;
  /** What Retry-After asks for, at most a day. */
  retryAfterMs: number | null;
  /** Time on the wire over all hops, and time spent waiting for turns. */
  ms: number;
  waitedMs: number;
};

export type Gate = {
  fetch(url: string, request?: GateRequest): Promise<GateResponse>;
  /** Waits for the turn of a crawl request and asks robots.txt without fetching: for pages a browser will load. */
  admit(url: string, request?: Pick<GateRequest, 'ignoreRobots' | 'delayMs' | 'signal'>): Promise<void>;
  /** What robots.txt says of an address. */
  robots(url: string): Promise<RobotsVerdict>;
  /** One checked connection, for the browser's proxy (proxy.ts). */
  connect: Connector;
  readonly userAgent: string;
  close(): Promise<void>;
};

const MAX_REDIRECTS = 5;
const DEFAULT_MAX_BYTES = 10 * 1024 * 1024;
const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 10_000, headersMs: 20_000, idleMs: 15_000, totalMs: 60_000 };
/** A turn comes up to a quarter later than the pause asks, so that many sources do not beat in step. Only ever later. */
const JITTER = 0.25;

/** All that crosses to another origin in a redirect: any other header may carry a secret. */
const HARMLESS_HEADERS = new Set(['accept', 'accept-encoding', 'accept-language', 'content-type', 'user-agent']);

type Hop = {
  url: URL;
  method: NonNullable<GateRequest['method']>;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
};

/** Opens the gate. Throws a GateRefusal for an unreadable proxy address. Close it to let the process end. */
export function createGate(options: GateOptions): Gate {
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const state = options.state ?? inProcessState();
  const limits = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const connectOptions: ConnectOptions = {
    allow: new Set((options.allow ?? []).map((entry) => entry.toLowerCase())),
    proxy: options.proxy ? parseProxy(options.proxy) : null,
    lookup: options.lookup ?? null,
    connectTimeoutMs: limits.connectMs,
  };
  const connector = createConnector(connectOptions);
  const agent = new Agent({
    connect: (where, done) => {
      connector({ ...where, servername: where.servername || undefined } as Parameters<Connector>[0]).then(
        (socket) => done(null, socket),
        (error: unknown) => done(error as Error, null),
      );
    },
    pipelining: 1,
    maxHeaderSize: 32 * 1024,
    keepAliveTimeout: 10_000,
  });
  const robots = createRobots({
    agent: options.userAgent.split('/')[0] ?? options.userAgent,
    state,
    now,
    fetch: (url) => fetchAll(url, { purpose: 'robots', maxBytes: 512 * 1024 }),
  });

  async function admit(url: URL, request: GateRequest): Promise<number> {
    const purpose = request.purpose ?? 'crawl';
    if (purpose !== 'crawl') return 0;
    const verdict = request.ignoreRobots ? null : await robots.verdict(url);
    if (verdict) request.onStep?.({ step: 'robots', detail: verdict.sentence });
    if (verdict && !verdict.allowed) throw new GateRefusal('robots', `refused ${url.href}: ${verdict.sentence}`);
    const pauseMs = Math.max(options.delayMs ?? 1000, request.delayMs ?? 0, (verdict?.crawlDelaySecs ?? 0) * 1000);
    const intervalMs = pauseMs * (1 + JITTER * random());
    const maxWaitMs = options.maxWaitMs ?? 60_000;
    const { granted, waitMs } = await state.takeSlot({ origin: url.origin, intervalMs, maxWaitMs, nowMs: now() });
    if (!granted) {
      throw new RetryLaterError(
        `${url.origin} asks for time: its next turn is in ${Math.ceil(waitMs / 1000)} s`,
        waitMs,
      );
    }
    if (waitMs > 0) {
      request.onStep?.({ step: 'wait', detail: `${Math.round(waitMs)} ms for the next turn of ${url.origin}` });
      await sleep(waitMs, undefined, request.signal ? { signal: request.signal } : {});
    }
    return waitMs;
  }

  async function send(
    hop: Hop,
    request: GateRequest,
  ): Promise<{ answer: Dispatcher.ResponseData; finish: () => void; signal: AbortSignal }> {
    const timeouts = { ...limits, ...request.timeouts };
    const controller = new AbortController();
    const timer = setTimeout(
      () => controller.abort(new DOMException(`no complete answer within ${timeouts.totalMs} ms`, 'TimeoutError')),
      timeouts.totalMs,
    );
    const stop = (): void => controller.abort(request.signal?.reason);
    request.signal?.addEventListener('abort', stop, { once: true });
    const finish = (): void => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', stop);
    };
    try {
      request.signal?.throwIfAborted();
      const answer = await agent.request({
        origin: hop.url.origin,
        path: hop.url.pathname + hop.url.search,
        method: hop.method,
        headers: hop.headers,
        body: hop.body,
        headersTimeout: timeouts.headersMs,
        bodyTimeout: timeouts.idleMs,
        signal: controller.signal,
      });
      return { answer, finish, signal: controller.signal };
    } catch (error) {
      finish();
      throw translateError(error, hop.url, controller.signal);
    }
  }

  async function fetchAll(address: string, request: GateRequest): Promise<GateResponse> {
    let hop = firstHop(address, request, options.userAgent);
    const redirects: GateResponse['redirects'][number][] = [];
    let ms = 0;
    let waitedMs = 0;
    for (;;) {
      refuseClosedLiteral(hop.url, connectOptions);
      request.onStep?.({ step: 'address', detail: `${hop.method} ${hop.url.href}` });
      waitedMs += await admit(hop.url, request);
      if (request.onStep) await explainResolution(hop.url, request.onStep);
      const started = performance.now();
      const { answer, finish, signal } = await send(hop, request);
      try {
        const headers = flatHeaders(answer.headers);
        const status = answer.statusCode;
        request.onStep?.({ step: 'answer', detail: `${status}, ${headers['content-type'] ?? 'no content type'}` });
        const retryAfterMs = await honourRetryAfter(hop.url, status, headers);
        const location = isRedirect(status) && request.maxRedirects !== null ? headers['location'] : undefined;
        if (location === undefined) {
          const maxBytes = request.maxBytes ?? options.maxBytes ?? DEFAULT_MAX_BYTES;
          const read = await readAnswer(hop, answer, headers, maxBytes, signal);
          ms += performance.now() - started;
          request.onStep?.({ step: 'body', detail: `${read.bytes.length} bytes (${read.wireBytes} on the wire)` });
          return {
            ...{
              url: address,
              finalUrl: hop.url.href,
              redirects,
              status,
              headers,
              body: read.bytes,
              wireBytes: read.wireBytes,
            },
            ...{ notModified: status === 304, retryAfterMs, ms, waitedMs },
          };
        }
        await answer.body.dump({ limit: 64 * 1024 }).catch(() => undefined);
        ms += performance.now() - started;
        const target = parseRedirect(location, hop.url);
        redirects.push({ status, from: hop.url.href, to: target.href });
        request.onStep?.({ step: 'redirect', detail: `${status} to ${target.href}` });
        if (redirects.length > Math.min(request.maxRedirects ?? MAX_REDIRECTS, MAX_REDIRECTS)) {
          throw new GateRefusal(
            'redirects',
            `gave up on ${address} after ${redirects.length} redirects, the last to ${target.href}`,
          );
        }
        hop = nextHop(hop, target, status);
      } finally {
        finish();
      }
    }
  }

  async function honourRetryAfter(
    url: URL,
    status: number,
    headers: Readonly<Record<string, string>>,
  ): Promise<number | null> {
    if (status !== 429 && status !== 503) return null;
    const asked = retryAfter(headers['retry-after'], now());
    if (asked !== null) await state.defer(url.origin, now() + asked);
    return asked;
  }

  async function explainResolution(url: URL, onStep: (step: GateStep) => void): Promise<void> {
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    const addresses = await checkedAddresses(url.hostname, port, connectOptions);
    onStep({ step: 'resolve', detail: `${url.hostname} is ${addresses.join(', ')}` });
  }

  return {
    fetch: (url, request = {}) => fetchAll(url, request),
    async admit(url, request = {}) {
      const parsed = parseAddress(url);
      refuseClosedLiteral(parsed, connectOptions);
      await admit(parsed, { ...request, purpose: 'crawl' });
    },
    robots: (url) => robots.verdict(parseAddress(url)),
    connect: connector,
    userAgent: options.userAgent,
    close: () => agent.destroy(),
  };
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function parseProxy(text: string): URL {
  if (!URL.canParse(text))
    throw new GateRefusal(
      'url',
      `the proxy "${text.replace(/\/\/.*@/, '//…@')}" is not an address like http://host:port`,
    );
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new GateRefusal('scheme', `the proxy ${url.protocol}//${url.host} is not an HTTP proxy`);
  }
  return url;
}

/** A bare IP address is refused before anything is asked of it; names are refused once they are resolved. */
function refuseClosedLiteral(url: URL, options: ConnectOptions): void {
  const address = literalAddress(url);
  if (address !== null)
    assertPublic(url.hostname, url.port || (url.protocol === 'https:' ? '443' : '80'), [address], options.allow);
}

/** The body of a final answer. HEAD, 204 and 304 have none, whatever their headers say. */
async function readAnswer(
  hop: Hop,
  answer: Dispatcher.ResponseData,
  headers: Readonly<Record<string, string>>,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Body> {
  try {
    if (hop.method === 'HEAD' || answer.statusCode === 204 || answer.statusCode === 304) {
      await answer.body.dump();
      return { bytes: new Uint8Array(), wireBytes: 0 };
    }
    return await readBody(answer.body, headers['content-encoding'] ?? '', maxBytes);
  } catch (error) {
    throw translateError(error, hop.url, signal);
  }
}

function firstHop(address: string, request: GateRequest, userAgent: string): Hop {
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

/** Fetch standard: 303, and 301/302 after POST, become GET without a body. */
function nextHop(hop: Hop, target: URL, status: number): Hop {
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
