import { toSimplified } from '../dedup/simplified.ts';

/**
 * The text as patterns read it: Traditional characters as Simplified, full-width letters, digits and signs as ASCII, and the full-width
 * space as a blank. One character for one, so that every offset stays true. The full-width comma stays: there it never groups digits.
 */
export function plainText(text: string): string {
  return toSimplified(text).replace(/[！-～\u3000\u00a0]/g, (c) => {
    const code = c.charCodeAt(0);
    if (code === 0x3000 || code === 0xa0) return ' ';
    return c === '，' ? c : String.fromCharCode(code - 0xfee0);
  });
}
