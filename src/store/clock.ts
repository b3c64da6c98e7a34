/**
 * The time of the archive: the database's clock, carried on by this process's monotonic one. All machines have the same time that
 * way, and a wall clock that somebody sets wrong neither sends messages with a date that receivers refuse nor holds work back.
 */
import { sql, type Kysely } from 'kysely';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Schema } from './schema.ts';

export type Clock = { now(): Date; close(): void };

/** A monotonic clock drifts by some seconds a day. */
const COMPARE_EVERY_MS = 60_000;

/** @throws when the database cannot be asked; later failures keep the time going as it was */
export async function openClock(db: Kysely<Schema>, log: Logger): Promise<Clock> {
  let behindMs = await difference(db);
  const timer = setInterval(() => {
    difference(db).then(
      (ms) => (behindMs = ms),
      (error: unknown) => log.warn({ error: messageOf(error) }, 'the time of the database could not be asked for'),
    );
  }, COMPARE_EVERY_MS).unref();
  return { now: () => new Date(behindMs + performance.now()), close: () => clearInterval(timer) };
}

/** Milliseconds from the monotonic clock to the database's; half of the way there and back is taken off. */
async function difference(db: Kysely<Schema>): Promise<number> {
  const asked = performance.now();
  const { rows } = await sql<{ at: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as at`.execute(db);
  return (rows[0]?.at ?? 0) - (asked + performance.now()) / 2;
}
