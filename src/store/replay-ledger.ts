/** Claims and the ledger in a replay: what is read anew, what is folded as it stands, what would change, and the taking over. */
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { EventChange, LedgerEvent } from '../core/events.ts';
import type { SharedClaims } from '../core/replay.ts';
import type { Claim } from '../core/types.ts';
import { articleInSpan, notePending, PENDING, type Ground, type Span } from './replay.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema> | Transaction<Schema>;
type Trx = Transaction<Schema>;

export const LEDGER: Ground = {
  shadows: ['claims', 'events', 'event_claims', 'event_changes', 'person_aliases', 'alerts', 'deliveries', 'outbox'],
  plan: [
    PENDING,
    'create temp table replay_ruled (event_id text primary key)',
    'create temp table replay_read (article_id text primary key, version_id text not null)',
    'create temp table replay_retired (claim_id text primary key, article_id text not null)',
    'create temp table replay_ids ("is" text primary key, id text not null unique)',
    'create temp table replay_articles (n integer primary key, article_id text not null unique)',
    'create temp table replay_events (n integer primary key, event_id text not null unique, what text not null, into_id text, seen_at timestamptz)',
    'create temp table replay_news (event_id text, field text, value text, is_old_news boolean, why text, primary key (event_id, field, value))',
  ],
};

/** Decisions about events that hold: an analyst's, and a replay that an analyst took back. */
const RULED = sql`(d.kind in ('not_a_departure', 'wrong_person', 'same_person') and d.undone_at is null)
  or (d.kind = 'replay' and d.undone_at is not null)`;

/** Seeds the shadow with what analysts ruled: those events and names are known before the first claim is folded. */
export async function prepareLedger(trx: Trx): Promise<void> {
  await notePending(trx, ['group', 'claims']);
  await sql`insert into replay_ruled
    select distinct coalesce(e.redirect_to, e.id) from public.decisions d, jsonb_array_elements_text(d.subject->'events') s(id)
      join public.events e on e.id = s.id where ${RULED}`.execute(trx);
  await sql`insert into events select * from public.events where id in (select event_id from replay_ruled)`.execute(
    trx,
  );
  await sql`insert into event_changes select * from public.event_changes
    where event_id in (select event_id from replay_ruled)`.execute(trx);
  await sql`insert into person_aliases select * from public.person_aliases where kind = 'decision'`.execute(trx);
}

export type LedgerItem = {
  articleId: string;
  versionId: string;
  at: Date;
  /** True: its claims are found anew; false: they are folded as they stand. */
  isRead: boolean;
  publishedAt: string | null;
};

const currentOf = (span: Span) => sql`v.id = a.current_version and (${articleInSpan(span)}) and w.article_id is null`;
/** A version of the same page that a later reader has replaced. */
const superseded = (span: Span) => sql`v.id <> a.current_version and (${articleInSpan(span)}) and w.article_id is null
  and v.page_id = (select c.page_id from public.article_versions c where c.id = a.current_version)`;

/** Versions of articles in the order in which their claims were found; those without come where they were placed. */
export function ledgerItems(span: Span, now: Date): RawBuilder<LedgerItem> {
  return sql`select a.id as "articleId", v.id as "versionId", coalesce(c.at, p.placed_at, ${now}) as at,
      coalesce(${currentOf(span)}, false) as "isRead", v.published_at as "publishedAt"
    from public.articles a join public.article_versions v on v.article_id = a.id
      left join public.placements p on p.article_id = a.id left join replay_pending w on w.article_id = a.id
      left join lateral (select min(created_at) as at, bool_or(kind = 'executive_departure') as tells
        from public.claims where article_id = a.id and version_id = v.id) c on true
    where (${currentOf(span)}) or (c.tells and not (${superseded(span)}))
    order by coalesce(c.at, p.placed_at, ${now}), v.published_sort nulls last, a.id, v.id`;
}

export async function ledgerSpan(trx: Trx, span: Span): Promise<{ inSpan: number; waiting: number; ruled: number }> {
  const { rows } = await sql<{ inSpan: number; waiting: number; ruled: number }>`
    select count(*)::int as "inSpan", count(*) filter (where w.article_id is not null)::int as waiting,
      (select count(*)::int from replay_ruled) as ruled
    from public.articles a left join replay_pending w on w.article_id = a.id where ${articleInSpan(span)}`.execute(trx);
  return rows[0] as { inSpan: number; waiting: number; ruled: number };
}

export type StoredClaim = { claimId: string; claim: Claim; isWrong: boolean };

/** The claims of a version as they stand in the archive, each with whether an analyst ruled it wrong. */
export async function storedClaims(trx: Trx, versionIds: readonly string[]): Promise<Map<string, StoredClaim[]>> {
  const { rows } = await sql<Claim & { id: string; versionId: string; isWrong: boolean }>`
    select id, version_id as "versionId", kind, field, start_at as start, end_at as end, quote, args, status, attribution, extractor,
      exists (select from public.decisions d where d.kind = 'wrong_claim' and d.undone_at is null
        and d.subject @> jsonb_build_object('claims', jsonb_build_array(c.id))) as "isWrong"
    from public.claims c where version_id = any(${[...versionIds]}::text[]) order by field desc, start_at, id`.execute(
    trx,
  );
  const found = new Map<string, StoredClaim[]>();
  for (const { id, versionId, isWrong, ...claim } of rows)
    found.set(versionId, [...(found.get(versionId) ?? []), { claimId: id, claim, isWrong }]);
  return found;
}

/** Claims that stay as they are stand in the shadow too. */
export async function keepClaims(trx: Trx, claimIds: readonly string[]): Promise<void> {
  await sql`insert into claims select * from public.claims where id = any(${[...claimIds]}::text[])
    on conflict do nothing`.execute(trx);
}

export async function noteRead(trx: Trx, items: readonly LedgerItem[]): Promise<void> {
  const read = items.filter((i) => i.isRead);
  await sql`insert into replay_read select * from unnest(${read.map((i) => i.articleId)}::text[], ${read.map((i) => i.versionId)}::text[])`.execute(
    trx,
  );
  await sql`delete from outbox`.execute(trx);
}

/** Which claims of the archive are no longer found: of what was read anew, and of versions that a later reader replaced. */
export async function noteRetired(trx: Trx, span: Span): Promise<void> {
  await sql`insert into replay_retired
    select c.id, c.article_id from replay_read r join public.claims c on c.article_id = r.article_id and c.version_id = r.version_id
      where not exists (select from pg_temp.claims n where n.id = c.id)
    union select c.id, c.article_id from public.articles a join public.article_versions v on v.article_id = a.id
      join public.claims c on c.article_id = a.id and c.version_id = v.id
      left join replay_pending w on w.article_id = a.id where ${superseded(span)}`.execute(trx);
  for (const table of ['claims', 'event_claims', 'events']) await sql.raw(`analyze pg_temp.${table}`).execute(trx);
}

/** Which events of the ledger and of the replay share claims; a claim that was replaced by one of the same words counts as shared. */
export async function sharedClaims(trx: Trx): Promise<SharedClaims[]> {
  const { rows } = await sql<SharedClaims>`
    with same (old, new) as (
      select id, id from pg_temp.claims
      union select o.id, n.id from replay_retired r join public.claims o on o.id = r.claim_id
        join pg_temp.claims n on n.article_id = o.article_id and n.kind = o.kind
        where (n.version_id = o.version_id and n.field = o.field and n.start_at < o.end_at and o.start_at < n.end_at)
          or n.args->>'person' = o.args->>'person'
    )
    select e.id as was, s.event_id as "is", count(*)::int as shared, e.first_seen_at::text as "wasFirstSeen",
      e.id in (select event_id from replay_ruled) as "isRuled"
    from public.event_claims ec join public.events e on e.id = ec.event_id and e.redirect_to is null
      join same on same.old = ec.claim_id join pg_temp.event_claims s on s.claim_id = same.new
      join pg_temp.events live on live.id = s.event_id and live.redirect_to is null
    group by e.id, e.first_seen_at, s.event_id`.execute(trx);
  return rows;
}

/** Lets the shadow go by the ledger's ids. Events that the replay itself merged away are no part of it. */
export async function renameEvents(trx: Trx, ids: ReadonlyMap<string, string>): Promise<void> {
  const [from, to] = [[...ids.keys()], [...ids.values()]];
  await sql`insert into replay_ids select * from unnest(${from}::text[], ${to}::text[])`.execute(trx);
  await sql`delete from event_changes c using events e where e.id = c.event_id and e.redirect_to is not null`.execute(
    trx,
  );
  await sql`delete from events where redirect_to is not null`.execute(trx);
  await sql`insert into replay_ids select id, id from pg_temp.events
    where id not in (select "is" from replay_ids) on conflict do nothing`.execute(trx);
  // Two ids may change places: through a name that nothing has.
  for (const [table, column] of RENAMED) {
    const [name, id] = [sql.id('pg_temp', table), sql.id(column)];
    await sql`update ${name} t set ${id} = '~' || i.id from replay_ids i where t.${id} = i."is"`.execute(trx);
    await sql`update ${name} set ${id} = substr(${id}, 2) where ${id} like '~%'`.execute(trx);
  }
}
const RENAMED = [
  ['events', 'id'],
  ['event_claims', 'event_id'],
  ['event_changes', 'event_id'],
  ['alerts', 'event_id'],
] as const;

export type EventPair = { id: string; was: LedgerEvent | null; is: LedgerEvent; isRuled: boolean; seenAt: Date | null };

/** Events of the replay beside those of the ledger, in the order of their ids. `was` is null where it is new, or was off the ledger. */
export async function eventPairs(trx: Trx, after: string, size: number): Promise<EventPair[]> {
  const { rows } = await sql<EventPair>`
    select s.id, s.record as "is", r.event_id is not null as "isRuled",
      case when e.redirect_to is null and ${isOnLedger(sql`e`)} then e.record end as was,
      case when e.redirect_to is null then e.updated_at end as "seenAt"
    from pg_temp.events s left join public.events e on e.id = s.id left join replay_ruled r on r.event_id = s.id
    where s.id > ${after} order by s.id limit ${size}`.execute(trx);
  return rows;
}

/** What a replay took off the ledger comes back when it is told again; what an analyst took off does not. */
const isOnLedger = (e: RawBuilder<unknown>) =>
  sql`(${e}.dismissed_by is null or exists (select from public.decisions d where d.id = ${e}.dismissed_by and d.kind <> 'replay'))`;

export async function recordsOf(db: Db, ids: readonly string[]): Promise<LedgerEvent[]> {
  const { rows } = await sql<{ record: LedgerEvent }>`
    select record from public.events where id = any(${[...ids]}::text[]) order by first_seen_at, id`.execute(db);
  return rows.map((r) => r.record);
}

/** Puts the record as it is to be into the shadow. */
export async function setRecord(trx: Trx, event: LedgerEvent): Promise<void> {
  await sql`update pg_temp.events set record = ${JSON.stringify(event)}::jsonb where id = ${event.id}`.execute(trx);
}

export type EventNote = {
  id: string;
  what: 'new' | 'changed' | 'merged' | 'gone';
  into: string | null;
  seenAt: Date | null;
};

export async function noteEvents(trx: Trx, notes: readonly EventNote[]): Promise<void> {
  for (const { id, what, into, seenAt } of notes)
    await sql`insert into replay_events select coalesce(max(n), 0) + 1, ${id}, ${what}, ${into},
        coalesce(${seenAt}::timestamptz, (select updated_at from public.events e where e.id = ${id} and e.redirect_to is null)) from replay_events
      on conflict do nothing`.execute(trx);
}

/** Events of the ledger whose every claim is retired and that the replay knows nothing of. */
export async function noteGone(trx: Trx): Promise<void> {
  await sql`insert into replay_events
    select (select coalesce(max(n), 0) from replay_events) + row_number() over (order by e.id), e.id, 'gone', null, e.updated_at
    from public.events e where e.redirect_to is null and e.dismissed_by is null
      and exists (select from public.event_claims ec join replay_retired r on r.claim_id = ec.claim_id where ec.event_id = e.id)
      and not exists (select from public.event_claims ec where ec.event_id = e.id and ec.claim_id not in (select claim_id from replay_retired))
      and not exists (select from pg_temp.events s where s.id = e.id)
      and e.id not in (select event_id from replay_ruled) and e.id not in (select event_id from replay_events)`.execute(
    trx,
  );
}

/** Changes of events that the ledger has not noted, and the articles whose claims or their events change. */
export async function noteLedgerChanges(trx: Trx): Promise<void> {
  // A replay that was killed has opened an event and not yet noted what is new about it.
  await sql`insert into replay_events
    select (select coalesce(max(n), 0) from replay_events) + row_number() over (order by e.id), e.id, 'changed', null, e.updated_at
    from pg_temp.events s join public.events e on e.id = s.id and e.redirect_to is null
    where not exists (select from public.event_changes c where c.event_id = e.id)
      and e.id not in (select event_id from replay_ruled) and e.id not in (select event_id from replay_events)`.execute(
    trx,
  );
  await sql`insert into replay_news
    select c.event_id, c.field, c.value, c.is_old_news, c.why from pg_temp.event_changes c
      join replay_events n on n.event_id = c.event_id and n.what in ('new', 'changed')
    where not exists (select from public.event_changes k where (k.event_id, k.field, k.value) = (c.event_id, c.field, c.value))`.execute(
    trx,
  );
  await sql`insert into replay_articles select row_number() over (order by id), id from (
      select r.article_id as id from replay_read r join pg_temp.claims c on c.version_id = r.version_id
        where not exists (select from public.claims o where o.id = c.id)
      union select article_id from replay_retired
      union select c.article_id from pg_temp.event_claims s join pg_temp.claims c on c.id = s.claim_id
        left join public.event_claims o on o.claim_id = s.claim_id left join replay_events m on m.event_id = o.event_id and m.what = 'merged'
        where coalesce(m.into_id, o.event_id) is distinct from s.event_id
    ) changed`.execute(trx);
}

/** How many messages the rules of today would send of what is new; none of them is sent. */
export async function deliveriesWithheld(trx: Trx): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from pg_temp.deliveries d join pg_temp.alerts a on a.id = d.alert_id
      join replay_news c on c.event_id = a.event_id and c.field = a.facts#>>'{change,field}' and c.value = a.facts#>>'{change,value}'
    where not exists (select from public.deliveries k
      where (k.event_id, k.field, k.value, k.channel, k.recipient) = (a.event_id, d.field, d.value, d.channel, d.recipient))`.execute(
    trx,
  );
  return rows[0]?.n ?? 0;
}

export type ClaimDifference = {
  n: number;
  article: string;
  title: string;
  url: string;
  found: { kind: string; quote: string; args: Record<string, unknown>; status: string | null }[];
  retired: { kind: string; quote: string; args: Record<string, unknown>; status: string | null }[];
};

/** Articles after `n` with the claims that are newly found and those no longer found. */
export async function claimDifferences(db: Db, n: number, size: number): Promise<ClaimDifference[]> {
  const told = sql`jsonb_build_object('kind', c.kind, 'quote', c.quote, 'args', c.args, 'status', c.status) order by c.field desc, c.start_at`;
  const { rows } = await sql<ClaimDifference>`
    select i.n, i.article_id as article, v.title, a.url,
      (select coalesce(jsonb_agg(${told}), '[]') from would_claims c join replay_read r on r.version_id = c.version_id
        where r.article_id = i.article_id and not exists (select from public.claims o where o.id = c.id)) as found,
      (select coalesce(jsonb_agg(${told}), '[]') from replay_retired r join public.claims c on c.id = r.claim_id
        where r.article_id = i.article_id) as retired
    from replay_articles i join public.articles a on a.id = i.article_id join public.article_versions v on v.id = a.current_version
    where i.n > ${n} and i.n <= ${n + size} order by i.n`.execute(db);
  return rows;
}

export type EventDifference = EventNote & {
  n: number;
  was: LedgerEvent | null;
  is: LedgerEvent | null;
  news: EventChange[];
  told: number;
};

/** Events after `n` that are new, changed, merged or gone. `told`: deliveries that were made of the event, whatever becomes of it. */
export async function eventDifferencesAfter(db: Db, n: number, size: number): Promise<EventDifference[]> {
  const { rows } = await sql<EventDifference>`
    select i.n, i.event_id as id, i.what, i.into_id as into, i.seen_at as "seenAt", e.record as was, s.record as "is",
      (select coalesce(jsonb_agg(jsonb_build_object('eventId', c.event_id, 'field', c.field, 'value', c.value,
        'isOldNews', c.is_old_news, 'why', c.why) order by c.field, c.value), '[]') from replay_news c where c.event_id = i.event_id) as news,
      (select count(*)::int from public.deliveries d where d.event_id = i.event_id and d.state <> 'cancelled') as told
    from replay_events i left join public.events e on e.id = i.event_id left join would_events s on s.id = i.event_id
    where i.n > ${n} and i.n <= ${n + size} order by i.n`.execute(db);
  return rows;
}
