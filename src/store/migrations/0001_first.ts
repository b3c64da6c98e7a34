import { sql, type Kysely } from 'kysely';

/**
 * The whole archive. Keys are content ids (src/core/ids.ts), so that saving the same thing twice changes nothing.
 * Nothing is ever updated in bodies, pages, article_versions and claims; everything else can be rebuilt from them.
 */
const statements = [
  // One row per distinct body, gzip-compressed: many pages may share it.
  `create table bodies (hash text primary key, gzip bytea not null, size integer not null)`,

  `create table pages (
    id text primary key,
    source_id text not null,
    url text not null,
    requested_url text not null,
    final_url text not null,
    fetched_at timestamptz not null,
    status integer not null,
    headers jsonb not null,
    content_type text,
    charset text not null,
    charset_from text not null,
    body_hash text not null references bodies,
    -- Watched or imported with "keep everything": read even when no Watch is named.
    keep boolean not null default false,
    -- waiting | article | skipped
    state text not null default 'waiting',
    skip_reason text,
    article_id text
  )`,
  `create index pages_by_url on pages (url, fetched_at desc)`,
  `create index pages_by_state on pages (state, source_id)`,
  `create index pages_by_body on pages (body_hash)`,
  `create index pages_by_article on pages (article_id)`,

  // What is known of an address between two crawls: validators for a conditional request and what came last.
  `create table addresses (
    url text primary key,
    source_id text not null,
    etag text,
    last_modified text,
    content_hash text,
    fetched_at timestamptz not null,
    checked_at timestamptz not null
  )`,

  `create table runs (
    id text primary key,
    source_id text not null,
    night text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    asked integer not null default 0,
    fetched integer not null default 0,
    new_pages integer not null default 0,
    same integer not null default 0,
    unchanged integer not null default 0,
    skipped jsonb not null default '{}',
    failed jsonb not null default '{}',
    -- running | ok | partial | empty | failed
    verdict text not null default 'running',
    sentence text not null default ''
  )`,
  `create index runs_by_source on runs (source_id, started_at desc)`,
  `create table run_entries (
    run_id text not null references runs on delete cascade,
    url text not null,
    -- list | article
    role text not null,
    outcome text not null,
    reason text,
    status integer,
    bytes integer,
    ms integer,
    at timestamptz not null,
    primary key (run_id, url)
  )`,

  `create table articles (
    id text primary key,
    source_id text not null,
    url text not null,
    current_version text not null,
    watch_ids text[] not null default '{}',
    first_seen_at timestamptz not null
  )`,
  `create table article_versions (
    id text primary key,
    article_id text not null,
    page_id text not null references pages,
    title text not null,
    authors text[] not null,
    outlet text,
    editor text,
    published_at text,
    published_sort timestamptz,
    date_precision text,
    lang text not null,
    text text not null,
    origin jsonb,
    cut jsonb not null,
    reader text not null,
    created_at timestamptz not null
  )`,
  `create index article_versions_by_article on article_versions (article_id)`,

  // seq grows with every write, so that a process can follow the rows written since it last looked.
  `create sequence fingerprint_seq`,
  `create table fingerprints (
    article_id text primary key,
    version_id text not null,
    seq bigint not null default nextval('fingerprint_seq'),
    simhash bigint not null,
    text_hash text not null,
    sketch bytea not null,
    clauses bytea not null,
    length integer not null
  )`,
  `create index fingerprints_by_seq on fingerprints (seq)`,

  `create table stories (
    id text primary key,
    title text not null,
    lead_article_id text not null,
    watch_ids text[] not null default '{}',
    first_published_at timestamptz,
    last_published_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    articles integer not null,
    origins integer not null,
    redirect_to text
  )`,
  `create index stories_by_update on stories (updated_at desc, id) where redirect_to is null`,
  `create table placements (
    article_id text primary key,
    version_id text not null,
    story_id text not null references stories,
    origin_id text not null,
    relation text not null,
    of_article_id text,
    score real not null,
    evidence jsonb,
    placed_at timestamptz not null
  )`,
  `create index placements_by_story on placements (story_id)`,
  `create index placements_by_origin on placements (origin_id)`,

  `create table claims (
    id text primary key,
    article_id text not null,
    version_id text not null,
    kind text not null,
    field text not null,
    start_at integer not null,
    end_at integer not null,
    quote text not null,
    args jsonb not null,
    status text,
    attribution text,
    extractor text not null,
    created_at timestamptz not null
  )`,
  `create index claims_by_article on claims (article_id, version_id)`,
  `create index claims_by_kind on claims (kind, created_at desc)`,

  // The ledger. An id is given once and kept; a merged event stays as a redirect.
  `create table events (
    id text primary key,
    kind text not null,
    org text not null,
    person text,
    status text,
    watch_ids text[] not null default '{}',
    record jsonb not null,
    first_seen_at timestamptz not null,
    first_published_at timestamptz,
    effective_on text,
    updated_at timestamptz not null,
    redirect_to text
  )`,
  `create index events_by_org on events (org)`,
  `create table event_claims (claim_id text primary key references claims, event_id text not null references events)`,
  `create index event_claims_by_event on event_claims (event_id)`,
  `create table event_changes (
    event_id text not null references events,
    field text not null,
    value text not null,
    is_old_news boolean not null,
    why text not null,
    at timestamptz not null,
    -- why nobody was told, when nobody was
    silent_because text,
    primary key (event_id, field, value)
  )`,
  `create table person_aliases (
    org text not null,
    alias text not null,
    person text not null,
    kind text not null,
    claim_id text,
    primary key (org, alias, person)
  )`,

  `create table alerts (
    id text primary key,
    event_id text not null references events,
    field text not null,
    value text not null,
    rule_id text not null,
    why text not null,
    -- alert | update | correction | escalation
    kind text not null default 'alert',
    -- the message as it is sent, the same on every try, and the facts it was made of (for digests)
    message jsonb not null,
    facts jsonb,
    created_at timestamptz not null
  )`,
  `create index alerts_by_event on alerts (event_id)`,
  `create table deliveries (
    id text primary key,
    alert_id text not null references alerts,
    event_id text not null references events,
    field text not null,
    value text not null,
    rule_id text not null,
    channel text not null,
    recipient text not null,
    -- waiting | sending | delivered | refused | unknown | dead | cancelled
    state text not null default 'waiting',
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    attempted_at timestamptz,
    delivered_at timestamptz,
    receipt text,
    last_reason text,
    -- parts of a long message that certainly arrived
    done_parts integer not null default 0,
    -- deliveries with one bundle, channel and recipient leave as one digest
    bundle text,
    created_at timestamptz not null,
    unique (event_id, field, value, rule_id, channel, recipient)
  )`,
  `create index deliveries_by_state on deliveries (state, next_attempt_at)`,
  `create index deliveries_by_event on deliveries (event_id)`,
  `create index deliveries_by_bundle on deliveries (bundle) where bundle is not null`,
  `create index deliveries_by_attempt on deliveries (channel, attempted_at desc)`,

  // Work that must go on after a save, written in the transaction of the save. A row is gone when its work is saved.
  `create table outbox (
    id bigserial primary key,
    step text not null,
    key text not null,
    payload jsonb not null,
    -- every dispatch is an attempt and makes a job id of its own; failures count towards giving up
    attempt integer not null default 0,
    failures integer not null default 0,
    job_id text,
    created_at timestamptz not null default now(),
    not_before timestamptz not null default now(),
    dispatched_at timestamptz,
    last_error text,
    dead boolean not null default false,
    unique (step, key)
  )`,
  `create index outbox_waiting on outbox (step, not_before) where dispatched_at is null and not dead`,
  `create index outbox_dispatched on outbox (dispatched_at) where dispatched_at is not null and not dead`,

  // What an analyst ruled. Wins over every rule; never deleted, only undone.
  `create table decisions (
    id text primary key,
    kind text not null,
    subject jsonb not null,
    by text not null,
    note text,
    at timestamptz not null,
    undone_at timestamptz
  )`,

  // Small facts about the installation itself, such as which Watches the archive was last scanned for.
  `create table notes (key text primary key, value jsonb not null)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
