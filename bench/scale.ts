/**
 * A month of news through the whole product, from the saved page to the delivered message, into an archive that holds many articles
 * already: on the embedded layout (one process, queue in Postgres) and with Redis and 1, 2 and 4 worker processes.
 *   npm run bench -- scale                           3,000 articles into 20,000 stored, in some eight minutes
 *   npm run bench -- scale 100000 1000000 embedded   the long run; also redis-1, redis-2, redis-4
 *   npm run bench -- scale 100000 1000000 shards     the group step alone with its index in 1 and in 2 shards: rate, and whether all stand alike
 * The long run takes some 15 minutes to load (1,100 articles a second) and 17 minutes a layout at 100 articles a second.
 * BENCH_CPU_PROF names a folder for the workers' CPU profiles. CPU seconds are the operating system's for every process of the
 * layout. "Outside" is the share of them that the pure core (reading, fingerprint, comparison, claims) does not take, measured on
 * the same articles alone in one thread in the same run.
 */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { findClaims } from '../src/core/claims/index.ts';
import { DedupIndex, fingerprint, placeArticle, type PlacedArticle } from '../src/core/dedup/index.ts';
import { startWebhookReceiver } from '../test/demo/receivers.ts';
import { buildProgram } from '../test/faults/_layout.ts';
import { MONTH_WATCHES } from '../test/faults/_month.ts';
import { startRedis } from '../test/queues/_redis.ts';
import { startTestServer, type TestServer } from '../test/store/_postgres.ts';
import { ask, copyOf, endOf, feed, nameOf, since, startWorker, WARM_UP } from './_scale-feed.ts';
import { loadMonth, readAlone, urlOf } from './_scale-load.ts';
import { cpuOf, megabytes, postmasterOf, redisPid } from './_scale-processes.ts';
import { byShards } from './_scale-shards.ts';

const SECRET = 'a secret of this benchmark alone';

type Layout = { name: string; workers: number; redis: boolean };
const LAYOUTS: readonly Layout[] = [
  { name: 'embedded', workers: 1, redis: false },
  { name: 'redis-1', workers: 1, redis: true },
  { name: 'redis-2', workers: 2, redis: true },
  { name: 'redis-4', workers: 4, redis: true },
];

export async function bench(): Promise<void> {
  const [articles = 3000, stored = 20_000] = process.argv.slice(3, 5).map(Number);
  const chosen = process.argv[5];
  const layouts = LAYOUTS.filter((l) => !chosen || chosen.split(',').includes(l.name));
  const postgres = await startTestServer();
  const program = await buildProgram();
  try {
    const core = coreSeconds(Math.min(articles, 2000)) * articles;
    const source = await postgres.freshUrl();
    const began = performance.now();
    const first = articles + WARM_UP;
    await loadMonth(source, first, first + stored);
    const loaded = since(began).toFixed(0);
    console.log(
      `${articles} articles into ${stored} stored (loaded in ${loaded} s); core alone ${(articles / core).toFixed(0)} articles/s and core`,
    );
    console.log('layout     articles/s   CPU s: workers  postgres  redis   outside   MB by quarter');
    for (const layout of layouts) await measure(layout, { articles, core, source, postgres, program: program.folder });
    if (!chosen || chosen.split(',').includes('shards')) await byShards(source, program.folder, articles);
  } finally {
    await program.remove();
    await postgres.stop();
  }
}

/** Seconds of one core that reading, grouping and claims take for one article, without a database. */
function coreSeconds(articles: number): number {
  const index = new DedupIndex();
  const placed = new Map<string, PlacedArticle>();
  const one = (n: number) => {
    const article = { ...readAlone(n), id: String(n), url: urlOf(n) };
    const print = fingerprint(article);
    const candidates = index.candidates(print).flatMap((id) => placed.get(id) ?? []);
    const { storyId, originId } = placeArticle(article, candidates);
    placed.set(article.id, { ...article, storyId: storyId ?? article.id, originId: originId ?? article.id });
    index.add(article.id, print);
    findClaims(article);
  };
  for (let n = 0; n < WARM_UP; n++) one(n);
  const before = process.cpuUsage();
  for (let n = WARM_UP; n < articles + WARM_UP; n++) one(n);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / articles;
}

type Given = { articles: number; core: number; source: string; postgres: TestServer; program: string };

async function measure(layout: Layout, { articles, core, source, postgres, program }: Given): Promise<void> {
  const url = await copyOf(source);
  const folder = await mkdtemp(path.join(tmpdir(), 'redwatch-scale-'));
  await chmod(folder, 0o755);
  const webhook = await startWebhookReceiver({ secret: SECRET });
  const redis = layout.redis ? await startRedis() : null;
  await writeFile(path.join(folder, 'redwatch.yaml'), JSON.stringify(settings(webhook.url)));
  const env = { ...process.env, DATABASE_URL: url, REDIS_URL: redis?.url ?? '' };
  const crew = await Promise.all(Array.from({ length: layout.workers }, () => startWorker(program, folder, env)));
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    await feed(url, articles, articles + WARM_UP, db);
    while ((await progress(db)).left > 0) await pause(200);
    const workers = crew.map((child) => child.pid as number);
    const groups = { workers, postgres: [postmasterOf(postgres.dataDir)], redis: redis ? [redisPid(redis.url)] : [] };
    const before = cpuOf(groups);
    const began = performance.now();
    const memory = await through(db, url, articles, workers);
    const wall = since(began);
    const after = cpuOf(groups);
    const used = (['workers', 'postgres', 'redis'] as const).map((name) => after[name] - before[name]);
    const all = used.reduce((sum, seconds) => sum + seconds, 0);
    const outside = `${((100 * (all - core)) / all).toFixed(0)} %`;
    console.log(
      `${layout.name.padEnd(10)} ${(articles / wall).toFixed(1).padStart(10)} ${used.map((s) => s.toFixed(0).padStart(9)).join('')} ${outside.padStart(10)}   ${memory.map((m) => m.toFixed(0)).join(' ')}   (${wall.toFixed(0)} s, ${webhook.received.length} messages)`,
    );
    await tellOutcome(db);
  } finally {
    await db.end();
    await Promise.all(crew.map(endOf));
    await ask(source, `drop database ${nameOf(url)} with (force)`);
    await redis?.stop();
    await webhook.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Feeds all articles and waits until they are worked off. @returns megabytes of the workers after each quarter */
async function through(db: pg.Client, url: string, articles: number, workers: readonly number[]): Promise<number[]> {
  const memory: number[] = [];
  const { done: before } = await progress(db);
  let isFed = false;
  const feeding = feed(url, 0, articles, db).finally(() => (isFed = true));
  for (;;) {
    const { done, left } = await progress(db);
    while (memory.length < 4 && done - before >= ((memory.length + 1) * articles) / 4) memory.push(megabytes(workers));
    if (isFed && left === 0) break;
    await pause(250);
  }
  await feeding;
  return memory;
}

function settings(webhookUrl: string): unknown {
  return {
    watches: MONTH_WATCHES,
    net: { allow: [new URL(webhookUrl).host] },
    logLevel: 'error',
    sources: [],
    channels: [{ id: 'desk', type: 'webhook', url: webhookUrl, secret: SECRET }],
    alerts: { rules: [{ id: 'all', name: 'all', recipients: [{ channel: 'desk', to: 'desk' }] }] },
  };
}

async function progress(db: pg.Client): Promise<{ done: number; left: number }> {
  const { rows } = await db.query<{ done: number; left: number }>(
    `select (select count(*)::int from pages where source_id = 'month' and state <> 'waiting') as done,
      (select count(*)::int from outbox where not dead and not_before <= now()) as left`,
  );
  return rows[0] as { done: number; left: number };
}

async function tellOutcome(db: pg.Client): Promise<void> {
  const { rows } = await db.query<{ line: string }>(
    `select relation || ' ' || count(*) as line from placements p join articles a on a.id = p.article_id
     where a.source_id = 'month' group by relation order by relation`,
  );
  const { rows: dead } = await db.query<{ n: string }>('select count(*) as n from outbox where dead');
  console.log(`           ${rows.map((r) => r.line).join(', ')}; given up ${dead[0]?.n}`);
}
