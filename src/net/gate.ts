/**
 * The fetch gate: the only way to the network, for crawlers, robots files, feeds, webhooks and model endpoints alike.
 * One request goes: judge the address -> robots.txt -> wait for the origin's turn -> resolve, check, connect (connect.ts) ->
 * limits on headers, body and time -> a redirect starts over with its target. What is refused is a GateRefusal with one clear
 * sentence, what merely failed a FetchFailure; any HTTP status is an answer and is returned.
 */
import { Agent, type Dispatcher } from 'undici';
import { createAdmission, type Admission } from './admission.ts';
import { literalAddress, parseAddress, parseRedirect, portOf } from './address.ts';
import { readBody, type Body } from './body.ts';
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
import { firstHop, isRedirect, nextHop, type Hop } from './hop.ts';
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
  fetch: (url: string, request?: GateRequest) => Promise<GateResponse>;
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
/** What is read of a redirect's own body, so that its connection can be used again. */
const MAX_REDIRECT_BODY = 64 * 1024;
const MAX_HEADER_BYTES = 32 * 1024;
const NO_BODY: Body = { bytes: new Uint8Array(), wireBytes: 0 };
const DEFAULT_MAX_BYTES = 10 * 1024 * 1024;
const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 10_000, headersMs: 20_000, idleMs: 15_000, totalMs: 60_000 };

/** A gate's parts, made once. */
type Way = {
  options: GateOptions;
  timeouts: Timeouts;
  connect: ConnectOptions;
  agent: Agent;
  state: GateState;
  now: () => number;
  admission: Admission;
};

/** Opens the gate. Throws a GateRefusal for an unreadable proxy address. Close it to let the process end. */
export function createGate(options: GateOptions): Gate {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const connect: ConnectOptions = {
    allow: new Set((options.allow ?? []).map((entry) => entry.toLowerCase())),
    proxy: options.proxy ? parseProxy(options.proxy) : null,
    lookup: options.lookup ?? null,
    connectTimeoutMs: timeouts.connectMs,
  };
  const connector = createConnector(connect);
  const state = options.state ?? inProcessState();
  const now = options.now ?? Date.now;
  const robots = createRobots({
    ...{ agent: options.userAgent.split('/')[0] ?? options.userAgent, state, now },
    bring: (url) => fetchFrom(way, url, { purpose: 'robots' }),
  });
  const pacing = { delayMs: options.delayMs ?? 1000, maxWaitMs: options.maxWaitMs ?? 60_000 };
  const admission = createAdmission({ state, robots, now, random: options.random ?? Math.random, ...pacing });
  const way: Way = { options, timeouts, connect, agent: openAgent(connector), state, now, admission };
  return {
    fetch: (url, request = {}) => fetchFrom(way, url, request),
    async admit(url, request = {}) {
      const parsed = parseAddress(url);
      refuseClosedLiteral(parsed, connect);
      await admission(parsed, { ...request, purpose: 'crawl' });
    },
    robots: (url) => robots.verdict(parseAddress(url)),
    connect: connector,
    userAgent: options.userAgent,
    close: () => way.agent.destroy(),
  };
}

function openAgent(connector: Connector): Agent {
  return new Agent({
    connect: (where, done) => {
      connector({ ...where, servername: where.servername || undefined } as Parameters<Connector>[0]).then(
        (socket) => done(null, socket),
        (error: unknown) => done(error as Error, null),
      );
    },
    pipelining: 1,
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: 10_000,
  });
}

/** One fetch over all its hops. */
async function fetchFrom(way: Way, address: string, request: GateRequest): Promise<GateResponse> {
  let hop = firstHop(address, request, way.options.userAgent);
  const redirects: GateResponse['redirects'][number][] = [];
  const spent = { ms: 0, waitedMs: 0 };
  for (;;) {
    const answer = await oneHop(way, hop, request, spent);
    if (answer.target === null) {
      const { status, headers, bytes, wireBytes, retryAfterMs } = answer;
      const about = { status, headers, body: bytes, wireBytes, notModified: status === 304, retryAfterMs };
      return { url: address, finalUrl: hop.url.href, redirects, ...about, ...spent };
    }
    redirects.push({ status: answer.status, from: hop.url.href, to: answer.target.href });
    request.onStep?.({ step: 'redirect', detail: `${answer.status} to ${answer.target.href}` });
    if (redirects.length > Math.min(request.maxRedirects ?? MAX_REDIRECTS, MAX_REDIRECTS)) {
      const last = answer.target.href;
      throw new GateRefusal(
        'redirects',
        `gave up on ${address} after ${redirects.length} redirects, the last to ${last}`,
      );
    }
    hop = nextHop(hop, answer.target, answer.status);
  }
}

type HopAnswer = Body & {
  status: number;
  headers: Readonly<Record<string, string>>;
  retryAfterMs: number | null;
  /** Where it redirects to; null for a final answer. */
  target: URL | null;
};

/** Judge, wait, ask, read. Adds to `spent`. */
async function oneHop(
  way: Way,
  hop: Hop,
  request: GateRequest,
  spent: { ms: number; waitedMs: number },
): Promise<HopAnswer> {
  refuseClosedLiteral(hop.url, way.connect);
  request.onStep?.({ step: 'address', detail: `${hop.method} ${hop.url.href}` });
  spent.waitedMs += await way.admission(hop.url, request);
  if (request.onStep) await explainResolution(hop.url, way.connect, request.onStep);
  const started = performance.now();
  const deadline = startDeadline(request.timeouts?.totalMs ?? way.timeouts.totalMs, request.signal);
  try {
    const answer = await send(way, hop, request, deadline.signal);
    const status = answer.statusCode;
    const headers = flatHeaders(answer.headers);
    request.onStep?.({ step: 'answer', detail: `${status}, ${headers['content-type'] ?? 'no content type'}` });
    const retryAfterMs = await honourRetryAfter(way, hop.url, status, headers['retry-after']);
    const location = isRedirect(status) && request.maxRedirects !== null ? headers['location'] : undefined;
    if (location !== undefined) {
      await answer.body.dump({ limit: MAX_REDIRECT_BODY });
      return { ...{ status, headers, retryAfterMs }, ...NO_BODY, target: parseRedirect(location, hop.url) };
    }
    const maxBytes = request.maxBytes ?? way.options.maxBytes ?? DEFAULT_MAX_BYTES;
    const body = await readAnswer(hop, answer, headers, maxBytes);
    request.onStep?.({ step: 'body', detail: `${body.bytes.length} bytes (${body.wireBytes} on the wire)` });
    return { ...{ status, headers, retryAfterMs }, ...body, target: null };
  } catch (error) {
    throw translateError(error, hop.url, deadline.signal);
  } finally {
    deadline.end();
    spent.ms += performance.now() - started;
  }
}

function send(way: Way, hop: Hop, request: GateRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  const timeouts = { ...way.timeouts, ...request.timeouts };
  return way.agent.request({
    ...{ origin: hop.url.origin, path: hop.url.pathname + hop.url.search, method: hop.method },
    ...{
      headers: hop.headers,
      body: hop.body,
      headersTimeout: timeouts.headersMs,
      bodyTimeout: timeouts.idleMs,
      signal,
    },
  });
}

/** A signal that fires when the time is over or the caller stops. */
function startDeadline(totalMs: number, stop: AbortSignal | undefined): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const late = (): void =>
    controller.abort(new DOMException(`no complete answer within ${totalMs} ms`, 'TimeoutError'));
  const timer = setTimeout(late, totalMs);
  const stopped = (): void => controller.abort(stop?.reason);
  if (stop?.aborted) stopped();
  stop?.addEventListener('abort', stopped, { once: true });
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      stop?.removeEventListener('abort', stopped);
    },
  };
}

/** The body of a final answer. HEAD, 204 and 304 have none, whatever their headers say. */
async function readAnswer(
  hop: Hop,
  answer: Dispatcher.ResponseData,
  headers: Readonly<Record<string, string>>,
  maxBytes: number,
): Promise<Body> {
  if (hop.method === 'HEAD' || answer.statusCode === 204 || answer.statusCode === 304) {
    await answer.body.dump();
    return NO_BODY;
  }
  return readBody(answer.body, headers['content-encoding'] ?? '', maxBytes);
}

/** 429 and 503 may say when to come back; nobody asks that origin before. */
async function honourRetryAfter(
  way: Way,
  url: URL,
  status: number,
  header: string | undefined,
): Promise<number | null> {
  if (status !== 429 && status !== 503) return null;
  const asked = retryAfter(header, way.now());
  if (asked !== null) await way.state.defer(url.origin, way.now() + asked);
  return asked;
}

async function explainResolution(url: URL, connect: ConnectOptions, onStep: (step: GateStep) => void): Promise<void> {
  const addresses = await checkedAddresses(url.hostname, portOf(url), connect);
  onStep({ step: 'resolve', detail: `${url.hostname} is ${addresses.join(', ')}` });
}

/** A bare IP address is refused before anything is asked of it; names are refused once they are resolved. */
function refuseClosedLiteral(url: URL, connect: ConnectOptions): void {
  const address = literalAddress(url);
  if (address !== null) assertPublic(url.hostname, portOf(url), [address], connect.allow);
}

function parseProxy(text: string): URL {
  const shown = text.replace(/\/\/.*@/, '//…@');
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new GateRefusal('url', `the proxy "${shown}" is not an address like http://host:port`);
}
