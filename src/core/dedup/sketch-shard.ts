import { Counter, ONE, type Tally } from './counter.ts';
import { Postings } from './postings.ts';

/** Of the articles that carry one hash so many are followed, the newest; a hash of more says little about any of them. */
const FOLLOWED = 48;

/**
 * The articles filed under one range of hashes. Knows ordinals only; which article each is, and whether it still stands, is the index's
 * business. Shards of one index may live in different threads or processes: `answer` is all that has to be sent (docs/SCALE.md).
 */
export class SketchShard {
  private readonly postings: Postings;
  private readonly newest = new Int32Array(FOLLOWED);
  private readonly own = new Counter();

  /** @param bits log2 of the buckets of all shards together */
  constructor(bits: number, shard = 0, shards = 1) {
    this.postings = new Postings(bits, shard / shards, (shard + 1) / shards);
  }

  /** Files an article under those of the hashes that are in the shard's range. */
  add(hashes: Int32Array, ordinal: number): void {
    for (let i = 0; i < hashes.length; i++) this.postings.add(hashes[i]!, ordinal);
  }

  /** Counts the articles that carry any of the hashes that are in the shard's range; a hash of `n` articles weighs 1/sqrt(n). */
  count(hashes: Int32Array, into: Counter): void {
    const { postings, newest } = this;
    const asked = postings.locate(hashes);
    for (let i = 0; i < asked; i++) {
      const n = postings.readLocated(i, newest);
      const weight = WEIGHTS[n]!;
      for (let j = 0; j < n; j++) into.add(newest[j]!, weight);
      if (n === FOLLOWED) into.cut++;
    }
  }

  /** The same as one message. */
  answer(hashes: Int32Array): Tally {
    this.own.clear();
    this.count(hashes, this.own);
    return this.own.tally();
  }

  /** Writes the ordinals filed under `hash`, the newest first, into `out`; returns how many: 0 for a hash of another shard. */
  read(hash: number, out: Int32Array): number {
    return this.postings.read(hash, out);
  }

  get bytes(): number {
    return this.postings.bytes;
  }
}

const WEIGHTS = Float64Array.from({ length: FOLLOWED + 1 }, (_, n) => (n ? Math.round(ONE / Math.sqrt(n)) : 0));
