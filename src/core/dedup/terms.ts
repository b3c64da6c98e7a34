import { cut } from 'jieba-wasm';
import { once } from './once.ts';
import { mayHold, pairsOf, type Pairs } from './pairs.ts';
import { findNumbers } from '../text/numbers.ts';
import { plainText } from '../text/plain.ts';
import { mix } from './tokens.ts';

/** What an article speaks of. */
export type Terms = {
  isHan: boolean;
  /** Its content words with weights, and their sum. */
  words: () => { weights: ReadonlyMap<string, number>; total: number };
  /** Value and unit of each quantity: `1500000000 CNY`, `600`. */
  numbers: () => ReadonlySet<string>;
  /** The pairs of characters it is written with: tells which words it cannot hold. */
  pairs: () => Pairs;
};

/** So much of a body is read for terms; what a report is about stands in its first page. Characters. */
const READ = 3000;
/** Title and opening together; the opening is two or three sentences. Characters. */
export const LEAD = 80;

/**
 * Weights by kind, not by counting: what jieba's dictionary does not know is a name or a coinage (於桐, 云梯), a capitalised word of Latin
 * script mostly is one, a long word says more than a short one. Chosen on the groups of eval/gold/duplicates.
 */
const WEIGHT = { name: 3, latinName: 2, word: 1.5, shortWord: 0.6 };

/** Each part is made when it is first asked for: most pairs of articles are told apart by less than all of them. */
export function termsOf(article: { title: string; text: string }): Terms {
  const plain = plainText(`${article.title}\n${article.text.slice(0, READ)}`);
  return {
    isHan: isHan(plain),
    words: once(() => weighed(plain)),
    numbers: once(
      () => new Set(findNumbers(plain).map(({ value, unit }) => (unit ? `${value} ${unit}` : String(value)))),
    ),
    pairs: once(() => pairsOf(plain.toLowerCase())),
  };
}

function weighed(plain: string): { weights: ReadonlyMap<string, number>; total: number } {
  const weights = new Map<string, number>();
  for (const { term, weight } of wordsOf(plain)) weights.set(term, weight);
  let total = 0;
  for (const weight of weights.values()) total += weight;
  return { weights, total };
}

/** Whether more than a third of the text is Han; the common block alone answers for almost all that is. */
function isHan(plain: string): boolean {
  let common = 0;
  for (let i = 0; i < plain.length; i++) {
    const code = plain.charCodeAt(i);
    if (code >= 0x4e00 && code <= 0x9fff) common++;
  }
  return common * 3 > plain.length || (plain.match(/\p{Script=Han}/gu)?.length ?? 0) * 3 > plain.length;
}

/** Whether a text of these pairs may hold a term: a word, a stem, or two characters that no dictionary knows (#於桐). */
export const mayHoldTerm = (pairs: Pairs, term: string): boolean => mayHold(pairs, term, term.startsWith('#') ? 1 : 0);

export type LeadNames = { names: () => ReadonlySet<string>; pairs: () => Pairs };

/** Names in the title and the opening: what the report is about. */
export function leadNamesOf(article: { title: string; text: string }): LeadNames {
  const plain = plainText(`${withoutColumn(article.title)}\n${article.text.slice(0, LEAD)}`);
  return { names: once(() => new Set(namesOf(plain))), pairs: once(() => pairsOf(plain.toLowerCase())) };
}

/** A title without the column it stands in, which names no event: 【一线调研】沈阳：最后一公里. */
const withoutColumn = (title: string): string => title.replace(/^\s*【[^】]{1,40}】(?=\s*[^\s【])/u, '');

/** The terms under which these names of companies and products stand among the names of an article. */
export function termsOfNames(names: Iterable<string>): ReadonlySet<string> {
  return new Set([...names].flatMap((name) => namesOf(plainText(name))));
}

/** Of title and body so much is read for the names that other reports are found by: cutting words costs 1 µs a character. */
const FOUND_BY = { title: 60, body: 30 };

/** Hashes of the names in the title and the first words, for finding other reports about them. */
export function leadNameHashes(article: { title?: string; text: string }): number[] {
  const title = withoutColumn(article.title ?? '');
  const names = new Set(
    namesOf(plainText(`${title.slice(0, FOUND_BY.title)}\n${article.text.slice(0, FOUND_BY.body)}`)),
  );
  return Array.from(names, termHash);
}

export function termHash(term: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193);
  return mix(hash ^ 0x7e57);
}

function namesOf(plain: string): string[] {
  return wordsOf(plain).flatMap(({ term, isName }) => (isName ? [term] : []));
}

type Word = { term: string; weight: number; isName: boolean };

function wordsOf(plain: string): Word[] {
  const words: Word[] = [];
  let unknown = '';
  const flush = (): void => {
    // Bigrams of what no dictionary word covers, so that 厉归舟 meets 总裁厉归舟 whatever stands around it.
    for (const run of unknown.split(GRAMMAR)) {
      for (let i = 0; i + 2 <= run.length; i++)
        words.push({ term: `#${run.slice(i, i + 2)}`, weight: WEIGHT.name, isName: true });
    }
    unknown = '';
  };
  for (const word of cut(plain, false)) {
    const isHan = beginsHan(word);
    if (isHan && (word.length === 1 || /^\p{Script=Han}$/u.test(word))) {
      unknown += word;
      continue;
    }
    flush();
    if (isHan) {
      words.push({ term: word, weight: word.length > 2 ? WEIGHT.word : WEIGHT.shortWord, isName: false });
    } else if (/^\p{L}{3,}/u.test(word) && !COMMON.has(word.toLowerCase())) {
      const isName = /^\p{Lu}/u.test(word) && !TITLES.has(word.toLowerCase());
      words.push({ term: stem(word), weight: isName ? WEIGHT.latinName : WEIGHT.word, isName });
    }
  }
  flush();
  return words;
}

/** Whether a word begins with a Han character; nearly all that do are of the common block. */
function beginsHan(word: string): boolean {
  const first = word.charCodeAt(0);
  return (first >= 0x4e00 && first <= 0x9fff) || (first >= 0x2e80 && /^\p{Script=Han}/u.test(word));
}

/** Single characters that are grammar or numerals: they part names (於桐|在|周一), end verbs (换过, 端着) and belong to none here. */
const GRAMMAR =
  /[的了过着是在和与及已也将由为对从到这那他她它们我你被把不就都而但或并其之一二三四五六七八九十百千万亿两零个年月日时分]/u;

/** English endings, so that a headline's "quits" meets "quit". */
const stem = (word: string): string => word.toLowerCase().replace(/(?:ing|ed|es|s)$/, '');

const COMMON = new Set(
  `the and for with that are was were from its this their his her she they which will would has have had not but who said than more after
  before about into over out one two per year years when what where while how our you your all can could may new also been being there
  only other some such these those them then through under until very because between both each few most same should since still against
  during first last many much any did does just like made make says off own too down him me my we us an on in of to as at by it is be or if`
    .split(/\s+/)
    .filter(Boolean),
);

/** Capitalised or not, these name no one. */
const TITLES = new Set(
  `ceo cfo cto coo cmo app gmv ipo kol mcn esg chief executive officer president chairman director monday tuesday wednesday thursday friday
  saturday sunday january february march april may june july august september october november december`
    .split(/\s+/)
    .filter(Boolean),
);
