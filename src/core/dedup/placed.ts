import type { Relation } from '../types.ts';
import type { Comparison } from './compare.ts';
import { tellingLeadNames, type Corpus } from './event.ts';
import { compareAppearance, type Appearance } from './order.ts';
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
  appearance?: Appearance;
  /** It appeared after the article that is placed: that one cannot stand under it, but it may come to stand under that one. */
  isLater?: boolean;
  /** What it stands under; null: it is the first that tells it. */
  under?: Link | null;
};

/** How an article stands under one that appeared before it. */
export type Link = {
  of: string;
  relation: Relation;
  score: number;
  appearance: Appearance | null;
  /** They share a story; otherwise it only holds a piece of the other. */
  joins: boolean;
};

/** A candidate that the article is related to. */
export type Found = { candidate: PlacedArticle; comparison: Comparison };

/** The closer, the greater. */
export const RANK: Readonly<Record<Relation, number>> = {
  exact: 5,
  near: 4,
  partial: 3,
  rewrite: 2,
  same_story: 1,
  new: 0,
};
export const isCopyOf = ({ comparison }: Found): boolean => RANK[comparison.relation] >= RANK.rewrite;

export function closestFirst(x: Found, y: Found): number {
  const byRank = RANK[y.comparison.relation] - RANK[x.comparison.relation];
  const [a, b] = [x.candidate.appearance, y.candidate.appearance];
  const byAge = a && b ? compareAppearance(a, b) : 0;
  return byRank || y.comparison.score - x.comparison.score || byAge || (x.candidate.id < y.candidate.id ? -1 : 1);
}

/** A partial copy belongs to the story when the common part is this much of both articles; else it must be what both open with or name. */
const MAIN_PART = 0.4;
/** Characters from the start within which a common passage is what an article opens with. */
const OPENING = 200;

/** Whether what the two share is what both are about, so that they share a story; a piece within reports of different events is not. */
export function isMainPart(article: DedupArticle, { candidate, comparison }: Found, corpus?: Corpus): boolean {
  if (comparison.relation !== 'partial') return true;
  if (comparison.isOtherEvent) return false;
  const { containment, contained, shared } = comparison.evidence;
  if (Math.min(containment, contained) >= MAIN_PART) return true;
  return (
    shared.some((s) => s.start < OPENING && s.otherStart < OPENING && s.end - s.start > 20) ||
    tellingLeadNames(article, candidate, corpus).some((name) => !corpus?.watched?.has(name))
  );
}

/**
 * Whether two articles tell of different events in nearly the same words. A story whose earliest article is such a rival of one is closed
 * to it: a cut copy may carry only what two reports of one form have in common.
 */
export const areRivals = ({ isOtherEvent, relation }: Comparison): boolean => isOtherEvent && relation === 'new';
