/** What is crawled while things break: the demo's sites and a month's articles spread over many feeds of one host. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startDemoWeb, type DemoWeb } from '../demo/server.ts';
import { monthArticle, pageOf } from './_month.ts';

export type FaultWeb = { demo: DemoWeb; sources: { id: string }[]; host: string; close(): Promise<void> };

export const PER_FEED = 50;

export async function openFaultWeb(articles: number, at = '127.0.0.1'): Promise<FaultWeb> {
  const demo = await startDemoWeb({ night: 1, host: at });
  const feeds = Math.ceil(articles / PER_FEED);
  const server = createServer((request, response) => {
    const [, what = '', number = ''] = /^\/(feed|a)\/(\d+)$/.exec(request.url ?? '') ?? [];
    const type = what === 'feed' ? 'application/rss+xml' : 'text/html; charset=utf-8';
    const text = what === 'feed' ? feedOf(Number(number), articles, base) : pageOf(monthArticle(Number(number)));
    if (what) response.writeHead(200, { 'content-type': type }).end(text);
    else response.writeHead(404).end();
  });
  server.listen(0, at);
  await once(server, 'listening');
  const host = `${at}:${(server.address() as AddressInfo).port}`;
  const base = `http://${host}`;
  const sources = Array.from({ length: feeds }, (_, i) => ({
    ...{ id: `month-${i}`, kind: 'feed', name: `月报${i}`, url: `${base}/feed/${i}`, delaySecs: 0.01 },
  }));
  return {
    ...{ demo, sources, host },
    close: async () => {
      await demo.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

function feedOf(feed: number, articles: number, base: string): string {
  const items: string[] = [];
  for (let n = feed * PER_FEED; n < Math.min(articles, (feed + 1) * PER_FEED); n++) {
    const { title, publishedAt } = monthArticle(n);
    const date = new Date(publishedAt).toUTCString();
    items.push(`<item><title>${title}</title><link>${base}/a/${n}</link><pubDate>${date}</pubDate></item>`);
  }
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${feed}</title>${items.join('')}</channel></rss>`;
}
