/** English sentences that set two people against each other: "X resigned, whereas Y has no plans to leave". */
import { isSamePerson, type Leaver, type Trigger, type View } from './_departure-view-en.ts';

const TURNS = /,? (?:while|whereas)\b|, (?:but|though|although)\b/g;

/**
 * The sentence as far as it tells of this leaving: a part that a conjunction turns to somebody else is left out, so that his staying or
 * denying is not the leaver's. A part that goes on with the leaver, or names nobody, stays.
 */
export function ownPart(view: View, trigger: Trigger, leaver: Leaver): string {
  const { text } = view;
  const edges = [0, ...[...text.matchAll(TURNS)].map((m) => m.index), text.length];
  // "While Omar Haddad stays, Marta Lindqvist has resigned": the comma turns.
  const opening = /^(?:While|Whereas|Although|Though)\b[^,]*/.exec(text);
  if (opening) edges.splice(1, 0, opening[0].length);
  return edges
    .slice(1)
    .map((end, i) => ({ start: edges[i]!, end }))
    .filter((part) => (part.start <= trigger.start && trigger.start < part.end) || !isOfAnother(view, part, leaver))
    .map(({ start, end }) => text.slice(start, end))
    .join('');
}

function isOfAnother(view: View, { start, end }: { start: number; end: number }, leaver: Leaver): boolean {
  const named = view.persons.filter((p) => p.start >= start && p.end <= end);
  return named.length > 0 && !named.some((p) => isSamePerson(p.text, leaver));
}
