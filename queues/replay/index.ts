/** Replays by the name of the step whose rules are applied anew. */
import { openReadPool } from '../../src/read-pool.ts';
import type { Config } from '../../src/config.ts';
import type { Logger } from '../../src/log.ts';
import { openStore } from '../../src/store/connect.ts';
import { effectiveWatches } from '../../src/store/desk/watches.ts';
import { openSources } from '../worker.ts';
import { replayClaims } from './claims.ts';
import { replayGroup } from './group.ts';
import { replayRead } from './read.ts';
import type { Account, Replay, ReplayContext, Show } from './_replay.ts';

export type { Account, Difference, Replay, ReplayContext } from './_replay.ts';

export const replays: Readonly<
  Record<string, (context: ReplayContext, replay: Replay, show: Show) => Promise<Account>>
> = { group: replayGroup, claims: replayClaims, read: replayRead };

/** Opens the archive for a replay, and nothing that works, sends or fetches. */
export async function openReplay(
  config: Config,
  log: Logger,
): Promise<{ context: ReplayContext; close(): Promise<void> }> {
  const sources = openSources(config);
  const store = await openStore({ url: config.databaseUrl, dataDir: config.dataDir, log });
  const readPool = openReadPool();
  const close = async () => {
    await readPool.close();
    await store.close();
  };
  try {
    const watches = await effectiveWatches(store.db, config.watches);
    const deskUrl = config.publicUrl ?? `http://${config.desk.host}:${config.desk.port}`;
    const now = () => new Date();
    return { context: { config: { ...config, watches }, sources, db: store.db, log, readPool, deskUrl, now }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
