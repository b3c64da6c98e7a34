/** What the measurements of grouping are made on: repeatable texts, articles and fingerprints, and a clock of processor time. */
import type { DedupArticle } from '../src/core/dedup/index.ts';
import { mix } from '../src/core/dedup/tokens.ts';
import type { Fingerprint } from '../src/core/types.ts';

/** Repeatable numbers, so that two runs build the same index (mulberry32, public domain). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return mix(state);
  };
}

/** News-like text of 550 characters from 3,000 characters in a skewed distribution, with clauses and sentences. */
export function madeText(next: () => number): string {
  const units = Array.from({ length: 550 }, (_, i) => {
    const skewed = Math.floor(3000 * (next() / 2 ** 32) ** 2);
    return i % 60 === 59 ? 0x3002 : i % 17 === 16 ? 0xff0c : 0x4e00 + skewed;
  });
  return String.fromCharCode(...units);
}

export const madeArticle = (id: string, text: string, publishedAt: string | null = null): DedupArticle => ({
  id,
  title: '',
  text,
  publishedAt,
  url: null,
  outlet: null,
  origin: null,
  lang: null,
});

/**
 * A fingerprint of a made-up article of 550 characters, drawn without making its text: 68 sketch hashes and 22 clauses at random, four names
 * in a skewed distribution, as many of each as madeText and news of that length have.
 */
export function madePrint(next: () => number): Fingerprint {
  const drawn = (count: number, shift: number): number[] => {
    const hashes = new Array<number>(count);
    for (let i = 0; i < count; i++) hashes[i] = next() >>> shift;
    return hashes;
  };
  const clauses = drawn(26, 0);
  for (let i = 22; i < 26; i++) clauses[i] = mix(Math.floor(50_000 * (clauses[i]! / 2 ** 32) ** 2));
  const simhash = (BigInt(next()) << 32n) | BigInt(next());
  return { simhash, textHash: '', sketch: drawn(68, 3), clauses, length: 500 };
}

/** Two bits and a third of the hashes differ. */
export function edited(print: Fingerprint, next: () => number): Fingerprint {
  const replaced = (hashes: readonly number[], shift: number): number[] =>
    hashes.map((hash) => (next() % 3 === 0 ? next() >>> shift : hash));
  const simhash = print.simhash ^ (1n << BigInt(next() % 64)) ^ (1n << BigInt(next() % 64));
  return { ...print, simhash, sketch: replaced(print.sketch, 3), clauses: replaced(print.clauses, 0) };
}

/** Per second of processor time, so that what else runs on the machine counts as little as it can. */
export function perSecond(count: number, work: () => void): number {
  const start = seconds();
  work();
  return Math.round(count / Math.max(1e-6, seconds() - start));
}

export function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
