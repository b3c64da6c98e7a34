import { dayNumber, dayOf, daysBetween } from '../text/calendar.ts';
import type { DedupArticle } from './prepared.ts';
import type { Measures } from './measure.ts';
import { leadNamesOf, mayHoldTerm, termHash, termsOf, type LeadNames, type Terms } from './terms.ts';

/** What is known of all articles: how many there are and how many carry a shingle, a clause or a name (given as its hash). */
export type Corpus = {
  size: number;
  spread: (hash: number) => number;
  /** How many articles opened with a name in the 90 days that end before a day (days since 1970). */
  usual?: (hash: number, day: number) => number;
  /** Terms of the watched companies' names (termsOfNames): every article is about them, so they tell no event from another. */
  watched?: ReadonlySet<string>;
};

/** The largest number that `spread` gives: said so often or oftener. */
export const MAX_SPREAD = 256;

/** Two texts of different wording about one event: told anew from the other (`rewrite`), or each from its own knowledge (`same_story`). */
export type EventVerdict = { relation: 'rewrite' | 'same_story'; score: number; why: string };

const knownTerms = new WeakMap<DedupArticle, Terms>();
const knownNames = new WeakMap<DedupArticle, LeadNames>();

function kept<T>(store: WeakMap<DedupArticle, T>, article: DedupArticle, make: (article: DedupArticle) => T): T {
  const found = store.get(article) ?? make(article);
  store.set(article, found);
  return found;
}

/** Thresholds measured on eval/gold/duplicates: see each. */
const E = {
  /** Where a day is unknown only a rewrite can be told, and only one that keeps this much of the wording is looked for. */
  undatedLook: 0.1,
  /** Told anew, a text keeps stretches of under a tenth of its length (.03-.10, one .13); reports filled into one form keep more. */
  template: 0.15,
  /** Own reports of one event appear within this many days; a later one retells. */
  days: 7,
  /** Shared weight over the heavier article's: own reports .13-.30, other news under .13 unless of one template. */
  story: 0.125,
  /** Rewrites by hand .45-.70, own reports up to .30. */
  rewrite: 0.4,
  /** With long passages in common, of the same days: two rewrites .61 and .71. */
  rewriteOfTemplate: 0.6,
  /** Where a day is unknown, reports of one ceremony a year apart must not pass: they share up to .72. */
  undatedRewrite: 0.75,
  /** With five quantities or more of which seven in ten are the same on both sides, less will do: rewrites .29, own reports share two in seven. */
  rewriteByNumbers: 0.22,
  numbers: 5,
  numbersShare: 0.7,
  /**
   * Where only a watched company, or for a rewrite only who is in every article anyway, is named by both, so many figures must be common
   * too.
   */
  figures: 2,
  /** A name that more than this share of a sizeable archive opens with (the watched company) tells no event from another. */
  commonName: 0.05,
  sizeable: 200,
  /**
   * Nor does one that more reports than this opened with in the 90 days before the week of both: it is in the news anyway. Of 130 joins
   * among 16,411 articles of three years, 42 of them right, this keeps 32 of the right ones and 29 of the 88 wrong ones.
   */
  usual: 3,
};

/**
 * Whether two articles that are no copies by their wording report one event. Both must name the same names in title or opening, and speak
 * of largely the same things; articles whose days are unknown or more than a week apart can only be rewrites.
 * The measures say how much wording they share: long passages word for word speak for two reports filled into one form.
 */
export function sameEvent(
  a: DedupArticle,
  b: DedupArticle,
  { containment, contained, stretchShare }: Pick<Measures, 'containment' | 'contained' | 'stretchShare'>,
  corpus?: Corpus,
): EventVerdict | null {
  const isNear = areDaysNear(a, b);
  if (isNear === false || (isNear === null && Math.max(containment, contained) < E.undatedLook)) return null;
  const isTemplate = stretchShare >= E.template;
  const named = sharedLeadNames(a, b);
  if (named.length === 0) return null;
  const names = telling(named, a, b, corpus);
  const [here, there] = [kept(knownTerms, a, termsOf), kept(knownTerms, b, termsOf)];
  if (names.length === 0 && (here.isHan !== there.isHan || sharedNumbers(here, there) < E.figures)) return null;
  if (here.isHan !== there.isHan) return isNear ? acrossScripts(here, there, names) : null;
  const share = sharedShare(here, there);
  if (share < E.story) return null;
  const [fewest, most] = [here.numbers().size, there.numbers().size].sort((x, y) => x - y) as [number, number];
  const numbers = sharedNumbers(here, there);
  const agrees = fewest < 2 || numbers >= fewest / 2;
  const byNumbers = numbers >= E.numbers && numbers >= E.numbersShare * most && share >= E.rewriteByNumbers;
  const told = !isNear ? E.undatedRewrite : isTemplate ? E.rewriteOfTemplate : E.rewrite;
  if (agrees && (share >= told || (isNear && !isTemplate && byNumbers)))
    return verdict('rewrite', share, named, numbers);
  const isAboutMore = names.some((name) => !corpus?.watched?.has(name)) || numbers >= E.figures;
  return isNear && names.length && isAboutMore ? verdict('same_story', share, names, numbers) : null;
}

/** Reports in a script of Han and in another meet in what they name and in their figures. */
function acrossScripts(here: Terms, there: Terms, names: readonly string[]): EventVerdict | null {
  const numbers = sharedNumbers(here, there);
  const fewest = Math.min(here.numbers().size, there.numbers().size);
  if (numbers < 2 || numbers < fewest / 2) return null;
  return verdict('same_story', 0.5 + 0.1 * Math.min(3, numbers), names, numbers);
}

const sharedNumbers = (here: Terms, there: Terms): number =>
  [...here.numbers()].filter((number) => there.numbers().has(number)).length;

/** Names that both articles open with. */
function sharedLeadNames(a: DedupArticle, b: DedupArticle): string[] {
  const [here, there] = [kept(knownNames, a, leadNamesOf), kept(knownNames, b, leadNamesOf)];
  const possible = [...here.names()].filter((name) => mayHoldTerm(there.pairs(), name));
  return possible.length ? possible.filter((name) => there.names().has(name)) : possible;
}

/** Names that both articles open with and that are not everywhere. */
export const tellingLeadNames = (a: DedupArticle, b: DedupArticle, corpus?: Corpus): string[] =>
  telling(sharedLeadNames(a, b), a, b, corpus);

function telling(names: string[], a: DedupArticle, b: DedupArticle, corpus?: Corpus): string[] {
  const [x, y] = [dayNumber(a.publishedAt), dayNumber(b.publishedAt)];
  const week = x !== null && y !== null ? Math.min(x, y) - E.days : null;
  return names.filter((name) => !isCommon(name, week, corpus));
}

function verdict(
  relation: EventVerdict['relation'],
  score: number,
  names: readonly string[],
  numbers: number,
): EventVerdict {
  const shown = names.slice(0, 4).map((name) => name.replace('#', ''));
  const what = relation === 'rewrite' ? 'It tells the same in other words' : 'An own report of the same event';
  return {
    relation,
    score,
    why: `${what}: both open with ${shown.join(', ')}${numbers ? ` and share ${numbers} figures` : ''}.`,
  };
}

/**
 * Weight of the words in common over that of the heavier article; 0 stands for all that is under E.story. The first article's words are held
 * against the letters of the other before that one is cut into words, which most unrelated texts do not pass.
 */
function sharedShare(here: Terms, there: Terms): number {
  const { weights, total } = here.words();
  const pairs = there.pairs();
  let possible = 0;
  for (const [term, own] of weights) if (mayHoldTerm(pairs, term)) possible += own;
  if (possible < E.story * total) return 0;
  const others = there.words();
  let weight = 0;
  for (const [term, own] of weights) if (others.weights.has(term)) weight += own;
  return weight / (Math.max(total, others.total) || 1);
}

/** Whether a name is said anyway, whatever happens: by the share of the whole archive, and by what was said before `week`. */
function isCommon(name: string, week: number | null, corpus?: Corpus): boolean {
  if (!corpus) return false;
  const hash = termHash(name);
  if (corpus.size >= E.sizeable && corpus.spread(hash) > E.commonName * corpus.size) return true;
  return week !== null && (corpus.usual?.(hash, week) ?? 0) > E.usual;
}

/** Whether both were published within a week; null when a day is unknown. */
function areDaysNear(a: DedupArticle, b: DedupArticle): boolean | null {
  const days = daysApart(a, b);
  return days === null ? null : days <= E.days;
}

function daysApart(a: DedupArticle, b: DedupArticle): number | null {
  const [x, y] = [dayOf(a.publishedAt), dayOf(b.publishedAt)];
  return x && y ? Math.abs(daysBetween(x, y)) : null;
}

/** Published whole years apart, give or take ten days: what returns each year is announced in the words of the year before. */
export function areYearsApart(a: DedupArticle, b: DedupArticle): boolean {
  const days = daysApart(a, b);
  return days !== null && days > 300 && Math.abs(days - Math.round(days / 365.25) * 365.25) <= 10;
}
