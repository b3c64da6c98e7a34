/**
 * The ledger of deliveries. A delivery is written once, in the transaction that saves the event's change, and its unique key
 * (event, change, rule, channel, recipient) is what makes "exactly one message" true whatever runs twice afterwards.
 */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { AlertDecision, Told } from '../core/alerts.ts';
import { contentId } from './ids.ts';
import { addWork, finishWork } from './outbox.ts';
import type { DeliveryState, Schema } from './schema.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

/** What was told of an event, or of one merged into it, and to whom. */
export async function toldOf(db: Db, eventIds: readonly string[]): Promise<Map<string, Told[]>> {
  const told = new Map<string, Told[]>();
  if (!eventIds.length) return told;
  const rows = await db
    .selectFrom('deliveries')
    .select(['eventId', 'field', 'value', 'channel', 'recipient'])
    .where('eventId', 'in', eventIds)
    .execute();
  for (const { eventId, field, value, channel, recipient } of rows)
    told.set(eventId, [
      ...(told.get(eventId) ?? []),
      { field, value: field === 'first_report' ? null : value, channel, to: recipient },
    ]);
  return told;
}

/**
 * Writes the deliveries that were decided and the work of sending them. One that exists already stays as it is.
 * @param message the words of the alert; every try of a delivery sends these same words
 * @returns how many are new
 */
export async function saveAlert(
  trx: Transaction<Schema>,
  decision: AlertDecision,
  message: Record<string, unknown>,
  at: Date,
): Promise<number> {
  const { eventId, field, ruleId, key } = decision;
  const value = decision.value ?? '';
  const alertId = contentId('alert', eventId, field, value, ruleId, decision.channel, decision.to);
  await trx
    .insertInto('alerts')
    .values({
      id: alertId,
      eventId,
      field,
      value,
      ruleId,
      why: decision.matched.join('; '),
      message: JSON.stringify(message),
      createdAt: at,
    })
    .onConflict((on) => on.doNothing())
    .execute();
  const added = await trx
    .insertInto('deliveries')
    .values({
      id: key,
      alertId,
      eventId,
      field,
      value,
      ruleId,
      channel: decision.channel,
      recipient: decision.to,
      nextAttemptAt: at,
      createdAt: at,
    })
    .onConflict((on) => on.doNothing())
    .returning('id')
    .execute();
  await addWork(
    trx,
    added.map(({ id }) => ({ step: 'alert', key: id, payload: { deliveryId: id } })),
  );
  return added.length;
}

export type DueDelivery = {
  id: string;
  eventId: string;
  channel: string;
  recipient: string;
  ruleId: string;
  attempts: number;
  message: Record<string, unknown>;
  /** The try before this one began and never ended: nobody knows whether it arrived. */
  wasSending: boolean;
};

/** Marks the attempt before it is made. Undefined when the delivery is already settled. */
export async function beginAttempt(db: Kysely<Schema>, id: string, at: Date): Promise<DueDelivery | undefined> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('deliveries')
      .innerJoin('alerts', 'alerts.id', 'deliveries.alertId')
      .select([
        'deliveries.id',
        'deliveries.eventId',
        'deliveries.channel',
        'deliveries.recipient',
        'deliveries.ruleId',
      ])
      .select(['deliveries.attempts', 'deliveries.state', 'alerts.message'])
      .where('deliveries.id', '=', id)
      .where('deliveries.state', 'in', ['waiting', 'sending'])
      .forUpdate('deliveries')
      .executeTakeFirst();
    if (!row) return undefined;
    const { state, ...delivery } = row;
    await trx
      .updateTable('deliveries')
      .set({ state: 'sending', attempts: row.attempts + 1, attemptedAt: at })
      .where('id', '=', id)
      .execute();
    return { ...delivery, attempts: row.attempts + 1, wasSending: state === 'sending' };
  });
}

/** Writes how the attempt ended. A settled delivery takes its work with it; a waiting one keeps it and is tried again in `waitMs`. */
export async function endAttempt(
  db: Kysely<Schema>,
  id: string,
  outcome: { state: DeliveryState; reason: string | null; receipt: string | null; waitMs: number; at: Date },
  workIds: readonly string[],
): Promise<void> {
  const { state, reason, receipt, waitMs, at } = outcome;
  const nextAttemptAt = new Date(at.getTime() + waitMs);
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('deliveries')
      .set({ state, lastReason: reason, receipt, nextAttemptAt, ...(state === 'delivered' && { deliveredAt: at }) })
      .where('id', '=', id)
      .execute();
    if (state === 'waiting')
      await trx
        .updateTable('outbox')
        .set({ notBefore: sql`now() + make_interval(secs => ${waitMs / 1000})`, dispatchedAt: null, jobId: null })
        .where('id', 'in', workIds)
        .execute();
    else await finishWork(trx, workIds);
  });
}

/** The receipt of the first message a recipient got about an event, for a reply or a thread. */
export async function firstReceipt(
  db: Db,
  eventId: string,
  channel: string,
  recipient: string,
): Promise<Record<string, string> | null> {
  const row = await db
    .selectFrom('deliveries')
    .select('receipt')
    .where('eventId', '=', eventId)
    .where('channel', '=', channel)
    .where('recipient', '=', recipient)
    .where('state', '=', 'delivered')
    .where('receipt', 'is not', null)
    .orderBy('deliveredAt')
    .executeTakeFirst();
  return row?.receipt ? (JSON.parse(row.receipt) as Record<string, string>) : null;
}
