import { sql, type Kysely, type Transaction } from 'kysely';
import { contentId, storable } from './ids.ts';
import { addWork, type Work } from './outbox.ts';
import type { Schema } from './schema.ts';
import { fromInsert } from './upsert.ts';
import { together } from './together.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

/** One crawl of one source in one night. Crawling the same night again goes on with the same Run. */
export type RunKey = { sourceId: string; night: string };

export const runIdOf = ({ sourceId, night }: RunKey) => contentId('run', sourceId, night);

/** Asks for a crawl of each source; asking twice for the same night asks once. What was held back for later is done now. */
export async function askForRuns(db: Kysely<Schema>, keys: readonly RunKey[]): Promise<void> {
  if (!keys.length) return;
  const work = keys.map((key) => crawlWork(key));
  await addWork(db, work);
  await db
    .updateTable('outbox')
    .set({ notBefore: sql<Date>`now()` })
    .where('step', '=', 'crawl')
    .where(
      'key',
      'in',
      work.map((w) => w.key),
    )
    .where('dispatchedAt', 'is', null)
    .execute();
}

/** The work of crawling one source in one night, not before `holdMs` from now. */
export function crawlWork(key: RunKey, more: Record<string, unknown> = {}, holdMs?: number): Work {
  return {
    step: 'crawl',
    key: `${key.sourceId} ${key.night}`,
    payload: { ...key, ...more },
    ...(holdMs !== undefined && { holdMs }),
  };
}

/** Begins a Run, or takes up the night's Run again: what earlier attempts brought stays in its account. */
export async function startRun(db: Kysely<Schema>, key: RunKey, at: Date): Promise<string> {
  const id = runIdOf(key);
  await db
    .insertInto('runs')
    .values({ id, ...key, startedAt: at })
    .onConflict((on) =>
      on.column('id').doUpdateSet((eb) => ({
        verdict: 'running',
        finishedAt: null,
        sentence: '',
        attempts: eb('runs.attempts', '+', 1),
      })),
    )
    .execute();
  return id;
}

/** Whether a later night of the source has begun or is asked for, so that this one need not be tried again. */
export async function isSuperseded(db: Kysely<Schema>, { sourceId, night }: RunKey): Promise<boolean> {
  const { rows } = await sql`
    select 1 from runs where source_id = ${sourceId} and night > ${night} and night ~ '^[0-9]' union all
    select 1 from outbox where step = 'crawl' and not dead and payload->>'sourceId' = ${sourceId}
      and payload->>'night' > ${night} and payload->>'night' ~ '^[0-9]' limit 1`.execute(db);
  return rows.length > 0;
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

/**
 * Writes what became of addresses, those that come while a write is under way together in the next one: with one statement for each,
 * the account of a night cost as much as its pages. A promise is kept once its own line is written.
 */
export function accountOf(db: Kysely<Schema>, runId: string): (entry: RunEntry, at: Date) => Promise<void> {
  const save = together(async (lines: readonly Line[]) => {
    await saveRunEntries(db, runId, lines);
    return lines.map(() => undefined);
  });
  return (entry, at) => save({ entry, at });
}

type Line = { entry: RunEntry; at: Date };

/** When a run is taken up again, "skipped as known" does not hide that an address was fetched before. */
async function saveRunEntries(db: Kysely<Schema>, runId: string, lines: readonly Line[]): Promise<void> {
  // One statement must not touch a row twice: what became of an address last holds, unless it was only passed over.
  const rows = new Map<string, ReturnType<typeof rowOf>>();
  for (const { entry, at } of lines) {
    const row = rowOf(runId, entry, at);
    if (row.outcome !== 'skipped' || !rows.has(row.url)) rows.set(row.url, row);
  }
  await db
    .insertInto('runEntries')
    .values([...rows.values()])
    .onConflict((on) =>
      on
        .columns(['runId', 'url'])
        .doUpdateSet(fromInsert('role', 'outcome', 'reason', 'status', 'bytes', 'ms', 'at'))
        .where('excluded.outcome', '<>', 'skipped'),
    )
    .execute();
}

function rowOf(runId: string, { url, role, outcome, reason, status, bytes, ms }: RunEntry, at: Date) {
  return {
    ...{ runId, url: storable(url.slice(0, 2000)), role, outcome, reason: storable(reason.slice(0, 500)), at },
    ...{ status: status ?? null, bytes: bytes ?? null, ms: ms === undefined ? null : Math.round(ms) },
  };
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

/**
 * Ends a Run with its account. A Run that was taken up again accounts for the whole night: each address counts by what became
 * of it last. Only what was known already and not even asked for is counted by the last attempt alone (`summary.skipped`).
 */
export async function endRun(db: Db, runId: string, summary: RunSummary, at: Date): Promise<void> {
  const { attempts } = await db.selectFrom('runs').select('attempts').where('id', '=', runId).executeTakeFirstOrThrow();
  const account = attempts > 1 ? { ...summary, ...(await nightSoFar(db, runId, summary)) } : summary;
  await db
    .updateTable('runs')
    .set((eb) => ({
      ...account,
      sentence: storable(account.sentence),
      asked: eb('asked', '+', summary.asked),
      fetched: eb('fetched', '+', summary.fetched),
      skipped: JSON.stringify(account.skipped),
      failed: JSON.stringify(account.failed),
      finishedAt: at,
    }))
    .where('id', '=', runId)
    .execute();
}

async function nightSoFar(db: Db, runId: string, summary: RunSummary) {
  const rows = await db
    .selectFrom('runEntries')
    .select([
      'outcome',
      sql<string>`case when outcome = 'failed' then split_part(reason, ': ', 1) when outcome = 'skipped' then reason else '' end`.as(
        'why',
      ),
      sql<number>`count(*)::int`.as('n'),
    ])
    .where('runId', '=', runId)
    .where((eb) => eb.or([eb('role', '=', 'article'), eb('outcome', 'in', ['failed', 'skipped'])]))
    .groupBy(['outcome', 'why'])
    .execute();
  const count = (outcome: string) => rows.find((r) => r.outcome === outcome)?.n ?? 0;
  const byReason = (outcome: string) =>
    Object.fromEntries(rows.filter((r) => r.outcome === outcome).map((r) => [r.why, r.n]));
  const listed = new Set(rows.filter((r) => r.outcome === 'skipped').map((r) => r.why));
  const unlisted = Object.entries(summary.skipped).filter(([reason]) => !listed.has(reason));
  const newPages = count('new');
  return {
    ...{ newPages, same: count('same'), unchanged: count('unchanged'), failed: byReason('failed') },
    skipped: { ...byReason('skipped'), ...Object.fromEntries(unlisted) },
    sentence: `${summary.sentence} (asked again; ${newPages} new in the whole night)`,
  };
}

/** Ends a Run that broke off: by an error of ours, or because Redwatch was stopped. It is taken up again where work is left. */
export async function breakOffRun(db: Db, runId: string, verdict: 'failed' | 'partial', sentence: string, at: Date) {
  await db
    .updateTable('runs')
    .set({ verdict, sentence: storable(sentence.slice(0, 1000)), finishedAt: at })
    .where('id', '=', runId)
    .execute();
}

/** Runs that nobody works on and no work is left for (a data folder brought back from a copy) do not stay "running". */
export async function endAbandonedRuns(db: Db, at: Date): Promise<number> {
  const { rows } = await sql`
    update runs set verdict = 'failed', finished_at = ${at}, sentence = 'Redwatch ended while this run was under way'
    where verdict = 'running' and not exists (select 1 from outbox where step = 'crawl' and not dead
      and payload->>'sourceId' = runs.source_id and payload->>'night' = runs.night)
    returning id`.execute(db);
  return rows.length;
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
