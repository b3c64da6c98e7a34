import { sql, type Kysely, type SqlBool } from 'kysely';
import type { Schema, TriageState } from '../schema.ts';
import { notRuledWrong } from './wrong-claims.ts';
import { areFew, catchUp } from './facets.ts';
import { isCommon, searchArticles, searchQuery, searchTerms, storiesWithHitFrom, type SearchCursor } from './search.ts';

/** The zone whose midnight separates two nights in the feed; the index stories_by_night is built with the same one. */
export const DESK_ZONE = 'Asia/Shanghai';

/** Where the next page of the feed begins: the order's columns of the last story shown, the time as text so that no microsecond is lost. */
export type FeedCursor = { night: string; unread: boolean; published: string; id: string };

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
  unread: boolean;
};

const night = sql<string>`((stories.updated_at at time zone ${sql.lit(DESK_ZONE)})::date)`;
const published = sql<Date>`(coalesce(stories.last_published_at, stories.created_at))`;

/** What the feed is narrowed to. Everything lives in the address; an absent field does not narrow. */
export type FeedFilter = {
  q?: string;
  watch?: string;
  kind?: string;
  source?: string;
  /** BCP 47 tag or the language alone: `zh` finds zh-Hans and zh-Hant. */
  lang?: string;
  /** First and last publication day, YYYY-MM-DD in DESK_ZONE. */
  from?: string;
  to?: string;
  /** `open` is everything but dismissed. */
  state: TriageState | 'open' | 'all';
  tag?: string;
  conflict?: boolean;
  /** This story only. */
  storyId?: string;
};

export type FeedPlace = { feed: FeedCursor } | { search: SearchCursor };

/**
 * One page of the feed: without a search newest night first and in it what nobody has read, with one the story of the newest matching
 * article first.
 * `limit` at most 100; `next` is null on the last page.
 */
export async function feedPage(
  db: Kysely<Schema>,
  { filter, after, limit }: { filter: FeedFilter; after?: FeedPlace; limit: number },
): Promise<FeedStretch> {
  const behind = await catchUp(db);
  return { ...(await stretch(db, { filter, after, limit })), behind };
}

/** `behind`: stories whose kinds, sources and languages are not known yet, while a large archive is being imported. */
export type FeedStretch = { entries: FeedEntry[]; next: FeedPlace | null; behind: number };

async function stretch(
  db: Kysely<Schema>,
  { filter, after, limit }: { filter: FeedFilter; after?: FeedPlace; limit: number },
): Promise<Omit<FeedStretch, 'behind'>> {
  if (filter.q !== undefined)
    return searchPage(db, { filter, after: after && 'search' in after ? after.search : undefined, limit });
  const { watch: watchIds, kind: kinds, source: sources, lang: langs } = filter;
  // An order the index does not have: the few are looked up by their facets and sorted.
  const isLookedUp = await areFew(db, { watchIds, kinds, sources, langs });
  let query = storyRows(db, filter)
    .orderBy(isLookedUp ? sql`${night} + 0` : night, 'desc')
    .orderBy('stories.unread', 'desc')
    .orderBy(published, 'desc')
    .orderBy('stories.id', 'desc')
    .limit(limit + 1);
  if (after && 'feed' in after) {
    const place = after.feed;
    query = query.where(
      sql<SqlBool>`(${night}, stories.unread, ${published}, stories.id) < (${place.night}::date, ${place.unread}::boolean, ${place.published}::timestamptz, ${place.id})`,
    );
  }
  const rows = await query.execute();
  const entries = await withDetails(db, rows.slice(0, limit));
  const last = entries.at(-1);
  return { entries, next: rows.length > limit && last ? { feed: last.cursor } : null };
}

/** How many slices of hits are looked through for one page before the reader is offered to go on. */
const SEARCH_SLICES = 8;

/** Hits are articles, entries are stories: slices of hits are taken until the page is full, each story at its newest hit only. */
async function searchPage(
  db: Kysely<Schema>,
  { filter, after, limit }: { filter: FeedFilter; after?: SearchCursor; limit: number },
): Promise<{ entries: FeedEntry[]; next: FeedPlace | null }> {
  const query = await searchQuery(db, searchTerms(filter.q ?? '').words);
  if (query === null) return { entries: [], next: null };
  const common = await isCommon(db, query);
  const found: StoryRow[] = [];
  let place = after;
  for (let slice = 0; slice < SEARCH_SLICES; slice++) {
    const hits = await searchArticles(db, { query, common, after: place, limit: limit * 2 });
    const ids = [...new Set(hits.flatMap((hit) => hit.storyId ?? []))].filter(
      (id) => !found.some((row) => row.id === id),
    );
    const shownBefore = after ? await storiesWithHitFrom(db, { query, after, ids }) : new Set<string>();
    const fresh = ids.filter((id) => !shownBefore.has(id));
    const rows = fresh.length ? await storyRows(db, filter).where('stories.id', 'in', fresh).execute() : [];
    for (const hit of hits) {
      place = { at: hit.at, articleId: hit.articleId };
      const row = rows.find((one) => one.id === hit.storyId);
      if (row && !found.includes(row)) found.push(row);
      if (found.length === limit) return { entries: await withDetails(db, found), next: { search: place } };
    }
    if (hits.length < limit * 2) return { entries: await withDetails(db, found), next: null };
  }
  return { entries: await withDetails(db, found), next: place ? { search: place } : null };
}

/** Stories and their lead's language, narrowed by everything in the filter but the search. */
function storyRows(db: Kysely<Schema>, filter: FeedFilter) {
  let query = db
    .selectFrom('stories')
    .innerJoin('articles', 'articles.id', 'stories.leadArticleId')
    .innerJoin('articleVersions', 'articleVersions.id', 'articles.currentVersion')
    .leftJoin('storyMarks', 'storyMarks.storyId', 'stories.id')
    .where('stories.redirectTo', 'is', null)
    .select(['stories.id', 'stories.title', 'stories.watchIds', 'stories.firstPublishedAt', 'stories.lastPublishedAt'])
    .select(['stories.updatedAt', 'stories.createdAt', 'stories.articles', 'stories.origins', 'articleVersions.lang'])
    .select('stories.unread')
    .select([sql<string>`${night}::text`.as('night'), sql<string>`${published}::text`.as('published')]);
  if (filter.state === 'open') query = query.where(sql<SqlBool>`story_marks.state is distinct from 'dismissed'`);
  else if (filter.state === 'new') query = query.where('stories.unread', '=', true);
  else if (filter.state !== 'all') query = query.where('storyMarks.state', '=', filter.state);
  if (filter.storyId) query = query.where('stories.id', '=', filter.storyId);
  if (filter.tag) query = query.where(sql<SqlBool>`story_marks.tags @> array[${filter.tag}]::text[]`);
  if (filter.watch) query = query.where(sql<SqlBool>`stories.watch_ids @> array[${filter.watch}]::text[]`);
  if (filter.from)
    query = query.where(published, '>=', sql<Date>`(${filter.from}::timestamp at time zone ${DESK_ZONE})`);
  if (filter.to)
    query = query.where(published, '<', sql<Date>`((${filter.to}::date + 1)::timestamp at time zone ${DESK_ZONE})`);
  const holds = (facet: 'kinds' | 'sources' | 'langs', value: string) =>
    sql<SqlBool>`${sql.ref(`stories.${facet}`)} @> array[${value}]::text[]`;
  if (filter.source) query = query.where(holds('sources', filter.source));
  if (filter.lang) query = query.where(holds('langs', filter.lang));
  if (filter.kind) query = query.where(holds('kinds', filter.kind));
  if (filter.conflict) query = query.where('stories.hasConflict', '=', true);
  return query;
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
    cursor: { night: row.night, unread: row.unread, published: at, id: row.id },
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
    .where('placements.storyId', 'in', storyIds)
    .where(notRuledWrong);
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
