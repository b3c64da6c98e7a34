import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import {
  decideEscalation,
  digestKey,
  escalationAt,
  MOST_ATTEMPTS,
  muteFor,
  nextAttemptAt,
} from '../src/core/alerts.ts';
import { messageOf as wordsOf, RetryLaterError } from '../src/errors.ts';
import { everyChannel, type Post, type SendOutcome } from '../src/notify/_channel.ts';
import { digestMessage } from '../src/notify/_digest.ts';
import { alertMessage, type AlertMessage } from '../src/notify/_message.ts';
import { postThrough } from '../src/notify/_post.ts';
import { channelOf } from '../src/notify/index.ts';
import {
  beginAttempt,
  deliveryForEscalation,
  endAttempt,
  firstReceipt,
  ledgerEntries,
  placeOfAttempt,
  saveAlert,
  takeTurn,
  type AlertFacts,
  type Attempted,
  type AttemptEnd,
  type DueDelivery,
} from '../src/store/alerts.ts';
import { firstCrawlLeft } from '../src/store/arrivals.ts';
import { mergedInto, openedSince } from '../src/store/events.ts';
import { mutesOf } from '../src/store/mutes.ts';
import { addWork, finishWork } from '../src/store/outbox.ts';
import { defineStep } from './_step.ts';
import { createLanes, type Lanes } from './_lanes.ts';
import { correct } from './_tell.ts';
import type { Context } from './_context.ts';

const payload = z.union([
  /** One message to one recipient. */
  z.object({ deliveryId: z.string() }),
  /** All that was held for one recipient's digest. */
  z.object({ digest: z.object({ bundle: z.string(), channel: z.string(), to: z.string() }) }),
  /** Has anybody opened what was delivered? */
  z.object({ escalate: z.string() }),
  /** An analyst ruled: those who were told get a correction. */
  z.object({
    ruling: z.enum(['not_a_departure', 'wrong_person']),
    eventId: z.string(),
    decisionId: z.string().optional(),
  }),
]);

/** One set of lanes per process that works. */
const lanesOf = new WeakMap<Context, Lanes>();

/** Delivery -> delivered, or tried again later, or given up where people see it. */
export const alert = defineStep({
  name: 'alert',
  payload,
  batch: 1,
  // Sending is waiting: a place costs nothing while the receiver thinks, and each channel has its own few (_lanes.ts).
  concurrency: 20,
  lockMs: 15_000,
  // Receivers' failures are counted by the ledger; what fails here is ours, and no message is lost for it.
  giveUpAfter: Infinity,
  priority: 1,
  async run([item], context) {
    if (!item) return;
    const { db } = context;
    if ('ruling' in item.payload) {
      const ruling = item.payload;
      await db.transaction().execute(async (trx) => {
        await correct(trx, ruling, context);
        await finishWork(trx, [item.id]);
      });
    } else if ('escalate' in item.payload) await escalate(item.id, item.payload.escalate, context);
    else await send({ id: item.id, what: item.payload }, context);
  },
});

type Work = { id: string; what: Attempted };

/** A place on the channel, the channel's turn, the mark, the attempt, its outcome: in this order. Who asked for patience is not asked. */
async function send(work: Work, context: Context): Promise<void> {
  const { db } = context;
  const place = await placeOfAttempt(db, work.what);
  if (!place) return finishWork(db, [work.id]);
  const id = place.channel;
  const lanes = lanesOf.get(context) ?? createLanes();
  lanesOf.set(context, lanes);
  const refuseWhileHeld = () => {
    const ms = lanes.heldMs(place);
    if (ms > 0) throw new RetryLaterError(`a recipient of channel ${id} asked for patience`, ms);
  };
  refuseWhileHeld();
  const leave = await lanes.enter(id);
  if (typeof leave === 'number') throw new RetryLaterError(`channel ${id} is busy`, leave);
  try {
    refuseWhileHeld();
    await waitForTurn(id, work, context);
    const outcome = await deliver(work, id, context);
    if (outcome?.outcome === 'retry' && outcome.afterMs) lanes.hold(place, outcome.afterMs);
  } finally {
    leave();
  }
}

/** A channel at its limit is asked again when it takes more: that is no attempt and no failure. */
async function waitForTurn(id: string, { id: workId, what }: Work, { db, channels }: Context): Promise<void> {
  if ('digest' in what) {
    const waitMs = await firstCrawlLeft(db, what.digest.bundle);
    if (waitMs > 0) throw new RetryLaterError('the first crawl is not through yet', waitMs);
  }
  const rate = channelOf(channels.get(id)?.type ?? '')?.rate;
  if (!rate) return;
  const waitMs = await takeTurn(db, id, workId, rate);
  if (waitMs > 0) throw new RetryLaterError(`channel ${id} takes ${rate.most} messages in ${rate.withinMs} ms`, waitMs);
}

/** Beyond the time that the channel is given; covers the writing of the outcome. */
const LEASE_MARGIN_MS = 5000;

/** @returns how the attempt ended; undefined when there was nothing left to send */
async function deliver(work: Work, id: string, context: Context): Promise<SendOutcome | undefined> {
  const { db, channels, now } = context;
  const { timeoutMs } = everyChannel.parse(channels.get(id)?.settings ?? {});
  // A long message may begin its last part when the time is nearly over.
  const leaseMs = 2 * timeoutMs + LEASE_MARGIN_MS;
  const leaseEnds = performance.now() + leaseMs;
  const { deliveries, busyMs } = await beginAttempt(db, work.what, leaseMs, now());
  if (busyMs > 0) throw new RetryLaterError('another process may still be sending it', busyMs);
  if (!deliveries.length) {
    await finishWork(db, [work.id]);
    return undefined;
  }
  const tried = await attempt(deliveries, work.what, context);
  const end = settle(tried, deliveries, now());
  await untilWritten(() => endAttempt(db, deliveries, end, work, now()), leaseEnds, context);
  if (end.state === 'delivered') for (const { id, facts } of deliveries) await watchForEscalation(id, facts, context);
  context.progress({ step: 'alert', done: deliveries.length, detail: { [end.outcome]: deliveries.length } });
  return tried.outcome;
}

/** Only this process knows how the attempt ended: a database that drops a connection is asked again while the lease holds. */
async function untilWritten(write: () => Promise<void>, leaseEnds: number, { log, signal }: Context): Promise<void> {
  for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, 2000)) {
    try {
      return await write();
    } catch (error) {
      if (performance.now() + pauseMs > leaseEnds || signal.aborted) throw error;
      log.warn({ error: wordsOf(error) }, 'the outcome of a delivery could not be written, trying again');
      await setTimeout(pauseMs);
    }
  }
}

/** What becomes of the deliveries. An unknown outcome is tried again where that is allowed, else it ends them, visibly. */
function settle({ outcome, mayRepeat }: Tried, [first]: readonly DueDelivery[], at: Date): AttemptEnd {
  if (outcome.outcome === 'delivered') {
    const receipt = outcome.receipt ? JSON.stringify(outcome.receipt) : null;
    return { state: 'delivered', outcome: 'delivered', reason: null, receipt, doneParts: 0, waitMs: 0 };
  }
  const ended = {
    ...{ outcome: outcome.outcome, reason: outcome.reason, receipt: null, waitMs: 0 },
    doneParts: outcome.doneParts ?? first?.doneParts ?? 0,
  };
  if (outcome.outcome === 'refused' || (outcome.outcome === 'unknown' && !mayRepeat))
    return { state: outcome.outcome, ...ended };
  const afterMs = outcome.outcome === 'retry' ? outcome.afterMs : undefined;
  const next = nextAttemptAt(first?.tries ?? MOST_ATTEMPTS, at.toISOString(), afterMs);
  if (next === null) return { state: 'dead', ...ended };
  return { state: 'waiting', ...ended, waitMs: Date.parse(next) - at.getTime() };
}

/** How a try ended, and whether an unknown end may be tried again. */
type Tried = { outcome: SendOutcome; mayRepeat: boolean };

async function attempt(deliveries: readonly DueDelivery[], what: Attempted, context: Context): Promise<Tried> {
  const { db, gate, channels } = context;
  const first = deliveries[0] as DueDelivery;
  const set = channels.get(first.channel);
  const channel = set && channelOf(set.type);
  const ended = (outcome: SendOutcome): Tried => ({ outcome, mayRepeat });
  let mayRepeat = false;
  if (!set || !channel)
    return ended({ outcome: 'refused', reason: `no channel "${first.channel}" is set up any more` });
  const { onUnknown, timeoutMs } = everyChannel.parse(set.settings);
  mayRepeat = channel.honoursIdempotencyKey || onUnknown === 'again';
  // The process died between the attempt and its outcome: the message may have arrived.
  if (first.wasSending && !mayRepeat) return ended({ outcome: 'unknown', reason: 'the program ended while sending' });
  return ended(
    await channel.send(messageOf(deliveries, what, context), {
      settings: set.settings,
      to: first.recipient,
      // Whatever time is being played: receivers refuse signatures that are not of now.
      now: context.clock().toISOString(),
      post: withinTime(postThrough(gate), timeoutMs),
      timeoutMs,
      doneParts: first.doneParts,
      first: await firstReceipt(db, first.eventId, first.channel, first.recipient),
    }),
  );
}

/** No request begins after the channel's time is over, so that an attempt ends within its lease. The rest follows with the next. */
function withinTime(post: Post, timeoutMs: number): Post {
  const ends = performance.now() + timeoutMs;
  return (url, request) => {
    if (performance.now() > ends) throw new RetryLaterError(`the message took longer than ${timeoutMs} ms`, 0);
    return post(url, request);
  };
}

/** The words as they were written with the delivery; a digest lists its alerts in the order they were decided. */
function messageOf(deliveries: readonly DueDelivery[], what: Attempted, { deskUrl }: Context): AlertMessage {
  const first = deliveries[0] as DueDelivery;
  if (!('digest' in what)) return first.message as AlertMessage;
  const entries = deliveries.flatMap((d) => (d.facts ? [d.facts] : []));
  const key = digestKey({ ...what.digest, first: first.id });
  return digestMessage({ key, lang: entries[0]?.decision.lang ?? 'zh', entries, url: deskUrl });
}

/** Notes when to look whether anybody opened the message, where the rule escalates. */
async function watchForEscalation(
  deliveryId: string,
  facts: AlertFacts | null,
  { config, db, now }: Context,
): Promise<void> {
  const rule = facts?.decision.kind === 'alert' && config.alerts.rules.find((r) => r.id === facts.decision.ruleId);
  const due = rule && escalationAt(rule, now().toISOString());
  if (due)
    await addWork(db, [
      {
        step: 'alert',
        key: `escalate-${deliveryId}`,
        payload: { escalate: deliveryId },
        holdMs: Date.parse(due) - now().getTime(),
      },
    ]);
}

async function escalate(workId: string, deliveryId: string, { config, db, now }: Context): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const delivery = await deliveryForEscalation(trx, deliveryId);
    const rule = config.alerts.rules.find((r) => r.id === delivery?.ruleId);
    const facts = delivery?.facts as AlertFacts | null | undefined;
    if (delivery?.deliveredAt && rule && facts) {
      const deliveredAt = delivery.deliveredAt.toISOString();
      const openedAt = await openedSince(trx, facts.event.storyIds ?? [], delivery.deliveredAt);
      const told = await ledgerEntries(trx, await mergedInto(trx, delivery.eventId));
      const at = now();
      const mutes = await mutesOf(trx, [facts.event.id, ...(facts.event.storyIds ?? [])]);
      for (const decision of decideEscalation({
        rule,
        isMuted: (recipient) => muteFor(recipient, { mutes, event: facts.event, now: at.toISOString() }) !== undefined,
        delivery: { ...facts.decision, deliveredAt },
        openedAt,
        told,
        now: at.toISOString(),
      })) {
        const more = { ...facts, decision };
        await saveAlert(trx, more, alertMessage(more), at);
      }
    }
    await finishWork(trx, [workId]);
  });
}
