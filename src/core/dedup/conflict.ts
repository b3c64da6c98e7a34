import type { Prepared } from './prepared.ts';
import type { Fact, Slot } from './facts.ts';
import { GAP } from './normalise.ts';
import { isPersonLike } from './person-like.ts';
import type { Region } from './regions.ts';
import { toSimplified } from './simplified.ts';

/** In one slot the two texts say different things. Offsets are those of the first text. */
export type Conflict = {
  slot: Slot | 'person';
  here: string;
  there: string;
  start: number;
  end: number;
  /** It stands in the title or the opening, where a report says what it is about. */
  isLead: boolean;
  /** The titles differ in it too. */
  isTitle: boolean;
  /** It was found between two openings of different wording. */
  isOpening: boolean;
};

/** What the aligned parts of two texts say in the same places. */
export type FactCheck = { conflicts: Conflict[]; agreeing: Record<Slot, number> };

export const noFacts = (): FactCheck => ({
  conflicts: [],
  agreeing: { date: 0, period: 0, issue: 0, edition: 0, time: 0, weekday: 0, figure: 0, place: 0 },
});

/** The opening of a report: its first two or three sentences. Tokens. */
const LEAD = 180;

/** A region with fewer equal tokens is a phrase (央视网消息, 据介绍), whose surroundings need not correspond. */
const MIN_REGION = 16;

const isTelling = (region: Region): boolean =>
  region.isMain && region.pieces.reduce((sum, piece) => sum + piece.length, 0) >= MIN_REGION;

/**
 * Looks up, for every fact of `a` inside a main region, which facts stand at the same place of `b`: between the nearest equal tokens on both
 * sides. Nothing outside regions is compared, so that what a page puts around a copied block cannot speak against the copy.
 */
export function checkFacts(regions: readonly Region[], a: Prepared, b: Prepared): FactCheck {
  const check = noFacts();
  const mains = regions.filter(isTelling);
  const twin = twins(mains, a.tokens.count);
  const inB = new Uint8Array(b.tokens.count);
  for (const { pieces } of regions) for (const piece of pieces) inB.fill(1, piece.b, piece.b + piece.length);
  for (const fact of a.facts()) {
    const from = firstToken(a.tokens.end, a.tokens.count, fact.start + 1);
    const to = firstToken(a.tokens.start, a.tokens.count, fact.end);
    const region = mains.find(({ a0, a1 }) => a0 < to && from < a1);
    if (!region) continue;
    let before = from - 1;
    while (before >= region.a0 && twin[before] === -1) before--;
    let after = to;
    while (after < region.a1 && twin[after] === -1) after++;
    const low = before >= region.a0 ? twin[before]! : region.b0 - 1;
    const high = after < region.a1 ? twin[after]! : region.b1;
    if (isPutIn(after - before - 1, high - low - 1)) continue;
    const rivals = factsBetween(b, low, high).filter((rival) => !differs(fact, rival) || !standsHere(rival, b, inB));
    judge(check, fact, a.text, rivals, b.text, from < LEAD || low < LEAD);
  }
  for (const region of mains) check.conflicts.push(...personConflicts(region, a, b));
  if (isDamaged(mains))
    check.conflicts = check.conflicts.filter(({ here, there }) => !isWithin(here, there) && !isWithin(there, here));
  return check;
}

/**
 * Whether the texts run alike without any difference, from the start of a sentence to the end of one, wherever they meet: then no fact of
 * one can stand where the other has a different one, and none need be looked for.
 */
export function isVerbatim(regions: readonly Region[], a: Prepared, b: Prepared): boolean {
  return regions
    .filter(isTelling)
    .every(
      ({ pieces, a0, a1, b0, b1 }) =>
        pieces.length === 1 && isEdge(a, a0) && isEdge(a, a1) && isEdge(b, b0) && isEdge(b, b1),
    );
}

const isEdge = ({ tokens }: Prepared, at: number): boolean =>
  at === 0 || at === tokens.count || tokens.gap[at] === GAP.sentence;

/** Every token of a fact of the second text stands in the first as well: then nothing stands there instead of it. */
function standsHere(fact: Fact, { tokens }: Prepared, covered: Uint8Array): boolean {
  const from = firstToken(tokens.end, tokens.count, fact.start + 1);
  const to = firstToken(tokens.start, tokens.count, fact.end);
  return covered.subarray(from, to).every((mark) => mark === 1);
}

/** A passage that the other text has nothing for was put in, or cut there: its facts stand against none. Tokens between equal ones. */
function isPutIn(here: number, there: number): boolean {
  return Math.max(here, there) > 15 && Math.min(here, there) * 4 < Math.max(here, there);
}

/** Single characters are missing all over one text, as scanning and careless copying lose them; then 2日 against 27日 is such a loss too. */
function isDamaged(regions: readonly Region[]): boolean {
  let lost = 0;
  let replaced = 0;
  for (const { pieces } of regions) {
    for (let i = 1; i < pieces.length; i++) {
      const last = pieces[i - 1]!;
      const gaps = [pieces[i]!.a - last.a - last.length, pieces[i]!.b - last.b - last.length];
      if (Math.min(...gaps) === 0 && Math.max(...gaps) <= 2) lost++;
      else if (Math.max(...gaps) > 0) replaced++;
    }
  }
  return lost >= 3 && lost > 2 * replaced;
}

/** Whether the characters of one text stand in the other in the same order. */
function isWithin(short: string, long: string): boolean {
  let i = 0;
  for (const c of long) if (c === short[i]) i++;
  return i === short.length;
}

/**
 * The same for two openings that were worded differently: where both give days, or amounts of one kind, and none is common, the reports are
 * about different things however much of the rest is equal. An opening that stands in the other text is no such case: something was put
 * before it, or cut.
 */
export function checkOpenings(check: FactCheck, regions: readonly Region[], a: Prepared, b: Prepared): void {
  const inA = new Uint8Array(Math.min(LEAD, a.tokens.count));
  const inB = new Uint8Array(Math.min(LEAD, b.tokens.count));
  for (const { pieces } of regions) {
    for (const piece of pieces) {
      inA.fill(1, piece.a, piece.a + piece.length);
      inB.fill(1, piece.b, piece.b + piece.length);
    }
  }
  const mains = regions.filter(isTelling);
  const [headA, headB] = [Math.min(...mains.map((region) => region.a0)), Math.min(...mains.map((region) => region.b0))];
  const isPutBefore = Math.min(headA, headB) < 8 && Math.max(headA, headB) > 16;
  if (isPutBefore || Math.min(rewordedTokens(inA), rewordedTokens(inB)) < REWORDED) return;
  const [here, there] = [factsBetween(a, -1, LEAD), factsBetween(b, -1, LEAD)];
  for (const part of OPENING_PARTS) {
    const [x, y] = [here, there].map((facts) => facts.filter((fact) => part in fact.parts)) as [Fact[], Fact[]];
    if (x.length === 0 || y.length === 0 || x.some((fact) => y.some((rival) => !differs(fact, rival)))) continue;
    check.conflicts.push({ ...conflictOf(x[0]!, a.text, y[0]!, b.text, true), isOpening: true });
  }
}

/** What an opening says once: the day, which sitting or issue, the amount. */
const OPENING_PARTS = [
  'day',
  'month',
  '第次',
  '第届',
  '第期',
  '第号',
  '周年',
  'figure CNY',
  'figure USD',
  'figure percent',
];

/** Tokens in runs of four and more that the other text does not have: clauses, not replaced words. */
function rewordedTokens(marks: Uint8Array): number {
  let tokens = 0;
  let run = 0;
  for (let t = 0; t <= marks.length; t++) {
    if (t < marks.length && marks[t] === 0) {
      run++;
      continue;
    }
    if (run >= 4) tokens += run;
    run = 0;
  }
  return tokens;
}

/** Openings with fewer tokens of their own are one opening with a word or two changed. */
const REWORDED = 8;

function judge(
  check: FactCheck,
  fact: Fact,
  text: string,
  facts: readonly Fact[],
  other: string,
  isLead: boolean,
): void {
  const rivals = facts.filter((rival) => rival.slot === fact.slot && sharesPart(fact, rival));
  if (rivals.length === 0) return;
  if (rivals.some((rival) => !differs(fact, rival))) check.agreeing[fact.slot]++;
  else check.conflicts.push(conflictOf(fact, text, rivals[0]!, other, isLead));
}

function conflictOf(fact: Fact, text: string, rival: Fact, other: string, isLead: boolean): Conflict {
  const { slot, start, end } = fact;
  return {
    slot,
    here: text.slice(start, end),
    there: other.slice(rival.start, rival.end),
    start,
    end,
    isLead,
    isTitle: false,
    isOpening: false,
  };
}

const sharesPart = (x: Fact, y: Fact): boolean => Object.keys(x.parts).some((part) => part in y.parts);
const differs = (x: Fact, y: Fact): boolean =>
  Object.keys(x.parts).some((part) => part in y.parts && x.parts[part] !== y.parts[part]);

/** Differences between two equal pieces where a person's name stands on both sides: 主席[王沪宁]出席 / 主席[汪洋]出席. */
function personConflicts(region: Region, a: Prepared, b: Prepared): Conflict[] {
  const found: Conflict[] = [];
  for (let i = 1; i < region.pieces.length; i++) {
    const last = region.pieces[i - 1]!;
    const next = region.pieces[i]!;
    const gapA = [last.a + last.length, next.a] as const;
    const gapB = [last.b + last.length, next.b] as const;
    if (Math.max(gapA[1] - gapA[0], gapB[1] - gapB[0]) > 8) continue;
    const names = namesIn(a, gapA, b, gapB);
    if (names)
      found.push({
        slot: 'person',
        ...names,
        isLead: gapA[0] < LEAD || gapB[0] < LEAD,
        isTitle: false,
        isOpening: false,
      });
  }
  return found;
}

type Span = readonly [from: number, to: number];

/** Names may share their surname or their last character, which then stands in the equal piece beside the gap. */
function namesIn(
  a: Prepared,
  gapA: Span,
  b: Prepared,
  gapB: Span,
): { here: string; there: string; start: number; end: number } | null {
  for (const [left, right] of [
    [0, 0],
    [1, 0],
    [0, 1],
  ] as const) {
    const [from, to] = [gapA[0] - left, gapA[1] + right];
    if (from < 0 || to > a.tokens.count || gapB[0] < left || gapB[1] + right > b.tokens.count || from >= to) continue;
    const here = shownOf(a, from, to);
    const there = shownOf(b, gapB[0] - left, gapB[1] + right);
    if (here !== there && isName(here) && isName(there))
      return { here, there, start: a.tokens.start[from]!, end: a.tokens.end[to - 1]! };
  }
  return null;
}

/** Two or three capitalised words of Latin script are a name, or the first or last part of one; else see isPersonLike. */
const isName = (text: string): boolean => /^[A-Z][a-z]+(?: [A-Z][a-z]+){1,2}$/.test(text) || isPersonLike(text);

/** What readers see of some tokens, in Simplified characters: a name with a zero-width joiner in it is still that name. */
const shownOf = ({ text, tokens }: Prepared, from: number, to: number): string =>
  from < to ? toSimplified(text.slice(tokens.start[from]!, tokens.end[to - 1]!).replace(/\p{Cf}/gu, '')) : '';

/** For each token of `a` its equal in `b`, or -1. */
function twins(regions: readonly Region[], count: number): Int32Array {
  const twin = new Int32Array(count).fill(-1);
  for (const { pieces } of regions) {
    for (const piece of pieces) for (let i = 0; i < piece.length; i++) twin[piece.a + i] = piece.b + i;
  }
  return twin;
}

/** Facts that lie, wholly or in part, between two tokens, both exclusive. */
function factsBetween({ text, tokens, facts }: Prepared, low: number, high: number): Fact[] {
  const from = low < 0 ? 0 : tokens.end[low]!;
  const to = high >= tokens.count ? text.length : tokens.start[high]!;
  return facts().filter((fact) => fact.start < to && fact.end > from);
}

/** First token whose offset in an ascending column is at least `offset`. */
function firstToken(column: Uint32Array, count: number, offset: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
