/** When to ask again: an article, a source, a source that fails. Pure rules; times are ISO instants, durations milliseconds. */

/** What is remembered of an address. */
export type KnownPage = {
  etag: string | null;
  lastModified: string | null;
  contentHash: string | null;
  /** When its present content was first brought. */
  fetchedAt: string;
  /** When it was last asked for, changed or not; absent: when it was fetched. */
  checkedAt?: string;
};

const HOUR = 3600_000;
const DAY = 24 * HOUR;
/** A page is looked at again after a day; each time it has not changed the pause doubles, up to a month. */
const RECHECK_FLOOR = DAY;
const RECHECK_CEILING = 30 * DAY;

/** Whether a known page should be fetched again: once it has gone unchanged for as long again as it is known to have been unchanged. */
export function isDue(known: KnownPage, now: string): boolean {
  const checked = Date.parse(known.checkedAt ?? known.fetchedAt);
  const stable = checked - Date.parse(known.fetchedAt);
  // A nightly run starts some minutes earlier or later than yesterday's: an hour of grace keeps "a day" from becoming two.
  return Date.parse(now) - checked >= clamp(stable, RECHECK_FLOOR, RECHECK_CEILING) - HOUR;
}

export type Pace = { floorMs: number; ceilingMs: number };
export const SOURCE_PACE: Pace = { floorMs: 15 * 60_000, ceilingMs: DAY };

/**
 * The next interval of a source from its last one and what it brought: mostly known entries double the interval, mostly new ones
 * halve it, and between a third and two thirds it stays. Never shorter than what the site asks for (Retry-After, Crawl-delay).
 */
export function nextInterval(
  last: { intervalMs: number; entries: number; known: number },
  askedMs: number,
  pace: Pace = SOURCE_PACE,
): number {
  const knownShare = last.entries === 0 ? 1 : last.known / last.entries;
  const factor = knownShare > 2 / 3 ? 2 : knownShare < 1 / 3 ? 0.5 : 1;
  return Math.max(clamp(last.intervalMs * factor, pace.floorMs, pace.ceilingMs), askedMs);
}

/** Pause before a failing source is tried again: doubling from the floor with each failure in a row, up to the ceiling. For ever. */
export function backOff(failuresInARow: number, askedMs: number, pace: Pace = SOURCE_PACE): number {
  return Math.max(clamp(pace.floorMs * 2 ** Math.min(failuresInARow - 1, 30), pace.floorMs, pace.ceilingMs), askedMs);
}

export type Health = {
  state: 'ok' | 'failing' | 'silent';
  /** Runs in a row that failed, or brought nothing, as `state` says. */
  inARow: number;
  since: string | null;
  /** The operator has been told of this state. */
  told: boolean;
};
export const HEALTHY: Health = { state: 'ok', inARow: 0, since: null, told: true };

/** What a run says about its source. `confirmed` is false when every list answered 304: nothing was seen that could prove health. */
export type Sign = { verdict: 'ok' | 'failed' | 'partial' | 'empty'; confirmed: boolean; at: string };

/** The operator is told after this many bad runs in a row. */
export const TELL_AFTER = 3;

/**
 * Health after a run and whether to tell the operator. A 304 changes nothing: it does not turn a failing source green. A list that
 * suddenly names nothing is `silent`, which is neither healthy nor failing.
 */
export function healthAfter(
  before: Health,
  sign: Sign,
  tellAfter: number = TELL_AFTER,
): { health: Health; tell: 'trouble' | 'recovery' | null } {
  if (!sign.confirmed && sign.verdict !== 'failed') return { health: before, tell: null };
  const state = sign.verdict === 'failed' ? 'failing' : sign.verdict === 'empty' ? 'silent' : 'ok';
  if (state === 'ok') {
    const wasTold = before.state !== 'ok' && before.told;
    return { health: HEALTHY, tell: wasTold ? 'recovery' : null };
  }
  const isSame = before.state === state;
  const inARow = isSame ? before.inARow + 1 : 1;
  const since = before.state === 'ok' ? sign.at : before.since;
  const told = (before.state !== 'ok' && before.told) || inARow >= tellAfter;
  const isNews = told && !(before.state !== 'ok' && before.told);
  return { health: { state, inARow, since, told }, tell: isNews ? 'trouble' : null };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
