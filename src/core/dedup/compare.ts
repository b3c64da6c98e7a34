import type { Article, Relation, RelationEvidence } from '../types.ts';
import { passages, placesOf, type Passage, type Places } from './align.ts';
import { comparedText, fingerprintOf, hamming } from './fingerprint.ts';
import { tokenise, type Tokens } from './tokens.ts';
import type { Fingerprint } from '../types.ts';

/** What grouping needs to know of an article. */
export type DedupArticle = {
  id: string;
  title: string;
  text: string;
  publishedAt: string | null;
  url: string | null;
  outlet: string | null;
  origin: Article['origin'];
  lang: string | null;
};

export type Comparison = { relation: Relation; score: number; evidence: RelationEvidence };

/** An article made ready for any number of comparisons. */
export type Prepared = { tokens: Tokens; places: Places; print: Fingerprint; weight: number };

const prepared = new WeakMap<DedupArticle, Prepared>();

/** Kept as long as the article object lives: one article is compared with a dozen others. */
export function prepare(article: DedupArticle): Prepared {
  const known = prepared.get(article);
  if (known) return known;
  const tokens = tokenise(comparedText(article));
  let weight = 0;
  for (let t = 0; t < tokens.count; t++) weight += tokens.weight[t]!;
  const made = { tokens, places: placesOf(tokens), print: fingerprintOf(tokens), weight };
  prepared.set(article, made);
  return made;
}

/** Both texts hold this share of the other. */
const NEAR = 0.6;
/** One text holds this share of the other, or the other way round. */
const PARTIAL = 0.25;

/** How the newer article `a` stands to the earlier `b`. Defined for every pair of texts; linear in their lengths. */
export function compare(a: DedupArticle, b: DedupArticle): Comparison {
  const here = prepare(a);
  const there = prepare(b);
  const shared = passages(here.tokens, here.places, there.tokens, there.places);
  const back = passages(there.tokens, there.places, here.tokens, here.places);
  const containment = covered(here.tokens, shared) / (here.weight || 1);
  const contained = covered(there.tokens, back) / (there.weight || 1);
  const evidence: RelationEvidence = {
    hamming: hamming(here.print.simhash, there.print.simhash),
    jaccard: (containment * contained) / (containment + contained - containment * contained || 1),
    containment,
    contained,
    shared: shared.map((p) => spanOf(p, here.tokens, there.tokens)),
    conflicts: [],
    why: '',
  };
  if (here.print.textHash === there.print.textHash) return verdict('exact', 1, evidence, 'The texts are equal.');
  const least = Math.min(containment, contained);
  const most = Math.max(containment, contained);
  const percent = `${Math.round(containment * 100)} % of its text stands in the earlier article, ${Math.round(contained * 100)} % of that one here.`;
  if (least >= NEAR) return verdict('near', least, evidence, percent);
  if (most >= PARTIAL) return verdict('partial', most, evidence, percent);
  return verdict('new', most, evidence, percent);
}

function verdict(relation: Relation, score: number, evidence: RelationEvidence, why: string): Comparison {
  return { relation, score, evidence: { ...evidence, why } };
}

function covered(tokens: Tokens, shared: readonly Passage[]): number {
  let weight = 0;
  for (const { a, length } of shared) for (let t = a; t < a + length; t++) weight += tokens.weight[t]!;
  return weight;
}

function spanOf({ a, b, length }: Passage, here: Tokens, there: Tokens): RelationEvidence['shared'][number] {
  return {
    start: here.start[a]!,
    end: here.end[a + length - 1]!,
    otherStart: there.start[b]!,
    otherEnd: there.end[b + length - 1]!,
  };
}
