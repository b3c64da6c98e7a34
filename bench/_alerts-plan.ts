/** What is to go wrong, where and how often: decided by a seed before anything runs, dealt out while it runs. */
import type { Order } from './_alerts-receivers.ts';
import type { Point } from './_alerts-worker.ts';

/** Points of the way, by the statement that a worker is at. The first is a statement alone, so it has no commit of its own. */
const STATEMENTS: Readonly<Record<string, { statement: string; isAlone?: true }>> = {
  'work handed out': { statement: '^update "outbox" set "dispatched_at"', isAlone: true },
  'article saved': { statement: '^insert into "article_versions"' },
  'placement saved': { statement: '^insert into "placements"' },
  'event saved': { statement: '^insert into "events"' },
  'delivery written': { statement: '^insert into "deliveries"' },
  'attempt marked': { statement: '^insert into "delivery_attempts"' },
  'outcome written': { statement: '^\\s*update delivery_attempts set ended_at' },
};

export type AtStatement = { id: number; point: string; kind: string; of: string; do: Omit<Point, 'id' | 'nth'> };
export type AtReceiver = { id: number; point: string; kind: string; at: 'webhook' | 'mail'; order: Omit<Order, 'strike'> }; // prettier-ignore
export type AnyMoment = { id: number; point: string; kind: string; random: true };
export type Disturbance = AtStatement | AtReceiver | AnyMoment;
type Numberless<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Every point with everything that can happen there; a kill counts double, since it is the hardest. */
function allDisturbances(): Numberless<Disturbance>[] {
  const all: Numberless<Disturbance>[] = [];
  for (const [of, { statement, isAlone }] of Object.entries(STATEMENTS))
    for (const atCommit of isAlone ? [false] : [false, true])
      for (const when of ['before', 'after'] as const)
        for (const what of ['kill', 'kill', 'cut'] as const) {
          const point = `${of}${atCommit ? ', commit' : ''}, ${when}`;
          all.push({ point, kind: what === 'kill' ? 'kill -9' : 'connection cut', of, do: { statement, atCommit, when, do: what } }); // prettier-ignore
        }
  for (const at of ['webhook', 'mail'] as const) {
    for (const how of ['late', 'error', 'close'] as const)
      for (const kept of [true, false])
        all.push({ point: `${at}, message ${kept ? 'taken' : 'not taken'}`, kind: how, order: { how, kept }, at });
    for (const kept of [true, false, true])
      all.push({ point: `${at}, message ${kept ? 'taken' : 'not taken'}`, kind: 'kill -9', order: { how: 'strike', kept }, at }); // prettier-ignore
  }
  for (let i = 0; i < 6; i++) all.push({ point: 'any moment', kind: 'kill -9', random: true });
  return all;
}

/** mulberry32: a small generator of its own, so that a seed repeats a run's plan. */
export function randomOf(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `count` disturbances: every one of the list before any comes again, each round in another order. */
export function plan(count: number, random: () => number): Disturbance[] {
  const planned: Disturbance[] = [];
  while (planned.length < count) {
    const round = allDisturbances();
    for (let i = round.length - 1; i > 0; i--) {
      const k = Math.floor(random() * (i + 1));
      [round[i], round[k]] = [round[k]!, round[i]!];
    }
    for (const one of round) planned.push({ ...one, id: planned.length });
  }
  return planned.slice(0, count);
}

/** The planned of one part, every `parts`-th, so that each part has its share of every point. */
export function partOf<T>(all: readonly T[], part: number, parts: number): T[] {
  return all.filter((_, i) => i % parts === part - 1);
}

export type Deck = {
  /** One disturbance of each statement that is still to come, nobody else's: the life of a worker strikes at the first it meets. */
  deal(): AtStatement[];
  /** A hand is over: all of it can be dealt again but the one that was met. */
  giveBack(hand: readonly AtStatement[], met?: AtStatement): void;
  /** Disturbances in hands and in the deck. */
  left(): number;
};

/** The disturbances at statements, dealt so that whatever a worker comes to next, something may happen there. */
export function deckOf(planned: readonly AtStatement[]): Deck {
  const open = [...planned];
  let inHands = 0;
  return {
    deal() {
      const hand: AtStatement[] = [];
      for (const of of new Set(open.map((one) => one.of))) hand.push(open.splice(open.findIndex((o) => o.of === of), 1)[0]!); // prettier-ignore
      inHands += hand.length;
      return hand;
    },
    giveBack(hand, met) {
      open.push(...hand.filter((one) => one !== met));
      inHands -= hand.length;
    },
    left: () => open.length + inHands,
  };
}
