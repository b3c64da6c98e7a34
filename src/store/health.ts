/** How each source is doing: does it answer, and can what it brings still be read. */
import { sql, type Kysely, type Transaction } from 'kysely';
import { HEALTHY, type Health } from '../core/schedule.ts';
import { storable } from './ids.ts';
import { NO_WATCH } from './pages.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema> | Transaction<Schema>;
export type Aspect = 'answers' | 'reading';

/** The health a source was left in; a new source is healthy. Locks it until the transaction ends. */
export async function healthOf(trx: Transaction<Schema>, sourceId: string, aspect: Aspect): Promise<Health> {
  const row = await trx
    .selectFrom('sourceHealth')
    .selectAll()
    .where('sourceId', '=', sourceId)
    .where('aspect', '=', aspect)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return HEALTHY;
  const { state, runs, since, told } = row;
  return { state, inARow: runs, since: since?.toISOString() ?? null, told };
}

/** @param sentence what the last look at the source showed, in words */
export async function saveHealth(
  db: Db,
  key: { sourceId: string; aspect: Aspect },
  { state, inARow, since, told }: Health,
  sentence: string,
  at: Date,
): Promise<void> {
  const row = { state, runs: inARow, since, told, sentence: storable(sentence.slice(0, 1000)), checkedAt: at };
  await db
    .insertInto('sourceHealth')
    .values({ ...key, ...row })
    .onConflict((on) => on.columns(['sourceId', 'aspect']).doUpdateSet(row))
    .execute();
}

/** So many of the latest pages are looked at, and fewer than the second number say nothing: one odd page is no new layout. */
const LATEST_PAGES = 5;
const LEAST_PAGES = 3;

export type Reading = {
  /** Pages the read step has yet to look at. */
  waiting: number;
  /** Whether none of the latest pages held an article; null while there are too few to tell. */
  isUnreadable: boolean | null;
  reason: string | null;
};

/** Whether the pages a source brought lately could be read at all. A page that names nobody we watch was read. */
export async function readingOf(db: Db, sourceId: string): Promise<Reading> {
  const { waiting } = await db
    .selectFrom('pages')
    .select(sql<number>`count(*)::int`.as('waiting'))
    .where('sourceId', '=', sourceId)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  const latest = await db
    .selectFrom('pages')
    .select(['state', 'skipReason'])
    .where('sourceId', '=', sourceId)
    .where('state', '<>', 'waiting')
    .orderBy('fetchedAt', 'desc')
    .limit(LATEST_PAGES)
    .execute();
  const unread = latest.filter((p) => p.state === 'skipped' && p.skipReason !== NO_WATCH);
  const isUnreadable = unread.length < latest.length ? false : latest.length >= LEAST_PAGES ? true : null;
  return { waiting, isUnreadable, reason: unread[0]?.skipReason ?? null };
}

/** When a source is to be asked next, and at what interval it is being asked. Null: it never was. */
export async function paceOf(db: Db, sourceId: string): Promise<{ intervalMs: number; nextDueAt: Date } | null> {
  const row = await db.selectFrom('sourcePace').selectAll().where('sourceId', '=', sourceId).executeTakeFirst();
  return row ? { intervalMs: Number(row.intervalMs), nextDueAt: row.nextDueAt } : null;
}

export async function savePace(db: Db, sourceId: string, pace: { intervalMs: number; nextDueAt: Date }): Promise<void> {
  const row = { intervalMs: Math.round(pace.intervalMs), nextDueAt: pace.nextDueAt };
  await db
    .insertInto('sourcePace')
    .values({ sourceId, ...row })
    .onConflict((on) => on.column('sourceId').doUpdateSet(row))
    .execute();
}

/** Which of these sources are due; one that was never asked is. */
export async function dueSources(db: Db, sourceIds: readonly string[], at: Date): Promise<string[]> {
  if (!sourceIds.length) return [];
  const later = await db
    .selectFrom('sourcePace')
    .select('sourceId')
    .where('sourceId', 'in', sourceIds)
    .where('nextDueAt', '>', at)
    .execute();
  return sourceIds.filter((id) => !later.some((row) => row.sourceId === id));
}
