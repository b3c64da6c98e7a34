/**
 * Taking a replayed ledger over, in bounded transactions under the ledger's turn. The order makes a kill harmless: events that must
 * be there first and merges, then claims with their links, then records; whatever is left undone is found again by the next replay.
 * Nobody is told of anything.
 */
import { sql, type Kysely, type Transaction } from 'kysely';
import { audit } from './desk/audit.ts';
import { lockLedger, noteSilence, placesOf, saveLedger } from './events.ts';
import { contentId } from './ids.ts';
import type { EventDifference } from './replay-ledger.ts';
import { noteReplaced } from './replay.ts';
import type { Schema } from './schema.ts';

type Trx = Transaction<Schema>;
export type Taken = { taken: number; left: number };

const NOTHING = { created: [], updated: [], merged: [], links: [], changes: [], aliases: [] };
const SILENT = 'found by a replay: nobody is told';

/** Opens events that are new or come back, and merges those that are one. */
export async function openAndMerge(db: Kysely<Schema>, rows: readonly EventDifference[], at: Date): Promise<Taken> {
  return db.transaction().execute(async (trx) => {
    await lockLedger(trx);
    let left = 0;
    const created = rows.filter((r) => r.what === 'new').flatMap((r) => r.is ?? []);
    await saveLedger(trx, { ...NOTHING, created }, at);
    await sql`update events set redirect_to = null, dismissed_by = null
      where id = any(${created.map((e) => e.id)}::text[])`.execute(trx);
    for (const { id: from, into, was, seenAt } of rows.filter((r) => r.what === 'merged')) {
      if (!into || !was || !(await isAsSeen(trx, from, seenAt))) {
        left++;
        continue;
      }
      const { rows: links } = await sql<{ id: string }>`
        select claim_id as id from event_claims where event_id = ${from}`.execute(trx);
      await saveLedger(trx, { ...NOTHING, merged: [{ from, into }] }, at);
      const effect = { mergedEvent: { from, into, claims: links.map((l) => l.id) } };
      await noteOf(
        trx,
        { ids: [from, into], articleIds: was.articleIds, effect, note: 'one departure by the rules of today' },
        at,
      );
    }
    return { taken: 0, left };
  });
}

async function isAsSeen(trx: Trx, eventId: string, seenAt: Date | null): Promise<boolean> {
  const { rows } = await sql`select 1 from events
    where id = ${eventId} and redirect_to is null and updated_at = ${seenAt}::timestamptz for update`.execute(trx);
  return rows.length > 0;
}

type Noted = { ids: string[]; articleIds: readonly string[]; effect: object; note: string };

async function noteOf(trx: Trx, { ids, articleIds, effect, note }: Noted, at: Date): Promise<string> {
  const id = contentId('replay', ...ids, JSON.stringify(effect), at.toISOString());
  const { storyIds } = await placesOf(trx, articleIds);
  await noteReplaced(trx, [{ id, subject: { stories: storyIds, events: ids }, effect, note }], at);
  return id;
}

/**
 * Claims of the articles after `n`: those newly found come in, those no longer found leave for the audit log, the others are linked
 * to the event that tells of them now. An article with a newer version, or with work waiting, is left to the workers.
 */
export async function takeOverClaims(db: Kysely<Schema>, n: number, size: number, at: Date): Promise<Taken> {
  return db.transaction().execute(async (trx) => {
    await lockLedger(trx);
    const { rows } = await sql<{ id: string; isSame: boolean }>`
      select i.article_id as id, (r.version_id is null or r.version_id = a.current_version) and not exists (
        select from outbox o where o.step in ('group', 'claims') and not o.dead and o.key = a.current_version) as "isSame"
      from replay_articles i join articles a on a.id = i.article_id left join replay_read r on r.article_id = i.article_id
      where i.n > ${n} and i.n <= ${n + size} order by a.id for update of a`.execute(trx);
    const ids = rows.filter((r) => r.isSame).map((r) => r.id);
    await retire(trx, ids, at);
    await sql`insert into claims select c.* from would_claims c join replay_read r on r.version_id = c.version_id
      where c.article_id = any(${ids}::text[]) on conflict do nothing`.execute(trx);
    await sql`insert into event_claims select s.claim_id, coalesce(e.redirect_to, e.id)
      from would_event_claims s join claims c on c.id = s.claim_id join events e on e.id = s.event_id
      where c.article_id = any(${ids}::text[])
      on conflict (claim_id) do update set event_id = excluded.event_id`.execute(trx);
    return { taken: ids.length, left: rows.length - ids.length };
  });
}

/** Claims leave the archive for the audit log, whole, with the event they told of. */
async function retire(trx: Trx, articleIds: readonly string[], at: Date): Promise<void> {
  const { rows } = await sql<{ articleId: string; claims: { id: string }[] }>`
    select c.article_id as "articleId", jsonb_agg(to_jsonb(c) || jsonb_build_object('event_id', ec.event_id) order by c.id) as claims
    from replay_retired r join claims c on c.id = r.claim_id left join event_claims ec on ec.claim_id = c.id
    where r.article_id = any(${[...articleIds]}::text[]) group by c.article_id`.execute(trx);
  for (const { articleId, claims } of rows) {
    await audit(trx, { at, by: 'replay', action: 'claims no longer found', subject: { articleId, claims } });
    const ids = claims.map((c) => c.id);
    await sql`delete from event_claims where claim_id = any(${ids}::text[])`.execute(trx);
    await sql`delete from claims where id = any(${ids}::text[])`.execute(trx);
  }
}

/** Records and what is new about them, noted as told to nobody; events of which nothing is left go off the ledger, for the desk to bring back. */
export async function takeOverRecords(db: Kysely<Schema>, rows: readonly EventDifference[], at: Date): Promise<Taken> {
  return db.transaction().execute(async (trx) => {
    await lockLedger(trx);
    const done: Taken = { taken: 0, left: 0 };
    for (const row of rows) {
      if (row.what === 'merged') continue;
      if (row.what !== 'new' && !(await isAsSeen(trx, row.id, row.seenAt))) {
        done.left++;
        continue;
      }
      if (row.what === 'gone') await takeOff(trx, row, at);
      else await takeRecord(trx, row, at);
      done.taken++;
    }
    return done;
  });
}

async function takeRecord(trx: Trx, { id, what, was, is, news }: EventDifference, at: Date): Promise<void> {
  if (!is) return;
  const fresh = await saveLedger(trx, { ...NOTHING, updated: [is], changes: news }, at);
  for (const change of fresh) await noteSilence(trx, change, SILENT);
  if (what !== 'changed' || !was) return;
  const effect = { records: [{ eventId: id, person: was.person, record: was }] };
  await noteOf(trx, { ids: [id], articleIds: is.articleIds, effect, note: 'folded anew by the rules of today' }, at);
}

async function takeOff(trx: Trx, { id, was }: EventDifference, at: Date): Promise<void> {
  const note = 'no article tells of it by the rules of today';
  const dismissedBy = await noteOf(
    trx,
    { ids: [id], articleIds: was?.articleIds ?? [], effect: { dismissed: id }, note },
    at,
  );
  await sql`update events set dismissed_by = ${dismissedBy}, updated_at = ${at} where id = ${id}`.execute(trx);
}

/** Names that only retired claims explained are forgotten, newly explained ones learnt. Analysts' names stay. */
export async function takeOverAliases(db: Kysely<Schema>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockLedger(trx);
    await sql`delete from person_aliases p where kind <> 'decision' and claim_id is not null
      and not exists (select from claims c where c.id = p.claim_id)
      and not exists (select from would_person_aliases w where (w.org, w.alias, w.person) = (p.org, p.alias, p.person))`.execute(
      trx,
    );
    await sql`insert into person_aliases select w.* from would_person_aliases w
      where w.claim_id is null or exists (select from claims c where c.id = w.claim_id)
      on conflict (org, alias, person) do update set claim_id = excluded.claim_id
      where not exists (select from claims c where c.id = person_aliases.claim_id) and person_aliases.kind <> 'decision'`.execute(
      trx,
    );
  });
}
