import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketBits, DedupIndex, SketchShard, type Shards } from '../../../src/core/dedup/index.ts';
import { mayShare } from '../../../src/core/dedup/may-share.ts';
import { answersOf, archives, fill } from './_archives.ts';

/** Ranges of hashes side by side, each of which is given everything. */
function inRanges(shards: number): Shards {
  const all = Array.from({ length: shards }, (_, shard) => new SketchShard({ bits: bucketBits(100), shard, shards }));
  return {
    add: (hashes, ordinal) => all.forEach((one) => one.add(hashes, ordinal)),
    count: (hashes, into) => all.forEach((one) => one.count(hashes, into)),
    read: (hash, out) => all.reduce((n, one) => n + one.read(hash, out.subarray(n)), 0),
    bytes: 0,
    close: () => undefined,
  };
}

describe('ranges of hashes', () => {
  it('answer together as one index does: the same candidates in the same order, the same spread', () => {
    fc.assert(
      fc.property(archives, fc.constantFrom(2, 3, 7), ({ archive, queries }, shards) => {
        const one = fill(new DedupIndex({ expected: 100 }), archive);
        const many = fill(new DedupIndex({ shards: inRanges(shards) }), archive);
        for (const query of queries) expect(answersOf(many, query)).toEqual(answersOf(one, query));
      }),
    );
  });
});

describe('what the index says of two texts', () => {
  it('never rules out a text that their sketches would let through', () => {
    fc.assert(
      fc.property(archives, ({ archive, queries }) => {
        const index = fill(new DedupIndex({ expected: 100 }), archive);
        const newest = new Map(archive.map(({ id, print }) => [String(id), print]));
        for (const query of queries) {
          for (const { id, sharesText } of index.possible(query))
            expect(sharesText || !mayShare(query.sketch, newest.get(id)!.sketch)).toBe(true);
        }
      }),
    );
  });
});
