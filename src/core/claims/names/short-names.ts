/** How an article calls a company once it has named it whole: 矽岭 for 矽岭科技, 浮光 for 浮光汽车. */
import { toSimplified } from '../../dedup/simplified.ts';
import { endingAt, withoutEnding, type OrgSpan } from './organisations.ts';
import { wordsOf } from './words.ts';

/** Characters of a short name; one character is no name and more are no shortening. */
const LENGTHS = { least: 2, most: 4 };

/**
 * The short names that stand alone somewhere in the article. `named` holds the companies named whole; `texts` are the folded sentences. Two
 * companies that begin alike (恒岳金控 and 恒岳人寿) leave none, nor does a word of the dictionary (理想).
 */
export function shortNames(named: readonly OrgSpan[], texts: readonly string[]): string[] {
  const whole = new Map<string, Set<string>>();
  for (const { text } of named) {
    const name = toSimplified(text).replace(/[（(].*$/u, '');
    const stem = withoutEnding(name);
    if (stem === null || stem.length < LENGTHS.least || stem.length > LENGTHS.most) continue;
    if (/^\p{Script=Han}+$/u.test(stem)) whole.set(stem, (whole.get(stem) ?? new Set()).add(name));
  }
  return [...whole].filter(([stem, names]) => names.size === 1 && standsAlone(stem, texts)).map(([stem]) => stem);
}

/** 矽岭近年人才屡遭挖角: at the start of a clause or behind a preposition, without its ending, and no word of the language. */
function standsAlone(stem: string, texts: readonly string[]): boolean {
  return texts.some((text) => {
    for (let at = text.indexOf(stem); at >= 0; at = text.indexOf(stem, at + 1)) {
      const isClause = at === 0 || /[，。；：！？“「（》】、从在自入开投由对向与离]/u.test(text[at - 1]!);
      if (isClause && endingAt(text, at + stem.length) === null && !wordsOf(text).starts.has(at)) return true;
    }
    return false;
  });
}
