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

/** A recipient that asked for patience is left alone at most this long for messages that did not hear it (DingTalk asks for ten minutes). */
const LONGEST_HOLD_MS = 600_000;

/** How much the latest sending counts for the expected time of the next. */
const WEIGHT = 0.2;

type Lane = {
  /** When each sending that is under way began. */
  began: Set<{ at: number }>;
  usualMs: number;
  nextAt: number;
  waiting: (() => void)[];
};

export type Lanes = {
  /** A place on the channel, to be given back by calling it; or the milliseconds after which to ask again. */
  enter(channel: string): Promise<(() => void) | number>;
  /** One recipient of a channel takes nothing for so long: it answered so. The channel's other recipients are not held. */
  hold(place: Place, ms: number): void;
  /** Milliseconds for which this recipient still takes nothing; 0 when it does. */
  heldMs(place: Place): number;
};

/** Where a message goes: a recipient of a channel. */
export type Place = { channel: string; to: string };

/** @param now milliseconds of a clock that only goes forward */
export function createLanes(now: () => number = () => performance.now()): Lanes {
  const lanes = new Map<string, Lane>();
  const heldUntil = new Map<string, number>();
  const keyOf = ({ channel, to }: Place) => JSON.stringify([channel, to]);

  function take(lane: Lane): () => void {
    const sending = { at: now() };
    lane.began.add(sending);
    return () => {
      lane.began.delete(sending);
      lane.usualMs += WEIGHT * (now() - sending.at - lane.usualMs);
      lane.waiting.shift()?.();
    };
  }

  /** A channel that hangs shows it before its first sending ends: what is under way counts with its age. */
  function expectedMs(lane: Lane): number {
    return Math.max(lane.usualMs, ...[...lane.began].map(({ at }) => now() - at));
  }

  /** Spreads those sent back over the time the channel will need for them. */
  function sendBack(lane: Lane): number {
    const at = now();
    const next = Math.max(lane.nextAt, at + SHORT_WAIT_MS) + expectedMs(lane) / LANES;
    lane.nextAt = next - at > LONGEST_WAIT_MS ? at + SHORT_WAIT_MS : next;
    return Math.ceil(lane.nextAt - at);
  }

  return {
    hold(place, ms) {
      heldUntil.set(keyOf(place), now() + Math.min(ms, LONGEST_HOLD_MS));
    },
    heldMs(place) {
      const left = (heldUntil.get(keyOf(place)) ?? 0) - now();
      if (left > 0) return Math.ceil(left);
      heldUntil.delete(keyOf(place));
      return 0;
    },
    async enter(channel) {
      const lane = lanes.get(channel) ?? { began: new Set(), usualMs: 50, nextAt: 0, waiting: [] };
      lanes.set(channel, lane);
      if (lane.began.size < LANES) return take(lane);
      const isSoon = ((lane.waiting.length + 1) * expectedMs(lane)) / LANES <= SHORT_WAIT_MS;
      if (!isSoon || lane.waiting.length >= LANES) return sendBack(lane);
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
      return isFree && lane.began.size < LANES ? take(lane) : sendBack(lane);
    },
  };
}
