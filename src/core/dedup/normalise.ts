import { simplifiedUnits } from './simplified.ts';

/**
 * A text as grouping sees it: letters and digits only, NFKC, lower case, accents off, Simplified Chinese, without pinyin noise.
 * `map[i]` is the UTF-16 offset in the text given that `text[i]` came from; `gap[i]` says what stood just before it there.
 */
export type Normalised = { text: string; map: Uint32Array; gap: Uint8Array };

/** What stands between two letters of the text given: nothing, a space or quote, the end of a clause, the end of a sentence. */
export const GAP = { none: 0, word: 1, clause: 2, sentence: 3 } as const;

const UNKNOWN = 0xffff; // not looked at yet
const DROPPED = 0;
const EXPANDS = 1; // becomes more than one unit: ㎡ -> m2
let folded: Uint16Array | null = null;
const expansions = new Map<number, string>();

/** One character as grouping sees it; '' for everything that is neither letter nor digit. */
function foldCharacter(character: string): string {
  const plain = character.normalize('NFKC').toLowerCase().normalize('NFD');
  const letters = plain.replace(/[^\p{L}\p{N}]/gu, '').normalize('NFC');
  const units = simplifiedUnits();
  return Array.from(
    letters,
    (c) => VARIANTS[c] ?? (c.length === 1 ? String.fromCharCode(units[c.charCodeAt(0)]!) : c),
  ).join('');
}

/** Characters that OpenCC changes only inside words, folded so that a converted copy of either kind meets its original. */
const VARIANTS: Readonly<Record<string, string>> = {
  著: '着',
  瞭: '了',
  祇: '只',
  乾: '干',
  藉: '借',
  摺: '折',
  徵: '征',
};

function foldedUnit(units: Uint16Array, code: number): number {
  const out = foldCharacter(String.fromCharCode(code));
  if (out.length > 1) expansions.set(code, out);
  return (units[code] = out.length === 0 ? DROPPED : out.length === 1 ? out.charCodeAt(0) : EXPANDS);
}

/**
 * Any text, hostile ones too: lone surrogates and control characters vanish, time and memory grow linearly (about 12 bytes a character).
 * Normalising a normalised text changes nothing.
 */
export function normalise(text: string): Normalised {
  folded ??= new Uint16Array(0x10000).fill(UNKNOWN);
  const writer = new Writer(text.length);
  let gap: number = GAP.sentence;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const unit = folded[code] === UNKNOWN ? foldedUnit(folded, code) : folded[code]!;
    if (unit > EXPANDS) {
      writer.put(unit, i, gap);
      gap = GAP.none;
    } else if (unit === EXPANDS) {
      for (const c of expansions.get(code)!) gap = writer.putAll(c, i, gap);
    } else if (code >= 0xd800 && code <= 0xdbff && isLow(text.charCodeAt(i + 1))) {
      const character = foldCharacter(text.slice(i, i + 2));
      gap = character ? writer.putAll(character, i, gap) : Math.max(gap, GAP.word);
      i++;
    } else {
      const bracket = (code === 0x28 || code === 0xff08) && isHan(writer.last()) ? pinyinInBrackets(text, i) : 0;
      if (bracket) i += bracket - 1;
      else gap = Math.max(gap, gapOf(text, i, code));
    }
  }
  return writer.finish();
}

/** Growing typed arrays for the three columns of a Normalised. */
class Writer {
  private units: Uint16Array;
  private map: Uint32Array;
  private gap: Uint8Array;
  private length = 0;

  constructor(capacity: number) {
    this.units = new Uint16Array(capacity + 16);
    this.map = new Uint32Array(capacity + 16);
    this.gap = new Uint8Array(capacity + 16);
  }

  last(): number {
    return this.length ? this.units[this.length - 1]! : 0;
  }

  put(unit: number, at: number, gap: number): void {
    if (this.length === this.units.length) this.grow();
    const mayHide = this.length > 0 && isLatin(this.units[this.length - 1]!) && isHan(unit);
    const widest = mayHide ? Math.max(gap, this.dropPinyin()) : gap;
    this.units[this.length] = unit;
    this.map[this.length] = at;
    this.gap[this.length++] = widest;
  }

  putAll(units: string, at: number, gap: number): number {
    for (let i = 0; i < units.length; i++) this.put(units.charCodeAt(i), at, i ? GAP.none : gap);
    return GAP.none;
  }

  /** 发fa展: a pinyin syllable between two Han characters hides or doubles one of them and is dropped; returns the widest gap dropped with it. */
  private dropPinyin(): number {
    let start = this.length;
    while (start > 0 && this.length - start < 7 && isLatin(this.units[start - 1]!)) start--;
    const letters = this.length - start;
    if (letters < 2 || letters > 6 || start === 0 || !isHan(this.units[start - 1]!)) return GAP.none;
    if (!isBarePinyin(String.fromCharCode(...this.units.subarray(start, this.length)))) return GAP.none;
    let widest: number = GAP.none;
    for (let i = start; i < this.length; i++) widest = Math.max(widest, this.gap[i]!);
    this.length = start;
    return widest;
  }

  private grow(): void {
    const size = this.units.length * 2;
    const units = new Uint16Array(size);
    units.set(this.units);
    const map = new Uint32Array(size);
    map.set(this.map);
    const gap = new Uint8Array(size);
    gap.set(this.gap);
    [this.units, this.map, this.gap] = [units, map, gap];
  }

  finish(): Normalised {
    const units = this.units.subarray(0, this.length);
    let text = '';
    // fromCharCode takes its arguments on the stack, so in pieces; spread they would be copied one by one.
    for (let i = 0; i < units.length; i += 8192)
      text += Reflect.apply(String.fromCharCode, null, units.subarray(i, i + 8192)) as string;
    return { text, map: this.map.subarray(0, this.length), gap: this.gap.subarray(0, this.length) };
  }
}

const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
const isLatin = (code: number): boolean => code >= 0x61 && code <= 0x7a;
const isHan = (code: number): boolean => (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf);

const SENTENCE = new Set([...'。！？!?；;\n\r\u2028\u2029…'].map((c) => c.charCodeAt(0)));
const CLAUSE = new Set([...'，,：:、|｜—()（）【】《》[]'].map((c) => c.charCodeAt(0)));

/** How strongly the character at `i` parts what stands before it from what follows. Zero-width characters part nothing. */
function gapOf(text: string, i: number, code: number): number {
  if (SENTENCE.has(code)) return GAP.sentence;
  if (code === 0x2e) return /\s|^$/u.test(text.charAt(i + 1)) ? GAP.sentence : GAP.word; // "in May. It" but "1.2", "U.S."
  if (CLAUSE.has(code)) return GAP.clause;
  return INVISIBLE.test(String.fromCharCode(code)) ? GAP.none : GAP.word;
}
/** Joiners, soft hyphens, variation selectors, accents: they stand inside words. */
const INVISIBLE = /[\p{Cf}\p{Mn}]/u;

// Every syllable of Hanyu Pinyin without tones: an optional initial and a final. "zhuang", "lü" (written lv), "er".
const SYLLABLE =
  /^(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ui|ao|ou|iu|ie|ue|ve|an|en|in|un|vn|ia|ua|uo|er|a|o|e|i|u|v))$/u;
/** Syllables that are more often English or a brand when they stand alone between Han characters: 用ai写作, 在an线. */
const NOT_BARE = new Set(['ai', 'an', 'ou', 'ei', 'ue', 'ia', 'ua', 'ie', 'iu', 'ui', 'in', 'un', 'vi', 've']);

function isBarePinyin(letters: string): boolean {
  return !NOT_BARE.has(letters) && SYLLABLE.test(letters);
}

/** Length of a bracket with one pinyin syllable, tones allowed, that opens at `at`: 发(fā)展. 0 when there is none. */
function pinyinInBrackets(text: string, at: number): number {
  const bracket = /^[(（]([A-Za-zÀ-ɏ]{1,6})[)）]/u.exec(text.slice(at, at + 8));
  if (!bracket) return 0;
  const plain = bracket[1]!
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
  return SYLLABLE.test(plain) ? bracket[0].length : 0;
}
