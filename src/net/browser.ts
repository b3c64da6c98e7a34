/** Where a Chromium is, and how it must be started so that the gate is its only way out. Who drives it is crawlers/_crawl.ts. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../errors.ts';
import type { Gate } from './gate.ts';
import { openGateProxy } from './proxy.ts';

export type GatedBrowser = {
  executablePath: string;
  /** Command-line switches that close every way around the proxy. */
  args: readonly string[];
  proxyUrl: string;
  userAgent: string;
  /** Sentences of what the proxy refused so far. */
  refused(): readonly string[];
  close(): Promise<void>;
};

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Playwright's own downloads, newest revision first, then the system's; null when there is none. */
export function findChromium(env: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const own = env['REDWATCH_CHROMIUM'];
  if (own) return existsSync(own) ? own : null;
  return [...playwrightDownloads(env), ...SYSTEM].find((path) => existsSync(path)) ?? null;
}

function playwrightDownloads(env: Readonly<Record<string, string | undefined>>): string[] {
  const caches = [env['PLAYWRIGHT_BROWSERS_PATH'], join(homedir(), '.cache/ms-playwright'), join(homedir(), 'Library/Caches/ms-playwright')];
  return caches.flatMap((cache) => {
    if (!cache || !existsSync(cache)) return [];
    const revisions = readdirSync(cache).filter((name) => /^chromium-\d+$/.test(name));
    const newestFirst = revisions.sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
    const binaries = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'];
    return newestFirst.flatMap((name) => binaries.map((binary) => join(cache, name, binary)));
  });
}

export const NO_CHROMIUM =
  'no Chromium was found; install one ("npx playwright install chromium", or "apt-get install chromium" as root) or set REDWATCH_CHROMIUM to its path';

/** Opens the proxy for a browser. Throws an EnvironmentError that says how to get Chromium when there is none. Close it afterwards. */
export async function openGatedBrowser(gate: Gate, executablePath: string | null = findChromium()): Promise<GatedBrowser> {
  if (!executablePath) throw new EnvironmentError(NO_CHROMIUM);
  const proxy = await openGateProxy(gate);
  return {
    executablePath,
    args: switches(proxy.url, gate.userAgent),
    proxyUrl: proxy.url,
    userAgent: gate.userAgent,
    refused: proxy.refused,
    close: proxy.close,
  };
}

function switches(proxyUrl: string, userAgent: string): string[] {
  const isRoot = process.getuid?.() === 0;
  return [
    `--user-agent=${userAgent}`,
    `--proxy-server=${proxyUrl}`,
    // Chromium goes to loopback directly unless told otherwise.
    '--proxy-bypass-list=<-loopback>',
    // It never resolves a name itself: only the proxy's own address is known to it.
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--disable-quic',
    '--dns-prefetch-disable',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-domain-reliability',
    '--no-pings',
    '--blink-settings=imagesEnabled=false',
    '--disable-features=Translate,OptimizationHints,MediaRouter,WebTransport',
    // Chromium refuses to start its sandbox as root; everyone else keeps it.
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}
