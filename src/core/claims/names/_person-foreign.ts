/** Foreign names in Chinese text: with a dot between their parts, or in Latin letters. */
import { weightAfter, STRONG_AFTER } from './_person-cues.ts';
import { HAN } from './_person-marks.ts';
import { NEVER_GIVEN, SURNAMES, TRANSLITERATION } from './surnames.ts';

const LATIN_NAME =
  /^(?:[A-Z][\p{Script=Latin}]*['’]?[\p{Script=Latin}]*\.?(?:-[A-Z]\p{Script=Latin}+)?)(?:[ ·](?:(?:van|von|der|den|de|da|di|del|la|le|bin|al|el)[ ]){0,2}(?:[A-Z][\p{Script=Latin}]*['’]?[\p{Script=Latin}]*\.?(?:-[A-Z]\p{Script=Latin}+)?)){0,3}/u;

export const DOT = /[·•・‧⋅∙･]/u;

/** 马克西姆·杜瓦尔: both sides of a dot, as far as the characters are those of foreign names. Returns the end, or null. */
export function dottedAt(text: string, i: number, isSure: boolean): number | null {
  let end = i;
  let dots = 0;
  while (end < text.length && end - i < 24) {
    const c = text[end]!;
    // 埃里克·松德|当地时间
    if (/^当[地日天时晚]/u.test(text.slice(end, end + 2))) break;
    // 首席执行官|马可·贝里尼: behind an office any character may stand before the dot.
    const isFirst = isSure && dots === 0 && end - i < 6 && HAN.test(c) && !NEVER_GIVEN.has(c);
    if (TRANSLITERATION.has(c) || isFirst) end++;
    else if (
      end > i &&
      (DOT.test(c) || (c === '-' && HAN.test(text[end + 1] ?? ''))) &&
      TRANSLITERATION.has(text[end + 1] ?? '')
    ) {
      if (DOT.test(c)) dots++;
      end++;
    } else break;
  }
  if (dots === 0) return null;
  if (weightAfter(text.slice(end, end + 8)) < 1) {
    // 爱德华·|陈: the family name of somebody with a foreign first name.
    if (DOT.test(text[end - 1] ?? '') === false && DOT.test(text[end] ?? '') && SURNAMES.has(text[end + 1] ?? ''))
      end += 2;
    // A character that the list does not know, before what only persons do: 斯|通|宣布.
    for (const more of [1, 2]) {
      const piece = text.slice(end, end + more);
      if (piece.length < more || [...piece].some((c) => !HAN.test(c) || NEVER_GIVEN.has(c))) break;
      if (weightAfter(text.slice(end + more, end + more + 8)) >= more) return end + more;
    }
  }
  for (let cut = end; cut > end - 3 && !DOT.test(text[cut - 1]!); cut--)
    if (weightAfter(text.slice(cut, cut + 8)) >= 2) return cut;
  return end;
}

export function latinAt(text: string, i: number): number | null {
  if (/[A-Za-z]/.test(text[i - 1] ?? '')) return null;
  const match = LATIN_NAME.exec(text.slice(i, i + 60));
  const name = match?.[0].trimEnd() ?? '';
  return name.length >= 3 && /[a-z]/.test(name) ? i + name.length : null;
}

/** Derek Fong离职, Mavis Kwong（…）: two Latin words and a verb of leaving; one word alone may be a company. */
export function latinWithVerb(text: string, i: number): number | null {
  if (!/[A-Z]/.test(text[i]!)) return null;
  const end = latinAt(text, i);
  return end !== null && /[ ·]/.test(text.slice(i, end)) && STRONG_AFTER.test(text.slice(end, end + 8).trimStart())
    ? end
    : null;
}
