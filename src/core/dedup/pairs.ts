/**
 * Which pairs of neighbouring characters a text has, as a filter of 65,536 bits: says at once that a word cannot stand in it, at a
 * hundredth of the price of cutting the text into words. It never says so of a word that does.
 */
export type Pairs = Uint32Array;

export function pairsOf(text: string): Pairs {
  const bits = new Uint32Array(2048);
  for (let i = 1; i < text.length; i++) {
    const pair = pairAt(text, i);
    bits[pair >>> 5]! |= 1 << (pair & 31);
  }
  return bits;
}

/** False: the word, from `from` on, does not stand in the text. */
export function mayHold(bits: Pairs, word: string, from = 0): boolean {
  for (let i = from + 1; i < word.length; i++) {
    const pair = pairAt(word, i);
    if (!(bits[pair >>> 5]! & (1 << (pair & 31)))) return false;
  }
  return true;
}

const pairAt = (text: string, i: number): number =>
  (Math.imul(text.charCodeAt(i - 1), 0x9e37) + text.charCodeAt(i)) & 0xffff;
