/** Archives of drawn fingerprints, on which two kinds of index are compared. */
import fc from 'fast-check';
import type { DedupIndex } from '../../../src/core/dedup/index.ts';
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

export const archives = fc.record({
  archive: fc.array(
    fc.record({ id: fc.nat(150), print: prints, isCopy: fc.boolean(), isRemoved: fc.boolean() }),
    { minLength: 1, maxLength: 200 }, // beyond the 48 newest of a hash that are followed
  ),
  queries: fc.array(prints, { minLength: 1, maxLength: 5 }),
});

export type Archive = { id: number; print: Fingerprint; isCopy: boolean; isRemoved: boolean }[];

export function fill(index: DedupIndex, archive: Archive): DedupIndex {
  for (const { id, print, isCopy } of archive) index.add(String(id), print, { isCopy });
  for (const { id, isRemoved } of archive) if (isRemoved) index.remove(String(id));
  return index;
}

/** All that an index says of a fingerprint. */
export const answersOf = (index: DedupIndex, query: Fingerprint): unknown => ({
  possible: index.possible(query),
  spread: [...query.sketch, ...query.clauses].map(index.spread),
});
