import type { Article } from '../types.ts';
import { placesOf, type Places } from './align.ts';
import { factsOf, type Fact } from './facts.ts';
import { cutText, simhash } from './fingerprint.ts';
import { once } from './once.ts';
import type { Tokens } from './tokens.ts';

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

/** One text made ready for any number of comparisons; what only some of them need is made when first asked for. */
export type Prepared = {
  text: string;
  tokens: Tokens;
  sketch: readonly number[];
  places: () => Places;
  simhash: () => bigint;
  facts: () => readonly Fact[];
};

const prepared = new WeakMap<DedupArticle, Prepared>();

/** Kept as long as the article object lives: one article is compared with a dozen others. */
export function prepare(article: DedupArticle): Prepared {
  const known = prepared.get(article);
  if (known) return known;
  const { text, tokens, shingles, sketch } = cutText(article);
  const made: Prepared = {
    text,
    tokens,
    sketch,
    places: once(() => placesOf(tokens, shingles)),
    simhash: once(() => simhash(shingles)),
    facts: once(() => factsOf(text)),
  };
  prepared.set(article, made);
  return made;
}
