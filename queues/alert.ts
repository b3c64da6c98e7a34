import { z } from 'zod';
import {
  decideEscalation,
  digestKey,
  escalationAt,
  MOST_ATTEMPTS,
  nextAttemptAt,
  paceUntil,
} from '../src/core/alerts.ts';
import { RetryLaterError } from '../src/errors.ts';
import { everyChannel, type SendOutcome } from '../src/notify/_channel.ts';
import { digestMessage } from '../src/notify/_digest.ts';
import { alertMessage, type AlertMessage } from '../src/notify/_message.ts';
import { postThrough } from '../src/notify/_post.ts';
import { channelOf } from '../src/notify/index.ts';
import {
  beginAttempt,
  channelOfAttempt,
  deliveryForEscalation,
  endAttempt,
  firstReceipt,
  lastAttempts,
  ledgerEntries,
  saveAlert,
  type AlertFacts,
  type Attempted,
  type AttemptEnd,
  type DueDelivery,
} from '../src/store/alerts.ts';
import { mergedInto, openedSince } from '../src/store/events.ts';
import { addWork, finishWork } from '../src/store/outbox.ts';
import { defineStep } from './_step.ts';
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
  z.object({ ruling: z.enum(['not_a_departure', 'wrong_person']), eventId: z.string() }),
]);

/** Delivery -> delivered, or tried again later, or given up where people see it. */
export const alert = defineStep({
  name: 'alert',
  payload,
  batch: 1,
  concurrency: 4,
  lockMs: 15_000,
  giveUpAfter: 20,
  priority: 1,
  async run([item], context) {
    if (!item) return;
    const { db, now } = context;
    if ('ruling' in item.payload) {
      const { eventId, ruling } = item.payload;
      await db.transaction().execute(async (trx) => {
        await correct(trx, eventId, ruling, context);
        await finishWork(trx, [item.id]);
      });
    } else if ('escalate' in item.payload) await escalate(item.id, item.payload.escalate, context);
    else {
      await waitForTurn(item.payload, context);
      const deliveries = await beginAttempt(db, item.payload, now());
      if (deliveries.length) await deliver(item.id, deliveries, context);
      else await finishWork(db, [item.id]);
    }
  },
});

/** A channel at its limit is asked again when it takes more: that is no attempt and no failure. */
async function waitForTurn(what: Attempted, { db, channels, now }: Context): Promise<void> {
  const id = await channelOfAttempt(db, what);
  const rate = id ? channelOf(channels.get(id)?.type ?? '')?.rate : null;
  if (!id || !rate) return;
  const at = now();
  const waitMs = Date.parse(paceUntil(await lastAttempts(db, id, rate.most), rate, at.toISOString())) - at.getTime();
  if (waitMs > 0) throw new RetryLaterError(`channel ${id} takes ${rate.most} messages in ${rate.withinMs} ms`, waitMs);
}

async function deliver(workId: string, deliveries: readonly DueDelivery[], context: Context): Promise<void> {
  const { db, now } = context;
  const ids = deliveries.map((d) => d.id);
  const outcome = await attempt(deliveries, context);
  const end = settle(outcome, deliveries, now());
  await endAttempt(db, ids, end, [workId], now());
  if (end.state === 'delivered') for (const { id, facts } of deliveries) await watchForEscalation(id, facts, context);
  context.progress({ step: 'alert', done: ids.length, detail: { [outcome.outcome]: ids.length } });
}

/** What becomes of the deliveries. An unknown outcome that may not be repeated ends them, visibly. */
function settle(outcome: SendOutcome, [first]: readonly DueDelivery[], at: Date): AttemptEnd {
  if (outcome.outcome === 'delivered')
    return {
      state: 'delivered',
      reason: null,
      receipt: outcome.receipt ? JSON.stringify(outcome.receipt) : null,
      doneParts: 0,
      waitMs: 0,
    };
  const ended = {
    reason: outcome.reason,
    receipt: null,
    doneParts: outcome.doneParts ?? first?.doneParts ?? 0,
    waitMs: 0,
  };
  if (outcome.outcome !== 'retry') return { state: outcome.outcome, ...ended };
  const next = nextAttemptAt(first?.attempts ?? MOST_ATTEMPTS, at.toISOString(), outcome.afterMs);
  if (next === null) return { state: 'dead', ...ended };
  return { state: 'waiting', ...ended, waitMs: Date.parse(next) - at.getTime() };
}

async function attempt(deliveries: readonly DueDelivery[], context: Context): Promise<SendOutcome> {
  const { db, gate, channels } = context;
  const first = deliveries[0] as DueDelivery;
  const set = channels.get(first.channel);
  const channel = set && channelOf(set.type);
  if (!set || !channel) return { outcome: 'refused', reason: `no channel "${first.channel}" is set up any more` };
  const { onUnknown, timeoutMs } = everyChannel.parse(set.settings);
  const mayRepeat = channel.honoursIdempotencyKey || onUnknown === 'again';
  // The process died between the attempt and its outcome: the message may have arrived.
  if (first.wasSending && !mayRepeat) return { outcome: 'unknown', reason: 'the program ended while sending' };
  const outcome = await channel.send(messageOf(deliveries, context), {
    settings: set.settings,
    to: first.recipient,
    // The wall clock, whatever time is being played: receivers refuse signatures that are not of now.
    now: new Date().toISOString(),
    post: postThrough(gate),
    timeoutMs,
    doneParts: first.doneParts,
    first: await firstReceipt(db, first.eventId, first.channel, first.recipient),
  });
  if (outcome.outcome === 'unknown' && mayRepeat) return { ...outcome, outcome: 'retry' };
  return outcome;
}

/** The words as they were written with the delivery; several deliveries make a digest, in the order they were decided. */
function messageOf(deliveries: readonly DueDelivery[], { deskUrl }: Context): AlertMessage {
  const first = deliveries[0] as DueDelivery;
  const facts = deliveries.flatMap((d) => (d.facts ? [d.facts] : []));
  const bundle = first.facts?.decision.bundle ?? null;
  if (bundle === null) return first.message as AlertMessage;
  const place = { bundle, channel: first.channel, to: first.recipient };
  return digestMessage({ key: digestKey(place), lang: facts[0]?.decision.lang ?? 'zh', entries: facts, url: deskUrl });
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
      for (const decision of decideEscalation({
        rule,
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
