/** Nights that a machine calls at the wrong time, and nights that none calls. */
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import type { Store } from '../../src/store/connect.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { WATCH } from './_articles.ts';
import { openNewsSite, type NewsSite } from './_news-site.ts';
import { hasRedis, startRedis } from './_redis.ts';
import { openRedwatch, type Redwatch } from './_redwatch.ts';

const SOON = { timeout: 30_000, interval: 50 };
const HOUR_MS = 3600_000;
const LOOK_MS = 60_000;

let postgres: TestServer;
let site: NewsSite;
let store: Store;
const opened: Redwatch[] = [];
const told: string[] = [];
beforeAll(async () => void ([postgres, site] = await Promise.all([startTestServer(), openNewsSite()])));
afterAll(async () => {
  await site.close();
  await postgres.stop();
});
beforeEach(async () => void (store = await postgres.freshStore()));
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await store.close();
  told.length = 0;
});

async function scheduler(at: string, { redisUrl, now }: { redisUrl?: string; now?: () => Date }): Promise<Redwatch> {
  const source = { id: 'tide', kind: 'feed', name: '潮汐商业观察', url: `${site.base}/feed.xml`, delaySecs: 0 };
  const object = {
    watches: [WATCH],
    net: { allow: [site.host], paceMs: 0 },
    sources: [source],
    schedule: { at, zone: 'UTC' },
  };
  const config = loadConfig({ object }, { DATABASE_URL: store.url, ...(redisUrl && { REDIS_URL: redisUrl }) });
  const log = pino({ level: 'warn' }, { write: (line) => void told.push(line) });
  const redwatch = await openRedwatch({ config, log, ...(now && { now }) });
  opened.push(redwatch);
  return redwatch;
}

const asked = async () => {
  const rows = await store.db.selectFrom('outbox').select('key').where('step', '=', 'crawl').orderBy('key').execute();
  return rows.map(({ key }) => key);
};

/** The wall clock of this process alone: the database and the monotonic clock go on as they are. */
function setClockAhead(ms: number): void {
  const Real = Date;
  class Ahead extends Real {
    constructor(...parts: ConstructorParameters<typeof Real> | []) {
      super(...((parts.length ? parts : [Real.now() + ms]) as [number]));
    }
    static override now = () => Real.now() + ms;
  }
  vi.stubGlobal('Date', Ahead);
}

it.skipIf(!hasRedis())(
  'a night that a machine whose clock is ahead calls before its time is left for its time',
  async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    // By its clock it is a few seconds to the time of the schedule, two hours too early.
    const time = Math.ceil((Date.now() + 2 * HOUR_MS) / 60_000) * 60_000;
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    const ahead = await scheduler(new Date(time).toISOString().slice(11, 16), { redisUrl: redis.url });
    setClockAhead(time - Date.now() - 5000);
    await ahead.schedule();
    await vi.waitFor(() => expect(told.join('')).toContain('a machine whose clock is ahead called a night'), SOON);
    // The last night, which had been missed, and no other.
    expect(await asked()).toEqual([`tide ${day(time - 24 * HOUR_MS)}`]);
  },
);

it('a night that nobody called is made up once, ten minutes after its time, by whichever scheduler looks', async () => {
  let played = new Date('2031-05-02T02:00:00Z');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const both = await Promise.all([0, 1].map(() => scheduler('03:00', { now: () => played })));
  const look = async (at: string, keys: string[]) => {
    played = new Date(at);
    vi.advanceTimersByTime(LOOK_MS);
    await vi.waitFor(async () => expect(await asked()).toEqual(keys), SOON);
  };
  for (const one of both) await one.schedule();
  expect(await asked()).toEqual(['tide 2031-05-01']);
  // Nine minutes after its time a night may still be called: the one that is missing is that of the day before.
  await store.db.deleteFrom('outbox').execute();
  await look('2031-05-02T03:09:00Z', ['tide 2031-05-01']);
  await look('2031-05-02T03:11:00Z', ['tide 2031-05-01', 'tide 2031-05-02']);
  await store.db.deleteFrom('outbox').where('key', '=', 'tide 2031-05-01').execute();
  both[1]!.work();
  await both[1]!.queues.untilEmpty();
  // Every look until the next night finds nothing to make up.
  for (let minute = 12; minute < 20; minute++) {
    played = new Date(`2031-05-02T03:${minute}:00Z`);
    vi.advanceTimersByTime(LOOK_MS);
  }
  played = new Date('2031-05-03T03:11:00Z');
  vi.advanceTimersByTime(LOOK_MS);
  const runs = () =>
    sql<{ line: string }>`select night || ' ' || attempts as line from runs order by 1`.execute(store.db);
  const lines = async () => (await runs()).rows.map(({ line }) => line);
  await vi.waitFor(async () => expect(await lines()).toContain('2031-05-03 1'), SOON);
  expect(await lines()).toEqual(['2031-05-02 1', '2031-05-03 1']);
});
