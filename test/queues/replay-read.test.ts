import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { openReadPool } from '../../src/read-pool.ts';
import { PAGES } from './_articles.ts';
import { checksums, replay, toldByWorkers, useWorkedArchive } from './_replay.ts';

const { url, db } = useWorkedArchive([PAGES.REPORT, PAGES.OTHER, PAGES.NOBODY]);
// A reading thread loads for seconds: one serves all tests.
const readPool = openReadPool();
afterAll(() => readPool.close());
const current = async () =>
  (
    await sql`select a.id, v.title, v.text, v.outlet, v.authors, a.watch_ids from articles a
      join article_versions v on v.id = a.current_version order by a.id`.execute(db())
  ).rows;

/** As if a reader of an earlier day had cut a text short, missed an outlet and refused a page. */
async function worseReader(): Promise<void> {
  await sql`update article_versions set id = 'short', text = left(text, 40) where title like '%宋砚青%'`.execute(db());
  await sql`update articles set current_version = 'short' where id = (select article_id from article_versions where id = 'short')`.execute(
    db(),
  );
  await sql`update article_versions set authors = '{某人}' where title like '%排班%'`.execute(db());
}

describe('reading the archive anew', () => {
  it('finds nothing to change in what the readers of today have just read', async () => {
    const { account, shown } = await replay(url(), 'read', { readPool });
    expect(shown).toEqual([]);
    expect(account.lookedAt).toEqual({ n: 3, of: 3, noun: 'pages' });
  });

  it('shows what is read otherwise and changes not one row of any table', async () => {
    await worseReader();
    const before = await checksums(db());
    const { account, shown } = await replay(url(), 'read', { readPool });
    expect(await checksums(db())).toEqual(before);
    expect(shown.map((d) => [d.what, Object.keys(d.was ?? {})]).sort()).toEqual([
      ['other byline', ['authors']],
      ['read otherwise', ['text']],
    ]);
    expect(account.changes.map((c) => c.n)).toEqual([1, 1, 0, 0]);
  });

  it('writes a new version beside the old one, sends and queues nothing, and finds nothing the second time', async () => {
    const right = await current();
    await worseReader();
    expect((await replay(url(), 'read', { apply: true, readPool })).account.applied).toEqual({ taken: 2, left: 0 });
    expect(await current()).toEqual(right);
    expect(await db().selectFrom('articleVersions').select('id').where('id', '=', 'short').execute()).toHaveLength(1);
    expect(await db().selectFrom('outbox').select('id').execute()).toEqual([]);
    const lines = await db().selectFrom('auditLog').select(['by', 'subject']).orderBy('id').execute();
    expect(lines.map((l) => l.by)).toEqual(['replay', 'replay']);
    expect(JSON.stringify(lines)).toContain('某人');
    const before = await checksums(db());
    const second = await replay(url(), 'read', { apply: true, readPool });
    expect([second.shown, second.account.applied]).toEqual([[], { taken: 0, left: 0 }]);
    expect(await checksums(db())).toEqual(before);
  });

  it('makes an article of a page that was skipped, silently, with the two replays that follow', async () => {
    await sql`update pages set state = 'skipped', skip_reason = 'an old reason', article_id = null where id = (
      select page_id from article_versions where title like '%宋砚青%')`.execute(db());
    for (const table of [
      'deliveries',
      'alerts',
      'event_changes',
      'event_claims',
      'person_aliases',
      'events',
      'claims',
      'placements',
      'fingerprints',
      'article_versions',
      'articles',
    ])
      await sql`delete from ${sql.table(table)}`.execute(db());
    expect((await replay(url(), 'read', { apply: true, readPool })).shown.map((d) => d.what)).toContain(
      'now an article',
    );
    for (const rules of ['group', 'claims']) await replay(url(), rules, { apply: true });
    expect(await db().selectFrom('events').select('person').execute()).toEqual([{ person: '宋砚青' }]);
    expect(await db().selectFrom('deliveries').select('id').execute()).toEqual([]);
    expect(await toldByWorkers(url())).toEqual([]);
  });
});
