/**
 * Work that must go on after a save. A row is written in the transaction of the save and deleted in the transaction that
 * saves its own result, so nothing depends on a process surviving between two statements. The queue only carries it.
 */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Schema } from './schema.ts';

export type StepName = 'crawl' | 'read' | 'group' | 'claims' | 'model' | 'alert';
export type Work = {
  step: StepName;
  key: string;
  payload: Record<string, unknown>;
  /** Not before this many milliseconds from now have passed. */
  holdMs?: number;
};
export type DispatchedWork = {
  id: string;
  key: string;
  attempt: number;
  failures: number;
  payload: Record<string, unknown>;
};
type Db = Kysely<Schema> | Transaction<Schema>;

/** Notes work to be done. The same work (step and key) waiting already stays one; dead work is brought back to life. */
export async function addWork(db: Db, work: readonly Work[]): Promise<void> {
  if (!work.length) return;
  // One statement must not touch a row twice, and rows are locked in one order by everybody.
  const unique = [...new Map(work.map((w) => [`${w.step} ${w.key}`, w])).values()].sort((a, b) =>
    a.key < b.key ? -1 : 1,
  );
  await db
    .insertInto('outbox')
    .values(
      unique.map((w) => ({
        step: w.step,
        key: w.key,
        payload: JSON.stringify(w.payload),
        ...(w.holdMs && { notBefore: sql<Date>`now() + make_interval(secs => ${w.holdMs / 1000})` }),
      })),
    )
    .onConflict((on) =>
      on
        .columns(['step', 'key'])
        .doUpdateSet((eb) => ({
          dead: false,
          failures: 0,
          dispatchedAt: null,
          notBefore: eb.ref('excluded.notBefore'),
        }))
        .where('outbox.dead', '=', true),
    )
    .execute();
}

/** Deletes finished work; call it in the transaction that saves the result. */
export async function finishWork(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length) await db.deleteFrom('outbox').where('id', 'in', ids).execute();
}

/** Takes up to `limit` rows that are due and marks them as handed to the queue under the job ids that `jobIdOf` gives. */
export async function takeDueWork(db: Kysely<Schema>, step: StepName, limit: number): Promise<DispatchedWork[]> {
  const rows = await db
    .updateTable('outbox')
    .set((eb) => ({ dispatchedAt: sql<Date>`now()`, attempt: eb('attempt', '+', 1), jobId: null }))
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('outbox')
        .select('id')
        .where('step', '=', step)
        .where('dispatchedAt', 'is', null)
        .where('dead', '=', false)
        .where('notBefore', '<=', sql<Date>`now()`)
        .orderBy('id')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'key', 'attempt', 'failures', 'payload'])
    .execute();
  return rows.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
}

/** Remembers which job carries which rows, so that the sweep can ask the queue whether the job still exists. */
export async function noteJobs(db: Db, jobs: readonly { jobId: string; ids: readonly string[] }[]): Promise<void> {
  const jobIds = jobs.flatMap(({ jobId, ids }) => ids.map(() => jobId));
  await sql`
    update outbox o set job_id = given.job_id
    from unnest(${jobs.flatMap(({ ids }) => ids)}::bigint[], ${jobIds}::text[]) given(id, job_id) where o.id = given.id`.execute(
    db,
  );
}

/** The steps that have work which is due. */
export async function dueSteps(db: Db): Promise<Set<StepName>> {
  const rows = await db
    .selectFrom('outbox')
    .select('step')
    .distinct()
    .where('dispatchedAt', 'is', null)
    .where('dead', '=', false)
    .where('notBefore', '<=', sql<Date>`now()`)
    .execute();
  return new Set(rows.map(({ step }) => step as StepName));
}

/** The rows of a job that are still to be done: those finished by an earlier run of the same job are gone. */
export async function workOf(db: Db, ids: readonly string[]): Promise<DispatchedWork[]> {
  if (!ids.length) return [];
  return db
    .selectFrom('outbox')
    .select(['id', 'key', 'attempt', 'failures', 'payload'])
    .where('id', 'in', ids)
    .where('dead', '=', false)
    .orderBy('id')
    .execute();
}

/** How often a row was handed to the queue, this time included. */
export async function attemptsOf(db: Db, id: string): Promise<number> {
  const row = await db.selectFrom('outbox').select('attempt').where('id', '=', id).executeTakeFirst();
  return row?.attempt ?? 0;
}

/** Puts work back for `afterMs` by the database's clock, with the reason when it failed; `dead` when it is given up. */
export async function returnWork(
  db: Db,
  id: string,
  outcome: { afterMs: number; error: string | null; countsAsFailure: boolean; dead: boolean },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set((eb) => ({
      dispatchedAt: null,
      jobId: null,
      notBefore: sql<Date>`now() + make_interval(secs => ${outcome.afterMs / 1000})`,
      lastError: outcome.error,
      dead: outcome.dead,
      ...(outcome.countsAsFailure && { failures: eb('failures', '+', 1) }),
    }))
    .where('id', '=', id)
    .execute();
}

/** Rows handed over longer than `olderThanMs` ago, grouped by job: the sweep looks whether those jobs still live. */
export async function dispatchedJobs(
  db: Db,
  olderThanMs: number,
  limit: number,
): Promise<{ step: StepName; jobId: string | null; ids: string[] }[]> {
  const { rows } = await sql<{ step: StepName; jobId: string | null; ids: string[] }>`
    select step, job_id as "jobId", array_agg(id::text) as ids from outbox
    where dispatched_at < now() - make_interval(secs => ${olderThanMs / 1000}) and not dead
    group by step, job_id limit ${limit}`.execute(db);
  return rows;
}

/** Makes rows waiting again after their job was lost. */
export async function releaseWork(db: Db, ids: readonly string[]): Promise<void> {
  await db.updateTable('outbox').set({ dispatchedAt: null, jobId: null }).where('id', 'in', ids).execute();
}

export type Backlog = {
  step: StepName;
  waiting: number;
  inHand: number;
  retrying: number;
  later: number;
  dead: number;
};

/** How much is left per step; `retrying` waits after a failure, `later` is held on purpose until a time to come. */
export async function backlog(db: Db): Promise<Backlog[]> {
  const { rows } = await sql<Backlog>`
    select step,
      count(*) filter (where not dead and dispatched_at is null and not_before <= now())::int as waiting,
      count(*) filter (where not dead and dispatched_at is not null)::int as "inHand",
      count(*) filter (where not dead and dispatched_at is null and not_before > now() and failures > 0)::int as retrying,
      count(*) filter (where not dead and dispatched_at is null and not_before > now() and failures = 0)::int as later,
      count(*) filter (where dead)::int as dead
    from outbox group by step`.execute(db);
  return rows;
}
