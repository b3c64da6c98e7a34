import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Redwatch } from '../../queues/worker.ts';
import { attemptsOf, muteStory, resendDelivery } from '../../src/store/alerts.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { PAGES } from './_articles.ts';
import { savePageOf, startAlerting, type Alerting } from './_alerting.ts';

let postgres: TestServer;
beforeAll(async () => {
  postgres = await startTestServer();
});
afterAll(() => postgres.stop());

let alerting: Alerting;
let clock: Date;
beforeEach(async () => {
  alerting = await startAlerting(await postgres.freshUrl());
  clock = new Date('2025-11-05T01:00:00Z');
});
afterEach(() => alerting.close());

/** The clock moves on, and what was held until then is due. */
async function pass(redwatch: Redwatch, minutes: number): Promise<void> {
  clock = new Date(clock.getTime() + minutes * 60_000);
  await redwatch.store.db.updateTable('outbox').set({ notBefore: new Date() }).execute();
  await redwatch.queues.untilEmpty();
}

async function told(rule: object): Promise<Redwatch> {
  const redwatch = await alerting.open({ rule, now: () => clock });
  await savePageOf(redwatch.store.db, PAGES.REPORT);
  redwatch.work();
  await redwatch.queues.untilEmpty();
  return redwatch;
}

const storyOf = async ({ store }: Redwatch) =>
  (await store.db.selectFrom('stories').select('id').executeTakeFirstOrThrow()).id;
const got = () => alerting.arrived.map(({ kind, to }) => ({ kind, to }));

describe('a message that nobody opens', () => {
  const rule = { escalate: { afterMinutes: 30, recipients: [{ channel: 'hook', to: 'duty' }] } };

  it('goes to others when its time is over, once', async () => {
    const redwatch = await told(rule);
    expect(got()).toEqual([{ kind: 'alert', to: 'desk' }]);
    await pass(redwatch, 31);
    await pass(redwatch, 31);
    expect(got()).toEqual([
      { kind: 'alert', to: 'desk' },
      { kind: 'escalation', to: 'duty' },
    ]);
    expect(alerting.arrived[1]?.title).toMatch(/^【无人查看】离职：听潮网络/);
  });

  it('stays where it is when somebody opened the story', async () => {
    const opened = await told(rule);
    const seen = { storyId: await storyOf(opened), by: '周岚', at: new Date(clock.getTime() + 60_000) };
    await opened.store.db.insertInto('storySeen').values(seen).execute();
    await pass(opened, 31);
    expect(got()).toHaveLength(1);
  });

  it('stays where it is when somebody muted the story', async () => {
    const muted = await told(rule);
    await muteStory(muted.store.db, await storyOf(muted), { by: '周岚', at: clock });
    await pass(muted, 31);
    expect(got()).toHaveLength(1);
  });
});

describe('a receiver that fails for days', () => {
  it('is given up where people see it, and gets the message when somebody sends it again', async () => {
    alerting.answers.push(...Array<number>(18).fill(503));
    const redwatch = await told({});
    const { db } = redwatch.store;
    for (let i = 0; i < 17; i++) await pass(redwatch, 6 * 60);
    const dead = await db
      .selectFrom('deliveries')
      .select(['id', 'state', 'attempts', 'lastReason'])
      .executeTakeFirstOrThrow();
    expect(dead).toMatchObject({ state: 'dead', attempts: 18, lastReason: expect.stringContaining('503') });
    await pass(redwatch, 24 * 60);
    expect(got()).toEqual([]);
    expect(await resendDelivery(db, dead.id, clock)).toBe(true);
    await redwatch.queues.untilEmpty();
    expect(got()).toEqual([{ kind: 'alert', to: 'desk' }]);
    expect((await attemptsOf(db, dead.id)).at(-1)?.outcome).toBe('delivered');
  });
});
