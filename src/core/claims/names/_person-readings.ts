/** Chinese names by surname: every reading that a place allows (one or two given characters, Japanese, none of the census), weighed. */
import { CLAUSE_START, weightAfter, DEED, STRONG_AFTER, ADVERB } from './_person-cues.ts';
import { TITLE } from './aliases.ts';
import { firstsOf } from './firsts.ts';
import { HAN, OPENS_WITH_FIELD, SURE } from './_person-marks.ts';
import {
  COMMON_GIVEN,
  COMPOUND_SURNAMES,
  JAPANESE_SURNAMES,
  NEVER_GIVEN,
  NOT_NAMES,
  SELDOM_GIVEN,
  SURNAMES,
  TRANSLITERATION,
} from './surnames.ts';
import { wordsOf } from './words.ts';

const ENOUGH = 3;

/** Surnames that are also grammar: 于近日, 曾任, 应当 after an office are no names, however well the rest fits. */
const GRAMMATICAL = new Set('双和于曾任应向和由后时都尚别过单明原解经须可同关'.split(''));

/** 因工作调整，任明远不再担任: at the start of a clause, before what only persons do, these are surnames after all. */
function isSurnameHere(text: string, i: number, end: number, left: number, given: number): boolean {
  return (
    given === 2 &&
    (left >= 3 || CLAUSE_START.test(text.slice(0, i))) &&
    /[任单向解关明]/u.test(text[i]!) &&
    /^(?:不再担任|因(?:个人|工作|家庭|身体|年龄)|先生|女士|辞去|卸任|递交|申请辞)/u.test(text.slice(end, end + 6))
  );
}

/** 此前任, 2015年任, 历任 */
const VERB_REN = /(?:此前|曾经?|[历现时起升调转改连聘兼出担继接年月])$/u;

/** Whether a surname begins here. */
export function mayBegin(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return BEGINS[code] === 1 || (BEGINS_COMPOUND[code] === 1 && COMPOUND_SURNAMES.has(text.slice(i, i + 2)));
}

const BEGINS = firstsOf([...SURNAMES, ...JAPANESE_SURNAMES]);
const BEGINS_COMPOUND = firstsOf(COMPOUND_SURNAMES);
const JAPANESE_BY_FIRST = new Map<string, string[]>();

for (const name of JAPANESE_SURNAMES)
  JAPANESE_BY_FIRST.set(name[0]!, [...(JAPANESE_BY_FIRST.get(name[0]!) ?? []), name]);

/** CMO竺可为|离职: 为 stands before no word of leaving, so it ends the name. */
const LEAVES = /^(?:离职|辞职|离任|卸任|辞任|退休)/u;

type Reading = { end: number; weight: number };

export function bestChinese(
  text: string,
  i: number,
  inRole: Uint8Array,
  left: number,
  afterRole: boolean,
): Reading | null {
  const readings: Reading[] = [];
  const compound = COMPOUND_SURNAMES.has(text.slice(i, i + 2));
  // What follows weighs 2 at most: without anything before it, one character of the census is no name.
  if (left < 0 && !compound) return null;
  const surname = compound ? 2 : SURNAMES.has(text[i]!) ? 1 : 0;
  if (surname)
    for (const given of [1, 2])
      pushReading(readings, text, i, i + surname + given, surname, inRole, left + (compound ? 1 : 0));
  const japanese = JAPANESE_BY_FIRST.get(text[i]!)?.find((name) => text.startsWith(name, i));
  if (japanese && left >= 1) {
    for (const given of [1, 2, 3]) {
      const end = i + japanese.length + given;
      const after = weightAfter(text.slice(end, end + 6));
      const isHan = [...text.slice(i, end)].every((c) => HAN.test(c));
      if (isHan && after > (left >= 2 ? 0 : 1) && isFree(text, i, end, inRole))
        readings.push({ end, weight: left + after + 0.2 });
    }
  }
  if (afterRole && readings.every((r) => r.weight < ENOUGH + 2)) readings.push(...gapReadings(text, i, inRole));
  if (afterRole && !readings.some((r) => r.weight >= SURE + 1)) readings.push(...transliterated(text, i, inRole));
  const best = readings.sort((a, b) => b.weight - a.weight || b.end - a.end)[0];
  return best && best.weight >= ENOUGH ? best : null;
}

function pushReading(
  into: Reading[],
  text: string,
  i: number,
  end: number,
  surname: number,
  inRole: Uint8Array,
  left: number,
): void {
  const name = text.slice(i, end);
  if (name.length < end - i || !isFree(text, i, end, inRole)) return;
  const given = [...name.slice(surname)];
  const isTitled = TITLE.test(text.slice(end, end + 3));
  if (DEED.has(name)) return;
  if (
    given.some(
      (c, k) =>
        (NEVER_GIVEN.has(c) &&
          !(isTitled && (c === '于' || c === '其')) &&
          !(c === '为' && k === 1 && LEAVES.test(text.slice(end, end + 2)))) ||
        !HAN.test(c),
    )
  )
    return;
  // 副总经理和原总经理: what glues two offices together is no name.
  if (inRole[end] && /[原前现兼新副暨任]/u.test(given.at(-1)!)) return;
  let weight = left + weightAfter(text.slice(end, end + 10));
  // 木兰|动力销售总经理: before a unit or field stands an organisation; 林予安|总裁 is how people are addressed.
  if (inRole[end]) weight += inRole[end] === OPENS_WITH_FIELD ? -1.5 : 1;
  if (NOT_NAMES.has(name.slice(0, 2)) && surname === 1)
    weight -= left >= 3 && weight >= 5 && !GRAMMATICAL.has(name[0]!) ? 1 : 4;
  // 代表|和|中国: a conjunction or preposition before a word, no surname.
  if (!isTitled && GRAMMATICAL.has(name[0]!) && wordsOf(text).starts.has(i + 1))
    weight -= isSurnameHere(text, i, end, left, given.length) ? 0 : 4;
  if (DEED.has(text.slice(end - 1, end + 1))) weight -= 2;
  // 此前|任融信达副总经理: a verb.
  if (name[0] === '任' && VERB_REN.test(text.slice(Math.max(0, i - 2), i))) weight -= 4;
  // 缪春和|确已: a conjunction is followed by another name, not by a deed.
  const endsInAnd =
    /[和与及]/u.test(given.at(-1)!) && given.length === 2 && STRONG_AFTER.test(text.slice(end, end + 10));
  if (SELDOM_GIVEN.has(given.at(-1)!) && !endsInAnd) weight -= given.length === 2 ? 1.5 : 1;
  if (given.length === 1 && /^之(?:离|辞|卸|退)/u.test(text.slice(end, end + 2))) weight -= 0.5;
  if (given.length === 2) weight += 0.3;
  if (left >= 1 && left < 2 && given.length === 2 && given.every((c) => COMMON_GIVEN.has(c))) weight += 0.8;
  into.push({ end, weight });
}

/** Behind an office and before 离职: whatever stands between is the name, surname or not (苍响, 落星). */
function gapReadings(text: string, i: number, inRole: Uint8Array): Reading[] {
  if (
    ADVERB.test(text.slice(i, i + 4)) ||
    /[由被与及从在因为已等经让给未没无不有并]/u.test(text[i]!) ||
    wordsOf(text).starts.has(i)
  )
    return [];
  const readings: Reading[] = [];
  for (const length of [2, 3, 4]) {
    const end = i + length;
    const name = text.slice(i, end);
    if (
      !isFree(text, i, end, inRole) ||
      [...name].some((c) => NEVER_GIVEN.has(c) || !HAN.test(c)) ||
      NOT_NAMES.has(name.slice(0, 2)) ||
      DEED.has(name.slice(0, 2))
    )
      continue;
    if (SELDOM_GIVEN.has(name.at(-1)!)) continue;
    const after = text.slice(end, end + 8);
    if (STRONG_AFTER.test(after) && !DEED.has(text.slice(end - 1, end + 1))) readings.push({ end, weight: 4.1 });
  }
  return readings.slice(0, 1);
}

/** A foreign name without a dot: at least three characters that foreign names are spelt with, up to one that is not. */
function transliterated(text: string, i: number, inRole: Uint8Array): Reading[] {
  let end = i;
  // 独立董事哈明哲|因连续任职: the reason of a Chinese name, no sound of a foreign one.
  const isReason = (at: number): boolean =>
    text[at] === '因' &&
    at - i >= 2 &&
    at - i <= 3 &&
    /[连个個工身病退任家年达達到公职職涉其无换]/u.test(text[at + 1] ?? '');
  while (end < text.length && end - i < 8 && !isReason(end) && TRANSLITERATION.has(text[end]!) && !inRole[end]) end++;
  while (end - i >= 3) {
    if (weightAfter(text.slice(end, end + 8)) >= 1) return [{ end, weight: 4.5 + (end - i) / 10 }];
    end--;
  }
  return [];
}

function isFree(text: string, start: number, end: number, inRole: Uint8Array): boolean {
  if (end > text.length) return false;
  for (let k = start; k < end; k++) if (inRole[k]) return false;
  return true;
}
