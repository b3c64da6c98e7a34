/** When a message leaves, when it is tried again, and when it is given up. All times are ISO instants in UTC. */
import { minuteOfDay, nextTimeOfDay } from './clock.ts';
import type { QuietHours, Rule } from './rule.ts';

/** 30 s, then three times as long each time, at most 6 h: 18 tries in about 75 h, so an outage over a weekend loses nothing. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;
export const MOST_ATTEMPTS = 18;

/** A receiver that asks for more patience than this gets a day: its word must not outlive the ceiling. */
const LONGEST_ASKED_MS = 24 * 3_600_000;

/** A receiver that names its wait (Discord: 0.65 s) is believed for three tries; one that still refuses then gets our own pauses. */
const BELIEVED_TRIES = 3;
const SHORTEST_ASKED_MS = 1000;

/**
 * When to try again after `attempts` tries (1 or more) that certainly or possibly failed; null when it is dead. `afterMs` is
 * what the receiver asked for: never earlier than that, and for the first tries just then.
 */
export function nextAttemptAt(attempts: number, now: string, afterMs?: number): string | null {
  if (attempts >= MOST_ATTEMPTS) return null;
  const pause = Math.min(FIRST_PAUSE_MS * 3 ** (attempts - 1), LONGEST_PAUSE_MS);
  if (afterMs === undefined) return iso(Date.parse(now) + pause);
  const asked = Math.min(Math.max(afterMs, SHORTEST_ASKED_MS), LONGEST_ASKED_MS);
  return iso(Date.parse(now) + (attempts <= BELIEVED_TRIES ? asked : Math.max(pause, asked)));
}

/** The first instant from `at` on that is not within the quiet hours; `at` itself when there are none. */
export function outOfQuietHours(quiet: QuietHours | null, at: string): string {
  if (!quiet || quiet.from === quiet.to) return iso(Date.parse(at));
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const now = minuteOfDay(Date.parse(at), quiet.zone);
  const isQuiet = from < to ? now >= from && now < to : now >= from || now < to;
  return iso(isQuiet ? nextTimeOfDay(Date.parse(at), quiet.to, quiet.zone) : Date.parse(at));
}

/** When a message decided now leaves under the rule: at once, with the next digest, and never within quiet hours. */
export function holdUntil(rule: Pick<Rule, 'digest' | 'quietHours'>, now: string): string {
  const { digest, quietHours } = rule;
  if (!digest) return outOfQuietHours(quietHours, now);
  const weekday = digest.every === 'week' ? digest.weekday : undefined;
  return outOfQuietHours(quietHours, iso(nextTimeOfDay(Date.parse(now), digest.at, digest.zone, weekday)));
}

/** A channel's allowance: at most `most` messages within any `withinMs` milliseconds. */
export type Rate = { most: number; withinMs: number };

/** The earliest instant at which one more message keeps within the rate, given when the last ones left. */
export function paceUntil(sentAt: readonly string[], rate: Rate, now: string): string {
  const newestFirst = sentAt.map((at) => Date.parse(at)).sort((a, b) => b - a);
  const inTheWay = newestFirst[rate.most - 1];
  return iso(inTheWay === undefined ? Date.parse(now) : Math.max(Date.parse(now), inTheWay + rate.withinMs));
}

function minutesOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  return hour * 60 + minute;
}

function iso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
