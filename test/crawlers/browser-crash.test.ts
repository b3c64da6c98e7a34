import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { crawlSource, parseSource, type RunEntry } from '../../crawlers/_crawl.ts';
import { createBrowser, findChromium } from '../../src/net/browser.ts';
import { openGate, openSite } from '../net/_site.ts';

const pages = process.env['REDWATCH_DEEP'] ? 500 : 12;
const canRun = findChromium() !== null && existsSync('/proc/self/cmdline');
if (!canRun) console.log('no Chromium or no /proc here: browser crashes are not tried');

/** Process ids of Chromium processes started behind this proxy; `main` are those that are not children of another. */
function chromiumBehind(proxyUrl: string): { pid: number; main: boolean }[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      const isOurs = command.includes(`--proxy-server=${proxyUrl}`) && /chrom/i.test(command);
      return isOurs ? [{ pid: Number(name), main: !command.includes('--type=') }] : [];
    } catch {
      return []; // it ended between the two looks
    }
  });
}

describe.skipIf(!canRun)('a browser that is killed in the middle of a night', () => {
  it(`costs some of ${pages} pages at most, each accounted for, and leaves no process behind`, async () => {
    let kill = (): void => undefined;
    const site = await openSite((request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      if (request.url === '/app')
        return response.end(Array.from({ length: pages }, (_, n) => `<a href="/t/${n}">${n}</a>`).join(''));
      if (request.url === '/t/5') kill();
      return response.end(`<title>${request.url}</title><p>云帆科技</p>`);
    });
    const gate = openGate([site]);
    const browser = createBrowser({ gate });
    const { proxyUrl } = await browser.open();
    let killed = 0;
    kill = () => {
      kill = () => undefined;
      for (const { pid, main } of chromiumBehind(proxyUrl)) if (main) killed += Number(process.kill(pid, 'SIGKILL'));
    };
    const entries: RunEntry[] = [];
    let saved = 0;
    const source = parseSource({
      id: 'app',
      kind: 'browser-list',
      url: `${site.base}/app`,
      articles: ['/t/*'],
      articlePages: true,
      delaySecs: 0,
    });
    const report = await crawlSource(source, {
      ...{
        gate,
        browser,
        known: async () => new Map(),
        unchanged: () => undefined,
        now: () => new Date(),
        keywords: [],
      },
      savePage: async () => ((saved += 1), 'new'),
      entry: (entry) => void entries.push(entry),
      limits: { retryDelayMs: 10 },
    });
    expect(killed).toBeGreaterThan(0);
    expect(report.asked).toBe(pages + 1);
    expect(entries).toHaveLength(pages + 1);
    expect(report.new).toBe(saved);
    expect(report.new).toBeGreaterThanOrEqual(pages - 2);
    await browser.close();
    await gate.close();
    await site.close();
    await vi.waitFor(() => expect(chromiumBehind(proxyUrl)).toEqual([]), { timeout: 10_000, interval: 100 });
  }, 600_000);
});
