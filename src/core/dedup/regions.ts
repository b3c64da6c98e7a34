import { passages, type Passage, type Places } from './align.ts';
import type { Tokens } from './tokens.ts';

/**
 * A stretch of one text that runs along a stretch of another: equal pieces in the same order, with short differences between them.
 * Token positions; `a1` and `b1` are exclusive. Of several stretches of `a` that run along the same part of `b` (a phrase that opens every
 * report of an agency) only the heaviest is `main`: the others say nothing about what stands around them.
 */
export type Region = { a0: number; a1: number; b0: number; b1: number; pieces: Passage[]; isMain: boolean };

/** Equal pieces further apart than this in either text do not belong to one stretch: about two sentences. */
const MAX_GAP = 80;
/** Two pieces may claim the same few tokens of the other text, where a phrase happens to end like the next one begins. */
const MAX_OVERLAP = 8;
/** Between two long pieces, runs of fewer tokens than this are not matched: single characters meet by chance. */
const MIN_RUN = 2;
/** Beyond its long pieces a region goes on while this share of both texts agrees: unrelated sentences meet in some 20 %. */
const MIN_DENSITY = 0.4;

/** All stretches of `a` that run along `b`, in the order of `a`. A text whose paragraphs were moved gives one region per paragraph. */
export function regionsOf(a: Tokens, inA: Places, b: Tokens, inB: Places): Region[] {
  const regions: Region[] = [];
  for (const piece of passages(a, inA, b, inB)) {
    const region = continued(regions, piece);
    if (region) extend(region, piece, a, b);
    else regions.push(started(piece));
  }
  regions.sort((x, y) => x.a0 - y.a0);
  const claimed = chooseMain(regions, b.count);
  regions.forEach((region, i) => {
    if (region.isMain) widen(region, regions[i - 1], regions[i + 1], claimed, a, b);
  });
  return regions;
}

function started(piece: Passage): Region {
  const { a, b, length } = piece;
  return { a0: a, a1: a + length, b0: b, b1: b + length, pieces: [piece], isMain: false };
}

const sizeOf = (region: Region): number => region.pieces.reduce((sum, piece) => sum + piece.length, 0);

/** Marks the heaviest region of every part of `b`, by the tokens that its pieces hold; returns which tokens of `b` are taken. */
function chooseMain(regions: readonly Region[], count: number): Uint8Array {
  const claimed = new Uint8Array(count);
  for (const region of regions.toSorted((x, y) => sizeOf(y) - sizeOf(x))) {
    let taken = 0;
    for (const { b, length } of region.pieces) for (let t = b; t < b + length; t++) taken += claimed[t]!;
    if (taken * 3 > sizeOf(region)) continue;
    region.isMain = true;
    for (const { b, length } of region.pieces) claimed.fill(1, b, b + length);
  }
  return claimed;
}

/** So many regions stay open: a phrase that stands elsewhere in the other text must not end the stretch it stands in here. */
const OPEN = 6;

/** Of the regions that a piece can go on, the one that it goes on most evenly. */
function continued(regions: readonly Region[], piece: Passage): Region | null {
  let best: Region | null = null;
  let least = Infinity;
  for (let i = regions.length - 1; i >= Math.max(0, regions.length - OPEN); i--) {
    const region = regions[i]!;
    if (!continues(region, piece)) continue;
    const slant = Math.abs(piece.a - region.a1 - (piece.b - region.b1));
    if (slant < least) [best, least] = [region, slant];
  }
  return best;
}

function continues(region: Region, piece: Passage): boolean {
  const overlap = region.b1 - piece.b;
  return overlap <= MAX_OVERLAP && overlap < piece.length && piece.a - region.a1 <= MAX_GAP && -overlap <= MAX_GAP;
}

function extend(region: Region, piece: Passage, a: Tokens, b: Tokens): void {
  const overlap = Math.max(0, region.b1 - piece.b);
  const next = { a: piece.a + overlap, b: piece.b + overlap, length: piece.length - overlap };
  region.pieces.push(...shortRuns(a, region.a1, next.a, b, region.b1, next.b), next);
  region.a1 = next.a + next.length;
  region.b1 = next.b + next.length;
}

/** Takes in what stands before the first and after the last piece, where both texts go on for a short way only and still agree. */
function widen(
  region: Region,
  before: Region | undefined,
  after: Region | undefined,
  claimed: Uint8Array,
  a: Tokens,
  b: Tokens,
): void {
  const aLow = Math.max(before?.a1 ?? 0, region.a0 - MAX_GAP);
  let bLow = region.b0;
  while (bLow > 0 && region.b0 - bLow < MAX_GAP && !claimed[bLow - 1]) bLow--;
  const head = densePart(shortRuns(a, aLow, region.a0, b, bLow, region.b0).toReversed(), region).toReversed();
  if (head.length) {
    region.pieces.unshift(...head);
    region.a0 = head[0]!.a;
    region.b0 = head[0]!.b;
  }
  const aHigh = Math.min(after?.a0 ?? a.count, region.a1 + MAX_GAP);
  let bHigh = region.b1;
  while (bHigh < b.count && bHigh - region.b1 < MAX_GAP && !claimed[bHigh]) bHigh++;
  const tail = densePart(shortRuns(a, region.a1, aHigh, b, region.b1, bHigh), region);
  const last = tail.at(-1);
  if (last) {
    region.pieces.push(...tail);
    region.a1 = last.a + last.length;
    region.b1 = last.b + last.length;
  }
}

/** Of runs that lead away from a region, the first ones up to which at least MIN_DENSITY of both texts agrees. */
function densePart(runs: readonly Passage[], { a0, a1, b0, b1 }: Region): Passage[] {
  let matched = 0;
  let keep = 0;
  runs.forEach((run, i) => {
    matched += run.length;
    const spanA = run.a < a0 ? a0 - run.a : run.a + run.length - a1;
    const spanB = run.b < b0 ? b0 - run.b : run.b + run.length - b1;
    if (matched >= MIN_DENSITY * Math.max(spanA, spanB)) keep = i + 1;
  });
  return runs.slice(0, keep);
}

const lcs = new Uint16Array((MAX_GAP + 1) * (MAX_GAP + 1));

/** Runs of at least MIN_RUN equal tokens in the same order between two places of both texts (longest common subsequence). */
function shortRuns(a: Tokens, a0: number, a1: number, b: Tokens, b0: number, b1: number): Passage[] {
  const m = a1 - a0;
  const n = b1 - b0;
  if (m <= 0 || n <= 0 || m > MAX_GAP || n > MAX_GAP) return [];
  const row = n + 1;
  for (let j = 0; j <= n; j++) lcs[m * row + j] = 0;
  for (let i = m - 1; i >= 0; i--) {
    lcs[i * row + n] = 0;
    for (let j = n - 1; j >= 0; j--) {
      const at = i * row + j;
      lcs[at] = a.hash[a0 + i] === b.hash[b0 + j] ? lcs[at + row + 1]! + 1 : Math.max(lcs[at + row]!, lcs[at + 1]!);
    }
  }
  const runs: Passage[] = [];
  for (let i = 0, j = 0; i < m && j < n;) {
    let length = 0;
    while (i + length < m && j + length < n && a.hash[a0 + i + length] === b.hash[b0 + j + length]) length++;
    if (length > 0) {
      if (length >= MIN_RUN || a.weight[a0 + i] === 2) runs.push({ a: a0 + i, b: b0 + j, length });
      i += length;
      j += length;
    } else if (lcs[(i + 1) * row + j]! >= lcs[i * row + j + 1]!) i++;
    else j++;
  }
  return runs;
}
