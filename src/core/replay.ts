/**
 * What a replay makes of events, pure. Claims are folded from the first one on, so every event that comes out (`is`) must be told
 * which event of the ledger (`was`) it is: ids are given once and kept.
 */
import type { LedgerEvent } from './events.ts';

/** How many claims an event of the ledger and one of the replay have in common. */
export type SharedClaims = { was: string; is: string; shared: number; wasFirstSeen: string; isRuled: boolean };

export type Matched = {
  /** The id that each event of the replay goes by; one that is absent keeps its own, it is new. */
  ids: Map<string, string>;
  /** Events of the ledger that the replay takes for one with an older event. */
  merged: { from: string; into: string }[];
};

/**
 * Every event of the ledger goes to the event of the replay that it shares most claims with, its namesake first. Where several
 * go to one, the one that an analyst ruled on stays, else the one that was seen first; the others are merged into it.
 */
export function matchEvents(pairs: readonly SharedClaims[]): Matched {
  const best = new Map<string, SharedClaims>();
  for (const pair of pairs) {
    const known = best.get(pair.was);
    if (!known || closer(pair, known)) best.set(pair.was, pair);
  }
  const claimants = new Map<string, SharedClaims[]>();
  for (const pair of best.values()) claimants.set(pair.is, [...(claimants.get(pair.is) ?? []), pair]);
  const ids = new Map<string, string>();
  const merged: Matched['merged'] = [];
  for (const [is, all] of claimants) {
    const [first, ...others] = all.sort(byRight) as [SharedClaims, ...SharedClaims[]];
    ids.set(is, first.was);
    // What an analyst ruled on is not merged away.
    for (const other of others) if (!other.isRuled) merged.push({ from: other.was, into: first.was });
  }
  return { ids, merged: merged.sort((a, b) => (a.from < b.from ? -1 : 1)) };
}

function closer(a: SharedClaims, b: SharedClaims): boolean {
  const isNamesake = (pair: SharedClaims) => Number(pair.was === pair.is);
  return (isNamesake(a) - isNamesake(b) || a.shared - b.shared || (a.is < b.is ? 1 : -1)) > 0;
}

function byRight(a: SharedClaims, b: SharedClaims): number {
  return (
    Number(b.isRuled) - Number(a.isRuled) || a.wasFirstSeen.localeCompare(b.wasFirstSeen) || (a.was < b.was ? -1 : 1)
  );
}

/** Fields of an event in which a replay may differ, in the order in which people are shown them. */
const FIELDS = [
  ...(['person', 'aliases', 'org', 'orgId', 'watchIds', 'roles', 'status', 'isDenied', 'date', 'changeType'] as const),
  ...(['partial', 'successor', 'successorNone', 'nextEmployer', 'nextStatus', 'background'] as const),
  ...(['firstPublishedAt', 'originIds', 'articleIds', 'statusHistory'] as const),
];

export type FieldChange = { field: string; was: unknown; is: unknown };

/** The fields in which the replay's event differs; the order within lists says nothing. */
export function eventDifferences(was: LedgerEvent, is: LedgerEvent): FieldChange[] {
  return FIELDS.filter((field) => inOneOrder(was[field]) !== inOneOrder(is[field])).map((field) => ({
    field,
    was: was[field],
    is: is[field],
  }));
}

function inOneOrder(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify(value.map(inOneOrder).sort());
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(entries.map(([key, one]) => [key, inOneOrder(one)]));
}

/**
 * The record as it enters the ledger: the replay's, under the ledger's id, with what the ledger knows of its telling. An event
 * that was not known (`was` is empty) enters silently. `was` holds the event itself first, then those merged into it.
 */
export function replayedEvent(id: string, is: LedgerEvent, was: readonly LedgerEvent[]): LedgerEvent {
  const [first] = was;
  const noted = [...was.flatMap((w) => w.noted), ...is.noted];
  const unique = [...new Map(noted.map((n) => [`${n.field} ${n.value}`, n])).values()];
  return {
    ...is,
    id,
    firstSeenAt: first?.firstSeenAt ?? is.firstSeenAt,
    enteredSilently: first?.enteredSilently ?? true,
    noted: unique,
  };
}

/** Of a claim, what tells two readings of one statement apart from two statements. */
export type Statement = { kind: string; field: string; start: number; end: number };

/** Whether two claims of one text speak of the same words: the kind is the same and their quotes overlap. */
export function sameWords(a: Statement, b: Statement): boolean {
  return a.kind === b.kind && a.field === b.field && a.start < b.end && b.start < a.end;
}
