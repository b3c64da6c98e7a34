import { sql, type Kysely } from 'kysely';

/** What sending keeps: every try of a delivery, and the turns of channels that take so many messages a minute. */
const statements = [
  // One row per try, written before it is made. Without an end nobody knows whether the message arrived.
  `create table delivery_attempts (
    delivery_id text not null references deliveries on delete cascade,
    n integer not null,
    began_at timestamptz not null default clock_timestamp(),
    -- until then the process that made the try may still be at it
    lease_until timestamptz not null,
    ended_at timestamptz,
    -- delivered | retry | refused | unknown
    outcome text,
    reason text,
    primary key (delivery_id, n)
  )`,
  // Tries made before somebody asked for the delivery to be sent again: the ceiling counts from there.
  `alter table deliveries add column attempts_before integer not null default 0`,

  // A channel with an allowance gives each message a turn. Times are the database's own.
  `create table channel_turns (channel text not null, work_id bigint not null, at timestamptz not null, is_taken boolean not null)`,
  `create index channel_turns_by_time on channel_turns (channel, at desc)`,
  `create index channel_turns_by_work on channel_turns (work_id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
