/**
 * Grouping: what it finds and how fast it is, beside simhash-js with its own Comparator and MinHash 32x4, in one run on one machine.
 * All times are processor time of one core.
 *   npm run bench -- group                       all but the longest: some six minutes
 *   npm run bench -- group speed | peers         fingerprints a second; quality and speed beside others on the labelled edits
 *   npm run bench -- group index 1e4 1e5 1e6     look-ups, memory and building, of drawn fingerprints; 1e7 takes 10 GB and some five minutes
 *   npm run bench -- group shards 1e6            the same look-ups asked of one index and of two ranges of hashes, one after the other
 *   npm run bench -- group step 1e5 1e6          the whole step against so many articles in memory
 *   npm run bench -- group store 1e6             the index built from Postgres at start, and the step with Postgres underneath
 *   npm run bench -- group order 300 2000        articles that stand elsewhere when a month arrives in full disorder
 */
import { createRequire } from 'node:module';
import { DedupIndex, fingerprint, placeArticle, type Candidate, type PlacedArticle } from '../src/core/dedup/index.ts';
import type { Fingerprint } from '../src/core/types.ts';
import { edited, madeArticle, madePrint, madeText, numbers, perSecond, seconds } from './_group-made.ts';
import { orderOfArrival } from './_group-order.ts';
import { onPostgres } from './_group-store.ts';
import { comparisonWithPeers, minHash } from './_group-peers.ts';

const PARTS = ['all', 'speed', 'peers', 'index', 'shards', 'step', 'store', 'order'];

export async function bench(): Promise<void> {
  const [part = 'all', ...rest] = process.argv.slice(3);
  const sizes = rest.map(Number);
  if (sizes.some(Number.isNaN) || !PARTS.includes(part))
    throw new Error(
      `expected one of ${PARTS.join(', ')}, and numbers of articles; got "${process.argv.slice(3).join(' ')}"`,
    );
  const is = (name: string): boolean => part === 'all' || part === name;
  const at = (usual: number[]): number[] => (sizes.length ? sizes : usual);
  if (is('speed')) fingerprintSpeed();
  if (is('peers')) comparisonWithPeers();
  if (is('store')) for (const size of at([1e5])) await onPostgres(size);
  if (is('order')) for (const size of at([300])) await orderOfArrival(size);
  if (is('step')) for (const size of at([1e5])) wholeStep(size);
  if (is('index')) for (const size of at([1e4, 1e5, 1e6])) indexAt(size);
  if (is('shards')) for (const size of at([1e5])) for (const shards of [1, 2]) indexAt(size, shards);
}

function fingerprintSpeed(): void {
  const next = numbers(1);
  const articles = Array.from({ length: 4000 }, () => ({ title: madeText(next).slice(0, 20), text: madeText(next) }));
  for (const article of articles.slice(0, 1000)) fingerprint({ ...article });
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

/** A hundred days of news, the last of them today. */
const dayOf = (part: number): string => new Date(Date.UTC(2026, 0, 1 + Math.floor(part * 99))).toISOString();

/** Of a larger archive so many have a text; the others are drawn fingerprints (madePrint), which weigh on look-ups as real ones do. */
const TEXTS = 1e5;

/**
 * Fingerprint, candidates, comparison and placement against a store in this process, which holds a hundred days. Half of the arrivals are
 * copies of any of them with a frame around a cut body; the others are news.
 */
function wholeStep(archive: number): void {
  const size = Math.min(archive, TEXTS);
  const index = new DedupIndex({ expected: archive });
  const textOf = (i: number): string => madeText(numbers(i + 7));
  // One byte array an article, as any store keeps text; what comparing needs is made anew for each candidate, as in the product.
  const store = Array.from({ length: size }, (_, i) => Buffer.from(textOf(i)));
  const stored = ({ id, sharesText }: Candidate): PlacedArticle[] => {
    const i = Number(id.slice(8));
    if (i >= size) return [];
    const article = madeArticle(id, store[i]!.toString(), dayOf(i / size));
    return [{ ...article, storyId: String(i), originId: String(i), sharesText }];
  };
  const filling = seconds();
  const next = numbers(archive);
  for (let i = archive - 1; i >= size; i--) index.add(`article-${i}`, madePrint(next));
  for (let i = 0; i < size; i++) index.add(`article-${i}`, fingerprint({ text: store[i]!.toString() }));
  const filled = seconds() - filling;
  const arrivals = Array.from({ length: 4000 }, (_, i) => {
    const text = textOf(i % 2 ? size + i : Math.floor((i * size) / 4000));
    return madeArticle(`new-${i}`, i % 2 ? text : `${text.slice(60)}。转载请注明出处。`, dayOf(1));
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
      const found = timed('lookUp', () => index.possible(print));
      compared += found.length;
      const decision = timed('compare', () => placeArticle(article, print, found.flatMap(stored), index));
      if (decision.relation === 'near') copies++;
    }
  });
  const each = (ms: number): string => (ms / arrivals.length).toFixed(2);
  console.log(
    `\nthe whole step against ${archive.toExponential()} articles in memory (filled in ${filled.toFixed(0)} s): ${rate} a second, ` +
      `${copies} of ${arrivals.length / 2} copies found, ${(compared / arrivals.length).toFixed(1)} candidates each; ` +
      `ms by the wall clock: fingerprint ${each(spent.fingerprint)}, look-up ${each(spent.lookUp)}, comparing ${each(spent.compare)}`,
  );
}

function indexAt(size: number, shards = 1): void {
  const next = numbers(size);
  const index = new DedupIndex({ expected: size, shards });
  const kept: Fingerprint[] = [];
  const start = seconds();
  for (let i = 0; i < size; i++) {
    const print = madePrint(next);
    if (i % Math.ceil(size / 5000) === 0) kept.push(print);
    index.add(`article-${i}`, print);
  }
  const built = seconds() - start;
  // Half of the queries are edits of what is there; half are news.
  const queries = kept.flatMap((print) => [edited(print, next), madePrint(next)]);
  const repeat = Math.max(1, Math.floor(20_000 / queries.length));
  let hits = 0;
  const near = perSecond(queries.length * repeat, () => {
    for (let r = 0; r < repeat; r++)
      for (const query of queries) hits += index.withinThreeBits(query).length > 0 ? 1 : 0;
  });
  const sketch = perSecond(queries.length, () => queries.forEach((query) => index.sharing(query)));
  console.log(
    `\n${size.toExponential()} articles${shards > 1 ? ` in ${shards} shards` : ''}: ${(index.bytes / 2 ** 20).toFixed(0)} MB (${(index.bytes / size).toFixed(0)} bytes an article), ` +
      `built in ${built.toFixed(1)} s; look-ups a second: SimHash k=3 ${near} (found ${(hits / repeat / kept.length).toFixed(3)} of edits), sketch and clauses ${sketch}`,
  );
}
