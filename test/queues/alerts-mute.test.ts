import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Redwatch } from '../../queues/worker.ts';
import { muteStory, unmuteStory } from '../../src/store/alerts.ts';
import { decisionsAbout } from '../../src/store/desk/decide.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { PAGES } from './_articles.ts';
import { savePageOf, startAlerting, type Alerting } from './_alerting.ts';

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

const SUCCESSOR = `听潮网络宣布接任人选

来源：远桥新闻 2025-11-06 09:20

听潮网络（虚构的公司）宣布，首席运营官宋砚青已于2025年11月离职，由林予安接任首席运营官。林予安此前在公司负责仓配，手下有四百人。

公告说，新的分工从下周一开始，店主们的对接人不变。`;
const DENIAL = `听潮网络否认首席运营官宋砚青离职

来源：街角财经 2025-11-07 09:20

听潮网络（虚构的公司）今天否认首席运营官宋砚青离职的传闻，称她仍在正常履职。发言人在电话里说，运营团队上周还一起开了季度会。`;

async function tell(redwatch: Redwatch, text: string): Promise<void> {
  await savePageOf(redwatch.store.db, text);
  await redwatch.queues.untilEmpty();
}

const storyOf = async ({ store }: Redwatch) =>
  (await store.db.selectFrom('stories').select('id').where('redirectTo', 'is', null).executeTakeFirstOrThrow()).id;
const silences = async ({ store }: Redwatch) =>
  (await store.db.selectFrom('eventChanges').select('silentBecause').execute()).flatMap((c) => c.silentBecause ?? []);

describe('a story that somebody muted', () => {
  const opened = async (rule: object = {}) => {
    const changes = ['successor', 'status', 'conflict', 'independent_origin'];
    const redwatch = await alerting.open({ rule: { changes, ...rule } });
    redwatch.work();
    await tell(redwatch, PAGES.REPORT);
    return redwatch;
  };

  it('tells nobody of what comes next, says on the event who muted it, and stands among the decisions about the story', async () => {
    const redwatch = await opened();
    const { db } = redwatch.store;
    const story = await storyOf(redwatch);
    const given = { by: '周岚', note: '我们自己会跟进', at: new Date() };
    expect(await muteStory(db, story, given)).toMatchObject({ takenBack: 0 });
    await tell(redwatch, SUCCESSOR);
    expect(alerting.arrived.map((a) => a.kind)).toEqual(['alert']);
    expect((await silences(redwatch)).join()).toContain('muted by 周岚');
    expect(await decisionsAbout(db, { story })).toMatchObject([{ kind: 'mute', by: '周岚', note: '我们自己会跟进' }]);
  });

  it('is told of again once the mute is taken back, without what it kept silent', async () => {
    const redwatch = await opened();
    const { db } = redwatch.store;
    const story = await storyOf(redwatch);
    await muteStory(db, story, { by: '周岚', at: new Date() });
    await tell(redwatch, SUCCESSOR);
    expect(await unmuteStory(db, story, { by: '周岚', at: new Date() })).toBe(1);
    expect(await unmuteStory(db, story, { by: '周岚', at: new Date() })).toBe(0);
    await tell(redwatch, DENIAL);
    const titles = alerting.arrived.map((a) => a.title).slice(1);
    expect(titles.length).toBeGreaterThan(0);
    expect(titles.join()).not.toContain('林予安');
  });

  it('is told of again when the time of the mute is over', async () => {
    const redwatch = await opened();
    const until = new Date(Date.now() - 1000);
    await muteStory(redwatch.store.db, await storyOf(redwatch), { by: '周岚', at: new Date(), until });
    await tell(redwatch, SUCCESSOR);
    expect(alerting.arrived.length).toBeGreaterThan(1);
  });

  it('stays silent for the one recipient who muted it, and speaks to the others', async () => {
    const recipients = ['desk', 'board'].map((to) => ({ channel: 'hook', to }));
    const redwatch = await opened({ recipients });
    const mine = { by: '周岚', at: new Date(), channel: 'hook', to: 'board' };
    await muteStory(redwatch.store.db, await storyOf(redwatch), mine);
    await tell(redwatch, SUCCESSOR);
    const later = alerting.arrived.filter((a) => a.kind === 'update').map((a) => a.to);
    expect(new Set(later)).toEqual(new Set(['desk']));
  });

  it('takes back what was held for the morning, where people see it', async () => {
    const redwatch = await opened({ quietHours: { from: '00:00', to: '23:59', zone: 'UTC' } });
    const { db } = redwatch.store;
    expect(await muteStory(db, await storyOf(redwatch), { by: '周岚', at: new Date() })).toMatchObject({
      takenBack: 1,
    });
    await db.updateTable('outbox').set({ notBefore: new Date() }).execute();
    await redwatch.queues.untilEmpty();
    expect(alerting.arrived).toEqual([]);
    const states = await db.selectFrom('deliveries').select(['state', 'lastReason']).execute();
    expect(states).toEqual([{ state: 'cancelled', lastReason: 'muted by 周岚' }]);
  });

  it('must be there: nothing is muted under an id that is none', async () => {
    const redwatch = await alerting.open();
    expect(await muteStory(redwatch.store.db, 'no-such-story', { by: '周岚', at: new Date() })).toBeNull();
  });
});
