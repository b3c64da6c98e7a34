/**
 * Random faults over the demo's web on the distributed layout. `npm run test:faults` (REDWATCH_FAULTS=200 for the long run,
 * REDWATCH_SEED=n for one that was seen).
 * Not yet passing, and so no part of `npm run test:deep`: the undisturbed run ends without events, which refuses the comparison.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { openStore } from '../../src/store/connect.ts';
import { askForRuns } from '../../src/store/runs.ts';
import { startMailbox, startWebhookReceiver } from '../demo/receivers.ts';
import { startDemoWeb, type DemoWeb } from '../demo/server.ts';
import { demoSettings, WEBHOOK_SECRET } from '../demo/settings.ts';
import { hasRedis } from '../queues/_redis.ts';
import { openLayout, type Layout } from './_layout.ts';
import { differenceOf, outcomeOf, workLeft, type Outcome } from './_outcome.ts';

const FAULTS = Number(process.env.REDWATCH_FAULTS ?? 0);
const SEED = Number(process.env.REDWATCH_SEED ?? Math.floor(Math.random() * 2 ** 31));
const NIGHTS = ['2025-12-28', '2025-12-29'] as const;
const ROLES = { worker: 2, schedule: 2, web: 1 } as const;

/** mulberry32: the same seed brings the same faults. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const faults: { name: string; strike(layout: Layout, random: () => number): Promise<void> }[] = [
  { name: 'worker killed', strike: (layout, random) => layout.kill('worker', random() < 0.5 ? 0 : 1) },
  { name: 'worker killed', strike: (layout, random) => layout.kill('worker', random() < 0.5 ? 0 : 1) },
  { name: 'scheduler killed', strike: (layout, random) => layout.kill('schedule', random() < 0.5 ? 0 : 1) },
  { name: 'web killed', strike: (layout) => layout.kill('web', 0) },
  { name: 'Redis restarted', strike: (layout) => layout.restartRedis() },
  { name: 'Redis emptied', strike: (layout) => layout.emptyRedis() },
  { name: 'Postgres restarted', strike: (layout) => layout.restartPostgres() },
];

/** Both nights over the demo's web; `strikes` faults are spread over them. */
async function play(web: DemoWeb, strikes: number): Promise<Outcome> {
  web.setNight(1);
  const webhook = await startWebhookReceiver({ secret: WEBHOOK_SECRET, port: 0, record: () => {} });
  const mailbox = await startMailbox({ port: 0, record: () => {} });
  const places = { dataDir: './data', webhookUrl: webhook.url, smtpPort: mailbox.port };
  const settings = demoSettings(web, places) as { sources: { id: string; enabled?: boolean }[] };
  // The night is asked for below, source by source: the schedulers' own is hours away.
  const at = new Date(Date.now() + 12 * 3600_000).toISOString().slice(11, 16);
  const layout = await openLayout({ ...settings, schedule: { at, zone: 'UTC' } }, ROLES);
  const random = randomFrom(SEED);
  let struck = 0;
  try {
    const sources = settings.sources.filter((s) => s.enabled !== false).map((s) => s.id);
    const portions = sources.length * NIGHTS.length;
    for (const [n, night] of NIGHTS.entries()) {
      web.setNight(n === 0 ? 1 : 2);
      for (const [i, sourceId] of sources.entries()) {
        await ask(layout, sourceId, night);
        const due = Math.ceil((strikes * (n * sources.length + i + 1)) / portions);
        for (; struck < due; struck++) {
          await pause(300 + random() * 2500);
          const fault = faults[Math.floor(random() * faults.length)] as (typeof faults)[number];
          console.log(`fault ${struck + 1}: ${fault.name}`);
          await fault.strike(layout, random);
        }
      }
      await untilDone(layout);
      // What a fault made a source miss, its next attempt brings.
      for (const sourceId of sources) await ask(layout, sourceId, night);
      await untilDone(layout);
    }
    return await outcomeOf(layout.databaseUrl);
  } finally {
    await layout.close();
    await Promise.all([webhook.close(), mailbox.close()]);
  }
}

async function ask({ databaseUrl }: Layout, sourceId: string, night: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const store = await openStore({ url: databaseUrl, dataDir: './data' });
      await askForRuns(store.db, [{ sourceId, night }]).finally(() => store.close());
    },
    { timeout: 60_000, interval: 500 },
  );
}

/** Claims that a fault hit are tried again seconds later; two looks apart see no work. */
async function untilDone({ databaseUrl }: Layout): Promise<void> {
  await vi.waitFor(async () => expect(await workLeft(databaseUrl)).toBe(0), { timeout: 600_000, interval: 500 });
}

describe.skipIf(FAULTS === 0 || !hasRedis())('after random faults', () => {
  it(
    `${FAULTS} of them (REDWATCH_SEED=${SEED}), nothing is lost, doubled or different`,
    async () => {
      const web = await startDemoWeb({ night: 1 });
      try {
        const expected = await play(web, 0);
        expect(Object.keys(expected).filter((noun) => !expected[noun]?.length)).toEqual([]);
        const difference = differenceOf(expected, await play(web, FAULTS));
        console.table(difference);
        const none = { lost: 0, doubled: 0, differing: 0 };
        expect(difference).toEqual(Object.fromEntries(Object.keys(expected).map((noun) => [noun, none])));
      } finally {
        await web.close();
      }
    },
    600_000 + FAULTS * 30_000,
  );
});
