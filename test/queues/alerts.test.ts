import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRedwatch, type Redwatch } from './_redwatch.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { addWork } from '../../src/store/outbox.ts';
import { pageOfFile, savePage } from '../../src/store/pages.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { PAGES, WATCH } from './_articles.ts';

type Arrived = { key: string; to: string; kind: string; title: string; items: unknown[] };

let postgres: TestServer;
beforeAll(async () => {
  postgres = await startTestServer();
});
afterAll(() => postgres.stop());

describe('the alert step', () => {
  let receiver: Server;
  let url: string;
  let arrived: Arrived[];
  /** What the receiver answers to its next requests; 200 when empty. */
  let answers: number[];
  let redwatch: Redwatch;

  beforeEach(async () => {
    arrived = [];
    answers = [];
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const status = answers.shift() ?? 200;
        const message = JSON.parse(body) as Arrived;
        if (status === 200) arrived.push({ ...message, key: String(request.headers['idempotency-key']) });
        response.writeHead(status).end();
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  });
  afterEach(async () => {
    await redwatch.close();
    receiver.closeAllConnections();
    receiver.close();
  });

  /** Opens Redwatch with this rule; `startsAt` is the instant its clock shows first. */
  async function open(
    rule: Record<string, unknown>,
    startsAt = '2025-11-05T04:00:00Z',
    people = ['desk'],
  ): Promise<void> {
    const begun = Date.now();
    const recipients = people.map((to) => ({ channel: 'hook', to }));
    const object = {
      watches: [WATCH],
      net: { allow: [new URL(url).host] },
      channels: [{ id: 'hook', type: 'webhook', url }],
      alerts: { rules: [{ id: 'departures', recipients, ...rule }] },
    };
    redwatch = await openRedwatch({
      config: loadConfig({ object }, { DATABASE_URL: await postgres.freshUrl() }),
      log: createLog('silent'),
      now: () => new Date(Date.parse(startsAt) + Date.now() - begun),
    });
    redwatch.work();
  }

  const take = (text: string) => {
    const charset = { charset: 'utf-8', charsetFrom: 'utf8' } as const;
    const at = new Date('2025-11-05T00:00:00Z');
    return savePage(
      redwatch.store.db,
      pageOfFile({ bytes: new TextEncoder().encode(text), name: 'page.txt', isText: true, charset, at }),
    );
  };
  /** The hour has come: what was held is due. */
  const timePasses = async () => {
    await redwatch.store.db.updateTable('outbox').set({ notBefore: new Date() }).execute();
    await redwatch.queues.untilEmpty();
  };
  const deliveries = () => redwatch.store.db.selectFrom('deliveries').selectAll().orderBy('createdAt').execute();

  it('holds a message until the quiet hours end, and lets it go then', async () => {
    await open({ quietHours: { from: '22:00', to: '07:00', zone: 'UTC' } }, '2025-11-05T05:00:00Z');
    await take(PAGES.REPORT);
    await redwatch.queues.untilEmpty();
    expect(arrived).toEqual([]);
    expect((await deliveries())[0]?.nextAttemptAt.toISOString()).toBe('2025-11-05T07:00:00.000Z');
    await timePasses();
    expect(arrived).toMatchObject([{ kind: 'alert', to: 'desk' }]);
  });

  it('sends one digest for all that was held, and nothing again', async () => {
    await open({ digest: { every: 'day', at: '08:00', zone: 'UTC' } });
    await take(PAGES.REPORT);
    await take(PAGES.SECOND);
    await redwatch.queues.untilEmpty();
    expect(arrived).toEqual([]);
    await timePasses();
    expect(arrived).toMatchObject([{ kind: 'digest', to: 'desk' }]);
    expect(arrived[0]?.items).toHaveLength(2);
    expect((await deliveries()).map((d) => d.state)).toEqual(['delivered', 'delivered']);
  });

  it('sends one correction to those who were told, however often an analyst rules', async () => {
    await open({});
    await take(PAGES.REPORT);
    await redwatch.queues.untilEmpty();
    const [{ id: eventId }] = (await redwatch.store.db.selectFrom('events').select('id').execute()) as [{ id: string }];
    for (const key of ['first', 'second'])
      await addWork(redwatch.store.db, [{ step: 'alert', key, payload: { ruling: 'not_a_departure', eventId } }]);
    await redwatch.queues.untilEmpty();
    expect(arrived.map((a) => a.kind)).toEqual(['alert', 'correction']);
  });

  it('takes back a message that has not left when an analyst rules first', async () => {
    await open({ quietHours: { from: '00:00', to: '23:59', zone: 'UTC' } });
    await take(PAGES.REPORT);
    await redwatch.queues.untilEmpty();
    const [{ id: eventId }] = (await redwatch.store.db.selectFrom('events').select('id').execute()) as [{ id: string }];
    await addWork(redwatch.store.db, [{ step: 'alert', key: 'ruling', payload: { ruling: 'wrong_person', eventId } }]);
    await redwatch.queues.untilEmpty();
    expect((await deliveries()).map((d) => d.state)).toEqual(['cancelled']);
    expect(arrived).toEqual([]);
  });

  it('keeps a message that a receiver refuses for good, with its reason, and sends the others', async () => {
    answers = [410];
    await open({}, undefined, ['gone', 'there']);
    await take(PAGES.REPORT);
    await redwatch.queues.untilEmpty();
    const states = (await deliveries()).map(({ state, lastReason }) => ({ state, lastReason }));
    expect(states.map((s) => s.state).sort()).toEqual(['delivered', 'refused']);
    expect(states.find((s) => s.state === 'refused')?.lastReason).toContain('410');
    expect(arrived).toHaveLength(1);
  });

  it('keeps a message for later after a failure that may pass, with its reason and the next time', async () => {
    answers = [500];
    await open({});
    await take(PAGES.REPORT);
    await redwatch.queues.untilEmpty();
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ state: 'waiting', attempts: 1, lastReason: expect.stringContaining('500') });
    expect(delivery!.nextAttemptAt.getTime() - delivery!.attemptedAt!.getTime()).toBeGreaterThanOrEqual(30_000);
    const [work] = await redwatch.store.db.selectFrom('outbox').selectAll().execute();
    expect(work).toMatchObject({ step: 'alert', dead: false, dispatchedAt: null });
  });

  it('says nothing of a departure that was over half a year before its article', async () => {
    await open({});
    await take(PAGES.OLD);
    await redwatch.queues.untilEmpty();
    const changes = await redwatch.store.db.selectFrom('eventChanges').selectAll().execute();
    expect(changes.find((c) => c.field === 'first_report')).toMatchObject({
      isOldNews: true,
      silentBecause: expect.any(String),
    });
    expect(arrived).toEqual([]);
  });
});
