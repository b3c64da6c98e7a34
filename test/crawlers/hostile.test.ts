/**
 * Lists from the web are hostile. Whatever comes: a listing or one clear error, within a second. 500 seeded mutations of each kind's
 * answer, 10,000 with REDWATCH_DEEP=1.
 */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readXml } from '../../crawlers/_xml.ts';
import { parseSource } from '../../crawlers/index.ts';
import type { Listing, Source } from '../../crawlers/_source.ts';
import { PermanentError } from '../../src/errors.ts';
import { answerOf, CONTEXT } from './_answers.ts';

const runs = process.env['REDWATCH_DEEP'] ? 10_000 : 500;
/** "no hang over 1 s", counted in time of the processor: other work may share the machine. */
const HANG_MS = 1000;

type Case = { source: Source; url: string; body: string };
const CASES: Case[] = [
  {
    source: parseSource({ id: 'rss', kind: 'feed', url: 'https://news.example.com/feed' }),
    url: 'https://news.example.com/feed',
    body: '<?xml version="1.0"?><rss><channel><title>a</title><item><title><![CDATA[云帆 & 换帅]]></title><link>https://news.example.com/t/1?a=1&amp;b=&#x31;</link><pubDate>Sat, 21 Jun 2025 06:34:00 +0800</pubDate></item><!-- c --></channel></rss>',
  },
  {
    source: parseSource({ id: 'atom', kind: 'feed', url: 'https://news.example.com/feed' }),
    url: 'https://news.example.com/feed',
    body: '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="?p=2"/><entry><title type="html">云帆</title><link href="/t/1"/><updated>2025-06-21T06:34:00+08:00</updated></entry></feed>',
  },
  {
    source: parseSource({ id: 'json', kind: 'feed', url: 'https://news.example.com/feed.json' }),
    url: 'https://news.example.com/feed.json',
    body: '{"version":"https://jsonfeed.org/version/1.1","next_url":"/p2","items":[{"id":1,"url":"https://news.example.com/t/1","title":"云帆","date_published":"2025-06-21T06:34:00Z"}]}',
  },
  {
    source: parseSource({ id: 'map', kind: 'sitemap', url: 'https://news.example.com/sitemap.xml' }),
    url: 'https://news.example.com/sitemap.xml',
    body: '<?xml version="1.0"?><sitemapindex><sitemap><loc>https://news.example.com/a.xml.gz</loc><lastmod>2025-12-20</lastmod></sitemap></sitemapindex>',
  },
  {
    source: parseSource({ id: 'news', kind: 'sitemap', url: 'https://news.example.com/sitemap.xml' }),
    url: 'https://news.example.com/sitemap.xml',
    body: '<urlset xmlns:news="n"><url><loc>https://news.example.com/t/1</loc><lastmod>2025-12-20</lastmod><news:news><news:title>云帆</news:title><news:publication_date>2025-12-28</news:publication_date></news:news></url></urlset>',
  },
  {
    source: parseSource({ id: 'amz', kind: 'amz123' }),
    url: 'https://api.amz123.com/ugc/v1/user_content/kx_list',
    body: '{"status":0,"data":{"row_map":{"2025-06-21":[{"kx_content":[{"id":7,"resource_id":"a1","title":"云帆","published_at":1750459200}]}]}}}',
  },
  {
    source: parseSource({ id: 'amz-posts', kind: 'amz123' }),
    url: 'https://api.amz123.com/ugc/v1/user_content/forum_list',
    body: '{"status":0,"data":{"rows":[{"id":7,"resource_id":"a1","title":"云帆","published_at":"1750459200"}]}}',
  },
  {
    source: parseSource({ id: 'dashu', kind: 'dashu10100' }),
    url: 'https://www.10100.com/news',
    body: '<div><a class="news-content" href="/article/115503" title="云帆"><h3>云帆科技换帅</h3></a><a href="/news/86112">x</a></div>',
  },
  {
    source: parseSource({ id: 'bbs', kind: 'discuz', url: 'http://bbs.example.com/forum-2-1.html' }),
    url: 'http://bbs.example.com/forum-2-1.html',
    body: '<meta name="generator" content="Discuz! X3.4"><table id="threadlisttableid"><tbody id="normalthread_7"><tr><th><a class="s xst" href="thread-7-1-1.html">云帆</a></th><td class="by"><cite>u</cite><em><span title="2025-6-21">昨天</span></em></td></tr></tbody></table><div class="pg"><a class="nxt" href="forum-2-2.html">下一页</a></div>',
  },
  {
    source: parseSource({
      id: 'list',
      kind: 'list-page',
      url: 'https://news.example.com/s/{keyword}/{page}',
      articles: ['/t/*'],
    }),
    url: 'https://news.example.com/s/x/1',
    body: '<base href="/"><ul><li><a href="t/1" title="云帆">云帆<time datetime="2025-06-21">6-21</time></a></li></ul><a rel="next" href="?p=2">&gt;</a>',
  },
  {
    source: parseSource({
      id: 'scripted',
      kind: 'browser-list',
      url: 'https://news.example.com/app',
      articlePages: true,
    }),
    url: 'https://news.example.com/app',
    body: '<div id="app"><a href="/t/1">云帆</a><a href="/t/2">听潮</a></div>',
  },
];

/** Cuts, doubles, inserts and swaps pieces of a text, with the pieces that hurt parsers most. */
const NASTY = [
  '<',
  '>',
  '"',
  "'",
  '&',
  '&#0;',
  '&#xD800;',
  '\u0000',
  '\ud800',
  ']]>',
  '<![CDATA[',
  '<!--',
  '-->',
  '<!DOCTYPE x [',
  '/>',
  '</',
  '{',
  '}',
  '[',
  '\\u',
  'null',
  '-1',
  '1e999',
  'http://',
  '//evil.example/',
  'javascript:',
  '\ufeff',
  '\u202e',
  '<p>'.repeat(50),
  '9'.repeat(400),
];
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(30),
  put: fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 8, unit: 'binary' })),
});
const edits = fc.array(edit, { minLength: 1, maxLength: 6 });

function mutate(text: string, changes: readonly { at: number; cut: number; put: string }[]): string {
  return changes.reduce((before, { at, cut, put }) => {
    const from = Math.floor(at * before.length);
    return before.slice(0, from) + put + before.slice(from + cut);
  }, text);
}

/** A listing whose addresses are all plain http(s), or a PermanentError with one sentence; quickly. */
function expectSane(source: Source, url: string, body: string | Uint8Array): Listing | null {
  const started = process.cpuUsage();
  try {
    const listing = source.list(answerOf(body, url), CONTEXT);
    for (const each of [...listing.entries, ...listing.next]) expect(each.url).toMatch(/^https?:\/\//);
    for (const { publishedAt } of listing.entries)
      if (publishedAt !== null) expect(Number.isNaN(Date.parse(publishedAt))).toBe(false);
    return listing;
  } catch (error) {
    expect(error).toBeInstanceOf(PermanentError);
    expect((error as Error).message.length).toBeLessThan(1000);
    return null;
  } finally {
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(HANG_MS);
  }
}

describe('lists mutated at random give a listing or one clear error', () => {
  it.each(CASES)('$source.id', ({ source, url, body }) => {
    expect(expectSane(source, url, body)).not.toBeNull();
    fc.assert(
      fc.property(edits, (changes) => {
        expectSane(source, url, mutate(body, changes));
      }),
      { numRuns: runs, seed: 20251229 },
    );
  });
});

const deep = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);
const MEGABYTE = 1024 * 1024;

describe('lists made to hurt end in time', () => {
  const bodies: [string, string | Uint8Array][] = [
    [
      'external entities',
      '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title><link>https://news.example.com/t/1</link></item></channel></rss>',
    ],
    [
      'a billion laughs',
      `<!DOCTYPE lolz [<!ENTITY a "lol">${Array.from({ length: 20 }, (_, i) => `<!ENTITY a${i} "${`&a${i};`.repeat(10)}">`).join('')}]><rss><channel><item><title>&a19;</title><link>https://news.example.com/t/1</link></item></channel></rss>`,
    ],
    ['XML nested 1,000,000 levels deep', deep('<a>', '</a>', 1_000_000)],
    ['HTML nested 400,000 levels deep', deep('<div>', '</div>', 400_000)],
    ['formatting tags never closed', '<b><i><font size=1><p>'.repeat(200_000)],
    ['end tags nobody opened', `<div>${'</x></y>'.repeat(500_000)}`],
    ['JSON nested 100,000 levels deep', deep('[', ']', 100_000)],
    [
      'a 10 MB title',
      `<rss><channel><item><title>${'云'.repeat(3.4 * MEGABYTE)}</title><link>https://news.example.com/t/1</link></item></channel></rss>`,
    ],
    [
      'a 10 MB address',
      `<rss><channel><item><link>https://news.example.com/${'a'.repeat(10 * MEGABYTE)}</link></item></channel></rss>`,
    ],
    [
      'NULs and lone surrogates',
      `<rss><channel><item><title>\u0000\ud800云\udfff</title><link>https://news.example.com/\ud800t\u00001</link></item></channel></rss>`,
    ],
    ['one tag of 5 MB', `<a ${'x="1" '.repeat(800_000)}>`],
    ['quotes never closed', `<rss><channel>${'<item a="'.repeat(300_000)}`],
    [
      '500,000 ampersands',
      `<rss><channel><item><title>${'&'.repeat(500_000)}&#x;&#99999999;</title></item></channel></rss>`,
    ],
    ['comments never closed', '<rss><!--'.repeat(200_000)],
    ['300,000 CDATA openings', '<rss><channel>' + '<![CDATA['.repeat(300_000)],
    ['DOCTYPE with brackets', '<!DOCTYPE ' + '[<!'.repeat(300_000)],
    ['a gzip file cut short', gzipSync('<urlset/>').subarray(0, 15)],
    ['only white space', ' \n\t'.repeat(1_000_000)],
    ['bytes of no meaning', Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256))],
  ];
  const kindsOnce = [...new Map(CASES.map((each) => [each.source.kind, each])).values()];
  for (const [name, body] of bodies) {
    it(name, () => {
      for (const { source, url } of kindsOnce) expectSane(source, url, body);
    });
  }

  it('and no entity of a DOCTYPE is ever replaced', () => {
    const node = readXml('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "boom">]><r>&x;&y;&amp;</r>');
    expect(node.text).toBe('&x;&y;&');
  });
});
