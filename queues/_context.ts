import type { CrawlPorts } from '../crawlers/_crawl.ts';
import type { Source } from '../crawlers/_source.ts';
import type { DedupIndex } from '../src/core/dedup/index.ts';
import type { Config } from '../src/config.ts';
import type { Logger } from '../src/log.ts';
import type { ModelClient } from '../src/model/client.ts';
import type { Gate } from '../src/net/gate.ts';
import type { ReadPool } from '../src/read-pool.ts';
import type { Database } from '../src/store/connect.ts';

/** What every step is given: the settings, the archive, the way to the network, the time and who is told of progress. */
export type Context = {
  config: Config;
  sources: readonly Source[];
  /** The channels of the settings by id, with their secrets in place. */
  channels: ReadonlyMap<string, { type: string; settings: Readonly<Record<string, unknown>> }>;
  /** Where a reader finds the desk; links in alerts start with it. */
  deskUrl: string;
  db: Database;
  log: Logger;
  gate: Gate;
  browser: CrawlPorts['browser'];
  /** The language model of the settings; absent when they name none. */
  model?: ModelClient;
  /** Threads in which pages are read under a time and a memory limit. */
  readPool: ReadPool;
  now(): Date;
  /** The true time, whatever time is being played. */
  clock(): Date;
  /** Called after each batch; the demo and the import show it. */
  progress(event: Progress): void;
  /** The candidates of grouping, kept in step with the archive by queues/group.ts. */
  groupIndex: FollowedIndex;
  /** Aborted when the process is asked to stop: long steps end early and are taken up again later. */
  signal: AbortSignal;
};

/** `done` items of a step; `detail` counts what became of them. */
export type Progress = {
  step: string;
  done: number;
  sourceId?: string;
  detail?: Readonly<Record<string, number>>;
  sentence?: string;
};

/**
 * The in-process index and how far it has followed the archive's fingerprints. Null: to be built anew, in so many `shards` (one where it
 * does not say).
 */
export type FollowedIndex = { index: DedupIndex | null; seq: bigint; readonly shards?: number };
