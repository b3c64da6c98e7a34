/** Whether and when a crawl request may go out: robots.txt first, then the origin's turn, shared by all workers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RetryLaterError } from '../errors.ts';
import type { GateRequest } from './asked.ts';
import type { GateState } from './pacing.ts';
import { GateRefusal } from './refusal.ts';
import type { createRobots } from './robots-cache.ts';

/** Waits until `url` may be asked for; returns the milliseconds waited. Throws a GateRefusal (robots) or a RetryLaterError. */
export type Admission = (
  url: URL,
  request: Pick<GateRequest, 'purpose' | 'ignoreRobots' | 'delayMs' | 'signal' | 'onStep'>,
) => Promise<number>;

type Options = {
  state: GateState;
  robots: ReturnType<typeof createRobots>;
  delayMs: number;
  maxWaitMs: number;
  now: () => number;
  random: () => number;
};

/** A turn comes up to a quarter later than the pause asks, so that many sources do not beat in step. Only ever later. */
const JITTER = 0.25;

export function createAdmission({ state, robots, delayMs, maxWaitMs, now, random }: Options): Admission {
  return async (url, request) => {
    if ((request.purpose ?? 'crawl') !== 'crawl') return 0;
    const verdict = request.ignoreRobots ? null : await robots.verdict(url);
    if (verdict) request.onStep?.({ step: 'robots', detail: verdict.sentence });
    if (verdict && !verdict.allowed) {
      throw new GateRefusal(
        verdict.isKnown ? 'robots' : 'robots-unreachable',
        `refused ${url.href}: ${verdict.sentence}`,
      );
    }
    const pauseMs = Math.max(delayMs, request.delayMs ?? 0, (verdict?.crawlDelaySecs ?? 0) * 1000);
    const intervalMs = pauseMs * (1 + JITTER * random());
    const { granted, waitMs } = await state.takeSlot({ origin: url.origin, intervalMs, maxWaitMs, nowMs: now() });
    if (!granted) {
      const secs = Math.ceil(waitMs / 1000);
      throw new RetryLaterError(`${url.origin} asks for time: its next turn is in ${secs} s`, waitMs);
    }
    if (waitMs > 0) {
      request.onStep?.({ step: 'wait', detail: `${Math.round(waitMs)} ms for the next turn of ${url.origin}` });
      await sleep(waitMs, undefined, request.signal ? { signal: request.signal } : {});
    }
    return waitMs;
  };
}
