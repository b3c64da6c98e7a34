/** Look-ups in an index of drawn fingerprints: how many a second, in how much memory, and what threads add to it. */
import { DedupIndex } from '../src/core/dedup/index.ts';
import type { Fingerprint } from '../src/core/types.ts';
import { openShardThreads } from '../src/shard-threads.ts';
import { edited, madePrint, numbers, perSecond, seconds } from './_group-made.ts';

/** Fills an index. @returns what to look up, some 10,000: half are edits of what is there, half are news */
function fill(index: DedupIndex, size: number): Fingerprint[] {
  const next = numbers(size);
  const kept: Fingerprint[] = [];
  for (let i = 0; i < size; i++) {
    const print = madePrint(next);
    if (i % Math.ceil(size / 5000) === 0) kept.push(print);
    index.add(`article-${i}`, print);
  }
  return kept.flatMap((print) => [edited(print, next), madePrint(next)]);
}

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

export function indexAt(size: number): void {
  const index = new DedupIndex({ expected: size });
  const start = seconds();
  const queries = fill(index, size);
  const built = seconds() - start;
  const repeat = Math.max(1, Math.floor(20_000 / queries.length));
  let hits = 0;
  const near = perSecond(queries.length * repeat, () => {
    for (let r = 0; r < repeat; r++)
      for (const query of queries) hits += index.withinThreeBits(query).length > 0 ? 1 : 0;
  });
  const sketch = perSecond(queries.length, () => queries.forEach((query) => index.sharing(query)));
  console.log(
    `\n${size.toExponential()} articles: ${megabytes(index.bytes)} MB (${(index.bytes / size).toFixed(0)} bytes an article), ` +
      `built in ${built.toFixed(1)} s; look-ups a second: SimHash k=3 ${near} (found ${((2 * hits) / repeat / queries.length).toFixed(3)} of edits), sketch and clauses ${sketch}`,
  );
}

/** So many rounds of all look-ups, of which the fastest counts: by the wall clock, whatever else runs weighs. */
const ROUNDS = 5;

/** The same look-ups by sketch and clauses of an index in this thread, and of one that another thread counts half of. */
export async function shardsAt(size: number): Promise<void> {
  const rates: number[] = [];
  const answers: number[][][] = [];
  for (const shards of [1, 2]) {
    const threads = shards > 1 ? await openShardThreads({ shards, expected: size }) : undefined;
    const index = new DedupIndex({ expected: size, ...(threads && { shards: threads }) });
    const queries = fill(index, size);
    const rounds = Array.from({ length: ROUNDS }, () => {
      const start = performance.now();
      for (const query of queries) index.sharing(query);
      return (1000 * queries.length) / (performance.now() - start);
    });
    rates.push(Math.max(...rounds));
    answers.push(queries.map((query) => index.sharing(query)));
    index.close();
  }
  const [one = 0, two = 0] = rates;
  const [ofOne = [], ofTwo = []] = answers;
  const differing = ofOne.filter((found, i) => found.join() !== ofTwo[i]?.join()).length;
  console.log(
    `\n${size.toExponential()} articles, look-ups by sketch and clauses a second of the wall clock: in one thread ${one.toFixed(0)}, ` +
      `in two ${two.toFixed(0)} (${(two / one).toFixed(2)} times); ${differing} of ${ofOne.length} answered otherwise`,
  );
}
