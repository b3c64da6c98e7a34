import { compare, type Comparison } from './compare.ts';
import type { Corpus } from './event.ts';
import { compareAppearance, type Appearance } from './order.ts';
import { ownReportOrigin } from './origin.ts';
import { areRivals, isCopyOf, isMainPart, RANK, type Found, type Link, type PlacedArticle } from './placed.ts';
import type { DedupArticle } from './prepared.ts';
import { coreOf, mayHoldBoth, mayJoin } from './story-bounds.ts';

/** An article that appeared later and stands closer to the placed one than to what it stands under. */
export type Adoption = Comparison & {
  id: string;
  joins: boolean;
  sharesOrigin: boolean;
  /** Of its story, articles that tell of another event than the placed one: they do not come along. */
  without: string[];
};

export type Adopted = { candidate: PlacedArticle; adoption: Adoption };
type Placing = DedupArticle & { appearance?: Appearance };

/** The story in which an article has its place, as its candidates know it, with the article in it. */
export type Home = {
  /** Null: the article begins it. */
  storyId: string | null;
  candidates: readonly PlacedArticle[];
  /** Whether a candidate tells of another event than the story's earliest article, which is the article itself if it begins it. */
  isClosedTo: (candidate: PlacedArticle) => boolean;
};

export function homeOf(
  article: Placing,
  storyId: string | null,
  candidates: readonly PlacedArticle[],
  rivals: ReadonlySet<PlacedArticle>,
  corpus?: Corpus,
): Home {
  const core = storyId === null ? null : coreOf(storyId, candidates);
  const isArticle = !core || (article.appearance && core.appearance && compareAppearance(article.appearance, core.appearance) < 0); // prettier-ignore
  const isClosedTo = (candidate: PlacedArticle): boolean =>
    isArticle ? rivals.has(candidate) : candidate !== core && areRivals(compare(candidate, core, corpus));
  return { storyId, candidates, isClosedTo };
}

/** Whether an article that appeared later stands closer to the placed one than to what it stands under, and how; null: it does not. */
export function adoptionOf(article: Placing, found: Found, home: Home, corpus?: Corpus): Adopted | null {
  const { candidate, comparison } = found;
  if (!candidate.isLater) return null;
  const isCopy = isCopyOf(found);
  const joins = !isCopy || (isMainPart(article, found, corpus) && !home.isClosedTo(candidate));
  const { relation, score } = comparison;
  if (!isCloser({ relation, score, joins, appearance: article.appearance ?? null }, candidate.under)) return null;
  if (!isCopy && !mayFollow(candidate, article, home, corpus)) return null;
  const sharesOrigin = isCopy ? joins : ownReportOrigin(candidate, article).isShared;
  const isLeft = (other: PlacedArticle): boolean => other.storyId === candidate.storyId && home.isClosedTo(other);
  const without = candidate.storyId === home.storyId ? [] : home.candidates.filter(isLeft).map(({ id }) => id);
  const standing = { id: candidate.id, joins, sharesOrigin, without };
  return { candidate, adoption: { ...compare(candidate, article, corpus), ...standing } };
}

/** Standing in a story beats holding a piece; then the closer relation, the higher score, and what appeared first. */
function isCloser(link: Omit<Link, 'of'>, standing: Link | null | undefined): boolean {
  if (!standing) return true;
  if (link.joins !== standing.joins) return link.joins;
  const byRank = RANK[link.relation] - RANK[standing.relation];
  // The archive keeps scores in 32 bits.
  const byScore = Math.fround(link.score) - Math.fround(standing.score);
  if (byRank || byScore) return (byRank || byScore) > 0;
  return link.appearance && standing.appearance ? compareAppearance(link.appearance, standing.appearance) < 0 : false;
}

/** Whether a later own report may come into the story in which the article has its place. */
function mayFollow(report: PlacedArticle, article: Placing, { storyId, candidates }: Home, corpus?: Corpus): boolean {
  const story = candidates.find((candidate) => candidate.storyId === storyId);
  const home: PlacedArticle = {
    ...article,
    ...{ storyId: storyId ?? article.id, originId: article.id, storySize: story?.storySize ?? 1 },
    firstPublishedAt: story ? (story.firstPublishedAt ?? null) : article.publishedAt,
  };
  return mayJoin(report, home, [...candidates, home], (core) => {
    return core === home || compare(report, core, corpus).relation !== 'new';
  });
}

/**
 * Where an article that begins a story stays: in that of the closest one that comes to stand under it, so that stories keep their ids.
 * Null: nowhere, it needs one of its own.
 */
export function shelterOf(
  article: DedupArticle,
  adopted: readonly Adopted[],
): { storyId: string; originId: string | null } | null {
  const own = { firstPublishedAt: article.publishedAt, size: 1 };
  const first = adopted.find(
    ({ candidate, adoption }) =>
      adoption.joins &&
      adoption.without.length === 0 &&
      !candidate.under?.joins &&
      mayHoldBoth(own, { firstPublishedAt: candidate.firstPublishedAt ?? null, size: candidate.storySize ?? 0 }),
  );
  if (!first) return null;
  const { storyId, originId } = first.candidate;
  return { storyId, originId: first.adoption.sharesOrigin ? originId : null };
}
