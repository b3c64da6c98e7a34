import { cut } from 'jieba-wasm';
import { plainText } from '../text/plain.ts';
import { placesOf, type Passage } from './align.ts';
import { normalise } from './normalise.ts';
import { regionsOf } from './regions.ts';
import { termHash } from './terms.ts';
import type { Tokens } from './tokens.ts';

/**
 * One part of the comparison of two texts; offsets are those of the texts given, `here` of the first, `there` of the second.
 * `same`: equal but for case, width, script and punctuation. `moved`: the same, but elsewhere in the other text. `changed`: different words
 * in the same place. `only_here` and `only_there`: the other text has nothing in that place; the empty range says where it would stand.
 */
export type DiffPart = {
  kind: 'same' | 'moved' | 'changed' | 'only_here' | 'only_there';
  here: { start: number; end: number };
  there: { start: number; end: number };
};

/** So much of a text is compared word by word; what follows is one part of its own. UTF-16 units. */
const MAX_LENGTH = 100_000;

/**
 * Both texts from start to end, word by word (jieba's words for Chinese), so that 三千 against 两千 reads as one changed word. The `here`
 * ranges follow each other without a hole and cover the first text; those of `there`, but for the moved parts, cover the second, where
 * what was moved stands once more as `only_there`.
 */
export function diffWords(a: string, b: string): DiffPart[] {
  const [x, y] = [wordsOf(a), wordsOf(b)];
  const pieces = regionsOf(x, placesOf(x), y, placesOf(y)).flatMap((region) => (region.isMain ? region.pieces : []));
  pieces.sort((p, q) => p.a - q.a);
  const inOrder = longestAscending(pieces);
  const parts: DiffPart[] = [];
  let here = 0;
  let there = 0;
  for (const piece of pieces) {
    const range = { start: x.start[piece.a]!, end: x.end[piece.a + piece.length - 1]! };
    const twin = { start: y.start[piece.b]!, end: y.end[piece.b + piece.length - 1]! };
    const isMoved = !inOrder.has(piece);
    put(parts, a, b, { start: here, end: range.start }, { start: there, end: isMoved ? there : twin.start });
    parts.push({ kind: isMoved ? 'moved' : 'same', here: range, there: twin });
    here = range.end;
    if (!isMoved) there = twin.end;
  }
  put(parts, a, b, { start: here, end: a.length }, { start: there, end: b.length });
  return parts;
}

type Range = { start: number; end: number };

/** What lies between two equal pieces; where neither side has a letter or digit it belongs to the piece before. */
function put(parts: DiffPart[], a: string, b: string, here: Range, there: Range): void {
  const [left, right] = [hasWords(a, here), hasWords(b, there)];
  if (left || right) {
    parts.push({ kind: left && right ? 'changed' : left ? 'only_here' : 'only_there', here, there });
  } else if (here.end > here.start || there.end > there.start) {
    const last = parts.at(-1);
    if (last?.kind === 'same')
      [last.here, last.there] = [
        { ...last.here, end: here.end },
        { ...last.there, end: there.end },
      ];
    else parts.push({ kind: 'same', here, there });
  }
}

const hasWords = (text: string, { start, end }: Range): boolean => /[\p{L}\p{N}]/u.test(text.slice(start, end));

/** The words of a text in the form in which texts are aligned; words that normalise to nothing are none. */
function wordsOf(text: string): Tokens {
  const words = cut(plainText(text.slice(0, MAX_LENGTH)), false);
  const n = words.length;
  const tokens: Tokens = {
    count: 0,
    hash: new Uint32Array(n),
    start: new Uint32Array(n),
    end: new Uint32Array(n),
    weight: new Uint8Array(n),
    gap: new Uint8Array(n),
    textHash: '',
    length: 0,
  };
  let at = 0;
  for (const word of words) {
    const plain = normalise(word).text;
    if (plain) {
      const t = tokens.count++;
      tokens.hash[t] = termHash(plain);
      tokens.start[t] = at;
      tokens.end[t] = at + word.length;
      tokens.weight[t] = plain.length > 1 ? 2 : 1;
    }
    at += word.length;
  }
  return tokens;
}

/** Of pieces in the order of the first text, as many as also stand in order in the second: the others were moved. */
function longestAscending(pieces: readonly Passage[]): Set<Passage> {
  const tails: number[] = []; // tails[k]: index of the piece that ends the best run of k + 1 pieces
  const before = new Int32Array(pieces.length).fill(-1);
  pieces.forEach((piece, i) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pieces[tails[middle]!]!.b < piece.b) low = middle + 1;
      else high = middle;
    }
    before[i] = low > 0 ? tails[low - 1]! : -1;
    tails[low] = i;
  });
  const kept = new Set<Passage>();
  for (let i = tails.at(-1) ?? -1; i >= 0; i = before[i]!) kept.add(pieces[i]!);
  return kept;
}
