/** A whole Redwatch on a database of its own, with a webhook that keeps what it is sent: for tests about who is told what. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openRedwatch, type Redwatch } from './_redwatch.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { Database } from '../../src/store/connect.ts';
import { contentId } from '../../src/store/ids.ts';
import { pageOfFile, savePage } from '../../src/store/pages.ts';
import { WATCH } from './_articles.ts';

export type Arrived = { key: string; to: string; kind: string; title: string; items: unknown[]; at: number };

export type Alerting = {
  arrived: Arrived[];
  /** What the webhook answers next; 200 when empty. */
  answers: number[];
  url: string;
  /** Opens Redwatch; a second call is a restart on the same archive. */
  open(options?: {
    rule?: object;
    alerts?: object;
    watches?: unknown[];
    /** Webhooks beside `hook`, with their addresses. */
    more?: { id: string; url: string }[];
    redisUrl?: string | undefined;
    now?: () => Date;
  }): Promise<Redwatch>;
  close(): Promise<void>;
};

export async function startAlerting(databaseUrl: string): Promise<Alerting> {
  const arrived: Arrived[] = [];
  const answers: number[] = [];
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const status = answers.shift() ?? 200;
      const key = String(request.headers['idempotency-key']);
      if (status === 200) arrived.push({ ...(JSON.parse(body) as Arrived), key, at: performance.now() });
      response.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  let opened: Redwatch | undefined;
  return {
    arrived,
    answers,
    url,
    async open({ rule = {}, alerts = {}, watches = [WATCH], more = [], redisUrl, now } = {}) {
      const recipients = [{ channel: 'hook', to: 'desk' }];
      const object = {
        watches,
        net: { allow: [url, ...more.map((m) => m.url)].map((address) => new URL(address).host) },
        channels: [{ id: 'hook', url }, ...more].map((channel) => ({ ...channel, type: 'webhook' })),
        alerts: { rules: [{ id: 'departures', recipients, ...rule }], ...alerts },
      };
      const config = loadConfig({ object }, { DATABASE_URL: databaseUrl, ...(redisUrl && { REDIS_URL: redisUrl }) });
      await opened?.close();
      opened = undefined;
      opened = await openRedwatch({
        config,
        log: createLog(process.env.ALERT_LOG ? 'debug' : 'silent'),
        ...(now && { now }),
      });
      return opened;
    },
    async close() {
      await opened?.close();
      receiver.closeAllConnections();
      receiver.close();
    },
  };
}

/** Saves a text as the page of a source, as a crawl would. */
export function savePageOf(
  db: Database,
  text: string,
  { sourceId = 'import', at = new Date('2025-11-05T00:00:00Z'), arrival = 'live' as 'live' | 'backfill' } = {},
) {
  const bytes = new TextEncoder().encode(text);
  const charset = { charset: 'utf-8', charsetFrom: 'utf8' } as const;
  const page = pageOfFile({ bytes, name: 'page.txt', isText: true, charset, at });
  if (sourceId === 'import') return savePage(db, page, false, arrival);
  const url = `https://${sourceId}.example/${contentId(bytes)}`;
  const own = { id: contentId(url, bytes), sourceId, url, requestedUrl: url, finalUrl: url };
  return savePage(db, { ...page, ...own }, false, arrival);
}
