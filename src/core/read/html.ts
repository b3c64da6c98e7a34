/**
 * Decoded HTML -> DOM. linkedom is the parser of every page (jsdom needs five times the CPU for the same text);
 * where it throws, the caller's own parser may step in.
 */
import { parseHTML } from 'linkedom';

/** Turns HTML into a document, or throws. */
export type ParseHtml = (html: string) => Document;

/** Larger pages are refused: the largest real article page of the development sets has 5.2 million characters of which 40 thousand are text. */
export const MAX_PAGE_CHARS = 12_000_000;

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

function parseWithLinkedom(html: string): Document {
  const markup = html.replaceAll('\u0000', '');
  const whole = parseHTML(markup).document;
  if (whole.documentElement?.tagName === 'HTML' && whole.body) return whole;
  return parseHTML(`<!DOCTYPE html><html><head></head><body>${markup}</body></html>`).document;
}
