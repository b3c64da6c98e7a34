import { dayNumber } from '../text/calendar.ts';
import type { Relation, RelationEvidence } from '../types.ts';
import { compare } from './compare.ts';
import { DedupIndex } from './dedup-index.ts';
import { fingerprint } from './fingerprint.ts';
import { placeArticle } from './place.ts';
import type { PlacedArticle } from './placed.ts';
import type { DedupArticle } from './prepared.ts';

/** What `redwatch group` prints for one article. */
export type GroupRecord = {
  id: string;
  relation: Relation;
  of: string | null;
  score: number;
  evidence: RelationEvidence | null;
  copies: { of: string; relation: Relation; score: number }[];
};

/** What `redwatch group --pairs` prints for one pair. */
export type PairRecord = { a: string; b: string; relation: Relation; score: number };

/**
 * Compares articles with an archive held in memory: give it the archive, then one article at a time. With `grow` each article joins the
 * archive after it was placed; without, all are compared with the archive as it was given. An id given again replaces its article.
 */
export function groupAgainst(
  existing: Iterable<DedupArticle>,
  { grow = false } = {},
): (article: DedupArticle) => GroupRecord {
  const index = new DedupIndex();
  const placed = new Map<string, PlacedArticle>();
  const keep = (article: DedupArticle, place: { storyId: string; originId: string }, isCopy = false): void => {
    // Of an object of its own: what fingerprint keeps for the article shall not outlive this line for a whole archive.
    index.add(article.id, fingerprint({ title: article.title, text: article.text }), { isCopy, ...day(article) });
    placed.set(article.id, { ...article, ...place });
  };
  // The object itself stays the key of what comparing keeps for it.
  const candidate = (article: PlacedArticle, sharesText: boolean): PlacedArticle =>
    Object.assign(article, { sharesText });
  for (const article of existing) keep(article, { storyId: article.id, originId: article.id });
  return (article) => {
    const print = fingerprint(article);
    const candidates = index
      .possible(print)
      .flatMap(({ id, sharesText }) => (id === article.id ? [] : [candidate(placed.get(id)!, sharesText)]));
    const decision = placeArticle(article, candidates, index);
    if (grow) {
      const place = { storyId: decision.storyId ?? article.id, originId: decision.originId ?? article.id };
      keep(article, place, decision.copies.length > 0);
    }
    const { relation, of, score, evidence, copies } = decision;
    return { id: article.id, relation, of, score, evidence, copies };
  };
}

const day = ({ publishedAt }: DedupArticle): { day: number } => ({ day: dayNumber(publishedAt) ?? 0 });

/** Compares given pairs; a pair of which one article is unknown throws, since silence would read as "not alike". */
export function* relationsOfPairs(
  pairs: Iterable<{ a: string; b: string }>,
  articles: ReadonlyMap<string, DedupArticle>,
): Generator<PairRecord> {
  const index = new DedupIndex();
  for (const article of articles.values()) index.add(article.id, fingerprint(article), day(article));
  for (const { a, b } of pairs) {
    const [first, second] = [articles.get(a), articles.get(b)];
    if (!first || !second)
      throw new Error(`pair ${a}, ${b}: expected both among the articles, ${first ? b : a} is not there`);
    const { relation, score } = compare(first, second, index);
    yield { a, b, relation, score };
  }
}
