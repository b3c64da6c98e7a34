import { sql, type Kysely, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';

/** The zone whose midnight separates two nights in the feed; the index stories_by_night is built with the same one. */
export const DESK_ZONE = 'Asia/Shanghai';

/** Where the next page of the feed begins: the order's three columns of the last story shown, as text so that no microsecond is lost. */
export type FeedCursor = { night: string; published: string; id: string };

export type FeedClaim = {
  id: string;
  articleId: string;
  kind: string;
  quote: string;
  args: Record<string, unknown>;
  status: string | null;
  attribution: string | null;
};

export type FeedEntry = {
  id: string;
  title: string;
  lang: string;
  watchIds: string[];
  night: string;
  firstPublishedAt: Date | null;
  lastPublishedAt: Date | null;
  updatedAt: Date;
  createdAt: Date;
  articles: number;
  origins: number;
  /** Who published first, as precise as the page was. */
  first: { articleId: string; outlet: string | null; sourceId: string; publishedAt: string | null } | null;
  /** How many claims of each kind the story's articles hold. */
  kinds: { kind: string; claims: number }[];
  lead: FeedClaim | null;
  cursor: FeedCursor;
};

const night = sql<string>`((stories.updated_at at time zone ${sql.lit(DESK_ZONE)})::date)`;
const published = sql<Date>`(coalesce(stories.last_published_at, stories.created_at))`;

/** One page of the feed, newest night first; `limit` at most 100. Gives one story more than asked when there are more, so that the caller can tell. */
export async function feedPage(
  db: Kysely<Schema>,
  { after, limit }: { after?: FeedCursor; limit: number },
): Promise<{ entries: FeedEntry[]; next: FeedCursor | null }> {
  let query = db
    .selectFrom('stories')
    .innerJoin('articles', 'articles.id', 'stories.leadArticleId')
    .innerJoin('articleVersions', 'articleVersions.id', 'articles.currentVersion')
    .where('stories.redirectTo', 'is', null)
    .select(['stories.id', 'stories.title', 'stories.watchIds', 'stories.firstPublishedAt', 'stories.lastPublishedAt'])
    .select(['stories.updatedAt', 'stories.createdAt', 'stories.articles', 'stories.origins', 'articleVersions.lang'])
    .select([sql<string>`${night}::text`.as('night'), sql<string>`${published}::text`.as('published')])
    .orderBy(night, 'desc')
    .orderBy(published, 'desc')
    .orderBy('stories.id', 'desc')
    .limit(limit + 1);
  if (after) {
    query = query.where(
      sql<SqlBool>`(${night}, ${published}, stories.id) < (${after.night}::date, ${after.published}::timestamptz, ${after.id})`,
    );
  }
  const rows = await query.execute();
  const shown = rows.slice(0, limit);
  const entries = await withDetails(db, shown);
  return { entries, next: rows.length > limit ? (entries.at(-1)?.cursor ?? null) : null };
}

type StoryRow = Omit<FeedEntry, 'first' | 'kinds' | 'lead' | 'cursor'> & { published: string };

/** Adds first reporter, claim counts and lead claim to the stories of one page: three look-ups for all of them together. */
async function withDetails(db: Kysely<Schema>, rows: StoryRow[]): Promise<FeedEntry[]> {
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const [firsts, kinds, leads] = await Promise.all([firstReporters(db, ids), claimKinds(db, ids), leadClaims(db, ids)]);
  return rows.map(({ published: at, ...row }) => ({
    ...row,
    first: firsts.find((first) => first.storyId === row.id) ?? null,
    kinds: kinds.filter((kind) => kind.storyId === row.id).map(({ kind, claims }) => ({ kind, claims })),
    lead: leads.find((lead) => lead.storyId === row.id) ?? null,
    cursor: { night: row.night, published: at, id: row.id },
  }));
}

function firstReporters(db: Kysely<Schema>, storyIds: string[]) {
  return db
    .selectFrom('placements')
    .innerJoin('articles', 'articles.id', 'placements.articleId')
    .innerJoin('articleVersions', 'articleVersions.id', 'articles.currentVersion')
    .where('placements.storyId', 'in', storyIds)
    .distinctOn('placements.storyId')
    .select(['placements.storyId', 'articles.id as articleId', 'articles.sourceId'])
    .select(['articleVersions.outlet', 'articleVersions.publishedAt'])
    .orderBy('placements.storyId')
    .orderBy('articleVersions.publishedSort', (order) => order.asc().nullsLast())
    .orderBy('placements.placedAt')
    .orderBy('articles.id')
    .execute();
}

function currentClaims(db: Kysely<Schema>, storyIds: string[]) {
  return db
    .selectFrom('placements')
    .innerJoin('articles', 'articles.id', 'placements.articleId')
    .innerJoin('claims', (join) =>
      join.onRef('claims.articleId', '=', 'articles.id').onRef('claims.versionId', '=', 'articles.currentVersion'),
    )
    .where('placements.storyId', 'in', storyIds);
}

function claimKinds(db: Kysely<Schema>, storyIds: string[]) {
  return currentClaims(db, storyIds)
    .select(['placements.storyId', 'claims.kind', sql<number>`count(*)::int`.as('claims')])
    .groupBy(['placements.storyId', 'claims.kind'])
    .orderBy('claims.kind')
    .execute();
}

/** The claim that says best what a story is about: a departure before other kinds, news before background, the earliest place first. */
function leadClaims(db: Kysely<Schema>, storyIds: string[]) {
  return currentClaims(db, storyIds)
    .distinctOn('placements.storyId')
    .select(['placements.storyId', 'claims.id', 'claims.articleId', 'claims.kind', 'claims.quote', 'claims.args'])
    .select(['claims.status', 'claims.attribution'])
    .orderBy('placements.storyId')
    .orderBy(sql`(claims.kind <> 'executive_departure')`)
    .orderBy(sql`coalesce(claims.args->>'background', 'false')`)
    .orderBy(sql`(placements.relation <> 'new')`)
    .orderBy(sql`(claims.field <> 'text')`)
    .orderBy('claims.startAt')
    .orderBy('claims.id')
    .execute();
}

/** Counts for the head of the feed: stories, pages and departures first seen since `since`. */
export async function nightCounts(
  db: Kysely<Schema>,
  since: Date,
): Promise<{ stories: number; articles: number; departures: number; alerts: number }> {
  const count = sql<number>`count(*)::int`.as('n');
  const [stories, articles, departures, alerts] = await Promise.all([
    db
      .selectFrom('stories')
      .where('createdAt', '>=', since)
      .where('redirectTo', 'is', null)
      .select(count)
      .executeTakeFirst(),
    db.selectFrom('articles').where('firstSeenAt', '>=', since).select(count).executeTakeFirst(),
    db
      .selectFrom('events')
      .where('kind', '=', 'executive_departure')
      .where('firstSeenAt', '>=', since)
      .where('redirectTo', 'is', null)
      .select(count)
      .executeTakeFirst(),
    db.selectFrom('alerts').where('createdAt', '>=', since).select(count).executeTakeFirst(),
  ]);
  return {
    stories: stories?.n ?? 0,
    articles: articles?.n ?? 0,
    departures: departures?.n ?? 0,
    alerts: alerts?.n ?? 0,
  };
}
