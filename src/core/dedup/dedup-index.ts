import type { Fingerprint } from '../types.ts';
import { MAX_SPREAD } from './event.ts';
import { IdTable } from './id-table.ts';
import { MAX_ORDINAL, Postings } from './postings.ts';
import { SimhashTable } from './simhash-table.ts';

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
};

/** Of the articles that carry one hash so many are followed, the newest; a hash of more says little about any of them. */
const FOLLOWED = 48;
/** Distinct articles that one look-up counts at most. */
const MAX_COUNTED = 1 << 13;
/** Sketch hashes and clauses of a 550-character article; sizes the buckets. */
const HASHES_PER_ARTICLE = 96;

/**
 * Finds the articles that a new one may be a copy of, or report the same event as. Holds fingerprints only, in typed arrays: about 950 bytes
 * for an article of 550 characters; the caller keeps the articles. Holds 16.7 million articles, after which it throws: split by sketch range
 * (docs/SCALE.md). A removed article leaves its postings behind until the index is built anew.
 */
export class DedupIndex {
  private readonly ids = new IdTable();
  private readonly simhashes = new SimhashTable();
  private readonly postings: Postings;
  /** 1 = current, 2 = known to be a copy; by ordinal. */
  private flags = new Uint8Array(1024);
  /** How many hashes it is filed under; by ordinal. */
  private lengths = new Uint16Array(1024);
  private live = 0;
  private readonly found = new Int32Array(MAX_SPREAD);
  private readonly newest = new Int32Array(FOLLOWED);
  private readonly counts = new Counter();

  constructor({ expected = 200_000 }: IndexOptions = {}) {
    const buckets = Math.log2((Math.max(1, expected) * HASHES_PER_ARTICLE) / 4);
    this.postings = new Postings(Math.min(28, Math.max(16, Math.ceil(buckets))));
  }

  get size(): number {
    return this.live;
  }

  /** Bytes in typed arrays, free places included. */
  get bytes(): number {
    return this.ids.bytes + this.simhashes.bytes + this.postings.bytes + this.flags.byteLength * 3;
  }

  /**
   * Puts an article in; one that is there already is replaced. `isCopy`: it was found to be a copy of one that is in, so that its passages
   * do not make those of the original look like common phrases.
   */
  add(id: string, print: Fingerprint, { isCopy = false }: { isCopy?: boolean } = {}): void {
    const { ordinal, replaced } = this.ids.put(id);
    if (ordinal >= MAX_ORDINAL)
      throw new Error(
        `DedupIndex: expected fewer than ${MAX_ORDINAL} articles, got one more; split the index by sketch range`,
      );
    if (replaced >= 0) this.drop(replaced);
    if (ordinal >= this.flags.length) {
      const flags = new Uint8Array(this.flags.length * 2);
      flags.set(this.flags);
      this.flags = flags;
      const lengths = new Uint16Array(flags.length);
      lengths.set(this.lengths);
      this.lengths = lengths;
    }
    this.lengths[ordinal] = print.sketch.length + print.clauses.length;
    this.flags[ordinal] = isCopy ? 3 : 1;
    this.live++;
    if (print.length > 0) this.simhashes.add(ordinal, print.simhash);
    for (const hash of print.sketch) this.postings.add(hash, ordinal);
    for (const hash of print.clauses) this.postings.add(hash ^ CLAUSE, ordinal);
  }

  remove(id: string): void {
    const ordinal = this.ids.get(id);
    if (ordinal >= 0) this.drop(ordinal);
  }

  private drop(ordinal: number): void {
    if (this.flags[ordinal]) this.live--;
    this.flags[ordinal] = 0;
  }

  /** How many articles that are no copies carry a sketched shingle, a clause, or a name of an opening; at most MAX_SPREAD. */
  readonly spread = (hash: number): number => Math.max(this.originals(hash), this.originals(hash ^ CLAUSE));

  private originals(hash: number): number {
    const n = this.postings.read(hash, this.found);
    let originals = 0;
    for (let i = 0; i < n; i++) if (this.flags[this.found[i]!] === 1) originals++;
    return originals;
  }

  /** Ids of possible copies and reports of the same event, the likeliest first. */
  candidates(print: Fingerprint, { limit = 32 }: CandidateOptions = {}): string[] {
    const near = print.length > 0 ? this.withinThreeBits(print, limit) : [];
    const similar = this.sharing(print, limit).filter((ordinal) => !near.includes(ordinal));
    const own = print.sketch.length + print.clauses.length;
    let weak = 0;
    const kept = similar.filter((ordinal) => {
      const shared = this.counts.hitsOf(ordinal);
      return (shared > 1 && shared >= LEAST_SHARE * Math.min(own, this.lengths[ordinal]!)) || weak++ < WEAK;
    });
    return [...near, ...kept].slice(0, limit).map((ordinal) => this.ids.nameOf(ordinal));
  }

  /** The fast path alone: ordinals whose SimHash is within three bits. */
  withinThreeBits(print: Fingerprint, limit = 32): number[] {
    return this.simhashes.within3(print.simhash, limit).filter((ordinal) => this.flags[ordinal]);
  }

  /** Sketch and clauses alone: ordinals that share hashes, those with the most and rarest first, newer ones first among equals. */
  sharing(print: Fingerprint, limit = 32): number[] {
    this.counts.clear();
    for (const hash of print.sketch) this.count(hash);
    for (const hash of print.clauses) this.count(hash ^ CLAUSE);
    return this.counts.best(limit);
  }

  private count(hash: number): void {
    const n = this.postings.read(hash, this.newest);
    const weight = 1 / Math.sqrt(n);
    for (let i = 0; i < n; i++) {
      const ordinal = this.newest[i]!;
      if (this.flags[ordinal]) this.counts.add(ordinal, weight);
    }
  }
}

/** Keeps clauses apart from shingles in the one table. */
const CLAUSE = 0x5bd1e995;

/** Sums weights by ordinal in fixed arrays that are cleared by counting generations. */
class Counter {
  private readonly keys = new Int32Array(MAX_COUNTED * 2);
  private readonly stamps = new Uint32Array(MAX_COUNTED * 2);
  private readonly sums = new Float32Array(MAX_COUNTED * 2);
  private readonly hits = new Uint16Array(MAX_COUNTED * 2);
  private readonly used = new Int32Array(MAX_COUNTED);
  private size = 0;
  private stamp = 0;

  clear(): void {
    this.size = 0;
    if (++this.stamp > 0xfffffff0) {
      this.stamps.fill(0);
      this.stamp = 1;
    }
  }

  private slotOf(key: number): number {
    const mask = this.keys.length - 1;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 15) & mask;
    while (this.stamps[slot] === this.stamp && this.keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  /** How often a key was added. */
  hitsOf(key: number): number {
    return this.hits[this.slotOf(key)]!;
  }

  add(key: number, weight: number): void {
    const slot = this.slotOf(key);
    if (this.stamps[slot] !== this.stamp) {
      if (this.size === MAX_COUNTED) return;
      this.stamps[slot] = this.stamp;
      this.keys[slot] = key;
      this.sums[slot] = 0;
      this.hits[slot] = 0;
      this.used[this.size++] = slot;
    }
    this.sums[slot]! += weight;
    this.hits[slot]!++;
  }

  best(limit: number): number[] {
    const slots = this.used.subarray(0, this.size);
    const floor = this.size > limit * 4 ? this.floorFor(slots, limit) : 0;
    const kept = floor ? slots.filter((slot) => this.sums[slot]! >= floor) : slots;
    return Array.from(kept)
      .sort((x, y) => this.sums[y]! - this.sums[x]! || this.keys[y]! - this.keys[x]!)
      .slice(0, limit)
      .map((slot) => this.keys[slot]!);
  }

  /** A sum that at least `limit` articles reach: spares sorting thousands that share one hash. */
  private floorFor(slots: Int32Array, limit: number): number {
    const levels = [8, 4, 2, 1.5, 1, 0.7, 0.5, 0.3];
    return levels.find((level) => slots.reduce((n, slot) => n + (this.sums[slot]! >= level ? 1 : 0), 0) >= limit) ?? 0;
  }
}
