/** The script a user would write: few lines around good packages. It runs as a process of its own and answers with what it made. */
import { createRequire } from 'node:module';
import { BasicCrawler, Configuration } from '@crawlee/basic';
import { Readability } from '@mozilla/readability';
import { Queue, Worker } from 'bullmq';
import { load } from 'cheerio';
import { Redis } from 'ioredis';
import { JSDOM } from 'jsdom';
import { request } from 'undici';

export type PeerArticle = { text: string; group: string; isDeparture: boolean };

const { SimHash, Comparator } = createRequire(import.meta.url)('simhash-js') as {
  SimHash: new () => { hash: (text: string) => number };
  Comparator: { similarity: (x: string, y: string) => number };
};
/** As its README shows: nearly equal hashes are copies. */
const ALIKE = 0.9;

const connection = new Redis(process.argv[2] ?? '', { maxRetriesPerRequest: null });
const queue = new Queue('pages', { connection });
const seen: { hash: string; group: string }[] = [];
const articles = new Map<number, PeerArticle>();
let left = 0;
let isCrawled = false;

const worker = new Worker<{ url: string; html: string }>(
  'pages',
  async ({ data: { url, html } }) => {
    const text = new Readability(new JSDOM(html, { url }).window.document).parse()?.textContent?.trim() ?? '';
    const hash = new SimHash().hash(text).toString(16);
    const alike = seen.find((other) => Comparator.similarity(hash, other.hash) >= ALIKE);
    const group = alike?.group ?? url;
    seen.push({ hash, group });
    articles.set(Number(url.slice(url.lastIndexOf('/') + 1)), {
      text,
      group,
      isDeparture: /离职|辞职|卸任/.test(text),
    });
    if (--left === 0 && isCrawled) done();
  },
  { connection, concurrency: 1 },
);

function done(): void {
  process.send?.([...articles]);
}

process.once('message', (feeds: string[]) => {
  const crawler = new BasicCrawler(
    {
      maxConcurrency: 10,
      async requestHandler({ request: { url, label }, addRequests }) {
        const html = await (await request(url)).body.text();
        if (label !== 'article') {
          const $ = load(html, { xml: true });
          await addRequests(
            $('item > link')
              .toArray()
              .map((link) => ({ url: $(link).text(), label: 'article' })),
          );
          return;
        }
        left++;
        await queue.add('page', { url, html }, { removeOnComplete: true });
      },
    },
    new Configuration({ persistStorage: false }),
  );
  void crawler.run(feeds).then(() => {
    isCrawled = true;
    if (left === 0) done();
  });
});
process.on('disconnect', () => void worker.close().then(() => process.exit(0)));
process.send?.('ready');
