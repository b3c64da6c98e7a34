/**
 * The gate's shared state in the archive's Postgres: however many workers there are, an origin has one next free moment, and
 * its robots.txt is asked for once. Waiting is measured by the database's clock alone, so that machines whose clocks differ
 * keep the pause all the same.
 */
import { sql, type Kysely } from 'kysely';
import { storable } from './ids.ts';
import type { Schema } from './schema.ts';

type Slot = { origin: string; intervalMs: number; maxWaitMs: number };
type Robots = { state: 'rules' | 'open' | 'closed'; text: string; expiresAtMs: number };

/**
 * GateState as src/net/pacing.ts asks for it.
 * @param now the gate's clock, milliseconds since 1970; only `defer` needs it, to turn its instant into a span
 */
export function sharedState(db: Kysely<Schema>, now: () => number = Date.now) {
  return {
    async takeSlot({ origin, intervalMs, maxWaitMs }: Slot): Promise<{ granted: boolean; waitMs: number }> {
      const interval = span(intervalMs);
      // The row is locked before the conditions are looked at: two workers never get the same moment.
      const { rows } = await sql<{ waitMs: number }>`
        insert into origin_turns (origin, next_at)
          select ${origin}, clock_timestamp() + ${interval} from ${NOT_FLUSHED} where is_quick = 'off'
        on conflict (origin) do update set next_at = greatest(origin_turns.next_at, clock_timestamp()) + ${interval}
          where origin_turns.next_at <= clock_timestamp() + ${span(maxWaitMs)}
        returning ${msUntil(sql`next_at - ${interval}`)} as "waitMs"`.execute(db);
      if (rows[0]) return { granted: true, waitMs: rows[0].waitMs };
      const left = await sql<{ waitMs: number }>`
        select ${msUntil(sql`next_at`)} as "waitMs" from origin_turns where origin = ${origin}`.execute(db);
      return { granted: false, waitMs: Math.max(left.rows[0]?.waitMs ?? 0, 1) };
    },
    async defer(origin: string, untilMs: number): Promise<void> {
      await sql`
        insert into origin_turns (origin, next_at) values (${origin}, clock_timestamp() + ${span(untilMs - now())})
        on conflict (origin) do update set next_at = greatest(origin_turns.next_at, excluded.next_at)`.execute(db);
    },
    async robots(origin: string): Promise<Robots | null> {
      const row = await db.selectFrom('originRobots').selectAll().where('origin', '=', origin).executeTakeFirst();
      return row ? { state: row.state, text: row.text, expiresAtMs: Number(row.expiresAtMs) } : null;
    },
    async saveRobots(origin: string, { state, text, expiresAtMs }: Robots): Promise<void> {
      const row = { state, text: storable(text), expiresAtMs: Math.round(expiresAtMs) };
      await db
        .insertInto('originRobots')
        .values({ origin, ...row })
        .onConflict((on) => on.column('origin').doUpdateSet(row))
        .execute();
    },
  };
}

/** A turn need not outlive a crash of the database by the half second its log may lag: this statement does not wait for the disk. */
const NOT_FLUSHED = sql`(select set_config('synchronous_commit', 'off', true) as is_quick) quick`;
const span = (ms: number) => sql`make_interval(secs => ${ms / 1000})`;
const msUntil = (moment: ReturnType<typeof sql>) =>
  sql<number>`greatest(0, extract(epoch from ${moment} - clock_timestamp()) * 1000)::float8`;
