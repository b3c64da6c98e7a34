/** Items of a round-up: what is told in one item is not told of another. */

/** ▲甲公司公告, 【乙公司换帅】, ● 丙: a mark that begins an item by itself. */
const MARKED = /^\s*(?:[▲△●■◆★☆▼►•※]|【)/u;
/** 1、甲公司：总经理…: a number begins an item of its own only where a company with a colon or code follows; filings number their steps. */
const NUMBERED = /^\s*\d{1,2}[、.．]\s?[\p{Script=Han}A-Za-z*]{2,10}[：:（(]/u;

/**
 * The item that each sentence belongs to, -1 for the lead before the first one. Sentences come with their field; a text with fewer than
 * two marks has no items.
 */
export function itemsOf(sentences: readonly { field: string; text: string }[]): readonly number[] {
  const isMark = sentences.map(({ text }) => MARKED.test(text) || NUMBERED.test(text));
  if (isMark.filter(Boolean).length < 2) return sentences.map(() => -1);
  let item = -1;
  return sentences.map((sentence, i) => {
    if (i > 0 && sentences[i - 1]!.field !== sentence.field) item = -1;
    return isMark[i] ? (item = i) : item;
  });
}
