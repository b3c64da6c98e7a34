/** Names that the sentence itself shows to be names: in quotation marks, glossed in a bracket, before a courtesy title, or a surname alone. */
import { STRONG_AFTER } from './_person-cues.ts';
import { looksChinese } from './aliases.ts';
import { COMPOUND_SURNAMES, NEVER_GIVEN, NOT_NAMES, SURNAMES } from './surnames.ts';
import { wordsOf } from './words.ts';

/** 陈先生于4月1日退任, 韩某曾任: a surname is all that the sentence gives. Returns where the name ends. */
export function surnameOnlyAt(text: string, i: number, before: string): number | null {
  const match = PARTLY_NAMED.exec(text.slice(i, i + 5));
  if (!match || !(SURNAMES.has(match[1]!) || COMPOUND_SURNAMES.has(match[1]!))) return null;
  return /(?:^|[^\p{Script=Han}]|[的由对向与和及被将给令称是悉员长])$/u.test(before) ? i + match[0].length : null;
}

const PARTLY_NAMED =
  /^(\p{Script=Han}{1,2}?)(?:先生|女士|某(?:某|\p{Script=Han}(?=[（，、因在于被将已曾]))?(?![些种个天年月日地]))/u;

/** 老K（化名）, 小林或将离职: who is called so has no other name in the text. */
export const NICK = /^[老小阿大][\p{Script=Han}A-Z](?=（化名）|（\p{Script=Han}{2,4}）|已|将|或将|离职|辞职|离任)/u;

/** 免去庚新民同志的职务: between a word of appointing or dismissing and a courtesy title stands a name, whatever its surname. */
export function titledAt(text: string, i: number, afterRole: boolean): number | null {
  const match = TITLED.exec(text.slice(i, i + 5));
  if (!match || [...match[1]!].some((c) => NEVER_GIVEN.has(c)) || wordsOf(text).starts.has(i)) return null;
  return afterRole ||
    /(?:免去|免除|聘任|任命|委任|选举|推选|解聘|收到|同意|提名)$/u.test(text.slice(Math.max(0, i - 2), i))
    ? i + match[1]!.length
    : null;
}

const TITLED = /^(\p{Script=Han}{2,3})(?:先生|女士|同志)/u;

/** 东丈（吴颖炳）, 青鸾（薯名）, 赵…（薯名：白…）: a bracket that holds the other name shows the word before it to be a name. */
export function glossedAt(text: string, i: number): number | null {
  const match =
    /^(\p{Script=Han}{2,4})（(?:[^（）]{0,4}?(薯名|花名|化名|本名|原名|真名)[：:]?)?[“"]?(\p{Script=Han}{2,4})[”"]?）/u.exec(
      text.slice(i, i + 24),
    );
  if (!match) return null;
  return (match[2] || looksChinese(match[3]!)) &&
    ![...match[1]!].some((c) => NEVER_GIVEN.has(c)) &&
    !NOT_NAMES.has(match[1]!.slice(0, 2))
    ? i + match[1]!.length
    : null;
}

/** 负责人“落星”: what is quoted behind an office is a name. */
export function quotedAt(text: string, i: number, afterRole: boolean): { start: number; end: number } | null {
  const open = /[“"「『]/u.test(text[i] ?? '') ? i + 1 : /[“"「『]/u.test(text[i - 1] ?? '') ? i : -1;
  if (open < 0) return null;
  const match = /^[\p{Script=Han}A-Za-z]{1,8}(?=[”"」』])/u.exec(text.slice(open, open + 10));
  if (!match) return null;
  const end = open + match[0].length;
  // Elsewhere a quotation is a name only between 的, 花名, 由 and what persons do: 离职的“折桂”已重新入职.
  const isNamed =
    afterRole ||
    (/(?:离职|离任|辞职|背景|负责人?|花名|薯名|昵称|由|让|随着)(?:的|为|叫)?$/u.test(text.slice(0, open - 1)) &&
      (STRONG_AFTER.test(text.slice(end + 1, end + 9)) ||
        /^(?:接|（|的(?:总|副|负责|主管|高管))/u.test(text.slice(end + 1))));
  return isNamed ? { start: open, end } : null;
}
