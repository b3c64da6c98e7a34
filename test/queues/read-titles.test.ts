import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRedwatch } from './_redwatch.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { contentId } from '../../src/store/ids.ts';
import { savePage } from '../../src/store/pages.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';

// Invented company and site.
const SITE = ' - 每日出海观察站与卖家之声';
const HEADS = [
  '云帆科技发布第三季度财报',
  '云帆科技调整平台佣金',
  '云帆科技仓库起火无人受伤',
  '云帆科技招聘两百名客服',
];

let postgres: TestServer;
beforeAll(async () => {
  postgres = await startTestServer();
});
afterAll(() => postgres.stop());

describe('the read step', () => {
  it('cuts the ending that the titles of a source share, also from a page that comes alone later, and keeps what it cut', async () => {
    const object = { watches: [{ id: 'yunfan', name: '云帆科技', names: ['云帆科技'] }] };
    const config = loadConfig({ object }, { DATABASE_URL: await postgres.freshUrl() });
    const redwatch = await openRedwatch({ config, log: createLog('silent') });
    try {
      const { db } = redwatch.store;
      const take = async (head: string, i: number) => {
        const url = `https://observer.example/n/${i}`;
        const paragraph = `<p>${head}。公司在公告中说，相关安排从下月开始执行，并会按季度公布进展。</p>`;
        const html = `<html lang="zh"><head><title>${head}${SITE}</title></head><body>${paragraph}
          <p>第${i}份公告发出之后，多家媒体联系了公司，公司没有作进一步的说明。</p></body></html>`;
        const body = new TextEncoder().encode(html);
        const at = `2025-11-05T00:00:0${i}Z`;
        const page = { id: contentId(url, body), sourceId: 'observer', url, requestedUrl: url, finalUrl: url, body };
        const answer = { fetchedAt: at, status: 200, headers: {}, contentType: 'text/html' };
        await savePage(db, { ...page, ...answer, charset: 'utf-8', charsetFrom: 'utf8' });
      };
      const stored = () => db.selectFrom('articleVersions').select(['title', 'cut']).orderBy('createdAt').execute();
      for (const [i, head] of HEADS.slice(0, 3).entries()) await take(head, i);
      redwatch.work(['read']);
      await expect.poll(async () => (await stored()).length, { timeout: 30_000 }).toBe(3);
      await take(HEADS[3] ?? '', 3);
      await expect.poll(async () => (await stored()).length, { timeout: 30_000 }).toBe(4);
      const articles = await stored();
      expect(articles.map(({ title }) => title)).toEqual(HEADS);
      for (const { cut } of articles)
        expect(cut).toContainEqual({ reason: 'name of the site in the title', text: SITE });
    } finally {
      await redwatch.close();
    }
  });
});
