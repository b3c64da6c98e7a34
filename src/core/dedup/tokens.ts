import { GAP, normalise } from './normalise.ts';

/**
 * A normalised text cut into the units that are compared: one Han, kana, Hangul or Thai character each, whole words of alphabets that use
 * spaces. Sentences that come again are left out, so that a page that carries its article twice equals one that carries it once.
 */
export type Tokens = {
  count: number;
  /** 32-bit hash of each token. */
  hash: Uint32Array;
  /** Where each token starts and ends in the text given (UTF-16 offsets). */
  start: Uint32Array;
  end: Uint32Array;
  /** 1 for a character, 2 for a word: five characters carry about what three words do. */
  weight: Uint8Array;
  /** What stood before the token: see GAP. */
  gap: Uint8Array;
  /** Hash of the text as it stands but for NFKC, white space and invisible characters, repeats included. */
  textHash: string;
  /** Characters of the normalised text. */
  length: number;
};

/** A longer run of letters is cut, so that no hostile "word" counts as one token. */
const MAX_WORD = 32;
/** A repeated sentence shorter than this is a phrase that articles do repeat (他表示). Weight units. */
const MIN_REPEAT = 10;

export function tokenise(text: string): Tokens {
  const plain = normalise(text);
  const { text: letters, map, gap } = plain;
  const n = letters.length;
  const tokens: Tokens = {
    count: 0,
    hash: new Uint32Array(n),
    start: new Uint32Array(n),
    end: new Uint32Array(n),
    weight: new Uint8Array(n),
    gap: new Uint8Array(n),
    textHash: hashText(text.normalize('NFKC')),
    length: n,
  };
  const seen = new Set<number>();
  let sentence = 0;
  for (let i = 0; i < n;) {
    if (gap[i] === GAP.sentence) sentence = endSentence(tokens, sentence, seen);
    const end = endOfToken(letters, gap, i);
    const t = tokens.count++;
    tokens.hash[t] = hashUnits(letters, i, end);
    tokens.start[t] = map[i]!;
    tokens.end[t] =
      end < n
        ? Math.min(map[end]!, map[end - 1]! + unitsAt(text, map[end - 1]!))
        : map[end - 1]! + unitsAt(text, map[end - 1]!);
    tokens.weight[t] = letters.charCodeAt(i) < 0x0e00 ? 2 : 1;
    tokens.gap[t] = gap[i]!;
    i = end;
  }
  endSentence(tokens, sentence, seen);
  return tokens;
}

/** Takes the sentence that began at token `from` away again if it stood there before; returns where the next one begins. */
function endSentence(tokens: Tokens, from: number, seen: Set<number>): number {
  let hash = 0;
  let weight = 0;
  for (let t = from; t < tokens.count; t++) {
    hash = (Math.imul(hash, 0x01000193) + tokens.hash[t]!) >>> 0;
    weight += tokens.weight[t]!;
  }
  if (weight < MIN_REPEAT) return tokens.count;
  if (seen.has(hash)) tokens.count = from;
  else seen.add(hash);
  return tokens.count;
}

function endOfToken(letters: string, gap: Uint8Array, i: number): number {
  const first = letters.charCodeAt(i);
  if (first >= 0x0e00) return i + (first >= 0xd800 && first <= 0xdbff ? 2 : 1);
  let end = i + 1;
  while (end < letters.length && end - i < MAX_WORD && gap[end] === GAP.none && letters.charCodeAt(end) < 0x0e00) end++;
  return end;
}

function unitsAt(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}

/** FNV-1a over UTF-16 units with a last mix, 32 bit. */
function hashUnits(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** Spreads a 32-bit number over all its bits (the finaliser of MurmurHash3, public domain). */
export function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * 128 bits in hexadecimal from four differently seeded passes over all but white space and invisible characters: equal texts are equal, others
 * collide never in practice. Not cryptographic.
 */
function hashText(text: string): string {
  let [a, b, c, d, n] = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit <= 0x20 || (unit >= 0x7f && isBlank(unit))) continue;
    n++;
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995) ^ (b >>> 15);
    c = Math.imul(c ^ unit, 0x1b873593) ^ (c >>> 13);
    d = Math.imul(d + unit, 0xcc9e2d51) ^ (d >>> 16);
  }
  return [a, b, c, d]
    .map((h, i) =>
      mix(h ^ (n + i))
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
}

/** Blanks and invisible characters beyond ASCII: no-break and wide spaces, joiners, direction marks, the byte order mark. */
function isBlank(unit: number): boolean {
  if (unit < 0x1680) return unit === 0x7f || unit === 0x85 || unit === 0xa0 || unit === 0xad;
  if (unit < 0x3001)
    return (
      unit === 0x1680 || unit === 0x3000 || (unit >= 0x2000 && unit <= 0x200f) || (unit >= 0x2028 && unit <= 0x206f)
    );
  return unit === 0xfeff;
}
