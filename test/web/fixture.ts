import { gzipSync } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { Schema } from '../../src/store/schema.ts';
import { insertEvent } from './_events.ts';
import { id, sources } from './_invented.ts';
import { insertRuns } from './_runs.ts';
import { events, stories, type ArticleSeed, type ClaimSeed, type StorySeed } from './_stories.ts';

export { id, NOW, sources, watches } from './_invented.ts';

/** A small archive as the steps would have left it, written straight into the tables. */

/** Fills an empty archive. `hostile` replaces every text that comes from a page by the given one, for tests of what the desk lets through. */
export async function fillArchive(db: Kysely<Schema>): Promise<void> {
  for (const event of events) await insertEvent(db, event);
  for (const story of stories) await insertStory(db, story);
  await insertRuns(db);
}

async function insertStory(db: Kysely<Schema>, seed: StorySeed): Promise<void> {
  const storyId = id('story', seed.key);
  const times = seed.articles.flatMap((article) => (article.publishedAt ? [new Date(article.publishedAt)] : []));
  const origins = seed.articles.filter((article) => !article.relation || article.relation === 'same_story').length;
  await db
    .insertInto('stories')
    .values({
      id: storyId,
      title: seed.articles[0]?.title ?? '',
      leadArticleId: id('article', seed.articles[0]?.key ?? ''),
      watchIds: seed.watches,
      firstPublishedAt: times.length ? new Date(Math.min(...times.map(Number))) : null,
      lastPublishedAt: times.length ? new Date(Math.max(...times.map(Number))) : null,
      createdAt: seed.foundAt,
      updatedAt: seed.foundAt,
      articles: seed.articles.length,
      origins,
      redirectTo: null,
    })
    .execute();
  for (const article of seed.articles) await insertArticle(db, { storyId, seed: article, story: seed });
}

async function insertArticle(
  db: Kysely<Schema>,
  { storyId, seed, story }: { storyId: string; seed: ArticleSeed; story: StorySeed },
): Promise<void> {
  const [articleId, versionId, pageId] = [id('article', seed.key), id('version', seed.key), id('page', seed.key)];
  const home = sources.find((source) => source.id === seed.source)?.home ?? '';
  const url = `${home}/t/${seed.key}`;
  const html = Buffer.from(
    `<!doctype html><title>${seed.title}</title><h1>${seed.title}</h1>${seed.text
      .split('\n')
      .map((p) => `<p>${p}</p>`)
      .join('')}`,
  );
  await db
    .insertInto('bodies')
    .values({ hash: pageId, gzip: gzipSync(html), size: html.length })
    .execute();
  await db
    .insertInto('pages')
    .values({
      id: pageId,
      sourceId: seed.source,
      url,
      requestedUrl: url,
      finalUrl: url,
      fetchedAt: story.foundAt,
      status: 200,
      headers: JSON.stringify({}),
      contentType: 'text/html',
      charset: 'utf-8',
      charsetFrom: 'utf8',
      bodyHash: pageId,
      state: 'article',
      skipReason: null,
      articleId,
    })
    .execute();
  await db
    .insertInto('articles')
    .values({
      id: articleId,
      sourceId: seed.source,
      url,
      currentVersion: versionId,
      watchIds: story.watches,
      firstSeenAt: story.foundAt,
    })
    .execute();
  await db
    .insertInto('articleVersions')
    .values({
      id: versionId,
      articleId,
      pageId,
      title: seed.title,
      authors: seed.authors ?? [],
      outlet: seed.outlet ?? null,
      editor: null,
      publishedAt: seed.publishedAt,
      publishedSort: seed.publishedAt,
      datePrecision: (seed.publishedAt?.length ?? 0) > 10 ? 'minute' : 'day',
      lang: seed.lang ?? 'zh-Hans',
      text: seed.text,
      origin: JSON.stringify(seed.origin ? { raw: `来源：${seed.origin}`, outlet: seed.origin, url: null } : null),
      cut: JSON.stringify(seed.cut ?? []),
      reader: 'generic@1',
      createdAt: story.foundAt,
    })
    .execute();
  const relation = seed.relation ?? 'new';
  await db
    .insertInto('placements')
    .values({
      articleId,
      versionId,
      storyId,
      originId: id('article', relation === 'new' || relation === 'same_story' ? seed.key : (seed.of ?? '')),
      relation,
      ofArticleId: seed.of ? id('article', seed.of) : null,
      score: seed.score ?? 0,
      evidence: JSON.stringify(
        seed.why
          ? {
              hamming: 3,
              jaccard: seed.score ?? 0,
              containment: seed.score ?? 0,
              contained: seed.score ?? 0,
              shared: [],
              conflicts: [],
              why: seed.why,
            }
          : null,
      ),
      placedAt: story.foundAt,
    })
    .execute();
  for (const claim of seed.claims ?? [])
    await insertClaim(db, { articleId, versionId, seed: claim, article: seed, at: story.foundAt });
}

async function insertClaim(
  db: Kysely<Schema>,
  given: { articleId: string; versionId: string; seed: ClaimSeed; article: ArticleSeed; at: string },
): Promise<void> {
  const { seed, article } = given;
  const field = seed.field ?? 'text';
  const startAt = article[field].indexOf(seed.quote);
  if (startAt < 0) throw new Error(`expected the quote “${seed.quote}” in the ${field} of ${article.key}`);
  const claimId = id('claim', article.key, seed.kind, String(startAt), JSON.stringify(seed.args));
  await db
    .insertInto('claims')
    .values({
      id: claimId,
      articleId: given.articleId,
      versionId: given.versionId,
      kind: seed.kind,
      field,
      startAt,
      endAt: startAt + seed.quote.length,
      quote: seed.quote,
      args: JSON.stringify(seed.args),
      status: seed.status ?? null,
      attribution: seed.attribution ?? null,
      extractor: `${seed.kind}@1`,
      createdAt: given.at,
    })
    .execute();
  if (seed.event)
    await db
      .insertInto('eventClaims')
      .values({ claimId, eventId: id('event', seed.event) })
      .execute();
}
