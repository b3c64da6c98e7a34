import { sql, type Kysely, type SqlBool } from 'kysely';
import type { Article, RelationEvidence } from '../../core/types.ts';
import type { Schema } from '../schema.ts';
import { orgName } from './departures.ts';

export type StoryHead = {
  id: string;
  title: string;
  leadArticleId: string;
  watchIds: string[];
  firstPublishedAt: Date | null;
  lastPublishedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  articles: number;
  origins: number;
};

/** Stories further apart than this are hardly one happening. */
const NEARBY_MS = 30 * 24 * 60 * 60 * 1000;

/** An article of a story without its text. */
export type StoryArticle = {
  id: string;
  versionId: string;
  pageId: string;
  sourceId: string;
  url: string;
  title: string;
  authors: string[];
  outlet: string | null;
  editor: string | null;
  publishedAt: string | null;
  publishedSort: Date | null;
  lang: string;
  origin: Article['origin'];
  firstSeenAt: Date;
  originId: string;
  relation: string;
  ofArticleId: string | null;
  score: number;
  evidence: RelationEvidence | null;
};

export type StoryClaim = {
  id: string;
  articleId: string;
  kind: string;
  field: 'title' | 'text';
  startAt: number;
  endAt: number;
  quote: string;
  args: Record<string, unknown>;
  status: string | null;
  attribution: string | null;
  extractor: string;
  eventId: string | null;
};

/** The story an id stands for, following the redirects that merges left behind; null when there never was one. */
export async function findStory(db: Kysely<Schema>, id: string): Promise<StoryHead | null> {
  let wanted: string | null = id;
  // A chain of merges is short; the bound only guards against a circle.
  for (let hop = 0; wanted !== null && hop < 20; hop++) {
    const row = await db.selectFrom('stories').selectAll().where('id', '=', wanted).executeTakeFirst();
    if (!row) return null;
    if (row.redirectTo === null) return row;
    wanted = row.redirectTo;
  }
  return null;
}

/** Its articles in the order in which they were published; undated ones last, in the order in which they were found. */
export function storyArticles(db: Kysely<Schema>, storyId: string): Promise<StoryArticle[]> {
  return db
    .selectFrom('placements')
    .innerJoin('articles', 'articles.id', 'placements.articleId')
    .innerJoin('articleVersions', 'articleVersions.id', 'articles.currentVersion')
    .where('placements.storyId', '=', storyId)
    .select(['articles.id', 'articles.currentVersion as versionId', 'articles.sourceId', 'articles.url'])
    .select(['articles.firstSeenAt', 'articleVersions.pageId', 'articleVersions.title', 'articleVersions.authors'])
    .select(['articleVersions.outlet', 'articleVersions.editor', 'articleVersions.publishedAt'])
    .select(['articleVersions.publishedSort', 'articleVersions.lang', 'articleVersions.origin'])
    .select(['placements.originId', 'placements.relation', 'placements.ofArticleId', 'placements.score'])
    .select('placements.evidence')
    .orderBy('articleVersions.publishedSort', (order) => order.asc().nullsLast())
    .orderBy('placements.placedAt')
    .orderBy('articles.id')
    .limit(500)
    .execute();
}

/** The text an article has now, and what the reader cut from its page. */
export function articleText(
  db: Kysely<Schema>,
  versionId: string,
): Promise<{ text: string; cut: Article['cut']; reader: string } | undefined> {
  return db
    .selectFrom('articleVersions')
    .select(['text', 'cut', 'reader'])
    .where('id', '=', versionId)
    .executeTakeFirst();
}

/** All claims of the story's articles as they read now, in reading order. */
export function storyClaims(db: Kysely<Schema>, storyId: string): Promise<StoryClaim[]> {
  return db
    .selectFrom('placements')
    .innerJoin('articles', 'articles.id', 'placements.articleId')
    .innerJoin('claims', (join) =>
      join.onRef('claims.articleId', '=', 'articles.id').onRef('claims.versionId', '=', 'articles.currentVersion'),
    )
    .leftJoin('eventClaims', 'eventClaims.claimId', 'claims.id')
    .where('placements.storyId', '=', storyId)
    .select(['claims.id', 'claims.articleId', 'claims.kind', 'claims.field', 'claims.startAt', 'claims.endAt'])
    .select(['claims.quote', 'claims.args', 'claims.status', 'claims.attribution', 'claims.extractor'])
    .select('eventClaims.eventId')
    .orderBy('claims.articleId')
    .orderBy('claims.field', 'desc')
    .orderBy('claims.startAt')
    .orderBy('claims.id')
    .limit(5000)
    .execute();
}

export type StoryEvent = {
  id: string;
  kind: string;
  org: string;
  person: string | null;
  status: string | null;
  effectiveOn: string | null;
  firstSeenAt: Date;
  changes: { field: string; value: string; at: Date; why: string; isOldNews: boolean; silentBecause: string | null }[];
  alerts: EventAlert[];
};

export type EventAlert = {
  id: string;
  field: string;
  value: string;
  ruleId: string;
  why: string;
  createdAt: Date;
  deliveries: {
    id: string;
    channel: string;
    recipient: string;
    state: string;
    attempts: number;
    deliveredAt: Date | null;
    attemptedAt: Date | null;
    lastReason: string | null;
  }[];
};

/** Events by their ids, each with what changed about it and who was told. */
export async function eventsWithAlerts(db: Kysely<Schema>, eventIds: string[]): Promise<StoryEvent[]> {
  if (eventIds.length === 0) return [];
  const [events, changes, alerts, deliveries] = await Promise.all([
    db
      .selectFrom('events')
      .select(['id', 'kind', orgName, 'person', 'status', 'effectiveOn', 'firstSeenAt'])
      .where('id', 'in', eventIds)
      .where('redirectTo', 'is', null)
      .where('dismissedBy', 'is', null)
      .orderBy('firstSeenAt')
      .orderBy('id')
      .execute(),
    db.selectFrom('eventChanges').selectAll().where('eventId', 'in', eventIds).orderBy('at').orderBy('field').execute(),
    db
      .selectFrom('alerts')
      .select(['id', 'eventId', 'field', 'value', 'ruleId', 'why', 'createdAt'])
      .where('eventId', 'in', eventIds)
      .orderBy('createdAt')
      .orderBy('id')
      .execute(),
    db
      .selectFrom('deliveries')
      .innerJoin('alerts', 'alerts.id', 'deliveries.alertId')
      .where('alerts.eventId', 'in', eventIds)
      .select(['deliveries.id', 'deliveries.alertId', 'deliveries.channel', 'deliveries.recipient', 'deliveries.state'])
      .select(['deliveries.attempts', 'deliveries.deliveredAt', 'deliveries.attemptedAt', 'deliveries.lastReason'])
      .orderBy('deliveries.channel')
      .orderBy('deliveries.recipient')
      .execute(),
  ]);
  return events.map((event) => ({
    ...event,
    changes: changes.filter((change) => change.eventId === event.id),
    alerts: alerts
      .filter((alert) => alert.eventId === event.id)
      .map((alert) => ({ ...alert, deliveries: deliveries.filter((delivery) => delivery.alertId === alert.id) })),
  }));
}

/** Stories about the same companies that changed closest before and after this one: what it could be merged with. At most `limit`. */
export async function nearbyStories(
  db: Kysely<Schema>,
  story: StoryHead,
  limit: number,
): Promise<{ id: string; title: string }[]> {
  const side = (order: 'asc' | 'desc') =>
    db
      .selectFrom('stories')
      .select(['id', 'title'])
      .where('redirectTo', 'is', null)
      .where('id', '<>', story.id)
      .where(sql<SqlBool>`watch_ids && ${story.watchIds}::text[]`)
      .where('updatedAt', order === 'asc' ? '>' : '<=', story.updatedAt)
      .where('updatedAt', order === 'asc' ? '<' : '>', away(story.updatedAt, order === 'asc' ? NEARBY_MS : -NEARBY_MS))
      .orderBy('updatedAt', order)
      .limit(Math.floor(limit / 2))
      .execute();
  const [later, earlier] = await Promise.all([side('asc'), side('desc')]);
  return [...later.toReversed(), ...earlier];
}

const away = (from: Date, ms: number) => new Date(from.getTime() + ms);
