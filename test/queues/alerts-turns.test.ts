import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { takeTurn } from '../../src/store/alerts.ts';
import type { Store } from '../../src/store/connect.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';

let postgres: TestServer;
beforeAll(async () => {
  postgres = await startTestServer();
});
afterAll(() => postgres.stop());

let store: Store;
beforeEach(async () => {
  store = await postgres.freshStore();
});
afterEach(() => store.close());

const RATE = { most: 2, withinMs: 60_000 };
const ask = (work: string, channel = 'team') => takeTurn(store.db, channel, work, RATE);
/** The database's clock cannot be set, so what is on record is moved back instead. */
const passes = (secs: number) =>
  sql`update channel_turns set at = at - make_interval(secs => ${secs})`.execute(store.db);

describe('a channel that takes two messages a minute', () => {
  it('takes two at once, and gives whoever comes then a moment of their own, two a minute', async () => {
    expect([await ask('1'), await ask('2')]).toEqual([0, 0]);
    const waits = [await ask('3'), await ask('4'), await ask('5')];
    const minutes = waits.map((ms) => Math.round(ms / 60_000));
    expect(minutes).toEqual([1, 1, 2]);
    expect(await ask('9', 'other')).toBe(0);
  });

  it('keeps the moment of who asks again, and takes it when it has come', async () => {
    for (const work of ['1', '2']) await ask(work);
    const wait = await ask('3');
    expect(await ask('3')).toBeLessThanOrEqual(wait);
    await passes(61);
    expect(await ask('3')).toBe(0);
    expect(await store.db.selectFrom('channelTurns').select('isTaken').where('workId', '=', '3').execute()).toEqual([
      { isTaken: true },
    ]);
  });

  it('never lets through more than that, however many ask at one moment', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => ask(String(i + 1))));
    expect(answers.filter((ms) => ms === 0)).toHaveLength(2);
    const moments = answers.filter((ms) => ms > 0).map((ms) => Math.round(ms / 60_000));
    for (const minute of [1, 2, 3, 4, 5]) expect(moments.filter((m) => m === minute)).toHaveLength(2);
  });

  it('is free again for others when the one whose turn it was never came', async () => {
    for (const work of ['1', '2', '3']) await ask(work);
    await passes(200);
    expect([await ask('4'), await ask('5')]).toEqual([0, 0]);
  });
});
