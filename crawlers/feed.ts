/** RSS 0.9x/1.0/2.0, Atom and JSON Feed: RSSHub routes, Google News and Bing News searches, newsrooms. */
import { z } from 'zod';
import {
  address,
  defineKind,
  LayoutChanged,
  readJson,
  readShape,
  type Answer,
  type Entry,
  type Listing,
} from './_source.ts';
import { absolute, oneLine } from './_html.ts';
import { child, childText, readXml, type XmlNode } from './_xml.ts';
import { readFeedDate } from './_dates.ts';

const jsonFeed = z.object({
  version: z.string().startsWith('https://jsonfeed.org/version/'),
  next_url: z.string().nullish(),
  items: z.array(
    z.object({
      url: z.string().nullish(),
      external_url: z.string().nullish(),
      id: z.union([z.string(), z.number()]).nullish(),
      title: z.string().nullish(),
      date_published: z.string().nullish(),
    }),
  ),
});

export const feed = defineKind({
  kind: 'feed',
  label: 'RSS, Atom or JSON Feed',
  verified: false,
  shape: {
    url: address.describe('address of the feed; {keyword} becomes each name of the watched companies'),
  },
  home: ({ url }) => url,
  start: ({ url }, { keywords }) => {
    const urls =
      url.includes('{keyword}') || url.includes('%7Bkeyword%7D')
        ? keywords.map((word) => fillKeyword(url, word))
        : [url];
    return [...new Set(urls)].map((each) => ({ url: each, page: 1, headers: { accept: ACCEPT } }));
  },
  list: (answer) => readFeed(answer),
});

const ACCEPT =
  'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5';

function fillKeyword(url: string, word: string): string {
  return url.replace(/\{keyword\}|%7Bkeyword%7D/g, encodeURIComponent(word));
}

/** The entries of a feed in any of the formats. HTML in its place (an error page, a captcha) is LayoutChanged, not an empty feed. */
export function readFeed(answer: Answer): Listing {
  const start = answer.text.trimStart().slice(0, 500);
  if (start.startsWith('{')) return readJsonFeed(answer);
  const root = readRoot(answer);
  if (root.name === 'feed' || root.name === 'atom:feed') return readAtom(root, answer);
  const isRss = root.name === 'rss' || root.name === 'rdf:rdf' || root.name === 'channel';
  if (!isRss)
    throw new LayoutChanged(
      `expected a feed at ${answer.finalUrl}, got <${root.name}>${root.name === 'html' ? ' (a web page)' : ''}`,
    );
  const channel = root.name === 'channel' ? root : child(root, 'channel');
  const items = [...(channel?.children ?? []), ...root.children].filter((node) => node.name === 'item');
  const entries = items.map((item) => rssEntry(item, answer)).filter((entry) => entry !== null);
  if (!channel && items.length === 0)
    throw new LayoutChanged(`expected <channel> in the feed at ${answer.finalUrl}, got none`);
  return { entries: unlessAllUnreadable(entries, items.length, answer), next: [] };
}

function readRoot(answer: Answer): XmlNode {
  try {
    return readXml(answer.text);
  } catch (cause) {
    throw new LayoutChanged(
      `expected a feed at ${answer.finalUrl}, got ${JSON.stringify(answer.text.trimStart().slice(0, 60))}`,
      { cause },
    );
  }
}

function rssEntry(item: XmlNode, answer: Answer): Entry | null {
  const guid = child(item, 'guid');
  const guidLink =
    guid && guid.attributes['ispermalink'] !== 'false' && /^https?:/i.test(guid.text.trim()) ? guid.text.trim() : null;
  const link = childText(item, 'link', 'feedburner:origlink') ?? child(item, 'link')?.attributes['href'] ?? guidLink;
  const url = absolute(link ?? undefined, answer.finalUrl);
  if (!url) return null;
  const published = childText(item, 'pubdate', 'dc:date', 'published', 'date');
  return { url, title: titleOf(childText(item, 'title', 'media:title')), publishedAt: readFeedDate(published) };
}

function readAtom(root: XmlNode, answer: Answer): Listing {
  const items = root.children.filter((node) => node.name === 'entry' || node.name === 'atom:entry');
  const entries = items.map((item): Entry | null => {
    const links = item.children.filter((node) => node.name === 'link' || node.name === 'atom:link');
    const link = links.find((node) => (node.attributes['rel'] ?? 'alternate') === 'alternate') ?? links[0];
    const url = absolute(link?.attributes['href'] ?? childText(item, 'id') ?? undefined, answer.finalUrl);
    if (!url) return null;
    const published = childText(item, 'published', 'atom:published', 'issued', 'updated', 'atom:updated');
    return { url, title: titleOf(childText(item, 'title', 'atom:title')), publishedAt: readFeedDate(published) };
  });
  const next = root.children.find((node) => node.name === 'link' && node.attributes['rel'] === 'next')?.attributes[
    'href'
  ];
  return {
    entries: unlessAllUnreadable(
      entries.filter((entry) => entry !== null),
      items.length,
      answer,
    ),
    next: following(next, answer),
  };
}

function readJsonFeed(answer: Answer): Listing {
  const data = readShape(jsonFeed, readJson(answer), answer);
  const entries = data.items.map((item): Entry | null => {
    const url = absolute(
      item.url ?? item.external_url ?? (typeof item.id === 'string' ? item.id : undefined),
      answer.finalUrl,
    );
    return url
      ? { url, title: titleOf(item.title ?? null), publishedAt: readFeedDate(item.date_published ?? null) }
      : null;
  });
  return {
    entries: unlessAllUnreadable(
      entries.filter((entry) => entry !== null),
      data.items.length,
      answer,
    ),
    next: following(data.next_url ?? undefined, answer),
  };
}

function following(href: string | undefined, answer: Answer): Listing['next'] {
  const url = absolute(href, answer.finalUrl);
  return url && url !== answer.finalUrl ? [{ url, page: (answer.ask.page ?? 1) + 1, headers: { accept: ACCEPT } }] : [];
}

/** Items without one usable link are a changed feed, not an empty one. */
function unlessAllUnreadable(entries: Entry[], items: number, answer: Answer): Entry[] {
  if (items > 0 && entries.length === 0)
    throw new LayoutChanged(`none of ${items} items of ${answer.finalUrl} has a usable link`);
  return entries;
}

/** Titles may hold escaped markup: "<b>云帆</b> 换帅" -> "云帆 换帅". */
function titleOf(text: string | null): string | null {
  return text ? oneLine(text.slice(0, 2000).replace(/<[^<>]{0,500}>/g, '')) : null;
}
