/** One walk over a document: its lines, its regions, and what it says about itself. Everything the generic reader decides rests on this. */
import type { PageHints } from './features.ts';
import type { PageMeta } from './meta.ts';
import { firstTag, metaOf, MetaElements } from './meta.ts';
import type { Outline } from './outline.ts';
import { isHidden, outlineOf } from './outline.ts';
import { titleOf } from './title.ts';

export type Survey = { outline: Outline; meta: PageMeta; title: string; hints: PageHints };

/** Text that is hidden counts only where nearly everything is hidden: some pages unhide their article by script. */
const MIN_VISIBLE_CHARS = 200;

export function surveyOf(document: Document): Survey | null {
  const root = document.documentElement;
  if (!root) return null;
  const elements = new MetaElements();
  const visible = outlineOf(root, isHidden, (element, tag) => elements.see(element, tag));
  const chars = visible.lines.reduce((sum, line) => sum + line.text.length - line.linkChars, 0);
  const outline = chars < MIN_VISIBLE_CHARS ? outlineOf(root) : visible;
  const meta = metaOf(document, elements);
  const title = titleOf(meta);
  const description = firstTag(meta, ['og:description', 'description', 'twitter:description']);
  return { outline, meta, title, hints: { title, description, structuredBody: meta.jsonLd.body } };
}
