import { sql, type Kysely } from 'kysely';
import { contentId } from './ids.ts';
import { addWork, finishWork } from './outbox.ts';
import type { Schema } from './schema.ts';

/** One crawl of one source in one night. Crawling the same night again goes on with the same Run. */
export type RunKey = { sourceId: string; night: string };

export const runIdOf = ({ sourceId, night }: RunKey) => contentId('run', sourceId, night);

/** Asks for a crawl of each source; asking twice for the same night asks once. */
export async function askForRuns(db: Kysely<Schema>, keys: readonly RunKey[]): Promise<void> {
  await addWork(
    db,
    keys.map((key) => ({ step: 'crawl', key: `${key.sourceId} ${key.night}`, payload: key })),
  );
}

export async function startRun(db: Kysely<Schema>, key: RunKey, at: Date): Promise<string> {
  const id = runIdOf(key);
  await db
    .insertInto('runs')
    .values({ id, ...key, startedAt: at })
    .onConflict((on) => on.column('id').doUpdateSet({ verdict: 'running', finishedAt: null, sentence: '' }))
    .execute();
  return id;
}

export type RunEntry = {
  url: string;
  role: 'list' | 'article';
  outcome: string;
  reason: string;
  status?: number;
  bytes?: number;
  ms?: number;
};

/** What became of one address. When a run is taken up again, "skipped as known" does not hide that it was fetched before. */
export async function saveRunEntry(db: Kysely<Schema>, runId: string, entry: RunEntry, at: Date): Promise<void> {
  const { role, outcome, status, bytes, ms } = entry;
  const url = entry.url.slice(0, 2000);
  const reason = entry.reason.slice(0, 500);
  const row = {
    role,
    outcome,
    reason,
    status: status ?? null,
    bytes: bytes ?? null,
    ms: ms === undefined ? null : Math.round(ms),
  };
  await db
    .insertInto('runEntries')
    .values({ runId, url, ...row, at })
    .onConflict((on) => {
      const again = on.columns(['runId', 'url']);
      return row.outcome === 'skipped' ? again.doNothing() : again.doUpdateSet({ ...row, at });
    })
    .execute();
}

export type RunSummary = {
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

/** Ends a Run with its account, and the work that asked for it, in one transaction. */
export async function finishRun(
  db: Kysely<Schema>,
  runId: string,
  summary: RunSummary,
  at: Date,
  workIds: readonly string[],
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('runs')
      .set({
        ...summary,
        skipped: JSON.stringify(summary.skipped),
        failed: JSON.stringify(summary.failed),
        finishedAt: at,
      })
      .where('id', '=', runId)
      .execute();
    await finishWork(trx, workIds);
  });
}

/** The latest Run of every source. */
export async function latestRuns(db: Kysely<Schema>) {
  return db
    .selectFrom('runs')
    .distinctOn('sourceId')
    .selectAll()
    .orderBy('sourceId')
    .orderBy(sql`started_at desc`)
    .execute();
}
