/**
 * Where claims of several articles cannot all be true, and where they agree across languages. A layer over immutable claims: computed
 * anew from them, never stored in them. Types: `value` (same thing and time, other figure), `time_series` (a level that changed, but
 * not all of it is dated by its source), `scope` (the same figure said of another span of time), `date` (one announcement dated apart).
 */
import type { Watch } from './types.ts';
import { dateConflicts } from './conflicts/dates.ts';
import { knownNames, resolver, type NameTable } from './conflicts/names.ts';
import {
  canBothHold,
  inWords,
  readingGroups,
  sameValue,
  type PlacedClaim,
  type Reading,
  type ReadingGroup,
} from './conflicts/readings.ts';
import { daysBetween } from './text/calendar.ts';

export { knownNames, type NameTable } from './conflicts/names.ts';
export type { PlacedClaim } from './conflicts/readings.ts';

export type ConflictType = 'value' | 'time_series' | 'scope' | 'date';

export type Conflict = {
  kind: 'conflict' | 'agreement';
  type: ConflictType;
  /** The thing spoken of, by its first known name. */
  subject: string;
  metric: string | null;
  members: { claimId: string; article: string; quote: string }[];
  /** One sentence for people: what stands against what. */
  verdict: string;
};

/** A group with more different readings is compared by its newest ones only, so that the work stays bounded. */
const MAX_READINGS = 200;
/** Two levels of a thing further apart in time than this are no contradiction, whatever they say. */
const YEAR_DAYS = 366;
/** A level that falls by less is noise of rounding and method. */
const NOTABLE_FALL = 0.1;

/**
 * All conflicts and agreements among `claims`. `names` unifies subjects across languages beside the watches' own names.
 * Copies are no second voice: claims with the same quote count once.
 */
export function findConflicts(
  claims: readonly PlacedClaim[],
  watches: readonly Watch[],
  names: NameTable = knownNames,
): Conflict[] {
  const resolve = resolver(watches, names);
  const found: Conflict[] = [];
  for (const group of readingGroups(claims, resolve)) {
    const readings = distinct(group.readings);
    found.push(
      ...(group.nature === 'stock' ? levels(group, readings) : amounts(group, readings)),
      ...agreements(group, readings),
    );
  }
  return [...found, ...dateConflicts(claims, resolve)];
}

/** One reading per quote and value, newest publications first kept, in order of time. */
function distinct(readings: readonly Reading[]): Reading[] {
  const seen = new Map<string, Reading>();
  for (const reading of readings) {
    const key = `${reading.value}|${reading.period}|${reading.placed.claim.quote.replace(/\s+/g, '')}`;
    if (!seen.has(key)) seen.set(key, reading);
  }
  return [...seen.values()].sort((a, b) => timeOf(a) - timeOf(b)).slice(-MAX_READINGS);
}

function timeOf({ to }: Reading): number {
  return to ? to.y * 372 + to.m * 31 + to.d : 0;
}

/** Levels (users, valuation): a fall that no source dates is a contradiction, any other change with an undated part a series to look at. */
function levels(group: ReadingGroup, readings: readonly Reading[]): Conflict[] {
  const opposed = new Set<Reading>();
  for (const [i, a] of readings.entries())
    for (const b of readings.slice(i + 1)) {
      if (canBothHold(a, b) || !isAnotherArticle(a, b)) continue;
      const days = a.to && b.to ? daysBetween(a.to, b.to) : 0;
      const isUndated = a.period === null || b.period === null;
      const falls = b.value < a.value * (1 - NOTABLE_FALL);
      if ((isUndated && falls && days <= YEAR_DAYS) || days === 0) opposed.add(a).add(b);
    }
  if (opposed.size > 0) {
    const members = readings.filter((r) => opposed.has(r));
    return [
      conflict(
        group,
        'value',
        members,
        'the later figure is lower or of the same day, and not every source dates its own',
      ),
    ];
  }
  const changed = readings.filter((r, i) => readings.some((other, k) => k !== i && !sameValue(r, other)));
  const isDoubtful = changed.some((r) => r.period === null) && new Set(changed.map((r) => r.placed.articleId)).size > 1;
  return isDoubtful
    ? [conflict(group, 'time_series', changed, 'a changing level of which not every figure is dated or attributed')]
    : [];
}

/** Amounts (GMV, revenue) of one period must be equal; one amount said of a calendar period and of a duration is a question of scope. */
function amounts(group: ReadingGroup, readings: readonly Reading[]): Conflict[] {
  const values = new Set<Reading>();
  const scopes = new Set<Reading>();
  for (const [i, a] of readings.entries())
    for (const b of readings.slice(i + 1)) {
      if (!isAnotherArticle(a, b)) continue;
      if (a.period !== null && a.period === b.period && !canBothHold(a, b)) values.add(a).add(b);
      const isOtherSpan = (a.duration !== null) !== (b.duration !== null) && (a.period !== null || b.period !== null);
      const isSameSpan = a.duration !== null && b.duration !== null && lengthOf(a.duration) === lengthOf(b.duration);
      if ((isOtherSpan && sameValue(a, b)) || (isSameSpan && !sameValue(a, b))) scopes.add(a).add(b);
    }
  return [
    ...(values.size > 0 ? [conflict(group, 'value', [...values], 'different figures for the same period')] : []),
    ...(scopes.size > 0
      ? [conflict(group, 'scope', [...scopes], 'the same kind of figure said of spans that do not fit')]
      : []),
  ];
}

/** 仅用三年左右, 三年时间, in three years -> 三年: the number and its unit. */
function lengthOf(duration: string): string {
  return (
    /(?:\d+|[一二两三四五六七八九十半]+)(?:年|个月)|(?:\d+|[a-z]+) (?:years|months)/i.exec(duration)?.[0] ?? duration
  );
}

/** Two voices with one value: of the same period, or with one that gives none. */
function agreements(group: ReadingGroup, readings: readonly Reading[]): Conflict[] {
  const found: Conflict[] = [];
  const used = new Set<Reading>();
  for (const a of readings) {
    if (used.has(a)) continue;
    const same = readings.filter((b) => b === a || (sameValue(a, b) && isSameTime(group, a, b)));
    if (new Set(same.map((r) => r.placed.articleId)).size < 2) continue;
    for (const reading of same) used.add(reading);
    found.push({ ...conflict(group, 'value', same, 'the same value'), kind: 'agreement' });
  }
  return found;
}

function isSameTime({ nature }: ReadingGroup, a: Reading, b: Reading): boolean {
  if (a.duration !== null || b.duration !== null) return false;
  if (a.period !== null && b.period !== null) return a.period === b.period;
  return nature === 'flow' || (a.to !== null && b.to !== null && Math.abs(daysBetween(a.to, b.to)) <= YEAR_DAYS / 2);
}

function isAnotherArticle(a: Reading, b: Reading): boolean {
  return a.placed.articleId !== b.placed.articleId;
}

function conflict(
  { subject, metric, unit }: ReadingGroup,
  type: ConflictType,
  readings: readonly Reading[],
  why: string,
): Conflict {
  const sayings = readings.map((r) => {
    const when = r.period ?? r.duration ?? `published ${r.placed.publishedAt?.slice(0, 10) ?? 'undated'}`;
    return `${r.comparator === '=' ? '' : `${r.comparator} `}${inWords(r.value)} ${unit} (${when}${r.attribution ? `, ${r.attribution}` : ''})`;
  });
  const members = readings.map(({ placed }) => ({
    claimId: placed.claimId,
    article: placed.articleId,
    quote: placed.claim.quote,
  }));
  return {
    kind: 'conflict',
    type,
    subject,
    metric,
    members,
    verdict: `${subject}, ${metric}: ${[...new Set(sayings)].join('; ')}: ${why}.`,
  };
}
