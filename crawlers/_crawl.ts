/**
 * How a crawl is driven: Crawlee keeps the frontier, retries, concurrency and the browser; the gate brings every byte. The only
 * file that knows Crawlee and Playwright. Crawlee's own storage stays in memory and dies with the run.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BasicCrawler,
  Configuration,
  EventManager,
  log,
  LogLevel,
  NonRetryableError,
  Request,
  type RequestProvider,
  type BaseHttpClient,
  type BasicCrawlerOptions,
  type BasicCrawlingContext,
} from '@crawlee/basic';
import { PlaywrightCrawler, type PlaywrightCrawlingContext } from '@crawlee/playwright';
import { EnvironmentError, messageOf } from '../src/errors.ts';
import type { BrowserLaunch } from '../src/net/browser.ts';
import { decodeBytes } from '../src/net/charset.ts';
import type { GateResponse } from '../src/net/gate.ts';
import { outcomeOf, outcomeOfError } from '../src/net/outcome.ts';
import { REFUSED_HEADER } from '../src/net/proxy.ts';
import { FetchFailure, GateRefusal, type FailureCode, type RefusalCode } from '../src/net/refusal.ts';
import { Frontier } from './_frontier.ts';
import type { RunReport } from './_report.ts';
import { runSource, type CrawlPorts, type DriveOptions, type Failed, type Fetched, type Task } from './_run.ts';
import type { Source } from './_source.ts';

export { parseSource } from './index.ts';
export type { RunEntry, RunReport } from './_report.ts';
export type { CrawlLimits, CrawlPorts } from './_run.ts';

/** Crawls one source once. Never throws for what a site does: that is in the report. Throws when a port fails (the archive is gone). */
export function crawlSource(source: Source, ports: CrawlPorts): Promise<RunReport> {
  return runSource(source, ports, drive);
}

/** Pages in a browser at once, whatever the limit for HTTP: each costs some hundred megabytes. */
const BROWSER_PAGES = 2;
const NAVIGATION_SECS = 45;
const WAIT_FOR_MS = 15_000;
/** An article's own text is there long before its advertisements have come to rest. */
const REST_MS = 5_000;
const CONTENT_MS = 15_000;
const MAX_RENDERED = 10 * 1024 * 1024;
/** Far beyond any wait for a turn plus the gate's own time limit, which are what ends a request. */
const HANDLER_SECS = 3600;

/** Thrown into Crawlee to have a task retried; carries what to report if that was the last attempt. */
class TryAgain extends Error {
  readonly outcome: Failed;
  constructor(outcome: Failed) {
    super(outcome.sentence);
    this.outcome = outcome;
  }
}

async function drive(options: DriveOptions): Promise<void> {
  if (options.tasks.length === 0) return;
  log.setLevel(LogLevel.OFF); // what happens is told through the ports
  const shared = new Shared(options);
  if (options.browser === undefined) {
    const handler = { requestHandler: ({ request }: BasicCrawlingContext) => shared.handle(request, overHttp) };
    await shared.run(new BasicCrawler<BasicCrawlingContext>({ ...commonOptions(shared), ...handler }, inMemory()));
    return;
  }
  const launch = await openBrowser(options);
  if ('failed' in launch) {
    for (const task of options.tasks) await options.give(task, launch.failed, null);
    return;
  }
  await shared.run(browserCrawler(shared, launch));
}

async function openBrowser({ browser }: DriveOptions): Promise<BrowserLaunch | { failed: Failed }> {
  const failed = (sentence: string): { failed: Failed } => ({ failed: failure('no browser', sentence) });
  if (!browser) return failed('this source needs a browser and none was set up');
  try {
    return await browser.open();
  } catch (error) {
    if (error instanceof EnvironmentError) return failed(messageOf(error));
    throw error;
  }
}

/** Crawlee measures the machine by starting `ps` for each run, to scale a concurrency that is fixed here. */
class QuietEvents extends EventManager {}

/** Nothing is written to disk. */
function inMemory(): Configuration {
  const config = new Configuration({ persistStorage: false, purgeOnStart: false });
  config.set('eventManager', new QuietEvents(config));
  return config;
}

/** Crawlee's own way to the network, closed. */
const noHttp: BaseHttpClient = {
  sendRequest: () => Promise.reject(new Error('only the gate makes requests')),
  stream: () => Promise.reject(new Error('only the gate makes requests')),
};

type Bring = (task: Task, options: DriveOptions) => Promise<GateResponse>;
type AnyCrawler = BasicCrawler | PlaywrightCrawler;

/** What both crawlers share: the tasks by key, each settled exactly once, and the first error of a port. */
class Shared {
  readonly options: DriveOptions;
  readonly frontier = new Frontier<Request>();
  private readonly open = new Map<string, Task>();
  private readonly begun = new Set<string>();
  private portError: unknown = null;

  constructor(options: DriveOptions) {
    this.options = options;
  }

  async run(crawler: AnyCrawler): Promise<void> {
    const { signal, tasks } = this.options;
    const stop = (): void => void crawler.autoscaledPool?.abort();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      this.add(tasks);
      if (!signal?.aborted) await crawler.run();
    } finally {
      signal?.removeEventListener('abort', stop);
      await crawler.teardown();
    }
    const left: Failed = signal?.aborted
      ? failure('aborted', 'stopped before it was asked')
      : failure('error', 'the crawl ended before it was asked');
    for (const task of [...this.open.values()]) await this.giveUp(task, left, null);
    if (this.portError !== null) throw this.portError;
  }

  private add(tasks: readonly Task[]): void {
    for (const task of tasks) this.open.set(task.key, task);
    this.frontier.push(tasks.map((task) => new Request({ url: task.ask.url, uniqueKey: task.key })));
  }

  /** One attempt: bring, judge, settle. Throws TryAgain when Crawlee should try once more. */
  async handle(request: Request, bring: Bring): Promise<void> {
    const task = this.open.get(request.uniqueKey);
    if (!task || this.portError !== null) return;
    this.begin(task);
    const { fetched, failed } = await this.attempt(task, bring);
    if (failed) {
      if (failed.retry === 'soon' && request.retryCount < this.options.limits.retries) throw new TryAgain(failed);
      return this.giveUp(task, failed, fetched);
    }
    // Crawlee may have been stopped meanwhile, and this task reported.
    if (!this.open.delete(task.key)) return undefined;
    const next = await this.port(() => this.options.settle(task, fetched));
    this.add(next ?? []);
    return undefined;
  }

  /** Counts an address once, however often it is tried. */
  private begin(task: Task): void {
    if (this.begun.has(task.key)) return;
    this.begun.add(task.key);
    this.options.asked();
  }

  private async attempt(
    task: Task,
    bring: Bring,
  ): Promise<{ fetched: Fetched; failed: null } | { fetched: Fetched | null; failed: Failed }> {
    try {
      const response = await bring(task, this.options);
      const contentType = response.headers['content-type'] ?? null;
      const fetched = { ...response, ...decodeBytes(response.body, contentType), contentType };
      const outcome = outcomeOf(response, fetched.text);
      return outcome.kind === 'failed' ? { fetched, failed: outcome } : { fetched, failed: null };
    } catch (error) {
      return { fetched: null, failed: outcomeOfError(error) };
    }
  }

  private async giveUp(task: Task, outcome: Failed, fetched: Fetched | null): Promise<void> {
    if (this.open.delete(task.key)) await this.port(() => this.options.give(task, outcome, fetched));
  }

  /** A port that fails ends the run: the first such error is what the caller sees. */
  private async port<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.portError ??= error;
      return null;
    }
  }

  /** Before another attempt: wait, doubling. */
  async backOff(retry: number): Promise<void> {
    const { limits, signal } = this.options;
    await sleep(limits.retryDelayMs * 2 ** retry, undefined, signal ? { signal } : {}).catch(() => undefined);
  }

  /** Crawlee itself gave up (a crashed browser, a navigation that failed): the task must not vanish. */
  async lost(request: Request, error: unknown): Promise<void> {
    const task = this.open.get(request.uniqueKey);
    if (!task) return;
    this.begin(task);
    await this.giveUp(
      task,
      error instanceof TryAgain ? error.outcome : browserOutcome(error, task.ask.url, this.options),
      null,
    );
  }
}

function failure(cause: string, sentence: string): Failed {
  return { kind: 'failed', cause, retry: 'never', afterMs: null, sentence };
}

function commonOptions(shared: Shared) {
  const { limits } = shared.options;
  return {
    // Crawlee calls nothing else of a queue that it has not opened itself; its option for other frontiers is not accepted at run time.
    requestQueue: shared.frontier as unknown as RequestProvider,
    httpClient: noHttp,
    statisticsOptions: { saveErrorSnapshots: false, persistenceOptions: { enable: false } },
    // Fixed: Crawlee would go down to one request whenever the machine is busy with other work.
    minConcurrency: limits.concurrency,
    maxConcurrency: limits.concurrency,
    autoscaledPoolOptions: { desiredConcurrency: limits.concurrency, maybeRunIntervalSecs: 0.1 },
    maxRequestRetries: limits.retries,
    requestHandlerTimeoutSecs: HANDLER_SECS,
    useSessionPool: false,
    statusMessageLoggingInterval: HANDLER_SECS,
    errorHandler: ({ request }: { request: Request }) => shared.backOff(request.retryCount - 1),
    failedRequestHandler: ({ request }: { request: Request }, error: Error) => shared.lost(request, error),
  } satisfies BasicCrawlerOptions;
}

const overHttp: Bring = ({ ask, conditional }, { gate, delayMs, ignoreRobots, limits, signal }) =>
  gate.fetch(ask.url, {
    purpose: 'crawl',
    ...{ method: ask.method ?? 'GET', headers: ask.headers ?? {}, body: ask.body ?? null, delayMs, ignoreRobots },
    ...(conditional ? { conditional } : {}),
    ...(limits.maxBytes === null ? {} : { maxBytes: limits.maxBytes }),
    ...(signal ? { signal } : {}),
  });

function browserCrawler(shared: Shared, launch: BrowserLaunch): PlaywrightCrawler {
  const { options } = shared;
  const { errorHandler, failedRequestHandler, ...common } = commonOptions(shared);
  const crawler: PlaywrightCrawler = new PlaywrightCrawler(
    {
      ...common,
      ...{
        errorHandler,
        failedRequestHandler,
        minConcurrency: BROWSER_PAGES,
        maxConcurrency: BROWSER_PAGES,
        navigationTimeoutSecs: NAVIGATION_SECS,
      },
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
      requestHandler: (context) => shared.handle(context.request, () => rendered(context, options)),
    },
    inMemory(),
  );
  return crawler;
}

/** Refusals and waits must not be retried by Crawlee; the cause stays for the report. */
function asCrawleeError(error: unknown): unknown {
  return outcomeOfError(error).retry === 'soon' ? error : new NonRetryableError(messageOf(error), { cause: error });
}

/** "page.goto: net::ERR_TUNNEL_CONNECTION_FAILED at https://…", "Navigation timed out after 45 seconds." in the words of the report. */
function browserOutcome(error: unknown, url: string, { browser }: DriveOptions): Failed {
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
async function rendered(
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
