import type { Alias, Claim, ClaimStatus } from '../types.ts';
import type { Field } from './_article-text.ts';
import { MAX_QUOTE } from './_gate.ts';

/** How a slot was got. */
export type How = 'verbatim' | 'alias' | 'anaphora' | 'inherited' | 'repaired';

/** Words of the article and where they stand. */
export type Place = { field: Field; start: number; end: number; text: string };

export type ChangeType = 'resign' | 'retire' | 'dismiss' | 'transfer' | 'unspecified';

/** A departure while it is being put together: slots still know their places. */
export type DepartureDraft = {
  /** The words that say it: trigger sentence or the part of it around the trigger. */
  quote: Place;
  trigger: Place;
  person: Place | null;
  aliases: (Alias & { place: Place })[];
  org: Place | null;
  department: Place | null;
  roles: Place[];
  date: (Place & { iso: string | null; precision: string; repaired: boolean }) | null;
  changeType: ChangeType;
  partial: boolean;
  successor: Place | null;
  successorNone: boolean;
  nextEmployer: Place | null;
  nextStatus: ClaimStatus | null;
  status: ClaimStatus;
  background: boolean;
  attribution: Place | null;
  how: Partial<Record<string, How>>;
  /** Which of two versions it is, where two sources of a sentence contradict each other. */
  version?: 1 | 2;
};

/** The claim of a finished draft: slots as plain values, and every place outside the quote as a cited span. */
export function departureClaim(draft: DepartureDraft, extractor: string): Claim {
  const cited = citedPlaces(draft);
  return {
    kind: 'executive_departure',
    field: draft.quote.field,
    start: draft.quote.start,
    end: draft.quote.end,
    quote: draft.quote.text,
    args: {
      person: draft.person?.text ?? null,
      aliases: draft.aliases.map(({ text, kind }) => ({ text, kind })),
      org: draft.org?.text ?? null,
      department: draft.department?.text ?? null,
      role: [...new Set(draft.roles.map((role) => role.text))],
      date: draft.date?.text ?? null,
      date_iso: draft.date?.iso ?? null,
      date_precision: draft.date?.precision ?? null,
      change_type: draft.changeType,
      partial: draft.partial,
      successor: draft.successor?.text ?? null,
      successor_none: draft.successorNone,
      next_employer: draft.nextEmployer?.text ?? null,
      next_status: draft.nextStatus,
      background: draft.background,
      how: howOf(draft),
    },
    status: draft.status,
    attribution: draft.attribution?.text ?? null,
    extractor,
    ...(cited.length > 0 && { cited }),
  };
}

/** How every filled slot was got; what nobody marked is verbatim, what stands in another sentence than the quote inherited. */
function howOf(draft: DepartureDraft): Record<string, How> {
  const slots: [string, Place | null | undefined][] = [
    ['person', draft.person],
    ['aliases', draft.aliases[0]?.place],
    ['org', draft.org],
    ['department', draft.department],
    ['role', draft.roles[0]],
    ['date', draft.date],
    ['successor', draft.successor],
    ['next_employer', draft.nextEmployer],
    ['attribution', draft.attribution],
  ];
  const how: Record<string, How> = {};
  for (const [slot, place] of slots) {
    if (!place) continue;
    const isHere =
      place.field === draft.quote.field && place.start >= draft.quote.start && place.end <= draft.quote.end;
    how[slot] = draft.how[slot] ?? (isHere ? 'verbatim' : 'inherited');
  }
  if (draft.date?.repaired) how['date'] = 'repaired';
  return how;
}

function citedPlaces(draft: DepartureDraft): NonNullable<Claim['cited']> {
  const named: [string, Place | null][] = [
    ['person', draft.person],
    ...draft.aliases.map((alias): [string, Place] => ['aliases', alias.place]),
    ['org', draft.org],
    ['department', draft.department],
    ...draft.roles.map((role): [string, Place] => ['role', role]),
    ['date', draft.date],
    ['successor', draft.successor],
    ['next_employer', draft.nextEmployer],
    ['attribution', draft.attribution],
  ];
  const { quote } = draft;
  return named.flatMap(([slot, place]) => {
    if (!place || (place.field === quote.field && place.start >= quote.start && place.end <= quote.end)) return [];
    return [{ slot, field: place.field, start: place.start, end: place.end, quote: place.text }];
  });
}

/** The whole sentence when it is short enough, else as much of it around the trigger, cut at commas, as a quote may hold. */
export function quoteAround(
  sentence: { field: Field; start: number; end: number; text: string },
  folded: string,
  trigger: { start: number; end: number },
  inner: readonly { start: number; end: number }[],
): Place {
  if (sentence.text.length <= MAX_QUOTE)
    return { field: sentence.field, start: sentence.start, end: sentence.end, text: sentence.text };
  const near = inner.filter((x) => Math.abs(x.start - trigger.start) < MAX_QUOTE - 60);
  let from = Math.min(trigger.start, ...near.map((x) => x.start)) - sentence.start;
  let to = Math.max(trigger.end, ...near.map((x) => x.end)) - sentence.start;
  if (to - from > MAX_QUOTE) {
    from = Math.max(0, trigger.start - sentence.start - MAX_QUOTE / 2);
    to = Math.min(sentence.text.length, trigger.end - sentence.start + MAX_QUOTE / 3);
  }
  const room = MAX_QUOTE - (to - from);
  from = clauseEdge(folded, from, -1, Math.floor(room / 2));
  to = clauseEdge(folded, to, 1, MAX_QUOTE - (to - from));
  return {
    field: sentence.field,
    start: sentence.start + from,
    end: sentence.start + to,
    text: sentence.text.slice(from, to),
  };
}

/** Moves `at` outwards to the edge of its clause if that is at most `room` characters away. */
function clauseEdge(text: string, at: number, direction: 1 | -1, room: number): number {
  for (let i = at, step = 0; step <= room; i += direction, step++) {
    if (direction < 0 && (i <= 0 || /[，。；：,;:\s]/u.test(text[i - 1]!))) return Math.max(0, i);
    if (direction > 0 && (i >= text.length || /[，。；,;]/u.test(text[i]!))) return Math.min(i, text.length);
  }
  return at;
}
