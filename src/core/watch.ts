/**
 * Which watched companies an article is about. Unmistakable names count wherever they stand, ambiguous ones (RED) only near a word
 * that makes them clear, people by their full name, and short aliases (白哉) only where the article speaks of the company anyway.
 */
import { toSimplified } from './dedup/simplified.ts';
import type { Article, Watch } from './types.ts';

export type WatchMatch = {
  watchId: string;
  /** The names that were found, in the Watch's own spelling. */
  names: string[];
};

/** Characters on either side of an ambiguous name in which its context word must stand: about two sentences. */
const CONTEXT_CHARS = 200;
/** A Chinese name of four characters or a Latin one of six seldom means somebody else. */
const CLEAR_HAN_CHARS = 4;
const CLEAR_LATIN_CHARS = 6;

/** Every Watch the article matches, with the names that matched. Case counts only for ambiguous names and for Latin names of up to four letters. */
export function matchWatches(article: Pick<Article, 'title' | 'text'>, watches: readonly Watch[]): WatchMatch[] {
  const text = folded(`${article.title}\n${article.text}`);
  const lower = text.toLowerCase();
  return watches.map((watch) => matchOne(text, lower, watch)).filter((match) => match.names.length > 0);
}

/** Full-width letters as plain ones, Traditional characters as Simplified: 小紅書 is 小红书 in a text as in a Watch. */
function folded(text: string): string {
  return toSimplified(text.normalize('NFKC'));
}

function matchOne(text: string, lower: string, watch: Watch): WatchMatch {
  const found = new Set<string>();
  const contains = (name: string): boolean => positionsOf(text, lower, name, 1).length > 0;
  for (const name of watch.names) if (contains(name)) found.add(name);
  for (const { name, context } of watch.ambiguous) {
    if (positionsOf(text, lower, name, 50, true).some((at) => hasContext(lower, at, name.length, context)))
      found.add(name);
  }
  const known = found.size > 0;
  for (const product of watch.products) if ((known || isClear(product)) && contains(product)) found.add(product);
  for (const person of watch.people) {
    for (const name of [person.name, ...person.aliases.map((alias) => alias.text)]) {
      if ((known || isClear(name)) && contains(name)) found.add(name);
    }
  }
  return { watchId: watch.id, names: eachOnce([...found]) };
}

/** Of spellings that fold to the same (小红书, 小紅書) the one the Watch lists first. */
function eachOnce(names: readonly string[]): string[] {
  return [...new Map([...names].reverse().map((name) => [folded(name), name])).values()].reverse();
}

/** Whether a name is long enough to mean the watched thing without any company name beside it. */
function isClear(name: string): boolean {
  const han = name.match(/\p{sc=Han}/gu)?.length ?? 0;
  return han > 0 ? han >= CLEAR_HAN_CHARS : name.length >= CLEAR_LATIN_CHARS;
}

function hasContext(lower: string, at: number, length: number, words: readonly string[]): boolean {
  const before = lower.slice(Math.max(0, at - CONTEXT_CHARS), at);
  const after = lower.slice(at + length, at + length + CONTEXT_CHARS);
  return words.some((word) => {
    const wanted = folded(word).toLowerCase();
    return positionsOf(before, before, wanted, 1).length > 0 || positionsOf(after, after, wanted, 1).length > 0;
  });
}

/** Where a name stands, up to `limit` times. Latin names need word boundaries; short ones (up to four letters) and `exact` ones their case. */
function positionsOf(text: string, lower: string, rawName: string, limit: number, exact = false): number[] {
  const name = folded(rawName).trim();
  if (name === '') return [];
  const isShortLatin = /^[\p{sc=Latin}\d]{1,4}$/u.test(name);
  const caseCounts = exact || (isShortLatin && name !== name.toLowerCase());
  const haystack = caseCounts ? text : lower;
  const needle = caseCounts ? name : name.toLowerCase();
  const positions: number[] = [];
  for (
    let at = haystack.indexOf(needle);
    at >= 0 && positions.length < limit;
    at = haystack.indexOf(needle, at + needle.length)
  ) {
    if (standsAlone(haystack, at, needle)) positions.push(at);
  }
  return positions;
}

const WORD_CHAR = /[\p{sc=Latin}\p{sc=Cyrillic}\p{N}_]/u;

/** `Reduce` holds no RED: a name that starts or ends with a Latin letter must not run on into another one. */
function standsAlone(text: string, at: number, name: string): boolean {
  const before = text[at - 1] ?? ' ';
  const after = text[at + name.length] ?? ' ';
  const first = name[0] ?? '';
  const last = name.at(-1) ?? '';
  return !(WORD_CHAR.test(first) && WORD_CHAR.test(before)) && !(WORD_CHAR.test(last) && WORD_CHAR.test(after));
}
