import { sql, type Kysely } from 'kysely';
import { SIMPLIFIED, TRADITIONAL } from '../../core/dedup/simplified-table.ts';

/** What the desk needs beside the archive: the order of its lists, words to search by, what analysts rule and who they are. */
const statements = [
  // The feed: newest night first, within a night the latest publication first. The night's zone is DESK_ZONE in store/desk/feed.ts.
  `create index stories_by_night on stories (
    ((updated_at at time zone 'Asia/Shanghai')::date) desc, (coalesce(last_published_at, created_at)) desc, id desc
  ) where redirect_to is null`,
  `create index events_by_first on events (kind, (coalesce(first_published_at, first_seen_at)) desc, id desc) where redirect_to is null`,
  `create index stories_by_creation on stories (created_at) where redirect_to is null`,
  `create index articles_by_source on articles (source_id)`,
  `create index articles_by_sight on articles (first_seen_at)`,
  `create index events_by_sight on events (first_seen_at)`,
  `create index alerts_by_creation on alerts (created_at)`,
  `create index deliveries_by_alert on deliveries (alert_id)`,
  `create index run_entries_by_trouble on run_entries (run_id, (case outcome when 'failed' then 0 when 'skipped' then 1 else 2 end), at, url)`,

  // Search. Chinese is indexed as pairs of characters (a word list would miss names and new words), Traditional as Simplified;
  // Latin words as English stems. At most 60,000 characters of an article: a tsvector holds 1 MB.
  `create table article_search (article_id text primary key, version_id text not null, at timestamptz not null, tokens tsvector not null)`,
  `create index article_search_tokens on article_search using gin (tokens)`,
  `create index article_search_at on article_search (at desc, article_id desc)`,
  `create function desk_pairs(content text) returns text[] language sql immutable parallel safe as $$
    select coalesce(array_agg(distinct pair), '{}') from (
      select c || lead(c) over (order by i) as pair, c, lead(c) over (order by i) as d
      from unnest(string_to_array(content, null)) with ordinality as one(c, i)
    ) pairs where c ~ '[\\u3400-\\u9fff]' and d ~ '[\\u3400-\\u9fff]'
  $$`,
  // A table, not translate(): that one goes through all four thousand characters for every character of the text.
  `create table simplified_characters (traditional text primary key, simplified text not null)`,
  `insert into simplified_characters select t, s from unnest(string_to_array('${TRADITIONAL}', null), string_to_array('${SIMPLIFIED}', null)) m(t, s)
    on conflict do nothing`,
  `create function desk_simplified(content text) returns text language sql stable parallel safe as $$
    select string_agg(coalesce(simplified, c), '' order by i)
    from unnest(string_to_array(content, null)) with ordinality as one(c, i) left join simplified_characters on traditional = c
  $$`,
  `create function desk_tokens(content text) returns tsvector language sql immutable parallel safe as $$
    select strip(array_to_tsvector(desk_pairs(content)) || to_tsvector('english', regexp_replace(content, '[^A-Za-z0-9]+', ' ', 'g')))
  $$`,
  `create function desk_index_article(article text) returns void language sql as $$
    insert into article_search (article_id, version_id, at, tokens)
    select a.id, v.id, coalesce(v.published_sort, a.first_seen_at), desk_tokens(
      case when v.lang = 'zh-Hant' then desk_simplified(content) else content end)
    from articles a join article_versions v on v.id = a.current_version,
      lateral (select left(normalize(v.title || E'\\n' || array_to_string(v.authors, ' ') || E'\\n' || coalesce(v.outlet, '') || E'\\n' || v.text, nfkc), 60000)) t(content)
    where a.id = article
    on conflict (article_id) do update set version_id = excluded.version_id, at = excluded.at, tokens = excluded.tokens
    where article_search.version_id <> excluded.version_id
  $$`,
  `create function desk_index_from_article() returns trigger language plpgsql as $$
    begin perform desk_index_article(new.id); return null; end $$`,
  `create function desk_index_from_version() returns trigger language plpgsql as $$
    begin perform desk_index_article(new.article_id); return null; end $$`,
  `create trigger desk_index_article after insert or update of current_version on articles
    for each row execute function desk_index_from_article()`,
  `create trigger desk_index_version after insert on article_versions for each row execute function desk_index_from_version()`,
  `select desk_index_article(id) from articles`,

  // Triage. A story without a row is new. The version grows with every edit of the story: who edits an older one is told.
  `create table story_marks (
    story_id text primary key references stories,
    -- new | read | important | dismissed | escalated
    state text not null,
    assignee text,
    tags text[] not null default '{}',
    version integer not null default 1,
    updated_by text not null,
    updated_at timestamptz not null
  )`,
  `create index story_marks_by_state on story_marks (state, updated_at desc)`,
  `create index story_marks_by_tag on story_marks using gin (tags)`,
  `create table story_notes (
    id text primary key, story_id text not null references stories, body text not null, by text not null, at timestamptz not null
  )`,
  `create index story_notes_by_story on story_notes (story_id, at)`,
  // When an analyst last looked at a story: what came after is new to that analyst.
  `create table story_seen (by text not null, story_id text not null references stories, at timestamptz not null, primary key (by, story_id))`,
  `create table saved_filters (id text primary key, name text not null, query text not null, by text not null, at timestamptz not null)`,

  // What a decision changed, so that it can be taken back; who took it back.
  `alter table decisions add column effect jsonb`,
  `alter table decisions add column undone_by text`,
  `create index decisions_by_subject on decisions using gin (subject jsonb_path_ops)`,
  `create index decisions_by_time on decisions (at desc, id)`,
  // The decision that took an event off the ledger.
  `alter table events add column dismissed_by text`,
  // Such an event alerts nobody any more, whatever is still reported of it: the ruling holds against every step and every rule.
  // Only the correction for those who were told goes out.
  `create function desk_hold_dismissed() returns trigger language plpgsql as $$
    begin
      if new.field = 'correction' or not exists (select from events where id = new.event_id and dismissed_by is not null) then return new; end if;
      update event_changes set silent_because = 'an analyst ruled that it is not a departure'
        where event_id = new.event_id and field = new.field and value = new.value and silent_because is null;
      return null;
    end $$`,
  `create trigger desk_hold_dismissed before insert on alerts for each row execute function desk_hold_dismissed()`,
  `create trigger desk_hold_dismissed before insert on deliveries for each row execute function desk_hold_dismissed()`,

  // Watches as edited on the desk; one that is not here stands as the settings give it.
  `create table watch_edits (
    id text primary key, record jsonb not null, version integer not null, updated_by text not null, updated_at timestamptz not null
  )`,

  // People. Secrets are kept as hashes only.
  `create table users (
    id text primary key,
    name text not null unique,
    -- viewer | analyst | admin
    role text not null,
    password text not null,
    keymap jsonb not null default '{}',
    created_at timestamptz not null,
    disabled_at timestamptz
  )`,
  `create table sessions (
    hash text primary key,
    user_id text not null references users on delete cascade,
    csrf text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index sessions_by_expiry on sessions (expires_at)`,
  `create table invitations (
    hash text primary key, role text not null, created_at timestamptz not null, expires_at timestamptz not null, used_at timestamptz
  )`,
  `create table login_failures (key text not null, at timestamptz not null)`,
  `create index login_failures_by_key on login_failures (key, at)`,
  `create table api_tokens (
    id text primary key,
    hash text not null unique,
    user_id text not null references users on delete cascade,
    name text not null,
    -- read | triage
    scopes text[] not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz
  )`,
  `create table audit_log (
    id bigserial primary key, at timestamptz not null, by text not null, action text not null, subject jsonb not null
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
