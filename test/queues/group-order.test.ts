import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decide, undo } from '../../src/store/desk/decide.ts';
import type { Store } from '../../src/store/connect.ts';
import { DEPARTURE, MONTHLY, TOWN_HALL, WAREHOUSE } from '../core/dedup/_articles.ts';
import { replayGroup } from '../../queues/replay/group.ts';
import type { ReplayContext } from '../../queues/replay/_replay.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { EVERYTHING } from './_replay.ts';
import { brokenStories, groupIn, idOf, save, standings, ungroup, AT, type Told } from './_grouping.ts';

const [FIRST, SECOND, THIRD, FOURTH] = DEPARTURE.split('\n') as [string, string, string, string];

/** Every fifth word or so replaced, as a spinner does. */
const SPUN = DEPARTURE.replaceAll('宣布', '对外表示').replaceAll('公司', '企业').replaceAll('业务', '板块').replaceAll('负责人', '掌舵者')
  .replaceAll('职务', '岗位').replaceAll('介绍', '讲解').replaceAll('先后', '陆续').replaceAll('主持了', '带领过').replaceAll('团队', '队伍')
  .replaceAll('扩大', '扩充').replaceAll('感谢', '致谢').replaceAll('今年以来', '入夏之后').replaceAll('重心', '主力').replaceAll('讨论', '商量')
  .replaceAll('力度', '规模').replaceAll('首次', '头一回').replaceAll('露面', '亮相').replaceAll('付出', '辛劳').replaceAll('倾斜', '集中')
  .replaceAll('老板块', '旧板块').replaceAll('发布', '发出').replaceAll('个人原因', '私人缘故').replaceAll('接替', '接过'); // prettier-ignore

const OWN =
  '周三傍晚，贺知远在朋友圈发了一张空工位的照片，算是告别云帆科技。\n他管着六百人，过去两个季度直播带货的预算却被砍掉四成。公司方面证实他已办完手续，由供应链总经理林予安接手，最后工作日是9月19日。至于下一步，他说先陪父母住一阵。';

const intro = (issue: number): string => `小编按：第${issue}期读者来信里有人问起这件事，正好今天有消息。\n`;
const at = (hour: string, day = 17): string => `2025-09-${day}T${hour}:00+08:00`;
const told = (name: string, title: string, text: string, publishedAt: string | null, outlet?: string): Told => ({
  ...{ name, title, text, publishedAt },
  ...(outlet && { outlet }),
});

/** Invented, as all of it. In the order of their publication; the names say what each is. */
const ARTICLES: readonly Told[] = [
  told('monthly-7', '砚山优选7月经营简报', MONTHLY(7, '4120', '186.4', '21.7'), '2025-08-10T09:00:00+08:00'),
  told('monthly-8', '砚山优选8月经营简报', MONTHLY(8, '4075', '193.2', '22.4'), '2025-09-10T09:00:00+08:00'),
  told('monthly-8-copy', '砚山优选8月经营简报', `${MONTHLY(8, '4075', '193.2', '22.4')}\n编辑：阿禾`, '2025-09-10T11:00:00+08:00'),
  told('warehouse', '蓝屿物流罗兹海外仓启用', WAREHOUSE, at('07:30', 16)),
  told('departure', '云帆科技贺知远离职', DEPARTURE, at('20:00'), '潮汐财经'),
  told('copy-12', '云帆科技贺知远离职', intro(12) + DEPARTURE, at('20:30')),
  told('head', '贺知远离职', `${FIRST}\n${SECOND}`, at('20:40')),
  told('copy-31', '快讯｜云帆科技贺知远离职', intro(31) + DEPARTURE, at('21:00')),
  told('figures', '云帆科技成交额三百四十亿', THIRD, at('21:05')),
  told('tail', '会员服务成重心', `${THIRD}\n${FOURTH}`, at('21:10')),
  told('spun', '云帆板块掌舵者离开', SPUN, at('21:30')),
  told('invisible', '云帆科技贺知远离职', DEPARTURE.replaceAll('贺知远', '贺\u200b知\u200b远').replaceAll('业务', '業務'), at('22:00')),
  told('exact', '云帆科技贺知远离职', DEPARTURE, at('23:00')),
  told('moved', '云帆科技人事变动', [THIRD, FIRST, FOURTH, SECOND].join('\n'), at('23:30')),
  told('own', '贺知远离开云帆', OWN, at('08:00', 18), '零售手记'),
  told('other-leaver', '云帆科技季喆然离职', DEPARTURE.replaceAll('贺知远', '季喆然').replaceAll('林予安', '於桐').replaceAll('电商业务', '财务'), at('09:00', 18)),
  told('other-leaver-copy', '快讯｜云帆科技季喆然离职', `${DEPARTURE.replaceAll('贺知远', '季喆然').replaceAll('林予安', '於桐').replaceAll('电商业务', '财务')}\n来源：前线`, at('10:00', 18)),
  told('round-up', '早间速览', `各位早上好，五分钟看完昨天的消息。\n1、${TOWN_HALL}\n2、${MONTHLY(7, '4120', '186.4', '21.7')}\n3、${WAREHOUSE}`, at('07:00', 19)),
  told('town-hall', 'Brightcart shortens returns', TOWN_HALL, at('07:10', 15)),
  told('undated', '蓝屿物流海外仓', WAREHOUSE, null),
]; // prettier-ignore
const NAMES = ARTICLES.map(({ name }) => name);

/** mulberry32 (public domain): every run tries the same orders. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The names in a random order, cut into random batches. */
function arrival(seed: number): string[][] {
  const random = randomOf(seed);
  const left = [...NAMES];
  const batches: string[][] = [];
  while (left.length) {
    const batch: string[] = [];
    for (let n = 1 + Math.floor(random() * 4); n > 0 && left.length; n--)
      batch.push(...left.splice(Math.floor(random() * left.length), 1));
    batches.push(batch);
  }
  return batches;
}

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

const ORDERS = process.env.REDWATCH_DEEP ? 60 : 12;

describe('articles in any order of arrival', () => {
  it(
    'come to the same stories, origins and relations as in the order of their publication',
    { timeout: 120_000 },
    async () => {
      for (const article of ARTICLES) await save(store.db, article);
      await groupIn(store.db, [NAMES]);
      const expected = await standings(store.db, NAMES);
      expect(expected['copy-31']).toMatchObject({ story: expected['departure']?.story, of: 'departure' });
      expect(expected['departure']).toMatchObject({ relation: 'new', of: null });
      expect(new Set(Object.values(expected).map(({ story }) => story)).size).toBe(6);
      for (let seed = 1; seed <= ORDERS; seed++) {
        await ungroup(store.db);
        await groupIn(store.db, arrival(seed));
        expect({ seed, found: await standings(store.db, NAMES) }).toEqual({ seed, found: expected });
        expect(await brokenStories(store.db)).toEqual([]);
      }
    },
  );
});

describe('copies that arrive before their original', () => {
  const names = ['copy-12', 'copy-31', 'departure'];
  beforeEach(async () => {
    for (const article of ARTICLES) if (names.includes(article.name)) await save(store.db, article);
  });
  const joins = () =>
    store.db.selectFrom('decisions').selectAll().where('by', '=', 'redwatch').where('kind', '=', 'merge').execute();

  it('are joined under it, in the story that was there first and with a redirect from the other', async () => {
    await groupIn(store.db, [['copy-12'], ['copy-31'], ['departure']]);
    const stories = await store.db.selectFrom('stories').select(['id', 'redirectTo', 'leadArticleId']).execute();
    const [kept] = stories.filter((story) => story.redirectTo === null);
    expect(stories).toHaveLength(2);
    expect(stories.find((story) => story !== kept)?.redirectTo).toBe(kept?.id);
    expect(kept?.leadArticleId).toBe(idOf('departure'));
    expect(await joins()).toHaveLength(1);
    expect(await store.db.selectFrom('decisions').selectAll().execute()).toHaveLength(1);
  });

  it('are parted again by an analyst who takes it back, and stay so whatever copy comes next', async () => {
    await groupIn(store.db, [['copy-12'], ['copy-31'], ['departure']]);
    const [joined] = await joins();
    await undo(store.db, joined!.id, { by: 'lin', at: AT });
    const parted = await standings(store.db, names);
    expect(new Set(Object.values(parted).map(({ story }) => story)).size).toBe(2);
    await save(store.db, { ...ARTICLES.find(({ name }) => name === 'exact')!, publishedAt: at('19:00') });
    await groupIn(store.db, [['exact']]);
    const after = await standings(store.db, [...names, 'exact']);
    expect(new Set(Object.values(after).map(({ story }) => story)).size).toBe(2);
    expect(await brokenStories(store.db)).toEqual([]);
  });

  it('stay apart where an analyst said so, and stay together where an analyst merged them with another story', async () => {
    await save(
      store.db,
      ARTICLES.find(({ name }) => name === 'warehouse')!,
    );
    await groupIn(store.db, [['copy-12'], ['copy-31'], ['warehouse']]);
    const story = async (name: string): Promise<string> =>
      (await store.db.selectFrom('placements').select('storyId').where('articleId', '=', idOf(name)).executeTakeFirstOrThrow()).storyId; // prettier-ignore
    const given = { by: 'lin', note: null, at: AT, seen: null };
    await decide(store.db, { kind: 'never_merge', a: await story('copy-12'), b: await story('copy-31') }, given);
    await decide(store.db, { kind: 'merge', from: await story('warehouse'), into: await story('copy-31') }, { ...given, at: new Date(AT.getTime() + 1) }); // prettier-ignore
    await groupIn(store.db, [['departure']]);
    expect(await story('copy-12')).not.toBe(await story('copy-31'));
    expect(await story('warehouse')).toBe(await story('copy-31'));
    expect(await brokenStories(store.db)).toEqual([]);
  });
});

describe('a replay of what arrived out of order', () => {
  it('finds nothing to change, whether stories were joined or not', async () => {
    for (const article of ARTICLES) await save(store.db, article);
    await groupIn(store.db, arrival(3));
    await sql`truncate outbox`.execute(store.db);
    const account = await replayGroup(
      { db: store.db, now: () => new Date(), config: { watches: [] } } as unknown as ReplayContext,
      { span: EVERYTHING, apply: false },
      (difference) => expect(difference).toBeNull(),
    );
    expect(account.lookedAt).toMatchObject({ n: ARTICLES.length, of: ARTICLES.length });
  });
});
