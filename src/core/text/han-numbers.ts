const DIGITS: Readonly<Record<string, number>> = {
  零: 0, 〇: 0, '○': 0, 一: 1, 壹: 1, 二: 2, 两: 2, 贰: 2, 三: 3, 叁: 3, 四: 4, 肆: 4, 五: 5, 伍: 5,
  六: 6, 陆: 6, 七: 7, 柒: 7, 八: 8, 捌: 8, 九: 9, 玖: 9,
}; // prettier-ignore
const UNITS: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1e3, 仟: 1e3 };
const SECTIONS: Readonly<Record<string, number>> = { 万: 1e4, 亿: 1e8 };

/** No numeral in use is longer; longer runs are lists of digits or noise. */
const MAX_LENGTH = 24;

/**
 * The value of a whole Chinese numeral in simplified characters: 一百二十三亿 -> 1.23e10, 三点五万亿 -> 3.5e12, 两万三 -> 23000,
 * 二零二五 -> 2025. Null if the characters do not form one number.
 */
export function parseHanNumber(numeral: string): number | null {
  if (numeral === '' || numeral.length > MAX_LENGTH) return null;
  const point = numeral.indexOf('点');
  if (point >= 0) return withFraction(numeral.slice(0, point), numeral.slice(point + 1));
  if ([...numeral].every((c) => c in DIGITS)) {
    return numeral.length === 1 || /[零〇○]/.test(numeral) || numeral.length === 4
      ? Number([...numeral].map((c) => DIGITS[c]).join(''))
      : null;
  }
  return withSections(numeral);
}

/** 三 + 五万亿: the digits of the fraction, then scales that multiply the whole. */
function withFraction(whole: string, rest: string): number | null {
  const digits = /^[零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖]+/.exec(rest)?.[0] ?? '';
  const scale = rest.slice(digits.length);
  if (digits === '' || !/^[十百千万亿]{0,3}$/.test(scale)) return null;
  const left = parseHanNumber(whole);
  if (left === null) return null;
  const decimal = Number(`${left}.${[...digits].map((c) => DIGITS[c]).join('')}`);
  return round([...scale].reduce((value, c) => value * scaleOf(c), decimal));
}

function withSections(numeral: string): number | null {
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  let last = 1;
  for (const c of numeral) {
    const unit = UNITS[c];
    const big = SECTIONS[c];
    if (unit !== undefined) {
      if (digit === null && section > 0 && unit >= last) return null;
      section += (digit ?? 1) * unit;
      digit = null;
      last = unit;
    } else if (big !== undefined) {
      // 万亿: the second scale multiplies all that was read; 一亿两千万 adds.
      const read = section + (digit ?? 0);
      if (read === 0 && total === 0) total = big;
      else if (read === 0 || (total > 0 && total < big)) total = (total + read) * big;
      else total += read * big;
      section = 0;
      digit = null;
      last = big;
    } else {
      if (digit !== null && digit !== 0) return null;
      digit = DIGITS[c]!;
      if (digit === 0) last = 10;
    }
  }
  // 一百五 is 150 and 两万三 is 23000: a digit straight behind a unit counts in tenths of it.
  return round(total + section + (digit ?? 0) * (digit !== null && last >= 100 ? last / 10 : 1));
}

/** 10, 1e4 ... for a scale character, 1 for anything else. */
export function scaleOf(c: string): number {
  return UNITS[c] ?? SECTIONS[c] ?? 1;
}

/** 4.1 * 1e8 is 409999999.99999994 in binary: twelve significant digits are more than any article states. */
export function round(value: number): number {
  return Number(value.toPrecision(12));
}
