/** What the layouts of a load share: copies of the archive, worker processes, and pages fed as a crawl does. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { canonicalUrl } from '../src/core/url.ts';
import { openStore } from '../src/store/connect.ts';
import { contentId } from '../src/store/ids.ts';
import { savePage } from '../src/store/pages.ts';
import { monthArticle, pageOf } from '../test/faults/_month.ts';
import { urlOf } from './_scale-load.ts';

/** Pages that wait to be read while more are saved; a crawl is held back by its sites in the same way. */
const MOST_WAITING = 2000;
/** The code is warm and the grouping index is loaded after so many: neither is part of the rate. */
export const WARM_UP = 300;

export const since = (at: number) => (performance.now() - at) / 1000;
export const nameOf = (url: string) => new URL(url).pathname.slice(1);

/** A database with the bulk of the archive, as a copy of the loaded one. */
export async function copyOf(source: string): Promise<string> {
  const name = `scale_${Math.random().toString(36).slice(2, 10)}`;
  await ask(source, `create database ${name} template ${nameOf(source)}`);
  return source.replace(/\/[^/]*$/, `/${name}`);
}

/** A statement about databases of the server, asked from another one of it. */
export async function ask(server: string, statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: server.replace(/\/[^/]*$/, '/postgres') });
  await admin.connect();
  await admin.query(statement).finally(() => admin.end());
}

/** Starts `redwatch worker` with these arguments in the folder of its settings; resolves when it works. */
export async function startWorker(
  program: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[] = [],
): Promise<ChildProcess> {
  const folder = process.env.BENCH_CPU_PROF;
  const profile = folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
  const command = [...profile, path.join(program, 'dist/src/cli.js'), 'worker', ...args];
  const child = spawn(process.execPath, command, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.includes('Ctrl-C') && resolve());
    child.once('exit', (code) => reject(new Error(`a worker ended with ${code}`)));
  });
  return child;
}

export async function endOf(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit');
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Saves pages as the crawl does, as fast as they are read. */
export async function feed(url: string, from: number, to: number, watch: pg.Client): Promise<void> {
  const store = await openStore({ url, dataDir: '.' });
  let next = from;
  let waiting = 0;
  const look = setInterval(() => {
    const question = `select count(*)::int as n from outbox where step = 'read'`;
    void watch.query<{ n: number }>(question).then(({ rows }) => (waiting = rows[0]?.n ?? 0));
  }, 500);
  const one = async () => {
    while (next < to) {
      const n = next++;
      while (waiting > MOST_WAITING) await pause(100);
      await savePage(store.db, fetched(n));
    }
  };
  await Promise.all(Array.from({ length: 4 }, one)).finally(() => clearInterval(look));
  await store.close();
}

function fetched(n: number) {
  const url = canonicalUrl(urlOf(n));
  const body = Buffer.from(pageOf(monthArticle(n)));
  return {
    ...{
      id: contentId('page', url, body.toString('base64')),
      sourceId: 'month',
      url,
      requestedUrl: url,
      finalUrl: url,
    },
    ...{ fetchedAt: new Date().toISOString(), status: 200, headers: {}, contentType: 'text/html; charset=utf-8' },
    ...{ charset: 'utf-8', charsetFrom: 'header' as const, body },
  };
}
