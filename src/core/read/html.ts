/**
 * Decoded HTML -> DOM. linkedom is the parser of every page (jsdom needs five times the CPU for the same text);
 * where it throws, the caller's own parser may step in.
 */
import { parseHTML } from 'linkedom';

/** Turns HTML into a document, or throws. */
export type ParseHtml = (html: string) => Document;

/** The largest pages of the development sets have 2.2 million characters, 12 thousand tags and 1.4 thousand lines: ten times that is no article. */
export const MAX_PAGE_CHARS = 12_000_000;
export const MAX_PAGE_TAGS = 300_000;
export const MAX_PAGE_LINES = 20_000;

/** Why a page is too large to be parsed, or null. Counts tags without parsing: every tag costs memory, white space does not. */
export function tooLarge(content: string): string | null {
  if (content.length > MAX_PAGE_CHARS) return `page of ${content.length} characters, limit ${MAX_PAGE_CHARS}`;
  let tags = 0;
  for (let at = content.indexOf('<'); at >= 0; at = content.indexOf('<', at + 1)) tags += 1;
  return tags > MAX_PAGE_TAGS ? `page of ${tags} tags, limit ${MAX_PAGE_TAGS}` : null;
}

/**
 * Parses a page or a fragment. Fragments such as `<p>text</p>` get the html and body elements that linkedom does not add by itself.
 * Throws what linkedom throws unless `fallback` is given, which then has the last word.
 */
export function parseDocument(html: string, fallback?: ParseHtml): Document {
  try {
    return parseWithLinkedom(html);
  } catch (error) {
    if (!fallback) throw error;
    return fallback(html);
  }
}

/** The first thing of a whole document that is neither white space, byte order mark, doctype, comment nor XML declaration. */
const DOCUMENT_START = /^[\s\uFEFF]*(?:<(?:!--[^>]{0,2000}-->|![a-z][^>]{0,500}>|\?[^>]{0,500}>)\s*){0,20}<html[\s>]/i;

function parseWithLinkedom(html: string): Document {
  const markup = html.includes('\u0000') ? html.replaceAll('\u0000', '') : html;
  if (DOCUMENT_START.test(markup)) {
    const { document } = parseHTML(markup);
    if (document.documentElement?.tagName === 'HTML') return document;
  }
  return parseHTML(`<!DOCTYPE html><html><head></head><body>${markup}</body></html>`).document;
}
