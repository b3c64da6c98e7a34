import { z } from 'zod';
import type { Gate } from '../src/net/gate.ts';
import { channelOf } from '../src/notify/index.ts';
import type { Post, SendOutcome } from '../src/notify/_channel.ts';
import type { AlertMessage } from '../src/notify/_message.ts';
import { beginAttempt, endAttempt, firstReceipt, type DueDelivery } from '../src/store/alerts.ts';
import { finishWork } from '../src/store/outbox.ts';
import { defineStep } from './_step.ts';
import type { Context } from './_context.ts';

/** Delivery -> delivered, or tried again later, or given up where people see it. */
export const alert = defineStep({
  name: 'alert',
  payload: z.object({ deliveryId: z.string() }),
  batch: 1,
  concurrency: 4,
  lockMs: 15_000,
  giveUpAfter: 20,
  priority: 1,
  async run(items, context) {
    for (const item of items) {
      const delivery = await beginAttempt(context.db, item.payload.deliveryId, context.now());
      if (!delivery) {
        await finishWork(context.db, [item.id]);
        continue;
      }
      const outcome = await attempt(delivery, context);
      await endAttempt(context.db, delivery.id, { ...settle(outcome, delivery), at: context.now() }, [item.id]);
      context.progress({ step: 'alert', done: 1, detail: { [outcome.outcome]: 1 } });
    }
  },
});

/** Tries before a delivery is dead: with the waits below about three days of a receiver that is down. */
const MAX_ATTEMPTS = 20;

/** 5 s, 10 s ... 6 hours: soon after a hiccup, patient with an outage. */
function waitMs(attempts: number): number {
  return Math.min(6 * 3_600_000, 5000 * 2 ** (attempts - 1));
}

/** What becomes of the delivery. An unknown outcome that may not be repeated ends it, visibly. */
function settle(outcome: SendOutcome, { attempts }: DueDelivery) {
  if (outcome.outcome === 'delivered')
    return {
      state: 'delivered' as const,
      reason: null,
      receipt: outcome.receipt ? JSON.stringify(outcome.receipt) : null,
      waitMs: 0,
    };
  const ended = { reason: outcome.reason, receipt: null, waitMs: 0 };
  if (outcome.outcome !== 'retry') return { state: outcome.outcome, ...ended };
  if (attempts >= MAX_ATTEMPTS) return { state: 'dead' as const, ...ended };
  return { state: 'waiting' as const, ...ended, waitMs: Math.max(waitMs(attempts), outcome.afterMs ?? 0) };
}

async function attempt(delivery: DueDelivery, { config, gate, db }: Context): Promise<SendOutcome> {
  const settings = config.channels.find((c) => c.id === delivery.channel);
  const channel = settings && channelOf(settings.type);
  if (!settings || !channel)
    return { outcome: 'refused', reason: `no channel "${delivery.channel}" is set up any more` };
  const mayRepeat = channel.honoursIdempotencyKey || settings.onUnknown === 'again';
  // The process died between the attempt and its outcome: the message may have arrived.
  if (delivery.wasSending && !mayRepeat) return { outcome: 'unknown', reason: 'the program ended while sending' };
  const { id: _id, type: _type, onUnknown: _onUnknown, ...own } = settings;
  const outcome = await channel.send(
    { ...(delivery.message as AlertMessage), key: delivery.id },
    {
      settings: own,
      to: delivery.recipient,
      // The wall clock, whatever time is being played: receivers refuse signatures that are not of now.
      now: new Date().toISOString(),
      post: postThrough(gate),
      timeoutMs: 20_000,
      first: await firstReceipt(db, delivery.eventId, delivery.channel, delivery.recipient),
    },
  );
  // A receiver that honours the key drops the second copy, so an unknown outcome is safe to try again.
  if (outcome.outcome === 'unknown' && mayRepeat) return { outcome: 'retry', reason: outcome.reason };
  return outcome;
}

/** HTTP for the channels: through the fetch gate like everything else. */
export function postThrough(gate: Gate): Post {
  return async (url, { method, headers, body, timeoutMs }) => {
    const answer = await gate.fetch(url, {
      method,
      headers,
      body,
      purpose: 'notify',
      maxBytes: 1_000_000,
      timeouts: { headersMs: timeoutMs, totalMs: timeoutMs },
    });
    return { status: answer.status, headers: answer.headers, body: new TextDecoder().decode(answer.body) };
  };
}
