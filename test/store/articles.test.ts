import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Article, Page } from '../../src/core/types.ts';
import { articleIdOf, saveArticles, versionIdOf } from '../../src/store/articles.ts';
import type { Store } from '../../src/store/connect.ts';
import { contentId } from '../../src/store/ids.ts';
import { markAllSkipped, savePage } from '../../src/store/pages.ts';
import { startTestServer, type TestServer } from './_postgres.ts';

let postgres: TestServer;
let store: Store;
beforeAll(async () => void (postgres = await startTestServer()));
afterAll(() => postgres.stop());
beforeEach(async () => void (store = await postgres.freshStore()));
afterEach(() => store.close());

async function pageAt(name: string, day: number): Promise<Page> {
  const url = `https://news.example.com/${name}`;
  const body = new TextEncoder().encode(`${name}，第${day}天。`);
  const page: Page = {
    ...{ id: contentId(url, body), sourceId: 'tide', url, requestedUrl: url, finalUrl: url, status: 200, headers: {} },
    ...{ contentType: 'text/html', charset: 'utf-8', charsetFrom: 'utf8', body },
    fetchedAt: new Date(Date.UTC(2025, 10, day)).toISOString(),
  };
  await savePage(store.db, page);
  return page;
}
const articleOf = (title: string): Article => ({
  ...{ title, authors: [], outlet: null, editor: null, publishedAt: null, datePrecision: null },
  ...{ lang: 'zh-Hans', text: `${title}。`, origin: null, cut: [], reader: 'generic@1' },
});
const save = (read: Parameters<typeof saveArticles>[1]) =>
  store.db.transaction().execute((trx) => saveArticles(trx, read));
const groupWork = async () =>
  (await store.db.selectFrom('outbox').select('key').where('step', '=', 'group').execute()).map((r) => r.key).sort();

describe('articles that are saved together', () => {
  it('take the last of two pages with one address, keep both versions and settle every page', async () => {
    const [early, late, other] = [await pageAt('a', 1), await pageAt('a', 2), await pageAt('b', 1)];
    const [first, second, beside] = ['潮汐开店', '潮汐又开一店', '远桥停航'].map(articleOf) as [Article, Article, Article]; // prettier-ignore
    await save([
      { page: early, article: first, watchIds: ['tide'] },
      { page: other, article: beside, watchIds: [] },
      { page: late, article: second, watchIds: ['tide'] },
    ]);
    const id = articleIdOf(early.url);
    const { currentVersion } = await store.db
      .selectFrom('articles')
      .select('currentVersion')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(currentVersion).toBe(versionIdOf(id, second));
    const versions = [versionIdOf(id, first), versionIdOf(id, second), versionIdOf(articleIdOf(other.url), beside)];
    expect(await groupWork()).toEqual(versions.sort());
    const pages = await store.db.selectFrom('pages').select(['state', 'articleId']).orderBy('articleId').execute();
    expect(pages).toHaveLength(3);
    expect(pages.filter((p) => p.state === 'article' && p.articleId === id)).toHaveLength(2);
  });

  it('note grouping again only for those whose version or companies changed', async () => {
    const pages = [await pageAt('a', 1), await pageAt('b', 1), await pageAt('c', 1)];
    const read = pages.map((page) => ({ page, article: articleOf(page.url), watchIds: ['tide'] }));
    await save(read);
    await store.db.deleteFrom('outbox').execute();
    const [same, renamed, rewatched] = read as [(typeof read)[0], (typeof read)[0], (typeof read)[0]];
    const changed = { ...renamed, article: articleOf('另一个标题') };
    const saved = await save([same, changed, { ...rewatched, watchIds: ['tide', 'bridge'] }]);
    expect(saved.map(({ isNew }) => isNew)).toEqual([false, false, false]);
    const expected = [
      versionIdOf(articleIdOf(changed.page.url), changed.article),
      versionIdOf(articleIdOf(rewatched.page.url), rewatched.article),
    ];
    expect(await groupWork()).toEqual(expected.sort());
  });
});

it('pages without an article are each given their own reason', async () => {
  const pages = [await pageAt('a', 1), await pageAt('b', 1)];
  await markAllSkipped(
    store.db,
    pages.map(({ id, url }) => ({ pageId: id, why: { skipped: `nothing at ${url}` } })),
  );
  const rows = await store.db.selectFrom('pages').select(['url', 'state', 'skipReason']).orderBy('url').execute();
  expect(rows).toEqual(pages.map(({ url }) => ({ url, state: 'skipped', skipReason: `nothing at ${url}` })));
});
