/** What a run is given by its caller, and what it carries along. */
import type { KnownPage } from '../src/core/schedule.ts';
import type { Page } from '../src/core/types.ts';
import type { GatedBrowser } from '../src/net/browser.ts';
import type { Gate } from '../src/net/gate.ts';
import type { Backlog } from './_backlog.ts';
import type { Account, RunEntry } from './_report.ts';
import type { Entry, ListContext, Source } from './_source.ts';
import type { CrawlLimits, Drive, DriveOptions } from './_task.ts';

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

/** What one run carries along. */
export type Run = {
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

/** The part of a drive that lists and articles share. */
export function driveOptions(
  { source, ports, limits, account }: Run,
  inBrowser: boolean,
): Omit<DriveOptions, 'tasks' | 'settle' | 'give'> {
  return {
    ...{ gate: ports.gate, browser: inBrowser ? (ports.browser ?? null) : undefined, signal: ports.signal, limits },
    ...{ delayMs: source.delayMs, ignoreRobots: source.ignoreRobots, waitFor: source.waitFor },
    asked: () => account.askedOne(),
  };
}
