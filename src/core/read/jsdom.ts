/** The slow, forgiving parser: only for pages on which linkedom throws. Importing it costs about half a second, so it is not part of index.ts. */
import { JSDOM } from 'jsdom';

export function parseWithJsdom(html: string): Document {
  return new JSDOM(html).window.document;
}
