import type { StoryClaim } from '../store/desk/story.ts';

/** Claims about the same thing that cannot all be true, by kind of disagreement. */
export type StoryConflict = { type: 'value' | 'date' | 'status'; subject: string; members: StoryClaim[] };

const fold = (value: unknown) =>
  String(value ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, '');

/** Disagreements among the claims of one story: a figure for the same subject, measure and period; a departure's date; said and denied. */
export function conflictsIn(claims: readonly StoryClaim[]): StoryConflict[] {
  return [...valueConflicts(claims), ...departureConflicts(claims)];
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

function departureConflicts(claims: readonly StoryClaim[]): StoryConflict[] {
  const byEvent = new Map<string, StoryClaim[]>();
  for (const claim of claims)
    if (claim.kind === 'executive_departure' && claim.eventId)
      byEvent.set(claim.eventId, [...(byEvent.get(claim.eventId) ?? []), claim]);
  return [...byEvent.values()].flatMap((members) => [...dateConflict(members), ...statusConflict(members)]);
}

/** 2026-03 and 2026-03-03 agree; 2026-03-03 and 2026-03-05 do not. */
function dateConflict(members: StoryClaim[]): StoryConflict[] {
  const dated = members.filter((claim) => typeof claim.args.date_iso === 'string' && claim.args.date_iso !== '');
  const distinct = oneEach(dated, (claim) => fold(claim.args.date_iso));
  const clash = distinct.filter((claim) =>
    distinct.some((other) => !agree(fold(claim.args.date_iso), fold(other.args.date_iso))),
  );
  return clash.length > 1 ? [{ type: 'date', subject: fold(clash[0]?.args.person), members: clash }] : [];
}

const agree = (a: string, b: string) => a.startsWith(b) || b.startsWith(a);

function statusConflict(members: StoryClaim[]): StoryConflict[] {
  const denied = members.find((claim) => claim.status === 'denied');
  const said = members.find((claim) => claim.status !== null && claim.status !== 'denied');
  return denied && said ? [{ type: 'status', subject: fold(said.args.person), members: [said, denied] }] : [];
}

function oneEach(claims: StoryClaim[], key: (claim: StoryClaim) => string): StoryClaim[] {
  return [...new Map(claims.toReversed().map((claim) => [key(claim), claim])).values()].toReversed();
}
