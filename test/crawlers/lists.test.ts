import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { LayoutChanged } from '../../crawlers/_source.ts';
import { parseSource } from '../../crawlers/index.ts';
import { decodeBytes } from '../../src/net/charset.ts';
import { ConfigError } from '../../src/errors.ts';
import { answerOf, CONTEXT } from './_answers.ts';

describe('AMZ123', () => {
  const source = parseSource({ id: 'amz123', kind: 'amz123' });
  const api = 'https://api.amz123.com/ugc/v1/user_content';

  it('is asked for flash news by each watched name and for the first page of posts', () => {
    const asks = source.start(CONTEXT);
    expect(asks.map((ask) => [ask.method, ask.url])).toEqual([
      ['POST', `${api}/kx_list`],
      ['POST', `${api}/kx_list`],
      ['POST', `${api}/forum_list`],
    ]);
    expect(JSON.parse(asks[0]?.body ?? '')).toMatchObject({
      keyword: '云帆科技',
      end_time: 1766973600,
      start_time: 1766973600 - 7 * 86_400,
    });
    expect(asks[0]?.headers).toMatchObject({ 'app-id': '3', 'project-id': 'ugc' });
  });

  it('is asked for the range of a backfill', () => {
    const range = { since: new Date('2025-06-01T00:00:00Z'), until: new Date('2025-06-30T00:00:00Z') };
    expect(JSON.parse(source.start({ ...CONTEXT, ...range })[0]?.body ?? '')).toMatchObject({
      start_time: 1748736000,
      end_time: 1751241600,
    });
  });

  it('names flash news as /kx/ pages, from one object or a list per day', () => {
    const row = (id: string): object => ({ resource_id: id, title: `云帆 ${id}`, published_at: 1750459200 });
    const body = {
      status: 0,
      data: {
        row_map: {
          '2025-06-21': { kx_content: [row('a1')] },
          '2025-06-20': [{ kx_content: [row('a2')] }, { kx_content: [] }],
        },
      },
    };
    const listing = source.list(answerOf(JSON.stringify(body), `${api}/kx_list`), CONTEXT);
    expect(listing.entries).toEqual([
      { url: 'https://www.amz123.com/kx/a1', title: '云帆 a1', publishedAt: '2025-06-20T22:40:00.000Z' },
      { url: 'https://www.amz123.com/kx/a2', title: '云帆 a2', publishedAt: '2025-06-20T22:40:00.000Z' },
    ]);
  });

  it('names posts as /t/ pages and goes on while pages are full', () => {
    const rows = Array.from({ length: 20 }, (_, index) => ({ id: index + 1, title: `t${index}` }));
    const full = source.list(answerOf(JSON.stringify({ status: 0, data: { rows } }), `${api}/forum_list`), CONTEXT);
    expect(full.entries[0]?.url).toBe('https://www.amz123.com/t/1');
    expect(JSON.parse(full.next[0]?.body ?? '')).toMatchObject({ page: 2 });
    const last = source.list(
      answerOf(JSON.stringify({ status: 0, data: { rows: rows.slice(1) } }), `${api}/forum_list`),
      CONTEXT,
    );
    expect(last.next).toEqual([]);
  });

  it.each([
    '<html>502</html>',
    '{"status":10001,"msg":"no"}',
    '{"status":0,"data":{"row_map":{"d":{"kx_content":"x"}}}}',
    '[]',
    '',
  ])('says that the interface has changed when it answers %s', (body) => {
    expect(() => source.list(answerOf(body, `${api}/kx_list`), CONTEXT)).toThrow(LayoutChanged);
  });

  it('never lets an id from the list lead to another path', () => {
    const body = {
      status: 0,
      data: { rows: [{ id: '../../admin' }, { id: 'https://evil.example/' }, { id: 'ok-1' }] },
    };
    const listing = source.list(answerOf(JSON.stringify(body), `${api}/forum_list`), CONTEXT);
    expect(listing.entries.map(({ url }) => url)).toEqual(['https://www.amz123.com/t/ok-1']);
  });
});

describe('大数跨境', () => {
  const source = parseSource({ id: 'dashu', kind: 'dashu10100', site: 'http://127.0.0.1:8080' });
  it('names what its list links as /article/ or /news/ and a number', () => {
    const html = `<a class="news-content" href="/article/115503"><h3>云帆科技换帅</h3></a><a href="/news/86112/">x</a><a href="/news">list</a><a href="/article/115503#c">again</a><a href="/course/9">c</a>`;
    const { entries } = source.list(answerOf(html, 'http://127.0.0.1:8080/news'), CONTEXT);
    expect(entries).toEqual([
      { url: 'http://127.0.0.1:8080/article/115503', title: '云帆科技换帅', publishedAt: null },
      { url: 'http://127.0.0.1:8080/news/86112/', title: null, publishedAt: null },
    ]);
    expect(() => source.list(answerOf('<p>maintenance</p>', 'http://127.0.0.1:8080/news'), CONTEXT)).toThrow(
      /layout may have changed/,
    );
  });
});

describe('a Discuz forum', () => {
  const source = parseSource({ id: 'bbs', kind: 'discuz', url: 'http://bbs.example.com/forum-2-1.html' });
  const thread = (id: number, title: string, date: string): string =>
    `<tbody id="normalthread_${id}"><tr><th><a href="forum.php?x">icon</a><a class="s xst" href="thread-${id}-3-2.html">${title}</a></th><td class="by"><cite><a>u</a></cite><em><span>${date}</span></em></td></tr></tbody>`;
  const page = `<meta name="generator" content="Discuz! X3.4"><table id="threadlisttableid"><tbody id="stickthread_1"><tr><th><a class="xst" href="thread-1-1-1.html">置顶</a></th></tr></tbody>${thread(77, '云帆科技听潮离职', '2025-6-21')}${thread(78, '闲聊', '<span title="2025-6-22 10:20">昨天</span>')}</table><div class="pg"><a class="nxt" href="forum-2-2.html">下一页</a></div>`;

  it('in GBK names its threads at floor one, without the pinned ones, and goes on to the next page', () => {
    const { text } = decodeBytes(iconv.encode(page, 'gbk'), 'text/html; charset=gbk');
    const listing = source.list(answerOf(text, 'http://bbs.example.com/forum-2-1.html'), CONTEXT);
    expect(listing.entries).toEqual([
      {
        url: 'http://bbs.example.com/thread-77-1-1.html',
        title: '云帆科技听潮离职',
        publishedAt: '2025-06-20T16:00:00.000Z',
      },
      { url: 'http://bbs.example.com/thread-78-1-1.html', title: '闲聊', publishedAt: '2025-06-22T02:20:00.000Z' },
    ]);
    expect(listing.next).toEqual([{ url: 'http://bbs.example.com/forum-2-2.html', page: 2 }]);
  });

  it('drops what only remembers the list from a viewthread address', () => {
    const html = page.replace('thread-77-3-2.html', 'forum.php?mod=viewthread&amp;tid=77&amp;extra=page%3D1');
    expect(source.list(answerOf(html, 'http://bbs.example.com/forum-2-1.html'), CONTEXT).entries[0]?.url).toBe(
      'http://bbs.example.com/forum.php?mod=viewthread&tid=77',
    );
  });

  it('without new threads is empty, and another page in its place is a failure', () => {
    const empty = '<meta name="generator" content="Discuz! X3.4"><table id="threadlisttableid"></table>';
    expect(source.list(answerOf(empty), CONTEXT).entries).toEqual([]);
    expect(() => source.list(answerOf('<html><body>您需要登录</body></html>'), CONTEXT)).toThrow(LayoutChanged);
  });
});

describe('a sitemap', () => {
  const source = parseSource({
    id: 'map',
    kind: 'sitemap',
    url: 'https://news.example.com/sitemap.xml',
    paths: ['/t/*'],
  });
  const map = `<urlset xmlns:news="n"><url><loc>https://news.example.com/t/1</loc><lastmod>2025-12-20</lastmod></url>
    <url><loc>https://news.example.com/t/2</loc><news:news><news:title>云帆 &amp; 听潮</news:title><news:publication_date>2025-12-28T08:00:00+08:00</news:publication_date></news:news></url>
    <url><loc>https://news.example.com/t/old</loc><lastmod>2024-01-01</lastmod></url><url><loc>https://news.example.com/tool</loc></url><url><loc></loc></url></urlset>`;
  const expected = [
    { url: 'https://news.example.com/t/2', title: '云帆 & 听潮', publishedAt: '2025-12-28T00:00:00.000Z' },
    { url: 'https://news.example.com/t/1', title: null, publishedAt: '2025-12-19T16:00:00.000Z' },
  ];

  it('gives the newest first, leaves out the old and what is not asked for, plain or as a gzip file', () => {
    expect(source.list(answerOf(map), CONTEXT).entries).toEqual(expected);
    expect(source.list(answerOf(gzipSync(map), 'https://news.example.com/sitemap.xml.gz'), CONTEXT).entries).toEqual(
      expected,
    );
  });

  it('index leads to the sitemaps that changed, newest first, and never to itself', () => {
    const index = `<sitemapindex><sitemap><loc>https://news.example.com/a.xml</loc><lastmod>2025-12-01</lastmod></sitemap><sitemap><loc>https://news.example.com/b.xml.gz</loc><lastmod>2025-12-28</lastmod></sitemap><sitemap><loc>https://news.example.com/c.xml</loc><lastmod>2020-01-01</lastmod></sitemap><sitemap><loc>https://news.example.com/sitemap.xml</loc></sitemap></sitemapindex>`;
    const { next } = source.list(answerOf(index, 'https://news.example.com/sitemap.xml'), CONTEXT);
    expect(next.map(({ url }) => url)).toEqual(['https://news.example.com/b.xml.gz', 'https://news.example.com/a.xml']);
  });

  it('in plain text is read line by line', () => {
    const { entries } = source.list(
      answerOf('https://news.example.com/t/1\r\nnot an address\n', 'https://news.example.com/sitemap.txt'),
      CONTEXT,
    );
    expect(entries.map(({ url }) => url)).toEqual(['https://news.example.com/t/1']);
  });

  it('that is a gzip bomb, HTML or nothing is a failure', () => {
    const bomb = gzipSync(Buffer.alloc(60 * 1024 * 1024));
    for (const body of [bomb, Buffer.from('<html></html>'), Buffer.from(''), gzipSync('x').subarray(0, 12)]) {
      expect(() => source.list(answerOf(body), CONTEXT)).toThrow(LayoutChanged);
    }
  });
});

describe('a list page', () => {
  it('gives the links that fit, each once, and follows the link to the next page', () => {
    const source = parseSource({
      id: 'l',
      kind: 'list-page',
      url: 'https://news.example.com/list',
      links: '.item',
      articles: ['/t/*'],
      next: 'a.next',
    });
    const html = `<base href="https://news.example.com/"><div class="item"><a href="t/1">云帆 <b>换帅</b></a></div><div class="item"><a href="t/1#x">again</a></div><div class="item"><a href="https://other.example/t/2">foreign</a></div><div class="item"><a href="javascript:void(0)">js</a></div><a class="next" href="/list?p=2">&gt;</a>`;
    const listing = source.list(answerOf(html), CONTEXT);
    expect(listing.entries).toEqual([{ url: 'https://news.example.com/t/1', title: '云帆 换帅', publishedAt: null }]);
    expect(listing.next).toEqual([{ url: 'https://news.example.com/list?p=2', page: 2 }]);
  });

  it('of a site search is asked for every watched name and page', () => {
    const source = parseSource({
      id: 's',
      kind: 'list-page',
      url: 'https://news.example.com/s/{keyword}/{page}.html',
      articles: ['/t/*'],
    });
    const [first] = source.start(CONTEXT);
    expect(first?.url).toBe('https://news.example.com/s/%E4%BA%91%E5%B8%86%E7%A7%91%E6%8A%80/1.html');
    const { next } = source.list(answerOf('<a href="/t/1">x</a>', first?.url, first), CONTEXT);
    expect(next).toEqual([{ url: 'https://news.example.com/s/%E4%BA%91%E5%B8%86%E7%A7%91%E6%8A%80/2.html', page: 2 }]);
  });

  it('without a single article link on its first page has changed; later pages just end', () => {
    const source = parseSource({ id: 'l', kind: 'list-page', url: 'https://news.example.com/list?p={page}' });
    expect(() => source.list(answerOf('<p>nothing</p>'), CONTEXT)).toThrow(LayoutChanged);
    expect(source.list(answerOf('<p>nothing</p>', undefined, { page: 7 }), CONTEXT)).toEqual({ entries: [], next: [] });
  });
});

describe('the settings of a source', () => {
  const problems = (raw: unknown): readonly string[] => {
    try {
      parseSource(raw);
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    }
    return [];
  };

  it('are refused with every problem at once', () => {
    const found = problems({ id: 'x', kind: 'feed', url: 'ftp://example.com', delaySecs: -1, colour: 'red' });
    expect(found).toHaveLength(3);
    expect(found.join('\n')).toMatch(/url[^]*delaySecs[^]*colour/);
  });

  it('name the source that is wrong', () => {
    expect(problems({ id: 'Bad Id', kind: 'feed', url: 'https://example.com' }).join()).toContain('Bad Id');
    expect(problems({ id: 'x', kind: 'gopher' }).join()).toContain('kind');
    expect(problems(null)).toHaveLength(1);
  });

  it('need nothing but an id for a known site, which is not verified until a probe has passed', () => {
    const source = parseSource({ id: 'amz', kind: 'amz123' });
    expect(source).toMatchObject({
      name: 'AMZ123',
      home: 'https://www.amz123.com',
      verified: false,
      browser: 'none',
      delayMs: 3000,
    });
  });

  it('of a scripted list say whether articles need the browser, too', () => {
    const url = 'https://news.example.com/';
    expect(parseSource({ id: 'b', kind: 'browser-list', url })).toMatchObject({ browser: 'lists', waitFor: 'a[href]' });
    expect(parseSource({ id: 'b', kind: 'browser-list', url, articlePages: true, waitFor: '#l' })).toMatchObject({
      browser: 'all',
      waitFor: '#l',
    });
  });
});
