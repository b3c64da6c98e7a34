import type { Transaction } from 'kysely';
import {
  keepAsPlaced,
  lastUnit,
  leftOut,
  notePlacementChanges,
  noteReplayed,
  placementChanges,
  placementItems,
  PLACEMENTS,
  prepareGrouping,
  takeOverPlacements,
  type Place,
  type PlacementChange,
  type PlacementItem,
} from '../../src/store/replay-placements.ts';
import { onShadow, streamed } from '../../src/store/replay.ts';
import type { Watch } from '../../src/core/types.ts';
import type { Schema } from '../../src/store/schema.ts';
import { group, groupArticles } from '../group.ts';
import type { FollowedIndex } from '../_context.ts';
import type { Account, Difference, Replay, ReplayContext, Show } from './_replay.ts';

type Trx = Transaction<Schema>;

/** Former stories that are shown, and moved in one transaction, at a time. */
const UNITS = 20;

/** Fingerprints and placements with today's code, in the order in which the articles were placed. */
export async function replayGroup(
  { config, db, now }: ReplayContext,
  { span, apply }: Replay,
  show: Show,
): Promise<Account> {
  const at = now();
  const counts = { inSpan: 0, ruled: 0, waiting: 0, replayed: 0, moved: 0, kept: 0 };
  const applied = { taken: 0, left: 0 };
  await onShadow(
    db,
    PLACEMENTS,
    async (trx) => {
      await prepareGrouping(trx);
      Object.assign(counts, await leftOut(trx, span));
      const followed: FollowedIndex = { index: null, seq: 0n };
      for await (const items of streamed(trx, placementItems(span, at), ROWS))
        for (const run of runsOf(items)) counts.replayed += await placeRun(trx, run, followed, config.watches);
      await notePlacementChanges(trx);
    },
    async (connection) => {
      const last = await lastUnit(connection);
      for (let unit = 0; unit < last; unit += UNITS) {
        for (const change of await placementChanges(connection, unit, UNITS)) {
          if (change.moves) counts.moved++;
          else counts.kept++;
          await show(difference(change));
        }
        if (!apply) continue;
        const { taken, left } = await takeOverPlacements(connection, unit, UNITS, at);
        applied.taken += taken;
        applied.left += left;
      }
    },
  );
  return {
    rules: 'group',
    lookedAt: { n: counts.replayed, of: counts.inSpan, noun: 'articles' },
    leftOut: [
      { n: counts.ruled, why: 'stand in stories that an analyst has ruled on, or that the ledger has joined' },
      { n: counts.waiting, why: 'wait for the group step, which goes by the rules of today anyway' },
    ],
    changes: [
      { n: counts.moved, of: counts.replayed, what: 'stand in another story, origin or relation' },
      {
        n: counts.kept,
        of: counts.replayed,
        what: 'keep their place, with another version, score, evidence or fingerprint',
      },
    ],
    applied: apply ? applied : null,
    notes: counts.moved ? ['Independent origins of events follow with: redwatch replay --rules claims'] : [],
  };
}

/** Rows in memory at a time; articles that keep their place go into the shadow in slices of this size. */
const ROWS = 500;

/** Slices of equal treatment: what was placed in one batch is placed in one batch again. */
function* runsOf(items: readonly PlacementItem[]): Generator<PlacementItem[]> {
  let run: PlacementItem[] = [];
  for (const item of items) {
    const first = run[0];
    const isSame =
      first &&
      first.isReplayed === item.isReplayed &&
      (!item.isReplayed || (first.at.getTime() === item.at.getTime() && run.length < group.batch));
    if (first && !isSame) {
      yield run;
      run = [];
    }
    run.push(item);
  }
  if (run.length) yield run;
}

async function placeRun(
  trx: Trx,
  run: readonly PlacementItem[],
  followed: FollowedIndex,
  watches: readonly Watch[],
): Promise<number> {
  const [first] = run as [PlacementItem];
  const ids = run.map((item) => item.id);
  if (!first.isReplayed) {
    await keepAsPlaced(trx, ids, first.at);
    return 0;
  }
  const { moved } = await groupArticles(trx, ids, followed, { now: first.at, watches, isKept: false });
  await noteReplayed(trx, [...ids, ...moved]);
  return ids.length;
}

function difference({ article, title, url, was, is, moves, why }: PlacementChange): Difference {
  return {
    kind: 'placement',
    id: article,
    what: moves ? whatMoves(was, is) : 'another version, score, evidence or fingerprint',
    title,
    url,
    was,
    is,
    why: why ?? (is.relation === 'new' ? 'no earlier article carries this text or reports this event' : null),
  };
}

function whatMoves(was: Place | null, is: Place): string {
  if (!was) return 'placed for the first time';
  if (was.story !== is.story) return 'another story';
  return was.origin !== is.origin ? 'another origin' : 'another relation';
}
