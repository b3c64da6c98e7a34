/**
 * Random faults over a crawl on the distributed layout. `npm run test:faults` strikes ten, as `npm run test:deep` does;
 * REDWATCH_FAULTS=200 strikes two hundred over 2,000 pages in less than an hour. REDWATCH_SEED repeats a run,
 * REDWATCH_FAULT_PAGES sets how much is crawled, REDWATCH_FAULT_LOGS names a folder for what the processes say.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { openStore } from '../../src/store/connect.ts';
import { askForRuns } from '../../src/store/runs.ts';
import { startMailbox, startWebhookReceiver } from '../demo/receivers.ts';
import { demoSettings, WEBHOOK_SECRET } from '../demo/settings.ts';
import { hasRedis } from '../queues/_redis.ts';
import { planOf } from './_faults.ts';
import { buildProgram, openLayout, type Layout } from './_layout.ts';
import { layNetwork, type Network } from './_network.ts';
import { MONTH_WATCHES, randomFrom } from './_month.ts';
import { differenceOf, outcomeOf, workLeft, type Outcome } from './_outcome.ts';
import { openFaultWeb, type FaultWeb } from './_web.ts';

const STRIKES = Number(process.env.REDWATCH_FAULTS ?? (process.env.REDWATCH_DEEP ? 10 : 0));
const SEED = Number(process.env.REDWATCH_SEED ?? Math.floor(Math.random() * 2 ** 31));
const PAGES = Number(process.env.REDWATCH_FAULT_PAGES ?? (STRIKES > 10 ? 2000 : 500));
/** Later than any night that the schedulers ask for by themselves, whatever their clocks say. */
const NIGHTS = ['2031-05-01', '2031-05-02'] as const;
const ROLES = { worker: 2, schedule: 2, web: 1 } as const;
/** The demo's two nights are nearly forty pages. */
const DEMO_PAGES = 40;

const say = (line: string) => console.log(line);
/** Where web and receivers are: the processes of the layout must reach them. */
const hostOf = (network: Network | null) => network?.address.h ?? '127.0.0.1';

type Settings = {
  sources: { id: string; enabled?: boolean }[];
  watches: object[];
  net: { allow: string[] };
  channels: { id: string }[];
};

/** Both nights over the whole web; the faults are spread over them. */
async function play(web: FaultWeb, network: Network | null, program: string, strikes: number): Promise<Outcome> {
  const keys = { webhook: new Set<string>(), mail: new Set<string>() };
  const record = (by: keyof typeof keys) => (key: string) => void keys[by].add(key);
  const host = hostOf(network);
  const webhook = await startWebhookReceiver({
    host,
    secret: WEBHOOK_SECRET,
    record: (r) => r.isSigned && record('webhook')(r.key),
  });
  const mailbox = await startMailbox({ host, record: (m) => record('mail')(m.messageId) });
  const places = { dataDir: './data', webhookUrl: webhook.url, smtpHost: host, smtpPort: mailbox.port };
  const settings = settingsOf(web, demoSettings(web.demo, places) as Settings);
  const layout = await openLayout(settings, ROLES, program, network, say);
  const random = randomFrom(SEED);
  const plan = planOf(strikes, random);
  const lasting: Promise<void>[] = [];
  const began = performance.now();
  try {
    for (const [n, night] of NIGHTS.entries()) {
      web.demo.setNight(n === 0 ? 1 : 2);
      // What the second night of the month's feeds brings is known already.
      const asked = [...settings.sources.filter((s) => s.enabled !== false)].map((s) => s.id);
      const share = n === 0 ? 0.8 : 1;
      for (const [i, sourceId] of asked.entries()) {
        await ask(layout, sourceId, night);
        const due = Math.ceil(strikes * (n === 0 ? 0 : 0.8) + strikes * (share - (n === 0 ? 0 : 0.8)) * ((i + 1) / asked.length)); // prettier-ignore
        while (strikes - plan.length < due && plan.length) {
          await pause(500 + random() * 5500);
          const fault = plan.shift()!;
          say(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${fault.name}`);
          const struck = fault.strike(layout, random);
          // It is waited for at the end of the night; until then nobody else listens.
          struck.catch(() => undefined);
          lasting.push(struck);
        }
      }
      await Promise.all(lasting.splice(0));
      await untilDone(layout);
      // What a fault made a source miss, its next attempt brings.
      for (const sourceId of asked) await ask(layout, sourceId, night);
      await untilDone(layout);
    }
    const outcome = await outcomeOf(layout.databaseUrl);
    say(`${strikes} faults, ${((performance.now() - began) / 1000).toFixed(0)} s: ${countsOf(outcome)}`);
    return { ...outcome, arrived: [`webhook ${keys.webhook.size}`, `mail ${keys.mail.size}`] };
  } finally {
    await Promise.allSettled(lasting);
    await layout.close();
    await Promise.all([webhook.close(), mailbox.close()]);
  }
}

function settingsOf(web: FaultWeb, demo: Settings): Settings {
  return {
    ...demo,
    sources: [...demo.sources, ...web.sources],
    watches: [...demo.watches, ...MONTH_WATCHES],
    net: { ...demo.net, allow: [...demo.net.allow, web.host] },
    // A mail whose sender was killed in the middle goes out again under the same Message-ID.
    channels: demo.channels.map((channel) => (channel.id === 'mail' ? { ...channel, onUnknown: 'again' } : channel)),
    ...{ schedule: { at: '03:00', zone: 'UTC' } },
  };
}

const countsOf = (outcome: Outcome) =>
  Object.entries(outcome)
    .map(([noun, lines]) => `${lines.length} ${noun}`)
    .join(', ');

async function ask({ databaseUrl }: Layout, sourceId: string, night: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const store = await openStore({ url: databaseUrl, dataDir: './data' });
      await askForRuns(store.db, [{ sourceId, night }]).finally(() => store.close());
    },
    { timeout: 60_000, interval: 500 },
  );
}

async function untilDone({ databaseUrl }: Layout): Promise<void> {
  await vi.waitFor(async () => expect(await workLeft(databaseUrl)).toBe(0), { timeout: 1_200_000, interval: 500 });
}

describe.skipIf(STRIKES === 0 || !hasRedis())('after random faults', () => {
  it(
    `${STRIKES} of them over ${PAGES} pages (REDWATCH_SEED=${SEED}), nothing is lost, doubled or different`,
    async () => {
      const program = await buildProgram();
      const network = await layNetwork(ROLES.worker, say);
      const web = await openFaultWeb(PAGES - DEMO_PAGES, hostOf(network));
      try {
        const expected = await play(web, network, program.folder, 0);
        expect(Object.keys(expected).filter((noun) => noun !== 'given up' && !expected[noun]?.length)).toEqual([]);
        const found = await play(web, network, program.folder, STRIKES);
        const difference = differenceOf(expected, found, say);
        console.table(difference);
        const none = { lost: 0, doubled: 0, differing: 0 };
        expect(difference).toEqual(Object.fromEntries(Object.keys(expected).map((noun) => [noun, none])));
      } finally {
        await web.close();
        await network?.close();
        await program.remove();
      }
    },
    900_000 + STRIKES * 30_000,
  );
});
