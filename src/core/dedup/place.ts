import type { Relation, RelationEvidence } from '../types.ts';
import { adoptionOf, homeOf, shelterOf, type Adoption } from './adopt.ts';
import { compare, mayBeRelated } from './compare.ts';
import type { Corpus } from './event.ts';
import type { Appearance } from './order.ts';
import { copyReason, ownReportOrigin } from './origin.ts';
import { areRivals, closestFirst, isCopyOf, isMainPart, type Found, type PlacedArticle } from './placed.ts';
import type { DedupArticle } from './prepared.ts';
import { coreOf, mayJoin } from './story-bounds.ts';

export type PlacementDecision = {
  relation: Relation;
  /** The earlier article it stands in this relation to; null for `new`. */
  of: string | null;
  score: number;
  evidence: RelationEvidence | null;
  /** Every candidate it is a copy of, the closest first. */
  copies: { of: string; relation: Relation; score: number }[];
  /** The story it joins; null: it starts a new one. */
  storyId: string | null;
  /** The origin it shares; null: its own. */
  originId: string | null;
  /** Why, for people. */
  originReason: string;
  /** Later articles that now stand under it, the closest first. */
  adopts: Adoption[];
};

/** A place before the later articles are looked at. */
type Place = Omit<PlacementDecision, 'adopts'>;

/**
 * Where an article belongs, given the candidates found for it. Candidates may come in any order; its own id among them is ignored.
 * Every article stands under the closest of those that appeared before it, whichever arrived first: a copy shares the story and the origin
 * of what it copies, except a round-up, which belongs to the story it opens with. An own report joins a story if it reports the same event
 * as the earliest of the story's candidates, so that stories do not grow from link to link. Candidates that appeared later come to stand
 * under the article where it is closer than what they stand under (`adopts`).
 */
export function placeArticle(
  article: DedupArticle & { appearance?: Appearance },
  candidates: readonly PlacedArticle[],
  corpus?: Corpus,
): PlacementDecision {
  const compared = candidates
    .filter(
      (candidate) => candidate.id !== article.id && mayBeRelated(article, candidate, corpus, candidate.sharesText),
    )
    .map((candidate) => ({ candidate, comparison: compare(article, candidate, corpus) }));
  const found = compared.filter(({ comparison }) => comparison.relation !== 'new').sort(closestFirst);
  const rivals = new Set(compared.filter(({ comparison }) => areRivals(comparison)).map(({ candidate }) => candidate));
  const isOpen = ({ storyId }: PlacedArticle): boolean => !rivals.has(coreOf(storyId, candidates)!);
  const place = placeAmong(article, found, { candidates, isOpen }, corpus);
  const home = homeOf(article, place.storyId, candidates, rivals, corpus);
  const adopted = found.flatMap((one) => adoptionOf(article, one, home, corpus) ?? []);
  const shelter = place.storyId === null ? shelterOf(article, adopted) : null;
  return { ...place, ...shelter, adopts: adopted.map(({ adoption }) => adoption) };
}

function placeAmong(
  article: DedupArticle,
  found: readonly Found[],
  { candidates, isOpen }: { candidates: readonly PlacedArticle[]; isOpen: (candidate: PlacedArticle) => boolean },
  corpus?: Corpus,
): Place {
  const copies = found.filter(isCopyOf);
  const earlier = copies.filter(({ candidate }) => !candidate.isLater);
  const copied = earlier.find((copy) => isMainPart(article, copy, corpus) && isOpen(copy.candidate));
  if (copied) return joining(article, copied, copies);
  const reported = found.find(
    (own) =>
      own.comparison.relation === 'same_story' &&
      !own.candidate.isLater &&
      mayJoin(article, own.candidate, candidates, (core) => found.some(({ candidate }) => candidate === core)),
  );
  if (reported) return joining(article, reported, copies);
  const piece = earlier[0];
  if (!piece) return { ...NEW, copies: told(copies) };
  return {
    ...decision(piece, copies),
    storyId: null,
    originId: null,
    originReason: 'It holds a piece of the other article and is about something else.',
  };
}

function joining(article: DedupArticle, found: Found, copies: readonly Found[]): Place {
  const { candidate, comparison } = found;
  const origin =
    comparison.relation === 'same_story'
      ? ownReportOrigin(article, candidate)
      : { isShared: true, reason: copyReason(article, candidate, comparison.evidence.why) };
  return {
    ...decision(found, copies),
    storyId: candidate.storyId,
    originId: origin.isShared ? candidate.originId : null,
    originReason: origin.reason,
  };
}

function decision(
  { candidate, comparison }: Found,
  copies: readonly Found[],
): Omit<Place, 'storyId' | 'originId' | 'originReason'> {
  const { relation, score, evidence } = comparison;
  return { relation, score, evidence, of: candidate.id, copies: told(copies) };
}

const told = (copies: readonly Found[]): PlacementDecision['copies'] =>
  copies.map(({ candidate, comparison: { relation, score } }) => ({ of: candidate.id, relation, score }));

const NEW: Place = {
  relation: 'new',
  of: null,
  score: 0,
  evidence: null,
  copies: [],
  storyId: null,
  originId: null,
  originReason: 'No earlier article carries this text or reports this event.',
};
