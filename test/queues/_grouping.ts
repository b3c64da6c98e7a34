/** The group step itself on a real archive, fed with articles in any order and in any batches. */
import { sql } from 'kysely';
import { group } from '../../queues/group.ts';
import type { Context } from '../../queues/_context.ts';
import type { Article, Watch } from '../../src/core/types.ts';
import { articleIdOf, saveArticle } from '../../src/store/articles.ts';
import type { Database } from '../../src/store/connect.ts';
import { contentId } from '../../src/store/ids.ts';
import { pageOfFile, savePage } from '../../src/store/pages.ts';

/** An article under a name of the test's own. */
export type Told = { name: string; title: string; text: string; publishedAt: string | null; outlet?: string | null };

export const AT = new Date('2025-11-20T00:00:00Z');
const urlOf = (name: string): string => `https://${name}.example/a`;
export const idOf = (name: string): string => articleIdOf(urlOf(name));

/** Saves an article as the read step would; it waits for the group step. */
export async function save(db: Database, { name, title, text, publishedAt, outlet = null }: Told): Promise<void> {
  const charset = { charset: 'utf-8', charsetFrom: 'utf8' } as const;
  const bytes = new TextEncoder().encode(name);
  const url = urlOf(name);
  const page = {
    ...pageOfFile({ bytes, name, isText: true, charset, at: AT }),
    ...{ id: contentId(url), sourceId: 'test', url, requestedUrl: url, finalUrl: url },
  };
  await savePage(db, page);
  const article: Article = {
    ...{ title, text, publishedAt, outlet, authors: [], editor: null, datePrecision: null, lang: 'und' },
    ...{ origin: null, cut: [], reader: 'test@1' },
  };
  const at = { id: page.id, sourceId: page.sourceId, url, fetchedAt: page.fetchedAt };
  await db.transaction().execute((trx) => saveArticle(trx, at, article, []));
}

/** Runs the group step over these articles, one batch after the other. */
export async function groupIn(
  db: Database,
  batches: readonly (readonly string[])[],
  { watches = [] as readonly Watch[], groupIndex = { index: null, seq: 0n } as Context['groupIndex'] } = {},
): Promise<void> {
  // Every batch has a time of its own, as in life.
  let minute = 0;
  const now = (): Date => new Date(AT.getTime() + minute * 60_000);
  const context = { db, groupIndex, now, config: { watches }, progress: () => undefined };
  for (const batch of batches) {
    minute++;
    const ids = batch.map(idOf);
    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where('step', '=', 'group')
      .where(sql<string>`payload->>'articleId'`, 'in', ids)
      .execute();
    await group.run(
      rows.map(({ id, key, payload }) => ({ id, key, payload: payload as { articleId: string } })),
      context as unknown as Context,
    );
  }
}

/** As if nothing had been grouped yet. */
export async function ungroup(db: Database): Promise<void> {
  await sql`truncate placements, fingerprints, outbox, decisions, story_marks, facets_due`.execute(db);
  await sql`delete from stories`.execute(db);
  await sql`insert into outbox (step, key, payload)
    select 'group', current_version, jsonb_build_object('articleId', id) from articles`.execute(db);
}

export type Standing = { story: string; origin: string; relation: string; of: string | null };

/** Where each article stands, by its name; stories and origins as the names of their articles, so that ids do not matter. */
export async function standings(db: Database, names: readonly string[]): Promise<Record<string, Standing>> {
  const nameOf = new Map(names.map((name) => [idOf(name), name]));
  const rows = await db
    .selectFrom('placements')
    .select(['articleId', 'storyId', 'originId', 'relation', 'ofArticleId'])
    .execute();
  const members = (of: 'storyId' | 'originId', id: string): string =>
    rows
      .filter((row) => row[of] === id)
      .map((row) => nameOf.get(row.articleId))
      .sort()
      .join(' ');
  return Object.fromEntries(
    rows
      .map(
        (row) =>
          [
            nameOf.get(row.articleId) ?? row.articleId,
            {
              ...{ story: members('storyId', row.storyId), origin: members('originId', row.originId) },
              ...{ relation: row.relation, of: row.ofArticleId && (nameOf.get(row.ofArticleId) ?? row.ofArticleId) },
            },
          ] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Stories whose counts, dates or redirects do not agree with the placements; there must be none. */
export async function brokenStories(db: Database): Promise<unknown[]> {
  const { rows } = await sql`
    select s.id from stories s left join placements p on p.story_id = s.id left join stories t on t.id = s.redirect_to
    group by s.id, t.id
    having (s.redirect_to is null) <> (count(p.*) > 0)
      or s.redirect_to is null and (s.articles, s.origins) <> (count(p.*), count(distinct p.origin_id))`.execute(db);
  return rows;
}
