import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { decide, undo } from '../../src/store/desk/decide.ts';
import { savePageOf } from './_alerting.ts';
import { PAGES } from './_articles.ts';
import { checksums, replay, toldByWorkers, useWorkedArchive } from './_replay.ts';

const { url, db } = useWorkedArchive([PAGES.REPORT, PAGES.COPY, PAGES.SECOND, PAGES.OLD]);
const rowsOf = async (query: ReturnType<typeof sql>) => (await query.execute(db())).rows;
const ledger = () =>
  rowsOf(sql`select id, person, status, effective_on, redirect_to, dismissed_by is null as stands, record->'articleIds' as articles,
    record->'originIds' as origins from events order by id`);
const claims = () =>
  rowsOf(sql`select c.*, ec.event_id from claims c left join event_claims ec on ec.claim_id = c.id order by c.id`);
const eventOf = async (person: string) =>
  (await db().selectFrom('events').select('id').where('person', '=', person).executeTakeFirstOrThrow()).id;
const given = () => ({ by: 'an analyst', note: null, at: new Date(), seen: null });

/** As if rules of an earlier day had not seen a departure at all, and had seen one that is none. */
async function worseRules(): Promise<{ missed: string; invented: string }> {
  const missed = await eventOf('闻人拓');
  await sql`delete from deliveries where event_id = ${missed}`.execute(db());
  await sql`delete from alerts where event_id = ${missed}`.execute(db());
  await sql`delete from event_changes where event_id = ${missed}`.execute(db());
  await sql`with gone as (delete from event_claims where event_id = ${missed} returning claim_id)
    delete from claims where id in (select claim_id from gone)`.execute(db());
  await sql`delete from person_aliases where claim_id not in (select id from claims)`.execute(db());
  await sql`delete from events where id = ${missed}`.execute(db());
  const invented = 'e'.repeat(32);
  await sql`insert into claims select 'invented', c.article_id, c.version_id, kind, 'text', 0, 4, left(v.text, 4), args || '{"person":"夜航计划"}', status, attribution, extractor, c.created_at
    from claims c join article_versions v on v.id = c.version_id where kind = 'executive_departure' and c.args->>'person' = '钟离序' limit 1`.execute(
    db(),
  );
  await sql`insert into events select ${invented}, kind, org, '夜航计划', status, watch_ids, record || jsonb_build_object('id', ${invented}::text, 'person', '夜航计划'),
    first_seen_at, first_published_at, effective_on, updated_at, null, null from events where person = '钟离序'`.execute(
    db(),
  );
  await sql`insert into event_claims values ('invented', ${invented})`.execute(db());
  return { missed, invented };
}

describe('replaying claims and the ledger', () => {
  it('finds nothing to change in what the rules of today have just found', async () => {
    const { account, shown } = await replay(url(), 'claims');
    expect(shown).toEqual([]);
    expect(account.lookedAt).toEqual({ n: 4, of: 4, noun: 'articles' });
  });

  it('says what would change and how many messages are withheld, and changes not one row of any table', async () => {
    const { missed, invented } = await worseRules();
    const before = await checksums(db());
    const { account, shown } = await replay(url(), 'claims');
    expect(await checksums(db())).toEqual(before);
    expect(shown.filter((d) => d.kind === 'event').map(({ id, what }) => [id, what])).toEqual([
      [missed, 'new'],
      [invented, 'gone'],
    ]);
    expect(shown.filter((d) => d.kind === 'claim')).toHaveLength(2);
    expect(account.notes[0]).toMatch(/^1 deliveries are not made/);
  });

  it('applies what it said, once, and tells nobody', async () => {
    const right = { ledger: await ledger(), claims: await claims() };
    const { invented } = await worseRules();
    const deliveries = await rowsOf(sql`select * from deliveries order by id`);
    await replay(url(), 'claims', { apply: true });
    expect(await claims()).toEqual(right.claims);
    const gone = (await ledger()).filter((e) => (e as { id: string }).id === invented);
    expect(gone).toEqual([expect.objectContaining({ stands: false })]);
    expect((await ledger()).filter((e) => (e as { id: string }).id !== invented)).toEqual(right.ledger);
    expect(await rowsOf(sql`select * from deliveries order by id`)).toEqual(deliveries);
    expect(
      await rowsOf(sql`select field, silent_because from event_changes where event_id = ${await eventOf('闻人拓')}`),
    ).toEqual([{ field: 'first_report', silentBecause: 'found by a replay: nobody is told' }]);
    // The claim that left stands whole in the audit log.
    const [line] = await db().selectFrom('auditLog').selectAll().execute();
    expect(JSON.stringify(line?.subject)).toContain('夜航计划');
    expect(await toldByWorkers(url())).toEqual([]);
    const before = await checksums(db());
    const second = await replay(url(), 'claims', { apply: true });
    expect([second.shown, second.account.applied]).toEqual([[], { taken: 0, left: 0 }]);
    expect(await checksums(db())).toEqual(before);
  });

  it('brings an event back under its id, and leaves it once an analyst has taken the replay back', async () => {
    const { invented } = await worseRules();
    await replay(url(), 'claims', { apply: true });
    const [note] = await rowsOf(sql`select id from decisions where effect->>'dismissed' = ${invented}`);
    await undo(db(), (note as { id: string }).id, { by: 'an analyst', at: new Date() });
    expect((await replay(url(), 'claims', { apply: true })).shown).toEqual([]);
    expect(await rowsOf(sql`select dismissed_by from events where id = ${invented}`)).toEqual([{ dismissedBy: null }]);
  });

  it('goes by what analysts ruled: no departure, another person, the same person, a wrong claim', async () => {
    await decide(db(), { kind: 'not_a_departure', eventId: await eventOf('闻人拓') }, given());
    await decide(db(), { kind: 'wrong_person', eventId: await eventOf('钟离序'), person: '钟离叙' }, given());
    await decide(db(), { kind: 'same_person', eventId: await eventOf('宋砚青'), person: '宋妍青' }, given());
    const [metric] = await rowsOf(sql`select id from claims where kind = 'metric' order by id limit 1`);
    await decide(db(), { kind: 'wrong_claim', claimId: (metric as { id: string }).id }, given());
    const before = { ledger: await ledger(), claims: await claims() };
    const { account, shown } = await replay(url(), 'claims', { apply: true });
    expect([shown, account.leftOut[1]?.n]).toEqual([[], 3]);
    expect({ ledger: await ledger(), claims: await claims() }).toEqual(before);
  });

  it('keeps the older id and a redirect when two events of the ledger are one, and what was told of them', async () => {
    const right = await ledger();
    const survivor = await eventOf('宋砚青');
    const younger = 'f'.repeat(32);
    await sql`insert into events select ${younger}, kind, org, '小满', status, watch_ids,
      record || jsonb_build_object('id', ${younger}::text, 'person', '小满', 'noted', '[{"field":"status","value":"denied"}]'::jsonb),
      first_seen_at + interval '1 day', first_published_at, effective_on, updated_at, null, null from events where id = ${survivor}`.execute(
      db(),
    );
    await sql`update event_claims set event_id = ${younger} where claim_id = (
      select max(claim_id) from event_claims where event_id = ${survivor})`.execute(db());
    const { shown } = await replay(url(), 'claims', { apply: true });
    expect(shown.filter((d) => d.what === 'merged').map((d) => d.id)).toEqual([younger]);
    expect((await ledger()).filter((e) => (e as { id: string }).id !== younger)).toEqual(right);
    expect(await rowsOf(sql`select redirect_to from events where id = ${younger}`)).toEqual([{ redirectTo: survivor }]);
    expect(
      await rowsOf(
        sql`select 1 as one from events where id = ${survivor} and record->'noted' @> '[{"field":"status","value":"denied"}]'`,
      ),
    ).toHaveLength(1);
    expect((await replay(url(), 'claims')).shown).toEqual([]);
  });

  it('makes one event, told of at most once, of a departure a worker reads between the look and the taking over', async () => {
    const { invented } = await worseRules();
    const told = await toldByWorkers(url(), (redwatch) =>
      replay(url(), 'claims', {
        apply: true,
        meanwhile: async () => {
          await savePageOf(db(), `${PAGES.SECOND}\n\n接任者尚未公布。`);
          await redwatch.queues.untilEmpty();
        },
      }),
    );
    const events = await rowsOf(
      sql`select person, count(*)::int as n from events where redirect_to is null and dismissed_by is null group by 1 order by 1`,
    );
    expect(events.every((e) => (e as { n: number }).n === 1)).toBe(true);
    expect(events).toContainEqual({ person: '闻人拓', n: 1 });
    expect(new Set(told.map((t) => t.key)).size).toBe(told.length);
    expect(told.length).toBeLessThanOrEqual(1);
    expect(await rowsOf(sql`select dismissed_by is null as stands from events where id = ${invented}`)).toEqual([
      { stands: false },
    ]);
    // Every departure that is told hangs on an event of the ledger, and nothing is left to find.
    expect(
      await rowsOf(sql`select c.id from claims c left join event_claims ec on ec.claim_id = c.id left join events e on e.id = ec.event_id
        where c.kind = 'executive_departure' and (e.id is null or e.redirect_to is not null)`),
    ).toEqual([]);
    await replay(url(), 'claims', { apply: true });
    expect((await replay(url(), 'claims')).shown).toEqual([]);
  });
});
