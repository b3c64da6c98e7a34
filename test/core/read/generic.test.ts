import { describe, expect, it } from 'vitest';
import { readPage } from '../../../src/core/read/index.ts';
import type { Article } from '../../../src/core/types.ts';

// Invented company, people and outlets.
const PARAGRAPHS = [
  '云帆科技昨日公布了新的客服计划，首批办公室设在两个沿海城市，预计今年夏天投入使用。',
  '“招聘没有上限。”',
  '负责人贺知远在会上说，全部招聘工作将在三月底之前结束，届时客服团队会从三百人增加到五百人。',
  '新计划怎么落地',
  '公司没有回应记者关于成本的问题，只说预算充足，并会在下一份季度报告里给出细节，供投资者参考。',
  '分析人士认为，这家公司过去两年一直在缩减开支，如今突然扩招，说明它对下半年的订单有信心。',
];
const BODY = PARAGRAPHS.map((text) => `<p>${text}</p>`).join('\n');
const TEASERS = Array.from(
  { length: 12 },
  (_, i) => `<div class="item"><a href="/t/${i}">港口第${i}期吞吐量创新高，船公司忙着加班</a></div>`,
).join('');
const page = (main: string, head = ''): string =>
  `<!DOCTYPE html><html lang="zh-CN"><head><title>云帆科技扩招客服_某某资讯网</title>${head}</head><body>
<div class="nav"><a href="/">首页</a><a href="/k">科技</a></div><div class="wrap"><h1>云帆科技扩招客服</h1>${main}</div>
<div class="hot-list">${TEASERS}</div><div class="footer"><a href="/about">关于我们</a> 版权所有</div></body></html>`;
const read = (content: string, url = 'https://news.example/a/1'): Article =>
  readPage({ url, kind: 'html', content, fetchedAt: '2026-01-05T08:00:00Z' }) as Article;

describe('the generic reader', () => {
  const article = read(
    page(
      `<div class="info"><span>3026</span><span>2026-01-04 10:20</span><span>来源：某某晨报</span></div><div class="content">${BODY}</div><p>责任编辑：李四</p>`,
    ),
  );

  it('takes the paragraphs, short ones and headings included, and nothing around them', () => {
    expect(article.text.split('\n')).toEqual(PARAGRAPHS);
  });
  it('takes the headline without the name of the site', () => {
    expect(article.title).toBe('云帆科技扩招客服');
  });
  it('reads date, source and editor from the lines around the text', () => {
    expect(article).toMatchObject({
      publishedAt: '2026-01-04T10:20:00+08:00',
      datePrecision: 'minute',
      editor: '李四',
      lang: 'zh-Hans',
    });
    expect(article.origin).toEqual({ raw: '某某晨报', outlet: '某某晨报', url: null });
  });
  it('reads a text that is one container with line breaks', () => {
    expect(read(page(`<div id="zoom">${PARAGRAPHS.join('<br><br>')}</div>`)).text).toContain(PARAGRAPHS[2]);
  });
  it('keeps one body of a page that carries a desktop and a mobile copy', () => {
    const twice = read(
      page(
        `<div class="pc"><div class="content">${BODY}</div></div><div class="mobile"><b>听潮观察</b><div class="m-content">${BODY}</div></div>`,
      ),
    );
    expect(twice.text.split(PARAGRAPHS[2] ?? '')).toHaveLength(2);
  });
  it('takes a reporter in brackets for the author and refuses a template word in the meta tag', () => {
    const byReporter = read(
      page(
        `<div class="content"><p>某某快讯（记者 裴知秋）今日，${PARAGRAPHS[0]}</p>${BODY}</div>`,
        '<meta name="author" content="name, email@example.com">',
      ),
    );
    expect(byReporter.authors).toEqual(['裴知秋']);
  });
  it('reads a fragment that has no html element', () => {
    expect(read(`<div><h1>云帆科技扩招客服</h1>${BODY}</div>`).text).toContain(PARAGRAPHS[0]);
  });
  it('lets every line be found again in the page', () => {
    const content = page(`<div class="content">${BODY}</div>`);
    for (const line of read(content).text.split('\n')) expect(content).toContain(line);
  });
  it('says so when there is no text', () => {
    expect(
      readPage({
        url: null,
        kind: 'html',
        content: '<html><body><script>x()</script></body></html>',
        fetchedAt: '2026-01-05T08:00:00Z',
      }),
    ).toEqual({ skipped: 'no main text found on the page' });
  });
});

describe('site readers', () => {
  const thread = (
    body: string,
  ): string => `<html><head><title>云帆科技扩招 - 灌水 - 某某论坛 - Powered by Discuz!</title><meta name="generator" content="Discuz! X3.4"></head><body>
<div id="postlist"><h1 class="ts"><a>[资讯]</a><span id="thread_subject">云帆科技扩招客服</span></h1>
<div id="post_1"><div class="authi"><a class="xw1">听潮客</a></div><em id="authorposton1">发表于 <span title="2026-1-3 09:15:00">前天 09:15</span></em><table><tr><td id="postmessage_1"><i class="pstatus"> 本帖最后由 听潮客 于 2026-1-3 10:00 编辑 </i><br>${body}</td></tr></table></div>
<div id="post_2"><div class="authi"><a class="xw1">路人</a></div><table><tr><td id="postmessage_2">楼主说得对，支持一下，希望多招一些人。</td></tr></table></div></div></body></html>`;

  it('takes floor one of a Discuz thread and keeps the replies apart', () => {
    const article = read(thread(PARAGRAPHS.join('<br>')), 'https://bbs.example/thread-1-1-1.html');
    expect(article).toMatchObject({
      title: '云帆科技扩招客服',
      authors: ['听潮客'],
      publishedAt: '2026-01-03T09:15:00+08:00',
      reader: 'discuz@1',
    });
    expect(article.text.split('\n')).toEqual(PARAGRAPHS);
    expect(article.cut).toContainEqual({ reason: 'reply', text: '楼主说得对，支持一下，希望多招一些人。' });
  });
  it('finds the author of an AMZ123 article in the mobile copy', () => {
    const both =
      page(`<div class="info"><span>3026</span><span>2026-01-04 10:20</span></div><div class="article-content">${BODY}</div>
<div class="m-wrap"><div>云帆科技扩招客服</div><div>听潮观察</div><span>2026-01-04 10:20</span><div class="m-content">${BODY}</div></div>`);
    const article = read(both, 'https://www.amz123.com/t/Ab3dEf9h');
    expect(article).toMatchObject({
      authors: ['听潮观察'],
      publishedAt: '2026-01-04T10:20:00+08:00',
      reader: 'amz123@1',
    });
    expect(article.text.split('\n')).toEqual(PARAGRAPHS);
  });
  it('falls back to the generic reader when the layout changed, and reports it', () => {
    const article = read(page(`<div class="new-layout">${BODY}</div>`), 'https://www.10100.com/article/123456');
    expect(article.text).toContain(PARAGRAPHS[0]);
    expect(article.reader).toBe('generic@1 (dashu10100@1 did not know the layout)');
  });
});

describe('saved text', () => {
  it('finds title, date, author and body between navigation and teasers', () => {
    const content = [
      '首页',
      '科技',
      '云帆科技扩招客服！',
      '听潮观察',
      '2026-01-04 10:20',
      '3025',
      ...PARAGRAPHS,
      '上一篇：港口吞吐量创新高',
      '回顶部',
    ].join('\n');
    const article = readPage({ url: null, kind: 'text', content, fetchedAt: '2026-01-05T08:00:00Z' }) as Article;
    expect(article).toMatchObject({
      title: '云帆科技扩招客服！',
      authors: ['听潮观察'],
      publishedAt: '2026-01-04T10:20:00+08:00',
    });
    expect(article.text.split('\n')).toEqual(PARAGRAPHS);
  });
});
