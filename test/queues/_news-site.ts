import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { openSite, type Site } from '../net/_site.ts';

/** A small site with a feed whose behaviour a test changes while it stands. Its company and its news are invented. */
export type NewsSite = Site & {
  /** How the feed answers. */
  mode: 'well' | 'refusing' | 'empty' | 'no feed';
  /** Articles in the feed, by number; what an article's page holds. */
  articles: number[];
  page: (n: number) => string;
  /** Called before each article is answered; may answer itself. */
  onArticle: (n: number, response: ServerResponse) => void | Promise<void>;
};

export async function openNewsSite(): Promise<NewsSite> {
  const site = await openSite((request, response) => {
    void (async () => {
      const n = Number(/^\/a\/(\d+)$/.exec(request.url ?? '')?.[1] ?? 0);
      if (n) {
        await news.onArticle(n, response);
        if (response.writableEnded) return;
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(news.page(n));
      } else if (request.url === '/feed.xml') answerFeed();
      else if (request.url !== '/robots.txt') response.writeHead(404).end();

      function answerFeed() {
        if (news.mode === 'refusing') return void response.writeHead(403).end('no');
        if (news.mode === 'no feed') return void response.end('<!doctype html><title>moved</title><p>We moved.</p>');
        const body = feed(news.mode === 'empty' ? [] : news.articles, news.base);
        const etag = `"${createHash('sha1').update(body).digest('hex')}"`;
        response.setHeader('etag', etag).setHeader('content-type', 'application/rss+xml');
        if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
        response.end(body);
      }
    })();
  });
  const news: NewsSite = Object.assign(site, {
    mode: 'well' as NewsSite['mode'],
    articles: [1, 2, 3],
    page: articlePage,
    onArticle: () => undefined,
  });
  return news;
}

function feed(articles: readonly number[], base: string): string {
  const items = articles.map(
    (n) => `<item><title>听潮网络第${n}条</title><link>${base}/a/${n}</link><pubDate>${dateOf(n)}</pubDate></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>潮汐</title>${items.join('')}</channel></rss>`;
}

/** Article 1 is of 1 November 2025, 2 of the next day, and so on. */
const dateOf = (n: number) => new Date(Date.UTC(2025, 10, n, 8)).toUTCString();

export function articlePage(n: number): string {
  return `<!doctype html><html lang="zh"><head><title>听潮网络第${n}条消息</title></head><body><article><h1>听潮网络第${n}条消息</h1>
<p>听潮网络（虚构的公司）在第${n}周调整了直播间的排班工具，小商家现在可以提前${n}天看到下一班的安排，也能和同事换班。</p>
<p>店主们说，排班表终于不用贴在仓库门口了；编号${n * 7919}的店铺已经连用了${n * 3}个晚上，打算一直用到过年。</p></article></body></html>`;
}

/** A page of a layout nobody can read: the text comes by script. */
export const scriptOnly = (n: number) =>
  `<!doctype html><html><head><title></title></head><body><div id="root-${n}"></div><script src="/app.js"></script></body></html>`;
