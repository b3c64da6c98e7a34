/** Lists in HTML, read with guards that keep hostile markup from costing more than linear time. */
import { load, type CheerioAPI } from 'cheerio';
import { PermanentError } from '../src/errors.ts';

/** Browsers cap the tree at 512; real list pages stay below 60. Unclosed tags of old forums are why this is higher. */
const MAX_DEPTH = 2000;
/** A list is short; the largest list page met in the wild is below 2 MB. */
const MAX_LIST_CHARACTERS = 5 * 1024 * 1024;
const NEVER_CLOSED = new Set(
  'area base br col embed hr img input link meta param source track wbr p li td th tr dd dt option thead tbody tfoot'.split(
    ' ',
  ),
);

/** A queryable tree of a list page. Throws a PermanentError for markup that is too large or nested too deep to be a list. */
export function readHtml(text: string): CheerioAPI {
  if (text.length > MAX_LIST_CHARACTERS)
    throw new PermanentError(`the list is ${text.length} characters long; ${MAX_LIST_CHARACTERS} is the limit`);
  if (deepest(text) > MAX_DEPTH)
    throw new PermanentError(`the list's markup is nested deeper than ${MAX_DEPTH} levels`);
  return load(text, { xml: { xmlMode: false, decodeEntities: true } });
}

/** An upper estimate of nesting: elements opened and not closed, in one pass over the tags. */
function deepest(text: string): number {
  let depth = 0;
  let max = 0;
  for (const [, slash, name] of text.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]{0,20})/g)) {
    if (NEVER_CLOSED.has((name ?? '').toLowerCase())) continue;
    depth = slash ? Math.max(0, depth - 1) : depth + 1;
    if (depth > max) max = depth;
  }
  return max;
}

/** One line of text: runs of blanks become one space. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** An absolute http(s) address of a link on a page, or null for anchors, scripts and mail. */
export function absolute(href: string | undefined, base: string): string | null {
  const text = href?.trim() ?? '';
  if (text === '' || text.startsWith('#') || !URL.canParse(text, base)) return null;
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  url.hash = '';
  return url.href;
}
