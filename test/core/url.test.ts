import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { believedCanonical, canonicalUrl, siteOf } from '../../src/core/url.ts';

const runs = process.env['REDWATCH_DEEP'] ? 10_000 : 500;

describe('one article has one address', () => {
  it.each([
    ['https://www.example.com/t/abc?utm_source=x&utm_medium=y#top', 'https://www.example.com/t/abc'],
    ['HTTPS://WWW.Example.com:443/t/abc/', 'https://www.example.com/t/abc'],
    ['https://www.example.com/t/?id=7&spm=a.b.c&from=timeline', 'https://www.example.com/t?id=7'],
    ['https://www.example.com/t?from=8812', 'https://www.example.com/t?from=8812'],
    ['https://www.example.com/news/index.html', 'https://www.example.com/news'],
    ['https://user:pw@www.example.com./%e4%ba%91', 'https://www.example.com/%E4%BA%91'],
    ['https://www.example.com/', 'https://www.example.com/'],
    ['https://m.10100.com/article/115503?fbclid=1', 'https://www.10100.com/article/115503'],
    ['https://applet.10100.com/article/115503', 'https://www.10100.com/article/115503'],
    ['https://amz123.com/t/a1B2', 'https://www.amz123.com/t/a1B2'],
    ['import:9f86d081', 'import:9f86d081'],
  ])('%s is %s', (address, canonical) => expect(canonicalUrl(address)).toBe(canonical));

  it('keeps apart what only the query tells apart, in any order of its parts', () => {
    expect(canonicalUrl('https://bbs.example.com/forum.php?mod=viewthread&tid=7')).not.toBe(
      canonicalUrl('https://bbs.example.com/forum.php?mod=viewthread&tid=8'),
    );
    expect(canonicalUrl('https://www.example.com/a?b=1&utm_x=2&c=3')).toBe('https://www.example.com/a?b=1&c=3');
  });

  it("follows a source's own list of hosts", () => {
    expect(canonicalUrl('http://127.0.0.1:8081/t/1', { '127.0.0.1': 'localhost' })).toBe('http://localhost:8081/t/1');
  });

  it('is its own canonical address', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
        expect(canonicalUrl(canonicalUrl(url))).toBe(canonicalUrl(url));
      }),
      { numRuns: runs, seed: 2 },
    );
  });

  it('takes any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof canonicalUrl(text)).toBe('string');
      }),
      { numRuns: runs, seed: 2 },
    );
  });
});

describe("a page's own word for its address", () => {
  const page = 'https://m.example.com/article/115503?from=app';
  it('is believed on the same site when it keeps what tells the article apart', () => {
    expect(believedCanonical(page, 'https://www.example.com/article/115503')).toBe(
      'https://www.example.com/article/115503',
    );
    expect(
      believedCanonical('https://www.example.com/a/cloudsail-ceo-leaves/amp', '/a/cloudsail-ceo-leaves.html'),
    ).toBe('https://www.example.com/a/cloudsail-ceo-leaves.html');
  });

  it.each([
    ['another site', 'https://evil.example/article/115503'],
    ['the front page', 'https://www.example.com/'],
    ['another article', 'https://www.example.com/article/115504'],
    ['a script', 'javascript:alert(1)'],
    ['nothing', null],
    ['no address', 'http://['],
  ])('is not believed when it names %s', (_what, declared) => expect(believedCanonical(page, declared)).toBeNull());

  it('counts sites by what one owner registers', () => {
    expect(['news.sina.com.cn', 'sina.com.cn', 'a.b.example.com', '127.0.0.1', 'localhost'].map(siteOf)).toEqual([
      'sina.com.cn',
      'sina.com.cn',
      'example.com',
      '127.0.0.1',
      'localhost',
    ]);
  });
});
