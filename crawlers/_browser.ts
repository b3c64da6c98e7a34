/**
 * Pages that need a browser: how Crawlee's Playwright is set up so that the gate admits every page first, the page as its scripts
 * have made it in the form of a gate's answer, and the browser's own errors in the words of the report.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { NonRetryableError } from '@crawlee/basic';
import type { PlaywrightCrawlerOptions, PlaywrightCrawlingContext } from '@crawlee/playwright';
import { EnvironmentError, messageOf } from '../src/errors.ts';
import type { BrowserLaunch } from '../src/net/browser.ts';
import type { GateResponse } from '../src/net/gate.ts';
import { outcomeOfError } from '../src/net/outcome.ts';
import { REFUSED_HEADER } from '../src/net/proxy.ts';
import { FetchFailure, GateRefusal, type FailureCode, type RefusalCode } from '../src/net/refusal.ts';
import { failure, type DriveOptions, type Failed } from './_task.ts';

/** Pages in a browser at once, whatever the limit for HTTP: each costs some hundred megabytes. */
const BROWSER_PAGES = 2;
const NAVIGATION_SECS = 45;
const WAIT_FOR_MS = 15_000;
/** An article's own text is there long before its advertisements have come to rest. */
const REST_MS = 5_000;
const CONTENT_MS = 15_000;
const MAX_RENDERED = 10 * 1024 * 1024;

/** Where the browser is, or why there is none. */
export async function openBrowser({ browser }: DriveOptions): Promise<BrowserLaunch | { failed: Failed }> {
  const failed = (sentence: string): { failed: Failed } => ({ failed: failure('no browser', sentence) });
  if (!browser) return failed('this source needs a browser and none was set up');
  try {
    return await browser.open();
  } catch (error) {
    if (error instanceof EnvironmentError) return failed(messageOf(error));
    throw error;
  }
}

/** What is set for pages in a browser beside what every crawl has: behind the gate's proxy, nothing carried from page to page. */
export function browserOptions(launch: BrowserLaunch, options: DriveOptions) {
  return {
    minConcurrency: BROWSER_PAGES,
    maxConcurrency: BROWSER_PAGES,
    navigationTimeoutSecs: NAVIGATION_SECS,
    autoscaledPoolOptions: { desiredConcurrency: BROWSER_PAGES, maybeRunIntervalSecs: 0.1 },
    headless: true,
    browserPoolOptions: {
      useFingerprints: false,
      closeInactiveBrowserAfterSecs: 30,
      retireBrowserAfterPageCount: 100,
    },
    persistCookiesPerSession: false,
    launchContext: {
      useIncognitoPages: true,
      launchOptions: {
        executablePath: launch.executablePath,
        args: [...launch.args],
        chromiumSandbox: !launch.args.includes('--no-sandbox'),
        proxy: { server: launch.proxyUrl, bypass: '<-loopback>' },
      },
    },
    preNavigationHooks: [
      async ({ request }, goto) => {
        if (goto) goto.waitUntil = 'domcontentloaded';
        await options.gate
          .admit(request.url, { ignoreRobots: options.ignoreRobots, delayMs: options.delayMs })
          .catch((error: unknown) => {
            throw asCrawleeError(error);
          });
      },
    ],
  } satisfies PlaywrightCrawlerOptions;
}

/** Refusals and waits must not be retried by Crawlee; the cause stays for the report. */
function asCrawleeError(error: unknown): unknown {
  return outcomeOfError(error).retry === 'soon' ? error : new NonRetryableError(messageOf(error), { cause: error });
}

/** "page.goto: net::ERR_TUNNEL_CONNECTION_FAILED at https://…", "Navigation timed out after 45 seconds." in the words of the report. */
export function browserOutcome(error: unknown, url: string, { browser }: DriveOptions): Failed {
  if (error instanceof NonRetryableError && error.cause) return outcomeOfError(error.cause);
  const message = messageOf(error).slice(0, 300);
  const host = URL.canParse(url) ? new URL(url).host : url;
  const refusal = browser?.refused().findLast(({ target }) => target.includes(host));
  if (refusal && /ERR_TUNNEL|ERR_PROXY/.test(message))
    return outcomeOfError(new GateRefusal('address', refusal.sentence));
  const isTimeout = /timed? ?out/i.test(message);
  const isCrash = /crash|has been closed|Target closed|disconnected/i.test(message);
  // net::ERR_CERT_AUTHORITY_INVALID, net::ERR_SSL_PROTOCOL_ERROR
  const isTls = /net::ERR_(?:CERT|SSL)_/.test(message);
  const cause = isTimeout ? 'timeout' : isCrash ? 'browser crash' : isTls ? 'tls' : 'browser';
  return failure(cause, `${url}: ${message}`);
}

/** The page as scripts have made it, in the form of a gate's answer. */
export async function rendered(
  { page, response, request }: PlaywrightCrawlingContext,
  options: DriveOptions,
): Promise<GateResponse> {
  const started = performance.now();
  const redirects = redirectsOf(response);
  if (redirects.length > 5) {
    throw new GateRefusal('redirects', `gave up on ${request.url} after ${redirects.length} redirects in the browser`);
  }
  const status = response?.status() ?? 0;
  const headers = (await response?.allHeaders()) ?? {};
  const refused = headers[REFUSED_HEADER];
  if (refused) throw refusedBy(refused, (await response?.text()) ?? request.url);
  if (status < 400) await untilComplete(page, options.waitFor);
  const body = await contentOf(page, options.limits.maxBytes ?? MAX_RENDERED);
  const rest = {
    wireBytes: body.length,
    notModified: false,
    retryAfterMs: null,
    ms: performance.now() - started,
    waitedMs: 0,
  };
  const htmlHeaders = { ...headers, 'content-type': 'text/html; charset=utf-8' };
  return { url: request.url, finalUrl: page.url(), redirects, status, headers: htmlHeaders, body, ...rest };
}

/** Late or never complete: the page is taken as it stands, and a list without articles says so itself. */
async function untilComplete(page: PlaywrightCrawlingContext['page'], waitFor: string | null): Promise<void> {
  const complete = waitFor
    ? page.waitForSelector(waitFor, { state: 'attached', timeout: WAIT_FOR_MS })
    : page.waitForLoadState('networkidle', { timeout: REST_MS });
  await complete.catch(() => undefined);
}

function refusedBy(code: string, sentence: string): Error {
  const isFailure = ['dns', 'connect', 'tls', 'timeout', 'reset', 'protocol', 'aborted'].includes(code);
  return isFailure ? new FetchFailure(code as FailureCode, sentence) : new GateRefusal(code as RefusalCode, sentence);
}

/** The DOM as HTML. A page whose scripts never end cannot answer, and one that grows without end is not brought over. */
async function contentOf(page: PlaywrightCrawlingContext['page'], maxBytes: number): Promise<Buffer> {
  const read = page.evaluate((max) => {
    const html = document.documentElement.outerHTML;
    return html.length > max ? null : html;
  }, maxBytes);
  const late = sleep(CONTENT_MS, undefined, { ref: false }).then(() => {
    throw new FetchFailure(
      'timeout',
      `${page.url()}: the page's scripts did not come to rest within ${CONTENT_MS / 1000} s`,
    );
  });
  const html = await Promise.race([read, late]);
  if (html === null)
    throw new GateRefusal('too-large', `${page.url()} grew beyond ${maxBytes} characters in the browser`);
  return Buffer.from(`<!DOCTYPE html>${html}`, 'utf8');
}

function redirectsOf(response: PlaywrightCrawlingContext['response']): GateResponse['redirects'] {
  const hops: { status: number; from: string; to: string }[] = [];
  for (let at = response?.request() ?? null; at !== null; at = at.redirectedFrom()) {
    const from = at.redirectedFrom();
    if (from) hops.unshift({ status: 0, from: from.url(), to: at.url() });
  }
  return hops;
}
