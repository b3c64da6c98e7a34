/**
 * The ledger of deliveries. A delivery is written once, in the transaction that saves the event's change, and its unique key
 * (event, change, rule, channel, recipient) is what makes "exactly one message" true whatever runs twice afterwards.
 */
import { sql, type Kysely, type Transaction } from 'kysely';
import {
  paceUntil,
  type AlertDecision,
  type EventChange,
  type EventForAlert,
  type LedgerEntry,
  type Rate,
} from '../core/alerts.ts';
import { contentId } from './ids.ts';
import { addWork, finishWork } from './outbox.ts';
import type { DeliveryState, Schema } from './schema.ts';

export { mutesOf, muteStory, unmuteStory, type MuteGiven } from './mutes.ts';

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

/** How many alerts one digest holds at most; what is over goes into the next one. */
const MOST_IN_DIGEST = 200;

/** Text of a receiver's answer that is kept with a try. */
const LONGEST_REASON = 500;

export type DueDelivery = {
  id: string;
  eventId: string;
  channel: string;
  recipient: string;
  /** The number of this try. */
  attempts: number;
  /** Tries that count towards the ceiling: those since it was last asked to be sent again. */
  tries: number;
  doneParts: number;
  message: Record<string, unknown>;
  facts: AlertFacts | null;
  /** The try before this one began and never ended: nobody knows whether it arrived. */
  wasSending: boolean;
};

/** Which deliveries an attempt is for: one, or all of a digest. */
export type Attempted = { deliveryId: string } | { digest: { bundle: string; channel: string; to: string } };

/** The channel and the recipient an attempt would go to; undefined when nothing is left to send. */
export async function placeOfAttempt(db: Db, what: Attempted): Promise<{ channel: string; to: string } | undefined> {
  if ('digest' in what) return { channel: what.digest.channel, to: what.digest.to };
  return db
    .selectFrom('deliveries')
    .select(['channel', 'recipient as to'])
    .where('id', '=', what.deliveryId)
    .where('state', 'in', ['waiting', 'sending'])
    .executeTakeFirst();
}

export type Begun = {
  deliveries: DueDelivery[];
  /** Another process may still be at the last try: ask again after these milliseconds. 0 when nobody is. */
  busyMs: number;
};

/**
 * Marks the attempt before it is made. Nothing is left to send when both answers are empty. A digest that was tried before is
 * tried with the same alerts, so that its key stands for the same message; what came since waits for the next one.
 * @param leaseMs how long the attempt takes at most; no other is begun before that
 */
export async function beginAttempt(db: Kysely<Schema>, what: Attempted, leaseMs: number, at: Date): Promise<Begun> {
  return db.transaction().execute(async (trx) => {
    const all = await dueRows(trx, what);
    const tried = all.filter((row) => row.attempts > 0);
    const rows = (tried.length ? tried : all).slice(0, MOST_IN_DIGEST);
    const ids = rows.map((row) => row.id);
    const busyMs = await leaseLeft(
      trx,
      rows.filter((row) => row.state === 'sending').map((row) => row.id),
    );
    if (!rows.length || busyMs > 0) return { deliveries: [], busyMs };
    await trx
      .updateTable('deliveries')
      .set((eb) => ({ state: 'sending', attempts: eb('attempts', '+', 1), attemptedAt: at }))
      .where('id', 'in', ids)
      .execute();
    const leaseUntil = sql<Date>`clock_timestamp() + make_interval(secs => ${leaseMs / 1000})`;
    await trx
      .insertInto('deliveryAttempts')
      .values(rows.map((row) => ({ deliveryId: row.id, n: row.attempts + 1, leaseUntil })))
      .execute();
    const deliveries = rows.map(({ state, facts, attemptsBefore, ...row }) => ({
      ...row,
      facts: facts as AlertFacts | null,
      attempts: row.attempts + 1,
      tries: row.attempts + 1 - attemptsBefore,
      wasSending: state === 'sending',
    }));
    return { deliveries, busyMs: 0 };
  });
}

function dueRows(trx: Transaction<Schema>, what: Attempted) {
  const chosen = trx
    .selectFrom('deliveries as d')
    .innerJoin('alerts', 'alerts.id', 'd.alertId')
    .select(['d.id', 'd.eventId', 'd.channel', 'd.recipient', 'd.attempts', 'd.attemptsBefore'])
    .select(['d.state', 'd.doneParts', 'alerts.message', 'alerts.facts'])
    .where('d.state', 'in', ['waiting', 'sending'])
    .orderBy('d.createdAt')
    .orderBy('d.id')
    .forUpdate('d');
  if ('deliveryId' in what) return chosen.where('d.id', '=', what.deliveryId).execute();
  return chosen
    .where('d.bundle', '=', what.digest.bundle)
    .where('d.channel', '=', what.digest.channel)
    .where('d.recipient', '=', what.digest.to)
    .execute();
}

/** Milliseconds until nobody can be at a try of these deliveries any more, by the database's clock. */
async function leaseLeft(trx: Transaction<Schema>, ids: readonly string[]): Promise<number> {
  if (!ids.length) return 0;
  const { rows } = await sql<{ ms: number | null }>`
    select extract(epoch from max(lease_until) - clock_timestamp())::float8 * 1000 as ms
    from delivery_attempts where delivery_id in (${sql.join(ids)}) and ended_at is null`.execute(trx);
  return Math.max(0, Math.ceil(rows[0]?.ms ?? 0));
}

export type AttemptEnd = {
  state: DeliveryState;
  /** What the channel said of this try. */
  outcome: 'delivered' | 'retry' | 'refused' | 'unknown';
  reason: string | null;
  receipt: string | null;
  doneParts: number;
  /** For one that goes back to waiting. */
  waitMs: number;
};

/**
 * Writes how the attempt ended. A settled delivery takes its work with it, unless its digest has more to send; a waiting one
 * keeps the work and is tried again in `waitMs`. When another attempt has begun since, only the account of this one is written.
 */
export async function endAttempt(
  db: Kysely<Schema>,
  attempted: readonly Pick<DueDelivery, 'id' | 'attempts'>[],
  { state, outcome, reason, receipt, doneParts, waitMs }: AttemptEnd,
  work: { id: string; what: Attempted },
  at: Date,
): Promise<void> {
  const nextAttemptAt = new Date(at.getTime() + waitMs);
  const tries = sql.join(attempted.map((d) => sql`(${d.id}::text, ${d.attempts}::int)`));
  const ids = attempted.map((d) => d.id);
  await db.transaction().execute(async (trx) => {
    await sql`
      update delivery_attempts set ended_at = clock_timestamp(), outcome = ${outcome}, reason = ${reason?.slice(0, LONGEST_REASON) ?? null}
      where (delivery_id, n) in (values ${tries})`.execute(trx);
    const own = await trx
      .updateTable('deliveries')
      .set({ state, lastReason: reason, receipt, doneParts, nextAttemptAt })
      .$if(state === 'delivered', (update) => update.set({ deliveredAt: at }))
      .where('id', 'in', ids)
      .where(sql<boolean>`(id, attempts) in (values ${tries})`)
      .returning('id')
      .execute();
    if (own.length === 0) return;
    const isMoreLeft = 'digest' in work.what && (await dueRows(trx, work.what)).length > 0;
    if (state !== 'waiting' && !isMoreLeft) return finishWork(trx, [work.id]);
    const notBefore = sql<Date>`now() + make_interval(secs => ${(state === 'waiting' ? waitMs : 0) / 1000})`;
    await trx
      .updateTable('outbox')
      .set({ notBefore, dispatchedAt: null, jobId: null })
      .where('id', '=', work.id)
      .execute();
  });
}

export type AttemptOnRecord = {
  n: number;
  beganAt: Date;
  endedAt: Date | null;
  outcome: string | null;
  reason: string | null;
};

/** Every try of a delivery, oldest first. One without an end may have arrived. */
export async function attemptsOf(db: Db, deliveryId: string): Promise<AttemptOnRecord[]> {
  return db
    .selectFrom('deliveryAttempts')
    .select(['n', 'beganAt', 'endedAt', 'outcome', 'reason'])
    .where('deliveryId', '=', deliveryId)
    .orderBy('n')
    .execute();
}

/**
 * Sends a delivery once more that was given up, refused, or of which nobody knows whether it arrived. It leaves alone, also
 * when it was part of a digest, and may be tried as often as a new one.
 * @returns false when there is no such delivery
 */
export async function resendDelivery(db: Kysely<Schema>, id: string, at: Date): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable('deliveries')
      .set((eb) => ({ state: 'waiting', nextAttemptAt: at, attemptsBefore: eb.ref('attempts'), bundle: null }))
      .where('id', '=', id)
      .where('state', 'in', ['dead', 'refused', 'unknown'])
      .returning('id')
      .executeTakeFirst();
    if (row) await addWork(trx, [{ step: 'alert', key: id, payload: { deliveryId: id } }]);
    return row !== undefined;
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

/**
 * A turn on a channel that takes so many messages within a time, over all workers: each piece of work is given one moment and
 * comes back then, instead of asking again and again. A turn that was missed by more than the allowance's time is given anew.
 * @returns milliseconds to wait; 0 when it is this work's turn, which is then taken
 */
export async function takeTurn(db: Kysely<Schema>, channel: string, workId: string, rate: Rate): Promise<number> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(7221, hashtext(${channel}))`.execute(trx);
    const span = sql`make_interval(secs => ${rate.withinMs / 1000})`;
    await sql`delete from channel_turns where channel = ${channel} and at < clock_timestamp() - ${span}`.execute(trx);
    const { rows } = await sql<{ now: Date; own: Date | null; taken: Date[] }>`
      select clock_timestamp() as now,
        (select at from channel_turns where channel = ${channel} and work_id = ${workId} and not is_taken limit 1) as own,
        array(select at from channel_turns where channel = ${channel} order by at desc limit ${rate.most}) as taken`.execute(
      trx,
    );
    const { now, own, taken } = rows[0]!;
    const at = own ?? new Date(paceUntil(taken.map((t) => t.toISOString()), rate, now.toISOString())); // prettier-ignore
    const isTaken = at <= now;
    if (!own) await trx.insertInto('channelTurns').values({ channel, workId, at, isTaken }).execute();
    else if (isTaken)
      await trx.updateTable('channelTurns').set({ isTaken, at: now }).where('workId', '=', workId).where('isTaken', '=', false).execute(); // prettier-ignore
    return isTaken ? 0 : Math.max(1, at.getTime() - now.getTime());
  });
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
