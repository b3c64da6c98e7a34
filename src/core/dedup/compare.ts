import type { Relation, RelationEvidence } from '../types.ts';
import type { Passage } from './align.ts';
import { checkFacts, checkOpenings, isVerbatim, noFacts, type Conflict, type FactCheck } from './conflict.ts';
import { areYearsApart, sameEvent, type Corpus } from './event.ts';
import { hamming } from './fingerprint.ts';
import { mayShare } from './may-share.ts';
import { measure, type Measures } from './measure.ts';
import { prepare, type DedupArticle, type Prepared } from './prepared.ts';
import { regionsOf, type Region } from './regions.ts';
import { titleConflict } from './title-conflict.ts';
import type { Tokens } from './tokens.ts';

export type Comparison = {
  relation: Relation;
  score: number;
  evidence: RelationEvidence;
  /** Alike as they are, what they say in the same places is of different events (see fillOtherwise). */
  isOtherEvent: boolean;
};

/** Thresholds of the copies. Chosen on the labelled edits and look-alikes of `npm run eval -- group`, where each says what lies on both sides. */
const T = {
  /** Least share of both texts in common before facts are looked at: unrelated news shares under a tenth. */
  look: 0.15,
  /** Least share of both texts before their openings are compared as a whole; a page with a third of another article has .55 at most; and most: above, sentences were moved at most. */
  openings: 0.6,
  sameWords: 0.97,
  /** Least share of both texts of a near copy. Edits that add or cut a block keep .63 of the longer text at least. */
  near: 0.72,
  /** Least tightness of a near copy: one word in ten replaced leaves .85, one in five .70-.80. */
  tight: 0.82,
  /**
   * A partial copy holds a stretch of this weight and this share of the shorter text (a third of a 150-character article passes), which is
   * most of what they share; or it holds, or is, the whole other text.
   */
  stretch: 40,
  stretchShare: 0.15,
  stretchPurity: 0.7,
  stretchTight: 0.85,
  whole: 0.85,
  longPieces: 0.6,
  /** A rewrite keeps this much of both texts in place, and differs word for word: spun text has gaps of 2-5 tokens, a refilled template 8. */
  rewrite: 0.45,
  gapLength: 6,
  gapBalance: 0.5,
};

/**
 * How the newer article `a` stands to the earlier `b`. Defined for every pair of texts; time is linear in their lengths. The relation and the
 * score are the same whichever of the two is `a`; only the evidence turns round.
 */
export function compare(a: DedupArticle, b: DedupArticle, corpus?: Corpus): Comparison {
  // The longer text is always laid against the shorter, so that one that carries a passage twice finds it both times.
  const isTurned = prepare(a).tokens.count - prepare(b).tokens.count || (prepare(a).text < prepare(b).text ? -1 : 1);
  const found = isTurned < 0 ? turned(compareLonger(b, a, corpus)) : compareLonger(a, b, corpus);
  return found.evidence.why ? found : { ...found, evidence: { ...found.evidence, why: whyOf(found.evidence) } };
}

function compareLonger(a: DedupArticle, b: DedupArticle, corpus?: Corpus): Comparison {
  const [here, there] = [prepare(a), prepare(b)];
  const isAlike = mayShare(here.sketch, there.sketch);
  const regions = isAlike ? regionsOf(here.tokens, here.places(), there.tokens, there.places()) : [];
  const m = measure(regions, here, there, corpus?.spread);
  const facts =
    Math.max(m.containment, m.contained) < T.look ? noFacts() : checkedFacts(regions, m, [here, there], [a, b]);
  const evidence = evidenceOf(regions, m, facts, here, there);
  const isSameText = here.tokens.length > 0 && here.tokens.textHash === there.tokens.textHash;
  const isOther = fillOtherwise(facts) || (areYearsApart(a, b) && Math.min(m.containment, m.contained) < T.sameWords);
  const relation = isSameText
    ? 'exact'
    : isOther
      ? pieceRelation(regions, m, facts, [here, there], corpus)
      : copyRelation(m);
  const isOtherEvent = isOther && relation !== 'exact';
  if (relation) return { relation, score: scoreOf(relation, m), evidence, isOtherEvent };
  const event = isOther ? null : sameEvent(a, b, m, corpus);
  if (event)
    return { relation: event.relation, score: event.score, evidence: { ...evidence, why: event.why }, isOtherEvent };
  return { relation: 'new', score: scoreOf('new', m), evidence, isOtherEvent };
}

/** What texts that have too little in common for any copy have in common. */
const NO_TEXT: Pick<Measures, 'containment' | 'contained' | 'stretchShare'> = {
  containment: 0,
  contained: 0,
  stretchShare: 0,
};

/**
 * Whether there is anything to compare: enough text in common, or an event of the same days named by both. Says no only where `compare` says
 * `new`. `sharesText`: false where it is known already that the text in common is too little.
 */
export function mayBeRelated(a: DedupArticle, b: DedupArticle, corpus?: Corpus, sharesText = true): boolean {
  return (sharesText && mayShare(prepare(a).sketch, prepare(b).sketch)) || sameEvent(a, b, NO_TEXT, corpus) !== null;
}

function turned({ evidence, ...comparison }: Comparison): Comparison {
  const { containment, contained, shared, conflicts } = evidence;
  const swapped = { ...evidence, containment: contained, contained: containment };
  return {
    ...comparison,
    evidence: {
      ...swapped,
      shared: shared
        .map((s) => ({ start: s.otherStart, end: s.otherEnd, otherStart: s.start, otherEnd: s.end }))
        .sort((x, y) => x.start - y.start),
      conflicts: conflicts.map(({ slot, here, there }) => ({ slot, here: there, there: here })),
    },
  };
}

function checkedFacts(
  regions: readonly Region[],
  m: Measures,
  [a, b]: readonly [Prepared, Prepared],
  [first, second]: readonly [DedupArticle, DedupArticle],
): FactCheck {
  const both = Math.min(m.containment, m.contained);
  const inOpenings = noFacts();
  if (both >= T.openings && both < T.sameWords) checkOpenings(inOpenings, regions, a, b);
  const inTitles = both < T.sameWords ? titleConflict(first, second) : null;
  if (!inTitles && inOpenings.conflicts.length === 0 && isVerbatim(regions, a, b)) return inOpenings;
  const facts = checkFacts(regions, a, b);
  facts.conflicts.push(...inOpenings.conflicts);
  const [title, other] = [first.title, second.title];
  for (const conflict of facts.conflicts) {
    conflict.isTitle =
      title.includes(conflict.here) && other.includes(conflict.there) && !other.includes(conflict.here);
  }
  if (inTitles)
    facts.conflicts.unshift({ ...inTitles, start: -1, end: -1, isLead: true, isTitle: true, isOpening: false });
  return facts;
}

/** Reports of different events may still share a block: that is a piece of one in the other if the block itself is free of conflicts. */
function pieceRelation(
  regions: readonly Region[],
  m: Measures,
  { conflicts }: FactCheck,
  [a, b]: readonly [Prepared, Prepared],
  corpus?: Corpus,
): 'partial' | null {
  if (Math.min(m.containment, m.contained) >= T.openings || conflicts.some((conflict) => conflict.isOpening))
    return null;
  const clean = regions.filter(
    ({ a0, a1 }) => !conflicts.some(({ start }) => start >= a.tokens.start[a0]! && start < a.tokens.end[a1 - 1]!),
  );
  return clean.length < regions.length && isBlock(measure(clean, a, b, corpus?.spread)) ? 'partial' : null;
}

const isBlock = (m: Measures): boolean =>
  m.stretch >= T.stretch &&
  m.stretchShare >= T.stretchShare &&
  m.stretchPurity >= T.stretchPurity &&
  m.tightness >= T.stretchTight;

function copyRelation(m: Measures): 'near' | 'partial' | 'rewrite' | null {
  const both = Math.min(m.containment, m.contained);
  if (both >= T.near && m.tightness >= T.tight) return 'near';
  if (both >= T.rewrite && m.tightness < T.tight && m.gapLength <= T.gapLength && m.gapBalance >= T.gapBalance)
    return 'rewrite';
  const isCut = m.gapLength <= T.gapLength || m.longPieces >= T.longPieces;
  const isWhole = Math.max(m.containment, m.contained) >= T.whole && m.tightness >= T.whole && isCut;
  return isWhole || isBlock(m) ? 'partial' : null;
}

/**
 * The conflict rule: whatever is alike, texts that fill the same slots differently report different events.
 * - A day, period, issue, edition or weekday that differs in the opening settles it; elsewhere it takes a tenth of all such facts.
 * - Names of persons and places are also what spinners replace: one that the titles differ in as well, the same one twice, or two different ones and as many as agree, and at
 *   least one in the opening.
 * - Figures get corrected: one that differs is shown and changes nothing, unless the opening was written anew around it; two, and two in
 *   five of all, are another report of a series.
 */
function fillOtherwise({ conflicts, agreeing }: FactCheck): boolean {
  const of = (...slots: readonly Conflict['slot'][]): Conflict[] => conflicts.filter((c) => slots.includes(c.slot));
  const calendar = of('date', 'period', 'issue', 'edition', 'weekday');
  const calendarAgreeing = agreeing.date + agreeing.period + agreeing.issue + agreeing.edition + agreeing.weekday;
  if (calendar.some((c) => c.isLead) || calendar.length > 0.1 * (calendar.length + calendarAgreeing)) return true;
  if (of('place', 'person').some((c) => c.isTitle)) return true;
  const persons = of('person');
  if (
    persons.some(
      (c) => c.isLead && persons.filter((other) => other.here === c.here && other.there === c.there).length > 1,
    )
  )
    return true;
  const names = of('place', 'person');
  if (distinct(names) >= 2 && names.some((c) => c.isLead) && names.length >= agreeing.place) return true;
  const figures = of('figure', 'time');
  if (figures.some((c) => c.isOpening)) return true;
  return distinct(figures) >= 2 && figures.length >= 0.4 * (figures.length + agreeing.figure + agreeing.time);
}

const distinct = (conflicts: readonly Conflict[]): number => new Set(conflicts.map((c) => `${c.here}|${c.there}`)).size;

function scoreOf(relation: Relation, m: Measures): number {
  if (relation === 'exact') return 1;
  if (relation === 'partial') return Math.min(1, Math.max(m.containment, m.contained));
  return Math.min(1, (m.containment + m.contained) / 2);
}

/** At most so many shared passages are listed, the longest ones; a text cut to shreds would list thousands. */
const MAX_SHARED = 200;

function evidenceOf(
  regions: readonly Region[],
  m: Measures,
  facts: FactCheck,
  a: Prepared,
  b: Prepared,
): RelationEvidence {
  const shared = regions
    .flatMap((region) => region.pieces)
    .toSorted((x, y) => y.length - x.length)
    .slice(0, MAX_SHARED)
    .toSorted((x, y) => x.a - y.a);
  const containment = Math.min(1, m.containment);
  const contained = Math.min(1, m.contained);
  return {
    hamming: hamming(a.simhash(), b.simhash()),
    jaccard: (containment * contained) / (containment + contained - containment * contained || 1),
    containment,
    contained,
    shared: shared.map((piece) => spanOf(piece, a.tokens, b.tokens)),
    conflicts: facts.conflicts.map(({ slot, here, there }) => ({ slot, here, there })),
    why: '',
  };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function whyOf({ containment, contained, conflicts }: RelationEvidence): string {
  const differs = conflicts[0] ? ` It says ${conflicts[0].here} where the other says ${conflicts[0].there}.` : '';
  return `${percent(containment)} of its text stands in the other article, ${percent(contained)} of the other's text stands here.${differs}`;
}

function spanOf({ a, b, length }: Passage, here: Tokens, there: Tokens): RelationEvidence['shared'][number] {
  return {
    start: here.start[a]!,
    end: here.end[a + length - 1]!,
    otherStart: there.start[b]!,
    otherEnd: there.end[b + length - 1]!,
  };
}
