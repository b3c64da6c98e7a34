/** A site without feed or sitemap: list or search pages whose links are articles, with a next page. */
import { z } from 'zod';
import { readFeedDate } from './_dates.ts';
import { absolute, oneLine, readHtml } from './_html.ts';
import { address, defineKind, LayoutChanged, type Answer, type Entry, type Listing } from './_source.ts';
import { matchesPattern } from '../src/net/robots.ts';

/** What a list page's settings say; shared with the kind that renders lists in a browser. */
export const listShape = {
  url: address.describe(
    'first list page; {keyword} becomes each name of the watched companies, {page} the page number',
  ),
  links: z.string().min(1).default('a[href]').describe('CSS selector of the links to articles'),
  articles: z
    .array(z.string().startsWith('/'))
    .default([])
    .describe('only links whose path fits one of these; * is any run of characters'),
  next: z.string().min(1).optional().describe('CSS selector of the link to the next page, when {page} is not used'),
};
type ListSettings = z.output<z.ZodObject<typeof listShape>>;

export const listPage = defineKind({
  kind: 'list-page',
  label: 'List or search page',
  verified: false,
  shape: listShape,
  home: ({ url }) => new URL('/', url).href,
  start: startLists,
  list: readList,
});

export function startLists(
  { url }: ListSettings,
  { keywords }: { keywords: readonly string[] },
): { url: string; page: number }[] {
  const words = /\{keyword\}/.test(decodeBraces(url)) ? keywords : [''];
  return words.map((word) => ({ url: fill(url, word, 1), page: 1 }));
}

/** Articles linked from a list page, in the order of the page. No such link at all on the first page is LayoutChanged. */
export function readList(answer: Answer, settings: ListSettings): Listing {
  const $ = readHtml(answer.text);
  const base = absolute($('base[href]').first().attr('href'), answer.finalUrl) ?? answer.finalUrl;
  const found = new Map<string, Entry>();
  $(settings.links).each((_, element) => {
    const link = $(element).is('a') ? $(element) : $(element).find('a[href]').first();
    const url = absolute(link.attr('href'), base);
    if (!url || found.has(url) || !fits(url, base, settings.articles)) return;
    const title = oneLine(link.attr('title') ?? link.text()) || null;
    found.set(url, { url, title, publishedAt: readFeedDate(link.find('time').attr('datetime') ?? null) });
  });
  const page = answer.ask.page ?? 1;
  if (found.size === 0 && page === 1) {
    throw new LayoutChanged(
      `expected links to articles (${settings.links}) on ${answer.finalUrl}, got none: the layout may have changed`,
    );
  }
  return { entries: [...found.values()], next: found.size === 0 ? [] : nextPage($, answer, settings, base) };
}

function nextPage(
  $: ReturnType<typeof readHtml>,
  answer: Answer,
  settings: ListSettings,
  base: string,
): Listing['next'] {
  const page = (answer.ask.page ?? 1) + 1;
  if (/\{page\}/.test(decodeBraces(settings.url))) {
    const word = /\{keyword\}/.test(decodeBraces(settings.url)) ? keywordOf(answer.ask.url, settings.url) : '';
    return word === null ? [] : [{ url: fill(settings.url, word, page), page }];
  }
  const url = settings.next ? absolute($(settings.next).first().attr('href'), base) : null;
  return url && url !== answer.ask.url ? [{ url, page }] : [];
}

/** The keyword that was filled into an address: what stands where `{keyword}` stood. */
function keywordOf(asked: string, template: string): string | null {
  const [before = '', after = ''] = decodeBraces(template).split('{keyword}');
  const from = before.replace(/\{page\}/, '').length;
  const tail = after.split('{page}')[0] ?? '';
  const end = tail === '' ? asked.length : asked.indexOf(tail, from);
  return end < 0 ? null : decodeURIComponent(asked.slice(from, end));
}

function fill(url: string, word: string, page: number): string {
  return decodeBraces(url).replaceAll('{keyword}', encodeURIComponent(word)).replaceAll('{page}', String(page));
}

/** URL parsers write braces as %7B and %7D. */
function decodeBraces(url: string): string {
  return url.replace(/%7B(keyword|page)%7D/gi, '{$1}');
}

function fits(url: string, base: string, patterns: readonly string[]): boolean {
  if (patterns.length === 0) return new URL(url).host === new URL(base).host && new URL(url).pathname.length > 1;
  return (
    new URL(url).host === new URL(base).host &&
    patterns.some((pattern) => matchesPattern(new URL(url).pathname, pattern))
  );
}
