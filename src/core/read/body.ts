/**
 * Which lines of a page are its main text. Three steps: boosted decision trees weigh what features.ts knows of each line (line-model.ts
 * holds them, test/eval/train-read.ts grows them), neighbouring lines settle doubtful ones (Viterbi), and a second copy of the body goes.
 *
 * On pages the trees have not seen (five-fold cross-validation by page, `npx tsx test/eval/train-read.ts`) F1 is .99 on gne, .96 on the
 * Chinese and .90 on all pages of magic-article, .96 on aeb, .96 on fundus. The table of `npm run eval -- read` shows more, because it
 * reads the very pages they were grown from.
 *
 * Why not readability alone: it picks one container and scores paragraphs by commas and 25 characters, which loses short Chinese
 * paragraphs and keeps the teasers of short pages. Figures beside each other: `npm run eval -- read` and `npm run bench -- read`.
 */
import { unitsOf } from './density.ts';
import type { PageHints } from './features.ts';
import { featuresOf } from './features.ts';
import { BASE_SCORE, LINE_TREES } from './line-model.ts';
import type { Line, Outline } from './outline.ts';
import { secondCopies } from './twice.ts';

/** A node of a decision tree: a leaf has a value, a branch sends features of at most `edge` to the left. */
type Leaf = { value: number };
type Branch = { feature: number; edge: number; left: Tree; right: Tree };
export type Tree = Leaf | Branch;

/** Trees as text: `12<0.5` is a branch on feature 12, followed by its left and its right part; `=0.13` is a leaf. */
export function parseTree(text: string): Tree {
  const tokens = text.trim().split(' ');
  let at = 0;
  const next = (): Tree => {
    const token = tokens[at] ?? '=0';
    at += 1;
    if (token.startsWith('=')) return { value: Number(token.slice(1)) };
    const [feature, edge] = token.split('<');
    const left = next();
    return { feature: Number(feature), edge: Number(edge), left, right: next() };
  };
  return next();
}

let trees: readonly Tree[] | null = null;
function lineTrees(): readonly Tree[] {
  trees ??= LINE_TREES.trim().split('\n').map(parseTree);
  return trees;
}

/** Log odds that a line with these features belongs to the main text. */
function scoreOf(features: Float32Array): number {
  let score = BASE_SCORE;
  for (const tree of lineTrees()) {
    let node = tree;
    while ('feature' in node) node = (features[node.feature] ?? 0) <= node.edge ? node.left : node.right;
    score += node.value;
  }
  return score;
}

/** Log odds beyond this say no more than this. */
const MAX_SCORE = 6;
/** A long line has more to say than a short one: half weight at no length, double at this many units. */
const FULL_SAY_UNITS = 45;
/** What going from text to chrome or back costs, and the lean towards keeping: best of a grid. */
const SWITCH_COST = 0.4;
const LEAN = 0.2;

export type Body = {
  lines: Line[];
  /** Lines left out between the first and the last line of the text, for people to see. */
  between: Line[];
  copies: Line[];
};

/** The main text of a page, line by line. Empty when no line looks like text. */
export function bodyOf(outline: Outline, hints: PageHints): Body {
  const { lines } = outline;
  const scores = featuresOf(outline, hints).map(scoreOf);
  const isText = choose(
    scores,
    lines.map((line) => unitsOf(line.text)),
  );
  const copies = secondCopies(lines.map((line) => line.text));
  const chosen = (i: number): boolean => (isText[i] ?? false) && !copies[i];
  const first = lines.findIndex((_, i) => chosen(i));
  const last = lines.findLastIndex((_, i) => chosen(i));
  return {
    lines: lines.filter((_, i) => chosen(i)),
    between: lines.filter((_, i) => i > first && i < last && !chosen(i) && !copies[i]),
    copies: lines.filter((_, i) => isText[i] && copies[i]),
  };
}

/**
 * How much further to lean towards keeping where nothing was kept: flash news and pages of one short paragraph have no line the trees
 * are sure of. Pages without an article score far lower. Cross-validated: gne .972 -> .989, nothing else changes.
 */
const FURTHER_LEANS = [1, 2];
/** Fewer units are no text. */
const MIN_TEXT_UNITS = 20;

/** The lines of text: as the scores say, or leaning towards keeping where they would leave nothing. */
export function choose(scores: readonly number[], units: readonly number[]): boolean[] {
  const kept = (isText: readonly boolean[]): number =>
    isText.reduce((sum, is, i) => sum + (is ? (units[i] ?? 0) : 0), 0);
  const first = settle(scores, units, LEAN);
  if (kept(first) >= MIN_TEXT_UNITS) return first;
  return (
    FURTHER_LEANS.map((lean) => settle(scores, units, lean)).find((isText) => kept(isText) >= MIN_TEXT_UNITS) ?? first
  );
}

/** The likeliest sequence of text and chrome (Viterbi with two states): a doubtful line follows its neighbours. */
function settle(scores: readonly number[], units: readonly number[], lean: number): boolean[] {
  let chrome = 0;
  let text = -SWITCH_COST;
  const back: { fromText: boolean; stayText: boolean }[] = [];
  for (const [i, score] of scores.entries()) {
    const bounded = Math.max(-MAX_SCORE, Math.min(MAX_SCORE, score + lean));
    const gain = bounded * (0.5 + Math.min(1.5, (1.5 * (units[i] ?? 0)) / FULL_SAY_UNITS));
    const stayText = text >= chrome - SWITCH_COST;
    const fromText = text - SWITCH_COST > chrome;
    const nextText = Math.max(text, chrome - SWITCH_COST) + gain;
    chrome = Math.max(chrome, text - SWITCH_COST);
    text = nextText;
    back.push({ fromText, stayText });
  }
  const result = scores.map(() => false);
  let inText = text > chrome;
  for (let i = scores.length - 1; i >= 0; i -= 1) {
    result[i] = inText;
    inText = (inText ? back[i]?.stayText : back[i]?.fromText) ?? false;
  }
  return result;
}
