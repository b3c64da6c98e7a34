/** One fetch as its hops: judged, admitted, asked, read; each redirect a hop of its own. */
import type { Agent, Dispatcher } from 'undici';
import { literalAddress, parseRedirect, portOf } from './address.ts';
import type { Admission } from './admission.ts';
import type { GateOptions, GateRequest, GateResponse, GateStep, Timeouts } from './asked.ts';
import { readBody, type Body } from './body.ts';
import { assertPublic, checkedAddresses, type ConnectOptions } from './connect.ts';
import { startDeadline } from './deadline.ts';
import { translateError } from './failure.ts';
import { flatHeaders, retryAfterMs as retryAfter } from './headers.ts';
import { firstHop, isRedirect, nextHop, type Hop } from './hop.ts';
import type { GateState } from './pacing.ts';
import { GateRefusal } from './refusal.ts';

const MAX_REDIRECTS = 5;
/** What is read of a redirect's own body, so that its connection can be used again. */
const MAX_REDIRECT_BODY = 64 * 1024;
const NO_BODY: Body = { bytes: new Uint8Array(), wireBytes: 0 };
const DEFAULT_MAX_BYTES = 10 * 1024 * 1024;

/** A gate's parts, made once. */
export type Way = {
  options: GateOptions;
  timeouts: Timeouts;
  connect: ConnectOptions;
  agent: Agent;
  state: GateState;
  now: () => number;
  admission: Admission;
};

/** One fetch over all its hops. */
export async function fetchFrom(way: Way, address: string, request: GateRequest): Promise<GateResponse> {
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
export function refuseClosedLiteral(url: URL, connect: ConnectOptions): void {
  const address = literalAddress(url);
  if (address !== null) assertPublic(url.hostname, portOf(url), [address], connect.allow);
}
