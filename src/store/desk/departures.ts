import { sql, type Kysely, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';

export const DEPARTURE = 'executive_departure';

/** From an instant on, and up to one that is not included. */
export type Between = { since?: Date | undefined; until?: Date | undefined };

export type DepartureCursor = { first: string; id: string };

/** A departure with every current claim that speaks of it. */
export type Departure = {
  id: string;
  /** Id of the Watch, else the folded name; `org` is the name to show. */
  orgId: string;
  org: string;
  person: string | null;
  status: string | null;
  effectiveOn: string | null;
  watchIds: string[];
  firstSeenAt: Date;
  firstPublishedAt: Date | null;
  aliases: { alias: string; kind: string; claimId: string | null }[];
  claims: DepartureClaim[];
};

export type DepartureClaim = {
  id: string;
  eventId: string;
  articleId: string;
  storyId: string | null;
  originId: string | null;
  quote: string;
  args: Record<string, unknown>;
  status: string | null;
  attribution: string | null;
  title: string;
  lang: string;
  outlet: string | null;
  sourceId: string;
  url: string;
  publishedAt: string | null;
  publishedSort: Date | null;
};

/** The name the ledger gives the organisation; its id where it gives none. */
export const orgName = sql<string>`coalesce(events.record->>'org', events.org)`.as('org');

/** What stands in the ledger: events that were neither merged into another one nor ruled to be none. */
export function standingEvents(db: Kysely<Schema>) {
  return db
    .selectFrom('events')
    .where('redirectTo', 'is', null)
    .where('dismissedBy', 'is', null)
    .select([
      'id',
      'org as orgId',
      orgName,
      'person',
      'status',
      'effectiveOn',
      'watchIds',
      'firstSeenAt',
      'firstPublishedAt',
    ]);
}

const first = sql<Date>`(coalesce(events.first_published_at, events.first_seen_at))`;

/**
 * One page of the ledger, the latest first report on top; `watch` narrows it to one company, `since` and `until` (not included) to those
 * first reported between two instants.
 */
export async function departuresPage(
  db: Kysely<Schema>,
  { after, limit, watch, since, until }: { after?: DepartureCursor; limit: number; watch?: string } & Between,
): Promise<{ departures: Departure[]; next: DepartureCursor | null }> {
  let query = standingEvents(db)
    .where('kind', '=', DEPARTURE)
    .select(sql<string>`${first}::text`.as('first'))
    .orderBy(first, 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (watch) query = query.where(sql<SqlBool>`events.watch_ids @> array[${watch}]::text[]`);
  if (since) query = query.where(sql<SqlBool>`${first} >= ${since}`);
  if (until) query = query.where(sql<SqlBool>`${first} < ${until}`);
  if (after) query = query.where(sql<SqlBool>`(${first}, events.id) < (${after.first}::timestamptz, ${after.id})`);
  const rows = await query.execute();
  const shown = rows.slice(0, limit);
  const [claims, aliases] = await Promise.all([
    departureClaims(db, shown.map((row) => row.id)), // prettier-ignore
    aliasesOf(db, shown),
  ]);
  const departures = shown.map(({ first: _first, ...row }) => ({
    ...row,
    aliases: aliases.filter((alias) => alias.org === row.orgId && alias.person === row.person),
    claims: claims.filter((claim) => claim.eventId === row.id),
  }));
  const last = shown.at(-1);
  return { departures, next: rows.length > limit && last ? { first: last.first, id: last.id } : null };
}

/** The current claims of the given events, earliest publication first. */
export async function departureClaims(db: Kysely<Schema>, eventIds: string[]): Promise<DepartureClaim[]> {
  if (eventIds.length === 0) return [];
  return db
    .selectFrom('eventClaims')
    .innerJoin('claims', 'claims.id', 'eventClaims.claimId')
    .innerJoin('articles', (join) =>
      join.onRef('articles.id', '=', 'claims.articleId').onRef('articles.currentVersion', '=', 'claims.versionId'),
    )
    .innerJoin('articleVersions', 'articleVersions.id', 'articles.currentVersion')
    .leftJoin('placements', 'placements.articleId', 'articles.id')
    .where('eventClaims.eventId', 'in', eventIds)
    .select(['claims.id', 'eventClaims.eventId', 'claims.articleId', 'claims.quote', 'claims.args', 'claims.status'])
    .select(['claims.attribution', 'placements.storyId', 'placements.originId', 'articles.sourceId', 'articles.url'])
    .select(['articleVersions.title', 'articleVersions.lang', 'articleVersions.outlet', 'articleVersions.publishedAt'])
    .select('articleVersions.publishedSort')
    .orderBy('articleVersions.publishedSort', (order) => order.asc().nullsLast())
    .orderBy('claims.startAt')
    .orderBy('claims.id')
    .execute();
}

async function aliasesOf(db: Kysely<Schema>, people: { org: string; person: string | null }[]) {
  const named = people.flatMap((row) => (row.person === null ? [] : [row.person]));
  if (named.length === 0) return [];
  return db.selectFrom('personAliases').selectAll().where('person', 'in', named).orderBy('alias').execute();
}
