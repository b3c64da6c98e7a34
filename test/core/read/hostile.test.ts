import { describe, expect, it } from 'vitest';
import { readPage } from '../../../src/core/read/index.ts';
import { isSkipped } from '../../../src/core/types.ts';

const COUNT = process.env['REDWATCH_DEEP'] === '1' ? 10_000 : 500;
const FETCHED_AT = '2026-01-05T08:00:00Z';
/** Each takes one or two seconds on an idle core; ten times that would be a super-linear rule, not a busy machine. */
const LIMIT_MS = 15_000;

const read = (content: string) =>
  readPage({ url: 'https://news.example/a/1', kind: 'html', content, fetchedAt: FETCHED_AT });

// Invented company.
const PARAGRAPH =
  '云帆科技的负责人昨日对记者表示，公司今年将把客服团队从三百人扩到五百人，并在两个城市设立新的办公室。';
const PAGE = `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>云帆科技扩招客服_某某网</title>
<meta property="og:title" content="云帆科技扩招客服"><script type="application/ld+json">{"@type":"NewsArticle","headline":"云帆科技扩招客服"}</script></head>
<body><nav><ul><li><a href="/">首页</a></li><li><a href="/t">科技</a></li></ul></nav><div class="main"><h1>云帆科技扩招客服</h1>
<div class="info"><span>2026-01-04 10:20</span> 来源：某某日报 作者：李某某</div>
<div class="article-content"><p>${PARAGRAPH}</p><p>${PARAGRAPH.replace('昨日', '随后')}</p><p>${PARAGRAPH.replace('三百', '八百')}</p></div>
<div class="related"><h3>相关阅读</h3><ul><li><a href="/2">港口吞吐量创新高</a></li></ul></div></div><footer>Copyright</footer></body></html>`;

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
}

/** Cut off, cut out, doubled, with tags and bytes that do not belong, attributes torn open: as broken servers and proxies send them. */
function mutate(page: string, random: () => number): string {
  const at = (): number => Math.floor(random() * page.length);
  const junk = [
    '<div>',
    '</div>',
    '<p',
    '"',
    '<!--',
    '-->',
    '<script>',
    '</script>',
    '<table><tr>',
    '<svg>',
    '<![CDATA[',
    '\u0000',
    '\ufffd',
    '&#x;',
    '<html>',
    '</body>',
    '<a href="',
    '<br>',
    '<textarea>',
    '<template>',
    '\ud800',
  ];
  let result = page;
  for (let change = 0; change < 1 + Math.floor(random() * 6); change += 1) {
    const [from, to] = [at(), at()].sort((a, b) => a - b) as [number, number];
    const kind = Math.floor(random() * 5);
    if (kind === 0) result = result.slice(0, Math.max(1, from));
    else if (kind === 1) result = result.slice(0, from) + result.slice(to);
    else if (kind === 2)
      result =
        result.slice(0, from) +
        (junk[Math.floor(random() * junk.length)] ?? '').repeat(1 + Math.floor(random() * 30)) +
        result.slice(from);
    else if (kind === 3) result = result.slice(0, to) + result.slice(from);
    else result = result.replaceAll(['</p>', '</div>', '</a>', '"', '>'][Math.floor(random() * 5)] ?? '', '');
  }
  return result;
}

describe('hostile pages', () => {
  it(`reads or refuses each of ${COUNT} mutated pages without throwing`, () => {
    let articles = 0;
    for (let seed = 1; seed <= COUNT; seed += 1) {
      const result = read(mutate(PAGE, seeded(seed * 7919)));
      if (isSkipped(result)) expect(result.skipped).not.toBe('');
      else articles += 1;
    }
    // Most mutations leave some text; a reader that refuses everything would pass the line above.
    expect(articles).toBeGreaterThan(COUNT / 3);
  }, 600_000);

  it.each([
    ['20,000 nested divs', '<div>'.repeat(20_000) + PARAGRAPH],
    ['20,000 nested unclosed spans and fonts', '<span><font>'.repeat(10_000) + PARAGRAPH],
    ['a single line of 5 MB', `<p>${'a'.repeat(5_000_000)}</p>`],
    ['a single Chinese line of 2 million characters', `<p>${'无标点的长行'.repeat(350_000)}</p>`],
    ['200,000 line breaks', '文<br>'.repeat(200_000)],
    ['only scripts', '<html><head><script>var a = 1;</script></head><body><script>run()</script></body></html>'],
    ['binary', String.fromCharCode(...Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 256))],
    ['100,000 links', '<a href="/x">链接</a>'.repeat(100_000)],
    ['an attribute of 3 MB', `<div class="${'x '.repeat(1_500_000)}"><p>${PARAGRAPH}</p></div>`],
    ['a title of 1 MB', `<title>${'标题-'.repeat(300_000)}</title><p>${PARAGRAPH}</p>`],
    [
      'JSON-LD nested 50,000 deep',
      `<script type="application/ld+json">${'['.repeat(50_000)}</script><p>${PARAGRAPH}</p>`,
    ],
    ['50,000 meta tags', '<meta name="a" content="b">'.repeat(50_000) + `<p>${PARAGRAPH}</p>`],
    ['an unclosed comment', `<p>${PARAGRAPH}</p><!--${'-'.repeat(500_000)}`],
  ])(
    'ends in time on %s',
    (_, content) => {
      const started = performance.now();
      const result = read(content);
      expect(performance.now() - started).toBeLessThan(LIMIT_MS);
      if (isSkipped(result)) expect(result.skipped.length).toBeGreaterThan(5);
    },
    120_000,
  );

  it('refuses a page of more than twelve million characters with its size', () => {
    expect(read('x'.repeat(12_000_001))).toEqual({ skipped: 'page of 12000001 characters, limit 12000000' });
  });

  it('refuses pages of too many tags or lines with their number', () => {
    expect(read('<b>'.repeat(300_001))).toEqual({ skipped: 'page of 300001 tags, limit 300000' });
    expect(read('文<br>'.repeat(20_001))).toEqual({ skipped: 'page of 20001 lines, limit 20000' });
  });

  it('refuses an empty page and one of white space', () => {
    expect(read('')).toEqual({ skipped: 'empty page' });
    expect(read(' \n\t ')).toEqual({ skipped: 'empty page' });
  });

  it('bounds saved text as well', () => {
    const started = performance.now();
    readPage({
      url: null,
      kind: 'text',
      content: `${'x y '.repeat(1_000_000)}\n${'短行\n'.repeat(200_000)}`,
      fetchedAt: FETCHED_AT,
    });
    expect(performance.now() - started).toBeLessThan(LIMIT_MS);
  });
});
