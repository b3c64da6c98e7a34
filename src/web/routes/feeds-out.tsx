import { feedPage, type FeedEntry } from '../../store/desk/feed.ts';
import { feedHref, filterFrom } from '../feed-address.ts';
import type { Route, RouteContext } from '../route.ts';

const ENTRIES = 50;

type Item = { id: string; url: string; title: string; summary: string; published: Date; updated: Date };

/** The newest stories of a filter, the same as the feed's address has. */
async function items(context: RouteContext): Promise<{ items: Item[]; self: string; home: string; title: string }> {
  const { c, deps, view } = context;
  const url = new URL(c.req.url);
  const filter = filterFrom(url.searchParams);
  const { entries } = await feedPage(deps.db, { filter, limit: ENTRIES });
  url.searchParams.delete('token'); // Whoever copies the address out of the feed must not get the key with it.
  return {
    items: entries.map((entry) => itemOf(view.origin, entry)),
    self: url.href,
    home: view.origin + feedHref(filter),
    title: [view.t.brand, filter.watch && view.watchName(filter.watch), filter.q].filter(Boolean).join(' · '),
  };
}

function itemOf(origin: string, entry: FeedEntry): Item {
  return {
    id: `urn:redwatch:story:${entry.id}`,
    url: `${origin}/stories/${encodeURIComponent(entry.id)}`,
    title: entry.title,
    summary: entry.lead?.quote ?? '',
    published: entry.firstPublishedAt ?? entry.createdAt,
    updated: entry.updatedAt,
  };
}

/** Text for XML: markup escaped, characters XML 1.0 does not know left out. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const tag = (name: string, text: string) => `<${name}>${xmlText(text)}</${name}>`;

async function rss(context: RouteContext): Promise<Response> {
  const feed = await items(context);
  const body = feed.items.map((item) =>
    [
      '<item>',
      tag('title', item.title),
      tag('link', item.url),
      `<guid isPermaLink="false">${xmlText(item.id)}</guid>`,
      tag('pubDate', item.published.toUTCString()),
      tag('description', xmlText(item.summary)),
      '</item>',
    ].join(''),
  );
  const head = tag('title', feed.title) + tag('link', feed.home) + tag('description', feed.title);
  return xml(context, 'application/rss+xml', `<rss version="2.0"><channel>${head}${body.join('')}</channel></rss>`);
}

async function atom(context: RouteContext): Promise<Response> {
  const feed = await items(context);
  const updated = feed.items.reduce((latest, item) => (item.updated > latest ? item.updated : latest), new Date(0));
  const body = feed.items.map((item) =>
    [
      '<entry>',
      tag('id', item.id),
      tag('title', item.title),
      `<link href="${xmlText(item.url)}"/>`,
      tag('published', item.published.toISOString()),
      tag('updated', item.updated.toISOString()),
      `<summary type="text">${xmlText(item.summary)}</summary>`,
      '</entry>',
    ].join(''),
  );
  const author = `<author>${tag('name', 'Redwatch')}</author>`;
  const head = `${tag('id', feed.self)}${tag('title', feed.title)}${tag('updated', updated.toISOString())}${author}<link rel="self" href="${xmlText(feed.self)}"/>`;
  return xml(
    context,
    'application/atom+xml',
    `<feed xmlns="http://www.w3.org/2005/Atom">${head}${body.join('')}</feed>`,
  );
}

function xml({ c }: RouteContext, type: string, body: string): Response {
  c.header('content-type', `${type}; charset=utf-8`);
  return c.body(`<?xml version="1.0" encoding="utf-8"?>\n${body}`);
}

async function json(context: RouteContext): Promise<Response> {
  const feed = await items(context);
  context.c.header('content-type', 'application/feed+json; charset=utf-8');
  return context.c.body(
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: feed.title,
      home_page_url: feed.home,
      feed_url: feed.self,
      items: feed.items.map((item) => ({
        id: item.id,
        url: item.url,
        title: item.title,
        content_text: item.summary,
        date_published: item.published.toISOString(),
        date_modified: item.updated.toISOString(),
      })),
    }),
  );
}

export const feedOutRoutes: readonly Route[] = [
  { method: 'GET', path: '/feeds/rss', right: 'read', handle: rss },
  { method: 'GET', path: '/feeds/atom', right: 'read', handle: atom },
  { method: 'GET', path: '/feeds/json', right: 'read', handle: json },
];
