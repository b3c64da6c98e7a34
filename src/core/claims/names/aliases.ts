/** A person with what the text calls him besides: 薯名 and 花名 in brackets or behind the verb, 先生 and 女士, the real name of a nickname. */
import type { Alias } from '../../types.ts';
import { COMPOUND_SURNAMES, NOT_NAMES, SURNAMES } from './surnames.ts';

export type AliasSpan = Alias & { start: number; end: number };

export type PersonSpan = {
  start: number;
  /** End of the name itself. */
  end: number;
  /** End with the bracket or title that follows: 赵…(薯名:…), 林予安女士. */
  spanEnd: number;
  name: string;
  aliases: AliasSpan[];
  /** 先生 or 女士 behind the name. */
  gender: '他' | '她' | null;
  /** A quoted name such as “落星”, which may be the only one there is. */
  isQuoted: boolean;
  /** Weight of the evidence; at least `SURE` makes the name known in the whole article. */
  weight: number;
};

export const TITLE = /^(?:先生|女士|同志|小姐|教授|博士|老师|氏)/u;

/** 林予安内部宣布离职，花名“听澜”; 林予安被称作“安哥”: an alias told of the only person of the sentence. */
export function withFarAlias(text: string, persons: PersonSpan[]): PersonSpan[] {
  const match = FAR_ALIAS.exec(text);
  const alias = match?.groups?.['alias'] ?? match?.groups?.['called'];
  if (!match || !alias) return persons;
  const start = match.index + match[0].lastIndexOf(alias);
  const others = persons.filter((p) => p.start !== start);
  const [person] = others;
  if (!person || others.length > 1 || person.name.includes(alias) || person.aliases.some((a) => a.kind !== '称谓'))
    return persons;
  const word = match.groups!['kind'];
  person.aliases.push({ text: alias, kind: word ? (KIND_OF[word] ?? word) : '昵称', start, end: start + alias.length });
  return others;
}

const ALIAS_KIND =
  '薯名|花名|化名|英文名|中文名|昵称|外号|绰号|网名|艺名|笔名|人称|本名|原名|真名|真实姓名|又名|别名|曾用名|内部称呼|內部花名|藝名|暱稱';
/** (内部薯名:白…), （花名“听澜”）, （Pieter van der Velde）, (吴…) */
const BRACKET = new RegExp(
  `^[（(](?:[^（()）]{0,6}?(?<kind>${ALIAS_KIND})(?:为|叫|是|作)?\\s*[：:]?\\s*)?[“"「『]?(?<alias>[\\p{L}][\\p{L}·.'’ -]{0,30}?)[”"」』]?(?:[，,、][^（()）]{0,30})?[）)]`,
  'u',
);
/** 赵…，花名“听澜”， */
const APPOSED = new RegExp(
  `^(?:[，,]\\s*(?:内部)?|(?=本名|真名|原名|花名|薯名))(?<kind>${ALIAS_KIND})(?:为|叫|是)?\\s*[：:]?\\s*[“"「『]?(?<alias>[\\p{Script=Han}A-Za-z]{1,8}?)[”"」』]?(?=[，,。；])`,
  'u',
);
/** ，花名“听澜”; 被称作“翔哥” */
const FAR_ALIAS =
  /[，；](?:其)?(?:内部)?(?<kind>薯名|花名|英文名|昵称|绰号|外号)(?:为|叫|是)?[“「]?(?<alias>[\p{Script=Han}A-Za-z]{1,8}?)[”」]?(?=[，。；]|$)|(?:被称作|被称为|人称|被叫作|外号|绰号)[“「](?<called>[\p{Script=Han}A-Za-z]{1,6})[”」]/u;
const KIND_OF: Readonly<Record<string, string>> = {
  内部称呼: '昵称',
  外号: '昵称',
  绰号: '昵称',
  人称: '昵称',
  网名: '昵称',
  暱稱: '昵称',
  內部花名: '花名',
};

export function finish(text: string, start: number, end: number, weight: number, isQuoted: boolean): PersonSpan {
  const name = text.slice(start, end);
  let spanEnd = isQuoted && /[”"」』]/u.test(text[end] ?? '') ? end + 1 : end;
  const person: PersonSpan = { start, end, spanEnd, name, aliases: [], gender: null, isQuoted, weight };
  const title = TITLE.exec(text.slice(spanEnd, spanEnd + 3));
  if (title) {
    person.gender = title[0] === '先生' ? '他' : /女士|小姐/u.test(title[0]) ? '她' : null;
    if (/先生|女士/u.test(title[0]))
      person.aliases.push({ text: name + title[0], kind: '称谓', start, end: spanEnd + title[0].length });
    spanEnd += title[0].length;
    person.weight += 1;
  }
  readBracket(text, person, spanEnd);
  person.spanEnd = Math.max(person.spanEnd, spanEnd);
  return person;
}

/** Adds the alias of the bracket behind the name. A real name in the bracket (本名X, or the alias stands first) changes places with it. */
function readBracket(text: string, person: PersonSpan, from: number): void {
  const bracket = BRACKET.exec(text.slice(from, from + 80));
  const match = bracket ?? APPOSED.exec(text.slice(from, from + 30));
  const alias = match?.groups?.['alias']?.trim();
  if (
    !match ||
    !alias ||
    /^(?:以下|下称|下同|简称|右|左|中|男|女|图|资料|音|先生|女士|前|后|时任|现任|原|记者|见|如图|已|化名)/u.test(alias)
  ) {
    const masked = /^[（(]化名[）)]/u.exec(text.slice(from, from + 6));
    if (masked) person.spanEnd = from + masked[0].length;
    return;
  }
  const kindWord = match.groups?.['kind'];
  const isLatin = /^[A-Za-z]/.test(alias);
  if (!kindWord && !isLatin && !(looksChinese(alias) || looksChinese(person.name))) return;
  const start = from + match[0].indexOf(alias);
  person.spanEnd = bracket
    ? from + match[0].length
    : from + match[0].indexOf(alias) + alias.length + (/[”"」』]/u.test(match[0].at(-1)!) ? 1 : 0);
  const isReal =
    /^(?:本名|原名|真名|真实姓名)$/u.test(kindWord ?? '') ||
    (!kindWord && !isLatin && looksChinese(alias) && !looksChinese(person.name)) ||
    (!kindWord && !isLatin && person.isQuoted);
  const kind = kindWord ? (KIND_OF[kindWord] ?? kindWord) : isLatin ? '英文名' : '昵称';
  if (!isReal) {
    person.aliases.push({ text: alias, kind, start, end: start + alias.length });
    return;
  }
  person.aliases.push({ text: person.name, kind: isLatin ? '英文名' : '花名', start: person.start, end: person.end });
  person.name = alias;
}

/** Surname and one or two characters: could be a legal name. */
export function looksChinese(name: string): boolean {
  if (!/^\p{Script=Han}{2,4}$/u.test(name)) return false;
  return COMPOUND_SURNAMES.has(name.slice(0, 2))
    ? name.length >= 3
    : name.length <= 3 && SURNAMES.has(name[0]!) && !NOT_NAMES.has(name.slice(0, 2));
}
