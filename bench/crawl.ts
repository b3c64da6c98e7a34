/**
 * How fast a crawl is: ours (gate, Crawlee, account, canonical addresses, decoding, hashing; then with the archive on the embedded
 * Postgres) against bare undici + cheerio on the same local server in the same run, at 1, 10 and 50 hosts without pauses; then how
 * a night grows with what is known already. The server and every measurement are processes of their own, so that neither takes
 * turns with the other and memory is not inherited.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'cheerio';
import { Agent } from 'undici';
import { crawlSource, parseSource, type CrawlPorts } from '../crawlers/_crawl.ts';
import type { KnownPage } from '../src/core/schedule.ts';
import { createGate } from '../src/net/gate.ts';
import { openStore } from '../src/store/connect.ts';
import { knownAddresses, markUnchanged, savePage } from '../src/store/pages.ts';
import { saveRunEntry, startRun } from '../src/store/runs.ts';

const PAGES = 1500;
const PER_HOST = 4;
const MB = 1024 * 1024;

/** Serves `/sitemap.xml` with `count` addresses and articles of about 24 kB on as many ports as asked for. */
const SERVER = `
  const http = require('node:http');
  const [hosts] = process.argv.slice(-1).map(Number);
  const body = '<p>云帆科技电商业务负责人贺知远已于本月离职，其工作由副总裁陆明接任。</p>'.repeat(180);
  const ports = [];
  for (let i = 0; i < hosts; i++) {
    const server = http.createServer((q, r) => {
      const url = new URL(q.url, 'http://x');
      if (url.pathname === '/robots.txt') return r.writeHead(404).end();
      if (url.pathname === '/sitemap.xml') {
        const from = Number(url.searchParams.get('from') ?? 0), to = Number(url.searchParams.get('to'));
        let xml = '<urlset>';
        for (let n = from; n < to; n++) xml += '<url><loc>http://' + q.headers.host + '/t/' + n + '</loc></url>';
        return r.end(xml + '</urlset>');
      }
      r.writeHead(200, { 'content-type': 'text/html; charset=utf-8', etag: '"1"' });
      r.end('<!DOCTYPE html><html><head><title>' + url.pathname + '</title></head><body><a href="/t/1">1</a>' + body + '</body></html>');
    });
    server.keepAliveTimeout = 120000;
    server.listen(0, '127.0.0.1', () => { ports.push(server.address().port); if (ports.length === hosts) console.log(JSON.stringify(ports)); });
  }
`;

async function startServer(hosts: number): Promise<{ ports: number[]; child: ChildProcess }> {
  const child = spawn(process.execPath, ['-e', SERVER, String(hosts)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { ports: JSON.parse(line.toString()) as number[], child };
}

type Measure = { pages: number; secs: number; extraMb: number };
/** What is measured in a process of its own. */
type Job = { what: 'bare' | 'ours' | 'stored' | 'known'; ports: readonly number[]; each: number };

/** Runs `work` and watches the memory it adds. */
async function measure(work: () => Promise<number>): Promise<Measure> {
  globalThis.gc?.();
  const start = process.memoryUsage().rss;
  let most = start;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  const began = performance.now();
  const pages = await work();
  const secs = (performance.now() - began) / 1000;
  clearInterval(timer);
  return { pages, secs, extraMb: (most - start) / MB };
}

/** Does a job in a fresh process: a short round to warm code and connections, then the measured one. */
async function inChild(job: Job): Promise<Measure> {
  const args = [...process.execArgv, '--expose-gc', import.meta.filename, MEASURE, JSON.stringify(job)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await once(child, 'close');
  return JSON.parse(out) as Measure;
}

const MEASURE = '--measure';
if (process.argv[2] === MEASURE) {
  const job = JSON.parse(process.argv[3] ?? '') as Job;
  console.log(JSON.stringify(await doJob(job)));
  process.exit(0);
}

async function doJob({ what, ports, each }: Job): Promise<Measure> {
  if (what === 'stored') return withArchive(ports, each);
  const run = what === 'bare' ? bare : what === 'ours' ? ours : known;
  await run(ports, 10);
  return measure(() => run(ports, each));
}

/** The peer: undici's fastest call and cheerio, no check, no limit, no account. */
async function bare(ports: readonly number[], each: number): Promise<number> {
  const agent = new Agent();
  let pages = 0;
  await Promise.all(
    ports.map(async (port) => {
      let next = 0;
      const worker = async (): Promise<void> => {
        while (next < each) {
          const answer = await agent.request({
            origin: `http://127.0.0.1:${port}`,
            path: `/t/${next++}`,
            method: 'GET',
          });
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

/** Ours, with an archive that only counts. */
async function ours(ports: readonly number[], each: number, archive?: Archive): Promise<number> {
  const allow = ports.map((port) => `127.0.0.1:${port}`);
  const gate = createGate({ userAgent: 'Redwatch-bench/1.0 (+mailto:bench@example.com)', allow, delayMs: 0 });
  let pages = 0;
  const counting: Archive = {
    known: async () => new Map(),
    savePage: async () => 'new',
    unchanged: () => undefined,
    entry: () => undefined,
  };
  const kept = archive ?? counting;
  const crawlPorts: CrawlPorts = {
    ...kept,
    gate,
    savePage: (page) => ((pages += 1), kept.savePage(page)),
    now: () => new Date(),
    keywords: [],
    limits: { concurrency: PER_HOST },
  };
  await Promise.all(
    ports.map((port) => {
      const url = `http://127.0.0.1:${port}/sitemap.xml?to=${each}`;
      return crawlSource(
        parseSource({ id: `host-${port}`, kind: 'sitemap', url, delaySecs: 0, maxArticles: 100_000 }),
        crawlPorts,
      );
    }),
  );
  await gate.close();
  return pages;
}

/** A night of sources whose sitemaps name `each` addresses, of which all but ten are known. */
async function known(ports: readonly number[], each: number): Promise<number> {
  const now = new Date().toISOString();
  const page: KnownPage = { etag: '"1"', lastModified: null, contentHash: 'h', fetchedAt: now, checkedAt: now };
  const isKnown = (url: string): boolean => Number(url.slice(url.lastIndexOf('/') + 1)) < each - 10;
  await ours(ports, each, {
    known: async (urls) => new Map(urls.filter(isKnown).map((url) => [url, page])),
    ...{ savePage: async () => 'new', unchanged: () => undefined, entry: () => undefined },
  });
  return each * ports.length;
}

/** Ours as a night runs: every page, address and line of the account in the embedded Postgres. */
async function withArchive(ports: readonly number[], each: number): Promise<Measure> {
  const dataDir = await mkdtemp(join(tmpdir(), 'redwatch-bench-'));
  const store = await openStore({ dataDir });
  const runId = await startRun(store.db, { sourceId: 'bench', night: '2025-12-29' }, new Date());
  const archive: Archive = {
    known: (urls) => knownAddresses(store.db, urls),
    savePage: (page) => savePage(store.db, page),
    unchanged: (url) => markUnchanged(store.db, url, new Date()),
    entry: (entry) => saveRunEntry(store.db, runId, entry, new Date()),
  };
  await ours(ports, 2, archive);
  const result = await measure(() => ours(ports, each, archive));
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
  return result;
}

function line(name: string, { pages, secs, extraMb }: Measure): void {
  console.log(
    `  ${name.padEnd(28)} ${(pages / secs).toFixed(0).padStart(6)} pages/s   ${extraMb.toFixed(0).padStart(4)} MB more   (${pages} pages, ${secs.toFixed(2)} s)`,
  );
}

/** Prints pages/s and memory of our crawl beside bare undici + cheerio, and the growth with known addresses. */
export async function bench(): Promise<void> {
  console.log(
    `crawl: ${PAGES} pages of 24 kB from one local server, ${PER_HOST} requests at once per host, no pauses (npm run bench -- crawl)`,
  );
  for (const hosts of [1, 10, 50]) {
    const { ports, child } = await startServer(hosts);
    const each = PAGES / hosts;
    const peer = await inChild({ what: 'bare', ports, each });
    const own = await inChild({ what: 'ours', ports, each });
    const stored = await inChild({ what: 'stored', ports, each });
    const ratio = (mine: Measure): string => (mine.pages / mine.secs / (peer.pages / peer.secs)).toFixed(2);
    console.log(` ${hosts} host${hosts > 1 ? 's' : ''}`);
    line('bare undici + cheerio', peer);
    line('ours', own);
    line('ours, archive included', stored);
    console.log(`  ratio ${ratio(own)}, archive included ${ratio(stored)}`);
    child.kill();
  }
  await growth();
}

/** One night of a source of whose addresses all but ten are known; and the memory of many pages beside few. */
async function growth(): Promise<void> {
  const { ports, child } = await startServer(1);
  console.log(' one host: known addresses passed over, then pages fetched');
  for (const each of [1000, 10_000, 49_000]) line(`${each} known`, await inChild({ what: 'known', ports, each }));
  for (const each of [1000, 4000, 10_000]) line(`${each} pages`, await inChild({ what: 'ours', ports, each }));
  child.kill();
}
