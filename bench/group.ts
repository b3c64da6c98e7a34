/**
 * Grouping: what it finds and how fast it is, beside simhash-js with its own Comparator and MinHash 32x4, in one run on one machine.
 * All times are processor time of one core, except those of shards.
 *   npm run bench -- group                       all but the longest: some six minutes
 *   npm run bench -- group speed | peers         fingerprints a second; quality and speed beside others on the labelled edits
 *   npm run bench -- group index 1e4 1e5 1e6     look-ups, memory and building, of drawn fingerprints; 1e7 takes 10 GB and some five minutes
 *   npm run bench -- group shards 1e5 1e6        look-ups a second by the wall clock: in this thread, and with half of the hashes in another
 *   npm run bench -- group step 1e5 1e6          the whole step against so many articles in memory
 *   npm run bench -- group store 1e6             the index built from Postgres at start, and the step with Postgres underneath
 *   npm run bench -- group order 300 2000        articles that stand elsewhere when a month arrives in full disorder
 *   npm run bench -- group through 1e6            so many articles of a made-up month, one after the other: rate, memory, what is folded; some 20 minutes
 *   NODE_OPTIONS=--max-old-space-size=12000 npm run bench -- group whole
 *                                                everything at its full size in one run: 10 GB (1e7 articles in memory), some half an hour
 */
import { createRequire } from 'node:module';
import { DedupIndex, fingerprint, placeArticle, type Candidate, type PlacedArticle } from '../src/core/dedup/index.ts';
import { indexAt, shardsAt } from './_group-index.ts';
import { madeArticle, madePrint, madeText, numbers, perSecond, seconds } from './_group-made.ts';
import { orderOfArrival } from './_group-order.ts';
import { onPostgres } from './_group-store.ts';
import { comparisonWithPeers, minHash } from './_group-peers.ts';
import { through } from './_group-through.ts';

/** Numbers of articles that each part is measured at, unless told otherwise; and in `whole`. */
const USUAL = {
  speed: [],
  peers: [],
  store: [1e5],
  step: [1e5],
  index: [1e4, 1e5, 1e6],
  shards: [1e5],
  order: [300],
  through: [2e4],
};
const WHOLE = { ...USUAL, store: [1e6], step: [1e6], index: [1e4, 1e5, 1e6, 1e7], shards: [1e6], order: [300, 2000] };
const PARTS = ['all', 'whole', ...Object.keys(USUAL)];

export async function bench(): Promise<void> {
  const [part = 'all', ...rest] = process.argv.slice(3);
  const sizes = rest.map(Number);
  if (sizes.some(Number.isNaN) || !PARTS.includes(part))
    throw new Error(
      `expected one of ${PARTS.join(', ')}, and numbers of articles; got "${process.argv.slice(3).join(' ')}"`,
    );
  const at = (name: keyof typeof USUAL): number[] => {
    if (part === name && sizes.length) return sizes;
    return part === 'whole' ? WHOLE[name] : part === 'all' || part === name ? USUAL[name] : [];
  };
  const is = (name: string): boolean => ['all', 'whole', name].includes(part);
  if (is('speed')) fingerprintSpeed();
  if (is('peers')) comparisonWithPeers();
  for (const size of at('store')) await onPostgres(size);
  for (const size of at('step')) wholeStep(size);
  for (const size of at('index')) indexAt(size);
  for (const size of at('shards')) await shardsAt(size);
  for (const size of at('order')) await orderOfArrival(size);
  for (const size of at('through')) through(size);
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
      const decision = timed('compare', () => placeArticle(article, found.flatMap(stored), index));
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
