import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRedwatch } from './_redwatch.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { pageOfFile, savePage } from '../../src/store/pages.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { PAGES, WATCH } from './_articles.ts';
import { hasRedis, startRedis, type TestRedis } from './_redis.ts';

type Span = { traceId: string; spanId: string; parentSpanId?: string; name: string; attributes: { key: string }[] };
type Sent = {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { scope: { name: string }; spans: Span[] }[];
  }[];
};

let postgres: TestServer;
let redis: TestRedis | undefined;
let collector: Server;
let requests: { url: string; key: string; body: Sent }[] = [];
let status = 200;

beforeAll(async () => {
  postgres = await startTestServer();
  if (hasRedis()) redis = await startRedis();
});
afterAll(async () => {
  await redis?.stop();
  await postgres.stop();
});
beforeEach(async () => {
  requests = [];
  status = 200;
  collector = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      requests.push({ url: request.url ?? '', key: String(request.headers['x-key']), body: JSON.parse(text) as Sent });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    })();
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`;
  process.env.OTEL_EXPORTER_OTLP_HEADERS = 'x-key=seven%20seas';
});
afterEach(() => {
  delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  delete process.env.OTEL_EXPORTER_OTLP_HEADERS;
  collector.closeAllConnections();
  collector.close();
});

/** One page through all steps; closing sends what is left. @returns how many articles there are then */
async function workOnePage(redisUrl?: string): Promise<number> {
  const env = { DATABASE_URL: await postgres.freshUrl(), ...(redisUrl && { REDIS_URL: redisUrl }) };
  const redwatch = await openRedwatch({
    config: loadConfig({ object: { watches: [WATCH] } }, env),
    log: createLog('silent'),
  });
  try {
    const charset = { charset: 'utf-8', charsetFrom: 'utf8' as const };
    const bytes = new TextEncoder().encode(PAGES.REPORT);
    await savePage(redwatch.store.db, pageOfFile({ bytes, name: 'page.txt', isText: true, charset, at: new Date() }));
    redwatch.work();
    await redwatch.queues.untilEmpty();
    return (await redwatch.store.db.selectFrom('articles').select('id').execute()).length;
  } finally {
    await redwatch.close();
  }
}

const spansOf = (all: typeof requests) =>
  all.flatMap(({ body }) => body.resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans)));

describe('traces for OpenTelemetry', () => {
  for (const backend of ['postgres', 'redis'] as const)
    it.skipIf(backend === 'redis' && !hasRedis())(
      `reach the collector that the environment names, each job below who added it (${backend})`,
      async () => {
        await workOnePage(backend === 'redis' ? redis?.url : undefined);
        expect(requests.length).toBeGreaterThan(0);
        for (const { url, key } of requests) expect([url, key]).toEqual(['/v1/traces', 'seven seas']);
        const service = requests[0]?.body.resourceSpans[0]?.resource.attributes.find((a) => a.key === 'service.name');
        expect(service?.value.stringValue).toBe('redwatch');
        const spans = spansOf(requests);
        const byId = new Map(spans.map((span) => [span.spanId, span]));
        for (const step of ['read', 'group', 'claims']) {
          const worked = spans.find((s) => s.name.includes('process') && s.name.includes(`redwatch-${step}`));
          expect(worked, step).toBeDefined();
          const adder = byId.get(worked?.parentSpanId ?? '');
          expect([adder?.traceId, adder?.name], step).toEqual([worked?.traceId, expect.stringContaining('add')]);
        }
      },
    );

  it('hold no work up when the collector refuses them', async () => {
    status = 503;
    expect(await workOnePage()).toBe(1);
    expect(requests.length).toBeGreaterThan(0);
  });

  it('are not made when no collector is named', async () => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    expect(await workOnePage()).toBe(1);
    expect(requests).toEqual([]);
  });
});
