/** The ledger: events over claims. Only the claims step writes here, one transaction at a time over all workers. */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { EventChange, LearntAlias, LedgerChange, LedgerEvent, LedgerView } from '../core/events.ts';
import type { Saying } from '../core/alerts.ts';
import type { Watch } from '../core/types.ts';
import { sortInstant } from './articles.ts';
import { storable } from './ids.ts';
import type { Schema } from './schema.ts';
import { fromInsert } from './upsert.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

/** One at a time over all workers: two reports of one departure read at the same moment would each open an event. */
export async function lockLedger(trx: Transaction<Schema>): Promise<void> {
  await sql`select pg_advisory_xact_lock(7220, 2)`.execute(trx);
}

/** What the ledger knows of these organisations (ids as src/core/events.ts gives them; an empty one stands for any). */
export async function ledgerOf(db: Db, orgIds: readonly string[], watches: readonly Watch[]): Promise<LedgerView> {
  const { rows: events } = await sql<{ record: LedgerEvent }>`
    select record from events e
    where redirect_to is null and exists (
      select 1 from unnest(${[...new Set(orgIds)]}::text[]) o where o = '' or e.org = '' or starts_with(o, e.org) or starts_with(e.org, o)
    )
      -- What a replay took off the ledger is told by nothing: a later report of it is a first one.
      and not exists (select from decisions d where d.id = e.dismissed_by and d.kind = 'replay')
    order by first_seen_at, id`.execute(db);
  const orgs = [...new Set([...orgIds, ...events.map((e) => e.record.orgId)])];
  const aliases = orgs.length
    ? await db.selectFrom('personAliases').selectAll().where('org', 'in', orgs).execute()
    : [];
  return {
    events: events.map((e) => e.record),
    aliases: aliases.map(({ org, claimId, ...a }) => ({ orgId: org, claimId: claimId ?? '', ...a })),
    watches,
    apart: await namesApart(db),
  };
}

/** Names that analysts ruled not to be a person's, unless they took that back. */
async function namesApart(db: Db): Promise<{ orgId: string; person: string; alias: string }[]> {
  const { rows } = await sql<{ orgId: string; person: string; alias: string }>`
    select subject->'values'->>'org' as "orgId", subject->'values'->>'person' as person, subject->'values'->>'was' as alias
    from decisions where kind = 'not_same' and undone_at is null`.execute(db);
  return rows;
}

/** Saves what folding changed. Returns the changes that were not known yet: only those can call for an alert. */
export async function saveLedger(trx: Transaction<Schema>, change: LedgerChange, at: Date): Promise<EventChange[]> {
  await saveEvents(trx, [...change.created, ...change.updated], at);
  for (const { from, into } of change.merged) await redirect(trx, from, into);
  await saveAliases(trx, change.aliases);
  await saveLinks(trx, change.links);
  return noteChanges(trx, change.changes, at);
}

/** Notes changes of events that are in the ledger. Returns those that were not known yet. */
export async function noteChanges(
  trx: Transaction<Schema>,
  changes: readonly EventChange[],
  at: Date,
): Promise<EventChange[]> {
  if (!changes.length) return [];
  const keyOf = ({ eventId, field, value }: { eventId: string; field: string; value: string }) =>
    JSON.stringify([eventId, field, storable(value)]);
  const once = new Map([...changes].reverse().map((change) => [keyOf(change), change]));
  const rows = changes
    .filter((change) => once.get(keyOf(change)) === change)
    .map(({ eventId, field, value, isOldNews, why }) => ({ eventId, field, value, isOldNews, why }));
  const added = await trx
    .insertInto('eventChanges')
    .values(rows.map((row) => ({ ...row, at })))
    .onConflict((on) => on.doNothing())
    .returning(['eventId', 'field', 'value'])
    .execute();
  const fresh = new Set(added.map(keyOf));
  return rows.filter((row) => fresh.has(keyOf(row)));
}

/** The latest claims of these events, each with the origin of its article. */
export async function sayingsOf(db: Db, eventIds: readonly string[]): Promise<Map<string, Saying[]>> {
  const sayings = new Map<string, Saying[]>();
  if (!eventIds.length) return sayings;
  const { rows } = await sql<Saying & { eventId: string }>`
    select "eventId", "originId", status, args from (
      select ec.event_id as "eventId", coalesce(p.origin_id, c.article_id) as "originId", c.status, c.args,
        row_number() over (partition by ec.event_id order by c.created_at desc, c.id) as nth
      from event_claims ec join claims c on c.id = ec.claim_id left join placements p on p.article_id = c.article_id
      where ec.event_id in (${sql.join(eventIds)})
    ) latest where nth <= ${MOST_SAYINGS} order by nth desc`.execute(db);
  for (const { eventId, ...saying } of rows) sayings.set(eventId, [...(sayings.get(eventId) ?? []), saying]);
  return sayings;
}

/** Claims of one event that are compared with each other; a departure that the whole press tells has some hundred. */
const MOST_SAYINGS = 100;

async function saveEvents(trx: Transaction<Schema>, events: readonly LedgerEvent[], at: Date): Promise<void> {
  // A statement must not touch a row twice.
  const last = new Map(events.map((event) => [event.id, event]));
  if (!last.size) return;
  const rows = [...last.values()].map((event) => ({
    id: event.id,
    kind: event.kind,
    org: event.orgId,
    person: event.person,
    status: event.status,
    watchIds: event.watchIds,
    record: JSON.stringify(event),
    firstSeenAt: event.firstSeenAt,
    firstPublishedAt: sortInstant(event.firstPublishedAt),
    effectiveOn: event.date?.iso ?? null,
    updatedAt: at,
  }));
  const columns = Object.keys(rows[0] ?? {}) as (keyof (typeof rows)[0])[];
  await trx
    .insertInto('events')
    .values(rows)
    .onConflict((on) => on.column('id').doUpdateSet(fromInsert(...columns)))
    .execute();
}

/** The event of each claim; a claim that stood with another one moves. */
async function saveLinks(trx: Transaction<Schema>, links: LedgerChange['links']): Promise<void> {
  const last = new Map(links.map(({ claimId, eventId }) => [claimId, { claimId, eventId }]));
  if (!last.size) return;
  await trx
    .insertInto('eventClaims')
    .values([...last.values()])
    .onConflict((on) => on.column('claimId').doUpdateSet(fromInsert('eventId')))
    .execute();
}

/** A merged event stays behind as a redirect; its claims, and what was told of it, now belong to the survivor. */
async function redirect(trx: Transaction<Schema>, from: string, into: string): Promise<void> {
  await trx
    .updateTable('events')
    .set({ redirectTo: into })
    .where((eb) => eb.or([eb('id', '=', from), eb('redirectTo', '=', from)]))
    .execute();
  await trx.updateTable('eventClaims').set({ eventId: into }).where('eventId', '=', from).execute();
}

async function saveAliases(trx: Transaction<Schema>, aliases: readonly LearntAlias[]): Promise<void> {
  if (!aliases.length) return;
  await trx
    .insertInto('personAliases')
    .values(aliases.map(({ orgId, ...a }) => ({ org: orgId, ...a })))
    .onConflict((on) => on.doNothing())
    .execute();
}

/** The event and every one that was merged into it: what was told of any of them was told of it. */
export async function mergedInto(db: Db, eventId: string): Promise<string[]> {
  const rows = await db.selectFrom('events').select('id').where('redirectTo', '=', eventId).execute();
  return [eventId, ...rows.map((r) => r.id)];
}

/** The event of this id, or the one it was merged into. */
export async function eventById(db: Db, id: string): Promise<LedgerEvent | null> {
  const { rows } = await sql<{ record: LedgerEvent }>`
    select s.record from events e join events s on s.id = coalesce(e.redirect_to, e.id) where e.id = ${id}`.execute(db);
  return rows[0]?.record ?? null;
}

/** The earliest claim of an event: the words that prove it. */
export async function evidenceOf(db: Db, eventId: string): Promise<{ articleId: string; quote: string } | null> {
  const row = await db
    .selectFrom('eventClaims as ec')
    .innerJoin('claims as c', 'c.id', 'ec.claimId')
    .select(['c.articleId', 'c.quote'])
    .where('ec.eventId', '=', eventId)
    .orderBy('c.createdAt')
    .orderBy('c.id')
    .executeTakeFirst();
  return row ?? null;
}

/** What an analyst decided: the note, the name that was wrong, and whether it was taken back. Null when there is no such decision. */
export async function rulingOf(
  db: Db,
  decisionId: string,
): Promise<{ note: string | null; was: string | null; isUndone: boolean } | null> {
  const row = await db
    .selectFrom('decisions')
    .select(['note', 'subject', 'undoneAt'])
    .where('id', '=', decisionId)
    .executeTakeFirst();
  if (!row) return null;
  const { values } = row.subject as { values?: { was?: string } };
  return { note: row.note, was: values?.was || null, isUndone: row.undoneAt !== null };
}

/** What changed of any event since an instant, oldest first. */
export async function changesSince(db: Db, since: Date): Promise<(EventChange & { at: Date })[]> {
  const rows = await db
    .selectFrom('eventChanges')
    .select(['eventId', 'field', 'value', 'isOldNews', 'why', 'at'])
    .where('at', '>=', since)
    .orderBy('at')
    .orderBy('eventId')
    .execute();
  return rows as (EventChange & { at: Date })[];
}

/** When somebody first opened one of these stories on the desk since an instant; null when nobody did. */
export async function openedSince(db: Db, storyIds: readonly string[], since: Date): Promise<string | null> {
  if (!storyIds.length) return null;
  const row = await db
    .selectFrom('storySeen')
    .select('at')
    .where('storyId', 'in', storyIds)
    .where('at', '>=', since)
    .orderBy('at')
    .executeTakeFirst();
  return row?.at.toISOString() ?? null;
}

/** Notes why nobody was told of a change. */
export async function noteSilence(
  trx: Transaction<Schema>,
  { eventId, field, value }: { eventId: string; field: string; value: string | null },
  because: string,
): Promise<void> {
  await trx
    .updateTable('eventChanges')
    .set({ silentBecause: because.slice(0, 500) })
    .where('eventId', '=', eventId)
    .where('field', '=', field)
    .where('value', '=', value ?? '')
    .execute();
}

/** Stories and sources in which an event is told, for links, mutes and filters. */
export async function placesOf(
  db: Db,
  articleIds: readonly string[],
): Promise<{ storyIds: string[]; sourceIds: string[]; outlets: string[] }> {
  if (!articleIds.length) return { storyIds: [], sourceIds: [], outlets: [] };
  const rows = await db
    .selectFrom('placements as p')
    .innerJoin('articles as a', 'a.id', 'p.articleId')
    .innerJoin('articleVersions as v', 'v.id', 'a.currentVersion')
    .select(['p.storyId', 'a.sourceId', 'v.outlet'])
    .where('p.articleId', 'in', articleIds)
    .execute();
  const distinct = (values: (string | null)[]) => [...new Set(values.filter((v) => v !== null))];
  return {
    storyIds: distinct(rows.map((r) => r.storyId)),
    sourceIds: distinct(rows.map((r) => r.sourceId)),
    outlets: distinct(rows.map((r) => r.outlet)),
  };
}
