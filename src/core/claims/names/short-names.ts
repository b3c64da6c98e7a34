/** Companies that an article itself makes known: by a shorter name (矽岭 for 矽岭科技) or by an office that only companies have (泡芙熊CEO). */
import { toSimplified } from '../../dedup/simplified.ts';
import { endingAt, organisationBefore, withoutEnding, type OrgSpan } from './organisations.ts';
import type { RoleSpan } from './roles.ts';
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

/** 蔷薇美妆|创始人, 泡芙熊|CEO: units and fields have heads and directors, these offices a company has. */
const OF_COMPANY =
  /^(?:联合|联席)?创(?:始人|办人)|^(?:联席|代理)?CEO$|^C[FTO]O$|^(?:副)?董事长|^首席(?:执行|财务|运营|技术)官/u;

/** Names without a company's ending that stand before such an office and in some other sentence as well. */
export function gluedNames(
  views: readonly { text: string; roles: readonly RoleSpan[] }[],
  texts: readonly string[],
): string[] {
  const found = new Set<string>();
  for (const { text, roles } of views)
    for (const role of roles) {
      if (!OF_COMPANY.test(text.slice(role.headStart, role.end))) continue;
      const name = organisationBefore(text, role, NONE, 0).org?.text ?? '';
      if (/^\p{Script=Han}{3,8}$/u.test(name) && texts.filter((t) => t.includes(name)).length > 1) found.add(name);
    }
  return [...found];
}

const NONE: readonly OrgSpan[] = [];
