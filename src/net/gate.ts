/**
 * The fetch gate: the only way to the network, for crawlers, robots files, feeds, webhooks and model endpoints alike.
 * One request goes: judge the address -> robots.txt -> wait for the origin's turn -> resolve, check, connect (connect.ts) ->
 * limits on headers, body and time -> a redirect starts over with its target. What is refused is a GateRefusal with one clear
 * sentence, what merely failed a FetchFailure; any HTTP status is an answer and is returned.
 */
import { Agent } from 'undici';
import { createAdmission } from './admission.ts';
import { parseAddress } from './address.ts';
import type { Gate, GateOptions, Timeouts } from './asked.ts';
import { createConnector, type ConnectOptions, type Connector } from './connect.ts';
import { fetchFrom, refuseClosedLiteral, type Way } from './exchange.ts';
import { inProcessState } from './pacing.ts';
import { GateRefusal } from './refusal.ts';
import { createRobots } from './robots-cache.ts';

export type * from './asked.ts';

const MAX_HEADER_BYTES = 32 * 1024;
const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 10_000, headersMs: 20_000, idleMs: 15_000, totalMs: 60_000 };

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

function parseProxy(text: string): URL {
  const shown = text.replace(/\/\/.*@/, '//…@');
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new GateRefusal('url', `the proxy "${shown}" is not an address like http://host:port`);
}
