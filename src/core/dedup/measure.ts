import type { Passage } from './align.ts';
import type { Prepared } from './prepared.ts';
import { SHINGLE_WEIGHT, SKETCH_BELOW } from './fingerprint.ts';
import type { Region } from './regions.ts';
import type { Tokens } from './tokens.ts';

/** How much of each other two texts hold, and in what manner. */
export type Measures = {
  /** Share of this text that stands in the other, and the reverse; by weight, short runs between long ones included. */
  containment: number;
  contained: number;
  /** Share of the shorter text that stands in long equal pieces: whole sentences of a cut copy, not the phrases two reports meet in. */
  longPieces: number;
  /** Share of equal text inside the regions, measured on the text with less in between: 1 for a copy however much was put in between. */
  tightness: number;
  /** Mean length of the differences inside regions, in tokens, and how evenly both sides fill them: a spinner replaces word for word. */
  gapLength: number;
  gapBalance: number;
  /** The longest stretch that is copied nearly word for word, in weight, its common phrases discounted; and its share of the shorter text. */
  stretch: number;
  stretchShare: number;
  /** Which part of all that the texts share this stretch is: a copied block is nearly all of it, a formula one of many. */
  stretchPurity: number;
};

/** A stretch goes on over differences of so many tokens: a corrected word, a changed name of the paper. */
const SMALL_GAP = 4;
/** A piece of so many tokens is longer than a phrase. */
const LONG_PIECE = 12;
/** A passage that stands in so many articles is still a passage; in twice as many it counts half. */
const COMMON_FROM = 2;

export type SpreadOf = ((shingle: number) => number) | undefined;

export function measure(regions: readonly Region[], a: Prepared, b: Prepared, spread: SpreadOf): Measures {
  const mains = regions.filter((region) => region.isMain);
  const inA = covering(a.tokens, regions, (piece) => piece.a);
  const inB = covering(b.tokens, regions, (piece) => piece.b);
  const wholeA = inA.weight(0, a.tokens.count) || 1;
  const wholeB = inB.weight(0, b.tokens.count) || 1;
  const openA = mains.reduce((sum, { a0, a1 }) => sum + inA.open(a0, a1), 0);
  const openB = mains.reduce((sum, { b0, b1 }) => sum + inB.open(b0, b1), 0);
  const matched = mains.reduce((sum, { pieces }) => sum + pieces.reduce((n, piece) => n + piece.length, 0), 0);
  const long = mains.reduce(
    (sum, { pieces }) =>
      sum +
      pieces.reduce((n, piece) => n + (piece.length < LONG_PIECE ? 0 : inA.weight(piece.a, piece.a + piece.length)), 0),
    0,
  );
  const stretches = stretchesOf(mains, a, spread);
  const stretch = Math.max(0, ...stretches.map((s) => s.telling));
  return {
    containment: inA.covered / wholeA,
    contained: inB.covered / wholeB,
    longPieces: long / Math.min(wholeA, wholeB),
    tightness: matched / (matched + Math.min(openA, openB) || 1),
    ...gapsOf(mains, inA, inB),
    stretch,
    stretchShare: stretch / Math.min(wholeA, wholeB),
    stretchPurity:
      Math.max(0, ...stretches.map((s) => s.weight)) /
      (mains.reduce((n, { a0, a1 }) => n + inA.closed(a0, a1), 0) || 1),
  };
}

/** Which tokens of a text stand in any region, as running sums, so that any span can be asked. */
type Covering = {
  covered: number;
  weight: (from: number, to: number) => number;
  /** Tokens of a span that stand in no region, and the weight of those that do. */
  open: (from: number, to: number) => number;
  closed: (from: number, to: number) => number;
};

function covering(tokens: Tokens, regions: readonly Region[], placeOf: (piece: Passage) => number): Covering {
  const marks = new Uint8Array(tokens.count);
  for (const { pieces } of regions)
    for (const piece of pieces) marks.fill(1, placeOf(piece), placeOf(piece) + piece.length);
  const weights = new Uint32Array(tokens.count + 1);
  const closed = new Uint32Array(tokens.count + 1);
  const open = new Uint32Array(tokens.count + 1);
  for (let t = 0; t < tokens.count; t++) {
    weights[t + 1] = weights[t]! + tokens.weight[t]!;
    closed[t + 1] = closed[t]! + marks[t]! * tokens.weight[t]!;
    open[t + 1] = open[t]! + 1 - marks[t]!;
  }
  return {
    covered: closed[tokens.count]!,
    weight: (from, to) => weights[to]! - weights[from]!,
    open: (from, to) => open[to]! - open[from]!,
    closed: (from, to) => closed[to]! - closed[from]!,
  };
}

function gapsOf(mains: readonly Region[], inA: Covering, inB: Covering): { gapLength: number; gapBalance: number } {
  let gaps = 0;
  let shorter = 0;
  let longer = 0;
  for (const { pieces } of mains) {
    for (let i = 1; i < pieces.length; i++) {
      const last = pieces[i - 1]!;
      const gapA = inA.open(last.a + last.length, pieces[i]!.a);
      const gapB = inB.open(last.b + last.length, pieces[i]!.b);
      if (gapA + gapB === 0) continue;
      gaps++;
      shorter += Math.min(gapA, gapB);
      longer += Math.max(gapA, gapB);
    }
  }
  return { gapLength: longer / (gaps || 1), gapBalance: longer === 0 ? 1 : shorter / longer };
}

/** Runs of pieces that only small differences part, by weight in `a`; `telling` discounts what many articles carry. */
function stretchesOf(mains: readonly Region[], a: Prepared, spread: SpreadOf): { weight: number; telling: number }[] {
  const stretches: { weight: number; telling: number }[] = [];
  for (const { pieces } of mains) {
    pieces.forEach((piece, i) => {
      const last = pieces[i - 1];
      const isGoing = last && Math.max(piece.a - last.a - last.length, piece.b - last.b - last.length) <= SMALL_GAP;
      const stretch = isGoing ? stretches.at(-1)! : { weight: 0, telling: 0 };
      if (!isGoing) stretches.push(stretch);
      const weight = weightOf(a.tokens, piece.a, piece.a + piece.length);
      stretch.weight += weight;
      stretch.telling += weight * rarity(a, piece.a, piece.length, spread);
    });
  }
  return stretches;
}

/** 1 for a passage that is nowhere else, less the more articles carry it; judged by those of its shingles that sketches keep. */
function rarity(a: Prepared, from: number, length: number, spread: SpreadOf): number {
  if (!spread) return 1;
  let sum = 0;
  let asked = 0;
  const { shingles } = a.places();
  for (let t = from; t <= from + length - SHINGLE_WEIGHT && t < shingles.length; t++) {
    const shingle = shingles[t]!;
    if (shingle >= SKETCH_BELOW) continue;
    asked++;
    sum += Math.min(1, COMMON_FROM / spread(shingle));
  }
  return asked === 0 ? 1 : sum / asked;
}

function weightOf(tokens: Tokens, from: number, to: number): number {
  let weight = 0;
  for (let t = from; t < to; t++) weight += tokens.weight[t]!;
  return weight;
}
