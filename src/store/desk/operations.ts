import { sql, type Kysely } from 'kysely';
import { addWork } from '../outbox.ts';
import type { DeliveryState, Schema } from '../schema.ts';

/** What waits, what failed, what was not delivered; and the two buttons an operator needs: try again, send again. */

export type StepDepth = { step: string; waiting: number; handedOut: number; dead: number; oldest: Date | null };
export type DeadWork = {
  id: string;
  step: string;
  key: string;
  attempt: number;
  lastError: string | null;
  createdAt: Date;
};
export type OpenDelivery = {
  id: string;
  channel: string;
  recipient: string;
  state: DeliveryState;
  attempts: number;
  lastReason: string | null;
  createdAt: Date;
  nextAttemptAt: Date;
  person: string | null;
};

export async function stepDepths(db: Kysely<Schema>): Promise<StepDepth[]> {
  return db
    .selectFrom('outbox')
    .select(['step', sql<number>`count(*) filter (where dispatched_at is null and not dead)::int`.as('waiting')])
    .select([sql<number>`count(*) filter (where dispatched_at is not null and not dead)::int`.as('handedOut')])
    .select([
      sql<number>`count(*) filter (where dead)::int`.as('dead'),
      sql<Date | null>`min(created_at) filter (where not dead)`.as('oldest'),
    ])
    .groupBy('step')
    .orderBy('step')
    .execute();
}

export function deadWork(db: Kysely<Schema>, limit: number): Promise<DeadWork[]> {
  return db
    .selectFrom('outbox')
    .select(['id', 'step', 'key', 'attempt', 'lastError', 'createdAt'])
    .where('dead', '=', true)
    .orderBy('createdAt', 'desc')
    .limit(limit)
    .execute();
}

/** Brings dead work back to life; false when there is no such dead work. */
export async function retryWork(db: Kysely<Schema>, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('outbox')
    .select(['step', 'key', 'payload'])
    .where('id', '=', id)
    .where('dead', '=', true)
    .executeTakeFirst();
  if (!row) return false;
  await addWork(db, [row as Parameters<typeof addWork>[1][number]]);
  return true;
}

/** Deliveries that have not arrived, those given up first. */
export function openDeliveries(db: Kysely<Schema>, limit: number): Promise<OpenDelivery[]> {
  return db
    .selectFrom('deliveries')
    .innerJoin('events', 'events.id', 'deliveries.eventId')
    .select(['deliveries.id', 'deliveries.channel', 'deliveries.recipient', 'deliveries.state', 'deliveries.attempts'])
    .select(['deliveries.lastReason', 'deliveries.createdAt', 'deliveries.nextAttemptAt', 'events.person'])
    .where('deliveries.state', '<>', 'delivered')
    .orderBy(sql`case deliveries.state when 'dead' then 0 when 'refused' then 1 when 'unknown' then 2 else 3 end`)
    .orderBy('deliveries.createdAt', 'desc')
    .limit(limit)
    .execute();
}

export { resendDelivery as resend } from '../alerts.ts';
