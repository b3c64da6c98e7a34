import { sql, type Kysely, type Transaction } from 'kysely';
import type { Article, ClaimInput } from '../core/types.ts';
import type { DedupArticle } from '../core/dedup/index.ts';
import { contentId } from './ids.ts';
import { addWork } from './outbox.ts';
import type { Schema } from './schema.ts';
import { fromInsert } from './upsert.ts';

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

/** What was read on a page, and the companies it speaks of. */
export type ReadOnPage = {
  page: { id: string; sourceId: string; url: string; fetchedAt: string };
  article: Article;
  watchIds: readonly string[];
};

/**
 * Saves what was read on a page as the article's current version and notes the grouping to be done. A version that is
 * current already changes nothing but the page's own state.
 * @param goesOn false: nothing follows by itself (a replay, which tells nobody)
 */
export async function saveArticle(
  trx: Transaction<Schema>,
  page: ReadOnPage['page'],
  article: Article,
  watchIds: readonly string[],
  goesOn = true,
): Promise<{ articleId: string; isNew: boolean }> {
  const [saved] = await saveArticles(trx, [{ page, article, watchIds }], goesOn);
  return saved!;
}

/** As saveArticle, for many pages, answered in no order: of pages with one address the last is current. Rows are locked by address, as by everybody. */
export async function saveArticles(
  trx: Transaction<Schema>,
  read: readonly ReadOnPage[],
  goesOn = true,
): Promise<{ articleId: string; isNew: boolean }[]> {
  const saved: { articleId: string; isNew: boolean }[] = [];
  // One statement must not touch a row twice: what comes again waits for the next.
  for (let left = [...read]; left.length > 0;) {
    const urls = new Set<string>();
    const again: ReadOnPage[] = [];
    const distinct = left.filter((one) => {
      if (urls.has(one.page.url)) return void again.push(one);
      return urls.add(one.page.url);
    });
    saved.push(...(await saveDistinct(trx, distinct, goesOn)));
    left = again;
  }
  return saved;
}

async function saveDistinct(trx: Transaction<Schema>, read: readonly ReadOnPage[], goesOn: boolean) {
  const rows = read
    .map(({ page, article, watchIds }) => {
      const articleId = articleIdOf(page.url);
      return { page, article, watchIds: [...watchIds], articleId, versionId: versionIdOf(articleId, article) };
    })
    .sort((a, b) => (a.page.url < b.page.url ? -1 : 1));
  const known = await trx
    .selectFrom('articles')
    .select(['id', 'currentVersion', 'watchIds'])
    .where(
      'id',
      'in',
      rows.map((r) => r.articleId),
    ) // prettier-ignore
    .orderBy(sql`url collate "C"`)
    .forUpdate()
    .execute();
  const before = new Map(known.map((article) => [article.id, article]));
  await trx.insertInto('articleVersions').values(rows.map(versionRow)).onConflict((on) => on.doNothing()).execute(); // prettier-ignore
  await trx
    .insertInto('articles')
    .values(
      rows.map(({ page, watchIds, articleId, versionId }) => ({
        ...{ id: articleId, sourceId: page.sourceId, url: page.url },
        ...{ currentVersion: versionId, watchIds, firstSeenAt: page.fetchedAt },
      })),
    )
    .onConflict((on) => on.column('id').doUpdateSet(fromInsert('currentVersion', 'watchIds')))
    .execute();
  await sql`
    update pages set state = 'article', skip_reason = null, article_id = read.article_id
    from unnest(${rows.map((r) => r.page.id)}::text[], ${rows.map((r) => r.articleId)}::text[]) read(page_id, article_id)
    where pages.id = read.page_id`.execute(trx);
  const isChanged = ({ articleId, versionId, watchIds }: (typeof rows)[number]) => {
    const was = before.get(articleId);
    return was?.currentVersion !== versionId || was.watchIds.join() !== watchIds.join();
  };
  if (goesOn)
    await addWork(
      trx,
      rows.filter(isChanged).map(({ articleId, versionId }) => ({
        ...{ step: 'group', key: versionId, payload: { articleId } },
      })),
    );
  return rows.map(({ articleId }) => ({ articleId, isNew: !before.has(articleId) }));
}

function versionRow({
  page,
  article,
  articleId,
  versionId,
}: Pick<ReadOnPage, 'page' | 'article'> & { articleId: string; versionId: string }) {
  const { title, authors, outlet, editor, publishedAt, datePrecision, lang, text, reader } = article;
  return {
    ...{ id: versionId, articleId, pageId: page.id, createdAt: page.fetchedAt },
    ...{ title, authors, outlet, editor, publishedAt, datePrecision, lang, text, reader },
    publishedSort: sortInstant(publishedAt),
    origin: JSON.stringify(article.origin),
    cut: JSON.stringify(article.cut),
  };
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
