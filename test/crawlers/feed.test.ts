import { describe, expect, it } from 'vitest';
import { readFeedDate } from '../../crawlers/_dates.ts';
import { LayoutChanged } from '../../crawlers/_source.ts';
import { readFeed } from '../../crawlers/feed.ts';
import { parseSource } from '../../crawlers/index.ts';
import { answerOf, CONTEXT } from './_answers.ts';

const FEED = 'https://news.example.com/feed';

describe('a feed', () => {
  it('in RSS 2.0 gives links, titles and dates, with entities, CDATA and escaped markup read', () => {
    const { entries } = readFeed(
      answerOf(
        `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE rss [<!ENTITY x "y">]><rss version="2.0"><channel><title>云帆</title>
        <item><title><![CDATA[<b>云帆科技</b>换帅 & 重组]]></title><link>https://news.example.com/t/1?a=1&amp;b=2</link><pubDate>Sat, 21 Jun 2025 06:34:00 +0800</pubDate></item>
        <item><title>云帆&#x79D1;&#25216;&lt;i&gt;裁员&lt;/i&gt;&nbsp;三成&unknown;</title><guid isPermaLink="true">https://news.example.com/t/2</guid></item>
        <item><title>没有链接</title><guid isPermaLink="false">abc</guid></item></channel></rss>`,
        FEED,
      ),
    );
    expect(entries).toEqual([
      {
        url: 'https://news.example.com/t/1?a=1&b=2',
        title: '云帆科技换帅 & 重组',
        publishedAt: '2025-06-20T22:34:00.000Z',
      },
      { url: 'https://news.example.com/t/2', title: '云帆科技裁员 三成&unknown;', publishedAt: null },
    ]);
  });

  it('in RSS 1.0 has its items beside the channel', () => {
    const { entries } = readFeed(
      answerOf(
        `<rdf:RDF xmlns:rdf="x"><channel><title>a</title></channel><item rdf:about="1"><title>B</title><link>/t/3</link><dc:date>2025-06-21T06:34:00Z</dc:date></item></rdf:RDF>`,
        FEED,
      ),
    );
    expect(entries).toEqual([
      { url: 'https://news.example.com/t/3', title: 'B', publishedAt: '2025-06-21T06:34:00.000Z' },
    ]);
  });

  it('in Atom takes the alternate link and follows rel=next', () => {
    const listing = readFeed(
      answerOf(
        `<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="?page=2"/><entry><title type="html">云帆</title>
        <link rel="edit" href="/edit/1"/><link rel="alternate" href="/t/1"/><updated>2025-06-21T06:34:00+08:00</updated></entry></feed>`,
        FEED,
      ),
    );
    expect(listing.entries).toEqual([
      { url: 'https://news.example.com/t/1', title: '云帆', publishedAt: '2025-06-20T22:34:00.000Z' },
    ]);
    expect(listing.next.map(({ url, page }) => ({ url, page }))).toEqual([{ url: `${FEED}?page=2`, page: 2 }]);
  });

  it('in JSON Feed gives the same', () => {
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      title: 'x',
      items: [
        { id: '1', url: 'https://news.example.com/t/1', title: '云帆', date_published: '2025-06-21T06:34:00+08:00' },
      ],
    };
    expect(readFeed(answerOf(JSON.stringify(feed), FEED)).entries).toEqual([
      { url: 'https://news.example.com/t/1', title: '云帆', publishedAt: '2025-06-20T22:34:00.000Z' },
    ]);
  });

  it('that is empty is an empty list', () => {
    expect(readFeed(answerOf('<rss><channel><title>quiet</title></channel></rss>', FEED)).entries).toEqual([]);
    expect(readFeed(answerOf('<feed></feed>', FEED)).entries).toEqual([]);
  });

  it.each([
    ['a web page', '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>'],
    ['a captcha without a doctype', '<html><body><form id="captcha"></form></body></html>'],
    ['plain text', 'Service unavailable'],
    ['JSON of another kind', '{"error":"rate limited"}'],
    ['a sitemap', '<urlset><url><loc>https://news.example.com/1</loc></url></urlset>'],
    [
      'items of which none has a link',
      '<rss><channel><item><title>a</title></item><item><title>b</title></item></channel></rss>',
    ],
    ['nothing', ''],
  ])('is a failure, not an empty feed, when %s is answered', (_what, body) => {
    expect(() => readFeed(answerOf(body, FEED))).toThrow(LayoutChanged);
  });

  it('is asked once per watched name when its address carries {keyword}', () => {
    const source = parseSource({ id: 'search', kind: 'feed', url: 'https://news.example.com/rss?q={keyword}&hl=zh' });
    expect(source.start(CONTEXT).map((ask) => ask.url)).toEqual([
      'https://news.example.com/rss?q=%E4%BA%91%E5%B8%86%E7%A7%91%E6%8A%80&hl=zh',
      'https://news.example.com/rss?q=Cloudsail&hl=zh',
    ]);
  });
});

describe('a date in a feed', () => {
  it.each([
    ['Sat, 21 Jun 2025 06:34:00 GMT', '2025-06-21T06:34:00.000Z'],
    ['21 Jun 2025 06:34:00 +0800', '2025-06-20T22:34:00.000Z'],
    ['2025-06-21', '2025-06-20T16:00:00.000Z'],
    ['2025/6/1 9:05', '2025-06-01T01:05:00.000Z'],
    ['2025-06-21T06:34:00.123+08:00', '2025-06-20T22:34:00.123Z'],
    ['2025-13-45', null],
    ['0001-01-01T00:00:00Z', null],
    ['2999-01-01', null],
    ['yesterday', null],
    ['', null],
  ])('"%s" is %s', (text, instant) => expect(readFeedDate(text)).toBe(instant));
});
