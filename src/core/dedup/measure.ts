import type { Prepared } from './compare.ts';
import { SHINGLE_WEIGHT, SKETCH_BELOW } from './fingerprint.ts';
import type { Region } from './regions.ts';
import type { Tokens } from './tokens.ts';

/** How much of each other two texts hold, and in what manner. */
export type Measures = {
  /** Share of this text that stands in the other, and the reverse; by weight, short runs between long ones included. */
  containment: number;
  contained: number;
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
/** A passage that stands in so many articles is still a passage; in twice as many it counts half. */
const COMMON_FROM = 2;

export type SpreadOf = ((shingle: number) => number) | undefined;

export function measure(regions: readonly Region[], a: Prepared, b: Prepared, spread: SpreadOf): Measures {
  const covered = new Uint8Array(b.tokens.count);
  let matched = 0;
  let mainMatched = 0;
  let spanA = 0;
  let spanB = 0;
  let gaps = 0;
  let shorter = 0;
  let longer = 0;
  let stretch = 0;
  let plainStretch = 0;
  let mainWeight = 0;
  for (const region of regions) {
    let open = 0;
    let plainOpen = 0;
    region.pieces.forEach((piece, i) => {
      const weight = weightOf(a.tokens, piece.a, piece.a + piece.length);
      matched += weight;
      covered.fill(1, piece.b, piece.b + piece.length);
      if (!region.isMain) return;
      mainMatched += piece.length;
      const last = region.pieces[i - 1];
      if (last) {
        const gapA = piece.a - last.a - last.length;
        const gapB = piece.b - last.b - last.length;
        gaps++;
        shorter += Math.min(gapA, gapB);
        longer += Math.max(gapA, gapB);
        if (Math.max(gapA, gapB) > SMALL_GAP) open = plainOpen = 0;
      }
      open += weight * rarity(a, piece.a, piece.length, spread);
      stretch = Math.max(stretch, open);
      plainOpen += weight;
      plainStretch = Math.max(plainStretch, plainOpen);
      mainWeight += weight;
    });
    if (!region.isMain) continue;
    spanA += region.a1 - region.a0;
    spanB += region.b1 - region.b0;
  }
  const wholeA = weightOf(a.tokens, 0, a.tokens.count) || 1;
  const wholeB = weightOf(b.tokens, 0, b.tokens.count) || 1;
  return {
    containment: matched / wholeA,
    contained: coveredWeight(b.tokens, covered) / wholeB,
    tightness: mainMatched / (Math.min(spanA, spanB) || 1),
    gapLength: longer / (gaps || 1),
    gapBalance: longer === 0 ? 1 : shorter / longer,
    stretch,
    stretchShare: stretch / Math.min(wholeA, wholeB),
    stretchPurity: plainStretch / (mainWeight || 1),
  };
}

/** 1 for a passage that is nowhere else, less the more articles carry it; judged by those of its shingles that sketches keep. */
function rarity(a: Prepared, from: number, length: number, spread: SpreadOf): number {
  if (!spread) return 1;
  let sum = 0;
  let asked = 0;
  for (let t = from; t <= from + length - SHINGLE_WEIGHT && t < a.places.shingles.length; t++) {
    const shingle = a.places.shingles[t]!;
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

function coveredWeight(tokens: Tokens, covered: Uint8Array): number {
  let weight = 0;
  for (let t = 0; t < covered.length; t++) weight += covered[t]! * tokens.weight[t]!;
  return weight;
}
