import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { crawlSource, parseSource, type CrawlPorts, type RunEntry, type RunReport } from '../../crawlers/_crawl.ts';
import type { KnownPage } from '../../src/core/schedule.ts';
import type { Page } from '../../src/core/types.ts';
import { canonicalUrl } from '../../src/core/url.ts';
import { createBrowser, findChromium } from '../../src/net/browser.ts';
import { openGate, openSite, type Answer, type Site } from '../net/_site.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A small archive with a clock: what a night would find in the store. */
type Archive = {
  pages: Page[];
  known: Map<string, KnownPage>;
  lists: Map<string, KnownPage>;
  entries: RunEntry[];
  clock: Date;
};

/** `robots` is the text or the status of robots.txt. */
async function open(
  answer: Answer,
  robots: string | number = 404,
): Promise<{ site: Site; archive: Archive; run(settings: object, extra?: Partial<CrawlPorts>): Promise<RunReport> }> {
  const site = await openSite((request, response) => {
    if (request.url !== '/robots.txt') return answer(request, response);
    return response.writeHead(typeof robots === 'number' ? robots : 200).end(typeof robots === 'number' ? '' : robots);
  });
  const gate = openGate([site]);
  closing.push(site.close, gate.close);
  const archive: Archive = {
    pages: [],
    known: new Map(),
    lists: new Map(),
    entries: [],
    clock: new Date('2025-12-29T02:00:00Z'),
  };
  const ports: CrawlPorts = {
    gate,
    known: async (urls) =>
      new Map(
        urls.flatMap((url) =>
          [archive.known.get(url), archive.lists.get(url)].flatMap((page) => (page ? [[url, page] as const] : [])),
        ),
      ),
    async savePage(page) {
      const before = archive.known.get(page.url);
      archive.pages.push(page);
      const known: KnownPage = {
        etag: page.headers['etag'] ?? null,
        lastModified: null,
        contentHash: page.id,
        fetchedAt: page.fetchedAt,
        checkedAt: page.fetchedAt,
      };
      for (const url of [page.url, canonicalUrl(page.requestedUrl)]) archive.known.set(url, known);
      return before?.contentHash === page.id ? 'same' : 'new';
    },
    unchanged: (url) =>
      void archive.known.set(url, { ...archive.known.get(url)!, checkedAt: archive.clock.toISOString() }),
    listSeen: (url, validators) =>
      void archive.lists.set(url, { ...validators, contentHash: null, fetchedAt: archive.clock.toISOString() }),
    entry: (entry) => void archive.entries.push(entry),
    now: () => archive.clock,
    keywords: ['云帆科技'],
    limits: { retryDelayMs: 1 },
  };
  return {
    site,
    archive,
    run: (settings, extra) => crawlSource(parseSource({ delaySecs: 0, ...settings }), { ...ports, ...extra }),
  };
}

const rss = (...links: string[]): string =>
  `<rss><channel>${links.map((link) => `<item><link>${link}</link></item>`).join('')}</channel></rss>`;
const html = (text: string, head = ''): string =>
  `<!DOCTYPE html><html><head><title>${text}</title>${head}</head><body><p>${text}</p></body></html>`;

describe('a night', () => {
  it('brings every new article once and accounts for every address', async () => {
    const { site, archive, run } = await open((request, response) => {
      const path = request.url ?? '';
      if (path === '/feed')
        return response.end(
          rss(
            '/t/1?utm_source=feed',
            '/t/1#again',
            '/t/2',
            '/private/3',
            '/gone',
            '/broken',
            '/out',
            '/file.pdf',
            '/blank',
          ),
        );
      if (path === '/gone') return response.writeHead(410).end('gone');
      if (path === '/broken') return response.writeHead(500).end('oops');
      if (path === '/out') return response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end();
      if (path === '/file.pdf') return response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF');
      if (path === '/blank') return response.writeHead(200, { 'content-type': 'text/html' }).end(' \n');
      return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html(`云帆科技 ${path}`));
    }, 'User-agent: redwatch\nDisallow: /private\n');
    const report = await run({ id: 'news', kind: 'feed', url: `${site.base}/feed` });
    expect(archive.pages.map(({ url }) => url).sort()).toEqual([`${site.base}/t/1`, `${site.base}/t/2`]);
    expect(archive.pages[0]).toMatchObject({
      sourceId: 'news',
      status: 200,
      charset: 'utf-8',
      charsetFrom: 'utf8',
      fetchedAt: '2025-12-29T02:00:00.000Z',
    });
    expect(archive.pages[0]?.id).toMatch(/^[0-9a-f]{64}$/);
    expect(report).toMatchObject({
      ...{ asked: 9, new: 2, same: 0, unchanged: 0, verdict: 'partial' },
      skipped: { 'robots.txt': 1, 'not a web page (application/pdf)': 1 },
      failed: { 'http 410': 1, 'http 500': 1, address: 1, 'empty body': 1 },
    });
    expect(archive.entries).toHaveLength(9);
    expect(site.hits.filter((hit) => hit === 'GET /broken')).toHaveLength(3);
    expect(site.hits.filter((hit) => hit === 'GET /gone')).toHaveLength(1);
    expect(site.hits).not.toContain('GET /private/3');
    expect(report.sentence).toMatch(/9 addresses asked, 2 new/);
    expect(existsSync('storage')).toBe(false);
  });

  it('asks for nothing it knows, asks again with validators when due, and takes 304 for an answer', async () => {
    const { site, archive, run } = await open((request, response) => {
      if (request.url === '/feed') return response.end(rss('/t/1', '/t/2'));
      if (request.headers['if-none-match'] === '"v1"') return response.writeHead(304).end();
      return response.writeHead(200, { 'content-type': 'text/html', etag: '"v1"' }).end(html('云帆科技'));
    });
    const settings = { id: 'news', kind: 'feed', url: `${site.base}/feed` };
    await run(settings);
    archive.clock = new Date('2025-12-29T12:00:00Z');
    expect(await run(settings)).toMatchObject({
      asked: 1,
      new: 0,
      skipped: { 'known, not due': 2 },
      verdict: 'ok',
      lists: { entries: 2, known: 2 },
    });
    archive.clock = new Date('2025-12-30T02:00:00Z');
    expect(await run(settings)).toMatchObject({ asked: 3, new: 0, unchanged: 2, verdict: 'ok' });
    expect(archive.pages).toHaveLength(2);
  });

  it('sends validators of a list only after everything it named was brought', async () => {
    let isBroken = true;
    const { site, archive, run } = await open((request, response) => {
      if (request.url === '/feed') {
        if (request.headers['if-none-match'] === '"f"') return response.writeHead(304).end();
        return response.writeHead(200, { etag: '"f"' }).end(rss('/t/1'));
      }
      return isBroken
        ? response.writeHead(500).end()
        : response.writeHead(200, { 'content-type': 'text/html' }).end(html('云帆'));
    });
    const settings = { id: 'news', kind: 'feed', url: `${site.base}/feed` };
    expect((await run(settings)).verdict).toBe('failed');
    isBroken = false;
    expect(await run(settings)).toMatchObject({ new: 1, verdict: 'ok' });
    expect(await run(settings)).toMatchObject({ new: 0, verdict: 'ok', lists: { answered: 0, unchanged: 1 } });
    expect(archive.pages).toHaveLength(1);
  });

  it('stops paging where everything is known, and at the limit otherwise', async () => {
    const { site, archive, run } = await open((request, response) => {
      const page = Number(/^\/list\/(\d+)$/.exec(request.url ?? '')?.[1] ?? 0);
      response.setHeader('content-type', 'text/html');
      if (page > 0)
        return response.end(html('list') + [1, 2].map((each) => `<a href="/t/${page}${each}">x</a>`).join(''));
      return response.end(html(request.url ?? ''));
    });
    const settings = {
      id: 'list',
      kind: 'list-page',
      url: `${site.base}/list/{page}`,
      articles: ['/t/*'],
      maxPages: 3,
    };
    expect(await run(settings)).toMatchObject({ new: 6, lists: { asked: 3 }, skipped: { 'beyond 3 list pages': 1 } });
    archive.clock = new Date('2025-12-29T03:00:00Z');
    expect(await run(settings)).toMatchObject({ new: 0, lists: { asked: 1 } });
  });

  it('backfills a range of dates, and goes on where an earlier one stopped', async () => {
    const item = (id: number, day: string): string => `<url><loc>/t/${id}</loc><lastmod>2025-06-${day}</lastmod></url>`;
    const { site, archive, run } = await open((request, response) => {
      if (request.url === '/sitemap.xml')
        return response.end(`<urlset>${[1, 2, 3, 4].map((id) => item(id, `0${id}`)).join('')}</urlset>`);
      return response.writeHead(200, { 'content-type': 'text/html' }).end(html(request.url ?? ''));
    });
    const range = { since: new Date('2025-06-02T00:00:00+08:00'), until: new Date('2025-06-04T00:00:00+08:00') };
    const settings = { id: 'map', kind: 'sitemap', url: `${site.base}/sitemap.xml` };
    expect(await run({ ...settings, maxArticles: 2 }, { range })).toMatchObject({
      new: 2,
      skipped: { 'beyond 2 articles': 1 },
    });
    expect(await run({ ...settings, maxArticles: 2 }, { range })).toMatchObject({
      new: 1,
      skipped: { 'known, not due': 2 },
    });
    expect(archive.pages.map(({ url }) => url.slice(-1)).sort()).toEqual(['2', '3', '4']);
  });

  it('makes one page of an article under several addresses', async () => {
    const { site, archive, run } = await open((request, response) => {
      if (request.url === '/feed') return response.end(rss('/go/1', '/amp/115503', '/article/115503?utm_source=x'));
      if (request.url === '/go/1') return response.writeHead(301, { location: '/article/115503' }).end();
      return response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(html('云帆', '<link href="/article/115503" rel="canonical">'));
    });
    await run({ id: 'news', kind: 'feed', url: `${site.base}/feed` });
    expect(new Set(archive.pages.map(({ id }) => id)).size).toBe(1);
    expect(archive.pages[0]?.url).toBe(`${site.base}/article/115503`);
    archive.clock = new Date('2025-12-29T03:00:00Z');
    expect(await run({ id: 'news', kind: 'feed', url: `${site.base}/feed` })).toMatchObject({ asked: 1 });
  });
});

describe('a source that misbehaves', () => {
  it.each([
    [
      'answers HTML instead of its feed',
      (r: Parameters<Answer>[1]) => r.end(html('Just a moment...')),
      'failed',
      'blocked',
    ],
    ['answers another page', (r: Parameters<Answer>[1]) => r.end(html('维护中')), 'failed', 'layout'],
    ['is forbidden', (r: Parameters<Answer>[1]) => r.writeHead(403).end('no'), 'failed', 'http 403'],
    [
      'asks for time',
      (r: Parameters<Answer>[1]) => r.writeHead(429, { 'retry-after': '600' }).end(),
      'failed',
      'asked to wait',
    ],
    ['breaks the connection', (r: Parameters<Answer>[1]) => r.destroy(), 'failed', 'reset'],
    ['sends too much', (r: Parameters<Answer>[1]) => r.end(Buffer.alloc(11 * 1024 * 1024, 97)), 'failed', 'too-large'],
  ])('%s: that is a failure with its cause, never an empty night', async (_what, answer, verdict, cause) => {
    const { site, archive, run } = await open(
      (request, response) => void (request.url === '/feed' && answer(response)),
    );
    const report = await run({ id: 'bad', kind: 'feed', url: `${site.base}/feed` });
    expect(report).toMatchObject({ verdict, failed: { [cause]: 1 }, new: 0 });
    expect(archive.entries).toMatchObject([{ url: `${site.base}/feed`, role: 'list', outcome: 'failed' }]);
    if (cause === 'asked to wait') expect(report.retryAfterMs).toBe(600_000);
  });

  it('names nothing at all: that is empty, which is neither fine nor failed', async () => {
    const { site, run } = await open((_request, response) => void response.end('<rss><channel></channel></rss>'));
    const report = await run({ id: 'quiet', kind: 'feed', url: `${site.base}/feed` });
    expect(report.verdict).toBe('empty');
    expect(report.sentence).toMatch(/layout may have changed/);
  });

  it('cannot be read by its robots.txt: failed, with the reason', async () => {
    const { site, run } = await open((_request, response) => void response.end(rss('/t/1')), 500);
    const report = await run({ id: 'shut', kind: 'feed', url: `${site.base}/feed` });
    expect(report).toMatchObject({ verdict: 'failed', failed: { 'robots-unreachable': 1 } });
    expect(report.sentence).toMatch(/it answered 500/);
  });

  it('asks for time in the middle: the rest waits for the next night, and the run says so', async () => {
    const { site, run } = await open((request, response) => {
      if (request.url === '/feed')
        return response.end(rss('/t/1', '/t/2', '/t/3', '/t/4', '/t/5', '/t/6', '/t/7', '/t/8'));
      return response.writeHead(429, { 'retry-after': '3600' }).end();
    });
    const report = await run(
      { id: 'busy', kind: 'feed', url: `${site.base}/feed` },
      { limits: { concurrency: 1, retryDelayMs: 1 } },
    );
    expect(report).toMatchObject({ verdict: 'partial', skipped: { 'asked to wait': 8 } });
    expect(report.retryAfterMs).toBeGreaterThan(3_500_000);
    expect(site.hits.filter((hit) => hit.startsWith('GET /t/'))).toHaveLength(1);
  });
});

describe('a run', () => {
  it('ends early when the process is asked to stop, and says what it left', async () => {
    const stop = new AbortController();
    const { site, run } = await open((request, response) => {
      if (request.url === '/feed') return response.end(rss('/t/1', '/t/2'));
      return stop.abort(new Error('stopping'));
    });
    const report = await run(
      { id: 'news', kind: 'feed', url: `${site.base}/feed` },
      { signal: stop.signal, limits: { concurrency: 1 } },
    );
    expect(report).toMatchObject({ verdict: 'partial', new: 0 });
    expect(report.skipped['stopped']).toBe(2);
  });

  it('fails loudly when the archive cannot save', async () => {
    const { site, run } = await open((request, response) => {
      if (request.url === '/feed') response.end(rss('/t/1'));
      else response.writeHead(200, { 'content-type': 'text/html' }).end(html('云帆'));
    });
    const savePage = (): Promise<never> => Promise.reject(new Error('the disk is full'));
    await expect(run({ id: 'news', kind: 'feed', url: `${site.base}/feed` }, { savePage })).rejects.toThrow(
      'the disk is full',
    );
  });
});

describe('a source that needs a browser', () => {
  it('without one is reported as failed with what to do', async () => {
    const { site, run } = await open(() => undefined);
    const report = await run({ id: 'app', kind: 'browser-list', url: `${site.base}/app` });
    expect(report).toMatchObject({ verdict: 'failed', failed: { 'no browser': 1 } });
  });

  it.skipIf(findChromium() === null)(
    'is read after its scripts have run, articles over HTTP, nothing beyond the gate',
    async () => {
      const { site, archive, run } = await open((request, response) => {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        if (request.url === '/app')
          return response.end(
            `<div id="l"></div><script>fetch('/api').then(r=>r.json()).then(d=>{for(const t of d){const a=document.createElement('a');a.href=t;a.textContent='云帆';l.append(a)}});</script>`,
          );
        if (request.url === '/api') return response.end('["/t/1","/t/2"]');
        return response.end(html(request.url ?? ''));
      }, 'User-agent: *\nDisallow: /shut');
      const browser = createBrowser({ gate: openGate([site]) });
      closing.push(browser.close);
      const settings = { id: 'app', kind: 'browser-list', articles: ['/t/*'] };
      expect(await run({ ...settings, url: `${site.base}/app` }, { browser })).toMatchObject({
        verdict: 'ok',
        new: 2,
        asked: 3,
      });
      expect(archive.pages.map(({ url }) => url).sort()).toEqual([`${site.base}/t/1`, `${site.base}/t/2`]);
      expect(await run({ ...settings, url: `${site.base}/shut` }, { browser })).toMatchObject({
        verdict: 'failed',
        failed: { robots: 1 },
      });
      expect(site.hits).not.toContain('GET /shut');
      const away = await run({ ...settings, url: 'http://192.168.7.7/app' }, { browser });
      expect(away).toMatchObject({ verdict: 'failed', failed: { address: 1 } });
    },
  );
});
