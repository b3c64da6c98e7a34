/** What bench/crawl.ts measures, each in a fresh process, so that neither memory nor compiled code is inherited. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'cheerio';
import { sql, type Kysely } from 'kysely';
import { Agent } from 'undici';
import { crawlSource, parseSource, type CrawlPorts } from '../crawlers/_crawl.ts';
import { createGate } from '../src/net/gate.ts';
import { openStore } from '../src/store/connect.ts';
import { sharedState } from '../src/store/pacing.ts';
import { knownAddresses, markUnchanged, pagesOf } from '../src/store/pages.ts';
import { accountOf, startRun } from '../src/store/runs.ts';
import type { Schema } from '../src/store/schema.ts';

/** Requests at once per host, for both sides. */
export const PER_HOST = 4;
export const USER_AGENT = 'Redwatch-bench/1.0 (+mailto:bench@example.com)';
const MB = 1024 * 1024;

/**
 * `units` is pages fetched, or addresses passed over as known. `extraMb` is the most the process grew by, garbage that had not
 * been collected yet included; `liveMb` is what was in use after a collection, when each quarter of the pages was through.
 */
export type Measure = { units: number; secs: number; extraMb: number; liveMb?: readonly number[] };
/**
 * `bare`: undici + cheerio. `ours`: the crawl, with an archive that only counts. `stored`: as a night runs, everything in the
 * embedded Postgres. `known`: such a night when all but ten of the addresses named are known.
 */
export type Job = { what: 'bare' | 'ours' | 'stored' | 'known'; ports: readonly number[]; each: number };

const MEASURE = '--measure';

/** Does a job in a process of its own: a short round to warm code and connections, then the measured one. */
export async function inChild(job: Job): Promise<Measure> {
  const args = [...process.execArgv, '--expose-gc', import.meta.filename, MEASURE, JSON.stringify(job)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await once(child, 'close');
  return JSON.parse(out) as Measure;
}

/** Crawlee listens to SIGINT once per crawl under way; 50 of them are no leak. */
process.setMaxListeners(100);

async function doJob({ what, ports, each }: Job): Promise<Measure> {
  if (what === 'stored' || what === 'known') return withArchive(ports, each, what === 'known');
  const run = what === 'bare' ? bare : ours;
  await run(ports, 10);
  return measure(() => run(ports, each));
}

/** Runs `work` and watches the memory it adds to this process. */
export async function measure(work: () => Promise<number>): Promise<Measure> {
  globalThis.gc?.();
  const start = process.memoryUsage().rss;
  let most = start;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  const began = performance.now();
  const units = await work();
  const secs = (performance.now() - began) / 1000;
  clearInterval(timer);
  return { units, secs, extraMb: (most - start) / MB };
}

/** The peer: undici's fastest call and cheerio, no check, no limit, no account. */
async function bare(ports: readonly number[], each: number): Promise<number> {
  const agent = new Agent();
  let pages = 0;
  await Promise.all(
    ports.map(async (port) => {
      const origin = `http://127.0.0.1:${port}`;
      let next = 0;
      const worker = async (): Promise<void> => {
        while (next < each) {
          const answer = await agent.request({ origin, path: `/t/${next++}`, method: 'GET' });
          const $ = load(await answer.body.text());
          if ($('title').text() !== '' && $('a[href]').length > 0) pages += 1;
        }
      };
      await Promise.all(Array.from({ length: PER_HOST }, worker));
    }),
  );
  await agent.close();
  return pages;
}

type Archive = Pick<CrawlPorts, 'known' | 'savePage' | 'unchanged' | 'entry'>;
const counting: Archive = {
  known: async () => new Map(),
  savePage: async () => 'new',
  unchanged: () => undefined,
  entry: () => undefined,
};

/** Our crawl of one sitemap per host; returns the pages it handed on. */
async function ours(ports: readonly number[], each: number, archive = counting, db?: Kysely<Schema>): Promise<number> {
  const allow = ports.map((port) => `127.0.0.1:${port}`);
  const gate = createGate({ userAgent: USER_AGENT, allow, delayMs: 0, ...(db && { state: sharedState(db) }) });
  let pages = 0;
  const crawlPorts: CrawlPorts = {
    ...archive,
    gate,
    savePage: (page) => ((pages += 1), archive.savePage(page)),
    now: () => new Date(),
    keywords: [],
    limits: { concurrency: PER_HOST },
  };
  await Promise.all(
    ports.map((port) => {
      const url = `http://127.0.0.1:${port}/sitemap.xml?to=${each}`;
      const limits = { delaySecs: 0, maxArticles: 100_000, maxPages: 1000 };
      return crawlSource(parseSource({ id: `host-${port}`, kind: 'sitemap', url, ...limits }), crawlPorts);
    }),
  );
  await gate.close();
  return pages;
}

/** Ours as a night runs: every page, turn, address and line of the account in the embedded Postgres. */
async function withArchive(ports: readonly number[], each: number, mostAreKnown: boolean): Promise<Measure> {
  const dataDir = await mkdtemp(join(tmpdir(), 'redwatch-bench-'));
  const { db, close } = await openStore({ dataDir });
  const runId = await startRun(db, { sourceId: 'bench', night: '2025-12-29' }, new Date());
  const account = accountOf(db, runId);
  const live: number[] = [];
  const quarter = Math.floor(((each - WARM_UP) * ports.length) / 4);
  let saved = 0;
  const save = pagesOf(db);
  const archive: Archive = {
    known: (urls) => knownAddresses(db, urls),
    savePage: async (page) => {
      const outcome = await save(page);
      if (++saved % quarter === 0) live.push(liveMb());
      return outcome;
    },
    unchanged: (url) => markUnchanged(db, url, new Date()),
    entry: (entry) => account(entry, new Date()),
  };
  await ours(ports, WARM_UP, archive, db);
  saved = 0;
  if (mostAreKnown) await makeKnown(db, ports, each - 10);
  const result = await measure(async () => {
    const pages = await ours(ports, each, archive, db);
    return mostAreKnown ? each * ports.length : pages;
  });
  await close();
  await rm(dataDir, { recursive: true, force: true });
  return { ...result, liveMb: live };
}

/** Pages per host fetched before measuring; the archive knows them then. */
const WARM_UP = 2;

function liveMb(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MB;
}

async function makeKnown(db: Kysely<Schema>, ports: readonly number[], each: number): Promise<void> {
  for (const port of ports)
    await sql`
      insert into addresses (url, source_id, etag, content_hash, fetched_at, checked_at)
      select ${`http://127.0.0.1:${port}/t/`} || n, 'bench', '"1"', md5(n::text), now(), now()
      from generate_series(0, ${each - 1}::int) n on conflict do nothing`.execute(db);
}

if (process.argv[2] === MEASURE) {
  console.log(JSON.stringify(await doJob(JSON.parse(process.argv[3] ?? '') as Job)));
  process.exit(0);
}
