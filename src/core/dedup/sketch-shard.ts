import { ONE, type Counter } from './counter.ts';
import { Postings, type NewArray } from './postings.ts';

/** Of the articles that carry one hash so many are followed, the newest; a hash of more says little about any of them. */
const FOLLOWED = 48;

/** Where an index files its articles by hash and counts who shares some: in this thread, or spread over several (src/shard-threads.ts). */
export type Shards = {
  /** Files an article under each of the hashes. */
  add(hashes: Int32Array, ordinal: number): void;
  /** Counts the articles that carry any of the hashes; a hash of `n` articles weighs 1/sqrt(n). */
  count(hashes: Int32Array, into: Counter): void;
  /** Writes the ordinals filed under `hash`, the newest first, into `out`; returns how many. */
  read(hash: number, out: Int32Array): number;
  /** Bytes in typed arrays, free places included. */
  readonly bytes: number;
  /** Ends what works for it; nothing may be asked afterwards. */
  close(): void;
};

/** Which part of all hashes: the `shard`th of `shards` equal ranges, of a table with 2^`bits` buckets over all of them. */
export type ShardRange = { bits: number; shard?: number; shards?: number };

/**
 * The articles filed under one range of hashes; hashes of other ranges are passed over. Knows ordinals only; which article each is, and
 * whether it still stands, is the index's business. Ranges share nothing, so that each can be counted in a thread of its own.
 */
export class SketchShard implements Shards {
  private readonly postings: Postings;
  private readonly newest = new Int32Array(FOLLOWED);

  constructor({ bits, shard = 0, shards = 1 }: ShardRange, newArray?: NewArray) {
    this.postings = new Postings(bits, shard / shards, (shard + 1) / shards, newArray);
  }

  add(hashes: Int32Array, ordinal: number): void {
    for (let i = 0; i < hashes.length; i++) this.postings.add(hashes[i]!, ordinal);
  }

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

  read(hash: number, out: Int32Array): number {
    return this.postings.read(hash, out);
  }

  /** Reads along in a chunk that another thread, which adds to this range, has made. */
  attach(chunk: Int32Array): void {
    this.postings.attach(chunk);
  }

  get bytes(): number {
    return this.postings.bytes;
  }

  close(): void {}
}

const WEIGHTS = Float64Array.from({ length: FOLLOWED + 1 }, (_, n) => (n ? Math.round(ONE / Math.sqrt(n)) : 0));
