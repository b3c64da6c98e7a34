import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WATCH } from '../queues/_articles.ts';
import { openNewsSite, scriptOnly, type NewsSite } from '../queues/_news-site.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { runCommand } from './_run.ts';

let postgres: TestServer;
let site: NewsSite;
let folder: string;
let env: { DATABASE_URL: string };
beforeAll(async () => {
  postgres = await startTestServer();
  env = { DATABASE_URL: await postgres.freshUrl() };
  site = await openNewsSite();
  folder = await mkdtemp(path.join(tmpdir(), 'redwatch-cli-'));
  await settings();
});
afterAll(async () => {
  await site.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

const SOURCE = () => ({ id: 'tide', kind: 'feed', name: '潮汐商业观察', url: `${site.base}/feed.xml`, delaySecs: 0 });
/** JSON is YAML. */
const settings = () =>
  writeFile(
    path.join(folder, 'redwatch.yaml'),
    JSON.stringify({ watches: [WATCH], net: { allow: [site.host], paceMs: 0 }, sources: [SOURCE()] }),
  );
const redwatch = (...args: string[]) => runCommand(args, { env, cwd: folder });

describe('redwatch fetch', () => {
  it('shows every step of the gate and what the answer means', async () => {
    const { code, out } = await redwatch('fetch', `${site.base}/a/1`);
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.split(' ')[0])).toEqual(
      expect.arrayContaining(['address', 'robots', 'resolve', 'answer', 'body', 'charset', 'verdict']),
    );
    expect(out).toContain('charset   utf-8');
  });

  it('says why a closed address is refused', async () => {
    const { code, out } = await redwatch('fetch', 'http://169.254.169.254/latest/');
    expect(code).toBe(1);
    expect(out).toMatch(/verdict +\S+: .*169\.254\.169\.254/);
  });
});

describe('redwatch source test', () => {
  it('shows what a source file would find and saves nothing', async () => {
    const file = path.join(folder, 'new-source.yaml');
    await writeFile(file, `id: tide-two\nkind: feed\nurl: ${site.base}/feed.xml\ndelaySecs: 0\n`);
    const { code, out, err } = await redwatch('source', 'test', file, '--articles', '2');
    expect(code, err).toBe(0);
    expect(out).toContain('听潮网络第1条消息');
    expect(out).toContain('beyond 2 articles');
  });

  it('names every wrong field', async () => {
    const file = path.join(folder, 'wrong.yaml');
    await writeFile(file, 'id: wrong\nkind: feed\nurl: nowhere\nmaxPage: 3\n');
    const { code, err } = await redwatch('source', 'test', file);
    expect(code).toBe(2);
    expect(err).toMatch(/url/);
    expect(err).toMatch(/maxPage/);
  });
});

describe('redwatch probe', () => {
  it('tells a source whose page can be read from one whose layout changed', async () => {
    expect(await redwatch('probe')).toMatchObject({ code: 0, out: expect.stringMatching(/^ok +tide/) });
    const { page } = site;
    site.page = scriptOnly;
    const changed = await redwatch('probe', 'tide');
    site.page = page;
    expect(changed).toMatchObject({ code: 1, out: expect.stringMatching(/^CHANGED tide/) });
  });
});

describe('redwatch record', () => {
  it('keeps the bytes and what is read from them', async () => {
    const { code, err } = await redwatch('record', `${site.base}/a/2`, '--name', 'two', '--folder', folder);
    expect(code, err).toBe(0);
    expect(await readFile(path.join(folder, 'two.page'), 'utf8')).toBe(site.page(2));
    expect(JSON.parse(await readFile(path.join(folder, 'two.expected'), 'utf8'))).toMatchObject({
      url: `${site.base}/a/2`,
      // As the read step reads it: by what the source set up for this host is.
      kind: 'feed',
      expected: { title: '听潮网络第2条消息', lang: 'zh-Hans' },
    });
  });
});

describe('redwatch crawl, backfill and archive', () => {
  it('accounts for the night, goes back by date, and carries the pages to another archive', async () => {
    site.articles = [1, 2, 3];
    const crawled = await redwatch('crawl');
    expect(crawled.code, crawled.err).toBe(0);
    expect(crawled.out).toContain('1 of 1 sources answered.');

    site.articles = [1, 2, 3, 4, 5, 6];
    const back = await redwatch('backfill', 'tide', '--since', '2025-11-04', '--until', '2025-11-05');
    expect(back.out, back.err).toMatch(/2 new/);
    const again = await redwatch('backfill', 'tide', '--since', '2025-11-04', '--until', '2025-11-05');
    expect(again.out, again.err).toMatch(/^0 pages: 0 articles/m);

    const file = path.join(folder, 'pages.warc.gz');
    expect((await redwatch('archive', 'export', file)).out).toMatch(/^5 pages in/);
    env = { DATABASE_URL: await postgres.freshUrl() };
    const imported = await redwatch('archive', 'import', file);
    expect(imported.out, imported.err).toMatch(/^5 pages new, 0 known already, 0 records passed over/);
    expect((await redwatch('archive', 'import', file)).out).toMatch(/^0 pages new, 5 known already/);
    // Six processes, one after the other, on machines of any load.
  }, 600_000);

  it('refuses a range that is none', async () => {
    const { code, err } = await redwatch('backfill', 'tide', '--since', 'June', '--until', '2025-11-05');
    expect(code).toBe(2);
    expect(err).toContain('--since');
  });
});
