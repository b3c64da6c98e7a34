/**
 * Crawls the demo's web without a pause, the browser source included, and watches what a program may leave behind: memory, open
 * handles, database connections, processes, temporary files. The demo's pages are the same every night, so a feed of fifty new
 * articles comes with each crawl: every step has work all the time.
 *   npm run bench -- soak           one hour; a number sets other minutes
 * Prints the means of the quarters. What grows from the first to the last by more than a tenth (and by more than noise) ends it
 * with code 1.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { openStore } from '../src/store/connect.ts';
import { askForRuns } from '../src/store/runs.ts';
import { startMailbox, startWebhookReceiver } from '../test/demo/receivers.ts';
import { demoSettings, WEBHOOK_SECRET } from '../test/demo/settings.ts';
import { buildProgram } from '../test/faults/_layout.ts';
import { MONTH_WATCHES } from '../test/faults/_month.ts';
import { openFaultWeb, PER_FEED } from '../test/faults/_web.ts';
import { startTestServer } from '../test/store/_postgres.ts';
import { holdingsOf, megabytes } from './_scale-processes.ts';

const LOOK_EVERY_MS = 5000;
/** Until the first crawls are through, the code is warm and the browser has been there: not counted. */
const WARM_UP_MS = 60_000;
/** A crawl takes more than eight seconds on an idle machine: no run asks for more feeds. */
const CRAWLS_A_MINUTE = 8;
/** Growth that says nothing, by measure: the collector's mood, a connection more in a pool, a browser that is just open. */
const NOISE = { megabytes: 40, 'browser MB': 150, handles: 10, connections: 4, processes: 3, files: 5 } as const;

type DemoSettings = { sources: { id: string }[]; watches: object[]; net: { allow: string[] } };
type Sample = Record<keyof typeof NOISE, number>;

export async function bench(): Promise<void> {
  const minutes = Number(process.argv[3] ?? 60);
  const web = await openFaultWeb(Math.ceil((minutes + 1) * CRAWLS_A_MINUTE) * PER_FEED);
  const webhook = await startWebhookReceiver({ secret: WEBHOOK_SECRET });
  const mailbox = await startMailbox({ port: 0, record: () => {} });
  const [postgres, program] = await Promise.all([startTestServer(), buildProgram()]);
  const folder = await mkdtemp(path.join(tmpdir(), 'redwatch-soak-'));
  await chmod(folder, 0o755);
  const temporary = path.join(folder, 'tmp');
  await mkdir(temporary);
  const url = await postgres.freshUrl();
  const places = { dataDir: './data', webhookUrl: webhook.url, smtpPort: mailbox.port };
  const demo = demoSettings(web.demo, places) as DemoSettings;
  const allow = [...demo.net.allow, web.host];
  const watches = [...demo.watches, ...MONTH_WATCHES];
  const sources = [...demo.sources, ...web.sources];
  const settings = { ...demo, net: { ...demo.net, allow }, watches, sources, logLevel: 'error' };
  await writeFile(path.join(folder, 'redwatch.yaml'), JSON.stringify(settings));
  const env = { ...process.env, DATABASE_URL: url, REDIS_URL: '', TMPDIR: temporary };
  const worker = spawn(process.execPath, [path.join(program.folder, 'dist/src/cli.js'), 'worker'], {
    ...{ cwd: folder, env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const db = new pg.Client({ connectionString: url });
  try {
    await once(worker.stdout, 'data');
    await db.connect();
    const samples: Sample[] = [];
    const ends = performance.now() + WARM_UP_MS + minutes * 60_000;
    const idsOf = (some: readonly { id: string }[]) => some.map(({ id }) => id);
    const crawling = crawl(url, db, { every: idsOf(demo.sources), oneEach: idsOf(web.sources) }, ends);
    await pause(WARM_UP_MS);
    while (performance.now() < ends) {
      await pause(LOOK_EVERY_MS);
      samples.push(await look(worker.pid as number, db, temporary));
      if (samples.length % LOOKS_A_LINE === 0) console.log(lineOf(samples.at(-1) as Sample));
    }
    report(samples, await crawling, minutes);
    const { rows } = await db.query<{ line: string }>(
      `select (select count(*) from articles) || ' articles, ' || (select count(*) from stories) || ' stories, '
         || (select count(*) from claims) || ' claims, ' || (select count(*) from events) || ' events, '
         || (select count(*) from outbox where dead) || ' given up' as line`,
    );
    console.log(`  archive: ${rows[0]?.line}`);
  } finally {
    await db.end();
    worker.kill('SIGTERM');
    await once(worker, 'exit');
    await Promise.all([web.close(), webhook.close(), mailbox.close(), postgres.stop(), program.remove()]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** `every` crawl asks these sources, and the next one of those. */
type Asked = { every: readonly string[]; oneEach: readonly string[] };

/** One night after the other, each as soon as the one before is through. @returns how many */
async function crawl(url: string, db: pg.Client, { every, oneEach }: Asked, ends: number): Promise<number> {
  const store = await openStore({ url, dataDir: '.' });
  let night = 0;
  while (performance.now() < ends) {
    const day = new Date(Date.UTC(2031, 0, 1) + night++ * 86_400_000).toISOString().slice(0, 10);
    // What is known is not fetched again for days: forgetting the addresses makes every night a first one.
    await db.query('delete from addresses');
    const asked = [...every, ...oneEach.slice(night - 1, night)];
    await askForRuns(
      store.db,
      asked.map((sourceId) => ({ sourceId, night: day })),
    );
    for (let left = 1; left > 0 && performance.now() < ends; await pause(300)) {
      const { rows } = await db.query<{ n: number }>(
        'select count(*)::int as n from outbox where not dead and (dispatched_at is not null or not_before <= now())',
      );
      left = rows[0]?.n ?? 0;
    }
  }
  await store.close();
  return night;
}

async function look(pid: number, db: pg.Client, temporary: string): Promise<Sample> {
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where application_name like 'redwatch%'`,
  );
  const { handles, below } = holdingsOf(pid, `TMPDIR=${temporary}`);
  const files = await filesIn(temporary);
  return {
    ...{ megabytes: megabytes([pid]), 'browser MB': megabytes(below), handles, processes: below.length },
    ...{ connections: rows[0]?.n ?? 0, files },
  };
}

/** Files and folders below a folder; what vanishes while it is looked at makes us look again. */
async function filesIn(folder: string): Promise<number> {
  for (;;) {
    try {
      return (await readdir(folder, { recursive: true })).length;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

const KEYS = Object.keys(NOISE) as (keyof Sample)[];
/** Every five minutes. */
const LOOKS_A_LINE = 60;

const lineOf = (sample: Sample) => `  now: ${KEYS.map((key) => `${sample[key].toFixed(0)} ${key}`).join(', ')}`;

function report(samples: readonly Sample[], nights: number, minutes: number): void {
  const quarter = Math.floor(samples.length / 4);
  const mean = (part: readonly Sample[], key: keyof Sample) =>
    part.reduce((sum, sample) => sum + sample[key], 0) / Math.max(1, part.length);
  console.log(
    `soak: ${minutes} minutes, ${nights} crawls of the demo's web, ${samples.length} looks; means of each quarter`,
  );
  for (const key of KEYS) {
    const means = [0, 1, 2, 3].map((q) => mean(samples.slice(q * quarter, (q + 1) * quarter), key));
    const [first = 0, last = 0] = [means[0], means[3]];
    const grows = last - first > NOISE[key] && last > 1.1 * first;
    if (grows) process.exitCode = 1;
    console.log(
      `  ${key.padEnd(12)} ${means.map((m) => m.toFixed(1).padStart(8)).join(' ')}${grows ? '   GROWS' : ''}`,
    );
  }
}
