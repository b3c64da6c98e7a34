/** What grouping finds and how fast, beside simhash-js with its own Comparator and MinHash 32x4, on the labelled edits. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { groupAgainst } from '../src/core/dedup/filter.ts';
import { shingleHashes } from '../src/core/dedup/fingerprint.ts';
import { DedupIndex, fingerprint, hamming, type DedupArticle } from '../src/core/dedup/index.ts';
import { mix, tokenise } from '../src/core/dedup/tokens.ts';
import { madeArticle, perSecond, seconds } from './_group-made.ts';

const EVAL = '../shared/eval/dedup';

type Query = { id: string; base: string; others?: string[]; class: string; text: string };
type Finder = (text: string, id: string) => string[];

/** The labelled edits: who finds the article that each was made from, at what price in wrong pairs and time. */
export function comparisonWithPeers(): void {
  if (!existsSync(EVAL)) {
    console.log(`\n${EVAL} is not there: no comparison of quality`);
    return;
  }
  const corpus = linesOf(`${EVAL}/corpus.jsonl.gz`).map(({ id, title, text }) => ({ ...madeArticle(id, text), title }));
  const queries = (linesOf(`${EVAL}/queries.jsonl.gz`) as unknown as Query[]).filter((_, i) => i % 4 === 0);
  console.log(`\n${queries.length} labelled edits against ${corpus.length} articles, one core`);
  console.log('method                        near   spun  partial  precision  look-ups/s  start s');
  const rows: [string, () => Finder][] = [
    ['ours, whole comparison', () => ours(corpus)],
    ['ours, SimHash k=3 alone', () => simhash64(corpus, 3)],
    ['simhash-js, Comparator >= .90', () => simhashJs(corpus, 0.9)],
    ['MinHash 32x4, Jaccard >= .5', () => minHashBands(corpus)],
  ];
  for (const [name, build] of rows) {
    const start = seconds();
    const find = build();
    const built = seconds() - start;
    console.log(`${name.padEnd(30)}${scored(find, queries)}  ${built.toFixed(1)}`);
  }
}

function scored(find: Finder, queries: readonly Query[]): string {
  const found: Record<string, number[]> = { near: [], spun: [], partial: [] };
  let predicted = 0;
  let wrong = 0;
  const rate = perSecond(queries.length, () => {
    for (const { id, base, others = [], class: kind, text } of queries) {
      const ids = find(text, id);
      found[kind]!.push(ids.includes(base) ? 1 : 0);
      predicted += ids.length;
      wrong += ids.filter((other) => other !== base && !others.includes(other)).length;
    }
  });
  const recall = Object.values(found).map((hits) => (hits.reduce((sum, hit) => sum + hit, 0) / hits.length).toFixed(4));
  const precision = ((predicted - wrong) / (predicted || 1)).toFixed(4);
  return [...recall.map((r) => r.padStart(7)), precision.padStart(9), String(rate).padStart(11)].join(' ');
}

function ours(corpus: readonly DedupArticle[]): Finder {
  const place = groupAgainst(corpus);
  return (text, id) => place(madeArticle(id, text)).copies.map(({ of }) => of);
}

function simhash64(corpus: readonly DedupArticle[], k: number): Finder {
  const index = new DedupIndex({ expected: corpus.length });
  corpus.forEach((article) => index.add(article.id, fingerprint(article)));
  const prints = new Map(corpus.map((article) => [article.id, fingerprint(article).simhash]));
  return (text) => {
    const print = fingerprint({ text });
    return index.candidates(print).filter((id) => hamming(prints.get(id)!, print.simhash) <= k);
  };
}

/** As its README shows: hash every text, compare every pair with `Comparator.similarity` of the hexadecimal hashes. */
function simhashJs(corpus: readonly DedupArticle[], least: number): Finder {
  const { SimHash, Comparator } = createRequire(import.meta.url)('simhash-js') as {
    SimHash: new () => { hash: (text: string) => number };
    Comparator: { similarity: (x: string, y: string) => number };
  };
  const hash = (text: string): string => new SimHash().hash(text).toString(16);
  const hashes = corpus.map((article) => hash(article.text));
  return (text) => {
    const own = hash(text);
    return corpus.flatMap(({ id }, i) => (Comparator.similarity(own, hashes[i]!) >= least ? [id] : []));
  };
}

/** 128 minima of character 5-grams in 32 bands of 4; candidates of equal bands, kept when half of the minima agree. */
function minHashBands(corpus: readonly DedupArticle[]): Finder {
  const bands = Array.from({ length: 32 }, () => new Map<string, number[]>());
  const all = corpus.map(({ text }) => minHash(text));
  const keyOf = (minima: Uint32Array, band: number): string => minima.subarray(band * 4, band * 4 + 4).join();
  all.forEach((minima, i) =>
    bands.forEach((band, b) => band.set(keyOf(minima, b), [...(band.get(keyOf(minima, b)) ?? []), i])),
  );
  return (text) => {
    const own = minHash(text);
    const found = new Set(bands.flatMap((band, b) => band.get(keyOf(own, b)) ?? []));
    return [...found]
      .filter((i) => own.filter((value, v) => value === all[i]![v]).length >= 64)
      .map((i) => corpus[i]!.id);
  };
}

export function minHash(text: string): Uint32Array {
  const minima = new Uint32Array(128).fill(0xffffffff);
  for (const shingle of shingleHashes(tokenise(text))) {
    for (let v = 0; v < 128; v++) minima[v] = Math.min(minima[v]!, mix(shingle ^ Math.imul(v + 1, 0x9e3779b1)));
  }
  return minima;
}

function linesOf(file: string): Record<'id' | 'title' | 'text', string>[] {
  return gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<'id' | 'title' | 'text', string>); // prettier-ignore
}
