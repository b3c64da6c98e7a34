import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/connect.ts';
import { sharedState } from '../../src/store/pacing.ts';
import { openGate, openSite, type Site } from '../net/_site.ts';
import { startTestServer, type TestServer } from './_postgres.ts';

let postgres: TestServer;
let store: Store;
let arrivals: number[];
let site: Site;
beforeAll(async () => void (postgres = await startTestServer()));
afterAll(() => postgres.stop());
beforeEach(async () => {
  store = await postgres.freshStore();
  arrivals = [];
  site = await openSite((request, response) => {
    if (request.url !== '/robots.txt') arrivals.push(performance.now());
    response.end('page');
  });
});
afterEach(async () => {
  await site.close();
  await store.close();
});

const ORIGIN = 'https://news.example.com';

describe('the pause between two requests of an origin', () => {
  it('holds over two processes that crawl the same site at the same time', async () => {
    const pause = 150;
    const addresses = [1, 2, 3, 4, 5].map((n) => `${site.base}/${n}`);
    const start = () =>
      spawn(
        process.execPath,
        [
          '--import',
          'tsx',
          path.join(import.meta.dirname, '_crawl-process.ts'),
          store.url,
          String(pause),
          ...addresses,
        ],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
    const ended = await Promise.all([start(), start()].map((child) => once(child, 'exit')));
    expect(ended.map(([code]) => code)).toEqual([0, 0]);
    expect(arrivals).toHaveLength(10);
    // A busy machine delivers single requests unevenly; all of them together cannot come faster than the pause.
    expect((Math.max(...arrivals) - Math.min(...arrivals)) / 9).toBeGreaterThan(pause * 0.95);
  });

  it('gives a hundred askers at once a hundred different turns', async () => {
    const states = [sharedState(store.db), sharedState(store.db)];
    const turns = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        (states[i % 2] as (typeof states)[0]).takeSlot({ origin: ORIGIN, intervalMs: 1000, maxWaitMs: 1e6 }),
      ),
    );
    expect(turns.every((t) => t.granted)).toBe(true);
    const { nextAt } = await store.db.selectFrom('originTurns').select('nextAt').executeTakeFirstOrThrow();
    // A hundred turns of a second each lie between the first one and the next free one.
    expect(nextAt.getTime() - Date.now()).toBeGreaterThan(98_000);
    expect(Math.max(...turns.map((t) => t.waitMs))).toBeGreaterThan(97_000);
  });

  it('takes nothing when the wait would be too long, and says how long it would have been', async () => {
    const state = sharedState(store.db);
    await state.defer(ORIGIN, Date.now() + 60_000);
    const refused = await state.takeSlot({ origin: ORIGIN, intervalMs: 1000, maxWaitMs: 5000 });
    expect(refused.granted).toBe(false);
    expect(refused.waitMs).toBeGreaterThan(58_000);
    await state.defer(ORIGIN, Date.now() + 1000);
    expect((await state.takeSlot({ origin: ORIGIN, intervalMs: 0, maxWaitMs: 90_000 })).waitMs).toBeGreaterThan(57_000);
  });
});

describe('robots.txt', () => {
  it('is asked for once by two gates that share the archive', async () => {
    const gates = [1, 2].map(() => openGate([site], { state: sharedState(store.db) }));
    for (const gate of gates) await gate.fetch(`${site.base}/page`);
    await Promise.all(gates.map((gate) => gate.close()));
    expect(site.hits).toEqual(['GET /robots.txt', 'GET /page', 'GET /page']);
  });

  it('is kept whatever bytes it holds', async () => {
    const state = sharedState(store.db);
    await state.saveRobots(ORIGIN, { state: 'rules', text: 'User-agent: *\0\nDisallow: /\ud800', expiresAtMs: 1e12 });
    expect(await state.robots(ORIGIN)).toEqual({
      state: 'rules',
      text: 'User-agent: *\ufffd\nDisallow: /\ufffd',
      expiresAtMs: 1e12,
    });
  });
});
