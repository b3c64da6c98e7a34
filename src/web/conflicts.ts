import { eventConflicts, type EventConflict } from '../core/alerts.ts';
import type { StoryClaim } from '../store/desk/story.ts';
import { groupBy } from './group-by.ts';

/** Claims about the same thing that cannot all be true, by kind of disagreement. */
export type StoryConflict = { type: 'value' | EventConflict['of']; subject: string; members: StoryClaim[] };

const fold = (value: unknown) =>
  String(value ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, '');

/** By article: which piece of reporting it is a copy of. Copies never disagree with their origin. */
type OriginOf = (articleId: string) => string;

/** Disagreements among the claims of one story: a figure for the same subject, measure and period, and what the ledger finds of a departure. */
export function conflictsIn(claims: readonly StoryClaim[], originOf: OriginOf): StoryConflict[] {
  return [...valueConflicts(claims), ...departureConflicts(claims, originOf)];
}

function valueConflicts(claims: readonly StoryClaim[]): StoryConflict[] {
  const bySubject = new Map<string, StoryClaim[]>();
  for (const claim of claims) {
    const { subject, metric, period_iso: period, unit, value, basis } = claim.args;
    if (claim.kind !== 'metric' || typeof value !== 'number' || !period) continue;
    const key = [subject, metric, period, unit, basis].map(fold).join('|');
    bySubject.set(key, [...(bySubject.get(key) ?? []), claim]);
  }
  return [...bySubject.values()].flatMap((members): StoryConflict[] => {
    const distinct = oneEach(members, (claim) => fold(claim.args.value));
    const { subject, metric, period_iso: period } = members[0]?.args ?? {};
    return distinct.length > 1
      ? [{ type: 'value', subject: [subject, metric, period].join(' · '), members: distinct }]
      : [];
  });
}

/** What the ledger calls a contradiction (core/alerts), shown by the claims that stand against each other. */
function departureConflicts(claims: readonly StoryClaim[], originOf: OriginOf): StoryConflict[] {
  const departures = claims.filter((claim) => claim.kind === 'executive_departure' && claim.eventId !== null);
  return groupBy(departures, (claim) => claim.eventId).flatMap(([, members]) => {
    const sayings = members.map(({ articleId, status, args }) => {
      return { originId: originOf(articleId), articleId, status, args };
    });
    return eventConflicts(sayings).map(({ of }): StoryConflict => {
      const subject = members.map((claim) => claim.args.person).find((name) => typeof name === 'string');
      return { type: of, subject: String(subject ?? ''), members: sidesOf(of, members) };
    });
  });
}

/** One claim for each side: said and denied, each date, each successor. */
function sidesOf(of: EventConflict['of'], members: readonly StoryClaim[]): StoryClaim[] {
  if (of === 'status') {
    const denied = members.find((claim) => claim.status === 'denied');
    const said = members.find((claim) => claim.status === 'confirmed' || claim.status === 'reported');
    return [said, denied].filter((claim) => claim !== undefined);
  }
  const slot = of === 'date' ? 'date_iso' : 'successor';
  return oneEach(members.filter((claim) => claim.args[slot]), (claim) => fold(claim.args[slot])); // prettier-ignore
}

function oneEach(claims: readonly StoryClaim[], key: (claim: StoryClaim) => string): StoryClaim[] {
  return [...new Map(claims.toReversed().map((claim) => [key(claim), claim])).values()].toReversed();
}
