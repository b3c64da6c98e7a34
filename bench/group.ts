/**
 * Grouping: what it finds and how fast it is, beside simhash-js with its own Comparator and MinHash 32x4, in one run on one machine.
 * All times are processor time of one core.
 *   npm run bench -- group                       all but the two longest: some six minutes
 *   npm run bench -- group speed | peers         fingerprints a second; quality and speed beside others on the labelled edits
 *   npm run bench -- group index 1e4 1e5 1e6     look-ups, memory and building; 1e7 takes 9 GB and some five minutes
 *   npm run bench -- group step 1e5              the whole step against so many articles in memory
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { groupAgainst } from '../src/core/dedup/filter.ts';
import { shingleHashes } from '../src/core/dedup/fingerprint.ts';
import {
  DedupIndex,
  fingerprint,
  hamming,
  placeArticle,
  type DedupArticle,
  type PlacedArticle,
} from '../src/core/dedup/index.ts';
import { mix, tokenise } from '../src/core/dedup/tokens.ts';
import type { Fingerprint } from '../src/core/types.ts';

const EVAL = '../shared/eval/dedup';

export async function bench(): Promise<void> {
  const [part = 'all', ...rest] = process.argv.slice(3);
  const sizes = rest.map(Number);
  if (sizes.some(Number.isNaN) || !['all', 'speed', 'peers', 'index', 'step'].includes(part))
    throw new Error(
      `expected speed, peers, index or step, and numbers of articles; got "${process.argv.slice(3).join(' ')}"`,
    );
  const is = (name: string): boolean => part === 'all' || part === name;
  if (is('speed')) fingerprintSpeed();
  if (is('peers')) comparisonWithPeers();
  if (is('step')) for (const size of sizes.length ? sizes : [1e5]) wholeStep(size);
  if (is('index')) for (const size of sizes.length ? sizes : [1e4, 1e5, 1e6]) indexAt(size);
}

/** Repeatable numbers, so that two runs build the same index (mulberry32, public domain). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return mix(state);
  };
}

/** News-like text of 550 characters from 3,000 characters in a skewed distribution, with clauses and sentences. */
function madeText(next: () => number): string {
  const units = Array.from({ length: 550 }, (_, i) => {
    const skewed = Math.floor(3000 * (next() / 2 ** 32) ** 2);
    return i % 60 === 59 ? 0x3002 : i % 17 === 16 ? 0xff0c : 0x4e00 + skewed;
  });
  return String.fromCharCode(...units);
}

/** Per second of processor time, so that what else runs on the machine counts as little as it can. */
function perSecond(count: number, work: () => void): number {
  const start = seconds();
  work();
  return Math.round(count / Math.max(1e-6, seconds() - start));
}

function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function fingerprintSpeed(): void {
  const next = numbers(1);
  const articles = Array.from({ length: 4000 }, () => ({ title: madeText(next).slice(0, 20), text: madeText(next) }));
  for (const article of articles.slice(0, 1000)) fingerprint(article);
  const rate = perSecond(articles.length, () => articles.forEach((article) => fingerprint(article)));
  const { SimHash } = createRequire(import.meta.url)('simhash-js') as {
    SimHash: new () => { hash: (text: string) => number };
  };
  const peer = perSecond(500, () => articles.slice(0, 500).forEach(({ text }) => new SimHash().hash(text)));
  const min = perSecond(500, () => articles.slice(0, 500).forEach(({ text }) => minHash(text)));
  console.log(
    `\nfingerprints a second and core, 550 characters: ours ${rate}, simhash-js ${peer}, MinHash of 128 values ${min}`,
  );
}

type Query = { id: string; base: string; others?: string[]; class: string; text: string };
type Finder = (text: string, id: string) => string[];

/** The labelled edits: who finds the article that each was made from, at what price in wrong pairs and time. */
function comparisonWithPeers(): void {
  if (!existsSync(EVAL)) {
    console.log(`\n${EVAL} is not there: no comparison of quality`);
    return;
  }
  const corpus = linesOf(`${EVAL}/corpus.jsonl.gz`).map(({ id, title, text }): DedupArticle => ({
    id,
    title,
    text,
    publishedAt: null,
    url: null,
    outlet: null,
    origin: null,
    lang: null,
  }));
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

function minHash(text: string): Uint32Array {
  const minima = new Uint32Array(128).fill(0xffffffff);
  for (const shingle of shingleHashes(tokenise(text))) {
    for (let v = 0; v < 128; v++) minima[v] = Math.min(minima[v]!, mix(shingle ^ Math.imul(v + 1, 0x9e3779b1)));
  }
  return minima;
}

function linesOf(file: string): Record<'id' | 'title' | 'text', string>[] {
  return gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<'id' | 'title' | 'text', string>); // prettier-ignore
}

/**
 * Fingerprint, candidates, comparison and placement against a store in this process. Half of the arrivals are copies with a frame around a
 * cut body; the others are news.
 */
function wholeStep(size: number): void {
  const index = new DedupIndex({ expected: size });
  const textOf = (i: number): string => madeText(numbers(i + 7));
  // One byte array an article, as any store keeps text; what comparing needs is made anew for each candidate, as in the product.
  const store = Array.from({ length: size }, (_, i) => Buffer.from(textOf(i)));
  const stored = (i: number): PlacedArticle => ({
    ...madeArticle(`article-${i}`, store[i]!.toString()),
    storyId: String(i),
    originId: String(i),
  });
  const filling = seconds();
  for (let i = 0; i < size; i++) index.add(`article-${i}`, fingerprint({ text: store[i]!.toString() }));
  const filled = seconds() - filling;
  const arrivals = Array.from({ length: 2000 }, (_, i) => {
    const text = textOf(i % 2 ? size + i : Math.floor((i * size) / 2000));
    return madeArticle(`new-${i}`, i % 2 ? text : `${text.slice(60)}。转载请注明出处。`);
  });
  const spent = { fingerprint: 0, lookUp: 0, compare: 0 };
  const timed = <T>(part: keyof typeof spent, work: () => T): T => {
    const from = performance.now();
    const result = work();
    spent[part] += performance.now() - from;
    return result;
  };
  let copies = 0;
  let compared = 0;
  const rate = perSecond(arrivals.length, () => {
    for (const article of arrivals) {
      const print = timed('fingerprint', () => fingerprint(article));
      const ids = timed('lookUp', () => index.candidates(print));
      compared += ids.length;
      const decision = timed('compare', () =>
        placeArticle(
          article,
          print,
          ids.map((id) => stored(Number(id.slice(8)))),
          index,
        ),
      );
      if (decision.relation === 'near') copies++;
    }
  });
  const each = (ms: number): string => (ms / arrivals.length).toFixed(2);
  console.log(
    `\nthe whole step against ${size.toExponential()} articles in memory (filled in ${filled.toFixed(0)} s): ${rate} a second, ` +
      `${copies} of ${arrivals.length / 2} copies found, ${(compared / arrivals.length).toFixed(1)} candidates each; ` +
      `ms: fingerprint ${each(spent.fingerprint)}, look-up ${each(spent.lookUp)}, comparing ${each(spent.compare)}`,
  );
}

const madeArticle = (id: string, text: string): DedupArticle => ({
  id,
  title: '',
  text,
  publishedAt: null,
  url: null,
  outlet: null,
  origin: null,
  lang: null,
});

/** Fingerprints of made-up articles of 550 characters: 68 sketch hashes, 22 clauses and four names, all at random but for the names. */
function madePrint(next: () => number): Fingerprint {
  const sorted = (count: number, shift: number): number[] =>
    Array.from({ length: count }, () => next() >>> shift).sort((a, b) => a - b);
  const names = Array.from({ length: 4 }, () => mix(Math.floor(50_000 * (next() / 2 ** 32) ** 2)));
  return {
    simhash: (BigInt(next()) << 32n) | BigInt(next()),
    textHash: '',
    sketch: sorted(68, 3),
    clauses: [...sorted(22, 0), ...names],
    length: 500,
  };
}

function indexAt(size: number): void {
  const next = numbers(size);
  const index = new DedupIndex({ expected: size });
  const kept: Fingerprint[] = [];
  const start = seconds();
  for (let i = 0; i < size; i++) {
    const print = madePrint(next);
    if (i % Math.ceil(size / 5000) === 0) kept.push(print);
    index.add(`article-${i}`, print);
  }
  const built = seconds() - start;
  // Half of the queries are edits of what is there: two bits and a third of the hashes differ; half are news.
  const queries = kept.flatMap((print) => [edited(print, next), madePrint(next)]);
  const repeat = Math.max(1, Math.floor(20_000 / queries.length));
  let hits = 0;
  const near = perSecond(queries.length * repeat, () => {
    for (let r = 0; r < repeat; r++)
      for (const query of queries) hits += index.withinThreeBits(query).length > 0 ? 1 : 0;
  });
  const sketch = perSecond(queries.length, () => queries.forEach((query) => index.sharing(query)));
  console.log(
    `\n${size.toExponential()} articles: ${(index.bytes / 2 ** 20).toFixed(0)} MB (${(index.bytes / size).toFixed(0)} bytes an article), ` +
      `built in ${built.toFixed(1)} s; look-ups a second: SimHash k=3 ${near} (found ${(hits / repeat / kept.length).toFixed(3)} of edits), sketch and clauses ${sketch}`,
  );
}

function edited(print: Fingerprint, next: () => number): Fingerprint {
  const replaced = (hashes: readonly number[], shift: number): number[] =>
    hashes.map((hash) => (next() % 3 === 0 ? next() >>> shift : hash));
  const simhash = print.simhash ^ (1n << BigInt(next() % 64)) ^ (1n << BigInt(next() % 64));
  return { ...print, simhash, sketch: replaced(print.sketch, 3), clauses: replaced(print.clauses, 0) };
}
