/**
 * Bytes to text by looking at the bytes: a byte-order mark, then strict UTF-8, then what the header says, then what the page's own
 * meta tag says, then whichever Chinese encoding reads best. A header or meta that the bytes contradict is not believed.
 */
import iconv from 'iconv-lite';
import type { CharsetEvidence } from '../core/types.ts';

export type Decoded = { text: string; charset: string; charsetFrom: CharsetEvidence };

/** GB2312 and GBK are read as their superset GB18030, as browsers do; `gb18030`, `big5`, `utf-8` and the like otherwise. */
const ALIASES: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  'gb_2312-80': 'gb18030',
  'x-gbk': 'gb18030',
  gb18030: 'gb18030',
  'big5-hkscs': 'big5',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  ascii: 'windows-1252',
  'us-ascii': 'windows-1252',
};

/** The encodings tried when nothing can be believed; Japanese and Korean pages must say so, for their bytes read as Chinese, too. */
const GUESSES = ['gb18030', 'big5', 'utf-8', 'windows-1252'] as const;

/** Bytes looked at to judge an encoding; enough for some thousand characters of text after a page's head. */
const SAMPLE_BYTES = 64 * 1024;

/**
 * Decodes a response. `contentType` is the header as received or null. Never throws: undecodable bytes become U+FFFD, and the
 * record says which encoding was chosen and why.
 */
export function decodeBytes(bytes: Uint8Array, contentType: string | null): Decoded {
  const marked = byteOrderMark(bytes);
  if (marked)
    return {
      text: decodeAs(bytes.subarray(marked.length), marked.charset),
      charset: marked.charset,
      charsetFrom: 'bom',
    };
  const strict = strictUtf8(bytes);
  if (strict !== null) return { text: strict, charset: 'utf-8', charsetFrom: 'utf8' };

  const sample = interestingSample(bytes);
  const scores = new Map<string, Plausibility>();
  const scoreOf = (charset: string): Plausibility => {
    const score = scores.get(charset) ?? plausibility(decodeAs(sample, charset));
    scores.set(charset, score);
    return score;
  };
  const best = GUESSES.reduce(
    (winner, each) => (scoreOf(each).mean > scoreOf(winner).mean ? each : winner),
    GUESSES[0] as string,
  );
  const said: readonly [string | null, CharsetEvidence][] = [
    [charsetOfHeader(contentType), 'header'],
    [charsetOfMeta(bytes), 'meta'],
  ];
  for (const [charset, charsetFrom] of said) {
    if (charset && isBelievable(scoreOf(charset), scoreOf(best)))
      return { text: decodeAs(bytes, charset), charset, charsetFrom };
  }
  return { text: decodeAs(bytes, best), charset: best, charsetFrom: 'guess' };
}

function byteOrderMark(bytes: Uint8Array): { charset: string; length: number } | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { charset: 'utf-8', length: 3 };
  if (a === 0xfe && b === 0xff) return { charset: 'utf-16be', length: 2 };
  if (a === 0xff && b === 0xfe) return { charset: 'utf-16le', length: 2 };
  return null;
}

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null; // not UTF-8, which is the answer to the question
  }
}

function decodeAs(bytes: Uint8Array, charset: string): string {
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), charset, { stripBOM: false });
}

/** "text/html; charset=GBK" -> gb18030; an encoding nobody knows is nothing. */
function charsetOfHeader(contentType: string | null): string | null {
  return known(/charset\s*=\s*["']?([^\s"';,]{1,40})/i.exec((contentType ?? '').slice(0, 500))?.[1]);
}

/** `<meta charset="gbk">`, `<meta http-equiv=... content="text/html; charset=gb2312">`, `<?xml version="1.0" encoding="big5"?>` */
function charsetOfMeta(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  const xml = /^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([^"']{1,40})/i.exec(head)?.[1];
  const meta = /<meta\s[^>]{0,300}?charset\s*=\s*["']?\s*([^\s"'/>;]{1,40})/i.exec(head)?.[1];
  return known(xml) ?? known(meta);
}

function known(label: string | undefined): string | null {
  const name = label?.trim().toLowerCase() ?? '';
  // A page whose tag could be read as ASCII is not UTF-16, whatever the tag says.
  if (name === '' || name.startsWith('utf-16') || name.startsWith('utf-32') || name.startsWith('ucs')) return null;
  const charset = ALIASES[name] ?? name;
  return iconv.encodingExists(charset) ? charset : null;
}

/** From the first byte above ASCII on: markup before it says nothing about the encoding. */
function interestingSample(bytes: Uint8Array): Uint8Array {
  const first = Math.max(
    0,
    bytes.findIndex((byte) => byte >= 0x80),
  );
  return bytes.subarray(first, first + SAMPLE_BYTES);
}

/** `mean` is between -2 and 1; `seen` is the number of characters it comes from. */
type Plausibility = { mean: number; seen: number };

/**
 * A label is believed unless the bytes speak clearly for another encoding. 0.15: on the matrix of test/net/charset.test.ts true
 * labels are the best guess or 0.01 behind it, lies 0.3 and more behind. A few characters prove less: a title of six may lack common ones.
 */
function isBelievable(said: Plausibility, best: Plausibility): boolean {
  return said.mean >= best.mean - (0.15 + 1 / Math.max(1, said.seen));
}

/**
 * How much decoded text looks like something a person wrote: the mean weight of its non-ASCII characters. Chinese news in the
 * right encoding scores 0.55 to 0.75, in a wrong one at most 0.3.
 */
function plausibility(text: string): Plausibility {
  let seen = 0;
  let score = 0;
  let wasAccented = false;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const isAccented = code >= 0xa0 && code <= 0x17f;
    // "Übergröße" has accents here and there; Chinese bytes read as Latin letters stand shoulder to shoulder.
    if (code >= 0x80) score += isAccented && wasAccented ? -0.5 : characterWeight(code, char);
    if (code >= 0x80) seen += 1;
    wasAccented = isAccented;
  }
  return { mean: seen === 0 ? 0 : score / seen, seen };
}

/** The commonest characters of Chinese news in both scripts: about two in five characters of any real text. */
const COMMON = new Set(
  '的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长业司新品市场电商管高务部任网离职团总经理创这來個國說們為這時後會學對裡麼發點動兩長業務電總經離職團創開於與從過還沒見',
);

function characterWeight(code: number, char: string): number {
  if (code === 0xfffd || (code >= 0xe000 && code <= 0xf8ff) || (code >= 0x80 && code <= 0x9f)) return -2;
  if (COMMON.has(char)) return 1;
  if (code >= 0x4e00 && code <= 0x9fff) return 0.3;
  if (code >= 0x3000 && code <= 0x303f) return 0.8; // 。、《》
  if (code >= 0xff00 && code <= 0xff5e) return 0.8; // ，：（）
  if (code >= 0x3040 && code <= 0x30ff) return 0.6; // kana
  if (code >= 0xac00 && code <= 0xd7af) return 0.6; // hangul
  if (code >= 0x2010 && code <= 0x2026) return 0.5; // dashes, quotes, ellipsis
  if (code >= 0xa0 && code <= 0x10ff) return 0.35; // accented Latin, Greek, Cyrillic, Hebrew, Arabic, Thai
  return -0.5;
}
