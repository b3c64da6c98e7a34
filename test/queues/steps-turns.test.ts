/** Who goes first, what is asked for once, and what was given up and goes on: the same on both queues. */
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Context } from '../../queues/_context.ts';
import { defineStep, openQueues, type Queues, type Step } from '../../queues/_step.ts';
import { steps } from '../../queues/index.ts';
import { nightOf } from '../../queues/worker.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/store/connect.ts';
import { retryWork } from '../../src/store/desk/operations.ts';
import { addWork, type StepName } from '../../src/store/outbox.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { WATCH } from './_articles.ts';
import { openNewsSite, type NewsSite } from './_news-site.ts';
import { hasRedis, startRedis, type TestRedis } from './_redis.ts';
import { openRedwatch, type Redwatch } from './_redwatch.ts';

const log = createLog('silent');
const SOON = { timeout: 30_000, interval: 50 };

let postgres: TestServer;
let redis: TestRedis | undefined;
let site: NewsSite;
beforeAll(async () => {
  [postgres, site] = await Promise.all([startTestServer(), openNewsSite()]);
  if (hasRedis()) redis = await startRedis();
});
afterAll(async () => {
  await redis?.stop();
  await site.close();
  await postgres.stop();
});

/** The step as the product has it, with another way of doing it. */
function instead(name: StepName, run: Step['run'], more: Partial<Step> = {}): Step {
  const own = steps.find((step) => step.name === name) as Step;
  return defineStep({ ...own, payload: z.object({}).loose(), run, ...more });
}

for (const backend of ['postgres', 'redis'] as const)
  describe.skipIf(backend === 'redis' && !hasRedis())(`on the ${backend} queue`, () => {
    let databaseUrl: string;
    let store: Store;
    const opened: { close(): Promise<void> }[] = [];
    const redisUrl = () => (backend === 'redis' ? redis?.url : undefined);

    beforeEach(async () => {
      store = await postgres.freshStore();
      databaseUrl = store.url;
      const client = redis && new Redis(redis.url);
      await client?.flushall();
      await client?.quit();
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((one) => one.close()));
      await store.close();
    });

    async function queuesOf(...own: Step[]): Promise<Queues> {
      const context = { db: store.db, log } as unknown as Context;
      const queues = await openQueues({
        ...{ steps: own, context, databaseUrl, redisUrl: redisUrl() },
        stopWithinMs: 100,
      });
      opened.unshift(queues);
      return queues;
    }

    async function scheduler(at: string): Promise<Redwatch> {
      const source = { id: 'tide', kind: 'feed', name: '潮汐商业观察', url: `${site.base}/feed.xml`, delaySecs: 0 };
      const object = {
        watches: [WATCH],
        net: { allow: [site.host], paceMs: 0 },
        sources: [source],
        schedule: { at, zone: 'UTC' },
      };
      const env = { DATABASE_URL: databaseUrl, ...(redisUrl() && { REDIS_URL: redisUrl() }) };
      const redwatch = await openRedwatch({ config: loadConfig({ object }, env), log });
      opened.unshift(redwatch);
      return redwatch;
    }

    it('an alert leaves at once while every place of the crawl is taken and hundreds of crawls wait', async () => {
      let begun = 0;
      let crawled = 0;
      let release = (): void => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      const crawl = instead('crawl', async () => {
        begun++;
        await released;
        crawled++;
      });
      const told: string[] = [];
      const alert = instead('alert', async (items) => void told.push(...items.map((item) => item.key)));
      const queues = await queuesOf(crawl, alert);
      await addWork(
        store.db,
        Array.from({ length: 300 }, (_, n) => ({ step: 'crawl' as const, key: `source ${n}`, payload: {} })),
      );
      queues.work([crawl, alert], { db: store.db, log } as unknown as Context);
      await vi.waitFor(() => expect(begun).toBe(crawl.concurrency), SOON);
      await addWork(store.db, [{ step: 'alert', key: 'a departure', payload: {} }]);
      await vi.waitFor(() => expect(told).toEqual(['a departure']), SOON);
      expect(crawled).toBe(0);
      release();
    });

    it('work that was given up is kept with its cause, and is done once somebody brings it back', async () => {
      let isMended = false;
      const done: string[] = [];
      const read = instead(
        'read',
        async (items) => {
          if (!isMended) throw new Error('the shelf fell down');
          done.push(...items.map((item) => item.key));
          await store.db
            .deleteFrom('outbox')
            .where(
              'id',
              'in',
              items.map((item) => item.id),
            )
            .execute();
        },
        { giveUpAfter: 1 },
      );
      const queues = await queuesOf(read);
      await addWork(store.db, [{ step: 'read', key: 'a page', payload: {} }]);
      queues.work([read], { db: store.db, log } as unknown as Context);
      await queues.untilEmpty();
      const [row] = await store.db.selectFrom('outbox').selectAll().execute();
      expect(row).toMatchObject({ dead: true, failures: 1, lastError: expect.stringContaining('the shelf fell down') });
      isMended = true;
      expect(await retryWork(store.db, row?.id as string)).toBe(true);
      await queues.untilEmpty();
      expect(done).toEqual(['a page']);
      expect(await store.db.selectFrom('outbox').selectAll().execute()).toEqual([]);
      // It is not there any more: there is nothing to bring back.
      expect(await retryWork(store.db, row?.id as string)).toBe(false);
    });

    it('a time of the schedule comes once and is told as it stands there, however many schedulers wait for it', async () => {
      const times: number[] = [];
      const note = (at: Date) => Promise.resolve(void times.push(at.getTime()));
      for (const queues of [await queuesOf(), await queuesOf(), await queuesOf()])
        await queues.scheduleNights('* * * * * *', 'UTC', note);
      await vi.waitFor(() => expect(times.length).toBeGreaterThanOrEqual(4), SOON);
      expect(new Set(times).size).toBe(times.length);
      // The time of the pattern, not that at which the queue made or handed out the job: it names the night.
      expect(times.filter((at) => at % 1000 !== 0)).toEqual([]);
    });

    it('a night that was missed is asked for once, though two schedulers start at one moment', async () => {
      const at = new Date(Date.now() - 3600_000).toISOString().slice(11, 16);
      const [one, two] = await Promise.all([scheduler(at), scheduler(at)]);
      await Promise.all([one.schedule(), two.schedule()]);
      const asked = () => store.db.selectFrom('outbox').select('key').where('step', '=', 'crawl').execute();
      const clock = new Date().toISOString().slice(11, 16);
      const night = nightOf(new Date(Date.now() - (clock >= at ? 0 : 24 * 3600_000)), 'UTC');
      expect(await asked()).toEqual([{ key: `tide ${night}` }]);
      two.work();
      await two.queues.untilEmpty();
      expect(await store.db.selectFrom('runs').select(['night', 'attempts']).execute()).toEqual([
        { night, attempts: 1 },
      ]);
      // Who starts later finds nothing to make up.
      expect(await (await scheduler(at)).schedule()).toBe(0);
    });
  });
