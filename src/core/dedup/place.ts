import { dayOf, daysBetween } from '../text/calendar.ts';
import type { Fingerprint, Relation, RelationEvidence } from '../types.ts';
import { compare, mayBeRelated, type Comparison } from './compare.ts';
import { mayBeSameEvent, sharedLeadNames, type Corpus } from './event.ts';
import { copyReason, ownReportOrigin } from './origin.ts';
import type { DedupArticle } from './prepared.ts';

/** An article that has its place already. */
export type PlacedArticle = DedupArticle & {
  storyId: string;
  originId: string;
  /** When the first article of its story was published; without it the story's age is not checked. */
  firstPublishedAt?: string | null;
  /** How many articles its story has; without it the story's size is not checked. */
  storySize?: number;
  /** False: the index knows that its text has too little in common with the article's for any copy. */
  sharesText?: boolean;
};

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
};

/** Own reports join a story for this long after its first article, and up to this size; copies of its articles always do. */
const STORY_DAYS = 14;
const STORY_SIZE = 200;

/** Whether two stories may become one: begun within the window of each other, and together small enough. Without dates they may not. */
export function mayHoldBoth(a: StoryBounds, b: StoryBounds): boolean {
  const [x, y] = [dayOf(a.firstPublishedAt), dayOf(b.firstPublishedAt)];
  return x !== null && y !== null && Math.abs(daysBetween(x, y)) <= STORY_DAYS && a.size + b.size <= STORY_SIZE;
}
export type StoryBounds = { firstPublishedAt: string | null; size: number };

/** A partial copy belongs to the story when the common part is this much of both articles; else it must be what both open with or name. */
const MAIN_PART = 0.4;
/** Characters from the start within which a common passage is what an article opens with. */
const OPENING = 200;

const RANK: Readonly<Record<Relation, number>> = { exact: 5, near: 4, partial: 3, rewrite: 2, same_story: 1, new: 0 };

type Found = { candidate: PlacedArticle; comparison: Comparison };

/**
 * Where an article belongs, given the candidates found for it. Candidates may come in any order; its own id among them is ignored.
 * A copy shares the story and the origin of what it copies, except a round-up, which belongs to the story it opens with. An own report
 * joins a story if it reports the same event as the earliest of the story's candidates, so that stories do not grow from link to link.
 */
export function placeArticle(
  article: DedupArticle,
  _print: Fingerprint,
  candidates: readonly PlacedArticle[],
  corpus?: Corpus,
): PlacementDecision {
  const found = candidates
    .filter((candidate) => candidate.id !== article.id && mayBeTold(article, candidate, corpus))
    .map((candidate) => ({ candidate, comparison: compare(article, candidate, corpus) }))
    .filter(({ comparison }) => comparison.relation !== 'new')
    .sort(closestFirst);
  const copies = found.filter(({ comparison }) => RANK[comparison.relation] >= RANK.rewrite);
  const copied = copies.find((copy) => isMainPart(article, copy, corpus));
  if (copied) return joining(article, copied, copies);
  const reported = found.find(
    (own) => own.comparison.relation === 'same_story' && mayJoin(article, own, found, candidates),
  );
  if (reported) return joining(article, reported, copies);
  const piece = copies[0];
  if (!piece) return NEW;
  return {
    ...decision(piece, copies),
    storyId: null,
    originId: null,
    originReason: 'It holds a piece of the other article and is about something else.',
  };
}

/** Texts that the index keeps apart are not read, let alone cut and laid against each other. */
const mayBeTold = (article: DedupArticle, candidate: PlacedArticle, corpus?: Corpus): boolean =>
  candidate.sharesText === false
    ? mayBeSameEvent(article, candidate, corpus)
    : mayBeRelated(article, candidate, corpus);

function joining(article: DedupArticle, found: Found, copies: readonly Found[]): PlacementDecision {
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
): Omit<PlacementDecision, 'storyId' | 'originId' | 'originReason'> {
  return {
    ...comparison,
    of: candidate.id,
    copies: copies.map((copy) => ({
      of: copy.candidate.id,
      relation: copy.comparison.relation,
      score: copy.comparison.score,
    })),
  };
}

const NEW: PlacementDecision = {
  relation: 'new',
  of: null,
  score: 0,
  evidence: null,
  copies: [],
  storyId: null,
  originId: null,
  originReason: 'No earlier article carries this text or reports this event.',
};

function closestFirst(x: Found, y: Found): number {
  const byRank = RANK[y.comparison.relation] - RANK[x.comparison.relation];
  return byRank || y.comparison.score - x.comparison.score || (x.candidate.id < y.candidate.id ? -1 : 1);
}

function isMainPart(article: DedupArticle, { candidate, comparison }: Found, corpus?: Corpus): boolean {
  if (comparison.relation !== 'partial') return true;
  const { containment, contained, shared } = comparison.evidence;
  if (Math.min(containment, contained) >= MAIN_PART) return true;
  return (
    shared.some((s) => s.start < OPENING && s.otherStart < OPENING && s.end - s.start > 20) ||
    sharedLeadNames(article, candidate, corpus).length > 0
  );
}

/** The story is young and small enough, and the earliest of its candidates reports this event too. */
function mayJoin(
  article: DedupArticle,
  { candidate }: Found,
  found: readonly Found[],
  candidates: readonly PlacedArticle[],
): boolean {
  if ((candidate.storySize ?? 0) >= STORY_SIZE) return false;
  const [day, first] = [dayOf(article.publishedAt), dayOf(candidate.firstPublishedAt ?? null)];
  if (day && first && Math.abs(daysBetween(first, day)) > STORY_DAYS) return false;
  const story = candidates.filter((other) => other.storyId === candidate.storyId && other.id !== article.id);
  const earliest = story.reduce((x, y) => ((y.publishedAt ?? '9') < (x.publishedAt ?? '9') ? y : x));
  return found.some((other) => other.candidate === earliest);
}
