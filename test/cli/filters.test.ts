import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES } from '../queues/_articles.ts';
import { linesOf, runCommand } from './_run.ts';

const article = (id: string, text: string) => JSON.stringify({ id, text, publishedAt: '2025-11-03' });

describe('the commands as filters', () => {
  it('reads a page into an article', async () => {
    const html = `<html><head><title>甲公司换了总部_某某网</title></head><body><h1>甲公司换了总部</h1><p>${'甲公司（虚构）把总部从城东搬到了城西，搬家那天下着小雨。'.repeat(4)}</p></body></html>`;
    const { out, code } = await runCommand(['read'], {
      input: `${JSON.stringify({ id: 'p1', url: 'https://news.example/1', html })}\n`,
    });
    expect(code).toBe(0);
    expect(linesOf(out)).toMatchObject([{ id: 'p1', title: '甲公司换了总部', lang: 'zh-Hans' }]);
  });

  it('answers a bad line with its reason, goes on with the rest, and ends with exit code 1', async () => {
    const input = ['this is no JSON', JSON.stringify({ id: 7 }), article('good', PAGES.REPORT)].join('\n');
    const { out, code } = await runCommand(['claims'], { input });
    const [first, second, ...claims] = linesOf(out);
    expect(code).toBe(1);
    expect(first).toMatchObject({ line: 1, error: expect.stringContaining('not a line of JSON') });
    expect(second).toMatchObject({ id: 7, line: 2, error: expect.stringContaining('text') });
    expect(claims.some((c) => c.id === 'good' && c.kind === 'executive_departure')).toBe(true);
  });

  it('gives claims whose offsets cut their quote out of the text', async () => {
    const { out } = await runCommand(['claims'], { input: article('a', PAGES.REPORT) });
    const claims = linesOf(out);
    expect(claims.length).toBeGreaterThan(1);
    for (const claim of claims)
      expect(PAGES.REPORT.slice(claim.start as number, claim.end as number)).toBe(claim.quote);
  });

  it('knows what the Watches of the settings call a company', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'redwatch-claims-'));
    const file = path.join(folder, 'redwatch.yaml');
    await writeFile(file, 'watches: [{ id: w, name: 夜航, names: [夜航] }]\n');
    const input = article('a', '据悉，夜航副总裁谢知微已于上周五离职，公司没有回应。');
    const { out, err } = await runCommand(['claims', '--config', file], { input });
    await rm(folder, { recursive: true });
    expect(err).toBe('');
    expect(linesOf(out).find((c) => c.kind === 'executive_departure')?.args).toMatchObject({ org: '夜航' });
  });

  it('folds a copy into the article it was made from', async () => {
    const input = [article('first', PAGES.REPORT), article('copy', PAGES.COPY), article('other', PAGES.OTHER)].join(
      '\n',
    );
    const { out, code } = await runCommand(['group', '--grow'], { input });
    expect(code).toBe(0);
    const [first, copy, other] = linesOf(out);
    expect(first).toMatchObject({ id: 'first', relation: 'new', of: null });
    expect(copy).toMatchObject({ id: 'copy', of: 'first', relation: expect.stringMatching(/^(near|partial)$/) });
    expect(other).toMatchObject({ id: 'other', relation: 'new' });
  });
});

describe('wrong use', () => {
  it('ends with exit code 2 for an unknown command and for wrong settings', async () => {
    expect((await runCommand(['telepathy'])).code).toBe(2);
    const { code, err } = await runCommand(['crawl', '--config', 'no-such-file.yaml']);
    expect(code).toBe(2);
    expect(err).toMatch(/no-such-file\.yaml: cannot be read/);
  });

  it('says in one sentence that the database or the queue cannot be reached', async () => {
    const database = await runCommand(['crawl'], { env: { DATABASE_URL: 'postgres://a:b@127.0.0.1:9/c' } });
    expect(database.code).toBe(1);
    expect(database.err.trim()).toMatch(/^The database at 127\.0\.0\.1:9\/c cannot be used .*DATABASE_URL.*\.$/);
  });
});
