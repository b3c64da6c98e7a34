import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { group } from '../../queues/group.ts';
import { openRedwatch, type Redwatch } from './_redwatch.ts';
import type { Context } from '../../queues/_context.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { decidedCases } from '../../src/store/decided-cases.ts';
import { decide, undo } from '../../src/store/desk/decide.ts';
import { pageOfFile, savePage } from '../../src/store/pages.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { PAGES, WATCH } from './_articles.ts';

/** Invented, as all of it: another paper tells of the same departure in English, and shares no word with the Chinese report. */
const ENGLISH = `Tingchao operations chief Song Yanqing departs

2025-11-04 08:00

Song Yanqing, chief operating officer of Tingchao Networks, left the company on November 1, 2025, according to people who saw the memo.

Merchants on the platform said they would watch the storage fees more closely than the reshuffle. A seller of teaware, four years in, asked only that the rules hold still for a season.`;

/** Speaks of two departures on the way to something else. */
const PORTRAIT = `听潮网络的夜班：一个仓库主管的一天

2025-11-05 07:30

凌晨四点，城东仓的灯亮成一片。主管老傅端着搪瓷缸，从第一条线走到第九条线，听得出哪台分拣机的皮带快断了。他在听潮网络（虚构的公司）干了七年，换过三任上司。

他说自己不爱打听楼上的事。首席运营官宋砚青已于2025年11月离职，技术负责人闻人拓于2025年11月4日离职，这些他都是从食堂里听来的。

天亮以后，他骑电动车回家，路上买两个烧饼，一个给孙子。`;

let postgres: TestServer;
let redwatch: Redwatch;
let url: string;
let isWorking = false;
beforeAll(async () => {
  postgres = await startTestServer();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  url = await postgres.freshUrl();
  isWorking = false;
  redwatch = await openRedwatch({ config: config(), log: createLog('silent') });
});
afterEach(() => redwatch.close());

const config = () =>
  loadConfig(
    {
      object: {
        watches: [
          {
            ...WATCH,
            names: [...WATCH.names, 'Tingchao Networks', 'Tingchao'],
            people: [
              {
                name: '宋砚青',
                aliases: [
                  { text: '小满', kind: '花名' },
                  { text: 'Song Yanqing', kind: '英文名' },
                ],
              },
            ],
          },
        ],
      },
    },
    { DATABASE_URL: url },
  );

const AT = new Date('2025-11-06T00:00:00Z');

const take = (text: string, name = 'page.txt') =>
  savePage(
    redwatch.store.db,
    pageOfFile({
      bytes: new TextEncoder().encode(text),
      name,
      isText: true,
      charset: { charset: 'utf-8', charsetFrom: 'utf8' },
      at: AT,
    }),
  );

async function work(...texts: string[]): Promise<void> {
  if (!isWorking) redwatch.work();
  isWorking = true;
  for (const text of texts) {
    await take(text);
    await redwatch.queues.untilEmpty();
  }
}

/** Story and relation of every article by the first word of its title. */
async function places(): Promise<Record<string, { storyId: string; originId: string; relation: string }>> {
  const rows = await redwatch.store.db
    .selectFrom('placements as p')
    .innerJoin('articles as a', 'a.id', 'p.articleId')
    .innerJoin('articleVersions as v', 'v.id', 'a.currentVersion')
    .select(['v.title', 'p.storyId', 'p.originId', 'p.relation'])
    .execute();
  return Object.fromEntries(rows.map(({ title, ...place }) => [title, place]));
}
const [REPORT, TOLD_IN_ENGLISH, OF_A_NIGHT, TENTH_YEAR] = [
  '听潮网络首席运营官宋砚青离职',
  'Tingchao operations chief Song Yanqing departs',
  '听潮网络的夜班：一个仓库主管的一天',
  '听潮网络十周年：那些离开的人',
];

describe('stories of one event', () => {
  it('become one through the event that title and opening of both report, whatever their languages', async () => {
    await work(PAGES.REPORT, ENGLISH);
    const at = await places();
    expect(at[TOLD_IN_ENGLISH]).toMatchObject({ storyId: at[REPORT]?.storyId, relation: 'same_story' });
    // Neither page says who reported it, so the two do not count as independent.
    expect(at[TOLD_IN_ENGLISH]?.originId).toBe(at[REPORT]?.originId);
  });

  it('do not draw in what mentions the event in passing, nor a round-up of old ones', async () => {
    await work(PAGES.REPORT, PAGES.SECOND, PORTRAIT, PAGES.OLD);
    const at = await places();
    expect(new Set(Object.values(at).map((place) => place.storyId)).size).toBe(4);
    expect(at[OF_A_NIGHT]).toBeDefined();
    expect(at[TENTH_YEAR]).toBeDefined();
  });

  it('are parted again when an analyst takes the joining back, and are not joined anew by a later reading', async () => {
    await work(PAGES.REPORT, ENGLISH);
    const [joined] = await redwatch.store.db.selectFrom('decisions').selectAll().execute();
    expect(joined).toMatchObject({ kind: 'merge', by: 'redwatch' });
    await undo(redwatch.store.db, joined!.id, { by: 'lin', at: AT });
    await work(`${ENGLISH}\n\nThe company did not answer questions.`, PAGES.COPY);
    const at = await places();
    expect(at[TOLD_IN_ENGLISH]?.storyId).not.toBe(at[REPORT]?.storyId);
  });

  it('stay apart when an analyst said so before the event was known', async () => {
    redwatch.work(['read', 'group']);
    await take(PAGES.REPORT);
    await take(ENGLISH);
    await untilGrouped(2);
    const before = await places();
    const stories = [before[REPORT]?.storyId, before[TOLD_IN_ENGLISH]?.storyId] as [string, string];
    await decide(
      redwatch.store.db,
      { kind: 'never_merge', a: stories[0], b: stories[1] },
      { by: 'lin', note: null, at: AT, seen: null },
    );
    redwatch.work(['claims', 'alert']);
    await redwatch.queues.untilEmpty();
    expect(await places()).toEqual(before);
  });
});

describe('what analysts ruled', () => {
  it('comes out as labelled pairs, oldest first, without what was taken back and what no analyst ruled', async () => {
    await work(PAGES.REPORT, ENGLISH, PAGES.SECOND, PORTRAIT, PAGES.OLD);
    const { db } = redwatch.store;
    const cases = async () => {
      const found: unknown[] = [];
      for await (const { kind, together, a, b } of decidedCases(db)) found.push([kind, together, a.title, b.title]);
      return found;
    };
    expect((await db.selectFrom('decisions').select('by').execute()).map(({ by }) => by)).toEqual(['redwatch']);
    expect(await cases()).toEqual([]);

    const at = await places();
    const story = (title: string): string => at[title]!.storyId;
    const given = (minute: number) => ({
      by: 'lin',
      note: null,
      at: new Date(AT.getTime() + minute * 60_000),
      seen: null,
    });
    await decide(db, { kind: 'never_merge', a: story(REPORT), b: story(TENTH_YEAR) }, given(1));
    const merged = await decide(db, { kind: 'merge', into: story(REPORT), from: story(OF_A_NIGHT) }, given(2));
    expect(await cases()).toEqual([
      ['never_merge', false, TENTH_YEAR, REPORT],
      ['merge', true, OF_A_NIGHT, REPORT],
    ]);
    await undo(db, merged.id, given(3));
    expect(await cases()).toEqual([['never_merge', false, TENTH_YEAR, REPORT]]);
  });
});

/** Resolves when so many articles are placed; the claims step is not running, so the queue does not become empty. */
async function untilGrouped(count: number): Promise<void> {
  await expect.poll(async () => Object.keys(await places()).length, { timeout: 20_000 }).toBe(count);
}

describe('two group steps at once', () => {
  it('give two copies one story and one origin, though each knows nothing of the other', async () => {
    await take(PAGES.REPORT);
    await take(PAGES.COPY);
    redwatch.work(['read']);
    await expect
      .poll(
        async () =>
          (await redwatch.store.db.selectFrom('outbox').select('id').where('step', '=', 'group').execute()).length,
        {
          timeout: 20_000,
        },
      )
      .toBe(2);
    const rows = await redwatch.store.db.selectFrom('outbox').selectAll().where('step', '=', 'group').execute();
    const contextOf = (): Context =>
      ({
        db: redwatch.store.db,
        groupIndex: { index: null, seq: 0n },
        now: () => AT,
        config: { watches: [] },
        progress: () => undefined,
      }) as unknown as Context;
    const items = rows.map((row) => ({ id: row.id, key: row.key, payload: row.payload }));
    await Promise.all(items.map((item) => group.run([item], contextOf())));
    const at = Object.values(await places());
    expect(at).toHaveLength(2);
    expect(new Set(at.map((place) => place.storyId)).size).toBe(1);
    expect(new Set(at.map((place) => place.originId)).size).toBe(1);
  });
});
