import { sql, type Kysely, type Transaction } from 'kysely';
import type { Fingerprint, Placement, Relation } from '../core/types.ts';
import type { StoredArticle } from './articles.ts';
import { contentId } from './ids.ts';
import { addWork } from './outbox.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

/** A story and an origin are named after the article that began them. */
export const storyIdOf = (articleId: string) => contentId('story', articleId);
export const originIdOf = (articleId: string) => contentId('origin', articleId);

/** One at a time over all workers: two copies grouped at the same moment would each begin a story. Held until the transaction ends. */
export async function lockGrouping(trx: Transaction<Schema>): Promise<void> {
  await sql`select pg_advisory_xact_lock(7220, 1)`.execute(trx);
}

const pack = (hashes: readonly number[]) => Buffer.from(Uint32Array.from(hashes).buffer);
const unpack = (bytes: Buffer) => [
  ...new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
];

/** Saves the fingerprint of an article's current version; its seq grows so that every process follows. */
export async function saveFingerprint(
  trx: Transaction<Schema>,
  articleId: string,
  versionId: string,
  print: Fingerprint,
): Promise<void> {
  const row = {
    versionId,
    simhash: BigInt.asIntN(64, print.simhash),
    textHash: print.textHash,
    sketch: pack(print.sketch),
    clauses: pack(print.clauses),
    length: print.length,
  };
  await trx
    .insertInto('fingerprints')
    .values({ articleId, ...row })
    .onConflict((on) => on.column('articleId').doUpdateSet({ ...row, seq: sql`nextval('fingerprint_seq')` }))
    .execute();
}

/** Relations of an article that carries the text of an earlier one. */
const COPIES: readonly string[] = ['exact', 'near', 'partial', 'rewrite'] satisfies Relation[];

/** Fingerprints written after `seq`, in order, in slices of at most 5,000; `isCopy` as their articles are placed now. */
export async function fingerprintsAfter(
  db: Db,
  seq: bigint,
): Promise<{ articleId: string; seq: bigint; isCopy: boolean; print: Fingerprint }[]> {
  const rows = await db
    .selectFrom('fingerprints')
    .leftJoin('placements', 'placements.articleId', 'fingerprints.articleId')
    .selectAll('fingerprints')
    .select('placements.relation')
    .where('seq', '>', seq.toString())
    .orderBy('seq')
    .limit(5000)
    .execute();
  return rows.map((r) => ({
    articleId: r.articleId,
    seq: BigInt(r.seq),
    isCopy: isCopy(r.relation ?? ''),
    print: {
      simhash: BigInt.asUintN(64, BigInt(r.simhash)),
      textHash: r.textHash,
      sketch: unpack(r.sketch),
      clauses: unpack(r.clauses),
      length: r.length,
    },
  }));
}

export type KnownPlacement = {
  articleId: string;
  storyId: string;
  originId: string;
  relation: string;
  /** Of its story: when the first article was published, and how many there are. */
  firstPublishedAt: string | null;
  storySize: number;
};

export const isCopy = (relation: string): boolean => COPIES.includes(relation);

/** Where these articles stand; unplaced ones are absent. */
export async function placementsOf(db: Db, articleIds: readonly string[]): Promise<Map<string, KnownPlacement>> {
  if (!articleIds.length) return new Map();
  const rows = await db
    .selectFrom('placements')
    .innerJoin('stories', 'stories.id', 'placements.storyId')
    .select(['placements.articleId', 'placements.storyId', 'placements.originId', 'placements.relation'])
    .select(['stories.firstPublishedAt', 'stories.articles as storySize'])
    .where('placements.articleId', 'in', articleIds)
    .execute();
  return new Map(rows.map((r) => [r.articleId, { ...r, firstPublishedAt: r.firstPublishedAt?.toISOString() ?? null }]));
}

/** Saves a placement, begins its story when it is the first in it, and notes the claims to be found. */
export async function savePlacement(
  trx: Transaction<Schema>,
  article: StoredArticle,
  placement: Placement,
  now: Date,
): Promise<void> {
  await trx
    .insertInto('stories')
    .values({
      id: placement.storyId,
      title: article.title,
      leadArticleId: article.id,
      watchIds: article.watchIds,
      firstPublishedAt: article.publishedSort,
      lastPublishedAt: article.publishedSort,
      createdAt: now,
      updatedAt: now,
      articles: 1,
      origins: 1,
    })
    .onConflict((on) => on.doNothing())
    .execute();
  const row = {
    versionId: article.versionId,
    storyId: placement.storyId,
    originId: placement.originId,
    relation: placement.relation,
    ofArticleId: placement.of,
    score: placement.score,
    evidence: JSON.stringify(placement.evidence),
    placedAt: now,
  };
  await trx
    .insertInto('placements')
    .values({ articleId: article.id, ...row })
    .onConflict((on) => on.column('articleId').doUpdateSet(row))
    .execute();
  await addWork(trx, [{ step: 'claims', key: article.versionId, payload: { articleId: article.id } }]);
}

/** An article that has its place keeps it: only the version that the place was last looked at with changes. */
export async function keepPlacement(trx: Transaction<Schema>, article: StoredArticle): Promise<void> {
  await trx
    .updateTable('placements')
    .set({ versionId: article.versionId })
    .where('articleId', '=', article.id)
    .execute();
  await addWork(trx, [{ step: 'claims', key: article.versionId, payload: { articleId: article.id } }]);
}

/** Counts, dates, lead article and companies of stories, computed anew from their articles. The lead is the earliest published. */
export async function refreshStories(trx: Transaction<Schema>, storyIds: readonly string[], now: Date): Promise<void> {
  if (!storyIds.length) return;
  await sql`
    update stories s set articles = n.articles, origins = n.origins, first_published_at = n.first_at, last_published_at = n.last_at,
      lead_article_id = n.lead, title = n.title, watch_ids = n.watch_ids, updated_at = ${now}
    from (
      select p.story_id, count(*)::int as articles, count(distinct p.origin_id)::int as origins,
        min(v.published_sort) as first_at, max(v.published_sort) as last_at,
        (array_agg(a.id order by v.published_sort nulls last, a.first_seen_at, a.id))[1] as lead,
        (array_agg(v.title order by v.published_sort nulls last, a.first_seen_at, a.id))[1] as title,
        (select coalesce(array_agg(distinct w), '{}') from placements p2 join articles a2 on a2.id = p2.article_id, unnest(a2.watch_ids) w
          where p2.story_id = p.story_id) as watch_ids
      from placements p join articles a on a.id = p.article_id join article_versions v on v.id = a.current_version
      where p.story_id in (${sql.join(storyIds)}) group by p.story_id
    ) n where n.story_id = s.id`.execute(trx);
}
