import { sql, type Kysely } from 'kysely';

/** What crawling keeps beside pages and runs: turns of origins, robots.txt, health and pace of sources. */
const statements = [
  // Shared by all workers (store/pacing.ts). Times are the database's own, so that workers' clocks need not agree.
  `create table origin_turns (origin text primary key, next_at timestamptz not null)`,
  `create table origin_robots (
    origin text primary key,
    -- rules | open | closed
    state text not null,
    text text not null,
    expires_at_ms bigint not null
  )`,

  // One row per source and aspect: does it answer, and can its pages still be read (store/health.ts).
  `create table source_health (
    source_id text not null,
    -- answers | reading
    aspect text not null,
    -- ok | failing | silent
    state text not null,
    -- runs in a row that say so
    runs integer not null,
    since timestamptz,
    told boolean not null,
    sentence text not null,
    checked_at timestamptz not null,
    primary key (source_id, aspect)
  )`,
  `create table source_pace (
    source_id text primary key,
    interval_ms bigint not null,
    next_due_at timestamptz not null
  )`,

  // A night's run may be taken up again: after a kill, a stop, a failure.
  `alter table runs add column attempts integer not null default 1`,

  // live | backfill: how the page came; what a backfill brings is told to nobody unless its operator asks for it.
  `alter table pages add column arrival text not null default 'live'`,
  `create index pages_by_source on pages (source_id, fetched_at desc)`,
  `create index pages_by_age on pages (fetched_at, id)`,
  `create index runs_by_night on runs (night)`,
  `create index article_versions_by_page on article_versions (page_id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
