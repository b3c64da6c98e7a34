import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crawlSource } from '../../crawlers/_crawl.ts';
import type { Page } from '../../src/core/types.ts';
import { openGate, openSite, type Site } from '../net/_site.ts';
import { harbourNews } from './harbour-news.ts';

let site: Site;
let list: unknown;
beforeAll(async () => {
  site = await openSite((request, response) => {
    if (request.url === '/api/news?page=1') response.end(JSON.stringify(list));
    else if (request.url?.startsWith('/news/'))
      response.setHeader('content-type', 'text/html').end('<p>渡轮公司（虚构）换了新时刻表。</p>');
  });
});
afterAll(() => site.close());

async function crawlIt() {
  const gate = openGate([site]);
  const pages: Page[] = [];
  const report = await crawlSource(harbourNews.open('harbour', { site: site.base, delaySecs: 0 }), {
    ...{ gate, now: () => new Date('2025-12-29T02:00:00Z'), keywords: [] },
    known: async () => new Map(),
    savePage: async (page) => {
      pages.push(page);
      return 'new';
    },
    unchanged: () => undefined,
    entry: () => undefined,
  });
  await gate.close();
  return { report, pages };
}

describe("the newcomer's source", () => {
  it('brings the articles its list names', async () => {
    list = [
      { id: 7, title: '渡轮换时刻表', published: '2025-12-28T10:00:00Z' },
      { id: 8, title: '灯塔开放日', published: '2025-12-28T12:00:00Z' },
    ];
    const { report, pages } = await crawlIt();
    expect(report).toMatchObject({ verdict: 'ok', new: 2 });
    expect(pages.map((p) => new URL(p.url).pathname).sort()).toEqual(['/news/7', '/news/8']);
  });

  it('says that the layout changed when the list is another', async () => {
    list = { message: 'please log in' };
    expect((await crawlIt()).report).toMatchObject({ verdict: 'failed', failed: { layout: 1 } });
  });
});
