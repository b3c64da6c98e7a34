import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../src/store/connect.ts';
import { pageOfFile, savePage } from '../../src/store/pages.ts';
import { PAGES, WATCH } from '../queues/_articles.ts';
import { openNewsSite, type NewsSite } from '../queues/_news-site.ts';
import { hasRedis, startRedis, type TestRedis } from '../queues/_redis.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { buildProgram } from '../faults/_layout.ts';

/** A loaded machine takes long to start four programs at once. */
const LIMIT = { timeout: 60_000, interval: 100 };

let postgres: TestServer;
let redis: TestRedis;
let site: NewsSite;
let program: Awaited<ReturnType<typeof buildProgram>>;
let folder: string;
let url: string;
let db: pg.Client;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  if (!hasRedis()) return;
  [program, postgres, redis, site] = await Promise.all([
    buildProgram(),
    startTestServer(),
    startRedis(),
    openNewsSite(),
  ]);
  folder = await mkdtemp(path.join(tmpdir(), 'redwatch-roles-'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all([...running].map((child) => ended(child)));
  running.clear();
  await db?.end();
});
afterAll(async () => {
  await redis?.stop();
  await site?.close();
  await postgres?.stop();
  await program?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

/** A fresh database, and settings whose night falls at the given time of day. JSON is YAML. */
async function installation(at: string, sources: object[] = []): Promise<void> {
  url = await postgres.freshUrl();
  db = new pg.Client({ connectionString: url });
  await db.connect();
  const settings = {
    watches: [WATCH],
    net: { allow: [site.host], paceMs: 0 },
    desk: { port: 0 },
    schedule: { at, zone: 'UTC' },
    sources,
  };
  await writeFile(path.join(folder, 'redwatch.yaml'), JSON.stringify(settings));
}

/** Starts a role and waits until it says that it runs. */
async function start(...args: string[]): Promise<{ child: ChildProcess; says: string }> {
  const child = spawn(process.execPath, [path.join(program.folder, 'dist/src/cli.js'), ...args], {
    cwd: folder,
    env: { ...process.env, DATABASE_URL: url, REDIS_URL: redis.url },
  });
  running.add(child);
  let said = '';
  child.stdout?.on('data', (chunk) => (said += chunk));
  child.stderr?.on('data', (chunk) => (said += chunk));
  await vi.waitFor(() => expect(said, args.join(' ')).toContain('Ctrl-C ends it.'), LIMIT);
  return { child, says: said };
}

async function number(query: string): Promise<number> {
  return Number((await db.query<{ n: string }>(query)).rows[0]?.n);
}
/** What is held for later on purpose is not left undone. */
async function workLeft(): Promise<string[]> {
  const { rows } = await db.query<{ line: string }>(
    `select concat_ws(' | ', step, key, case when dead then 'given up' end, job_id, 'handed out ' || dispatched_at, failures, last_error)
       as line from outbox where dispatched_at is not null or not_before <= now() or failures > 0`,
  );
  return rows.map(({ line }) => line);
}

async function importPages(): Promise<void> {
  const store = await openStore({ url, dataDir: folder });
  for (const [name, text] of Object.entries(PAGES)) {
    const charset = { charset: 'utf-8', charsetFrom: 'bom' as const };
    const bytes = Buffer.from(text);
    await savePage(store.db, pageOfFile({ bytes, name: `${name}.txt`, isText: true, charset, at: new Date() }));
  }
  await store.close();
}

/** A time of day `minutes` from now, in UTC. */
const clockIn = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);

describe.skipIf(!hasRedis())('the roles, each in a process of its own, on Postgres and Redis', () => {
  it('share the work, do it once, go on when one is killed, and end in order when asked', async () => {
    await installation(clockIn(120));
    const [first, second, ...others] = await Promise.all([
      start('worker', '--metrics-port', '0'),
      start('worker'),
      start('web'),
    ]);
    await importPages();
    // Whatever the first has in hand now is taken up by the second.
    await vi.waitFor(async () => expect(await number('select count(*) as n from articles')).toBeGreaterThan(0), LIMIT);
    first.child.kill('SIGKILL');
    expect(await ended(first.child)).toBeNull();
    await vi.waitFor(async () => expect(await workLeft()).toEqual([]), LIMIT);
    // NOBODY names no watched company.
    expect(await number('select count(*) as n from articles')).toBe(Object.keys(PAGES).length - 1);
    expect(await number('select count(*) as n from placements')).toBe(Object.keys(PAGES).length - 1);
    expect(await number("select count(*) as n from deliveries where state = 'delivered'")).toBe(
      await number('select count(distinct (event_id, field, rule_id, channel, recipient)) as n from deliveries'),
    );
    expect(await number('select count(*) as n from events')).toBeGreaterThan(1);
    for (const { child } of [second, ...others]) {
      child.kill('SIGTERM');
      expect(await ended(child)).toBe(0);
    }
  }, 300_000);

  // Four processes more: with `npm run test:deep`.
  it.runIf(process.env.REDWATCH_DEEP)(
    'make up a missed night once, however many schedulers start, and tell how they are',
    async () => {
      const source = { id: 'tide', kind: 'feed', name: '潮汐商业观察', url: `${site.base}/feed.xml`, delaySecs: 0 };
      await installation(clockIn(-60), [source]);
      const [one, two] = await Promise.all([start('schedule', '--metrics-port', '0'), start('schedule')]);
      expect(await number("select count(*) as n from outbox where step = 'crawl'")).toBe(1);
      const worker = await start('worker', '--metrics-port', '0');
      await vi.waitFor(async () => expect(await workLeft()).toEqual([]), LIMIT);
      expect(await number('select attempts as n from runs')).toBe(1);
      const base = /metrics at (\S+)\/metrics/.exec(worker.says)?.[1] as string;
      const text = await (await fetch(`${base}/metrics`)).text();
      expect(text).toMatch(/^redwatch_step_in_total\{step="crawl",end="done"\} [1-9]/m);
      expect(text).toMatch(/^redwatch_source_last_good_run_age_seconds\{source="tide"\} \d/m);
      expect(text).toMatch(/^redwatch_index_fingerprints [1-9]/m);
      expect((await fetch(`${base}/readyz`)).status).toBe(200);
      // A scheduler that comes later finds nothing to make up.
      one.child.kill('SIGTERM');
      expect(await ended(one.child)).toBe(0);
      await start('schedule');
      expect(await number("select count(*) as n from outbox where step = 'crawl' and not_before <= now()")).toBe(0);
      expect(await number('select count(*) as n from runs')).toBe(1);
      // Without its queue a worker is alive, not ready, and says why.
      await redis.stop();
      const ready = await fetch(`${base}/readyz`);
      expect([ready.status, (await ready.json()) as unknown]).toEqual([
        503,
        { ok: false, causes: [expect.stringContaining('queue: ')] },
      ]);
      expect((await fetch(`${base}/healthz`)).status).toBe(200);
      redis = await startRedis();
      for (const { child } of [two, worker]) child.kill('SIGKILL');
    },
    300_000,
  );
});
