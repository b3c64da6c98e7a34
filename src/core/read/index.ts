/**
 * Page -> Article or an honest Skipped: the read step's pure middle.
 * HTML goes to the site reader that knows the layout, else to the generic reader; saved text pages have a reader of their own.
 */
import type { Article, ReadInput, Skipped } from '../types.ts';
import { isSkipped } from '../types.ts';
import { readGeneric } from './generic.ts';
import type { ParseHtml } from './html.ts';
import { parseDocument, tooLarge } from './html.ts';
import { readSavedText } from './saved-text.ts';
import { readerId, siteReadersFor } from './sites/index.ts';

export type { SiteReader } from './sites/index.ts';
export { isAtHome, siteReadersFor } from './sites/index.ts';

export type ReadOptions = {
  /** Second parser for pages on which linkedom throws; src/core/read/jsdom.ts has one. */
  fallbackParser?: ParseHtml;
};

/**
 * Reads one decoded page. `fetchedAt` (ISO 8601) is what relative dates are counted from.
 * Refused with a reason: pages of more than 12 million characters, 300,000 tags or 20,000 lines, pages without text, pages no parser can read.
 */
export function readPage(input: ReadInput, options: ReadOptions = {}): Article | Skipped {
  const large = tooLarge(input.content);
  if (large) return { skipped: large };
  if (input.content.trim() === '') return { skipped: 'empty page' };
  if (input.kind === 'text') return readSavedText(input);
  try {
    return readHtml(input, options.fallbackParser);
  } catch (error) {
    // Stack overflow and the like on hostile markup: the page is kept with this reason, the worker goes on.
    return { skipped: `page could not be parsed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function readHtml(input: ReadInput, fallback?: ParseHtml): Article | Skipped {
  const document = parseDocument(input.content, fallback);
  const readers = siteReadersFor(input);
  for (const reader of readers) {
    const read = reader.read(input, document);
    if (read) return read;
  }
  const generic = readGeneric(input, document);
  const [first] = readers;
  if (!first || isSkipped(generic)) return generic;
  return { ...generic, reader: `${generic.reader} (${readerId(first)} did not know the layout)` };
}
