/**
 * The proof that no alert is lost or doubled: worker processes on one Postgres are fed reports of departures while they are killed
 * with SIGKILL, lose connections, and meet receivers that answer late, fail or hang up; at every point of the way, in an order that
 * a seed decides. Then every departure must have reached everybody once.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT_ROOT } from '../src/version.ts';
import { backlog } from '../src/store/outbox.ts';
import { openStore, type Database } from '../src/store/connect.ts';
import { contentId } from '../src/store/ids.ts';
import { pageOfFile, savePage } from '../src/store/pages.ts';
import { startTestServer } from '../test/store/_postgres.ts';
import { departures, notUnderstood } from './_alerts-events.ts';
import { startMail, startWebhook, type Order, type Receiver } from './_alerts-receivers.ts';
import type { Point } from './_alerts-worker.ts';

/** Points of the way, by the statement that a worker is at. */
const STATEMENTS = {
  'work handed out': '^update "outbox" set "dispatched_at"',
  'article saved': '^insert into "article_versions"',
  'placement saved': '^insert into "placements"',
  'event saved': '^insert into "events"',
  'delivery written': '^insert into "deliveries"',
  'attempt marked': '^insert into "delivery_attempts"',
  'outcome written': '^\\s*update delivery_attempts set ended_at',
} as const;

export type Disturbance = { point: string; kind: string } & (
  { do: Omit<Point, 'nth'> } | { order: Omit<Order, 'strike'>; at: 'webhook' | 'mail' } | { random: true }
);

/** Every point with everything that can happen there; a kill counts double, since it is the hardest. */
function allDisturbances(): Disturbance[] {
  const all: Disturbance[] = [];
  for (const [point, statement] of Object.entries(STATEMENTS))
    for (const atCommit of [false, true])
      for (const when of ['before', 'after'] as const)
        for (const what of ['kill', 'kill', 'cut'] as const) {
          const where = `${point}${atCommit ? ', commit' : ''}, ${when}`;
          all.push({ point: where, kind: what === 'kill' ? 'kill -9' : 'connection cut', do: { statement, atCommit, when, do: what } }); // prettier-ignore
        }
  for (const at of ['webhook', 'mail'] as const) {
    for (const how of ['late', 'error', 'close'] as const)
      for (const kept of [true, false])
        all.push({ point: `${at}, message ${kept ? 'taken' : 'not taken'}`, kind: how, order: { how, kept }, at });
    for (const kept of [true, false, true])
      all.push({ point: `${at}, message ${kept ? 'taken' : 'not taken'}`, kind: 'kill -9', order: { how: 'strike', kept }, at }); // prettier-ignore
  }
  for (let i = 0; i < 6; i++) all.push({ point: 'any moment', kind: 'kill -9', random: true });
  return all;
}

/** mulberry32: a small generator of its own, so that a seed repeats a run's plan. */
export function randomOf(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `count` disturbances: every one of the list before any comes again, each round in another order. */
export function plan(count: number, random: () => number): Disturbance[] {
  const planned: Disturbance[] = [];
  while (planned.length < count) {
    const round = allDisturbances();
    for (let i = round.length - 1; i > 0; i--) {
      const k = Math.floor(random() * (i + 1));
      [round[i], round[k]] = [round[k]!, round[i]!];
    }
    planned.push(...round);
  }
  return planned.slice(0, count);
}

export type Row = { channel: string; expected: number; delivered: number; lost: number; doubled: number; repeated: number; unknown: number; unexplained: number }; // prettier-ignore
export type Report = {
  rows: Row[];
  struck: Map<string, number>;
  /** Every try without a known end, as the ledger lists them. */
  unknowns: string[];
  problems: string[];
  secs: number;
};

/** Work that is under way comes to a point within this time, or the worker is killed where it is. */
const WAIT_FOR_POINT_MS = 6000;
const TO = { hook: 'newsroom', mail: 'desk@redwatch.example', once: 'board@redwatch.example' } as const;

export async function runKills(options: {
  kills: number;
  departures: number;
  workers: number;
  seed: number;
  say: (line: string) => void;
}): Promise<Report> {
  const began = performance.now();
  const random = randomOf(options.seed);
  const all = departures(options.departures);
  const strange = notUnderstood(all.departures);
  if (strange.length) throw new Error(`the reports of ${strange.join(', ')} are not read as departures`);
  const folder = await mkdtemp(path.join(PROJECT_ROOT, '.bench-'));
  const postgres = await startTestServer();
  const [hook, mail] = [await startWebhook(), await startMail()];
  const url = await postgres.freshUrl();
  const store = await openStore({ url, dataDir: postgres.dataDir });
  const crew = await createCrew({ folder, url, config: settings(all.watches, hook, mail), workers: options.workers });
  try {
    const pages = pagesOf(all.departures, options.seed);
    const work = plan(options.kills, random);
    const struck = new Map<string, number>();
    let done = 0;
    await crew.ready();
    const slots = Array.from({ length: options.workers }, async (_, slot) => {
      for (let next = work.shift(); next; next = work.shift()) {
        // What is fed keeps pace with what is done, so that there is work at every point to the end.
        const due = Math.ceil((pages.total * (done + 1)) / options.kills) - pages.fed();
        for (let i = 0; i < due; i++) await pages.feed(store.db);
        const met = await meet(next, slot, { crew, hook, mail, random });
        struck.set(met, (struck.get(met) ?? 0) + 1);
        done++;
        await timePasses(store.db);
        if (done % 20 === 0) options.say(`${done} of ${options.kills} after ${secsSince(began)} s`);
      }
    });
    await Promise.all(slots);
    while (pages.fed() < pages.total) await pages.feed(store.db);
    await crew.ready();
    await untilDone(store.db);
    return { ...(await account(store.db, all.departures, hook, mail)), struck, secs: secsSince(began) };
  } finally {
    await crew.end();
    await store.close();
    await Promise.all([hook.close(), mail.close()]);
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const secsSince = (began: number) => Math.round((performance.now() - began) / 1000);

function settings(watches: unknown[], hook: Receiver, mail: Receiver): unknown {
  const smtp = { type: 'email', host: '127.0.0.1', port: mail.port, security: 'none', from: 'bench@redwatch.example' };
  return {
    watches,
    net: { allow: [`127.0.0.1:${hook.port}`] },
    channels: [
      { id: 'hook', type: 'webhook', url: `http://127.0.0.1:${hook.port}/hook`, timeoutMs: 1000 },
      { id: 'mail', ...smtp, timeoutMs: 1000 },
      { id: 'once', ...smtp, timeoutMs: 1000, onUnknown: 'stop' },
    ],
    alerts: {
      firstCrawl: 'each',
      rules: [{ id: 'all', recipients: Object.entries(TO).map(([channel, to]) => ({ channel, to })) }],
    },
    logLevel: 'silent',
  };
}

/** The pages in the order they come: each departure's copies near each other, but never in a row. */
function pagesOf(list: ReturnType<typeof departures>['departures'], seed: number) {
  const random = randomOf(seed + 1);
  const order = list
    .flatMap(({ copies }, i) => copies.map((copy, k) => ({ copy, k, at: i + k * 0.9 + random() * 0.8 })))
    .sort((a, b) => a.at - b.at);
  let fed = 0;
  return {
    total: order.length,
    fed: () => fed,
    async feed(db: Database): Promise<void> {
      const next = order[fed++];
      if (!next) return;
      const bytes = new TextEncoder().encode(next.copy);
      const charset = { charset: 'utf-8', charsetFrom: 'utf8' } as const;
      const page = pageOfFile({ bytes, name: 'page.txt', isText: true, charset, at: new Date('2025-11-21T00:00:00Z') });
      const address = `https://site-${next.k}.example/${contentId(bytes)}`;
      const own = { id: contentId(address, bytes), url: address, requestedUrl: address, finalUrl: address };
      await savePage(db, { ...page, ...own, sourceId: `site-${next.k}` });
    },
  };
}

type Crew = {
  /** The worker of a slot, alive and ready. */
  worker(slot: number): Promise<ChildProcess>;
  ready(): Promise<void>;
  killAll(): void;
  end(): Promise<void>;
};

/** Built once: a life starts in a second or two, and every life is the same program. Returns the worker's file. */
async function buildWorker(folder: string): Promise<string> {
  const config = path.join(folder, 'tsconfig.json');
  const include = ['src', 'crawlers', 'queues', 'bench/_alerts-worker.ts'].map((name) => path.join(PROJECT_ROOT, name));
  const outDir = path.join(folder, 'dist');
  const compilerOptions = { noEmit: false, outDir, rootDir: PROJECT_ROOT, skipLibCheck: true };
  await writeFile(config, JSON.stringify({ extends: path.join(PROJECT_ROOT, 'tsconfig.json'), compilerOptions, include, exclude: [] })); // prettier-ignore
  await cp(path.join(PROJECT_ROOT, 'package.json'), path.join(folder, 'package.json'));
  const tsc = spawn(process.execPath, [path.join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc'), '-p', config], { stdio: 'ignore' }); // prettier-ignore
  await once(tsc, 'close');
  return path.join(outDir, 'bench/_alerts-worker.js');
}

async function createCrew(options: { folder: string; url: string; config: unknown; workers: number }): Promise<Crew> {
  const file = await buildWorker(options.folder);
  const slots: (Promise<ChildProcess> | undefined)[] = [];
  const alive = new Set<ChildProcess>();
  const start = async (slot: number): Promise<ChildProcess> => {
    const env = { ...process.env, DATABASE_URL: options.url };
    const child = fork(file, [JSON.stringify(options.config)], { env, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }); // prettier-ignore
    alive.add(child);
    child.once('exit', () => {
      alive.delete(child);
      slots[slot] = undefined;
    });
    await Promise.race([once(child, 'message'), once(child, 'exit')]);
    return child;
  };
  const worker = (slot: number) => (slots[slot] ??= start(slot));
  return {
    worker,
    ready: async () => {
      await Promise.all(Array.from({ length: options.workers }, (_, slot) => worker(slot)));
    },
    killAll: () => {
      for (const child of alive) child.kill('SIGKILL');
    },
    end: async () => {
      await Promise.all([...alive].map(async (child) => child.kill('SIGKILL') && (await once(child, 'exit'))));
    },
  };
}

type Field = { crew: Crew; hook: Receiver; mail: Receiver; random: () => number };

/** Lets it happen and says what did: a point that no work came to in time becomes a kill at that moment. */
async function meet(next: Disturbance, slot: number, { crew, hook, mail, random }: Field): Promise<string> {
  const child = await crew.worker(slot);
  const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve([]);
  const killNow = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  const stop = new AbortController();
  const late = sleep(WAIT_FOR_POINT_MS, 'late' as const, { signal: stop.signal }).catch(() => 'late' as const);
  if ('random' in next) {
    await sleep(random() * 3000);
    await killNow();
  } else if ('do' in next) {
    if (child.connected) child.send({ ...next.do, nth: 1 + Math.floor(random() * 2) } satisfies Point);
    const struck = next.do.do === 'cut' ? Promise.race([once(child, 'message'), gone]) : gone;
    if ((await Promise.race([struck, late])) === 'late') {
      await killNow();
      return `any moment | kill -9`;
    }
  } else {
    const receiver = next.at === 'webhook' ? hook : mail;
    const { done, withdraw } = receiver.order({ ...next.order, strike: () => crew.killAll() });
    if ((await Promise.race([done, late])) === 'late') {
      withdraw();
      await killNow();
      return `any moment | kill -9`;
    }
    if (next.order.how === 'strike') await Promise.race([gone, sleep(5000)]);
  }
  stop.abort();
  return `${next.point} | ${next.kind}`;
}

/** The pauses between tries (30 s, 90 s ...) are over: they are what makes a run last days, and nothing depends on their length. */
async function timePasses(db: Database): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ notBefore: new Date() })
    .where('step', '=', 'alert')
    .where('dispatchedAt', 'is', null)
    .where('notBefore', '>', new Date())
    .execute();
}

const MOST_WAIT_MS = 300_000;

async function untilDone(db: Database): Promise<void> {
  for (const began = performance.now(); performance.now() - began < MOST_WAIT_MS; await sleep(1000)) {
    await timePasses(db);
    const left = await backlog(db);
    if (left.every((b) => b.waiting + b.inHand + b.retrying + b.later === 0)) return;
  }
  throw new Error(`work is left after ${MOST_WAIT_MS / 1000} s: ${JSON.stringify(await backlog(db))}`);
}

/** Who got what, by the receivers' own books; the ledger only explains second copies. */
async function account(
  db: Database,
  list: readonly { person: string }[],
  hook: Receiver,
  mail: Receiver,
): Promise<Pick<Report, 'rows' | 'unknowns' | 'problems'>> {
  const deliveries = await db
    .selectFrom('deliveries as d')
    .innerJoin('events as e', 'e.id', 'd.eventId')
    .select(['d.id', 'd.channel', 'd.recipient', 'd.state', 'e.person', 'd.field'])
    .execute();
  const attempts = await db.selectFrom('deliveryAttempts').selectAll().orderBy('n').execute();
  const problems: string[] = [];
  const unknowns = attempts
    .filter((a) => a.outcome === 'unknown' || a.endedAt === null)
    .map((a) => {
      const of = deliveries.find((d) => d.id === a.deliveryId);
      return `${of?.channel} ${of?.person} try ${a.n}: ${a.reason ?? 'no end: killed or cut while sending'}`;
    });
  const personOf = new Map(deliveries.map((d) => [d.id, d.person]));
  const rows = Object.entries(TO).map(([channel, to]): Row => {
    const receiver = channel === 'hook' ? hook : mail;
    const row: Row = { channel, expected: list.length, delivered: 0, lost: 0, doubled: 0, repeated: 0, unknown: 0, unexplained: 0 }; // prettier-ignore
    for (const { person } of list) {
      const got = receiver.arrived.filter((a) => a.to === to && (channel === 'hook' ? a.text.includes(`"person":"${person}"`) : personOf.get(a.key) === person)); // prettier-ignore
      const keys = new Set(got.map((a) => a.key));
      const own = deliveries.filter((d) => d.channel === channel && d.person === person);
      const open = attempts.filter((a) => own.some((d) => d.id === a.deliveryId) && (a.outcome === 'unknown' || a.endedAt === null)); // prettier-ignore
      row.repeated += got.length - keys.size;
      row.unknown += open.length;
      if (keys.size > 1) row.doubled++;
      if (got.length > 0) row.delivered++;
      else if (own.some((d) => d.state === 'unknown')) continue;
      else {
        row.lost++;
        problems.push(`lost: ${channel} ${person} (${own.map((d) => d.state).join() || 'never written'})`);
      }
      if (got.length - 1 > open.length) {
        row.unexplained++;
        problems.push(`doubled without a reason: ${channel} ${person}, ${got.length} copies`);
      }
      if (keys.size > 1) problems.push(`two messages: ${channel} ${person}: ${[...keys].join(' ')}`);
    }
    return row;
  });
  const dead = await db.selectFrom('outbox').select(['step', 'key', 'lastError']).execute();
  for (const { step, key, lastError } of dead) problems.push(`work given up: ${step} ${key}: ${lastError}`);
  const skipped = await db.selectFrom('pages').select('skipReason').where('state', '=', 'skipped').execute();
  for (const { skipReason } of skipped) problems.push(`a page was not read: ${skipReason}`);
  const extra = deliveries.filter((d) => !list.some((one) => one.person === d.person) || d.field !== 'first_report');
  for (const d of extra) problems.push(`not expected: ${d.channel} ${d.person} ${d.field}`);
  return { rows, unknowns, problems };
}
