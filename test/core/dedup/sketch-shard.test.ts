import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DedupIndex } from '../../../src/core/dedup/index.ts';
import { mayShare } from '../../../src/core/dedup/may-share.ts';
import { mix } from '../../../src/core/dedup/tokens.ts';
import type { Fingerprint } from '../../../src/core/types.ts';

const ascending = (hashes: readonly number[]): number[] => [...new Set(hashes)].sort((x, y) => x - y);

/** Fingerprints that draw their hashes from a small stock, so that articles share some, and some are everybody's. */
const prints = fc
  .record({
    common: fc.uniqueArray(fc.nat(3), { maxLength: 3 }),
    sketch: fc.uniqueArray(fc.nat(60), { maxLength: 30 }),
    clauses: fc.uniqueArray(fc.nat(30), { maxLength: 8 }),
    simhash: fc.constantFrom(0n, 7n, 2n ** 63n + 5n),
  })
  .map(({ common, sketch, clauses, simhash }): Fingerprint => {
    const hashes = ascending([...common, ...sketch.map((n) => n + 10)].map((n) => mix(n + 1) >>> 3));
    return { simhash, textHash: '', sketch: hashes, clauses: ascending(clauses.map((n) => mix(n + 999))), length: 100 };
  });

const archives = fc.record({
  archive: fc.array(
    fc.record({ id: fc.nat(150), print: prints, isCopy: fc.boolean(), isRemoved: fc.boolean() }),
    { minLength: 1, maxLength: 200 }, // beyond the 48 newest of a hash that are followed
  ),
  queries: fc.array(prints, { minLength: 1, maxLength: 5 }),
});

type Archive = { id: number; print: Fingerprint; isCopy: boolean; isRemoved: boolean }[];

function indexOf(archive: Archive, shards: number): DedupIndex {
  const index = new DedupIndex({ expected: 100, shards });
  for (const { id, print, isCopy } of archive) index.add(String(id), print, { isCopy });
  for (const { id, isRemoved } of archive) if (isRemoved) index.remove(String(id));
  return index;
}

describe('an index in shards by range of hashes', () => {
  it('answers as one index does: the same candidates in the same order, the same spread', () => {
    fc.assert(
      fc.property(archives, fc.constantFrom(2, 3, 7), ({ archive, queries }, shards) => {
        const [one, many] = [indexOf(archive, 1), indexOf(archive, shards)];
        for (const query of queries) {
          expect(many.possible(query)).toEqual(one.possible(query));
          for (const hash of query.sketch) expect(many.spread(hash)).toBe(one.spread(hash));
        }
      }),
    );
  });
});

describe('what the index says of two texts', () => {
  it('never rules out a text that their sketches would let through', () => {
    fc.assert(
      fc.property(archives, ({ archive, queries }) => {
        const index = indexOf(archive, 1);
        const newest = new Map(archive.map(({ id, print }) => [String(id), print]));
        for (const query of queries) {
          for (const { id, sharesText } of index.possible(query))
            expect(sharesText || !mayShare(query.sketch, newest.get(id)!.sketch)).toBe(true);
        }
      }),
    );
  });
});
