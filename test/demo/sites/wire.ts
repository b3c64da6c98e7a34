/**
 * Harbour Wire: a small English newsletter with reporters of its own. RSS, Atom and JSON Feed, plain articles, and
 * honest validators: whoever sends its ETag or date back is answered with 304.
 */
import { createHash } from 'node:crypto';
import { redSea } from '../articles/background.ts';
import { redCatEnglish } from '../articles/business.ts';
import { threeLeaveEnglish } from '../articles/departures.ts';
import { commercialChiefLeavesEnglish } from '../articles/yanhu.ts';
import {
  escapeHtml,
  htmlPage,
  isoTime,
  json,
  paragraphs,
  plain,
  postAt,
  shown,
  type Asked,
  type DemoSite,
  type Post,
  type Reply,
} from '../site.ts';

const NAME = 'Harbour Wire';

const posts: Post[] = [
  { path: '/2025/06/commercial-chief', text: threeLeaveEnglish, at: '2025-06-24 16:00', night: 1 },
  { path: '/2025/06/red-cat-plan', text: redCatEnglish, at: '2025-06-05 15:20', night: 1 },
  { path: '/2025/12/red-sea', text: redSea, at: '2025-12-27 18:45', night: 1 },
  { path: '/2025/12/yanhu-tech', text: commercialChiefLeavesEnglish, at: '2025-12-28 23:30', night: 2 },
];

export const wire: DemoSite = {
  id: 'wire',
  name: NAME,
  answer(asked) {
    if (asked.path === '/robots.txt') return plain('User-agent: *\nDisallow: /subscribers/\n');
    const post = postAt(posts, asked);
    if (post) return validated(articlePage(post), post.at, asked);
    const render = feeds[asked.path];
    const items = shown(posts, asked.night);
    return render ? validated(render(items, asked), items[0]?.at ?? '', asked) : null;
  },
};

/** Adds ETag and Last-Modified, and answers 304 when the client already holds these bytes. */
function validated(reply: Reply, at: string, asked: Asked): Reply {
  const etag = `"${createHash('sha256').update(String(reply.body)).digest('hex').slice(0, 16)}"`;
  const modified = new Date(isoTime(at)).toUTCString();
  const headers = { etag, 'last-modified': modified, 'cache-control': 'no-cache' };
  const known = asked.headers['if-none-match'];
  const unchanged = known === undefined ? asked.headers['if-modified-since'] === modified : known === etag;
  return unchanged ? { status: 304, headers } : { ...reply, headers: { ...reply.headers, ...headers } };
}

const feeds: Record<string, (items: Post[], asked: Asked) => Reply> = {
  '/': (items) =>
    htmlPage({
      lang: 'en',
      title: NAME,
      head: '<link rel="alternate" type="application/rss+xml" href="/feed.xml"><link rel="alternate" type="application/feed+json" href="/feed.json">',
      body: items
        .map(
          (post) =>
            `<article><h2><a href="${post.path}">${escapeHtml(post.text.title)}</a></h2><p>${escapeHtml(post.text.lead)}</p></article>`,
        )
        .join('\n'),
    }),
  '/feed.xml': (items, { origins }) =>
    plain(
      `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>${NAME}</title><link>${origins.wire}/</link><description>Trade and platforms, by two people</description><language>en</language>
${items
  .map(
    (
      post,
    ) => `<item><title>${escapeHtml(post.text.title)}</title><link>${origins.wire}${post.path}</link><guid isPermaLink="true">${origins.wire}${post.path}</guid>
<dc:creator>${escapeHtml(post.text.author)}</dc:creator><pubDate>${new Date(isoTime(post.at)).toUTCString()}</pubDate><description>${escapeHtml(post.text.lead)}</description></item>`,
  )
  .join('\n')}
</channel></rss>`,
      'application/rss+xml',
    ),
  '/atom.xml': (items, { origins }) =>
    plain(
      `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>${NAME}</title><id>${origins.wire}/</id><updated>${isoTime(items[0]?.at ?? '2025-01-01 00:00')}</updated>
${items
  .map(
    (
      post,
    ) => `<entry><title>${escapeHtml(post.text.title)}</title><link rel="alternate" href="${origins.wire}${post.path}"/><id>${origins.wire}${post.path}</id>
<author><name>${escapeHtml(post.text.author)}</name></author><published>${isoTime(post.at)}</published><updated>${isoTime(post.at)}</updated><summary>${escapeHtml(post.text.lead)}</summary></entry>`,
  )
  .join('\n')}
</feed>`,
      'application/atom+xml',
    ),
  '/feed.json': (items, { origins }) => ({
    ...json({
      version: 'https://jsonfeed.org/version/1.1',
      title: NAME,
      home_page_url: `${origins.wire}/`,
      items: items.map((post) => ({
        id: `${origins.wire}${post.path}`,
        url: `${origins.wire}${post.path}`,
        title: post.text.title,
        summary: post.text.lead,
        date_published: isoTime(post.at),
        authors: [{ name: post.text.author }],
      })),
    }),
    headers: { 'content-type': 'application/feed+json; charset=utf-8' },
  }),
};

function articlePage(post: Post): Reply {
  return htmlPage({
    lang: 'en',
    title: `${post.text.title} | ${NAME}`,
    head: `<meta name="author" content="${escapeHtml(post.text.author)}"><meta property="og:site_name" content="${NAME}"><meta property="article:published_time" content="${isoTime(post.at)}">`,
    body: `<header><a href="/">${NAME}</a></header>
<main><article><h1>${escapeHtml(post.text.title)}</h1><p class="byline">By ${escapeHtml(post.text.author)} · <time datetime="${isoTime(post.at)}">${post.at.slice(0, 10)}</time></p>
${paragraphs(post.text.paragraphs)}
</article></main>
<footer>Harbour Wire is written by two people and a kettle. Subscribe to the newsletter.</footer>`,
  });
}
