/** A Redis that takes no writes for a while, as when its disk is full. */
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import type { Context } from '../../queues/_context.ts';
import { defineStep, openQueues } from '../../queues/_step.ts';
import { steps } from '../../queues/index.ts';
import { addWork, finishWork } from '../../src/store/outbox.ts';
import { startTestServer } from '../store/_postgres.ts';
import { hasRedis, startRedis } from './_redis.ts';

describe.skipIf(!hasRedis())('a Redis that refuses what is written', () => {
  it('is asked again now and then, is told of in a few lines, and the work goes on when it takes writes again', async () => {
    const [postgres, redis] = await Promise.all([startTestServer(), startRedis()]);
    onTestFinished(() => postgres.stop());
    onTestFinished(() => redis.stop());
    const store = await postgres.freshStore();
    onTestFinished(() => store.close());
    const admin = new Redis(redis.url);
    onTestFinished(() => admin.disconnect());
    const trouble: string[] = [];
    const log = pino(
      { level: 'warn' },
      { write: (line) => void (line.includes('queue trouble') && trouble.push(line)) },
    );
    const done: string[] = [];
    const read = defineStep({
      ...steps.find((step) => step.name === 'read')!,
      payload: z.object({}).loose(),
      run: async (items) => {
        await finishWork(store.db, items.map(({ id }) => id)); // prettier-ignore
        done.push(...items.map(({ key }) => key));
      },
    });
    const context = { db: store.db, log } as unknown as Context;
    const queues = await openQueues({
      ...{ steps: [read], context, databaseUrl: store.url, redisUrl: redis.url },
      stopWithinMs: 100,
    });
    onTestFinished(() => queues.close());
    await addWork(store.db, [{ step: 'read', key: 'a page', payload: {} }]);
    await queues.dispatch();
    // It wants a replica to write to and has none.
    await admin.config('SET', 'min-replicas-to-write', '1');
    queues.work([read], context);
    await vi.waitFor(() => expect(trouble.length).toBeGreaterThanOrEqual(3), { timeout: 30_000, interval: 50 });
    // calls=21,usec=4711
    const scripts = /cmdstat_evalsha:calls=(\d+)/.exec(await admin.info('commandstats'));
    expect(Number(scripts?.[1])).toBeLessThan(200);
    expect(trouble.length).toBeLessThan(10);
    expect(done).toEqual([]);
    await admin.config('SET', 'min-replicas-to-write', '0');
    await vi.waitFor(() => expect(done).toEqual(['a page']), { timeout: 30_000, interval: 50 });
  });
});
