import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRedwatch } from './_redwatch.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { decodeBytes } from '../../src/net/charset.ts';
import { pageOfFile, savePage } from '../../src/store/pages.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, '../shared/seeds');
const isThere = existsSync(folder);
if (!isThere) console.log('the five seed pages are not beside the project: their test is skipped');
const files = isThere ? readdirSync(folder).sort() : [];

/** Forwards, backwards, and two in which the copies come last and first; all 120 in `npm run test:deep`. */
const ORDERS = process.env.REDWATCH_DEEP
  ? orders([0, 1, 2, 3, 4])
  : [
      [0, 1, 2, 3, 4],
      [4, 3, 2, 1, 0],
      [3, 1, 4, 0, 2],
      [1, 3, 0, 2, 4],
    ];
function orders(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first) => orders(items.filter((i) => i !== first)).map((rest) => [first, ...rest]));
}
const DEPARTED: Record<string, readonly string[]> = {
  赵维晨: ['000', '001'],
  吴颖炳: ['000', '001', '003'],
  苍响: ['000', '001', '003'],
};

describe.skipIf(!isThere)('five saved pages', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it.each(ORDERS)(
    'in the order %i %i %i %i %i give one shared origin, three departures and three alerts, and none again',
    async (...order) => {
      const text = readFileSync(path.join(root, 'redwatch.yaml'), 'utf8');
      const config = loadConfig({ text, file: 'redwatch.yaml' }, { DATABASE_URL: await server.freshUrl() });
      const redwatch = await openRedwatch({ config, log: createLog('silent') });
      const { db } = redwatch.store;
      try {
        redwatch.work(['read', 'group', 'claims', 'alert']);
        // One after the other, each worked to its end: the order in which they become known.
        for (const i of [...order, ...order]) {
          const bytes = new Uint8Array(readFileSync(path.join(folder, files[i] as string)));
          const { charset, charsetFrom } = decodeBytes(bytes, 'text/plain');
          await savePage(
            db,
            pageOfFile({
              bytes,
              name: files[i] as string,
              isText: true,
              charset: { charset, charsetFrom },
              at: new Date(),
            }),
          );
          await redwatch.queues.untilEmpty();
        }
        const placed = await db
          .selectFrom('placements as p')
          .innerJoin('pages', 'pages.articleId', 'p.articleId')
          .select(['p.storyId', 'p.originId', 'pages.headers'])
          .execute();
        const at = (seed: string) => placed.find((p) => p.headers['x-file-name']?.startsWith(seed));
        expect(placed).toHaveLength(5);
        expect(at('000')?.originId).toBe(at('001')?.originId);
        expect(new Set(placed.map((p) => p.storyId)).size).toBe(4);
        expect(new Set(placed.map((p) => p.originId)).size).toBe(4);

        const events = await db
          .selectFrom('events')
          .selectAll()
          .where('redirectTo', 'is', null)
          .where('person', 'is not', null)
          .execute();
        expect(events.map((e) => e.person).sort()).toEqual(Object.keys(DEPARTED).sort());
        const quoted = await db
          .selectFrom('eventClaims as ec')
          .innerJoin('events as e', 'e.id', 'ec.eventId')
          .innerJoin('claims as c', 'c.id', 'ec.claimId')
          .innerJoin('articleVersions as v', 'v.id', 'c.versionId')
          .innerJoin('pages', 'pages.articleId', 'c.articleId')
          .select(['e.person', 'pages.headers', 'c.quote', 'c.field', 'c.startAt', 'c.endAt', 'v.text', 'v.title'])
          .execute();
        for (const q of quoted)
          expect((q.field === 'title' ? q.title : q.text).slice(q.startAt, q.endAt)).toBe(q.quote);
        for (const [person, seeds] of Object.entries(DEPARTED)) {
          const from = quoted.filter((q) => q.person === person).map((q) => q.headers['x-file-name']?.slice(0, 3));
          expect([...new Set(from)].sort(), person).toEqual(seeds);
        }
        const deliveries = await db.selectFrom('deliveries').select('state').execute();
        expect(deliveries).toEqual([{ state: 'delivered' }, { state: 'delivered' }, { state: 'delivered' }]);
      } finally {
        await redwatch.close();
      }
    },
  );
});
