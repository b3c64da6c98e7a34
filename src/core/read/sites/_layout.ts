/** What site readers share: an article from the elements they found. */
import type { Article, Skipped } from '../../types.ts';
import { languageOf } from '../../text/language.ts';
import { linesOf, trimLine } from '../outline.ts';
import { cleanLines } from '../clean.ts';
import { originOf, sourceInLine } from '../origin.ts';
import type { DateContext, PageDate } from '../dates.ts';
import { parsePageDate } from '../dates.ts';
import { dropRepeatedBody } from '../twice.ts';

/** Chinese sites: their times are China's. */
export function chinaContext(fetchedAt: string): DateContext {
  return { fetchedAt, zone: '+08:00' };
}

/** First element of a list of selectors that holds at least `minChars` of text. */
export function firstWithText(root: ParentNode, selectors: readonly string[], minChars: number): Element | null {
  for (const selector of selectors) {
    for (const element of root.querySelectorAll(selector)) {
      if ((element.textContent ?? '').trim().length >= minChars) return element;
    }
  }
  return null;
}

export function textAt(root: ParentNode, selector: string): string {
  return trimLine(root.querySelector(selector)?.textContent ?? '');
}

export function firstDate(candidates: readonly string[], context: DateContext): PageDate | null {
  for (const raw of candidates) {
    const date = raw ? parsePageDate(raw, context) : null;
    if (date) return date;
  }
  return null;
}

export type LayoutFacts = Pick<Article, 'title' | 'authors' | 'outlet' | 'editor'> & {
  date: PageDate | null;
  reader: string;
};

/** Lines at either end of the text where 来源： may stand. */
const SOURCE_LINES = 3;

/** The article whose text stands in `body`; `skip` leaves out elements such as quotes and edit notes. */
export function articleFrom(
  body: Element,
  facts: LayoutFacts,
  url: string | null,
  skip?: (element: Element) => boolean,
): Article | Skipped {
  const lines = linesOf(body, skip).map((block) => block.text);
  const once = dropRepeatedBody(lines);
  const clean = cleanLines(once.kept);
  if (clean.kept.length === 0) return { skipped: `${facts.reader}: the article holds no text` };
  const { date, reader, ...rest } = facts;
  const text = clean.kept.join('\n');
  const source =
    [...lines.slice(0, SOURCE_LINES), ...lines.slice(-SOURCE_LINES)].map(sourceInLine).find(Boolean) ?? null;
  return {
    ...rest,
    publishedAt: date?.value ?? null,
    datePrecision: date?.precision ?? null,
    lang: languageOf(text),
    origin: originOf({ url, source, text }),
    text,
    cut: [...once.cut, ...clean.cut],
    reader,
  };
}
