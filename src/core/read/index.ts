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
import type { SiteReader } from './sites/index.ts';
import { siteReaderFor } from './sites/index.ts';

export type { SiteReader } from './sites/index.ts';
export { siteReaderFor, siteReaders } from './sites/index.ts';

export type ReadOptions = {
  /** Overrides the choice by address and markup; null reads with the generic reader. */
  siteReader?: SiteReader | null;
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
  const site = options.siteReader === undefined ? siteReaderFor(input.url, input.content) : options.siteReader;
  try {
    return readHtml(input, site, options.fallbackParser);
  } catch (error) {
    // Stack overflow and the like on hostile markup: the page is kept with this reason, the worker goes on.
    return { skipped: `page could not be parsed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function readHtml(input: ReadInput, site: SiteReader | null, fallback?: ParseHtml): Article | Skipped {
  const document = parseDocument(input.content, fallback);
  const bySite = site?.read(input, document) ?? null;
  if (bySite) return bySite;
  const generic = readGeneric(input, document);
  if (!site || isSkipped(generic)) return generic;
  return { ...generic, reader: `${generic.reader} (${site.id} did not know the layout)` };
}
