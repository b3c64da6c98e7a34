import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endRun, startRun } from '../../src/store/runs.ts';
import { decide, undo } from '../../src/store/desk/decide.ts';
import { attemptsOf, resendDelivery } from '../../src/store/alerts.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { PAGES, WATCH } from './_articles.ts';
import { savePageOf, startAlerting, type Alerting } from './_alerting.ts';

const NIGHT = new Date('2025-11-05T00:00:00Z');
const HOUR = 3_600_000;
const after = (hours: number) => new Date(NIGHT.getTime() + hours * HOUR);

let postgres: TestServer;
beforeAll(async () => {
  postgres = await startTestServer();
});
afterAll(() => postgres.stop());

let alerting: Alerting;
beforeEach(async () => {
  alerting = await startAlerting(await postgres.freshUrl());
});
afterEach(() => alerting.close());

const kinds = () => alerting.arrived.map((a) => a.kind);

describe('the first crawl of a source', () => {
  const night = { sourceId: 'tides', night: '2025-11-05' };
  const brought = (newPages: number) => ({
    ...{ asked: 2, fetched: 2, newPages, same: 0, unchanged: 0, skipped: {}, failed: {} },
    ...{ verdict: 'ok', sentence: 'two pages' },
  });

  it('sends one digest when it is through, and what the next night brings alone', async () => {
    const redwatch = await alerting.open({ now: () => after(1) });
    const { db } = redwatch.store;
    const written = (n: number) =>
      expect
        .poll(async () => (await db.selectFrom('deliveries').select('id').execute()).length, { timeout: 15_000 })
        .toBe(n);
    const runId = await startRun(db, night, NIGHT);
    await savePageOf(db, PAGES.REPORT, { sourceId: 'tides', at: after(0.1) });
    redwatch.work();
    await written(1);
    await savePageOf(db, PAGES.SECOND, { sourceId: 'tides', at: after(0.2) });
    await written(2);
    expect(kinds()).toEqual([]);
    await endRun(db, runId, brought(2), after(0.5));
    await expect.poll(kinds, { timeout: 15_000 }).toEqual(['digest']);
    expect(alerting.arrived[0]?.items).toHaveLength(2);
    await startRun(db, { ...night, night: '2025-11-06' }, after(24));
    const third = PAGES.SECOND.replaceAll('闻人拓', '公孙策').replaceAll('技术负责人', '首席营销官');
    await savePageOf(db, third, { sourceId: 'tides', at: after(24.1) });
    await expect.poll(kinds, { timeout: 15_000 }).toEqual(['digest', 'alert']);
  });

  it('sends each alert alone where the settings say so', async () => {
    const redwatch = await alerting.open({ alerts: { firstCrawl: 'each' } });
    await startRun(redwatch.store.db, night, NIGHT);
    await savePageOf(redwatch.store.db, PAGES.REPORT, { sourceId: 'tides', at: after(0.1) });
    redwatch.work();
    await redwatch.queues.untilEmpty();
    expect(kinds()).toEqual(['alert']);
  });
});

describe('a company that is watched from now on', () => {
  it('is told of what the archive had of it in one digest', async () => {
    const other = { id: 'other', name: '远山食品', names: ['远山食品'] };
    const first = await alerting.open({ watches: [other], now: () => NIGHT });
    const { db } = first.store;
    for (const text of [PAGES.REPORT, PAGES.SECOND]) await savePageOf(db, text, { sourceId: 'tides', at: after(1) });
    first.work();
    await first.queues.untilEmpty();
    const second = await alerting.open({ watches: [other, WATCH], now: () => after(48) });
    second.work();
    await expect.poll(kinds, { timeout: 20_000 }).toEqual(['digest']);
    expect(alerting.arrived[0]?.items).toHaveLength(2);
  });
});

describe('a backfill', () => {
  it('tells nobody, nor does a copy of it that a later crawl brings, and says why', async () => {
    const redwatch = await alerting.open();
    const { db } = redwatch.store;
    await savePageOf(db, PAGES.REPORT, { sourceId: 'tides', arrival: 'backfill' });
    redwatch.work();
    await redwatch.queues.untilEmpty();
    expect(kinds()).toEqual([]);
    const [event] = await db.selectFrom('events').select('record').execute();
    expect(event?.record).toMatchObject({ enteredSilently: true });
    const [change] = await db.selectFrom('eventChanges').select('silentBecause').execute();
    expect(change?.silentBecause).toContain('backfill');
    await savePageOf(db, PAGES.COPY, { sourceId: 'waves' });
    await redwatch.queues.untilEmpty();
    expect(kinds()).toEqual([]);
  });
});

describe('a ruling on the desk', () => {
  const given = () => ({ by: '周岚', note: '只是调任', at: new Date(), seen: null });
  /** A departure that was told of. */
  async function reported() {
    const redwatch = await alerting.open();
    const { db } = redwatch.store;
    await savePageOf(db, PAGES.REPORT);
    redwatch.work();
    await redwatch.queues.untilEmpty();
    const { id: eventId } = await db.selectFrom('events').select('id').executeTakeFirstOrThrow();
    return { redwatch, db, eventId };
  }

  it('sends one correction to those who were told, and taking it back sends nothing', async () => {
    const { redwatch, db, eventId } = await reported();
    const decision = await decide(db, { kind: 'not_a_departure', eventId }, given());
    await redwatch.queues.untilEmpty();
    expect(kinds()).toEqual(['alert', 'correction']);
    await undo(db, decision.id, { by: '周岚', at: new Date() });
    await savePageOf(db, PAGES.COPY);
    await redwatch.queues.untilEmpty();
    expect(kinds()).toEqual(['alert', 'correction']);
  });

  it('names in its correction the person who was told, and who it is', async () => {
    const { redwatch, db, eventId } = await reported();
    await decide(db, { kind: 'wrong_person', eventId, person: '宋砚卿' }, given());
    await redwatch.queues.untilEmpty();
    expect(alerting.arrived[1]?.title).toBe('更正：人物有误，听潮网络 宋砚青');
    expect(JSON.stringify(alerting.arrived[1])).toContain('宋砚卿');
  });

  it('tells nobody anything when it was taken back before its correction was made', async () => {
    const { eventId } = await reported();
    const second = await alerting.open();
    const { id } = await decide(second.store.db, { kind: 'not_a_departure', eventId }, given());
    await undo(second.store.db, id, { by: '周岚', at: new Date() });
    second.work();
    await second.queues.untilEmpty();
    expect(kinds()).toEqual(['alert']);
  });
});

describe('a message that a receiver refused', () => {
  it('is sent again by hand under the same key, with every try on record', async () => {
    alerting.answers.push(410);
    const redwatch = await alerting.open();
    const { db } = redwatch.store;
    await savePageOf(db, PAGES.REPORT);
    redwatch.work();
    await redwatch.queues.untilEmpty();
    const { id } = await db.selectFrom('deliveries').select('id').executeTakeFirstOrThrow();
    expect(await resendDelivery(db, id, new Date())).toBe(true);
    await redwatch.queues.untilEmpty();
    expect(alerting.arrived.map((a) => a.key)).toEqual([id]);
    expect((await attemptsOf(db, id)).map((a) => a.outcome)).toEqual(['refused', 'delivered']);
    expect(await resendDelivery(db, id, new Date())).toBe(false);
  });
});

describe('reports that disagree', () => {
  it('are told to a rule that asks for conflicts, once', async () => {
    const redwatch = await alerting.open({ rule: { changes: ['conflict'] } });
    const { db } = redwatch.store;
    await savePageOf(db, PAGES.REPORT);
    redwatch.work();
    await redwatch.queues.untilEmpty();
    const denial = `听潮网络否认首席运营官宋砚青离职

来源：远桥新闻 2025-11-05 09:20

听潮网络（虚构的公司）今天否认首席运营官宋砚青离职的传闻，称她仍在正常履职。发言人在电话里说，运营团队上周还一起开了季度会。`;
    await savePageOf(db, denial);
    await redwatch.queues.untilEmpty();
    const titles = alerting.arrived.map((a) => a.title);
    expect(titles).toHaveLength(2);
    expect(titles[1]).toBe('更新：听潮网络 宋砚青，信源对是否离职说法不一');
  });
});
