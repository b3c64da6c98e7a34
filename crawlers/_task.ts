/** What a crawl passes from hand to hand: an address to ask for, what came back or why nothing did, and how they are driven. */
import type { GatedBrowser } from '../src/net/browser.ts';
import type { Decoded } from '../src/net/charset.ts';
import type { Gate, GateResponse } from '../src/net/gate.ts';
import type { Outcome } from '../src/net/outcome.ts';
import type { Ask } from './_source.ts';

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

/** A failure of our own making: nothing is gained by trying again. */
export function failure(cause: string, sentence: string): Failed {
  return { kind: 'failed', cause, retry: 'never', afterMs: null, sentence };
}
