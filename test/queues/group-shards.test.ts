import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FollowedIndex } from '../../queues/_context.ts';
import { loadConfig } from '../../src/config.ts';
import { DedupIndex } from '../../src/core/dedup/index.ts';
import type { Store } from '../../src/store/connect.ts';
import { openShardThreads } from '../../src/shard-threads.ts';
import { monthArticle, MONTH_WATCHES } from '../faults/_month.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { groupIn, save, ungroup } from './_grouping.ts';

const NAMES = Array.from({ length: 160 }, (_, n) => `month-${n}`);
const BATCHES = [0, 1, 2, 3].map((i) => NAMES.slice(i * 40, (i + 1) * 40));
const { watches } = loadConfig({ object: { watches: MONTH_WATCHES } }, {});

let postgres: TestServer;
let store: Store;
let followed: FollowedIndex;
beforeAll(async () => {
  postgres = await startTestServer();
  store = await postgres.freshStore();
  for (const [n, name] of NAMES.entries()) {
    const { title, paragraphs, publishedAt, outlet } = monthArticle(n);
    await save(store.db, { name, title, text: paragraphs.join('\n'), publishedAt, outlet });
  }
});
afterEach(() => followed.index?.close());
afterAll(async () => {
  await store.close();
  await postgres.stop();
});

/** All that the step writes of where articles stand. */
async function placements(): Promise<unknown[]> {
  return store.db.selectFrom('placements').selectAll().orderBy('articleId').execute();
}

const grouped = (batches: typeof BATCHES): Promise<void> =>
  groupIn(store.db, batches, { watches, groupIndex: followed });

describe('the group step with its index in shards', () => {
  it('places every article as with one, by the same evidence', async () => {
    const found: unknown[][] = [];
    for (const shards of [1, 2, 3]) {
      await ungroup(store.db);
      followed = { index: null, seq: 0n, shards };
      await grouped(BATCHES);
      followed.index?.close();
      found.push(await placements());
    }
    const [one, two, three] = found;
    expect(one?.filter((row) => (row as { relation: string }).relation !== 'new').length).toBeGreaterThan(30);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  it('fails when a thread has ended, and goes on with new ones', async () => {
    await ungroup(store.db);
    const threads = await openShardThreads({ shards: 2 });
    followed = { index: new DedupIndex({ shards: threads }), seq: 0n, shards: 2 };
    await grouped(BATCHES.slice(0, 1));
    const broken = followed.index;
    await threads.threads[0]?.worker.terminate();
    await expect(grouped(BATCHES.slice(1, 2))).rejects.toThrow('a thread that counts for grouping ended');
    expect(await placements()).toHaveLength(40);
    await grouped(BATCHES.slice(1, 2));
    expect(followed.index).not.toBe(broken);
    expect(await placements()).toHaveLength(80);
  });
});
