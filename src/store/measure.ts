/** What the archive can say of the whole installation, however many processes share it. */
import { sql, type Kysely } from 'kysely';
import { backlog, type Backlog } from './outbox.ts';
import type { Schema } from './schema.ts';

export type Measured = {
  backlog: Backlog[];
  /** Seconds since the last good run of each source; null: it never had one. */
  sources: { sourceId: string; ageSeconds: number | null }[];
  deliveries: { channel: string; state: string; n: number }[];
  /** Pages by what the read step made of them; `reason` is empty unless they were skipped. */
  pages: { state: string; reason: string; n: number }[];
  index: { fingerprints: number; bytes: number };
  archive: { articles: number; stories: number; claims: number; events: number; bytes: number };
};

/** Reasons are few and fixed; a flood of odd ones must not flood who measures. */
const MOST_REASONS = 100;

export async function measureArchive(db: Kysely<Schema>, at: Date): Promise<Measured> {
  const { rows: sources } = await sql<Measured['sources'][number]>`
    select source_id as "sourceId",
      extract(epoch from ${at}::timestamptz - max(finished_at) filter (where verdict in ('ok', 'partial')))::float8 as "ageSeconds"
    from runs group by source_id order by source_id`.execute(db);
  const { rows: deliveries } = await sql<Measured['deliveries'][number]>`
    select channel, state, count(*)::int as n from deliveries group by channel, state order by 1, 2`.execute(db);
  const { rows: pages } = await sql<Measured['pages'][number]>`
    select state, coalesce(skip_reason, '') as reason, count(*)::int as n from pages group by 1, 2
    order by n desc limit ${MOST_REASONS}`.execute(db);
  const { rows: sizes } = await sql<Measured['index'] & Measured['archive'] & { indexBytes: number }>`
    select (select count(*)::int from fingerprints) as fingerprints,
      pg_total_relation_size('fingerprints')::float8 as "indexBytes", pg_database_size(current_database())::float8 as bytes,
      (select count(*)::int from articles) as articles,
      (select count(*)::int from stories where redirect_to is null) as stories,
      (select count(*)::int from claims) as claims,
      (select count(*)::int from events where redirect_to is null and dismissed_by is null) as events`.execute(db);
  const [size] = sizes as [(typeof sizes)[number]];
  const { fingerprints, indexBytes, articles, stories, claims, events, bytes } = size;
  return {
    backlog: await backlog(db),
    sources,
    deliveries,
    pages,
    index: { fingerprints, bytes: indexBytes },
    archive: { articles, stories, claims, events, bytes },
  };
}
