/**
 * The ground of a replay. The difference is worked out by the steps' own code in a transaction that Postgres itself holds to
 * reading: temporary tables named like the real ones stand before them, so that what a step writes lands there. The real tables
 * are told from them by `public.`. Afterwards the shadows are called `would_...`, and applying takes over from them.
 */
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { Schema } from './schema.ts';

type Trx = Transaction<Schema>;

/** What of the archive is replayed: fetched from `since` up to before `until`, of one source, about one company. */
export type Span = { since: Date | null; until: Date | null; sourceId: string | null; companyId: string | null };

/** Tables a step writes, and the plan's own: `name` and columns. */
export type Ground = { shadows: readonly string[]; plan: readonly string[] };

/**
 * Runs `look` on a snapshot with shadows in place: it cannot change the archive. Then `after` on the same connection, with the
 * shadows out of the way (`would_NAME`); it may open transactions that write.
 */
export async function onShadow<T>(
  db: Kysely<Schema>,
  { shadows, plan }: Ground,
  look: (trx: Trx) => Promise<void>,
  after: (connection: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  return db.connection().execute(async (connection) => {
    try {
      for (const statement of [...shadows.flatMap(shadowOf), ...plan]) await sql.raw(statement).execute(connection);
      await connection.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(look);
      for (const name of shadows)
        await sql.raw(`alter table pg_temp.${name} rename to would_${name}`).execute(connection);
      return await after(connection);
    } finally {
      // The connection goes back to the pool: nothing of this may stay on it.
      await sql.raw('discard temp').execute(connection);
    }
  });
}

/** Numbers that the database gives come from a sequence beside the shadow: the real one would move. */
const NUMBERED: Readonly<Record<string, string>> = { fingerprints: 'seq', outbox: 'id' };

function shadowOf(name: string): string[] {
  const column = NUMBERED[name];
  const sequence = name === 'fingerprints' ? 'fingerprint_seq' : `${name}_${column}_seq`;
  return [
    `create temp table ${name} (like public.${name} including defaults including indexes)`,
    ...(column
      ? [
          `create temp sequence ${sequence}`,
          `alter table pg_temp.${name} alter ${column} set default nextval('pg_temp.${sequence}')`,
        ]
      : []),
  ];
}

/** Rows of a query in its order, `size` at a time in memory, from the transaction's snapshot. */
export async function* streamed<T>(trx: Trx, query: RawBuilder<T>, size: number): AsyncGenerator<T[]> {
  await sql`declare replayed no scroll cursor for ${query}`.execute(trx);
  for (;;) {
    const { rows } = await sql<T>`fetch ${sql.raw(String(size))} from replayed`.execute(trx);
    if (rows.length) yield rows;
    if (rows.length < size) break;
  }
  await sql`close replayed`.execute(trx);
}

/** Whether the article `a` lies in the span. */
export function articleInSpan({ since, until, sourceId, companyId }: Span): RawBuilder<boolean> {
  return sql`(${since}::timestamptz is null or a.first_seen_at >= ${since})
    and (${until}::timestamptz is null or a.first_seen_at < ${until})
    and (${sourceId}::text is null or a.source_id = ${sourceId})
    and (${companyId}::text is null or ${companyId} = any(a.watch_ids))`;
}

/** Articles with work of these steps waiting: workers have not been through with them yet, and go by today's rules anyway. */
export const PENDING = 'create temp table replay_pending (article_id text primary key)';
export async function notePending(trx: Trx, steps: readonly string[]): Promise<void> {
  await sql`insert into replay_pending
    select distinct payload->>'articleId' from public.outbox
    where not dead and step in (${sql.join(steps)}) and payload ? 'articleId'`.execute(trx);
}

/** One line of an account of what a replay left out and why. */
export async function countOf(db: Kysely<Schema> | Trx, query: RawBuilder<{ n: number }>): Promise<number> {
  const { rows } = await query.execute(db);
  return Number(rows[0]?.n ?? 0);
}

/** Notes in the desk's list of decisions what a replay replaced, in the form that the desk can take back (see desk/decide.ts). */
export async function noteReplaced(
  trx: Trx,
  rows: readonly { id: string; subject: object; effect: object; note: string }[],
  at: Date,
): Promise<void> {
  if (!rows.length) return;
  await trx
    .insertInto('decisions')
    .values(
      rows.map(({ id, subject, effect, note }) => ({
        ...{ id, kind: 'replay', by: 'replay', note, at },
        subject: JSON.stringify(subject),
        effect: JSON.stringify(effect),
      })),
    )
    .onConflict((on) => on.doNothing())
    .execute();
}
