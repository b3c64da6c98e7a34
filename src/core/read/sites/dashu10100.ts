/** 大数跨境 (www.10100.com and its m. and applet. hosts): articles taken over from WeChat accounts; the account is the author. */
import type { Article, ReadInput, Skipped } from '../../types.ts';
import { linesOf, piecesOf } from '../outline.ts';
import { metaOfDocument } from '../meta.ts';
import { titleOf } from '../title.ts';
import { articleFrom, chinaContext, firstDate, firstWithText } from './_layout.ts';
import type { SiteReader } from './_site.ts';
import { readerId } from './_site.ts';

const LAYOUT = { layout: 'dashu10100', version: 1 };
const BODIES = [
  '.article-body',
  '.article-content',
  '.news-detail-content',
  '.rich_media_content',
  '#js_content',
  '.content-detail',
];

export const dashu10100: SiteReader = {
  ...LAYOUT,
  matches: (url) => /^https?:\/\/(?:www\.|m\.|applet\.)?10100\.com\/(?:article|news)\/\d+/i.test(url),
  read(input: ReadInput, document: Document): Article | Skipped | null {
    const body = firstWithText(document, BODIES, 80);
    const title = titleOf(metaOfDocument(document));
    if (!body || title === '' || !document.body) return null;
    const lines = piecesOf(linesOf(document.body));
    const at = lines.findIndex((line) => line.startsWith(title));
    const head = lines.slice(Math.max(0, at), at + 8);
    const date = firstDate(head, chinaContext(input.fetchedAt));
    const account = accountOf(document, head, title);
    const facts = {
      title,
      authors: account ? [account] : [],
      outlet: '大数跨境',
      editor: null,
      date,
      reader: readerId(LAYOUT),
    };
    return articleFrom(body, facts, input.url);
  },
};

/** The account stands beside the headline (`标题 某某集团`) or before the date (`某某集团2025-09-13 2`). */
function accountOf(document: Document, head: readonly string[], title: string): string | null {
  const heading = document.querySelector('h1');
  const near = heading?.nextElementSibling?.querySelector('a')?.textContent?.trim();
  if (near && isAccount(near)) return near;
  for (const line of head) {
    const beside = line.startsWith(title)
      ? line.slice(title.length).trim()
      : (line.split(/20\d\d-\d\d-\d\d/)[0] ?? '').trim();
    if (line !== beside && isAccount(beside)) return beside;
  }
  return null;
}

function isAccount(text: string): boolean {
  return text.length >= 2 && text.length <= 30 && /\p{L}/u.test(text) && !/^导读/u.test(text);
}
