import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from '../../src/core/types.ts';
import { decodeBytes } from '../../src/net/charset.ts';
import { allPages, tidyArchive } from '../../src/store/archive.ts';
import { saveArticle } from '../../src/store/articles.ts';
import type { Store } from '../../src/store/connect.ts';
import { markSkipped, pagesById, savePage } from '../../src/store/pages.ts';
import { readWarc } from '../../src/warc/read.ts';
import { writeWarc } from '../../src/warc/write.ts';
import { startTestServer, type TestServer } from './_postgres.ts';

let postgres: TestServer;
let store: Store;
beforeAll(async () => void (postgres = await startTestServer()));
afterAll(() => postgres.stop());
beforeEach(async () => void (store = await postgres.freshStore()));
afterEach(() => store.close());

/** Page n was fetched on day n of November 2025. */
function page(n: number, text = `第${n}页。`): Page {
  const body = new TextEncoder().encode(text);
  const url = `https://news.example.com/${n}`;
  return {
    ...{ id: createHash('sha256').update(`${url}\n`).update(body).digest('hex'), sourceId: 'tide', url },
    ...{ requestedUrl: `${url}?from=list`, finalUrl: url, status: 200, contentType: 'text/html', body },
    ...{ fetchedAt: new Date(Date.UTC(2025, 10, n)).toISOString(), charset: 'utf-8', charsetFrom: 'utf8' as const },
    headers: {
      'content-type': 'text/html',
      'content-length': String(body.length),
      etag: `"${n}"`,
      'x-note': 'two, values',
    },
  };
}
async function saveSkipped(p: Page): Promise<void> {
  await savePage(store.db, p);
  await markSkipped(store.db, p.id, { skipped: 'no watched company' });
}
const urls = async () =>
  (await store.db.selectFrom('pages').select('url').orderBy('url').execute()).map((r) => r.url.split('/').at(-1));
const bodies = async () => (await store.db.selectFrom('bodies').select('hash').execute()).length;
const charsetOf = (bytes: Uint8Array, contentType: string | null) => {
  const { charset, charsetFrom } = decodeBytes(bytes, contentType);
  return { charset, charsetFrom };
};
const NOW = new Date('2025-11-30T00:00:00Z');

describe('an export', () => {
  it('brings every page back as it was, in the order it was fetched', async () => {
    // More than one batch, some fetched in the same instant.
    const pages = Array.from({ length: 60 }, (_, i) => ({ ...page(1, `第${i}页，正文。`), sourceId: `s${i % 2}` }));
    for (const p of pages) await savePage(store.db, p);
    const back: Page[] = [];
    const about = { software: 'Redwatch/0', operator: 'a test', at: NOW.toISOString() };
    const chunks = writeWarc(allPages(store.db), about);
    for await (const found of readWarc(chunks, { decode: charsetOf, sourceId: 'import' })) {
      if (!('page' in found)) throw new Error(found.skipped);
      back.push(found.page);
    }
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(back.map((p) => ({ ...p, body: Buffer.from(p.body).toString() })).sort(byId)).toEqual(
      pages.map((p) => ({ ...p, body: Buffer.from(p.body).toString() })).sort(byId),
    );
    const ofOne: Page[] = [];
    for await (const p of allPages(store.db, 's1')) ofOne.push(p);
    expect(ofOne).toHaveLength(30);
  });
});

describe('the limits of the archive', () => {
  it('remove nothing where there are none', async () => {
    await saveSkipped(page(1));
    expect(await tidyArchive(store.db, {}, NOW)).toMatchObject({ pages: 0, bodies: 0 });
  });

  it('let pages go by age, and a body only with the last page that refers to it', async () => {
    await saveSkipped(page(1, '同样的字节。'));
    await saveSkipped(page(2, '只有这一页。'));
    await saveSkipped(page(25, '同样的字节。'));
    expect(await bodies()).toBe(2);
    expect(await tidyArchive(store.db, { keepDays: 10 }, NOW)).toMatchObject({ pages: 2, bodies: 1 });
    expect(await urls()).toEqual(['25']);
    expect((await pagesById(store.db, [page(25, '同样的字节。').id]))[0]?.body).toEqual(page(25, '同样的字节。').body);
  });

  it('never take a page that an article was read from, nor one that waits to be read', async () => {
    await savePage(store.db, page(1));
    const read = page(2);
    await savePage(store.db, read);
    const [stored] = await pagesById(store.db, [read.id]);
    const article = {
      ...{ title: '标题', authors: [], outlet: null, editor: null, publishedAt: null, datePrecision: null },
      ...{ lang: 'zh-Hans', text: '第2页。', origin: null, cut: [], reader: 'generic@1' },
    };
    if (!stored) throw new Error('the page was not kept');
    await store.db.transaction().execute((trx) => saveArticle(trx, stored, article, ['tingchao']));
    await saveSkipped(page(3));
    expect(await tidyArchive(store.db, { keepDays: 1, keepBytes: 1 }, NOW)).toMatchObject({ pages: 1 });
    expect(await urls()).toEqual(['1', '2']);
  });

  it('let the oldest go first until the rest fits', async () => {
    // Bytes that do not compress, so that sizes are known: 250 pages of about 4 kB.
    const noise = (n: number) =>
      Array.from({ length: 64 }, (_, i) => createHash('sha512').update(`${n} ${i}`).digest('base64')).join('');
    for (let n = 1; n <= 250; n++)
      await saveSkipped({ ...page(n % 28, noise(n)), fetchedAt: new Date(Date.UTC(2025, 10, 1, 0, n)).toISOString() });
    const before = await tidyArchive(store.db, {}, NOW);
    const after = await tidyArchive(store.db, { keepBytes: Math.round(before.leftBytes / 4) }, NOW);
    expect(after.leftBytes).toBeLessThanOrEqual(before.leftBytes / 4);
    const { first } = await store.db
      .selectFrom('pages')
      .select((eb) => eb.fn.min('fetchedAt').as('first'))
      .executeTakeFirstOrThrow();
    expect(new Date(first).getTime()).toBeGreaterThan(Date.UTC(2025, 10, 1, 0, 187));
  });
});
