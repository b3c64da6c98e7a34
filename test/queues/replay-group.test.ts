import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { decide, undo } from '../../src/store/desk/decide.ts';
import { storyIdOf } from '../../src/store/stories.ts';
import { savePageOf } from './_alerting.ts';
import { PAGES } from './_articles.ts';
import { articleWith, checksums, placeCopyApart, replay, toldByWorkers, useWorkedArchive } from './_replay.ts';

const { url, db } = useWorkedArchive([PAGES.REPORT, PAGES.COPY, PAGES.OTHER]);
const articleOf = (word: string) => articleWith(db(), word);
const placements = async () =>
  (
    await sql`select article_id, version_id, story_id, origin_id, relation, of_article_id, score, evidence, placed_at
    from placements order by article_id`.execute(db())
  ).rows;
const stories = async () =>
  (await sql`select id, title, articles, origins, redirect_to from stories order by id`.execute(db())).rows;

describe('replaying the grouping', () => {
  it('finds nothing to change in what the rules of today have just grouped', async () => {
    const { account, shown } = await replay(url(), 'group');
    expect(shown).toEqual([]);
    expect(account.lookedAt).toEqual({ n: 3, of: 3, noun: 'articles' });
  });

  it('says what would change and why, and changes not one row of any table', async () => {
    const copy = await placeCopyApart(db());
    const before = await checksums(db());
    const { account, shown } = await replay(url(), 'group');
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
    const copy = await placeCopyApart(db());
    const wrong = await placements();
    expect((await replay(url(), 'group', { apply: true })).account.applied).toEqual({ taken: 1, left: 0 });
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
    const second = await replay(url(), 'group', { apply: true });
    expect([second.shown, second.account.applied]).toEqual([[], { taken: 0, left: 0 }]);
    expect(await checksums(db())).toEqual(before);
    // An analyst takes it back: that rules from then on.
    const [note] = await db().selectFrom('decisions').selectAll().execute();
    expect(note).toMatchObject({ kind: 'replay', by: 'replay' });
    await undo(db(), note?.id as string, { by: 'an analyst', at: new Date() });
    expect(await placements()).toEqual(wrong);
    expect((await replay(url(), 'group')).shown).toEqual([]);
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
    const { account, shown } = await replay(url(), 'group', { apply: true });
    expect(shown).toEqual([]);
    expect(account.leftOut[0]).toMatchObject({ n: 3 });
    expect(await placements()).toEqual(ruled);
  });

  it('replays only what came in the span, and leaves what still waits to the workers', async () => {
    await placeCopyApart(db());
    const past = { since: new Date('2024-01-01T00:00:00Z'), until: new Date('2025-01-01T00:00:00Z') };
    expect((await replay(url(), 'group', { span: past })).account.lookedAt).toMatchObject({ n: 0, of: 0 });
    expect((await replay(url(), 'group', { span: { companyId: 'another' } })).account.lookedAt.of).toBe(0);
    expect((await replay(url(), 'group', { span: { sourceId: 'import' } })).shown).toHaveLength(1);
    await db()
      .insertInto('outbox')
      .values({
        ...{ step: 'group', key: 'waiting', payload: JSON.stringify({ articleId: await articleOf('运营一把手') }) },
        notBefore: new Date(Date.now() + 3600_000),
      })
      .execute();
    const { account, shown } = await replay(url(), 'group');
    expect([account.leftOut[1]?.n, shown]).toEqual([1, []]);
  });

  it('keeps places and counts right when a worker places another copy between the look and the taking over', async () => {
    const copy = await placeCopyApart(db());
    await toldByWorkers(url(), (redwatch) =>
      replay(url(), 'group', {
        apply: true,
        meanwhile: async () => {
          await savePageOf(db(), PAGES.COPY.replace('重磅！', '刚刚，'));
          await redwatch.queues.untilEmpty();
        },
      }),
    );
    const original = await articleOf('首席运营官');
    const rows = (await placements()) as { articleId: string; storyId: string; originId: string }[];
    expect(rows).toHaveLength(4);
    const home = rows.find((r) => r.articleId === original);
    expect(rows.find((r) => r.articleId === copy)).toMatchObject({ storyId: home?.storyId, originId: home?.originId });
    const { rows: wrong } = await sql`
      select s.id from stories s left join placements p on p.story_id = s.id group by s.id
      having (s.redirect_to is null) <> (count(p.*) > 0)
        or s.redirect_to is null and (s.articles, s.origins) <> (count(p.*), count(distinct p.origin_id))`.execute(
      db(),
    );
    expect(wrong).toEqual([]);
    // What the worker placed by what then stood is found by the next replay, and the one after it finds nothing.
    await replay(url(), 'group', { apply: true });
    expect((await replay(url(), 'group')).shown).toEqual([]);
    expect(new Set(((await placements()) as { storyId: string }[]).map((r) => r.storyId)).size).toBe(2);
  });

  it('leaves and counts what an analyst rules on between the look and the taking over', async () => {
    const copy = await placeCopyApart(db());
    const other = await db()
      .selectFrom('placements')
      .select('storyId')
      .where('articleId', '=', await articleOf('排班工具'))
      .executeTakeFirstOrThrow();
    const ruling = { kind: 'merge', from: storyIdOf(copy), into: other.storyId } as const;
    const { account } = await replay(url(), 'group', {
      apply: true,
      meanwhile: () => decide(db(), ruling, { by: 'an analyst', note: null, at: new Date(), seen: null }),
    });
    expect(account.applied).toEqual({ taken: 0, left: 1 });
    const rows = (await placements()) as { articleId: string; storyId: string }[];
    expect(rows.find((r) => r.articleId === copy)?.storyId).toBe(other.storyId);
    expect((await replay(url(), 'group', { apply: true })).shown).toEqual([]);
  });
});
