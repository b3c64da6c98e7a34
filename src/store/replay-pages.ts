/** Saved pages in a replay: the newest of every address, and what reading it anew replaces. */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Article } from '../core/types.ts';
import { articleIdOf, saveArticle, versionIdOf } from './articles.ts';
import { audit } from './desk/audit.ts';
import { markSkipped, type StoredPage } from './pages.ts';
import type { Span } from './replay.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

/** What is told of an article beside its words: it makes no version of its own. */
export type Byline = Pick<Article, 'authors' | 'outlet' | 'editor' | 'lang' | 'datePrecision' | 'origin'>;
const BYLINE = ['authors', 'outlet', 'editor', 'lang', 'datePrecision', 'origin'] as const;

export type ReplayPage = {
  id: string;
  at: string;
  state: 'article' | 'skipped';
  skipReason: string | null;
  /** The article that stands at the address now; null for none. */
  now:
    | (Byline & { versionId: string; title: string; text: string; publishedAt: string | null; watchIds: string[] })
    | null;
};

/** Pages of the span after a place, oldest first; of several at one address the newest, which is what its article goes by. */
export async function pagesInSpan(
  db: Db,
  { since, until, sourceId, companyId }: Span,
  after: { at: string; id: string },
  size: number,
): Promise<ReplayPage[]> {
  const { rows } = await sql<ReplayPage>`
    select p.id, p.fetched_at::text as at, p.state, p.skip_reason as "skipReason",
      case when v.id is not null then jsonb_build_object('versionId', v.id, 'title', v.title, 'text', v.text, 'publishedAt', v.published_at,
        'authors', v.authors, 'outlet', v.outlet, 'editor', v.editor, 'lang', v.lang, 'datePrecision', v.date_precision,
        'origin', v.origin, 'watchIds', a.watch_ids) end as now
    from pages p left join articles a on a.id = coalesce(
        (select q.article_id from pages q where q.url = p.url and q.article_id is not null order by q.fetched_at desc limit 1),
        (select w.article_id from article_versions w where w.page_id = p.id limit 1))
      left join article_versions v on v.id = a.current_version
    where (p.fetched_at, p.id) > (${after.at}::timestamptz, ${after.id}) and p.state <> 'waiting'
      and (${since}::timestamptz is null or p.fetched_at >= ${since})
      and (${until}::timestamptz is null or p.fetched_at < ${until})
      and (${sourceId}::text is null or p.source_id = ${sourceId})
      and (${companyId}::text is null or a.id is null or ${companyId} = any(a.watch_ids))
      and not exists (select from pages q where q.url = p.url and (q.fetched_at, q.id) > (p.fetched_at, p.id))
    order by p.fetched_at, p.id limit ${size}`.execute(db);
  return rows;
}

/** How many pages of the span there are, and how many wait to be read. */
export async function pagesOf(db: Db, { since, until, sourceId }: Span): Promise<{ all: number; waiting: number }> {
  const { rows } = await sql<{ all: number; waiting: number }>`
    select count(*)::int as "all", count(*) filter (where state = 'waiting')::int as waiting from pages p
    where (${since}::timestamptz is null or p.fetched_at >= ${since})
      and (${until}::timestamptz is null or p.fetched_at < ${until})
      and (${sourceId}::text is null or p.source_id = ${sourceId})`.execute(db);
  return rows[0] as { all: number; waiting: number };
}

/** Whether a source has ever brought a page. */
export async function hasPagesOf(db: Db, sourceId: string): Promise<boolean> {
  return !!(await db.selectFrom('pages').select('id').where('sourceId', '=', sourceId).limit(1).executeTakeFirst());
}

/** The parts in which what was read differs from what stands: `title`, `text`, `publishedAt`, the byline's, `watchIds`. */
export function partsThatDiffer(
  now: NonNullable<ReplayPage['now']>,
  article: Article,
  watchIds: readonly string[],
): string[] {
  const is = { ...article, watchIds };
  return (['title', 'text', 'publishedAt', ...BYLINE, 'watchIds'] as const).filter(
    (part) => sortedJson(now[part]) !== sortedJson(is[part]),
  );
}

const sortedJson = (value: unknown) =>
  JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  ) ?? 'null';

export type Reread = { page: StoredPage; seen: ReplayPage } & (
  { article: Article; watchIds: string[] } | { skipped: string }
);

/**
 * Saves what was read anew: a new version beside the old one, which the article then goes by; a byline in its place. What was there
 * stands in the audit log. Nothing follows by itself. A page whose article changed since is left.
 */
export async function takeOverPages(
  db: Kysely<Schema>,
  reread: readonly Reread[],
  at: Date,
): Promise<{ taken: number; left: number }> {
  return db.transaction().execute(async (trx) => {
    const done = { taken: 0, left: 0 };
    // Rows are locked in one order by every worker.
    for (const one of [...reread].sort((a, b) => (a.page.url < b.page.url ? -1 : 1))) {
      const { page, seen } = one;
      const current = await trx
        .selectFrom('articles')
        .select('currentVersion')
        .where('id', '=', articleIdOf(page.url))
        .forUpdate()
        .executeTakeFirst();
      if (current?.currentVersion !== seen.now?.versionId) {
        done.left++;
        continue;
      }
      const was = { state: seen.state, skipReason: seen.skipReason, ...(seen.now && { ...seen.now, text: undefined }) };
      if ('skipped' in one) await markSkipped(trx, page.id, one);
      else {
        await saveArticle(trx, page, one.article, one.watchIds, false);
        await saveByline(trx, versionIdOf(articleIdOf(page.url), one.article), one.article);
      }
      await audit(trx, {
        at,
        by: 'replay',
        action: 'page read anew',
        subject: { pageId: page.id, url: page.url, was },
      });
      done.taken++;
    }
    return done;
  });
}

async function saveByline(trx: Transaction<Schema>, versionId: string, article: Article): Promise<void> {
  const { authors, outlet, editor, lang, datePrecision, origin, cut, reader } = article;
  await trx
    .updateTable('articleVersions')
    .set({
      authors,
      outlet,
      editor,
      lang,
      datePrecision,
      reader,
      origin: JSON.stringify(origin),
      cut: JSON.stringify(cut),
    })
    .where('id', '=', versionId)
    .execute();
}
