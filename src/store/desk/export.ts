import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { departuresPage, type Departure, type DepartureCursor } from './departures.ts';

/** Whole tables for export, in slices, so that a million rows never stand in memory at once. */

const SLICE = 200;

export async function* allDepartures(db: Kysely<Schema>, { watch }: { watch?: string }): AsyncGenerator<Departure> {
  let after: DepartureCursor | undefined;
  for (;;) {
    const page = await departuresPage(db, { after, limit: SLICE, watch });
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
  storyId: string | null;
};

/** A page of claims of current versions in the order of their ids; `after` is the last id of the page before. */
export async function claimsPage(
  db: Kysely<Schema>,
  { after, limit, kind }: { after?: string; limit: number; kind?: string },
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
    .orderBy('claims.id')
    .limit(limit);
  if (after) query = query.where('claims.id', '>', after);
  if (kind) query = query.where('claims.kind', '=', kind);
  return query.execute();
}

export async function* allClaims(db: Kysely<Schema>, { kind }: { kind?: string }): AsyncGenerator<ExportedClaim> {
  let after: string | undefined;
  for (;;) {
    const page = await claimsPage(db, { after, limit: SLICE, kind });
    yield* page;
    after = page.at(-1)?.id;
    if (page.length < SLICE) return;
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
