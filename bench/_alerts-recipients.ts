/**
 * A thousand recipients on ten channels, each channel a receiver of its own: most answer at once, one never answers, one refuses
 * every second recipient, one is slow. How soon each channel is through shows who waits for whom.
 */
import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRedwatch } from '../queues/worker.ts';
import { loadConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { startTestServer } from '../test/store/_postgres.ts';
import { departures } from './_alerts-events.ts';
import { savePageOf } from '../test/queues/_alerting.ts';

/** How a receiver treats its recipients. */
const WAYS = {
  hangs: () => {},
  slow: (_to: string, response: ServerResponse) => void setTimeout(() => response.writeHead(200).end('{}'), 400),
  'refuses every second': (to: string, response: ServerResponse) => response.writeHead(/[13579]$/.test(to) ? 410 : 200).end('{}'), // prettier-ignore
  answers: (_to: string, response: ServerResponse) => response.writeHead(200).end('{}'),
} as const;
export type Way = keyof typeof WAYS;

/** Seven channels that answer and one of each other kind; the one that hangs comes first, so that its work is first in the queue. */
const CHANNELS: readonly Way[] = ['hangs', 'slow', 'refuses every second', ...Array<Way>(7).fill('answers')];

/** A receiver that has not answered by then never does; every attempt at it takes this long. */
const TIMEOUT_MS = 5000;

export type Options = { recipients: number; timeoutMs?: number; channels?: readonly Way[] };

export type ThroughAt = {
  way: Way;
  recipients: number;
  arrived: number;
  /** Milliseconds from the first message of the run to this channel's last first message. */
  throughMs: number;
};

/** One departure told to everybody at once. Resolves when every channel but the one that hangs is through. */
export async function tellEverybody({
  recipients,
  timeoutMs = TIMEOUT_MS,
  channels = CHANNELS,
}: Options): Promise<ThroughAt[]> {
  const postgres = await startTestServer();
  const each = Math.ceil(recipients / channels.length);
  const receivers = await Promise.all(channels.map((way) => startReceiver(way)));
  const { departures: [one], watches } = departures(1); // prettier-ignore
  const people = Array.from({ length: each }, (_, i) => `r${i}`);
  const config = {
    watches,
    net: { allow: receivers.map((r) => `127.0.0.1:${r.port}`) },
    channels: receivers.map(({ port }, i) => ({ id: `c${i}`, type: 'webhook', url: `http://127.0.0.1:${port}/`, timeoutMs })), // prettier-ignore
    alerts: {
      firstCrawl: 'each',
      rules: [{ id: 'all', recipients: receivers.flatMap((_, i) => people.map((to) => ({ channel: `c${i}`, to }))) }],
    },
  };
  const env = { DATABASE_URL: await postgres.freshUrl() };
  const redwatch = await openRedwatch({ config: loadConfig({ object: config }, env), log: createLog('silent') });
  try {
    await savePageOf(redwatch.store.db, one!.copies[0]!);
    redwatch.work(['read', 'group', 'claims', 'alert']);
    const answering = receivers.filter((r) => r.way !== 'hangs');
    const began = performance.now();
    while (answering.some((r) => r.seen.size < each)) {
      if (performance.now() - began > MOST_WAIT_MS) break;
      await sleep(20);
    }
    const first = Math.min(...receivers.flatMap((r) => [...r.seen.values()]));
    return receivers.map(({ way, seen }) => ({
      ...{ way, recipients: each, arrived: seen.size },
      throughMs: Math.max(...seen.values()) - first,
    }));
  } finally {
    for (const { close } of receivers) close();
    await redwatch.close();
    await postgres.stop();
  }
}

const MOST_WAIT_MS = 180_000;

export async function measureRecipients(recipients: number): Promise<string[]> {
  const well = await tellEverybody({ recipients, channels: CHANNELS.map(() => 'answers') });
  const mixed = await tellEverybody({ recipients });
  const secs = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  return [
    `${recipients} recipients of one departure on ten channels, one process; from the first message to a channel's last:`,
    `  when all ten answer: ${secs(Math.min(...well.map((c) => c.throughMs)))} to ${secs(Math.max(...well.map((c) => c.throughMs)))}`,
    `  when one hangs, one takes 400 ms and one refuses every second recipient:`,
    ...mixed.map((c) => `    ${c.way.padEnd(22)} ${String(c.arrived).padStart(4)} of ${c.recipients} tried, ${secs(c.throughMs)}`), // prettier-ignore
  ];
}

async function startReceiver(way: Way) {
  /** When each recipient's message first came. */
  const seen = new Map<string, number>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { to } = JSON.parse(body) as { to: string };
      if (!seen.has(to)) seen.set(to, performance.now());
      WAYS[way](to, response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { way, seen, port: (server.address() as AddressInfo).port, close };
}
