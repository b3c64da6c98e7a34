import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

export type RunView = {
  id: string;
  sourceId: string;
  night: string;
  startedAt: Date;
  finishedAt: Date | null;
  asked: number;
  fetched: number;
  newPages: number;
  same: number;
  unchanged: number;
  skipped: Record<string, number>;
  failed: Record<string, number>;
  verdict: string;
  sentence: string;
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
  /** Pages the reader could not or need not turn into articles, by reason. */
  unread: { reason: string; pages: number }[];
  articles: number;
};

/** Verdicts after which a source counts as well: `partial` still brought something. */
const WELL = ['ok', 'partial', 'empty'];

/** How each source that ever ran is doing. */
export async function sourceHealth(db: Kysely<Schema>): Promise<SourceHealth[]> {
  const [last, failing, unread, articles] = await Promise.all([
    db.selectFrom('runs').distinctOn('sourceId').selectAll().orderBy('sourceId').orderBy('startedAt', 'desc').execute(),
    db
      .selectFrom('runs as bad')
      .where('bad.verdict', '=', 'failed')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('runs as good')
              .whereRef('good.sourceId', '=', 'bad.sourceId')
              .whereRef('good.startedAt', '>', 'bad.startedAt')
              .where('good.verdict', 'in', WELL)
              .select(sql.lit(1).as('one')),
          ),
        ),
      )
      .select(['bad.sourceId', sql<Date>`min(bad.started_at)`.as('since')])
      .groupBy('bad.sourceId')
      .execute(),
    db
      .selectFrom('pages')
      .where('state', '=', 'skipped')
      .select(['sourceId', sql<string>`coalesce(skip_reason, '')`.as('reason'), sql<number>`count(*)::int`.as('pages')])
      .groupBy(['sourceId', 'skipReason'])
      .orderBy('pages', 'desc')
      .execute(),
    db
      .selectFrom('articles')
      .select(['sourceId', sql<number>`count(*)::int`.as('articles')])
      .groupBy('sourceId')
      .execute(),
  ]);
  return last.map((run) => ({
    sourceId: run.sourceId,
    last: run,
    failingSince: failing.find((row) => row.sourceId === run.sourceId)?.since ?? null,
    unread: unread.filter((row) => row.sourceId === run.sourceId),
    articles: articles.find((row) => row.sourceId === run.sourceId)?.articles ?? 0,
  }));
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
