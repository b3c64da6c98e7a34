import { sql, type Kysely, type Transaction } from 'kysely';
import type { Article, ClaimInput } from '../core/types.ts';
import type { DedupArticle } from '../core/dedup/index.ts';
import { contentId } from './ids.ts';
import { addWork } from './outbox.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

/** An article keeps its id whatever is read on its page later; what is read is a version. */
export function articleIdOf(canonicalUrl: string): string {
  return contentId('article', canonicalUrl);
}
export function versionIdOf(articleId: string, article: Pick<Article, 'title' | 'text' | 'publishedAt'>): string {
  return contentId('version', articleId, article.title, article.text, article.publishedAt);
}

/**
 * The instant by which articles are ordered: the start of the day, month or year where no time is given, in the zone given,
 * else in China's. Null for an absent or unusable date.
 */
export function sortInstant(publishedAt: string | null): Date | null {
  if (!publishedAt) return null;
  const [year, month = '01', day = '01'] = publishedAt.slice(0, 10).split('-');
  const at = new Date(publishedAt.length > 10 ? publishedAt : `${year}-${month}-${day}T00:00:00+08:00`);
  return Number.isNaN(at.getTime()) ? null : at;
}

/**
 * Saves what was read on a page as the article's current version and notes the grouping to be done. A version that is
 * current already changes nothing but the page's own state.
 * @param goesOn false: nothing follows by itself (a replay, which tells nobody)
 */
export async function saveArticle(
  trx: Transaction<Schema>,
  page: { id: string; sourceId: string; url: string; fetchedAt: string },
  article: Article,
  watchIds: readonly string[],
  goesOn = true,
): Promise<{ articleId: string; isNew: boolean }> {
  const articleId = articleIdOf(page.url);
  const versionId = versionIdOf(articleId, article);
  const before = await trx
    .selectFrom('articles')
    .select(['currentVersion', 'watchIds'])
    .where('id', '=', articleId)
    .forUpdate()
    .executeTakeFirst();
  await trx
    .insertInto('articleVersions')
    .values({
      id: versionId,
      articleId,
      pageId: page.id,
      title: article.title,
      authors: article.authors,
      outlet: article.outlet,
      editor: article.editor,
      publishedAt: article.publishedAt,
      publishedSort: sortInstant(article.publishedAt),
      datePrecision: article.datePrecision,
      lang: article.lang,
      text: article.text,
      origin: JSON.stringify(article.origin),
      cut: JSON.stringify(article.cut),
      reader: article.reader,
      createdAt: page.fetchedAt,
    })
    .onConflict((on) => on.doNothing())
    .execute();
  await trx
    .insertInto('articles')
    .values({
      id: articleId,
      sourceId: page.sourceId,
      url: page.url,
      currentVersion: versionId,
      watchIds: [...watchIds],
      firstSeenAt: page.fetchedAt,
    })
    .onConflict((on) => on.column('id').doUpdateSet({ currentVersion: versionId, watchIds: [...watchIds] }))
    .execute();
  await trx
    .updateTable('pages')
    .set({ state: 'article', skipReason: null, articleId })
    .where('id', '=', page.id)
    .execute();
  const sameWatches = before?.watchIds.join() === watchIds.join();
  if (goesOn && (before?.currentVersion !== versionId || !sameWatches))
    await addWork(trx, [{ step: 'group', key: versionId, payload: { articleId } }]);
  return { articleId, isNew: !before };
}

export type StoredArticle = DedupArticle &
  ClaimInput & {
    versionId: string;
    sourceId: string;
    watchIds: string[];
    firstSeenAt: Date;
    publishedSort: Date | null;
    origin: Article['origin'];
  };

/** Articles in their current version, as grouping and claims want them; ids that do not exist are absent. */
export async function articlesById(db: Db, ids: readonly string[]): Promise<StoredArticle[]> {
  if (!ids.length) return [];
  const rows = await db
    .selectFrom('articles')
    .innerJoin('articleVersions as v', 'v.id', 'articles.currentVersion')
    .select([
      'articles.id',
      'articles.url',
      'articles.sourceId',
      'articles.watchIds',
      'articles.firstSeenAt',
      'v.id as versionId',
      'v.title',
      'v.text',
      'v.publishedAt',
      'v.publishedSort',
      'v.lang',
      'v.outlet',
      'v.origin',
    ])
    .where('articles.id', 'in', ids)
    .execute();
  return rows;
}

/** The latest titles of a source as its pages gave them: what was cut off them for this reason is put back. */
export async function latestTitles(db: Db, sourceId: string, limit: number, reason: string): Promise<string[]> {
  const rows = await db
    .selectFrom('articles')
    .innerJoin('articleVersions as v', 'v.id', 'articles.currentVersion')
    .select(['v.title', 'v.cut'])
    .where('articles.sourceId', '=', sourceId)
    .orderBy('articles.firstSeenAt', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ title, cut }) => title + (cut.find((piece) => piece.reason === reason)?.text ?? ''));
}

/** How many articles there are. */
export async function countArticles(db: Db): Promise<number> {
  const { n } = await db
    .selectFrom('articles')
    .select(sql<number>`count(*)::int`.as('n'))
    .executeTakeFirstOrThrow();
  return n;
}
