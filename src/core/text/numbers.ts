import { parseHanNumber, round, scaleOf } from './han-numbers.ts';
import {
  COMPARATORS_AFTER,
  COMPARATORS_BEFORE,
  CURRENCIES_BEFORE,
  codeEnd,
  isCalendarOrName,
  MEASURE,
  SCALED_UNITS,
  UNITS_AFTER,
  type Comparator,
} from './number-units.ts';
import { plainText } from './plain.ts';

export type { Comparator } from './number-units.ts';

/**
 * Finds quantities in Chinese (both scripts) and English text: 4000亿元, 三点五万亿, 七成以上, 1.1亿元至1.4亿元, 1:15, $31 billion, 46.3m.
 * Calendar dates, times of day, years, ordinals, phone numbers and names with digits (双11, iPhone 15, L2) are no quantities.
 * One pass from left to right; every look ahead or behind is bounded, so the time is linear in the length of the text.
 */

export type NumberMention = {
  /** Offsets of `raw` in the text: the number with its currency, scale and counting word; both ends of a range. */
  start: number;
  end: number;
  raw: string;
  /** The full number: 4000亿 -> 4e11, 七成 -> 70 (percent), 1:15 -> 15 (ratio). Of a range the lower end. */
  value: number;
  valueMax: number | null;
  /** A currency (`CNY`), `percent`, `points` (percentage points), `times` (倍, x), `ratio` (1:15), `minutes`, `days`, `TEU`, `shares`, or null. */
  unit: string | null;
  /** The counting word as written: 家, 人次, 项. */
  measure: string | null;
  comparator: Comparator;
  /** Where the comparator's words begin if they stand in front (突破4000亿), else `start`. */
  phraseStart: number;
};

/** One number as it stands, before ranges are joined and comparators read. */
type Atom = {
  start: number;
  end: number;
  value: number;
  unit: string | null;
  measure: string | null;
  /** What 亿, million ... multiplied by; 1 without a scale. The first end of a range borrows it from the second: 4.5-5亿. */
  scale: number;
  /** 多 or 余: somewhat more than the number. */
  isMore: boolean;
};

const START = /[\d零〇○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟翻]|\b(?=[aefhnostdq])/gi;
const DIGITS = /(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?/y;
const HAN_RUN = /[零〇○一二两三四五六七八九十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟]+/y;
const HAN_DIGIT = '[一二两三四五六七八九]';
/** 百分之二点六, 万分之六, 百分之20; 三分之一; 七成, 七成五. */
const PER = /(百|千|万)分之(\d+(?:\.\d+)?|[零一二两三四五六七八九十百点]+)/y;
const FRACTION = new RegExp(`(${HAN_DIGIT}|十)分之(${HAN_DIGIT})`, 'y');
const TENTHS = new RegExp(`(${HAN_DIGIT})成(${HAN_DIGIT}|半)?(?!员(?!工))(?![为立本交分熟功长都果就品语])`, 'y');
/** 1:15, 1:3.5, 15:1, 1比4. A time of day has two digits behind the colon and no 1 in front. */
const RATIO = /(\d{1,3}(?:\.\d{1,2})?)\s?(?::|比)\s?(\d{1,3}(?:\.\d{1,2})?)(?![\d:])/y;
const MULTIPLIED = /翻了?(?:([一两三])番|番|一?倍)|\b(?:doubl(?:ed|ing|e)|tripl(?:ed|ing|e)|quadrupl(?:ed|ing|e))\b/iy;
const ENGLISH_WORD =
  /(an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)(?=[\s-](?:hundred|thousand|million|billion|trillion|percent|per cent)\b)/iy;
const ENGLISH_VALUES: Readonly<Record<string, number>> = {
  a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12,
  fifteen: 15, twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90, hundred: 100,
}; // prettier-ignore
const HAN_SCALE = /\s?([多余来]?)([十百千万亿]{1,3})(?![米克瓦卡分])/y;
const REST = /(\d{1,4})万(?!亿)/y;
const ENGLISH_SCALE =
  /(?:[\s-]?(hundred|thousand|million|billion|trillion)s?|\s?(mn|mln|bn|tn)|([kmbt]))(?![A-Za-z0-9])/iy;
const ENGLISH_SCALES: Readonly<Record<string, number>> = {
  hundred: 100, thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12, mn: 1e6, mln: 1e6, bn: 1e9, tn: 1e12, k: 1e3, m: 1e6, b: 1e9, t: 1e12,
}; // prettier-ignore
const MORE = /\s?[多余]/y;
/** A scale alone is a number only behind words that measure against it or before 大关: GMV突破万亿大关, 近百家, 上千家. */
const BARE_SCALE_BEFORE = /(?:超|超过|破|突破|逾|近|达|过|上|约|冲击)$/;
const RANGE_JOIN = /^\s?(?:-|–|—|~|至|到|to)\s?$/i;
/** 从31%到26%, from 76% to 41%: a change from one value to another, not a range. */
const FROM_BEFORE = /(?:由|从|自|\bfrom)[^，,;；]{0,6}$/i;

/** All quantities of `text`, in order of their place. */
export function findNumbers(text: string): NumberMention[] {
  const plain = plainText(text);
  const atoms = atomsOf(plain);
  const found: NumberMention[] = [];
  for (let i = 0; i < atoms.length; i++) {
    const range = i + 1 < atoms.length ? rangeOf(plain, atoms[i]!, atoms[i + 1]!) : null;
    found.push(compared(plain, range ?? { ...atoms[i]!, valueMax: null }));
    if (range) i++;
  }
  return found.map((mention) => ({ ...mention, raw: text.slice(mention.start, mention.end) }));
}

function atomsOf(text: string): Atom[] {
  const atoms: Atom[] = [];
  START.lastIndex = 0;
  for (let hit = START.exec(text); hit; hit = START.exec(text)) {
    const read = atomAt(text, hit.index);
    if (typeof read === 'object') atoms.push(read);
    START.lastIndex = Math.max(typeof read === 'object' ? read.end : read, hit.index + 1);
  }
  return atoms;
}

/** The quantity that starts at `at`, or, if none does, where to read on. */
function atomAt(text: string, at: number): Atom | number {
  const end = codeEnd(text, at);
  if (end !== null) return end;
  const word = sticky(ENGLISH_WORD, text, at);
  if (word) return measured(text, at, at + word[0].length, ENGLISH_VALUES[word[0].toLowerCase()]!);
  return multipliedAt(text, at) ?? ratioAt(text, at) ?? arabicAt(text, at) ?? shareAt(text, at) ?? hanAt(text, at);
}

function multipliedAt(text: string, at: number): Atom | null {
  const hit = sticky(MULTIPLIED, text, at);
  if (!hit) return null;
  const words = hit[0].toLowerCase();
  const value = hit[1]
    ? 2 ** parseHanNumber(hit[1])!
    : words.startsWith('tripl')
      ? 3
      : words.startsWith('quadr')
        ? 4
        : 2;
  return { start: at, end: at + hit[0].length, value, unit: 'times', measure: null, scale: 1, isMore: false };
}

function ratioAt(text: string, at: number): Atom | null {
  const hit = sticky(RATIO, text, at);
  if (!hit || /[\d:.]$/.test(text.slice(at - 1, at))) return null;
  const [left, right] = [Number(hit[1]), Number(hit[2])];
  if ((left !== 1 && right !== 1) || left * right === 0) return null;
  const value = left === 1 ? right : left;
  return { start: at, end: at + hit[0].length, value, unit: 'ratio', measure: null, scale: 1, isMore: false };
}

function arabicAt(text: string, at: number): Atom | number | null {
  const digits = sticky(DIGITS, text, at)?.[0];
  if (digits === undefined) return null;
  const end = at + digits.length;
  const atom = measured(text, at, end, Number(digits.replaceAll(',', '')));
  const isBare = atom.unit === null && atom.scale === 1;
  // B2B: a letter on either side.
  if (atom.unit === null && /[A-Za-z]$/.test(text.slice(at, atom.end)) && /[A-Za-z]/.test(text[at - 1] ?? ''))
    return atom.end;
  if (
    isBare &&
    (isCalendarOrName(text, at, atom.measure === null ? end : end + 1) ||
      (atom.measure === null && isIdentifier(digits)))
  )
    return end;
  if (isBare && atom.measure === null && isCalendarOrName(text, at, atom.end)) return atom.end;
  return signed(text, atom);
}

/** 2025 standing alone is a year, 618 a shopping festival, and seven or more digits are the number of something: 20250903. */
function isIdentifier(digits: string): boolean {
  return /^(?:(?:19|20)\d\d|618)$/.test(digits) || /^0\d/.test(digits) || (digits.length >= 7 && !/[.,]/.test(digits));
}

/** 较上月-4.4%: a minus sign unless it joins two numbers or words. */
function signed(text: string, atom: Atom): Atom {
  const sign = text[atom.start - 1];
  const before = text[atom.start - 2] ?? ' ';
  if ((sign !== '-' && sign !== '−') || /[\dA-Za-z%元万亿]/.test(before)) return atom;
  return { ...atom, start: atom.start - 1, value: -atom.value };
}

/** Shares written in Chinese: 百分之二点六, 万分之六, 三分之一, 七成五. */
function shareAt(text: string, at: number): Atom | null {
  const percent = (length: number, value: number): Atom => ({
    start: at,
    end: at + length,
    value: round(value),
    unit: 'percent',
    measure: null,
    scale: 1,
    isMore: false,
  });
  const per = sticky(PER, text, at);
  if (per) {
    const value = /^\d/.test(per[2]!) ? Number(per[2]) : parseHanNumber(per[2]!);
    return value === null ? null : percent(per[0].length, (value * 100) / scaleOf(per[1]!));
  }
  const fraction = sticky(FRACTION, text, at);
  if (fraction)
    return percent(fraction[0].length, (100 * parseHanNumber(fraction[2]!)!) / parseHanNumber(fraction[1]!)!);
  const tenths = sticky(TENTHS, text, at);
  if (!tenths) return null;
  const rest = tenths[2] === undefined ? 0 : tenths[2] === '半' ? 5 : parseHanNumber(tenths[2])!;
  return percent(tenths[0].length, parseHanNumber(tenths[1]!)! * 10 + rest);
}

/** A numeral counts as a quantity with a unit, a counting word or a value of a hundred and more: not 一些, 万一, 千万别, 数百万. */
function hanAt(text: string, at: number): Atom | number {
  const run = sticky(HAN_RUN, text, at)?.[0];
  if (run === undefined) return at + 1;
  const numeral = run.replace(/点$/, '');
  const end = at + numeral.length;
  const isBareScale = /^[百千万亿]/.test(numeral);
  const before = text.slice(Math.max(0, at - 3), at);
  const value = /^[百千万亿].*[^百千万亿]/.test(numeral) ? null : parseHanNumber(numeral);
  if (value === null || /[几数第双]$/.test(before) || text[end] === '几') return at + run.length;
  if (isBareScale && !BARE_SCALE_BEFORE.test(before) && !text.startsWith('大关', end)) return at + run.length;
  const atom = measured(text, at, end, value);
  if (atom.unit === null && (isCalendarOrName(text, at, end) || (atom.measure === null && value < 100)))
    return at + run.length;
  return { ...atom, scale: Math.max(atom.scale, /亿/.test(numeral) ? 1e8 : /万/.test(numeral) ? 1e4 : 1) };
}

/** Reads on behind a bare number: 多 or 余, scale, unit, counting word; and the currency in front of it. */
function measured(text: string, start: number, numberEnd: number, bare: number): Atom {
  let end = numberEnd;
  let scale = 1;
  let isMore = false;
  const han = sticky(HAN_SCALE, text, end);
  const english = han ? null : sticky(ENGLISH_SCALE, text, end);
  if (han) {
    scale = [...han[2]!].reduce((product, c) => product * scaleOf(c), 1);
    isMore = han[1] !== '';
    end += han[0].length;
    // 1亿2000万元: what is left over, in the next smaller scale.
    const rest = scale === 1e8 ? sticky(REST, text, end) : null;
    if (rest) {
      bare += Number(rest[1]) / 1e4;
      end += rest[0].length;
    }
  } else if (english) {
    scale = ENGLISH_SCALES[(english[1] ?? english[2] ?? english[3])!.toLowerCase()]!;
    end += english[0].length;
  }
  const more = sticky(MORE, text, end);
  if (more && !isMore) {
    isMore = true;
    end += more[0].length;
  }
  const [unit, factor, unitEnd] = unitAt(text, end);
  const measure = unit === null ? sticky(MEASURE, text, end) : null;
  // 新台币68.4亿元 and 人民币8亿元: the 元 belongs to the currency in front.
  const currency = unit === null || unit === 'CNY' ? currencyBefore(text, start) : null;
  return {
    start: currency ? currency.start : start,
    end: measure ? end + measure[0].length : unitEnd,
    value: round(bare * scale * factor),
    unit: currency?.unit ?? unit,
    measure: measure?.[0].trim() ?? null,
    scale,
    isMore,
  };
}

function unitAt(text: string, at: number): [unit: string | null, factor: number, end: number] {
  for (const [unit, pattern] of UNITS_AFTER) {
    const hit = sticky(pattern, text, at);
    if (hit) return [...(SCALED_UNITS[unit] ?? ([unit, 1] as const)), at + hit[0].length];
  }
  return [null, 1, at];
}

function currencyBefore(text: string, start: number): { unit: string; start: number } | null {
  const before = text.slice(Math.max(0, start - 6), start);
  for (const [unit, pattern] of CURRENCIES_BEFORE) {
    const hit = pattern.exec(before);
    if (hit) return { unit, start: start - hit[0].length };
  }
  return null;
}

type Quantity = Atom & { valueMax: number | null };

/** 1.1亿元至1.4亿元, 4.5-5亿美元, between 1.5% and 2.5%: two numbers that name the ends of one quantity, or null. */
function rangeOf(text: string, low: Atom, high: Atom): Quantity | null {
  const join = text.slice(low.end, high.start);
  const between = /(?:\bbetween\s|介于)$/i.exec(text.slice(Math.max(0, low.start - 8), low.start));
  const isJoined = between ? /^\s?(?:and|to|和|与|至|到)\s?$/.test(join) : RANGE_JOIN.test(join);
  if (!isJoined || (!between && FROM_BEFORE.test(text.slice(Math.max(0, low.start - 12), low.start)))) return null;
  const isLedByCurrency =
    /^[A-Z]{3}$/.test(low.unit ?? '') &&
    high.unit === null &&
    !/[\d一二两三四五六七八九十百千万亿]/.test(text[low.start]!);
  if (low.unit !== null && low.unit !== high.unit && !isLedByCurrency) return null;
  if (low.measure !== null && low.measure !== high.measure) return null;
  const borrows = low.scale === 1 && low.measure === null && high.scale > 1 && (low.unit === null || isLedByCurrency);
  const shared = borrows && low.value * high.scale <= high.value ? low.value * high.scale : low.value;
  const least = low.unit === null && high.unit === 'percent' ? low.value : shared;
  if (least > high.value) return null;
  const start = between?.[0].startsWith('b') ? low.start - between[0].length : low.start;
  return { ...high, start, value: round(least), valueMax: high.value, unit: high.unit ?? low.unit };
}

function compared(text: string, quantity: Quantity): NumberMention {
  const { start, value, valueMax, unit, measure } = quantity;
  const before = text.slice(Math.max(0, start - 20), start);
  let end = quantity.end;
  let comparator: Comparator = valueMax !== null ? 'range' : quantity.isMore ? '>' : '=';
  let phraseStart = start;
  for (const [sign, pattern, isPartOfRaw] of COMPARATORS_AFTER) {
    const hit = sticky(pattern, text, end);
    if (!hit) continue;
    if (valueMax === null) comparator = sign;
    if (isPartOfRaw) end += hit[0].length;
    break;
  }
  for (const [sign, pattern] of COMPARATORS_BEFORE) {
    const hit = pattern.exec(before);
    if (!hit) continue;
    if (valueMax === null) comparator = sign;
    phraseStart = start - hit[0].length;
    break;
  }
  return { start, end, raw: '', value, valueMax, unit, measure, comparator, phraseStart };
}

function sticky(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
