/**
 * The desk at 1e4, 1e5 and 1e6 articles on the embedded Postgres: p50 and p95 of whole pages (queries and rendering), page weight, twenty
 * analysts at once, and beside them what the usual ways cost on the same data: paging by OFFSET, searching by LIKE.
 *
 *   npm run bench -- desk                        all three sizes, one after the other
 *   npm run bench -- desk 1e5                    one size
 *   npm run bench -- desk load 1e6 FOLDER        only fills an archive in FOLDER, up to so many articles
 *   npm run bench -- desk measure FOLDER         measures it, any number of times
 *   npm run bench -- desk plans FOLDER           prints the plans of its queries
 */
import http from 'node:http';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { CamelCasePlugin, CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { openStore, type Store } from '../src/store/connect.ts';
import type { Schema } from '../src/store/schema.ts';
import { createDesk } from '../src/web/app.tsx';
import { serveDesk } from '../src/web/serve.ts';
import { load, NEWEST, prepare, STEP_MS } from './_desk-load.ts';

const ROUNDS = 200;
const PEER_ROUNDS = 3;
const ANALYSTS = 20;

type Db = Kysely<Schema>;

/** Prints one table; every row is one page at one size. */
export async function bench(): Promise<void> {
  const [what = '1e4,1e5,1e6', ...rest] = process.argv.slice(3);
  if (what === 'load') return withStore(rest[1] ?? '', ({ db }) => fill(db, Number(rest[0])));
  if (what === 'measure') return withStore(rest[0] ?? '', ({ db }) => measure(db));
  if (what === 'plans') return withStore(rest[0] ?? '', plans);
  for (const size of what.split(',').map(Number)) {
    const folder = await mkdtemp(path.join(tmpdir(), 'redwatch-bench-'));
    try {
      await withStore(folder, async ({ db }) => {
        await fill(db, size);
        await measure(db);
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function withStore(dataDir: string, work: (store: Store) => Promise<void>): Promise<void> {
  if (!dataDir) throw new Error('expected a folder: npm run bench -- desk load 1e6 FOLDER');
  await mkdir(dataDir, { recursive: true });
  await chmod(dataDir, 0o755);
  const store = await openStore({ dataDir });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

async function fill(db: Db, size: number): Promise<void> {
  const began = performance.now();
  const have = await articlesIn(db);
  if (have === 0 && !(await isPrepared(db))) await prepare(db);
  await load(db, size);
  console.error(`${size - have} articles loaded in ${Math.round((performance.now() - began) / 1000)} s`);
}

async function isPrepared(db: Db): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select to_regclass('bench_texts') is not null as is`.execute(db);
  return rows[0]?.is ?? false;
}

type Pages = Record<string, (round: number) => string>;

/** The pages measured. Where a page can be opened in many places, it is opened all over the archive. */
function pagesOf(size: number): Pages {
  const somewhere = (round: number) => Math.floor((size * ((round * 37) % ROUNDS)) / ROUNDS / 2) * 2;
  const instantOf = (i: number) => new Date(Date.parse(NEWEST) - i * STEP_MS);
  const night = (i: number) => new Date(instantOf(i).getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const instant = (i: number) =>
    instantOf(i)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z/, '+00');
  const place = (i: number) => encodeURIComponent(`f|${night(i)}|1|${instant(i)}|t${i}`);
  const search = (words: string) => `/?q=${encodeURIComponent(words)}`;
  return {
    'feed, first page': () => '/',
    'feed, anywhere': (round) => `/?after=${place(somewhere(round))}`,
    'feed, departures of one company': () => '/?company=w1&kind=executive_departure',
    'feed, the same anywhere': (round) => `/?company=w1&kind=executive_departure&after=${place(somewhere(round))}`,
    'feed, one source, one old week': (round) =>
      `/?source=s3&from=${night(somewhere(round) + 6720)}&to=${night(somewhere(round))}`,
    'feed, a kind nobody has': () => '/?kind=litigation',
    'feed, in conflict': () => '/?conflict=1',
    story: (round) => `/stories/t${somewhere(round)}`,
    departures: () => '/departures',
    'departures of one company': () => '/departures?company=w1',
    'search 离职 (in 2 of 5)': () => search('离职'),
    'search 估值 revenue': () => search('估值 revenue'),
    'search 罕见词组 (1 in 500)': () => search('罕见词组'),
    'search for one article': (round) => search(`number${somewhere(round)}`),
    'search for nothing': () => search('不存在的词语'),
    'search 离职 of one source': () => `${search('离职')}&source=s3&kind=executive_departure`,
  };
}

async function measure(db: Db): Promise<void> {
  const size = await articlesIn(db);
  const app = createDesk({ db, watches: [], sources: [], now: () => new Date(NEWEST) });
  console.log(`| articles | page | p50 ms | p95 ms | gzip kB |\n|---|---|---|---|---|`);
  for (const [name, addressOf] of Object.entries(pagesOf(size))) {
    const times: number[] = [];
    let weight = 0;
    for (let round = -10; round < ROUNDS; round++) {
      const began = performance.now();
      const text = await pageText(app, addressOf(Math.abs(round)));
      if (round >= 0) times.push(performance.now() - began);
      if (round === 0) weight = gzipSync(text).length / 1000;
    }
    row(size, name, times, weight);
  }
  await together(size, app);
  await weigh(size, app);
  await peers(db, size);
}

async function articlesIn(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from articles`.execute(db);
  return rows[0]?.n ?? 0;
}

type App = ReturnType<typeof createDesk>;

async function pageText(app: App, address: string): Promise<string> {
  const headers = { host: 'localhost', 'accept-language': 'en' };
  const response = await app.request(`http://localhost${address}`, { headers });
  const text = await response.text();
  if (response.status !== 200)
    throw new Error(`expected 200 for ${address}, got ${response.status}: ${text.slice(0, 300)}`);
  return text;
}

/** The first page of the feed for twenty analysts who open it in the same moment, over HTTP: until the first byte. */
async function together(size: number, app: App): Promise<void> {
  const served = await serveDesk(app, { port: 0 });
  const firstByte = () =>
    new Promise<number>((resolve, reject) => {
      const began = performance.now();
      const request = http.get(served.url, { agent: false, headers: { 'accept-encoding': 'gzip' } }, (response) => {
        response.once('data', () => resolve(performance.now() - began));
        response.resume();
      });
      request.on('error', reject);
    });
  try {
    const times: number[] = [];
    for (let round = 0; round < 10; round++)
      times.push(...(await Promise.all(Array.from({ length: ANALYSTS }, () => firstByte()))));
    row(size, `feed, first byte, ${ANALYSTS} analysts at once`, times);
  } finally {
    await served.close();
  }
}

/** What a browser brings for the first look at the feed: the page and everything it names. */
async function weigh(size: number, app: App): Promise<void> {
  const page = await pageText(app, '/');
  const assets = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, address = '']) => address);
  const bodies = [page, ...(await Promise.all(assets.map((address) => pageText(app, address))))];
  row(
    size,
    `feed with its ${assets.length} assets, empty cache`,
    [],
    sumOf(bodies.map((body) => gzipSync(body).length)) / 1000,
  );
}

const sumOf = (all: number[]) => all.reduce((sum, one) => sum + one, 0);

/** What the same questions cost asked the usual way. */
async function peers(db: Db, size: number): Promise<void> {
  const questions = {
    'peer: feed page by OFFSET, middle': sql`select id from stories where redirect_to is null
      order by ((updated_at at time zone 'Asia/Shanghai')::date) desc, coalesce(last_published_at, created_at) desc, id desc limit 30 offset ${sql.lit(Math.floor(size / 4))}`,
    'peer: search 罕见词组 by LIKE': sql`select article_id from article_versions where text like '%罕见词组%' order by published_sort desc limit 30`,
  };
  for (const [name, question] of Object.entries(questions)) {
    const times: number[] = [];
    for (let round = 0; round < PEER_ROUNDS; round++) {
      const began = performance.now();
      await question.execute(db);
      times.push(performance.now() - began);
    }
    row(size, name, times);
  }
}

function row(size: number, name: string, times: number[], weight?: number): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const time = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return time === undefined ? '' : time.toFixed(1);
  };
  console.log(
    `| ${size.toExponential(0)} | ${name} | ${at(0.5)} | ${at(0.95)} | ${weight === undefined ? '' : weight.toFixed(1)} |`,
  );
}

/** Queries that Postgres needs at least so long for have their plan printed. */
const SLOW_MS = 2;

/** The plans of the slow queries, taken from what the desk really asks while its pages are opened. */
async function plans({ db, url }: Store): Promise<void> {
  const size = await articlesIn(db);
  const asked = new Map<string, { page: string; query: CompiledQuery; ms: number }>();
  let page = '';
  const listening = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 4 }) }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    log: ({ query, queryDurationMillis: ms }) => {
      // The desk asks for one plan itself (store/desk/search.ts), and a plan has none.
      if (!/^\s*explain/.test(query.sql) && ms > (asked.get(query.sql)?.ms ?? 0))
        asked.set(query.sql, { page, query, ms });
    },
  });
  try {
    const app = createDesk({ db: listening, watches: [], sources: [], now: () => new Date(NEWEST) });
    for (const [name, addressOf] of Object.entries(pagesOf(size))) {
      page = name;
      for (let round = 0; round < 20; round++) await pageText(app, addressOf(round));
    }
    for (const { page: where, query } of asked.values()) {
      const explain = CompiledQuery.raw(`explain (analyze, buffers, costs off) ${query.sql}`, [...query.parameters]);
      const lines = (await listening.executeQuery<Record<string, string>>(explain)).rows.map(
        (line) => Object.values(line)[0],
      );
      const ms = Number(/Execution Time: ([\d.]+)/.exec(lines.at(-1) ?? '')?.[1]);
      if (ms >= SLOW_MS) console.log(`\n${where}: ${ms} ms\n${query.sql}\n${lines.join('\n')}`);
    }
  } finally {
    await listening.destroy();
  }
}
