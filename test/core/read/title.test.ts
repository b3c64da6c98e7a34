import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../src/core/read/html.ts';
import { metaOfDocument } from '../../../src/core/read/meta.ts';
import { commonSuffix, cutSuffix } from '../../../src/core/read/site-title.ts';
import { titleOf } from '../../../src/core/read/title.ts';

// Invented companies and sites.
const titleOfPage = (head: string, body = ''): string =>
  titleOf(metaOfDocument(parseDocument(`<html><head>${head}</head><body>${body}</body></html>`)));
const og = (title: string): string => `<meta property="og:title" content="${title}">`;

describe('titleOf', () => {
  it('takes the headline readers see where the first h1 is a bread crumb with the search engines\u2019 title', () => {
    const search = 'Yunfan Tech layoffs: all offices and dates';
    const seen = 'Half of the desks at Yunfan stand empty';
    const declared = `<script type="application/ld+json">{"@type":"NewsArticle","headline":"${seen}"}</script>`;
    const head = `<title>${search}</title>${og(search)}${declared}`;
    expect(titleOfPage(head, `<ul><li>Home</li><li><h1>${search}</h1></li></ul><h2>Labour ${seen}</h2>`)).toBe(seen);
    expect(titleOfPage(head, `<h1>${search}</h1><h2><a href="/x">${seen}</a></h2>`)).toBe(search);
  });

  it('hears a title with a section behind it as a vote for the title', () => {
    const title = '云帆科技将在两个城市设立新的办公室';
    expect(
      titleOfPage(`<title>${title}-财经要闻ㅣ某某日報</title>${og(`${title}-财经要闻`)}`, `<h1>${title}</h1>`),
    ).toBe(title);
  });

  it('keeps the dot inside a name', () => {
    expect(titleOfPage('<title>乔治·布兰德加入云帆科技董事会</title>')).toBe('乔治·布兰德加入云帆科技董事会');
  });

  it('cuts the name the host carries', () => {
    const canonical = '<link rel="canonical" href="https://www.harbourpost.example/a/1">';
    const title = 'Yunfan Tech names Lena Brandt as its chief of finance';
    expect(titleOfPage(`<title>${title} - harbourpost.example</title>${canonical}`)).toBe(title);
  });
});

describe('commonSuffix', () => {
  const site = ' - 每日出海观察站与卖家之声';
  const heads = ['云帆科技发布财报', '港口吞吐量创新高', '平台调整佣金', '仓库起火无人受伤'];

  it('learns the ending that the titles of a site share', () => {
    expect(commonSuffix(heads.map((head) => head + site))).toBe(site);
    expect(commonSuffix([...heads.map((head) => head + site), '没有站名的标题'])).toBe(site);
  });

  it('takes the whole ending of several parts, but leaves columns that only some pages have', () => {
    expect(commonSuffix(heads.map((head) => `${head}_观察${site}`))).toBe(`_观察${site}`);
    expect(commonSuffix(heads.map((head, i) => `${head}_${i % 2 ? '快讯' : '深度'}${site}`))).toBe(site);
  });

  it('learns nothing from one title told many times, from two titles, or from titles that share no ending', () => {
    expect(commonSuffix(Array.from({ length: 9 }, () => heads[0] + site))).toBe('');
    expect(commonSuffix(heads.slice(0, 2).map((head) => head + site))).toBe('');
    expect(commonSuffix(heads)).toBe('');
  });

  it('is cut from a title that has it and leaves the others alone', () => {
    expect(cutSuffix(`裁员继续${site}`, site)).toEqual({ title: '裁员继续', cut: site });
    expect(cutSuffix('裁员继续', site)).toEqual({ title: '裁员继续', cut: '' });
    expect(cutSuffix(site, site)).toEqual({ title: site, cut: '' });
  });
});
