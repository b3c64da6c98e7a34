import type { Fingerprint } from '../types.ts';
import { Counter } from './counter.ts';
import { MAX_SPREAD } from './event.ts';
import { IdTable } from './id-table.ts';
import { isEnoughShared } from './may-share.ts';
import { MAX_ORDINAL } from './postings.ts';
import { SimhashTable } from './simhash-table.ts';
import { SketchShard, type Shards } from './sketch-shard.ts';

export type CandidateOptions = {
  /** At most so many ids, the likeliest first. 32 hold the base of 3,798 of 3,800 labelled edits among 16,411 articles. */
  limit?: number;
};

/**
 * A possible copy shares at least this much of the shorter list of hashes. Of the labelled edits among 16,411 articles none is lost up to a
 * tenth (6 candidates on average; 11 at .06), one at .12.
 */
const LEAST_SHARE = 0.1;
/** Of articles that share less (a name in the opening, one clause) so many are named, those with the rarest first. */
const WEAK = 6;

export type IndexOptions = {
  /** How many articles are expected; a wrong guess costs speed (too low) or up to 4 bytes a bucket (too high), nothing else. */
  expected?: number;
  /** Where articles are filed by hash; the answers are the same wherever. Usually in this thread, for as many as are expected. */
  shards?: Shards;
};

/** An article that may be a copy or report the same event. */
export type Candidate = {
  id: string;
  /** False: the sketches have too little in common for any copy, so that its text need not be looked at (see mayShare). */
  sharesText: boolean;
};

/** Sketch hashes and clauses of a 550-character article; sizes the buckets. */
const HASHES_PER_ARTICLE = 96;

/**
 * Finds the articles that a new one may be a copy of, or report the same event as. Holds fingerprints only, in typed arrays: about 950 bytes
 * for an article of 550 characters; the caller keeps the articles. Holds 16.7 million articles, after which it throws
 * (docs/SCALE.md). A removed article leaves its postings behind until the index is built anew.
 */
export class DedupIndex {
  private readonly ids = new IdTable();
  private readonly simhashes = new SimhashTable();
  private readonly shards: Shards;
  /** 1 = current, 2 = known to be a copy; by ordinal. */
  private flags = new Uint8Array(1024);
  /** How many hashes it is filed under; by ordinal. */
  private lengths = new Uint16Array(1024);
  /** How many of these are of its sketch; by ordinal. */
  private sketches = new Uint16Array(1024);
  /** The day on which it appeared (days since 1970), 0 when unknown; by ordinal. */
  private days = new Uint16Array(1024);
  private live = 0;
  private readonly found = new Int32Array(MAX_SPREAD);
  private readonly counts = new Counter();

  constructor({ expected, shards = new SketchShard({ bits: bucketBits(expected) }) }: IndexOptions = {}) {
    this.shards = shards;
  }

  get size(): number {
    return this.live;
  }

  /** Bytes in typed arrays, free places included. */
  get bytes(): number {
    return this.ids.bytes + this.simhashes.bytes + this.shards.bytes + this.flags.byteLength * 7;
  }

  /**
   * Puts an article in; one that is there already is replaced. `isCopy`: it was found to be a copy of one that is in, so that its passages
   * do not make those of the original look like common phrases. `day`: on which it appeared, in days since 1970.
   */
  add(id: string, print: Fingerprint, { isCopy = false, day = 0 }: { isCopy?: boolean; day?: number } = {}): void {
    const { ordinal, replaced } = this.ids.put(id);
    if (ordinal >= MAX_ORDINAL)
      throw new Error(
        `DedupIndex: expected fewer than ${MAX_ORDINAL} articles, got one more; split the archive by time (docs/SCALE.md)`,
      );
    if (replaced >= 0) this.drop(replaced);
    if (ordinal >= this.flags.length) this.grow();
    this.sketches[ordinal] = print.sketch.length;
    this.lengths[ordinal] = print.sketch.length + print.clauses.length;
    this.flags[ordinal] = isCopy ? 3 : 1;
    this.days[ordinal] = day;
    this.live++;
    if (print.length > 0) this.simhashes.add(ordinal, print.simhash);
    this.shards.add(hashesOf(print), ordinal);
  }

  private grow(): void {
    const size = this.flags.length * 2;
    const flags = new Uint8Array(size);
    flags.set(this.flags);
    this.flags = flags;
    const wider = (column: Uint16Array<ArrayBuffer>): Uint16Array<ArrayBuffer> => {
      const wide = new Uint16Array(size);
      wide.set(column);
      return wide;
    };
    [this.lengths, this.sketches, this.days] = [wider(this.lengths), wider(this.sketches), wider(this.days)];
  }

  remove(id: string): void {
    const ordinal = this.ids.get(id);
    if (ordinal >= 0) this.drop(ordinal);
  }

  /** Says anew whether an article is a copy of one that is in; see `add`. */
  mark(id: string, { isCopy }: { isCopy: boolean }): void {
    const ordinal = this.ids.get(id);
    if (ordinal >= 0 && this.flags[ordinal]) this.flags[ordinal] = isCopy ? 3 : 1;
  }

  private drop(ordinal: number): void {
    if (this.flags[ordinal]) this.live--;
    this.flags[ordinal] = 0;
  }

  /** How many articles that are no copies carry a sketched shingle, a clause, or a name of an opening; at most MAX_SPREAD. */
  readonly spread = (hash: number): number => Math.max(this.originals(hash), this.originals(hash ^ CLAUSE));

  private originals(hash: number): number {
    let originals = 0;
    const n = this.shards.read(hash, this.found);
    for (let i = 0; i < n; i++) if (this.flags[this.found[i]!] === 1) originals++;
    return originals;
  }

  /**
   * How many articles that are no copies opened with a name (termHash) in the 90 days that end before `day`; MAX_SPREAD when its newest
   * articles alone are so many.
   */
  readonly usual = (hash: number, day: number): number => {
    const n = this.shards.read(hash ^ CLAUSE, this.found);
    if (n === MAX_SPREAD) return n;
    let usual = 0;
    for (let i = 0; i < n; i++) {
      const ordinal = this.found[i]!;
      const back = day - this.days[ordinal]!;
      if (this.flags[ordinal] === 1 && back > 0 && back <= USUAL_DAYS) usual++;
    }
    return usual;
  };

  /** Possible copies and reports of the same event, the likeliest first. */
  possible(print: Fingerprint, { limit = 32 }: CandidateOptions = {}): Candidate[] {
    const near = print.length > 0 ? this.withinThreeBits(print, limit) : [];
    const similar = this.sharing(print, limit).filter((ordinal) => !near.includes(ordinal));
    const own = print.sketch.length + print.clauses.length;
    let weak = 0;
    const kept = similar.filter((ordinal) => {
      const shared = this.counts.hitsOf(ordinal);
      return (shared > 1 && shared >= LEAST_SHARE * Math.min(own, this.lengths[ordinal]!)) || weak++ < WEAK;
    });
    return [
      ...near.map((ordinal) => ({ id: this.ids.nameOf(ordinal), sharesText: true })),
      ...kept.map((ordinal) => ({ id: this.ids.nameOf(ordinal), sharesText: this.mayShareText(print, ordinal) })),
    ].slice(0, limit);
  }

  /** Their ids alone. */
  candidates(print: Fingerprint, options?: CandidateOptions): string[] {
    return this.possible(print, options).map(({ id }) => id);
  }

  /** Judged by the most that both sketches can have in common: hashes followed to a part of their articles count as shared. */
  private mayShareText(print: Fingerprint, ordinal: number): boolean {
    const shared = this.counts.hitsOf(ordinal) + this.counts.cut;
    return isEnoughShared(shared, Math.min(print.sketch.length, this.sketches[ordinal]!));
  }

  /** The fast path alone: ordinals whose SimHash is within three bits. */
  withinThreeBits(print: Fingerprint, limit = 32): number[] {
    return this.simhashes.within3(print.simhash, limit).filter((ordinal) => this.flags[ordinal]);
  }

  /** Sketch and clauses alone: ordinals that share hashes, those with the most and rarest first, newer ones first among equals. */
  sharing(print: Fingerprint, limit = 32): number[] {
    this.counts.clear();
    this.shards.count(hashesOf(print), this.counts);
    return this.counts.best(limit, this.flags);
  }

  /** Ends the threads that count for it, if there are any; it must not be asked afterwards. */
  close(): void {
    this.shards.close();
  }
}

/** An archive is expected to grow to so many articles at least. */
export const LEAST_EXPECTED = 200_000;

/** log2 of the buckets for so many articles: about four postings a bucket. */
export function bucketBits(expected = LEAST_EXPECTED): number {
  const buckets = Math.log2((Math.max(1, expected) * HASHES_PER_ARTICLE) / 4);
  return Math.min(28, Math.max(16, Math.ceil(buckets)));
}

/** Sketch and clauses as the one table files them. */
function hashesOf({ sketch, clauses }: Fingerprint): Int32Array {
  const hashes = new Int32Array(sketch.length + clauses.length);
  for (let i = 0; i < sketch.length; i++) hashes[i] = sketch[i]!;
  for (let i = 0; i < clauses.length; i++) hashes[sketch.length + i] = clauses[i]! ^ CLAUSE;
  return hashes;
}

const USUAL_DAYS = 90;
/** Keeps clauses apart from shingles in the one table. */
const CLAUSE = 0x5bd1e995;
