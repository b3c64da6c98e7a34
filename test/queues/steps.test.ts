import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Context } from '../../queues/_context.ts';
import { defineStep, openQueues } from '../../queues/_step.ts';
import { openRedwatch, type Redwatch } from './_redwatch.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/connect.ts';
import { addWork } from '../../src/store/outbox.ts';
import { pageOfFile, savePage } from '../../src/store/pages.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../demo/receivers.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { PAGES, WATCH } from './_articles.ts';
import { hasRedis, startRedis, type TestRedis } from './_redis.ts';

const SECRET = 'a secret for this test only';
let postgres: TestServer;
let redis: TestRedis | undefined;
beforeAll(async () => {
  postgres = await startTestServer();
  if (hasRedis()) redis = await startRedis();
});
afterAll(async () => {
  await redis?.stop();
  await postgres.stop();
});

for (const backend of ['postgres', 'redis'] as const)
  describe.skipIf(backend === 'redis' && !hasRedis())(`the steps on the ${backend} queue`, () => {
    let receiver: WebhookReceiver;
    let redwatch: Redwatch;
    let databaseUrl: string;

    const open = () => {
      const object = {
        watches: [WATCH],
        net: { allow: [new URL(receiver.url).host] },
        channels: [{ id: 'hook', type: 'webhook', url: receiver.url, secret: SECRET }],
        alerts: { rules: [{ id: 'departures', recipients: [{ channel: 'hook', to: 'desk' }] }] },
      };
      const env = { DATABASE_URL: databaseUrl, ...(backend === 'redis' && { REDIS_URL: redis?.url }) };
      return openRedwatch({ config: loadConfig({ object }, env), log: createLog('silent') });
    };
    const take = (text: string) =>
      savePage(
        redwatch.store.db,
        pageOfFile({
          bytes: new TextEncoder().encode(text),
          name: 'page.txt',
          isText: true,
          charset: { charset: 'utf-8', charsetFrom: 'utf8' },
          at: new Date('2025-11-05T00:00:00Z'),
        }),
      );
    const count = async (table: 'articles' | 'stories' | 'claims' | 'events' | 'deliveries' | 'outbox') =>
      (await redwatch.store.db.selectFrom(table).select('id').execute()).length;

    beforeEach(async () => {
      databaseUrl = await postgres.freshUrl();
      receiver = await startWebhookReceiver({ secret: SECRET });
      // The queue's keys of the test before must not be taken for this one's.
      if (backend === 'redis' && redis) {
        const client = new Redis(redis.url);
        await client.flushall();
        await client.quit();
      }
      redwatch = await open();
    });
    afterEach(async () => {
      await redwatch.close();
      await receiver.close();
    });

    it('turns pages into one story, one departure and one signed alert, however many copies there are', async () => {
      for (const text of [PAGES.REPORT, PAGES.COPY, PAGES.OTHER, PAGES.NOBODY]) await take(text);
      redwatch.work();
      await redwatch.queues.untilEmpty();
      expect(await count('articles')).toBe(3);
      expect(await count('stories')).toBe(2);
      const { skipReason } = await redwatch.store.db
        .selectFrom('pages')
        .select('skipReason')
        .where('state', '=', 'skipped')
        .executeTakeFirstOrThrow();
      expect(skipReason).toBe('no watched company');
      const [event, ...others] = await redwatch.store.db.selectFrom('events').selectAll().execute();
      expect(others).toEqual([]);
      expect(event).toMatchObject({
        person: '宋砚青',
        org: 'tingchao',
        effectiveOn: expect.stringMatching(/^2025-11/),
      });
      expect(receiver.received.map(({ to, isSigned }) => ({ to, isSigned }))).toEqual([{ to: 'desk', isSigned: true }]);
      expect(receiver.received[0]?.title).toContain('宋砚青');
    });

    it('keeps every quote a substring of the stored text at its offsets', async () => {
      await take(PAGES.REPORT);
      redwatch.work();
      await redwatch.queues.untilEmpty();
      const rows = await redwatch.store.db
        .selectFrom('claims as c')
        .innerJoin('articleVersions as v', 'v.id', 'c.versionId')
        .select(['c.kind', 'c.field', 'c.startAt', 'c.endAt', 'c.quote', 'v.text', 'v.title'])
        .execute();
      expect(rows.map((r) => r.kind)).toEqual(expect.arrayContaining(['executive_departure', 'metric']));
      for (const row of rows)
        expect((row.field === 'title' ? row.title : row.text).slice(row.startAt, row.endAt)).toBe(row.quote);
    });

    it('tells nobody twice when the same pages come again, nor when a copy comes later', async () => {
      await take(PAGES.REPORT);
      redwatch.work();
      await redwatch.queues.untilEmpty();
      expect(await take(PAGES.REPORT)).toBe('same');
      await take(PAGES.COPY);
      await redwatch.queues.untilEmpty();
      expect(await count('articles')).toBe(2);
      expect(receiver.received).toHaveLength(1);
      expect(await count('deliveries')).toBe(1);
    });

    it('goes on after the process ended with work in hand, and leaves no work behind', async () => {
      await take(PAGES.REPORT);
      // Handed to the queue, but nobody works in this process: it ends before anything is done.
      await redwatch.queues.dispatch();
      expect(await count('outbox')).toBe(1);
      await redwatch.close();
      redwatch = await open();
      redwatch.work();
      await redwatch.queues.untilEmpty();
      expect(receiver.received).toHaveLength(1);
      expect(await count('outbox')).toBe(0);
    });

    it('gives up work that can never succeed, keeps its cause, and does the rest of its batch', async () => {
      await addWork(redwatch.store.db, [{ step: 'read', key: 'no-such-payload', payload: { wrong: true } }]);
      await take(PAGES.REPORT);
      redwatch.work();
      await redwatch.queues.untilEmpty();
      const [row, ...others] = await redwatch.store.db.selectFrom('outbox').selectAll().execute();
      expect(others).toEqual([]);
      expect(row).toMatchObject({ dead: true, key: 'no-such-payload', lastError: expect.stringContaining('pageId') });
      expect(receiver.received).toHaveLength(1);
    });
  });

describe('work that does not end when the process is asked to stop', () => {
  for (const backend of ['postgres', 'redis'] as const)
    it.skipIf(backend === 'redis' && !hasRedis())(`is handed back within the limit (${backend})`, async () => {
      const databaseUrl = await postgres.freshUrl();
      const store = await openStore({ url: databaseUrl, dataDir: '.' });
      const context = { db: store.db, log: createLog('silent') } as unknown as Context;
      let begin = (): void => {};
      const begun = new Promise<void>((resolve) => (begin = resolve));
      const endless = defineStep({
        ...{ name: 'read', payload: z.object({}), batch: 1, concurrency: 1, lockMs: 1000, giveUpAfter: 3, priority: 1 },
        run: () => {
          begin();
          return new Promise<void>(() => {});
        },
      });
      const queues = await openQueues({
        ...{ steps: [endless], context, databaseUrl, stopWithinMs: 300, prefix: `stop-${backend}` },
        redisUrl: backend === 'redis' ? redis?.url : undefined,
      });
      await addWork(store.db, [{ step: 'read', key: 'one', payload: {} }]);
      queues.work([endless], context);
      await begun;
      const asked = performance.now();
      await queues.close();
      expect(performance.now() - asked).toBeLessThan(5000);
      const row = await store.db.selectFrom('outbox').select(['dispatchedAt', 'dead', 'failures']).executeTakeFirst();
      expect(row).toEqual({ dispatchedAt: null, dead: false, failures: 0 });
      await store.close();
    });
});

describe.skipIf(!hasRedis())('a Redis that lost everything', () => {
  it('loses no work: the sweep hands it out again from Postgres', async () => {
    const databaseUrl = await postgres.freshUrl();
    const config = loadConfig({ object: { watches: [WATCH] } }, { DATABASE_URL: databaseUrl, REDIS_URL: redis?.url });
    const redwatch = await openRedwatch({ config, log: createLog('silent') });
    try {
      await savePage(
        redwatch.store.db,
        pageOfFile({
          bytes: new TextEncoder().encode(PAGES.REPORT),
          name: 'page.txt',
          isText: true,
          charset: { charset: 'utf-8', charsetFrom: 'utf8' },
          at: new Date('2025-11-05T00:00:00Z'),
        }),
      );
      await redwatch.queues.dispatch();
      const client = new Redis(redis?.url as string);
      await client.flushall();
      await client.quit();
      redwatch.work();
      await redwatch.queues.untilEmpty();
      expect(await redwatch.store.db.selectFrom('events').select('person').execute()).toEqual([{ person: '宋砚青' }]);
    } finally {
      await redwatch.close();
    }
  });
});
