import { shingleHashes } from './fingerprint.ts';
import type { Tokens } from './tokens.ts';

/** A run of equal tokens: `length` tokens from `a` in one text and from `b` in the other. */
export type Passage = { a: number; b: number; length: number };

/** Occurrences of one shingle that are tried; a phrase that stands more often in a text decides nothing. */
const MAX_OCCURRENCES = 16;
/** A place so many tokens from where the last passage would go on counts double: a word replaced by a longer one moves what follows. */
const NEAR_BY = 12;
/** Longer texts are aligned up to here: about 400 book pages. */
export const MAX_TOKENS = 200_000;

/** Where each shingle of a text stands. Built once per text, then any number of other texts can be aligned with it. */
export type Places = { mask: number; keys: Uint32Array; first: Int32Array; next: Int32Array; shingles: Uint32Array };

export function placesOf(tokens: Tokens, all = shingleHashes(tokens)): Places {
  const shingles = all.subarray(0, MAX_TOKENS);
  const size = 1 << Math.ceil(Math.log2(shingles.length * 2 + 8));
  const places = {
    mask: size - 1,
    keys: new Uint32Array(size),
    first: new Int32Array(size).fill(-1),
    next: new Int32Array(shingles.length).fill(-1),
    shingles,
  };
  // Backwards, so that each list runs from the first place to the last.
  for (let i = shingles.length - 1; i >= 0; i--) {
    const slot = slotOf(places, shingles[i]!);
    places.keys[slot] = shingles[i]!;
    places.next[i] = places.first[slot]!;
    places.first[slot] = i;
  }
  return places;
}

function slotOf({ mask, keys, first }: Places, hash: number): number {
  let slot = (hash ^ (hash >>> 15)) & mask;
  while (first[slot] !== -1 && keys[slot] !== hash) slot = (slot + 1) & mask;
  return slot;
}

/**
 * Passages that `a` shares with `b`, in the order of `a`, wherever they stand in `b`; each token of `a` belongs to one at most.
 * Greedy from the left: goes on along the last passage where it can, else takes the longest run. Time is linear in the tokens of `a`.
 */
export function passages(a: Tokens, inA: Places, b: Tokens, inB: Places): Passage[] {
  const found: Passage[] = [];
  let done = 0;
  for (let i = 0; i < inA.shingles.length;) {
    const last = found.at(-1);
    const expected = last ? last.b + (i - last.a) : -1;
    let best = -1;
    let bestLength = 0;
    let bestWorth = 0;
    let tried = 0;
    for (
      let j = inB.first[slotOf(inB, inA.shingles[i]!)]!;
      j !== -1 && tried < MAX_OCCURRENCES;
      j = inB.next[j]!, tried++
    ) {
      const length = runLength(a, i, b, j);
      const worth = Math.abs(j - expected) <= NEAR_BY ? 2 * length : length;
      if (worth > bestWorth) [best, bestLength, bestWorth] = [j, length, worth];
    }
    if (best === -1) {
      i++;
      continue;
    }
    let back = 0;
    while (i - back > done && best - back > 0 && a.hash[i - back - 1] === b.hash[best - back - 1]) back++;
    found.push({ a: i - back, b: best - back, length: bestLength + back });
    i += Math.max(1, bestLength);
    done = i;
  }
  return found;
}

function runLength(a: Tokens, i: number, b: Tokens, j: number): number {
  let n = 0;
  const most = Math.min(a.count - i, b.count - j);
  while (n < most && a.hash[i + n] === b.hash[j + n]) n++;
  return n;
}
