import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/connect.ts';
import { DEPARTURE, WAREHOUSE } from '../core/dedup/_articles.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { brokenStories, groupIn, save, standings } from './_grouping.ts';

let postgres: TestServer;
let store: Store;
beforeAll(async () => {
  postgres = await startTestServer();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  store = await postgres.freshStore();
});
afterEach(() => store.close());

const LONG = Array.from(
  { length: 130_000 },
  (_, i) => `第${i}件商品由${i % 977}号仓发出，买家在${i % 53}天后收到，运费为${i % 31}元。\n`,
).join('');

/** What no page should say and some do; the company and all that happens are invented. */
const BAD: Readonly<Record<string, string>> = {
  empty: '',
  'one-character': '云',
  punctuation: '。，！？…——'.repeat(500),
  repeated: '云帆科技宣布贺知远离职。'.repeat(10_000),
  'one-letter': '云'.repeat(100_000),
  'no-spaces': 'abcdefghij'.repeat(10_000),
  mixed: 'Тихий гавань 港口 항구 مرفأ ท่าเรือ λιμάνι 港 🙂 fa发 '.repeat(40),
  surrogates: '\ud800\udc00\udfff\ud83d仓库'.repeat(1000),
  'ten-megabytes': LONG,
};
const NAMES = Object.keys(BAD);
const told = (name: string, text: string) => ({ name, title: '', text, publishedAt: null });

describe('articles that no page should hold', () => {
  it(
    'each begin a story of their own, in one batch and one by one, beside articles that are none',
    { timeout: 60_000 },
    async () => {
      await save(store.db, told('departure', DEPARTURE));
      for (const [name, text] of Object.entries(BAD)) await save(store.db, told(name, text));
      await groupIn(store.db, [['departure'], NAMES.slice(0, 5), ...NAMES.slice(5).map((name) => [name])]);
      const at = await standings(store.db, ['departure', ...NAMES]);
      for (const name of ['departure', ...NAMES])
        expect([name, at[name]]).toEqual([name, { story: name, origin: name, relation: 'new', of: null }]);
      expect(await brokenStories(store.db)).toEqual([]);
    },
  );

  it.each(['repeated', 'one-letter', 'no-spaces', 'mixed', 'surrogates', 'ten-megabytes'])(
    'are copies when they come again: %s',
    { timeout: 60_000 },
    async (name) => {
      await save(store.db, told('first', BAD[name]!));
      await save(store.db, told('second', BAD[name]!));
      await groupIn(store.db, [['first'], ['second']]);
      const at = Object.values(await standings(store.db, ['first', 'second']));
      expect(at.map(({ relation }) => relation).sort()).toEqual(['exact', 'new']);
      expect(at.map(({ story }) => story)).toEqual(['first second', 'first second']);
    },
  );

  it.each(['empty', 'punctuation'])('are nobody’s copies when there is no letter in them: %s', async (name) => {
    await save(store.db, told('first', BAD[name]!));
    await save(store.db, told('second', BAD[name]!));
    await groupIn(store.db, [['first', 'second']]);
    const at = Object.values(await standings(store.db, ['first', 'second']));
    expect(at.map(({ relation, story }) => [relation, story])).toEqual([
      ['new', 'first'],
      ['new', 'second'],
    ]);
  });
});

describe('an article that comes twice under one address', () => {
  it('has one place, in one batch or in two, and keeps it when its text has changed', async () => {
    await save(store.db, told('other', WAREHOUSE));
    await save(store.db, told('same', DEPARTURE));
    await groupIn(store.db, [['other', 'same', 'same']]);
    const before = await standings(store.db, ['other', 'same']);
    await save(store.db, told('same', WAREHOUSE));
    await groupIn(store.db, [['same'], ['same']]);
    expect(await standings(store.db, ['other', 'same'])).toEqual(before);
    expect(before['same']).toEqual({ story: 'same', origin: 'same', relation: 'new', of: null });
  });
});
