import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { isSkipped } from '../src/core/types.ts';
import { openReadPool, type ReadPool, type ReadPoolOptions } from '../src/read-pool.ts';

// Invented company.
const BODY = '云帆科技在公告中说，公司今年将把客服团队扩到两百人，并在两个城市设立新的办公室。';
const page = (body: string) =>
  ({
    url: 'https://news.example/a',
    kind: 'html',
    content: `<html lang="zh"><head><title>云帆科技公告</title></head><body><h1>云帆科技公告</h1>${body}</body></html>`,
    fetchedAt: '2026-09-30T00:00:00Z',
  }) as const;
const article = page(`<p>${BODY}</p><p>${BODY}招聘从下月开始。</p>`);
/** As many paragraphs as asked for: the article above takes milliseconds, thousands take a second, 19,000 long ones many. */
const longPage = (paragraphs: number, repeats: number) =>
  page(
    Array.from({ length: paragraphs }, (_, i) => `<p>${BODY.repeat(repeats)}第${i}段。<a href="/x">链接</a></p>`).join(
      '',
    ),
  );

let pool: ReadPool | null = null;
const open = (options: ReadPoolOptions): ReadPool => (pool = openReadPool(options));
afterEach(() => pool?.close());

describe('the reading threads', () => {
  it('read a page as readPage does', async () => {
    expect(await open({}).read(article)).toMatchObject({ title: '云帆科技公告', reader: 'generic@1' });
  });

  it('cut off a page that takes longer than its limit, and go on with the next', async () => {
    const { read } = open({ limitMs: 1000 });
    const [late, fine] = await Promise.all([read(longPage(19_000, 14)), read(article)]);
    expect(late).toEqual({ skipped: 'reading took longer than 1 s' });
    expect(isSkipped(fine)).toBe(false);
  });

  it('cut off a page that needs more than its memory, and go on with the next', async () => {
    const { read } = open({ memoryMb: 48 });
    const large = page('<i a="b">x</i>'.repeat(145_000));
    expect(await read(large)).toEqual({ skipped: 'reading needed more than 48 MB' });
    expect(isSkipped(await read(article))).toBe(false);
  });

  it('leave the process free while a page is read', async () => {
    const { read } = open({});
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    await read(longPage(8000, 1));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });

  it('read many pages at once on a few threads, each answer to its own page', async () => {
    const { read } = open({ threads: 2 });
    const titles = Array.from({ length: 12 }, (_, i) => `云帆科技第${i + 10}号公告`);
    const read12 = await Promise.all(
      titles.map((title) => read({ ...article, content: article.content.replaceAll('云帆科技公告', title) })),
    );
    expect(read12.map((one) => 'title' in one && one.title)).toEqual(titles);
  });

  it('finish what is in hand when closed, and refuse what comes later', async () => {
    const { read, close } = open({});
    const inHand = read(article);
    await close();
    expect(isSkipped(await inHand)).toBe(false);
    await expect(read(article)).rejects.toThrow('closed');
  });

  it('do not keep a process alive that forgot to close them', () => {
    const code = `import { openReadPool } from './src/read-pool.ts';
      const read = await openReadPool().read(${JSON.stringify(article)});
      console.log(read.title);`;
    const output = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(output.trim()).toBe('云帆科技公告');
  });
});
