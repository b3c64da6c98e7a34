import { z } from 'zod';
import { isAtHome, siteReadersFor } from '../src/core/read/index.ts';
import { commonSuffix, cutSuffix } from '../src/core/read/site-title.ts';
import { isSkipped, type Article, type ReadInput, type Skipped } from '../src/core/types.ts';
import { matchWatches } from '../src/core/watch.ts';
import { decodeBytes } from '../src/net/charset.ts';
import { latestTitles, saveArticles } from '../src/store/articles.ts';
import { finishWork } from '../src/store/outbox.ts';
import { markAllSkipped, NO_WATCH, pagesById, type StoredPage } from '../src/store/pages.ts';
import { defineStep } from './_step.ts';
import type { Context } from './_context.ts';

/** Page -> Article or Skipped(reason). */
export const read = defineStep({
  name: 'read',
  payload: z.object({ pageId: z.string() }),
  batch: 40,
  concurrency: 1,
  lockMs: 10_000,
  giveUpAfter: 6,
  priority: 4,
  async run(items, context) {
    const pages = await pagesById(
      context.db,
      items.map((i) => i.payload.pageId),
    );
    const outcomes = await readPages(pages, context);
    // The last fetched of one address is its article, whatever order the queue brings them in.
    const inOrder = outcomes.sort((a, b) => (a.page.fetchedAt < b.page.fetchedAt ? -1 : 1));
    const skipped = inOrder.flatMap(({ page, outcome }) =>
      isSkipped(outcome) ? [{ pageId: page.id, why: outcome }] : [],
    );
    const found = inOrder.flatMap(({ page, outcome }) => (isSkipped(outcome) ? [] : [{ page, ...outcome }]));
    await context.db.transaction().execute(async (trx) => {
      await markAllSkipped(trx, skipped);
      await saveArticles(trx, found);
      await finishWork(
        trx,
        items.map((i) => i.id),
      );
    });
    context.progress({
      step: 'read',
      done: items.length,
      detail: { articles: found.length, skipped: items.length - found.length },
    });
  },
});

/** What reading needs of a process. */
export type ReadContext = Pick<Context, 'sources' | 'readPool' | 'config' | 'db'>;

/** What each page holds by the rules of today; saves nothing. */
export async function readPages(
  pages: readonly StoredPage[],
  context: ReadContext,
): Promise<{ page: StoredPage; outcome: Found | Skipped }[]> {
  const outcomes = await Promise.all(pages.map(async (page) => ({ page, outcome: await readAndMatch(page, context) })));
  await cutSiteTitles(
    outcomes.flatMap(({ page, outcome }) => ('article' in outcome ? { page, outcome } : [])),
    context,
  );
  return outcomes;
}

/** What a learnt ending of a title is kept under on its article. */
const SITE_IN_TITLE = 'name of the site in the title';
const TITLES_TO_LEARN_FROM = 20;

/** Cuts the ending that the titles of a source share; what was cut stands on the article, so that later pages learn from it too. */
async function cutSiteTitles(
  read: readonly { page: StoredPage; outcome: Found }[],
  { db }: ReadContext,
): Promise<void> {
  const sourceIds = new Set(read.map(({ page }) => page.sourceId));
  // Imported files come from anywhere.
  sourceIds.delete('import');
  for (const sourceId of sourceIds) {
    const found = read.filter(({ page }) => page.sourceId === sourceId);
    const known = await latestTitles(db, sourceId, TITLES_TO_LEARN_FROM, SITE_IN_TITLE);
    const suffix = commonSuffix([...known, ...found.map(({ outcome }) => outcome.article.title)]);
    for (const { outcome } of found) {
      const { title, cut } = cutSuffix(outcome.article.title, suffix);
      if (cut)
        outcome.article = {
          ...outcome.article,
          title,
          cut: [...outcome.article.cut, { reason: SITE_IN_TITLE, text: cut }],
        };
    }
  }
}

export type Found = { article: Article; watchIds: string[] };

/** Bytes -> text -> article, read in a thread of its own -> is it about anybody we watch? */
async function readAndMatch(page: StoredPage, { sources, readPool, config }: ReadContext): Promise<Found | Skipped> {
  const { text } = decodeBytes(page.body, page.contentType);
  const isText = page.contentType?.startsWith('text/plain') ?? false;
  const source = sources.find((s) => s.id === page.sourceId);
  const input: ReadInput = {
    url: page.url,
    kind: isText ? 'text' : 'html',
    content: text,
    fetchedAt: page.fetchedAt,
    // A source of a kind with a layout of its own is read by that layout's reader wherever it stands.
    ...(source && { layout: source.kind }),
  };
  const article = await readPool.read(input);
  if (isSkipped(article)) return article;
  // A reader that knows its site by address names that site; lent to a source elsewhere, the source's own name stands.
  const [reader] = isText ? [] : siteReadersFor(input);
  const isLent = reader && page.url && !isAtHome(reader, page.url);
  if (source && (isLent || !article.outlet)) article.outlet = source.name;
  const watchIds = matchWatches(article, config.watches).map((m) => m.watchId);
  if (!watchIds.length && !page.keep) return { skipped: NO_WATCH };
  return { article, watchIds };
}
