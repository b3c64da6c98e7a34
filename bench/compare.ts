/**
 * What a user would write instead, on the same pages in the same run: Crawlee's BasicCrawler with undici and cheerio for the links
 * (CheerioCrawler is this and costs twice as much), readability on jsdom for the text, simhash-js against everything seen before,
 * BullMQ in front of it, a word list for departures. Beside it the product as it is shipped.
 *   npm run bench -- compare          2,000 pages; a number sets another count
 * Pages come from one server on loopback in a process of its own. Quality is counted against how the pages were made.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { askForRuns } from '../src/store/runs.ts';
import { openStore } from '../src/store/connect.ts';
import { buildProgram } from '../test/faults/_layout.ts';
import { MONTH_WATCHES, monthArticle } from '../test/faults/_month.ts';
import { openFaultWeb } from '../test/faults/_web.ts';
import { startRedis } from '../test/queues/_redis.ts';
import { startTestServer } from '../test/store/_postgres.ts';
import type { PeerArticle } from './_compare-peer.ts';
import { cpuOf, postmasterOf, redisPid } from './_scale-processes.ts';

/** What one of the two made of the pages, by the number of the article; CPU seconds of its process and of the servers under it. */
type Made = { seconds: number; cpu: { process: number; servers: number }; articles: Map<number, PeerArticle> };

export async function bench(): Promise<void> {
  const count = Number(process.argv[3] ?? 2000);
  const web = await openFaultWeb(count);
  try {
    const feeds = web.sources.map((source) => (source as unknown as { url: string }).url);
    const peer = await withPeer(feeds);
    const own = await withProduct(web.sources, web.host);
    console.log(`${count} pages, both in one run on this machine (npm run bench -- compare ${count})`);
    console.log(
      '                      pages/s   CPU s  servers   read right   copies folded   wrongly folded   departures   wrong',
    );
    tell('a script of parts', peer, count);
    tell('redwatch', own, count);
    console.log(
      'The pages are made by a program: plain layouts and plainly told departures. How well real ones are read, folded and told apart\n' +
        'is what `npm run eval` says. The script keeps nothing: redwatch has saved pages, articles, claims and the ledger in Postgres.',
    );
  } finally {
    await web.close();
  }
}

function tell(name: string, { seconds, cpu, articles }: Made, count: number): void {
  let [right, folded, copies, wrongly, found, departures, wrong] = [0, 0, 0, 0, 0, 0, 0];
  const rootOf = (n: number): number => {
    const { of } = monthArticle(n);
    return of === null ? n : rootOf(of);
  };
  const taken = new Set<string>();
  for (let n = 0; n < count; n++) {
    const made = monthArticle(n);
    const got = articles.get(n);
    const squeeze = (text: string) => text.replace(/\s/g, '');
    if (got && squeeze(got.text) === squeeze(made.paragraphs.join(''))) right++;
    const original = rootOf(n);
    if (made.kind === 'copy') {
      copies++;
      if (got && got.group === articles.get(original)?.group) folded++;
    }
    if (got && made.of === null) {
      // Two articles that were made apart stand in one group.
      if (taken.has(got.group)) wrongly++;
      taken.add(got.group);
    }
    const tellsDeparture = monthArticle(original).kind === 'departure';
    if (tellsDeparture) departures++;
    if (got?.isDeparture) {
      if (tellsDeparture) found++;
      else wrong++;
    }
  }
  const share = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
  console.log(
    `${name.padEnd(20)} ${(count / seconds).toFixed(1).padStart(8)} ${cpu.process.toFixed(0).padStart(7)} ${cpu.servers.toFixed(0).padStart(8)} ${share(right, count).padStart(12)} ${share(folded, copies).padStart(15)} ${String(wrongly).padStart(16)} ${share(found, departures).padStart(12)} ${String(wrong).padStart(7)}`,
  );
}

/** The script runs in a process of its own, from the sources through tsx as this does; its start is not timed. */
async function withPeer(feeds: readonly string[]): Promise<Made> {
  const redis = await startRedis();
  const child = fork(path.join(import.meta.dirname, '_compare-peer.ts'), [redis.url], {
    execArgv: process.execArgv,
    env: { ...process.env, CRAWLEE_LOG_LEVEL: 'ERROR' },
  });
  try {
    await once(child, 'message');
    const pids = { process: [child.pid as number], servers: [redisPid(redis.url)] };
    const [before, began] = [cpuOf(pids), performance.now()];
    child.send(feeds);
    const [articles] = (await once(child, 'message')) as [[number, PeerArticle][]];
    return {
      seconds: (performance.now() - began) / 1000,
      cpu: spent(before, cpuOf(pids)),
      articles: new Map(articles),
    };
  } finally {
    child.kill();
    await redis.stop();
  }
}

/** One worker on Redis and Postgres, the product's own queue, archive, claims and ledger included. */
async function withProduct(sources: readonly { id: string }[], host: string): Promise<Made> {
  const [postgres, redis, program] = await Promise.all([startTestServer(), startRedis(), buildProgram()]);
  const folder = await mkdtemp(path.join(tmpdir(), 'redwatch-compare-'));
  await chmod(folder, 0o755);
  const url = await postgres.freshUrl();
  const settings = { watches: MONTH_WATCHES, net: { allow: [host], paceMs: 0 }, logLevel: 'error', sources };
  await writeFile(path.join(folder, 'redwatch.yaml'), JSON.stringify(settings));
  let worker: ChildProcess | undefined;
  try {
    const env = { ...process.env, DATABASE_URL: url, REDIS_URL: redis.url };
    const args = [path.join(program.folder, 'dist/src/cli.js'), 'worker'];
    worker = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(worker.stdout as NodeJS.ReadableStream, 'data');
    const pids = { process: [worker.pid as number], servers: [postmasterOf(postgres.dataDir), redisPid(redis.url)] };
    const [before, began] = [cpuOf(pids), performance.now()];
    const store = await openStore({ url, dataDir: folder });
    await askForRuns(
      store.db,
      sources.map(({ id }) => ({ sourceId: id, night: '2031-01-01' })),
    );
    await store.close();
    await untilDone(url);
    const seconds = (performance.now() - began) / 1000;
    return { seconds, cpu: spent(before, cpuOf(pids)), articles: await articlesOf(url) };
  } finally {
    worker?.kill('SIGKILL');
    await Promise.all([redis.stop(), postgres.stop(), program.remove()]);
    await rm(folder, { recursive: true, force: true });
  }
}

const spent = (before: Made['cpu'], after: Made['cpu']): Made['cpu'] => ({
  process: after.process - before.process,
  servers: after.servers - before.servers,
});

async function untilDone(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (;;) {
    const { rows } = await client.query<{ n: number }>(
      'select count(*)::int as n from outbox where not dead and (dispatched_at is not null or not_before <= now())',
    );
    if (rows[0]?.n === 0) break;
    await pause(200);
  }
  await client.end();
}

async function articlesOf(url: string): Promise<Map<number, PeerArticle>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ url: string; text: string; group: string; isDeparture: boolean }>(
    `select a.url, v.text, p.story_id as "group",
       exists (select 1 from claims c where c.version_id = v.id and c.kind = 'executive_departure') as "isDeparture"
     from articles a join article_versions v on v.id = a.current_version join placements p on p.article_id = a.id`,
  );
  await client.end();
  return new Map(rows.map(({ url: address, ...article }) => [Number(address.slice(address.lastIndexOf('/') + 1)), article])); // prettier-ignore
}
