/**
 * How a crawl is driven: Crawlee keeps the frontier, retries, concurrency and the browser; the gate brings every byte. This file
 * and _browser.ts are the only ones that know Crawlee and Playwright. Crawlee's own storage stays in memory and dies with the run.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BasicCrawler,
  Configuration,
  EventManager,
  log,
  LogLevel,
  Request,
  type RequestProvider,
  type BaseHttpClient,
  type BasicCrawlerOptions,
  type BasicCrawlingContext,
} from '@crawlee/basic';
import { PlaywrightCrawler, type PlaywrightCrawlingContext } from '@crawlee/playwright';
import { decodeBytes } from '../src/net/charset.ts';
import type { GateResponse } from '../src/net/gate.ts';
import { outcomeOf, outcomeOfError } from '../src/net/outcome.ts';
import { browserOptions, browserOutcome, openBrowser, rendered } from './_browser.ts';
import { Frontier } from './_frontier.ts';
import type { CrawlPorts } from './_ports.ts';
import type { RunReport } from './_report.ts';
import { runSource } from './_run.ts';
import type { Source } from './_source.ts';
import { failure, type DriveOptions, type Failed, type Fetched, type Task } from './_task.ts';

export { parseSource } from './index.ts';
export type { RunEntry, RunReport } from './_report.ts';
export type { CrawlPorts } from './_ports.ts';
export type { CrawlLimits } from './_task.ts';

/** Crawls one source once. Never throws for what a site does: that is in the report. Throws when a port fails (the archive is gone). */
export function crawlSource(source: Source, ports: CrawlPorts): Promise<RunReport> {
  return runSource(source, ports, drive);
}

/** Far beyond any wait for a turn plus the gate's own time limit, which are what ends a request. */
const HANDLER_SECS = 3600;

const STOP_AGAIN_MS = 100;

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
  const inBrowser = { ...commonOptions(shared), ...browserOptions(launch, options) };
  const requestHandler = (context: PlaywrightCrawlingContext) =>
    shared.handle(context.request, () => rendered(context, options));
  await shared.run(new PlaywrightCrawler({ ...inBrowser, requestHandler }, inMemory()));
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
  readonly frontier = new Frontier((task: Task) => new Request({ url: task.ask.url, uniqueKey: task.key }));
  private readonly open = new Map<string, Task>();
  private readonly begun = new Set<string>();
  private portError: unknown = null;

  constructor(options: DriveOptions) {
    this.options = options;
  }

  async run(crawler: AnyCrawler): Promise<void> {
    const { signal, tasks } = this.options;
    let stopping: NodeJS.Timeout | undefined;
    // Crawlee forgets an abort that comes before its pool runs: it is asked until the run is over.
    const stop = (): void => {
      void crawler.autoscaledPool?.abort();
      stopping ??= setInterval(stop, STOP_AGAIN_MS);
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      this.add(tasks);
      if (!signal?.aborted) await crawler.run();
    } finally {
      signal?.removeEventListener('abort', stop);
      clearInterval(stopping);
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
    this.frontier.push(tasks);
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
