/** 大数跨境 (Dashu cross-border, www.10100.com): the list /news links articles as /article/DIGITS or /news/DIGITS. Never checked live. */
import { z } from 'zod';
import { absolute, oneLine, readHtml } from './_html.ts';
import { address, defineKind, LayoutChanged, type Entry } from './_source.ts';

// "/article/115503", "/news/86112"
const ARTICLE = /^\/(?:article|news)\/\d+\/?$/;

export const dashu10100 = defineKind({
  kind: 'dashu10100',
  label: '大数跨境',
  verified: false,
  shape: {
    site: address.default('https://www.10100.com').describe('the site'),
    list: z.string().startsWith('/').default('/news').describe('path of the list'),
  },
  home: ({ site }) => site,
  start: ({ site, list }) => [{ url: site + list, page: 1 }],
  list(answer) {
    const $ = readHtml(answer.text);
    const found = new Map<string, Entry>();
    $('a[href]').each((_, element) => {
      const url = absolute($(element).attr('href'), answer.finalUrl);
      if (!url || !ARTICLE.test(new URL(url).pathname)) return;
      const title =
        oneLine($(element).attr('title') ?? $(element).find('h1,h2,h3,h4,.title').first().text()) ||
        found.get(url)?.title ||
        null;
      found.set(url, { url, title, publishedAt: null });
    });
    if (found.size === 0)
      throw new LayoutChanged(
        `expected links to /article/… on ${answer.finalUrl}, got none: the layout may have changed`,
      );
    return { entries: [...found.values()], next: [] };
  },
});
