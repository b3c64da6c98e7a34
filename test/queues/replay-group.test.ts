import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Redwatch } from '../../queues/worker.ts';
import { decide, undo } from '../../src/store/desk/decide.ts';
import { originIdOf, storyIdOf } from '../../src/store/stories.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { savePageOf, startAlerting, type Alerting } from './_alerting.ts';
import { PAGES } from './_articles.ts';
import { checksums, replay, workThrough } from './_replay.ts';

let server: TestServer;
let alerting: Alerting;
let redwatch: Redwatch;
let url: string;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  url = await server.freshUrl();
  alerting = await startAlerting(url);
  redwatch = await alerting.open();
  for (const text of [PAGES.REPORT, PAGES.COPY, PAGES.OTHER]) await savePageOf(redwatch.store.db, text);
  await workThrough(redwatch);
});
afterEach(() => alerting.close());

const db = () => redwatch.store.db;
const articleOf = async (word: string) =>
  (
    await sql<{ id: string }>`select a.id from articles a join article_versions v on v.id = a.current_version
      where v.title like ${`%${word}%`}`.execute(db())
  ).rows[0]?.id as string;
const placements = async () =>
  (
    await sql`select article_id, version_id, story_id, origin_id, relation, of_article_id, score, evidence, placed_at
    from placements order by article_id`.execute(db())
  ).rows;
const stories = async () =>
  (await sql`select id, title, articles, origins, redirect_to from stories order by id`.execute(db())).rows;

/** As if rules of an earlier day had taken the copy for a report of its own. */
async function placeCopyApart(): Promise<string> {
  const copy = await articleOf('运营一把手');
  const story = storyIdOf(copy);
  await sql`insert into stories (id, title, lead_article_id, watch_ids, created_at, updated_at, articles, origins)
    select ${story}, '运营一把手', ${copy}, '{tingchao}', placed_at, placed_at, 1, 1 from placements where article_id = ${copy}`.execute(
    db(),
  );
  await sql`update placements set story_id = ${story}, origin_id = ${originIdOf(copy)}, relation = 'new', of_article_id = null,
    score = 0, evidence = null where article_id = ${copy}`.execute(db());
  await sql`update stories set articles = 1, origins = 1 where id <> ${story}`.execute(db());
  return copy;
}

describe('replaying the grouping', () => {
  it('finds nothing to change in what the rules of today have just grouped', async () => {
    const { account, shown } = await replay(url, 'group');
    expect(shown).toEqual([]);
    expect(account.lookedAt).toEqual({ n: 3, of: 3, noun: 'articles' });
  });

  it('says what would change and why, and changes not one row of any table', async () => {
    const copy = await placeCopyApart();
    const before = await checksums(db());
    const { account, shown } = await replay(url, 'group');
    expect(await checksums(db())).toEqual(before);
    const original = await articleOf('首席运营官');
    expect(shown).toEqual([
      expect.objectContaining({
        id: copy,
        what: 'another story',
        was: expect.objectContaining({ story: storyIdOf(copy), relation: 'new', of: null }),
        is: expect.objectContaining({ of: original, relation: expect.stringMatching(/near|partial/) }),
        why: expect.stringContaining('%'),
      }),
    ]);
    expect(account.changes[0]).toMatchObject({ n: 1, of: 3 });
    expect(account.applied).toBeNull();
  });

  it('applies what it said, once, keeps the times of the desk, and can be taken back there', async () => {
    const right = { placements: await placements(), stories: await stories() };
    const copy = await placeCopyApart();
    const wrong = await placements();
    expect((await replay(url, 'group', { apply: true })).account.applied).toEqual({ taken: 1, left: 0 });
    expect(await placements()).toEqual(right.placements);
    const emptied = (await stories()).filter(
      (s) => !right.stories.some((r) => (r as { id: string }).id === (s as { id: string }).id),
    );
    expect(emptied).toEqual([expect.objectContaining({ id: storyIdOf(copy), redirectTo: expect.any(String) })]);
    const times = await sql<{
      same: boolean;
    }>`select updated_at = (select max(placed_at) from placements where story_id = s.id) as same
      from stories s where redirect_to is null`.execute(db());
    expect(times.rows.every((r) => r.same)).toBe(true);
    const before = await checksums(db());
    const second = await replay(url, 'group', { apply: true });
    expect([second.shown, second.account.applied]).toEqual([[], { taken: 0, left: 0 }]);
    expect(await checksums(db())).toEqual(before);
    // An analyst takes it back: that rules from then on.
    const [note] = await db().selectFrom('decisions').selectAll().execute();
    expect(note).toMatchObject({ kind: 'replay', by: 'replay' });
    await undo(db(), note?.id as string, { by: 'an analyst', at: new Date() });
    expect(await placements()).toEqual(wrong);
    expect((await replay(url, 'group')).shown).toEqual([]);
  });

  it('leaves alone what an analyst has merged, split, moved or holds apart', async () => {
    const copy = await articleOf('运营一把手');
    const other = await articleOf('排班工具');
    const given = { by: 'an analyst', note: null, at: new Date(), seen: null };
    await decide(db(), { kind: 'split', articleId: copy }, given);
    const storyOf = async (id: string) =>
      (await db().selectFrom('placements').select('storyId').where('articleId', '=', id).executeTakeFirstOrThrow())
        .storyId;
    await decide(
      db(),
      { kind: 'merge', from: await storyOf(other), into: await storyOf(copy) },
      { ...given, at: new Date(Date.now() + 1) },
    );
    const ruled = await placements();
    const { account, shown } = await replay(url, 'group', { apply: true });
    expect(shown).toEqual([]);
    expect(account.leftOut[0]).toMatchObject({ n: 3 });
    expect(await placements()).toEqual(ruled);
  });

  it('replays only what came in the span, and leaves what still waits to the workers', async () => {
    await placeCopyApart();
    const past = { since: new Date('2024-01-01T00:00:00Z'), until: new Date('2025-01-01T00:00:00Z') };
    expect((await replay(url, 'group', { span: past })).account.lookedAt).toMatchObject({ n: 0, of: 0 });
    expect((await replay(url, 'group', { span: { companyId: 'another' } })).account.lookedAt.of).toBe(0);
    expect((await replay(url, 'group', { span: { sourceId: 'import' } })).shown).toHaveLength(1);
    await db()
      .insertInto('outbox')
      .values({
        ...{ step: 'group', key: 'waiting', payload: JSON.stringify({ articleId: await articleOf('运营一把手') }) },
        notBefore: new Date(Date.now() + 3600_000),
      })
      .execute();
    const { account, shown } = await replay(url, 'group');
    expect([account.leftOut[1]?.n, shown]).toEqual([1, []]);
  });
});
