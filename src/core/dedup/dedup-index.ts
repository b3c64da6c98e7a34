import type { Fingerprint } from '../types.ts';
import { hamming } from './fingerprint.ts';

export type CandidateOptions = {
  /** At most so many ids, the best first. */
  limit?: number;
};

/** Finds the articles that a new one may be a copy of. Holds fingerprints only; the caller keeps the articles. */
export class DedupIndex {
  private readonly prints = new Map<string, Fingerprint>();
  private readonly postings = new Map<number, Set<string>>();

  get size(): number {
    return this.prints.size;
  }

  /** Puts an article in; one that is there already is replaced. */
  add(id: string, print: Fingerprint): void {
    this.remove(id);
    this.prints.set(id, print);
    for (const key of keysOf(print)) {
      const list = this.postings.get(key);
      if (list) list.add(id);
      else this.postings.set(key, new Set([id]));
    }
  }

  remove(id: string): void {
    const print = this.prints.get(id);
    if (!print) return;
    this.prints.delete(id);
    for (const key of keysOf(print)) {
      const list = this.postings.get(key);
      list?.delete(id);
      if (list?.size === 0) this.postings.delete(key);
    }
  }

  /** How many articles carry a sketched shingle, a clause or the name of an opening. */
  readonly spread = (hash: number): number =>
    Math.max(this.postings.get(hash)?.size ?? 1, this.postings.get(2 ** 32 + hash)?.size ?? 1);

  /** Ids of possible copies, the likeliest first: SimHash within 3 bits, or hashes of the sketch or of whole clauses in common. */
  candidates(print: Fingerprint, { limit = 32 }: CandidateOptions = {}): string[] {
    const score = new Map<string, number>();
    for (const key of keysOf(print)) {
      const list = this.postings.get(key);
      if (!list || list.size > 1000) continue;
      for (const id of list) score.set(id, (score.get(id) ?? 0) + 1);
    }
    for (const id of score.keys()) if (hamming(this.prints.get(id)!.simhash, print.simhash) <= 3) score.set(id, 1e9);
    return [...score]
      .sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1))
      .slice(0, limit)
      .map(([id]) => id);
  }
}

/** Sketch, clauses and the four 16-bit blocks of the SimHash in one number space. */
function keysOf(print: Fingerprint): number[] {
  const blocks = [0n, 16n, 32n, 48n].map((shift, i) => (i + 2) * 2 ** 32 + Number((print.simhash >> shift) & 0xffffn));
  return [...print.sketch, ...print.clauses.map((h) => 2 ** 32 + h), ...blocks];
}
