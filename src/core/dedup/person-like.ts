import { cut, tag } from 'jieba-wasm';
import { COMPOUND_SURNAMES, SURNAMES, TRANSLITERATION } from '../claims/names/surnames.ts';

/**
 * Whether two to four Han characters read like a Chinese person's name: a surname, and no word of the dictionary (花晓蓉 yes, 方案 no);
 * or, from three characters on, like a foreign one spelt in Chinese (卢拉达席尔瓦). A verb with its ending is none (谈过, 应称). Good for telling what sort of thing stands in a slot;
 * it finds no names in running text.
 */
export function isPersonLike(text: string): boolean {
  if (!/^\p{Script=Han}{2,8}$/u.test(text) || /[了过着的得说称]$/.test(text)) return false;
  if (text.length >= 3 && Array.from(text).every((c) => TRANSLITERATION.has(c))) return isNoWord(text);
  const isCompound = COMPOUND_SURNAMES.has(text.slice(0, 2));
  if (text.length > (isCompound ? 4 : 3) || !(isCompound || SURNAMES.has(text[0]!))) return false;
  return isNoWord(text);
}

/** Either the dictionary knows it as a person's name or it knows no two characters of it as a word: 时强调 is 时 and 强调. */
function isNoWord(text: string): boolean {
  const words = cut(text, false);
  return words.length === 1 ? (tag(text)[0]?.tag.startsWith('nr') ?? false) : words.every((word) => word.length === 1);
}
