/**
 * The ledger of deliveries. A delivery is written once, in the transaction that saves the event's change, and its unique key
 * (event, change, rule, channel, recipient) is what makes "exactly one message" true whatever runs twice afterwards.
 */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { AlertDecision, EventChange, EventForAlert, LedgerEntry } from '../core/alerts.ts';
import { contentId } from './ids.ts';
import { addWork, finishWork } from './outbox.ts';
import type { DeliveryState, Schema } from './schema.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

/** What the ledger holds of these events: who was told, or is to be told, of what. */
export async function ledgerEntries(db: Db, eventIds: readonly string[]): Promise<LedgerEntry[]> {
  if (!eventIds.length) return [];
  const rows = await db
    .selectFrom('deliveries')
    .select(['id', 'field', 'value', 'channel', 'recipient', 'ruleId', 'state', 'attempts'])
    .where('eventId', 'in', eventIds)
    .where('state', '!=', 'cancelled')
    .execute();
  return rows.map(({ id, field, value, channel, recipient, ruleId, state, attempts }) => ({
    key: id,
    field,
    value: field === 'first_report' ? null : value,
    channel,
    to: recipient,
    ruleId,
    // One that waits after a try may have arrived.
    state: state === 'waiting' && attempts > 0 ? 'unknown' : (state as LedgerEntry['state']),
  }));
}

/** What an alert was decided on; kept so that a digest can be made of it. */
export type AlertFacts = { decision: AlertDecision; change: EventChange; event: EventForAlert };

/**
 * Writes a delivery that was decided and the work of sending it. One that exists already stays as it is.
 * @param message the words; every try of the delivery sends these same words
 * @returns whether it is new
 */
export async function saveAlert(
  trx: Transaction<Schema>,
  facts: AlertFacts,
  message: object,
  at: Date,
): Promise<boolean> {
  const { decision } = facts;
  const { eventId, field, ruleId, channel, to, key, bundle } = decision;
  const value = decision.value ?? '';
  const alertId = contentId('alert', key);
  // How long it is held, counted from the decision: the outbox goes by the database's clock.
  const holdMs = Math.max(0, Date.parse(decision.notBefore) - at.getTime());
  await trx
    .insertInto('alerts')
    .values({
      ...{
        id: alertId,
        eventId,
        field,
        value,
        ruleId,
        kind: decision.kind,
        why: decision.matched.join('; '),
        createdAt: at,
      },
      ...{ message: JSON.stringify(message), facts: JSON.stringify(facts) },
    })
    .onConflict((on) => on.doNothing())
    .execute();
  const added = await trx
    .insertInto('deliveries')
    .values({
      ...{ id: key, alertId, eventId, field, value, ruleId, channel, recipient: to, bundle, createdAt: at },
      nextAttemptAt: new Date(at.getTime() + holdMs),
    })
    .onConflict((on) => on.doNothing())
    .returning('id')
    .execute();
  if (!added.length) return false;
  const work = bundle
    ? { key: contentId('digest', bundle, channel, to), payload: { digest: { bundle, channel, to } } }
    : { key, payload: { deliveryId: key } };
  await addWork(trx, [{ step: 'alert', ...work, holdMs }]);
  return true;
}

/** Takes back messages that have not left and must not leave any more. */
export async function cancelDeliveries(
  trx: Transaction<Schema>,
  keys: readonly string[],
  reason: string,
): Promise<void> {
  if (!keys.length) return;
  await trx
    .updateTable('deliveries')
    .set({ state: 'cancelled', lastReason: reason })
    .where('id', 'in', keys)
    .where('state', '=', 'waiting')
    .execute();
}

export type DueDelivery = {
  id: string;
  eventId: string;
  channel: string;
  recipient: string;
  attempts: number;
  doneParts: number;
  message: Record<string, unknown>;
  facts: AlertFacts | null;
  /** The try before this one began and never ended: nobody knows whether it arrived. */
  wasSending: boolean;
};

/** Which deliveries an attempt is for: one, or all of a digest. */
export type Attempted = { deliveryId: string } | { digest: { bundle: string; channel: string; to: string } };

/** The channel an attempt would go through; undefined when nothing is left to send. */
export async function channelOfAttempt(db: Db, what: Attempted): Promise<string | undefined> {
  if ('digest' in what) return what.digest.channel;
  const row = await db
    .selectFrom('deliveries')
    .select('channel')
    .where('id', '=', what.deliveryId)
    .where('state', 'in', ['waiting', 'sending'])
    .executeTakeFirst();
  return row?.channel;
}

/** Marks the attempt before it is made. Empty when nothing is left to send. */
export async function beginAttempt(db: Kysely<Schema>, what: Attempted, at: Date): Promise<DueDelivery[]> {
  return db.transaction().execute(async (trx) => {
    const chosen = trx
      .selectFrom('deliveries')
      .innerJoin('alerts', 'alerts.id', 'deliveries.alertId')
      .select([
        'deliveries.id',
        'deliveries.eventId',
        'deliveries.channel',
        'deliveries.recipient',
        'deliveries.attempts',
      ])
      .select(['deliveries.state', 'deliveries.doneParts', 'alerts.message', 'alerts.facts'])
      .where('deliveries.state', 'in', ['waiting', 'sending'])
      .orderBy('deliveries.createdAt')
      .orderBy('deliveries.id')
      .forUpdate('deliveries');
    const rows =
      'deliveryId' in what
        ? await chosen.where('deliveries.id', '=', what.deliveryId).execute()
        : await chosen
            .where('deliveries.bundle', '=', what.digest.bundle)
            .where('deliveries.channel', '=', what.digest.channel)
            .where('deliveries.recipient', '=', what.digest.to)
            .execute();
    if (rows.length)
      await trx
        .updateTable('deliveries')
        .set((eb) => ({ state: 'sending', attempts: eb('attempts', '+', 1), attemptedAt: at }))
        .where(
          'id',
          'in',
          rows.map((r) => r.id),
        )
        .execute();
    return rows.map(({ state, facts, ...row }) => ({
      ...row,
      facts: facts as AlertFacts | null,
      attempts: row.attempts + 1,
      wasSending: state === 'sending',
    }));
  });
}

export type AttemptEnd = {
  state: DeliveryState;
  reason: string | null;
  receipt: string | null;
  doneParts: number;
  /** For one that goes back to waiting. */
  waitMs: number;
};

/** Writes how the attempt ended. A settled delivery takes its work with it; a waiting one keeps it and is tried again in `waitMs`. */
export async function endAttempt(
  db: Kysely<Schema>,
  ids: readonly string[],
  { state, reason, receipt, doneParts, waitMs }: AttemptEnd,
  workIds: readonly string[],
  at: Date,
): Promise<void> {
  const nextAttemptAt = new Date(at.getTime() + waitMs);
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('deliveries')
      .set({
        state,
        lastReason: reason,
        receipt,
        doneParts,
        nextAttemptAt,
        ...(state === 'delivered' && { deliveredAt: at }),
      })
      .where('id', 'in', ids)
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

/** When the last messages left on a channel, newest first, for its allowance. */
export async function lastAttempts(db: Db, channel: string, most: number): Promise<string[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('attemptedAt')
    .where('channel', '=', channel)
    .where('attemptedAt', 'is not', null)
    .orderBy('attemptedAt', 'desc')
    .limit(most)
    .execute();
  return rows.flatMap((r) => (r.attemptedAt ? [r.attemptedAt.toISOString()] : []));
}

/** A delivery for the escalation clock: what was delivered when, and whether anybody opened its story since. */
export async function deliveryForEscalation(db: Db, id: string) {
  return db
    .selectFrom('deliveries as d')
    .innerJoin('alerts as a', 'a.id', 'd.alertId')
    .select(['d.eventId', 'd.field', 'd.value', 'd.ruleId', 'd.state', 'd.deliveredAt', 'a.facts'])
    .where('d.id', '=', id)
    .executeTakeFirst();
}
