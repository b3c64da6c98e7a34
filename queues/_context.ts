import type { DedupIndex } from '../src/core/dedup/index.ts';
import type { Config } from '../src/config.ts';
import type { Logger } from '../src/log.ts';
import type { Database } from '../src/store/connect.ts';
import type { Gate } from '../src/net/gate.ts';

/** What every step is given: the settings, the archive, the way to the network, the time and who is told of progress. */
export type Context = {
  config: Config;
  db: Database;
  log: Logger;
  gate: Gate;
  now(): Date;
  /** Called after each batch; the demo and the import show it. */
  progress(event: Progress): void;
  /** The candidates of grouping, kept in step with the archive by queues/group.ts. */
  groupIndex: FollowedIndex;
};

export type Progress = { step: string; sourceId?: string; done: number; detail?: Readonly<Record<string, number>> };

/** The in-process index and how far it has followed the archive's fingerprints. Null: to be built anew. */
export type FollowedIndex = { index: DedupIndex | null; seq: bigint };
