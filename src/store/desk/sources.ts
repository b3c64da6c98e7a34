import { sql, type Kysely, type Selectable, type SqlBool } from 'kysely';
import type { RunSummary } from '../runs.ts';
import type { Schema, SourceHealthTable } from '../schema.ts';

export type RunView = RunSummary & {
  id: string;
  sourceId: string;
  night: string;
  startedAt: Date;
  finishedAt: Date | null;
};

export type RunEntry = {
  url: string;
  outcome: string;
  reason: string | null;
  status: number | null;
  bytes: number | null;
  ms: number | null;
  at: Date;
};

export type SourceHealth = {
  sourceId: string;
  last: RunView;
  /** Start of the first run that went wrong since the last good one; null while the source is well. */
  failingSince: Date | null;
  /** What is wrong with it beyond its last run; null while it is well. */
  ill: { state: 'failing' | 'silent' | 'unreadable'; since: Date | null; sentence: string } | null;
};

/** What a source has brought so far. */
export type SourceYield = {
  /** Pages the reader could not or need not turn into articles, by reason. */
  unread: { reason: string; pages: number }[];
  articles: number;
};

/** Verdicts after which a source counts as well: `partial` still brought something. */
const WELL = ['ok', 'partial', 'empty'];

/**
 * How each source that ever ran is doing. Walks the index from source to source and takes the last run of each, so that years of runs
 * cost no more than the number of sources.
 */
export async function sourceHealth(db: Kysely<Schema>): Promise<SourceHealth[]> {
  const { rows } = await sql<{ sourceId: string; lastId: string; failingSince: Date | null }>`
    with recursive source(id) as (
      (select source_id from runs order by source_id limit 1)
      union all
      select (select r.source_id from runs r where r.source_id > source.id order by r.source_id limit 1) from source where source.id is not null)
    select source.id as "sourceId",
      (select r.id from runs r where r.source_id = source.id order by r.started_at desc limit 1) as "lastId",
      (select min(bad.started_at) from runs bad where bad.source_id = source.id and bad.verdict = 'failed' and bad.started_at > coalesce(
        (select good.started_at from runs good where good.source_id = source.id and good.verdict in (${sql.join(WELL)})
          order by good.started_at desc limit 1), '-infinity')) as "failingSince"
    from source where source.id is not null`.execute(db);
  if (rows.length === 0) return [];
  const [runs, ills] = await Promise.all([
    db.selectFrom('runs').selectAll().where('id', 'in', rows.map((row) => row.lastId)).orderBy('sourceId').execute(), // prettier-ignore
    db.selectFrom('sourceHealth').selectAll().where('state', '<>', 'ok').orderBy('aspect').execute(),
  ]);
  return runs.map((last) => ({
    sourceId: last.sourceId,
    last,
    failingSince: rows.find((row) => row.sourceId === last.sourceId)?.failingSince ?? null,
    ill: illnessOf(ills.find((one) => one.sourceId === last.sourceId)),
  }));
}

/** A source that answers with pages nobody can read is unreadable; otherwise the state says it itself. */
function illnessOf(row: Selectable<SourceHealthTable> | undefined): SourceHealth['ill'] {
  if (!row || row.state === 'ok') return null;
  const { since, sentence } = row;
  return { state: row.aspect === 'reading' ? 'unreadable' : row.state, since, sentence };
}

/** The label of the last night that was crawled, `2025-12-29`; null before the first. A backfill's run is no night. */
export async function lastNight(db: Kysely<Schema>): Promise<string | null> {
  const row = await db
    .selectFrom('runs')
    .select('night')
    .where(sql<SqlBool>`night ~ '^[0-9]'`)
    .orderBy('night', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.night ?? null;
}

/** Counted for one source at a time: over the whole archive it would read every page's row. */
export async function sourceYield(db: Kysely<Schema>, sourceId: string): Promise<SourceYield> {
  const [unread, articles] = await Promise.all([
    db
      .selectFrom('pages')
      .where('state', '=', 'skipped')
      .where('sourceId', '=', sourceId)
      .select([sql<string>`coalesce(skip_reason, '')`.as('reason'), sql<number>`count(*)::int`.as('pages')])
      .groupBy('skipReason')
      .orderBy('pages', 'desc')
      .execute(),
    db
      .selectFrom('articles')
      .where('sourceId', '=', sourceId)
      .select(sql<number>`count(*)::int`.as('n'))
      .executeTakeFirst(),
  ]);
  return { unread, articles: articles?.n ?? 0 };
}

/** The latest runs of one source, newest first. */
export function runsOf(db: Kysely<Schema>, sourceId: string, limit: number): Promise<RunView[]> {
  return db
    .selectFrom('runs')
    .selectAll()
    .where('sourceId', '=', sourceId)
    .orderBy('startedAt', 'desc')
    .limit(limit)
    .execute();
}

/** What one run did with each address, in the order in which it happened; trouble first when `troubleFirst`. */
export function runEntries(
  db: Kysely<Schema>,
  { runId, limit, offset }: { runId: string; limit: number; offset: number },
): Promise<RunEntry[]> {
  return db
    .selectFrom('runEntries')
    .select(['url', 'outcome', 'reason', 'status', 'bytes', 'ms', 'at'])
    .where('runId', '=', runId)
    .orderBy(sql`case outcome when 'failed' then 0 when 'skipped' then 1 else 2 end`)
    .orderBy('at')
    .orderBy('url')
    .limit(limit)
    .offset(offset)
    .execute();
}
