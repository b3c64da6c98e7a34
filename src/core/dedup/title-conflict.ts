import { plainText } from '../text/plain.ts';
import { factsOf, type Slot } from './facts.ts';
import { isPersonLike } from './person-like.ts';

export type TitleConflict = { slot: Slot | 'person'; here: string; there: string };

type Told = { title: string; text: string };

/** Titles of one template have at least this share of the shorter one in common before and after the place where they differ. */
const TEMPLATE = 0.5;
/** The place itself is no longer than this: a name, a date. Characters. */
const PLACE = 12;
const CALENDAR: readonly Slot[] = ['date', 'period', 'issue', 'edition', 'weekday'];

/**
 * What two titles of one template fill differently: 2026年两会新闻中心启用 against 2025年两会新闻中心启用, 某甲述职 against 某乙述职. A name or date
 * that the other article's text knows as well is none: then the titles only choose differently what to name.
 */
export function titleConflict(a: Told, b: Told): TitleConflict | null {
  const [x, y] = [plainText(a.title), plainText(b.title)];
  const shorter = Math.min(x.length, y.length);
  let before = 0;
  while (before < shorter && x[before] === y[before]) before++;
  let after = 0;
  while (after < shorter - before && x[x.length - 1 - after] === y[y.length - 1 - after]) after++;
  if (before + after < TEMPLATE * shorter || before + after === Math.max(x.length, y.length)) return null;
  if (Math.max(x.length, y.length) - before - after > PLACE) return null;
  return calendarConflict(x, y) ?? nameConflict([x, a.text], [y, b.text], before, after);
}

function calendarConflict(x: string, y: string): TitleConflict | null {
  const there = factsOf(y);
  for (const fact of factsOf(x)) {
    if (!CALENDAR.includes(fact.slot)) continue;
    const rival = there.find(
      ({ slot, parts }) =>
        slot === fact.slot && Object.keys(parts).some((part) => part in fact.parts && parts[part] !== fact.parts[part]),
    );
    if (rival) return { slot: fact.slot, here: x.slice(fact.start, fact.end), there: y.slice(rival.start, rival.end) };
  }
  return null;
}

type Texts = readonly [title: string, text: string];

/** A shared surname or last character stands in the common part, so up to one character on each side is tried with the place. */
function nameConflict([x, textX]: Texts, [y, textY]: Texts, before: number, after: number): TitleConflict | null {
  for (const [left, right] of [
    [0, 0],
    [1, 0],
    [0, 1],
  ] as const) {
    const here = x.slice(Math.max(0, before - left), x.length - Math.max(0, after - right));
    const there = y.slice(Math.max(0, before - left), y.length - Math.max(0, after - right));
    if (here !== there && isName(here) && isName(there) && !textY.includes(here) && !textX.includes(there))
      return { slot: 'person', here, there };
  }
  return null;
}

const isName = (text: string): boolean => /^[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}$/.test(text) || isPersonLike(text);
