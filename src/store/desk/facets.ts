import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * Stories looked at in one go. Measured with two articles each: 0.25 s on two idle cores, 0.6 to 0.9 s on busy
 * ones. A night brings fewer; only an import is spread over several looks.
 */
const MOST = 2000;

/**
 * Brings what stories can be narrowed to (kinds, sources, languages, conflict) up to what the steps wrote since. Gives how many stories
 * are left for the next time: 0 after an ordinary night, more while a large archive is being imported.
 */
export async function catchUp(db: Kysely<Schema>): Promise<number> {
  const due = await db.selectFrom('facetsDue').select('seq').limit(1).executeTakeFirst();
  if (!due) return 0;
  await sql`select desk_catch_up(${sql.lit(MOST)})`.execute(db);
  const left = await db
    .selectFrom('facetsDue')
    .select(sql<number>`count(distinct story_id)::int`.as('n'))
    .executeTakeFirstOrThrow();
  return left.n;
}

/**
 * So many stories are better looked up and sorted than met on a walk, which for fewer of them may pass nearly all there are. Measured at
 * 1e6 articles: 3,333 stories of one company, kind and source took Postgres 7 to 11 ms.
 */
const FEW = 2500;

type Facets = {
  watchIds?: string | undefined;
  kinds?: string | undefined;
  sources?: string | undefined;
  langs?: string | undefined;
};

/**
 * Whether so few stories have all these facets, by the statistics of the table, that they are better looked up than met on a walk through
 * the feed. Postgres alone guesses half a percent for a value it has never seen, and walks 250,000 stories for nothing: 200 ms at 5e5 articles
 * (`npm run bench -- desk`, a kind nobody has).
 */
export async function areFew(db: Kysely<Schema>, facets: Facets): Promise<boolean> {
  const columns: Record<keyof Facets, string> = {
    watchIds: 'watch_ids',
    kinds: 'kinds',
    sources: 'sources',
    langs: 'langs',
  };
  const wanted = (Object.keys(columns) as (keyof Facets)[]).flatMap((facet) => {
    const value = facets[facet];
    return value === undefined ? [] : [[columns[facet], value] as const];
  });
  if (wanted.length === 0) return false;
  const { rows } = await sql<{ share: number | null; stories: number }>`
    select (select reltuples from pg_class where oid = 'stories'::regclass) as stories,
      case when most_common_elems is null then null
        else coalesce(most_common_elem_freqs[array_position(most_common_elems::text::text[], wanted.value)], 0) end as share
    from unnest(${wanted.map(([column]) => column)}::text[], ${wanted.map(([, value]) => value)}::text[]) wanted(facet, value)
      left join pg_stats on schemaname = current_schema() and tablename = 'stories' and attname = wanted.facet`.execute(
    db,
  );
  const expected = rows.reduce((stories, { share }) => stories * (share ?? 1), rows[0]?.stories ?? 0);
  return expected < FEW;
}
