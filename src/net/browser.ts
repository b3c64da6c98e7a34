/** Where a Chromium is, and how it must be started so that the gate is its only way out. Who drives it is crawlers/_crawl.ts. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../errors.ts';
import type { Gate } from './asked.ts';
import { openGateProxy, type GateProxy, type Refusal } from './proxy.ts';

/** How to start Chromium so that nothing passes by the gate. */
export type BrowserLaunch = {
  executablePath: string;
  /** Command-line switches that close every way around the proxy. */
  args: readonly string[];
  proxyUrl: string;
};

/** A browser that may be needed: nothing is looked for or started before the first `open`. */
export type GatedBrowser = {
  /** Starts the proxy. Throws an EnvironmentError that says how to get Chromium when there is none. */
  open(): Promise<BrowserLaunch>;
  /** What the proxy has refused so far. */
  refused(): readonly Refusal[];
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
  const caches = [
    env['PLAYWRIGHT_BROWSERS_PATH'],
    join(homedir(), '.cache/ms-playwright'),
    join(homedir(), 'Library/Caches/ms-playwright'),
  ];
  return caches.flatMap((cache) => {
    if (!cache || !existsSync(cache)) return [];
    const revisions = readdirSync(cache).filter((name) => /^chromium-\d+$/.test(name));
    const newestFirst = revisions.sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
    const binaries = [
      'chrome-linux/chrome',
      'chrome-linux64/chrome',
      'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    ];
    return newestFirst.flatMap((name) => binaries.map((binary) => join(cache, name, binary)));
  });
}

export const NO_CHROMIUM =
  'no Chromium was found; install one ("npx playwright install chromium", or "apt-get install chromium" as root) or set REDWATCH_CHROMIUM to its path';

/** `executablePath` overrides the search. Close it to stop the proxy. */
export function createBrowser({ gate, executablePath }: { gate: Gate; executablePath?: string }): GatedBrowser {
  let proxy: Promise<GateProxy> | null = null;
  let opened: GateProxy | null = null;
  return {
    async open() {
      const path = executablePath ?? findChromium();
      if (!path) throw new EnvironmentError(NO_CHROMIUM);
      proxy ??= openGateProxy(gate);
      opened = await proxy;
      return { executablePath: path, args: switches(opened.url, gate.userAgent), proxyUrl: opened.url };
    },
    refused: () => opened?.refused() ?? [],
    async close() {
      const running = proxy;
      proxy = null;
      await (await running)?.close();
    },
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
