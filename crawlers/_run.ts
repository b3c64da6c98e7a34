/**
 * One night of one source: ask its lists, find out which articles are new or due, fetch those, hand every page on, and account for
 * every address asked. How requests are driven (frontier, retries, concurrency, browser) is passed in: _crawl.ts.
 */
import { createHash } from 'node:crypto';
import { believedCanonical, canonicalUrl } from '../src/core/url.ts';
import { isDue, type KnownPage } from '../src/core/schedule.ts';
import type { Page } from '../src/core/types.ts';
import type { GatedBrowser } from '../src/net/browser.ts';
import type { Decoded } from '../src/net/charset.ts';
import type { Gate, GateResponse } from '../src/net/gate.ts';
import { outcomeOfError, type Outcome } from '../src/net/outcome.ts';
import { Backlog } from './_backlog.ts';
import { Account, KNOWN, type RunEntry, type RunReport } from './_report.ts';
import type { Ask, Entry, ListContext, Listing, Source } from './_source.ts';

export type CrawlLimits = {
  /** Requests of one source under way at once; the pause between requests of one origin holds all the same. Default 4. */
  concurrency: number;
  /** Attempts after the first for failures that may pass. Default 2. */
  retries: number;
  /** Wait before the first of those, doubling from there. Default 2000 ms. */
  retryDelayMs: number;
  /** Decoded bytes per page; default the gate's. */
  maxBytes: number | null;
};

/** One address to ask for. `key` tells tasks apart and, for an article, is its canonical address. */
export type Task = { key: string; ask: Ask; conditional: { etag: string | null; lastModified: string | null } | null };

/** What came back, decoded. */
export type Fetched = Pick<GateResponse, 'status' | 'headers' | 'finalUrl' | 'body' | 'notModified' | 'ms'> &
  Decoded & { contentType: string | null };

export type DriveOptions = {
  gate: Gate;
  /** Undefined: over HTTP. Null: a browser is needed and there is none. */
  browser: GatedBrowser | null | undefined;
  tasks: readonly Task[];
  limits: CrawlLimits;
  delayMs: number;
  ignoreRobots: boolean;
  /** In a browser: the page is complete once this CSS selector matches; null: once its requests have come to rest. */
  waitFor: string | null;
  signal: AbortSignal | undefined;
  /** Called once per address, before its first attempt. */
  asked(): void;
  /** A usable answer (2xx or 304). Returns further tasks; whatever it throws ends the run. */
  settle(task: Task, fetched: Fetched): Promise<readonly Task[]>;
  /** The task has failed for good. */
  give(task: Task, outcome: Failed, fetched: Fetched | null): Promise<void>;
};

/** Asks for every task and those that follow from them; returns when all are settled or given up. */
export type Drive = (options: DriveOptions) => Promise<void>;
export type Failed = Extract<Outcome, { kind: 'failed' }>;

export type CrawlPorts = {
  gate: Gate;
  /** Absent: sources that need one are reported as failed. */
  browser?: GatedBrowser | undefined;
  /**
   * What is known of these canonical addresses, whether a page was saved under one (`Page.url`) or had been asked for under it
   * (`canonicalUrl(Page.requestedUrl)`), so that an article behind a redirect is not fetched every night. At most 1000 at a time.
   */
  known(urls: readonly string[]): Promise<ReadonlyMap<string, KnownPage>>;
  savePage(page: Page): Promise<'new' | 'same'>;
  /** A known page was confirmed by 304. */
  unchanged(url: string): void | Promise<void>;
  /** Called for every address asked or skipped, except the known ones that are not due, which are only counted. */
  entry(entry: RunEntry): void | Promise<void>;
  /** Lists only: remembers validators once everything a list named has been dealt with, so that a later 304 hides nothing. */
  listSeen?(url: string, validators: { etag: string | null; lastModified: string | null }): void | Promise<void>;
  now(): Date;
  signal?: AbortSignal | undefined;
  keywords: readonly string[];
  /** Backfill: only what was published in this range, known or not due pages left out as always, so that it can be resumed. */
  range?: { since: Date; until: Date } | undefined;
  limits?: Partial<CrawlLimits> | undefined;
};

const DEFAULT_LIMITS: CrawlLimits = { concurrency: 4, retries: 2, retryDelayMs: 2000, maxBytes: null };
const KNOWN_BATCH = 1000;
/** Each holds one page and one connection to the archive. */
const SAVES_UNDER_WAY = 8;

/** What one run carries along. */
type Run = {
  drive: Drive;
  backlog: Backlog;
  source: Source;
  ports: CrawlPorts;
  limits: CrawlLimits;
  account: Account;
  context: ListContext;
  /** Articles to fetch, by canonical address, in the order they were named. */
  wanted: Map<string, { entry: Entry; known: KnownPage | null }>;
  /** Validators of lists that answered, kept until their articles are done. */
  lists: { url: string; etag: string | null; lastModified: string | null }[];
};

/** Crawls one source once. Never throws for what a site does: that is in the report. Throws when a port fails (the archive is gone). */
export async function runSource(source: Source, ports: CrawlPorts, drive: Drive): Promise<RunReport> {
  const run: Run = {
    ...{ drive, backlog: new Backlog(SAVES_UNDER_WAY), source, ports, limits: { ...DEFAULT_LIMITS, ...ports.limits } },
    account: new Account(source, ports.now(), ports.entry),
    context: {
      keywords: ports.keywords,
      now: ports.now(),
      since: ports.range?.since ?? null,
      until: ports.range?.until ?? null,
    },
    ...{ wanted: new Map(), lists: [] },
  };
  await askLists(run);
  await fetchArticles(run);
  if (run.account.isComplete() && !ports.signal?.aborted)
    for (const list of run.lists) await ports.listSeen?.(list.url, list);
  return run.account.report(ports.now());
}

async function askLists(run: Run): Promise<void> {
  const { source, ports } = run;
  const known = ports.listSeen
    ? await ports.known(source.start(run.context).map((ask) => ask.url))
    : new Map<string, KnownPage>();
  const first = source
    .start(run.context)
    .map((ask): Task => ({ key: keyOf(ask), ask, conditional: known.get(ask.url) ?? null }));
  await run.drive({
    ...driveOptions(run, source.browser !== 'none'),
    tasks: first,
    settle: (task, fetched) => settleList(run, task, fetched),
    give: (task, outcome, fetched) => run.account.listFailed(task.ask.url, outcome, fetched),
  });
}

/** Reads one list: new articles join `wanted`, and the next pages are returned unless everything here was known already. */
async function settleList(run: Run, task: Task, fetched: Fetched): Promise<readonly Task[]> {
  const { source, account, ports } = run;
  const { ask } = task;
  if (fetched.notModified) {
    await account.list(ask.url, 'unchanged', 'not modified', fetched);
    return [];
  }
  const listing = readListing(run, ask, fetched);
  if ('kind' in listing) {
    await account.listFailed(ask.url, listing, fetched);
    return [];
  }
  const fresh = await takeEntries(run, listing.entries);
  account.entries += listing.entries.length;
  await account.list(
    ask.url,
    fresh > 0 ? 'new' : 'same',
    `${listing.entries.length} articles, ${fresh} of them new or due`,
    fetched,
  );
  run.lists.push({
    url: ask.url,
    etag: fetched.headers['etag'] ?? null,
    lastModified: fetched.headers['last-modified'] ?? null,
  });
  const isExhausted = listing.entries.length > 0 && fresh === 0 && !ports.range;
  const next: Task[] = [];
  for (const following of isExhausted ? [] : listing.next) {
    if ((following.page ?? 1) <= source.maxPages)
      next.push({ key: keyOf(following), ask: following, conditional: null });
    else await account.skip(following.url, `beyond ${source.maxPages} list pages`);
  }
  return next;
}

/** Whatever a site sends may throw in the reading of it: that fails this list, not the run. */
function readListing(
  { source, context }: Run,
  ask: Ask,
  { finalUrl, contentType, text, body }: Fetched,
): Listing | Failed {
  try {
    return source.list({ ask, finalUrl, contentType, text, body }, context);
  } catch (error) {
    return outcomeOfError(error);
  }
}

/** Sorts the articles a list names into wanted and not; returns how many were wanted. */
async function takeEntries(run: Run, entries: readonly Entry[]): Promise<number> {
  const { source, ports, account, wanted } = run;
  const unseen = new Map<string, Entry>();
  for (const entry of entries) {
    const url = canonicalUrl(entry.url, source.sameHosts);
    if (!wanted.has(url) && !unseen.has(url)) unseen.set(url, entry);
  }
  let fresh = 0;
  for (const batch of batches([...unseen], KNOWN_BATCH)) {
    const known = await ports.known(batch.map(([url]) => url));
    for (const [url, entry] of batch) {
      const page = known.get(url) ?? null;
      const reason = reasonToSkip(run, entry, page);
      if (reason) {
        await account.skip(entry.url, reason);
        continue;
      }
      fresh += 1;
      wanted.set(url, { entry, known: page });
    }
  }
  return fresh;
}

function reasonToSkip({ source, ports, wanted }: Run, entry: Entry, known: KnownPage | null): string | null {
  const { range } = ports;
  if (
    range &&
    entry.publishedAt &&
    (entry.publishedAt < range.since.toISOString() || entry.publishedAt > range.until.toISOString())
  ) {
    return 'outside the date range';
  }
  if (known && !isDue(known, ports.now().toISOString())) return KNOWN;
  return wanted.size >= source.maxArticles ? `beyond ${source.maxArticles} articles` : null;
}

async function fetchArticles(run: Run): Promise<void> {
  const tasks = [...run.wanted].map(([key, { entry, known }]): Task => ({
    key,
    ask: { url: entry.url, headers: { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.5' } },
    conditional: known,
  }));
  await run.drive({
    ...driveOptions(run, run.source.browser === 'all'),
    waitFor: null,
    tasks,
    settle: (task, fetched) => settleArticle(run, task, fetched),
    give: (task, outcome, fetched) => run.account.articleFailed(task.ask.url, outcome, fetched),
  });
  await run.backlog.drain();
}

// "text/html; charset=gbk", "application/xhtml+xml", "text/plain"
const READABLE = /^\s*(?:text\/|application\/(?:xhtml\+xml|xml|json))|^$/i;

async function settleArticle(run: Run, task: Task, fetched: Fetched): Promise<readonly Task[]> {
  const { account, ports } = run;
  if (fetched.notModified) {
    await ports.unchanged(task.key);
    await account.article(task.ask.url, 'unchanged', 'not modified', fetched);
    return [];
  }
  if (!READABLE.test(fetched.contentType ?? '')) {
    await account.skip(
      task.ask.url,
      `not a web page (${(fetched.contentType ?? '').split(';')[0]?.slice(0, 60)})`,
      fetched,
    );
    return [];
  }
  const page = pageOf(run, task, fetched);
  await run.backlog.add(async () => {
    const saved = await ports.savePage(page);
    await account.article(task.ask.url, saved, saved === 'new' ? 'new content' : 'the same bytes as before', fetched);
  });
  return [];
}

/** The page as it goes to the archive; its id is the SHA-256 of canonical address, newline and bytes. */
function pageOf({ source, ports }: Run, task: Task, fetched: Fetched): Page {
  const declared = declaredCanonical(fetched.text);
  const url = canonicalUrl(believedCanonical(fetched.finalUrl, declared) ?? fetched.finalUrl, source.sameHosts);
  return {
    ...{ id: createHash('sha256').update(`${url}\n`).update(fetched.body).digest('hex'), sourceId: source.id, url },
    ...{
      requestedUrl: task.ask.url,
      finalUrl: fetched.finalUrl,
      fetchedAt: ports.now().toISOString(),
      status: fetched.status,
    },
    ...{
      headers: fetched.headers,
      contentType: fetched.contentType,
      charset: fetched.charset,
      charsetFrom: fetched.charsetFrom,
      body: fetched.body,
    },
  };
}

/** `<link rel="canonical" href="https://www.example.com/t/1">` within the first 100,000 characters. */
function declaredCanonical(text: string): string | null {
  for (const [tag] of text.slice(0, 100_000).matchAll(/<link\s[^<>]{1,1000}>/gi)) {
    if (!/\brel\s{0,5}=\s{0,5}["']?canonical\b/i.test(tag)) continue;
    return /\bhref\s{0,5}=\s{0,5}["']?([^"'\s>]{1,900})/i.exec(tag)?.[1]?.replaceAll('&amp;', '&') ?? null;
  }
  return null;
}

function driveOptions(
  { source, ports, limits, account }: Run,
  inBrowser: boolean,
): Omit<DriveOptions, 'tasks' | 'settle' | 'give'> {
  return {
    ...{ gate: ports.gate, browser: inBrowser ? (ports.browser ?? null) : undefined, signal: ports.signal, limits },
    ...{ delayMs: source.delayMs, ignoreRobots: source.ignoreRobots, waitFor: source.waitFor },
    asked: () => account.askedOne(),
  };
}

/** Lists asked by POST differ by body only. */
function keyOf(ask: Ask): string {
  return `${ask.method ?? 'GET'} ${ask.url} ${ask.body ?? ''}`;
}

function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
