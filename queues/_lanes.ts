/**
 * Lanes: how many messages this process sends on one channel at a time, so that a slow or hanging channel never takes the places
 * of the others. Who finds the lanes full waits a moment where one will soon be free, else is sent back to the queue.
 */

/** Four slow channels at a time leave every other channel its places (the alert step runs 20). */
const LANES = 4;

/** Work waits in its place at most this long; the queue's own round takes about as long (a dispatch per second). */
const SHORT_WAIT_MS = 500;

/** Work sent back asks again after this long at the latest, so that a channel that is well again is used again within a minute. */
const LONGEST_WAIT_MS = 60_000;

/** How much the latest sending counts for the expected time of the next. */
const WEIGHT = 0.2;

type Lane = { busy: number; usualMs: number; nextAt: number; waiting: (() => void)[] };

export type Lanes = {
  /** A place on the channel, to be given back by calling it; or the milliseconds after which to ask again. */
  enter(channel: string): Promise<(() => void) | number>;
};

/** @param now milliseconds of a clock that only goes forward */
export function createLanes(now: () => number = () => performance.now()): Lanes {
  const lanes = new Map<string, Lane>();

  function take(lane: Lane): () => void {
    lane.busy++;
    const began = now();
    return () => {
      lane.busy--;
      lane.usualMs += WEIGHT * (now() - began - lane.usualMs);
      lane.waiting.shift()?.();
    };
  }

  /** Spreads those sent back over the time the channel will need for them. */
  function sendBack(lane: Lane): number {
    const at = now();
    const next = Math.max(lane.nextAt, at + SHORT_WAIT_MS) + lane.usualMs / LANES;
    lane.nextAt = next - at > LONGEST_WAIT_MS ? at + SHORT_WAIT_MS : next;
    return Math.ceil(lane.nextAt - at);
  }

  return {
    async enter(channel) {
      const lane = lanes.get(channel) ?? { busy: 0, usualMs: 50, nextAt: 0, waiting: [] };
      lanes.set(channel, lane);
      if (lane.busy < LANES) return take(lane);
      if (((lane.waiting.length + 1) * lane.usualMs) / LANES > SHORT_WAIT_MS) return sendBack(lane);
      const isFree = await new Promise<boolean>((resolve) => {
        const turn = () => {
          clearTimeout(timer);
          resolve(true);
        };
        const timer = setTimeout(() => {
          lane.waiting = lane.waiting.filter((w) => w !== turn);
          resolve(false);
        }, SHORT_WAIT_MS);
        lane.waiting.push(turn);
      });
      return isFree && lane.busy < LANES ? take(lane) : sendBack(lane);
    },
  };
}
