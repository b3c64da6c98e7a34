/**
 * Crawls the demo's web without a pause, the browser source included, and watches what a program may leave behind: memory, open
 * handles, database connections, processes, temporary files.
 *   npm run bench -- soak           one hour; a number sets other minutes
 * Prints the means of the first and the last quarter. What grows by more than a tenth (and by more than noise) ends it with code 1.
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
import { startDemoWeb } from '../test/demo/server.ts';
import { demoSettings, WEBHOOK_SECRET } from '../test/demo/settings.ts';
import { buildProgram } from '../test/faults/_layout.ts';
import { startTestServer } from '../test/store/_postgres.ts';
import { holdingsOf, megabytes } from './_scale-processes.ts';

const LOOK_EVERY_MS = 5000;
/** Growth that says nothing, by measure: the collector's mood, a connection more in a pool, a browser that is just open. */
const NOISE = { megabytes: 40, handles: 10, connections: 4, processes: 3, files: 5 } as const;

type Sample = Record<keyof typeof NOISE, number>;

export async function bench(): Promise<void> {
  const minutes = Number(process.argv[3] ?? 60);
  const web = await startDemoWeb({ night: 1 });
  const webhook = await startWebhookReceiver({ secret: WEBHOOK_SECRET });
  const mailbox = await startMailbox({ port: 0, record: () => {} });
  const [postgres, program] = await Promise.all([startTestServer(), buildProgram()]);
  const folder = await mkdtemp(path.join(tmpdir(), 'redwatch-soak-'));
  await chmod(folder, 0o755);
  const temporary = path.join(folder, 'tmp');
  await mkdir(temporary);
  const url = await postgres.freshUrl();
  const places = { dataDir: './data', webhookUrl: webhook.url, smtpPort: mailbox.port };
  const settings = { ...(demoSettings(web, places) as { sources: { id: string }[] }), logLevel: 'error' };
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
    const ends = performance.now() + minutes * 60_000;
    const crawling = crawl(
      url,
      db,
      settings.sources.map((s) => s.id),
      ends,
    );
    while (performance.now() < ends) {
      await pause(LOOK_EVERY_MS);
      samples.push(await look(worker.pid as number, db, temporary));
    }
    report(samples, await crawling, minutes);
  } finally {
    await db.end();
    worker.kill('SIGTERM');
    await once(worker, 'exit');
    await Promise.all([web.close(), webhook.close(), mailbox.close(), postgres.stop(), program.remove()]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** One night after the other, each as soon as the one before is through. @returns how many */
async function crawl(url: string, db: pg.Client, sources: readonly string[], ends: number): Promise<number> {
  const store = await openStore({ url, dataDir: '.' });
  let night = 0;
  while (performance.now() < ends) {
    const day = new Date(Date.UTC(2031, 0, 1) + night++ * 86_400_000).toISOString().slice(0, 10);
    // What is known is not fetched again for days: forgetting the addresses makes every night a first one.
    await db.query('delete from addresses');
    await askForRuns(
      store.db,
      sources.map((sourceId) => ({ sourceId, night: day })),
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
  const { handles, children } = holdingsOf(pid);
  const files = (await readdir(temporary)).length;
  return { megabytes: megabytes([pid]), handles, connections: rows[0]?.n ?? 0, processes: children, files };
}

function report(samples: readonly Sample[], nights: number, minutes: number): void {
  const quarter = Math.floor(samples.length / 4);
  const mean = (part: readonly Sample[], key: keyof Sample) =>
    part.reduce((sum, sample) => sum + sample[key], 0) / Math.max(1, part.length);
  console.log(`soak: ${minutes} minutes, ${nights} crawls of the demo's web, ${samples.length} looks`);
  for (const key of Object.keys(NOISE) as (keyof Sample)[]) {
    const [first, last] = [mean(samples.slice(0, quarter), key), mean(samples.slice(-quarter), key)];
    const grows = last - first > NOISE[key] && last > 1.1 * first;
    if (grows) process.exitCode = 1;
    console.log(
      `  ${key.padEnd(12)} first quarter ${first.toFixed(1).padStart(8)}   last ${last.toFixed(1).padStart(8)}${grows ? '   GROWS' : ''}`,
    );
  }
}
