/**
 * `npm run bench -- read`: pages per second, slowest pages and peak memory of the reader against bare readability on linkedom over the
 * same pages. Each side runs in processes of its own, in turns, so that neither warms the other's heap; the better of its turns counts.
 * Pages: ../shared/eval/extraction where it is installed, else pages made up here.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { goldOf, htmlOf, SETS } from '../test/eval/read.ts';

/** `pool` is redwatch in a thread of its own, as the read step runs it. */
type Side = 'bare' | 'redwatch' | 'pool';
const SIDES = ['bare', 'redwatch', 'pool'] as const;
type Turn = { pagesPerSecond: number; p99Ms: number; maxMs: number; peakMb: number; pages: number; failed: number };

const TURNS = 2;
const WARM_UP_PAGES = 40;
const FETCHED_AT = '2026-09-30T00:00:00Z';

function pages(): string[] {
  if (!existsSync(resolve(import.meta.dirname, '../../shared/eval/extraction'))) return madeUpPages();
  return SETS.flatMap((set) => (goldOf(set) ?? []).map((gold) => htmlOf(set, gold.id)));
}

/** Invented articles between links, from short to long. */
function madeUpPages(): string[] {
  const paragraph = (i: number): string =>
    `<p>云帆科技第${i}号公告说，公司今年将把客服团队扩到${i * 10}人，并在两个城市设立新的办公室。</p>`;
  const link = (i: number): string => `<li><a href="/n/${i}">港口第${i}期吞吐量创新高</a></li>`;
  const many = (count: number, make: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => make(i)).join('');
  return Array.from(
    { length: 300 },
    (
      _,
      i,
    ) => `<!DOCTYPE html><html lang="zh"><head><title>云帆科技公告_某某网</title></head><body><ul>${many(60, link)}</ul>
<h1>云帆科技公告</h1><div class="content">${many(4 + (i % 40), paragraph)}</div><ul class="related">${many(120, link)}</ul></body></html>`,
  );
}

/** How one side reads one page; throws where it fails. */
async function readerOf(side: Side): Promise<(html: string) => unknown> {
  if (side === 'pool') {
    const { openReadPool } = await import('../src/read-pool.ts');
    const pool = openReadPool();
    return (content) => pool.read({ url: 'https://news.example/a', kind: 'html', content, fetchedAt: FETCHED_AT });
  }
  if (side === 'redwatch') {
    const { readPage } = await import('../src/core/read/index.ts');
    return (content) =>
      readPage({ url: 'https://news.example/a', kind: 'html', content, fetchedAt: FETCHED_AT, layout: null });
  }
  const { Readability } = await import('@mozilla/readability');
  const { parseHTML } = await import('linkedom');
  return (content) => new Readability(parseHTML(content).document).parse()?.textContent;
}

async function takeTurn(side: Side): Promise<Turn> {
  const read = await readerOf(side);
  const all = pages();
  let failed = 0;
  const timed = async (html: string): Promise<number> => {
    const started = performance.now();
    try {
      await read(html);
    } catch {
      // The peer throws on some pages; they count as read in the time it took, and are printed.
      failed += 1;
    }
    return performance.now() - started;
  };
  for (const html of all.slice(0, WARM_UP_PAGES)) await timed(html);
  failed = 0;
  const times: number[] = [];
  for (const html of all) times.push(await timed(html));
  const total = times.reduce((sum, time) => sum + time, 0);
  const sorted = [...times].sort((a, b) => a - b);
  return {
    pagesPerSecond: (1000 * all.length) / total,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    maxMs: sorted.at(-1) ?? 0,
    peakMb: process.resourceUsage().maxRSS / 1024,
    pages: all.length,
    failed,
  };
}

function turnInChild(side: Side): Turn {
  const output = execFileSync(process.execPath, ['--import', 'tsx', import.meta.filename, '--side', side], {
    encoding: 'utf8',
    maxBuffer: 1e7,
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Turn;
}

/** Prints both sides and their ratios. */
export async function bench(): Promise<void> {
  const turns: Record<Side, Turn[]> = { bare: [], redwatch: [], pool: [] };
  for (let turn = 0; turn < TURNS; turn += 1) for (const side of SIDES) turns[side].push(turnInChild(side));
  const best = (side: Side): Turn => turns[side].reduce((a, b) => (b.pagesPerSecond > a.pagesPerSecond ? b : a));
  const bare = best('bare');
  const ours = best('redwatch');
  const show = (name: string, turn: Turn): void =>
    console.log(
      `${name.padEnd(30)} ${turn.pagesPerSecond.toFixed(1).padStart(7)} pages/s  p99 ${turn.p99Ms.toFixed(0)} ms  slowest ${turn.maxMs.toFixed(0)} ms  peak ${turn.peakMb.toFixed(0)} MB  failed ${turn.failed}`,
    );
  console.log(`read: ${bare.pages} pages, best of ${TURNS} turns each`);
  show('bare readability on linkedom', bare);
  show('redwatch', ours);
  const inThread = best('pool');
  show('redwatch in a thread', inThread);
  for (const [name, turn] of [
    ['redwatch', ours],
    ['in a thread', inThread],
  ] as const)
    console.log(
      `ratio ${name}: ${(turn.pagesPerSecond / bare.pagesPerSecond).toFixed(2)}x the pages/s, ${(turn.peakMb / bare.peakMb).toFixed(2)}x the memory`,
    );
}

const side = SIDES.find((name) => name === process.argv[process.argv.indexOf('--side') + 1]);
if (process.argv[1] && import.meta.filename === resolve(process.argv[1]) && side) {
  console.log(JSON.stringify(await takeTurn(side)));
}
