/**
 * How articles came: with a nightly crawl, with the first crawl of a new source, from before a company was watched, or with a
 * backfill. The archive knows it from its runs, pages and the day each Watch was first seen.
 */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Arrival } from '../core/alerts.ts';
import type { Watch } from '../core/types.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

const watchKey = (id: string) => `watch-since ${id}`;

/** Notes since when each company is watched. Those of the very first start were always watched: nothing was crawled before. */
export async function noteWatches(db: Db, watches: readonly Watch[], at: Date): Promise<void> {
  const known = await db.selectFrom('notes').select('key').where('key', 'like', watchKey('%')).executeTakeFirst();
  const value = JSON.stringify(known ? at.toISOString() : null);
  await db
    .insertInto('notes')
    .values(watches.map(({ id }) => ({ key: watchKey(id), value })))
    .onConflict((on) => on.doNothing())
    .execute();
}

/** Instants as the notes hold them. They are compared as text: the database may look at a note's value before its key. */
const ISO = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"';

/**
 * The arrival of each article by its id. An article counts as of a source's first crawl when its page was fetched before the
 * first run that brought pages had ended; as of a new Watch when its page was there before every company it names was watched.
 * Imported files are always `live`, and with `firstCrawl: 'each'` so is everything but a backfill.
 */
export async function arrivalsOf(
  db: Db,
  articleIds: readonly string[],
  firstCrawl: 'digest' | 'each',
): Promise<Map<string, Arrival>> {
  if (!articleIds.length) return new Map();
  const { rows } = await sql<{ id: string; arrival: string; sourceId: string; isFirst: boolean; watch: string | null }>`
    select a.id, p.arrival, p.source_id as "sourceId",
      exists (select 1 from runs r where r.source_id = p.source_id)
        and p.fetched_at <= coalesce((select min(r.finished_at) from runs r where ${isFirstDone(sql`p.source_id`)}), 'infinity') as "isFirst",
      case when exists (select 1 from notes n where n.key in (select 'watch-since ' || w from unnest(a.watch_ids) w)
          and (n.value = 'null' or (n.value #>> '{}') collate "C" <= to_char(p.fetched_at at time zone 'UTC', ${ISO})))
        then null
        else (select min(w) from unnest(a.watch_ids) w join notes n on n.key = 'watch-since ' || w) end as watch
    from articles a join article_versions v on v.id = a.current_version join pages p on p.id = v.page_id
    where a.id in (${sql.join(articleIds)})`.execute(db);
  return new Map(
    rows.map(({ id, arrival, sourceId, isFirst, watch }): [string, Arrival] => {
      if (arrival === 'backfill') return [id, { kind: 'backfill' }];
      if (firstCrawl === 'each' || sourceId === 'import') return [id, { kind: 'live' }];
      if (isFirst) return [id, { kind: 'first_crawl', of: `source ${sourceId}` }];
      return [id, watch === null ? { kind: 'live' } : { kind: 'first_crawl', of: `watch ${watch}` }];
    }),
  );
}

/** A run of a night (a backfill's has no date for a name) that ended and brought something. */
function isFirstDone(sourceId: ReturnType<typeof sql>) {
  return sql`r.source_id = ${sourceId} and r.night ~ '^[0-9]' and r.new_pages > 0 and r.verdict <> 'running' and r.finished_at is not null`;
}

/** How often the digest of a first crawl looks whether the crawl is through. */
const LOOK_EVERY_MS = 3000;

/**
 * Milliseconds until the digest of a first crawl may be asked for again; 0 when all that the crawl brought is worked off. Work
 * that was given up is not waited for. `bundle` is as decideAlerts writes it; any other is through.
 */
export async function firstCrawlLeft(db: Db, bundle: string): Promise<number> {
  const found = /^first crawl of (?<what>source|watch) (?<id>.+)$/s.exec(bundle)?.groups;
  if (!found) return 0;
  const id = found['id'] ?? '';
  const left = found['what'] === 'source' ? ofSource(id) : ofWatch(id);
  const { rows } = await sql<{ isLeft: boolean }>`select ${left} as "isLeft"`.execute(db);
  return rows[0]?.isLeft ? LOOK_EVERY_MS : 0;
}

function ofSource(id: string) {
  const running = sql`exists (select 1 from runs r where r.source_id = ${id} and r.verdict = 'running' and r.night ~ '^[0-9]')
    and not exists (select 1 from runs r where ${isFirstDone(sql`${id}`)})`;
  return sql`(${running}) or ${workOn(sql`p.source_id = ${id}`, sql`a.source_id = ${id}`)}`;
}

function ofWatch(id: string) {
  const since = sql`(select (n.value #>> '{}')::timestamptz from notes n where n.key = ${watchKey(id)} and n.value <> 'null')`;
  return workOn(sql`p.fetched_at < ${since}`, sql`a.first_seen_at < ${since}`);
}

function workOn(ofPage: ReturnType<typeof sql>, ofArticle: ReturnType<typeof sql>) {
  return sql`exists (select 1 from outbox o join pages p on p.id = o.payload->>'pageId' where o.step = 'read' and not o.dead and ${ofPage})
    or exists (select 1 from outbox o join articles a on a.id = o.payload->>'articleId'
      where o.step in ('group', 'claims') and not o.dead and ${ofArticle})`;
}
