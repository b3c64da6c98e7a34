import type { Fingerprint } from '../types.ts';
import { GAP } from './normalise.ts';
import { leadNameHashes } from './terms.ts';
import { mix, tokenise, type Tokens } from './tokens.ts';

/** A shingle spans at least this weight: five Han characters or three words. */
export const SHINGLE_WEIGHT = 5;
/** One shingle hash in eight is kept: with 1 in 16 a third of a 150-character article leaves fewer than three hashes to find it by. */
export const SKETCH_BELOW = 0x20000000;
/** Hashes kept of one article, the smallest first, so that two giants keep the same ones. 2,048 stand for some 16,000 characters. */
const MAX_HASHES = 2048;
/** A clause shorter than this says nothing about where it came from (他表示, 记者了解到). Weight units. */
const MIN_CLAUSE = 8;
/** A body with fewer letters does not stand for itself; its title then counts as part of the text. */
const SHORT_BODY = 30;

/** What is compared of an article: its body, with the title only where the body is too short to stand alone. */
function comparedText(article: { title?: string; text: string }): string {
  return isShort(article.text) && article.title ? `${article.title}\n${article.text}` : article.text;
}

function isShort(text: string): boolean {
  return !LONG_ENOUGH.test(text);
}

/** SHORT_BODY letters or digits from the start, whatever stands between them; anchored, so that a hostile text is read once. */
const LONG_ENOUGH = new RegExp(`^(?:[^\\p{L}\\p{N}]*[\\p{L}\\p{N}]){${SHORT_BODY}}`, 'u');

/**
 * What grouping compares, computed from the text alone (the title only when the body has under 30 letters).
 * Repeated sentences count once. Linear in the length; an empty text has an empty sketch and SimHash 0.
 */
export function fingerprint(article: { title?: string; text: string }): Fingerprint {
  const { tokens, shingles, sketch } = cutText(article);
  const names = leadNameHashes(article);
  return {
    simhash: simhash(shingles),
    textHash: tokens.textHash,
    sketch,
    // Names stand among the clauses, so that own reports of one event find each other.
    clauses: smallest(distinct(Uint32Array.from([...clauseHashes(tokens), ...names]))),
    length: tokens.length,
  };
}

/** The compared text of an article, cut. */
type Cut = { text: string; tokens: Tokens; shingles: Uint32Array; sketch: number[] };

/** Kept as long as the article object lives: fingerprint and comparison both need it. */
export function cutText(article: { title?: string; text: string }): Cut {
  const known = cuts.get(article);
  if (known) return known;
  const text = comparedText(article);
  const tokens = tokenise(text);
  const shingles = shingleHashes(tokens);
  const cut = { text, tokens, shingles, sketch: sketchOf(shingles) };
  cuts.set(article, cut);
  return cut;
}

const cuts = new WeakMap<object, Cut>();

/** Those shingles of a text that stand for it: one in eight, ascending. */
function sketchOf(shingles: Uint32Array): number[] {
  const kept = new Uint32Array(shingles.length);
  let n = 0;
  for (let i = 0; i < shingles.length; i++) if (shingles[i]! < SKETCH_BELOW) kept[n++] = shingles[i]!;
  return smallest(distinct(kept.subarray(0, n)));
}

/** One hash per token from which a window of SHINGLE_WEIGHT fits; a shorter text is one shingle. */
export function shingleHashes(tokens: Tokens): Uint32Array {
  const { hash, weight, count } = tokens;
  const out = new Uint32Array(count);
  let n = 0;
  for (let t = 0; t < count; t++) {
    let h = 0;
    let sum = 0;
    let i = t;
    for (; i < count && sum < SHINGLE_WEIGHT; i++) {
      h = Math.imul(h, 0x2c1b3c6d) + hash[i]!;
      sum += weight[i]!;
    }
    if (sum < SHINGLE_WEIGHT && t > 0) break;
    out[n++] = mix(h);
  }
  return out.subarray(0, n);
}

function clauseHashes(tokens: Tokens): Uint32Array {
  const out: number[] = [];
  let h = 0;
  let sum = 0;
  for (let t = 0; t <= tokens.count; t++) {
    if (t === tokens.count || tokens.gap[t]! >= GAP.clause) {
      if (sum >= MIN_CLAUSE) out.push(mix(h));
      h = sum = 0;
    }
    if (t < tokens.count) {
      h = Math.imul(h, 0x2c1b3c6d) + tokens.hash[t]!;
      sum += tokens.weight[t]!;
    }
  }
  return Uint32Array.from(out);
}

/** Ascending, each once. */
function distinct(hashes: Uint32Array): Uint32Array {
  const sorted = hashes.slice().sort();
  let n = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[n++] = sorted[i]!;
  return sorted.subarray(0, n);
}

const smallest = (ascending: Uint32Array): number[] => Array.from(ascending.subarray(0, MAX_HASHES));

/**
 * 64-bit SimHash. The 64 counters are kept as bit planes (plane p holds bit p of all 32 counters of a half), so that adding a hash costs two
 * operations on average instead of 64.
 */
export function simhash(shingles: Uint32Array): bigint {
  if (shingles.length === 0) return 0n;
  const other = new Uint32Array(shingles.length);
  for (let i = 0; i < shingles.length; i++) other[i] = mix(shingles[i]! ^ 0x5bf03635);
  return (BigInt(majority(other)) << 32n) | BigInt(majority(shingles));
}

function majority(hashes: Uint32Array): number {
  const planes = new Int32Array(32);
  for (let i = 0; i < hashes.length; i++) {
    let carry = hashes[i]! | 0;
    for (let p = 0; carry !== 0; p++) {
      const sum = planes[p]!;
      planes[p] = sum ^ carry;
      carry &= sum;
    }
  }
  // Bit-wise comparison of all 32 counters with half the number of hashes, from the highest plane down.
  const half = hashes.length >> 1;
  let greater = 0;
  let equal = -1;
  for (let p = 31; p >= 0; p--) {
    const bit = (half >>> p) & 1 ? -1 : 0;
    greater |= equal & planes[p]! & ~bit;
    equal &= ~(planes[p]! ^ bit);
  }
  return greater >>> 0;
}

/** How many of the 64 bits differ. */
export function hamming(a: bigint, b: bigint): number {
  const x = a ^ b;
  return popcount(Number(x & 0xffffffffn)) + popcount(Number(x >> 32n));
}

export function popcount(bits: number): number {
  let v = bits | 0;
  v -= (v >>> 1) & 0x55555555;
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
