import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { askDueSources } from '../../queues/worker.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { coverageLines, coverageOf } from '../../src/store/coverage.ts';
import { addWork } from '../../src/store/outbox.ts';
import { knownAddresses } from '../../src/store/pages.ts';
import { askForRuns, crawlWork } from '../../src/store/runs.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../demo/receivers.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { WATCH } from './_articles.ts';
import { articlePage, openNewsSite, scriptOnly, type NewsSite } from './_news-site.ts';
import { openRedwatch, type Redwatch } from './_redwatch.ts';

const SECRET = 'a secret for this test only';
const NIGHT = '2025-12-29';
const SOURCE = { id: 'tide', name: '潮汐商业观察' };
let postgres: TestServer;
let databaseUrl: string;
let site: NewsSite;
let receiver: WebhookReceiver;
let redwatch: Redwatch;
let clock: Date;
beforeAll(async () => void (postgres = await startTestServer()));
afterAll(() => postgres.stop());

const open = (schedule: object = {}) => {
  const object = {
    watches: [WATCH],
    net: { allow: [site.host, new URL(receiver.url).host], paceMs: 0 },
    channels: [{ id: 'ops', type: 'webhook', url: receiver.url, secret: SECRET }],
    alerts: { operator: [{ channel: 'ops', to: 'operator' }], rules: [] },
    schedule,
    sources: [{ ...SOURCE, kind: 'feed', url: `${site.base}/feed.xml`, delaySecs: 0 }],
  };
  return openRedwatch({
    config: loadConfig({ object }, { DATABASE_URL: databaseUrl }),
    log: createLog('silent'),
    now: () => clock,
  });
};
beforeEach(async () => {
  databaseUrl = await postgres.freshUrl();
  site = await openNewsSite();
  receiver = await startWebhookReceiver({ secret: SECRET });
  clock = new Date(`${NIGHT}T02:00:00+08:00`);
  redwatch = await open();
  redwatch.work();
});
afterEach(async () => {
  await redwatch.close();
  await receiver.close();
  await site.close();
});

const db = () => redwatch.store.db;
/** One crawl of the source, ten minutes after the last one, and everything that follows from it. */
async function crawlAgain(night = NIGHT): Promise<void> {
  clock = new Date(clock.getTime() + 600_000);
  await askForRuns(db(), [{ sourceId: SOURCE.id, night }]);
  await redwatch.queues.untilEmpty();
}
const run = () => db().selectFrom('runs').selectAll().orderBy('startedAt', 'desc').executeTakeFirstOrThrow();
const waiting = () => db().selectFrom('outbox').selectAll().where('step', '=', 'crawl').execute();
const coverage = () => coverageOf(db(), { night: NIGHT, sources: [SOURCE], zone: 'Asia/Shanghai' });
const told = () => receiver.received.map((r) => r.title);
async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`still not so after 20 s: ${String(condition)}`);
    await redwatch.queues.dispatch();
  }
}

describe('a source that fails', () => {
  it('is told to the operator after three runs, once, and again when it is well', async () => {
    site.mode = 'refusing';
    for (let i = 0; i < 2; i++) await crawlAgain();
    expect(told()).toEqual([]);
    for (let i = 0; i < 3; i++) await crawlAgain();
    expect(told()).toEqual(['潮汐商业观察 has failed 3 times in a row']);
    expect(receiver.received[0]?.body).toMatchObject({ kind: 'operator' });
    expect((await coverage()).sentence).toBe(
      '0 of 1 sources answered; 潮汐商业观察 has been failing since 2025-12-29.',
    );
    site.mode = 'well';
    await crawlAgain();
    expect(told()[1]).toBe('潮汐商业观察 is well again');
    expect(receiver.received.every((r) => r.isSigned)).toBe(true);
    expect(await coverage()).toMatchObject({ answered: 1, sentence: '1 of 1 sources answered.' });
  });

  it('is tried again the same night with a growing pause, and the next night takes over', async () => {
    site.mode = 'refusing';
    const pauses: number[] = [];
    for (let i = 0; i < 3; i++) {
      await crawlAgain();
      const [again, ...others] = await waiting();
      expect(others).toEqual([]);
      expect(await run()).toMatchObject({ verdict: 'failed', failed: { 'http 403': 1 } });
      pauses.push(Math.round(((again?.notBefore.getTime() ?? 0) - Date.now()) / 60_000));
    }
    expect(pauses).toEqual([15, 30, 60]);
    await crawlAgain('2025-12-30');
    const asked = site.hits.length;
    await askForRuns(db(), [{ sourceId: SOURCE.id, night: NIGHT }]);
    await redwatch.queues.untilEmpty();
    expect(site.hits).toHaveLength(asked);
    expect((await waiting()).map((w) => w.key)).toEqual(['tide 2025-12-30']);
  });

  it('is not well again because its list has not changed', async () => {
    await crawlAgain();
    await crawlAgain();
    site.mode = 'refusing';
    await crawlAgain();
    site.mode = 'well';
    await crawlAgain();
    // The list answered 304 at last: nothing was seen that could prove health.
    expect(await run()).toMatchObject({ verdict: 'ok' });
    expect((await coverage()).sources[0]).toMatchObject({ state: 'failing', since: expect.any(Date) });
    site.articles.push(4);
    await crawlAgain();
    expect((await coverage()).sources[0]).toMatchObject({ state: 'answered', newPages: 4 });
  });
});

describe('a layout that changed', () => {
  it('is reported when the list names nothing any more', async () => {
    await crawlAgain();
    site.mode = 'empty';
    for (let i = 0; i < 3; i++) await crawlAgain();
    expect((await coverage()).sentence).toBe(
      '0 of 1 sources answered; 潮汐商业观察 names no article since 2025-12-29.',
    );
    expect(told()).toEqual(['潮汐商业观察 brings nothing any more: its layout may have changed']);
  });

  it('is reported when something else than a feed is answered', async () => {
    site.mode = 'no feed';
    await crawlAgain();
    expect(await run()).toMatchObject({ verdict: 'failed', failed: { layout: 1 } });
    expect(coverageLines(await coverage()).join('\n')).toContain('/feed.xml: layout: ');
  });

  it('is reported when no page of the latest can be read, and taken back when they can', async () => {
    site.page = scriptOnly;
    await crawlAgain();
    await until(async () => (await waiting()).length === 0);
    expect((await coverage()).sources[0]).toMatchObject({ state: 'unreadable', missingInAll: 3 });
    expect(told()).toEqual(['潮汐商业观察 brings nothing any more: its layout may have changed']);
    site.page = articlePage;
    site.articles = [5, 6];
    await crawlAgain();
    await until(async () => (await waiting()).length === 0);
    expect(told()).toHaveLength(2);
    expect((await coverage()).sources[0]).toMatchObject({ state: 'answered' });
  });
});

describe('a run that broke off', () => {
  it('by a stop is not left running, and the next start brings the rest', async () => {
    site.articles = [1, 2, 3, 4, 5, 6, 7, 8];
    let begun = () => {};
    const first = new Promise<void>((done) => (begun = done));
    site.onArticle = () => begun();
    await askForRuns(db(), [{ sourceId: SOURCE.id, night: NIGHT }]);
    await redwatch.queues.dispatch();
    await first;
    await redwatch.close();
    redwatch = await open();
    expect(await run()).toMatchObject({ verdict: 'partial', sentence: expect.stringContaining('stopped') });
    redwatch.work();
    await until(async () => (await run()).verdict === 'ok');
    await redwatch.queues.untilEmpty();
    expect(await run()).toMatchObject({ verdict: 'ok', newPages: 8, attempts: 2 });
  });

  it('by an error of the archive is noted and taken up again', async () => {
    await sql`alter table run_entries rename to run_entries_away`.execute(db());
    await askForRuns(db(), [{ sourceId: SOURCE.id, night: NIGHT }]);
    await until(async () => (await waiting()).some((w) => w.failures > 0));
    expect(await run()).toMatchObject({
      verdict: 'failed',
      sentence: expect.stringMatching(/broke off: .*run_entries/),
    });
    await sql`alter table run_entries_away rename to run_entries`.execute(db());
    await redwatch.queues.untilEmpty();
    expect(await run()).toMatchObject({ verdict: 'ok', newPages: 3 });
  });

  it('and has no work left is closed at the next start', async () => {
    await db()
      .insertInto('runs')
      .values({ id: 'left', sourceId: SOURCE.id, night: '2025-12-28', startedAt: clock })
      .execute();
    await redwatch.close();
    redwatch = await open();
    expect(await run()).toMatchObject({ verdict: 'failed', sentence: 'Redwatch ended while this run was under way' });
  });
});

describe('a site that asks for time', () => {
  it('puts its night off for as long as it asks, and nothing is asked of it before, whoever wants to', async () => {
    await crawlAgain();
    clock = new Date(clock.getTime() + 25 * 3600_000);
    site.onArticle = (_, response) => void response.writeHead(429, { 'retry-after': '3600' }).end();
    site.articles.push(4);
    await crawlAgain('2025-12-30');
    expect(await run()).toMatchObject({ verdict: 'partial', skipped: { 'asked to wait': 4 } });
    const putOff = (await waiting()).find(({ key }) => !key.startsWith('look '));
    expect(putOff).toMatchObject({ key: 'tide 2025-12-30', payload: { tries: 1 } });
    expect((putOff?.notBefore.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_590_000);

    const asked = site.hits.length;
    site.onArticle = () => undefined;
    await crawlAgain('2025-12-30');
    expect(site.hits).toHaveLength(asked);
    expect(await run()).toMatchObject({ newPages: 0, failed: { 'asked to wait': 1 } });
    // The three known pages were not looked at: they stay due.
    const known = await knownAddresses(db(), [`${site.base}/a/1`]);
    expect(known.get(`${site.base}/a/1`)?.checkedAt).toBe('2025-12-28T18:10:00.000Z');
  });
});

describe('schedule.follow', () => {
  it('asks a source again once it is due, between the nights', async () => {
    await redwatch.close();
    redwatch = await open({ at: '02:00', follow: true });
    redwatch.work();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await redwatch.schedule();
      await redwatch.queues.untilEmpty();
      const asked = () => site.hits.filter((hit) => hit === 'GET /feed.xml').length;
      expect(asked()).toBe(1);
      await vi.advanceTimersByTimeAsync(60_000);
      await redwatch.queues.untilEmpty();
      expect(asked()).toBe(1);
      clock = new Date(clock.getTime() + 31 * 60_000);
      await vi.advanceTimersByTimeAsync(60_000);
      await until(async () => asked() === 2);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the interval of a source', () => {
  it('grows while it brings nothing new, shrinks when it does, and asks only sources that are due', async () => {
    const intervals: number[] = [];
    const note = async () =>
      void intervals.push(
        Number((await db().selectFrom('sourcePace').select('intervalMs').executeTakeFirstOrThrow()).intervalMs) /
          60_000,
      );
    expect(await askDueSources(redwatch.context)).toBe(1);
    await redwatch.queues.untilEmpty();
    await note();
    expect(await askDueSources(redwatch.context)).toBe(0);
    for (let i = 0; i < 2; i++) {
      await crawlAgain();
      await note();
    }
    site.articles = [11, 12, 13];
    await crawlAgain();
    await note();
    expect(intervals).toEqual([30, 60, 120, 60]);
    clock = new Date(clock.getTime() + 61 * 60_000);
    expect(await askDueSources(redwatch.context)).toBe(1);
  });
});

describe('a backfill', () => {
  it('brings only its range, marks its pages, and leaves the health of the source alone', async () => {
    site.articles = [1, 2, 3, 4, 5];
    const range = { since: '2025-11-02T00:00:00Z', until: '2025-11-04T00:00:00Z' };
    const key = { sourceId: SOURCE.id, night: 'backfill 2025-11-02..2025-11-03' };
    await addWork(db(), [crawlWork(key, { range, arrival: 'backfill' })]);
    await redwatch.queues.untilEmpty();
    const pages = await db().selectFrom('pages').select(['url', 'arrival']).orderBy('url').execute();
    expect(pages).toEqual([2, 3].map((n) => ({ url: `${site.base}/a/${n}`, arrival: 'backfill' })));
    expect(await db().selectFrom('sourceHealth').selectAll().execute()).toEqual([]);
    await crawlAgain();
    const live = await db().selectFrom('pages').select('url').where('arrival', '=', 'live').execute();
    expect(live).toHaveLength(3);
  });
});
