/**
 * Finds persons in Chinese text. No dictionary knows their names (jieba tags one in ten of executives' names), so a name is what the words
 * around it say: a surname and one or two characters after an office (副总经理林予安), before a title (林予安女士) or before what only
 * persons do (林予安辞职). Every reading is weighed; what was found once is known in the whole article.
 */
import { weightLeft } from './_person-cues.ts';
import { DOT, dottedAt, latinAt, latinWithVerb } from './_person-foreign.ts';
import { HAN, OPENS_WITH_FIELD, SURE } from './_person-marks.ts';
import { mayBegin, bestChinese } from './_person-readings.ts';
import { quotedAt, titledAt, glossedAt, NICK, surnameOnlyAt } from './_person-shown.ts';
import { finish, withFarAlias, type PersonSpan } from './aliases.ts';
import type { RoleSpan } from './roles.ts';
import { wordsOf } from './words.ts';

/** All persons of one sentence. `known` holds names and aliases that the rest of the article has shown to be persons. */
export function findPersons(text: string, roles: readonly RoleSpan[], known: ReadonlySet<string>): PersonSpan[] {
  const found: PersonSpan[] = [];
  const roleEnds = new Set(roles.map((role) => role.end));
  const hints = hintsOf(text, known);
  const inRole = maskOf(text.length, roles);
  for (const role of roles) if (role.headStart > role.start) inRole[role.start] = OPENS_WITH_FIELD;
  let i = 0;
  while (i < text.length) {
    const candidate = inRole[i] ? null : personAt(text, i, { roleEnds, inRole, hints, previous: found.at(-1) ?? null });
    if (candidate) {
      found.push(candidate);
      i = candidate.spanEnd;
    } else i++;
  }
  return withFarAlias(text, found);
}

function maskOf(length: number, spans: readonly { start: number; end: number }[]): Uint8Array {
  const mask = new Uint8Array(length);
  for (const { start, end } of spans) mask.fill(1, start, end);
  return mask;
}

type Surroundings = {
  roleEnds: ReadonlySet<number>;
  inRole: Uint8Array;
  hints: Hints;
  previous: PersonSpan | null;
};

/** What a sentence can hold at all, so that most of its characters are passed over at once. */
type Hints = {
  hasDot: boolean;
  hasBracket: boolean;
  hasTitle: boolean;
  knownByFirst: ReadonlyMap<string, readonly string[]>;
};

const COURTESY = /先生|女士|同志/u;

function hintsOf(text: string, known: ReadonlySet<string>): Hints {
  const knownByFirst = new Map<string, string[]>();
  for (const name of known)
    if (text.includes(name)) knownByFirst.set(name[0]!, [...(knownByFirst.get(name[0]!) ?? []), name]);
  return { hasDot: DOT.test(text), hasBracket: text.includes('（'), hasTitle: COURTESY.test(text), knownByFirst };
}

function personAt(text: string, i: number, around: Surroundings): PersonSpan | null {
  const afterRole = followsRole(text, i, around.roleEnds);
  const known = knownAt(text, i, around.hints);
  const quoted = afterRole || QUOTES.includes(text[i]!) ? quotedAt(text, i, afterRole) : null;
  if (quoted) return finish(text, quoted.start, quoted.end, 5, true);
  if (known) return finish(text, i, i + known.length, SURE, false);
  const foreign =
    (around.hints.hasDot ? dottedAt(text, i, afterRole) : null) ??
    (afterRole || around.previous?.spanEnd === i - 1 ? latinAt(text, i) : latinWithVerb(text, i));
  if (foreign && !overlaps(around.inRole, i, foreign)) return finish(text, i, foreign, 5, false);
  if (!isHan(text, i)) return null;
  const titled = around.hints.hasTitle ? titledAt(text, i, afterRole) : null;
  if (titled && !overlaps(around.inRole, i, titled)) return finish(text, i, titled, SURE, false);
  const begins = afterRole || mayBegin(text, i);
  if (!begins && !around.hints.hasBracket) return null;
  const before = text.slice(Math.max(0, i - 8), i);
  const glossed =
    around.hints.hasBracket && /(?:^|[的、，。；：:“"由和与及])$/u.test(before) && !afterRole
      ? glossedAt(text, i)
      : null;
  if (glossed && !overlaps(around.inRole, i, glossed)) return finish(text, i, glossed, SURE, false);
  if (afterRole && NICK.test(text.slice(i, i + 12))) return finish(text, i, i + 2, SURE, false);
  if (!begins) return null;
  const partly = surnameOnlyAt(text, i, before);
  if (partly && !overlaps(around.inRole, i, partly)) return finish(text, i, partly, SURE, false);
  const left = afterRole ? (wordsOf(text).starts.has(i) ? 3 : 3.3) : weightLeft(text, i, before, around.previous);
  const best = bestChinese(text, i, around.inRole, left, afterRole);
  return best ? finish(text, i, best.end, best.weight, false) : null;
}

const QUOTES = '“「『';

/** Whether a Han character stands there; nearly all are of the common block. */
function isHan(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return (code >= 0x4e00 && code <= 0x9fff) || HAN.test(text[i]!);
}

/** An office may be explained in a bracket of at most so many characters. */
const MAX_BRACKET = 16;

/** Directly behind an office, or behind the colon or comma of one: 继任者：林予安. */
function followsRole(text: string, i: number, roleEnds: ReadonlySet<number>): boolean {
  if (roleEnds.has(i)) return true;
  if (text[i - 1] === '）') {
    // 总经理（代行董事长职责）X, CEO（首席执行官）X
    const open = text.lastIndexOf('（', i - 1);
    return open >= i - MAX_BRACKET && roleEnds.has(open);
  }
  return roleEnds.has(i - 1) && /[：:“"「『\s]/u.test(text[i - 1] ?? '');
}

function overlaps(inRole: Uint8Array, start: number, end: number): boolean {
  for (let k = start; k < end; k++) if (inRole[k]) return true;
  return false;
}

/** The longest known name that begins here. */
function knownAt(text: string, i: number, { knownByFirst }: Hints): string | null {
  let best: string | null = null;
  for (const name of knownByFirst.get(text[i]!) ?? [])
    if (name.length > (best?.length ?? 1) && text.startsWith(name, i)) best = name;
  return best;
}
