import { sql, type Kysely, type Transaction } from 'kysely';
import { dayOfAppearance, type Link } from '../core/dedup/index.ts';
import type { Fingerprint, Placement, Relation } from '../core/types.ts';
import type { StoredArticle } from './articles.ts';
import { contentId } from './ids.ts';
import { addWork, type Work } from './outbox.ts';
import type { Schema } from './schema.ts';
import { fromInsert } from './upsert.ts';

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

/**
 * Saves the fingerprints of articles' current versions; their seqs grow so that every process follows.
 * @returns the last seq; null when there is nothing to save
 */
export async function saveFingerprints(
  trx: Transaction<Schema>,
  prints: readonly { articleId: string; versionId: string; print: Fingerprint }[],
): Promise<bigint | null> {
  if (!prints.length) return null;
  const rows = await trx
    .insertInto('fingerprints')
    .values(
      prints.map(({ articleId, versionId, print }) => ({
        ...{ articleId, versionId, textHash: print.textHash, length: print.length },
        simhash: BigInt.asIntN(64, print.simhash),
        sketch: pack(print.sketch),
        clauses: pack(print.clauses),
      })),
    )
    .onConflict((on) =>
      on.column('articleId').doUpdateSet({
        ...fromInsert('versionId', 'simhash', 'textHash', 'sketch', 'clauses', 'length'),
        seq: sql`nextval('fingerprint_seq')`,
      }),
    )
    .returning('seq')
    .execute();
  return rows.map(({ seq }) => BigInt(seq)).reduce((last, seq) => (seq > last ? seq : last));
}

/** Relations of an article that carries the text of an earlier one. */
const COPIES: readonly string[] = ['exact', 'near', 'partial', 'rewrite'] satisfies Relation[];

export async function countFingerprints(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from fingerprints`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Rows of one answer of fingerprintsAfter. */
export const FINGERPRINTS_AT_ONCE = 5000;

/**
 * Fingerprints written after `seq`, in order, in slices of at most FINGERPRINTS_AT_ONCE; `isCopy` as their articles are placed now, `day` as
 * of dayOfAppearance.
 */
export async function fingerprintsAfter(
  db: Db,
  seq: bigint,
): Promise<{ articleId: string; seq: bigint; isCopy: boolean; day: number; print: Fingerprint }[]> {
  const rows = await db
    .selectFrom('fingerprints')
    .leftJoin('placements', 'placements.articleId', 'fingerprints.articleId')
    .leftJoin('articles', 'articles.id', 'fingerprints.articleId')
    .leftJoin('articleVersions', 'articleVersions.id', 'articles.currentVersion')
    .selectAll('fingerprints')
    .select(['placements.relation', 'articles.firstSeenAt', 'articleVersions.publishedSort'])
    .where('seq', '>', seq.toString())
    .orderBy('seq')
    .limit(FINGERPRINTS_AT_ONCE)
    .execute();
  return rows.map((r) => ({
    articleId: r.articleId,
    seq: BigInt(r.seq),
    isCopy: isCopy(r.relation ?? ''),
    day: dayOfAppearance({ published: r.publishedSort?.getTime() ?? null, seen: r.firstSeenAt?.getTime() ?? 0 }),
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
  relation: Relation;
  /** Of its story: when the first article was published, and how many there are. */
  firstPublishedAt: string | null;
  storySize: number;
  /** What it stands under; null: it is the first that tells it. */
  under: Link | null;
};

export const isCopy = (relation: string): boolean => COPIES.includes(relation);

type PlacementRow = Omit<KnownPlacement, 'firstPublishedAt' | 'under'> & {
  firstPublishedAt: Date | null;
  score: number;
  of: string | null;
  joins: boolean | null;
  ofPublished: Date | null;
  ofSeen: Date | null;
};

/** Where these articles stand; unplaced ones are absent. */
export async function placementsOf(db: Db, articleIds: readonly string[]): Promise<Map<string, KnownPlacement>> {
  if (!articleIds.length) return new Map();
  const { rows } = await sql<PlacementRow>`
    select p.article_id as "articleId", p.story_id as "storyId", p.origin_id as "originId", p.relation, p.score,
      s.first_published_at as "firstPublishedAt", s.articles as "storySize",
      p.of_article_id as of, above.story_id = p.story_id as joins, v.published_sort as "ofPublished", a.first_seen_at as "ofSeen"
    from placements p join stories s on s.id = p.story_id
      left join placements above on above.article_id = p.of_article_id
      left join articles a on a.id = above.article_id left join article_versions v on v.id = a.current_version
    where p.article_id = any(${[...articleIds]}::text[])`.execute(db);
  return new Map(
    rows.map(({ score, of, joins, ofPublished, ofSeen, firstPublishedAt, ...row }) => {
      const appearance =
        of && ofSeen ? { id: of, published: ofPublished?.getTime() ?? null, seen: ofSeen.getTime() } : null;
      const under = of && { of, relation: row.relation, score, joins: joins ?? false, appearance };
      return [
        row.articleId,
        { ...row, firstPublishedAt: firstPublishedAt?.toISOString() ?? null, under: under || null },
      ];
    }),
  );
}

/** Saves placements, begins the story of each that is the first in it, and notes the claims to be found. */
export async function savePlacements(
  trx: Transaction<Schema>,
  placed: readonly { article: StoredArticle; placement: Placement }[],
  now: Date,
): Promise<void> {
  if (!placed.length) return;
  await trx
    .insertInto('stories')
    .values(
      placed.map(({ article, placement }) => ({
        ...{ id: placement.storyId, title: article.title, leadArticleId: article.id, watchIds: article.watchIds },
        ...{ firstPublishedAt: article.publishedSort, lastPublishedAt: article.publishedSort },
        ...{ createdAt: now, updatedAt: now, articles: 1, origins: 1 },
      })),
    )
    .onConflict((on) => on.doNothing())
    .execute();
  await trx
    .insertInto('placements')
    .values(
      placed.map(({ article, placement }) => ({
        ...{ articleId: article.id, versionId: article.versionId, placedAt: now },
        ...{ storyId: placement.storyId, originId: placement.originId, relation: placement.relation },
        ...{ ofArticleId: placement.of, score: placement.score, evidence: JSON.stringify(placement.evidence) },
      })),
    )
    .onConflict((on) =>
      on
        .column('articleId')
        .doUpdateSet(
          fromInsert('versionId', 'storyId', 'originId', 'relation', 'ofArticleId', 'score', 'evidence', 'placedAt'),
        ),
    )
    .execute();
  await addWork(trx, placed.map(({ article }) => claimsWork(article))); // prettier-ignore
}

/** Articles that have their places keep them: only the versions that the places were last looked at with change. */
export async function keepPlacements(trx: Transaction<Schema>, articles: readonly StoredArticle[]): Promise<void> {
  if (!articles.length) return;
  const versions = articles.map((a) => a.versionId);
  await sql`
    update placements p set version_id = seen.version_id
    from unnest(${articles.map((a) => a.id)}::text[], ${versions}::text[]) seen(article_id, version_id)
    where p.article_id = seen.article_id`.execute(trx);
  await addWork(trx, articles.map(claimsWork));
}

const claimsWork = ({ id, versionId }: StoredArticle): Work => {
  return { step: 'claims', key: versionId, payload: { articleId: id } };
};

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
