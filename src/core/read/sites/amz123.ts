/** AMZ123 跨境头条 (articles `/t/…`) and 快讯 (flash news `/kx/…`). The page carries a desktop and a mobile copy; only the mobile one names the author. */
import type { Article, ReadInput, Skipped } from '../../types.ts';
import { linesOf, piecesOf, trimLine } from '../outline.ts';
import { metaOfDocument } from '../meta.ts';
import { titleOf } from '../title.ts';
import { articleFrom, chinaContext, firstDate, firstWithText } from './_layout.ts';
import type { SiteReader } from './_site.ts';
import { readerId } from './_site.ts';

const LAYOUT = { layout: 'amz123', version: 1 };
const ARTICLE_BODIES = [
  '.article-content',
  '.article-detail-main .content',
  '.ugc-article-new-box .content',
  '.article-detail-main',
];
const FLASH_BODIES = ['[class*="kx-content"]', '[class*="kx-detail"]', '.kx-c', '[class^="kx"] p'];
/** 2025-06-21 06:34, or 06-21 06:34 on flash news. */
const TIME_LINE = /^(?:20\d\d-)?\d\d-\d\d \d\d:\d\d$/;

export const amz123: SiteReader = {
  ...LAYOUT,
  matches: (url) => /^https?:\/\/(?:www\.|m\.)?amz123\.com\/(?:t|kx)\/[\w-]+/i.test(url),
  read(input: ReadInput, document: Document): Article | Skipped | null {
    const isFlash = /\/kx\//.test(input.url ?? '');
    const body = firstWithText(document, isFlash ? FLASH_BODIES : ARTICLE_BODIES, isFlash ? 20 : 80);
    const title = titleOf(metaOfDocument(document));
    if (!body || title === '' || !document.body) return null;
    const lines = piecesOf(linesOf(document.body));
    const date = firstDate(
      lines.filter((line) => TIME_LINE.test(line)),
      chinaContext(input.fetchedAt),
    );
    const facts = {
      title,
      authors: authorsOf(document, lines, title),
      outlet: 'AMZ123',
      editor: null,
      date,
      reader: readerId(LAYOUT),
    };
    return articleFrom(body, facts, input.url);
  },
};

/** `a.ugc-author-name` where it stands, else the line between a repeated headline and its time: 标题 / 某某观察 / 2025-06-21 06:34. */
function authorsOf(document: Document, lines: readonly string[], title: string): string[] {
  const named = trimLine(document.querySelector('.ugc-author-name, a[href*="/author-"]')?.textContent ?? '');
  if (named.length >= 2 && named.length <= 30) return [named];
  const at = lines.findIndex(
    (line, index) => line === title && TIME_LINE.test(lines[index + 2] ?? '') && isName(lines[index + 1] ?? ''),
  );
  return at < 0 ? [] : [lines[at + 1] ?? ''];
}

function isName(line: string): boolean {
  return line.length >= 2 && line.length <= 30 && /\p{L}/u.test(line) && !TIME_LINE.test(line);
}
