import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from '../../src/core/types.ts';
import type { Store } from '../../src/store/connect.ts';
import { knownAddresses, pagesById, pagesOf } from '../../src/store/pages.ts';
import { startTestServer, type TestServer } from './_postgres.ts';

let postgres: TestServer;
let store: Store;
beforeAll(async () => void (postgres = await startTestServer()));
afterAll(() => postgres.stop());
beforeEach(async () => void (store = await postgres.freshStore()));
afterEach(() => store.close());

const FIRST = '2025-12-29T02:00:00.000Z';
const LATER = '2025-12-29T02:05:00.000Z';

function page(n: number, text: string, more: Partial<Page> = {}): Page {
  const body = new TextEncoder().encode(text);
  const url = `https://tide.example/${n}`;
  return {
    ...{ id: createHash('sha256').update(`${url}\n`).update(body).digest('hex'), sourceId: 'tide', url },
    ...{ requestedUrl: url, finalUrl: url, fetchedAt: FIRST, status: 200, headers: { etag: `"${n}"` } },
    ...{ contentType: 'text/html', charset: 'utf-8', charsetFrom: 'utf8' as const, body, ...more },
  };
}

describe('pages that come together', () => {
  it('are each told whether they were new, in whatever way they share addresses and bytes', async () => {
    const save = pagesOf(store.db);
    const asked = { requestedUrl: 'https://tide.example/2' };
    const pages = [page(1, '潮水'), page(2, '潮水'), page(1, '潮水'), page(1, '退潮'), page(3, '港口', asked)];
    expect(await Promise.all(pages.map(save))).toEqual(['new', 'new', 'same', 'new', 'new']);
    expect(await save(page(1, '退潮'))).toBe('same');
    expect(await store.db.selectFrom('bodies').select('hash').execute()).toHaveLength(3);
    const stored = await pagesById(store.db, [page(2, '潮水').id]);
    expect(new TextDecoder().decode(stored[0]?.body)).toBe('潮水');
  });

  it('leave the work of reading for each new page once, sooner where it may tell of a departure', async () => {
    const save = pagesOf(store.db);
    const leaving = page(2, '砚湖科技商业化负责人沈听澜已于近日离职。');
    await Promise.all([page(1, '潮水'), leaving, page(1, '潮水')].map(save));
    const work = await store.db.selectFrom('outbox').select(['key', 'payload']).where('step', '=', 'read').execute();
    expect(work.map(({ payload }) => payload)).toEqual(
      expect.arrayContaining([{ pageId: page(1, '潮水').id }, { pageId: leaving.id, urgent: true }]),
    );
    expect(work).toHaveLength(2);
  });

  it('keep the time at which the present content of an address first came', async () => {
    const save = pagesOf(store.db);
    await Promise.all([save(page(1, '潮水')), save(page(1, '潮水', { fetchedAt: LATER }))]);
    const known = (await knownAddresses(store.db, [page(1, '').url])).get(page(1, '').url);
    expect(known).toMatchObject({ etag: '"1"', fetchedAt: FIRST, checkedAt: LATER });
  });

  it('of many sources at once, crossing each other, are all stored', async () => {
    const sources = Array.from({ length: 12 }, () => pagesOf(store.db));
    const crossing = sources.flatMap((save, i) =>
      Array.from({ length: 30 }, (_, n) => save(page((n * 7 + i * 3) % 40, `第${n % 11}版`))),
    );
    const outcomes = await Promise.all(crossing);
    const stored = await store.db.selectFrom('pages').select('id').execute();
    expect(outcomes.filter((outcome) => outcome === 'new')).toHaveLength(stored.length);
  });

  it('are stored although a server sent what a text column cannot hold', async () => {
    const odd = page(1, '潮水', { contentType: 'text/html; \0', headers: { 'x-odd': 'a\0b\ud800' } });
    expect(await pagesOf(store.db)(odd)).toBe('new');
  });
});
