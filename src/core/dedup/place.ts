import type { Fingerprint, Relation, RelationEvidence } from '../types.ts';
import { compare, type Comparison, type DedupArticle } from './compare.ts';
import type { Corpus } from './event.ts';

/** An article that has its place already. */
export type PlacedArticle = DedupArticle & {
  storyId: string;
  originId: string;
  /** When the first article of its story was published. */
  firstPublishedAt?: string | null;
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

const RANK: Readonly<Record<Relation, number>> = { exact: 5, near: 4, partial: 3, rewrite: 2, same_story: 1, new: 0 };

/** Where an article belongs, given the candidates found for it. Candidates may come in any order; its own id among them is ignored. */
export function placeArticle(
  article: DedupArticle,
  _print: Fingerprint,
  candidates: readonly PlacedArticle[],
  corpus?: Corpus,
): PlacementDecision {
  const found = candidates
    .filter((candidate) => candidate.id !== article.id)
    .map((candidate) => ({ candidate, comparison: compare(article, candidate, corpus) }))
    .filter(({ comparison }) => comparison.relation !== 'new')
    .sort((x, y) => byCloseness(x.comparison, y.comparison) || (x.candidate.id < y.candidate.id ? -1 : 1));
  const best = found[0];
  if (!best) return NEW;
  const isCopy = best.comparison.relation !== 'same_story';
  return {
    ...best.comparison,
    of: best.candidate.id,
    copies: found
      .filter(({ comparison }) => RANK[comparison.relation] >= RANK.rewrite)
      .map(({ candidate, comparison }) => ({
        of: candidate.id,
        relation: comparison.relation,
        score: comparison.score,
      })),
    storyId: best.candidate.storyId,
    originId: isCopy ? best.candidate.originId : null,
    originReason: isCopy ? best.comparison.evidence.why : 'Own text about the same event.',
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
  originReason: 'No earlier article carries this text.',
};

function byCloseness(x: Comparison, y: Comparison): number {
  return RANK[y.relation] - RANK[x.relation] || y.score - x.score;
}
