/** Cuts a text into sentences without touching a character: every sentence knows where it stands. */

export type Sentence = {
  /** Offsets into the text given; `text` is exactly that slice. */
  start: number;
  end: number;
  text: string;
  /** Index of the line (paragraph) it stands in. */
  paragraph: number;
};

/** A longer run without a full stop (a table, a list of links) is cut, so that no finder ever works on unbounded text. */
export const MAX_SENTENCE = 600;

const ENDS = new Set(['。', '！', '？', '!', '?', '…', '｡']);
/** Closing marks that belong to the sentence they close: 他说：“我走了。” */
const CLOSERS = new Set(['”', '’', '」', '』', '》', '）', ')', '"', "'", '】', ']']);
/** "Mr. Chen", "Acme Inc. said", "Sept. 5", "U.S. unit", "J. Doe": a full stop that ends no sentence. */
const ABBREVIATION =
  /(?:^|[\s(“"])(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gov|Rep|Gen|St|Jr|Sr|vs|No|Inc|Corp|Ltd|Co|Cos|Bros|Messrs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|[A-Z]|(?:[A-Z]\.)+[A-Z]|[ap]\.m|e\.g|i\.e|approx|est)$/u;

/** All sentences of `text` in order; white space between them belongs to none. Linear in the length of the text. */
export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = [];
  let start = 0;
  let paragraph = 0;
  const close = (end: number): void => {
    pushTrimmed(found, text, start, end, paragraph);
    start = end;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\n' || c === '\r') {
      close(i);
      if (c === '\n') paragraph++;
    } else if (ENDS.has(c) || (c === '.' && endsSentence(text, i, start))) {
      while (i + 1 < text.length && (ENDS.has(text[i + 1]!) || CLOSERS.has(text[i + 1]!))) {
        if (opensAgain(text, i + 1)) break;
        i++;
      }
      close(i + 1);
    } else if (i + 1 - start >= MAX_SENTENCE) {
      close(cutPoint(text, start, i + 1));
    }
  }
  close(text.length);
  return found;
}

/** A straight quotation mark followed by a letter opens the next sentence rather than closing this one. */
function opensAgain(text: string, at: number): boolean {
  return /["']/.test(text[at]!) && /[\p{L}\p{N}]/u.test(text[at + 1] ?? '');
}

function endsSentence(text: string, at: number, start: number): boolean {
  const next = text[at + 1] ?? '\n';
  if (!/[\s”"’')\]]/u.test(next)) return false;
  if (/[\s]/u.test(next) && /^[\s]{1,3}[\p{Ll}\d]/u.test(text.slice(at + 1, at + 5)) && !/\d/.test(text[at - 1] ?? ''))
    return false;
  return !ABBREVIATION.test(text.slice(Math.max(start, at - 14), at));
}

/** The last comma or blank before `end`, else `end` itself. */
function cutPoint(text: string, start: number, end: number): number {
  for (let i = end - 1; i > start + MAX_SENTENCE / 2; i--) if (/[，,；;、\s]/u.test(text[i]!)) return i + 1;
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}

function pushTrimmed(into: Sentence[], text: string, start: number, end: number, paragraph: number): void {
  while (start < end && /\s/u.test(text[start]!)) start++;
  while (end > start && /\s/u.test(text[end - 1]!)) end--;
  if (end > start) into.push({ start, end, text: text.slice(start, end), paragraph });
}
