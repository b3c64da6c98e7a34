/** The browser path of bench/crawl.ts: pages a second beside bare Playwright, and what is left behind when the browser is killed. */
import { readdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { crawlSource, parseSource } from '../crawlers/_crawl.ts';
import type { RunReport } from '../crawlers/_report.ts';
import { createBrowser } from '../src/net/browser.ts';
import { createGate } from '../src/net/gate.ts';
import { measure, USER_AGENT, type Measure } from './_crawl-jobs.ts';

/** As many pages at once as a crawl has. */
const AT_ONCE = 2;

/** The peer: a new context per page, until the network rests, and the page as HTML; no check, no account. */
export async function barePlaywright(executablePath: string, port: number, pages: number): Promise<Measure> {
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  const result = await measure(async () => {
    let next = 0;
    let got = 0;
    const worker = async (): Promise<void> => {
      while (next < pages) {
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.goto(`http://127.0.0.1:${port}/t/${next++}`, { waitUntil: 'domcontentloaded' });
        await page.waitForLoadState('networkidle');
        if ((await page.content()).includes('云帆科技')) got += 1;
        await context.close();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return got;
  });
  await browser.close();
  return result;
}

export type BrowserNight = Measure & { report: RunReport; killed: number; left: number };

/** Our crawl of a list and its pages in a browser; `killAt` kills the browser's main process (-9) when that page is saved. */
export async function browserNight(port: number, pages: number, killAt: number | null): Promise<BrowserNight> {
  const gate = createGate({ userAgent: USER_AGENT, allow: [`127.0.0.1:${port}`], delayMs: 0 });
  const browser = createBrowser({ gate });
  const { proxyUrl } = await browser.open();
  let saved = 0;
  let killed = 0;
  let report: RunReport | null = null;
  const source = parseSource({
    ...{ id: 'app', kind: 'browser-list', url: `http://127.0.0.1:${port}/app?to=${pages}`, articles: ['/t/*'] },
    ...{ articlePages: true, delaySecs: 0, maxArticles: 100_000 },
  });
  const result = await measure(async () => {
    report = await crawlSource(source, {
      ...{ gate, browser, known: async () => new Map(), unchanged: () => undefined, entry: () => undefined },
      ...{ now: () => new Date(), keywords: [] },
      savePage: async () => {
        saved += 1;
        if (saved === killAt)
          for (const { pid, isMain } of chromiumBehind(proxyUrl))
            if (isMain) killed += Number(process.kill(pid, 'SIGKILL'));
        return 'new';
      },
    });
    return saved;
  });
  await browser.close();
  await gate.close();
  if (!report) throw new Error('the crawl gave no report');
  return { ...result, report, killed, left: chromiumBehind(proxyUrl).length };
}

/** Processes of Chromium started behind this proxy. Linux only: elsewhere none are seen. */
function chromiumBehind(proxyUrl: string): { pid: number; isMain: boolean }[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      const isOurs = command.includes(`--proxy-server=${proxyUrl}`) && /chrom/i.test(command);
      return isOurs ? [{ pid: Number(name), isMain: !command.includes('--type=') }] : [];
    } catch {
      return []; // it ended between the two looks
    }
  });
}
