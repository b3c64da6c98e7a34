import { sql, type Kysely, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';
import { notRuledWrong } from './wrong-claims.ts';
import { departuresPage, type Departure, type Between, type DepartureCursor } from './departures.ts';

/** Whole tables for export, in slices, so that a million rows never stand in memory at once. */

const SLICE = 200;

/** What an export is narrowed to: a company by its id, a kind of claim, a time. */
export type Narrowing = { watch?: string | undefined; kind?: string | undefined } & Between;

/** The ledger; the time is that of the first report. */
export async function* allDepartures(
  db: Kysely<Schema>,
  { watch, since, until }: Narrowing,
): AsyncGenerator<Departure> {
  let after: DepartureCursor | undefined;
  for (;;) {
    const page = await departuresPage(db, { after, limit: SLICE, watch, since, until });
    yield* page.departures;
    if (!page.next) return;
    after = page.next;
  }
}

export type ExportedClaim = {
  id: string;
  articleId: string;
  kind: string;
  field: string;
  start: number;
  end: number;
  quote: string;
  args: Record<string, unknown>;
  status: string | null;
  attribution: string | null;
  extractor: string;
  url: string;
  title: string;
  outlet: string | null;
  publishedAt: string | null;
  lang: string;
  watchIds: string[];
  storyId: string | null;
};

/**
 * A page of claims of current versions, but for those ruled wrong, in the order of their ids; `after` is the last id of the page before,
 * the time the publication's.
 */
export async function claimsPage(
  db: Kysely<Schema>,
  { after, limit, kind, watch, since, until }: { after?: string; limit: number } & Narrowing,
): Promise<ExportedClaim[]> {
  let query = db
    .selectFrom('claims')
    .innerJoin('articles', (join) =>
      join.onRef('articles.id', '=', 'claims.articleId').onRef('articles.currentVersion', '=', 'claims.versionId'),
    )
    .innerJoin('articleVersions', 'articleVersions.id', 'articles.currentVersion')
    .leftJoin('placements', 'placements.articleId', 'articles.id')
    .select([
      'claims.id',
      'claims.articleId',
      'claims.kind',
      'claims.field',
      'claims.startAt as start',
      'claims.endAt as end',
    ])
    .select(['claims.quote', 'claims.args', 'claims.status', 'claims.attribution', 'claims.extractor', 'articles.url'])
    .select(['articleVersions.title', 'articleVersions.outlet', 'articleVersions.publishedAt', 'placements.storyId'])
    .select(['articleVersions.lang', 'articles.watchIds'])
    .where(notRuledWrong)
    .orderBy('claims.id')
    .limit(limit);
  if (after) query = query.where('claims.id', '>', after);
  if (kind) query = query.where('claims.kind', '=', kind);
  if (watch) query = query.where(sql<SqlBool>`articles.watch_ids @> array[${watch}]::text[]`);
  if (since) query = query.where('articleVersions.publishedSort', '>=', since);
  if (until) query = query.where('articleVersions.publishedSort', '<', until);
  return query.execute();
}

export async function* allClaims(db: Kysely<Schema>, narrowing: Narrowing): AsyncGenerator<ExportedClaim> {
  let after: string | undefined;
  for (;;) {
    const page = await claimsPage(db, { ...narrowing, after, limit: SLICE });
    yield* page;
    after = page.at(-1)?.id;
    if (page.length < SLICE) return;
  }
}

export type ExportedStory = {
  id: string;
  title: string;
  articles: number;
  origins: number;
  firstPublishedAt: Date | null;
  lastPublishedAt: Date | null;
  watchIds: string[];
  leadUrl: string;
  leadOutlet: string | null;
};

/** Every story in the order of its id; the time is that of its first article. */
export async function* allStories(
  db: Kysely<Schema>,
  { watch, since, until }: Narrowing,
): AsyncGenerator<ExportedStory> {
  let after = '';
  for (;;) {
    let query = db
      .selectFrom('stories as s')
      .innerJoin('articles as a', 'a.id', 's.leadArticleId')
      .innerJoin('articleVersions as v', 'v.id', 'a.currentVersion')
      .where('s.redirectTo', 'is', null)
      .where('s.id', '>', after)
      .select(['s.id', 's.title', 's.articles', 's.origins', 's.firstPublishedAt', 's.lastPublishedAt', 's.watchIds'])
      .select(['a.url as leadUrl', 'v.outlet as leadOutlet'])
      .orderBy('s.id')
      .limit(SLICE);
    if (watch) query = query.where(sql<SqlBool>`s.watch_ids @> array[${watch}]::text[]`);
    if (since) query = query.where('s.firstPublishedAt', '>=', since);
    if (until) query = query.where('s.firstPublishedAt', '<', until);
    const page = await query.execute();
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < SLICE) return;
    after = last.id;
  }
}

/** How many rows of each noun there are, by the statistics of the database: good enough for a page, free at any size. */
export async function roughCounts(db: Kysely<Schema>): Promise<Record<string, number>> {
  const { rows } = await sql<{
    relname: string;
    n: string;
  }>`select relname, greatest(reltuples, 0)::bigint::text as n from pg_class
    where relname in ('pages', 'articles', 'stories', 'claims', 'events') and relkind = 'r'`.execute(db);
  return Object.fromEntries(rows.map((row) => [row.relname, Number(row.n)]));
}
