import type { Transaction } from 'kysely';
import { contentId } from '../ids.ts';
import type { Schema } from '../schema.ts';
import { originIdOf, refreshStories } from '../stories.ts';
import { NotDecidable, type Applied, type Effect, type PlacementBefore } from './decision.ts';

/** What a ruling changes about stories and the places of their articles, and how that is put back. */

export async function merge(
  trx: Transaction<Schema>,
  ruling: { from: string; into: string },
  at: Date,
): Promise<Applied> {
  const [from, into] = [await liveStory(trx, ruling.from), await liveStory(trx, ruling.into)];
  if (from === into) throw new NotDecidable('a story cannot be merged with itself');
  const placements = await placementsIn(trx, from);
  await trx.updateTable('placements').set({ storyId: into }).where('storyId', '=', from).execute();
  await trx.updateTable('stories').set({ redirectTo: into, updatedAt: at }).where('id', '=', from).execute();
  await refreshStories(trx, [into], at);
  return { subject: { stories: [into, from] }, effect: { placements, redirects: [{ storyId: from, to: into }] } };
}

export async function move(
  trx: Transaction<Schema>,
  ruling: { articleId: string; into: string },
  at: Date,
): Promise<Applied> {
  const before = await placementOf(trx, ruling.articleId);
  const into = await liveStory(trx, ruling.into);
  if (before.storyId === into) throw new NotDecidable('the article is in that story already');
  await trx.updateTable('placements').set({ storyId: into }).where('articleId', '=', before.articleId).execute();
  const redirects = await settle(trx, [before.storyId, into], into, at);
  const subject = { stories: [before.storyId, into], articles: [before.articleId] };
  return { subject, effect: { placements: [before], redirects } };
}

export async function split(
  trx: Transaction<Schema>,
  articleId: string,
  given: { id: string; at: Date },
): Promise<Applied> {
  const before = await placementOf(trx, articleId);
  const others = await placementsIn(trx, before.storyId);
  if (others.length < 2) throw new NotDecidable('the article is the only one of its story');
  const article = await trx
    .selectFrom('articles')
    .innerJoin('articleVersions', 'articleVersions.id', 'articles.currentVersion')
    .select(['articles.watchIds', 'articleVersions.title', 'articleVersions.publishedSort'])
    .where('articles.id', '=', articleId)
    .executeTakeFirstOrThrow();
  const storyId = contentId('story', 'split', given.id);
  const dates = { firstPublishedAt: article.publishedSort, lastPublishedAt: article.publishedSort };
  const base = { id: storyId, title: article.title, leadArticleId: articleId, watchIds: article.watchIds, ...dates };
  await trx
    .insertInto('stories')
    .values({ ...base, createdAt: given.at, updatedAt: given.at, articles: 1, origins: 1, redirectTo: null })
    .execute();
  // An analyst who says that it is another story says that it is no copy either.
  const own = { storyId, originId: originIdOf(articleId), relation: 'new', ofArticleId: null, score: 0 };
  await trx.updateTable('placements').set(own).where('articleId', '=', articleId).execute();
  await refreshStories(trx, [before.storyId, storyId], given.at);
  const subject = { stories: [before.storyId, storyId], articles: [articleId] };
  return { subject, effect: { placements: [before], created: [storyId] } };
}

export async function neverMerge(trx: Transaction<Schema>, ruling: { a: string; b: string }): Promise<Applied> {
  const stories = [await liveStory(trx, ruling.a), await liveStory(trx, ruling.b)];
  if (stories[0] === stories[1]) throw new NotDecidable('these are one story already: split it first');
  return { subject: { stories }, effect: {} };
}

/** Puts articles, redirects and made stories back, as far as nothing later moved them on. */
export async function revertStories(trx: Transaction<Schema>, effect: Effect, at: Date): Promise<void> {
  const touched = new Set<string>();
  for (const { articleId, evidence, ...before } of effect.placements ?? []) {
    const now = await placementOf(trx, articleId);
    touched.add(now.storyId).add(before.storyId);
    await trx
      .updateTable('placements')
      .set({ ...before, evidence: JSON.stringify(evidence) })
      .where('articleId', '=', articleId)
      .execute();
  }
  for (const { storyId, to } of effect.redirects ?? [])
    await trx
      .updateTable('stories')
      .set({ redirectTo: null })
      .where('id', '=', storyId)
      .where('redirectTo', '=', to)
      .execute();
  for (const storyId of effect.created ?? []) {
    const left = await placementsIn(trx, storyId);
    const home = effect.placements?.[0]?.storyId;
    if (left.length === 0 && home)
      await trx.updateTable('stories').set({ redirectTo: home }).where('id', '=', storyId).execute();
  }
  await refreshStories(trx, [...touched], at);
}

/** Recounts the stories; one left without articles points to `into`. */
async function settle(
  trx: Transaction<Schema>,
  storyIds: string[],
  into: string,
  at: Date,
): Promise<{ storyId: string; to: string }[]> {
  const redirects = [];
  for (const storyId of storyIds) {
    if (storyId === into || (await placementsIn(trx, storyId)).length > 0) continue;
    await trx.updateTable('stories').set({ redirectTo: into, updatedAt: at }).where('id', '=', storyId).execute();
    redirects.push({ storyId, to: into });
  }
  await refreshStories(trx, storyIds, at);
  return redirects;
}

async function liveStory(trx: Transaction<Schema>, id: string): Promise<string> {
  const story = await trx
    .selectFrom('stories')
    .select('redirectTo')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!story) throw new NotDecidable('there is no such story');
  if (story.redirectTo) throw new NotDecidable('the story was merged away: open it again');
  return id;
}

async function placementOf(trx: Transaction<Schema>, articleId: string): Promise<PlacementBefore> {
  const found = await placementQuery(trx).where('articleId', '=', articleId).forUpdate().executeTakeFirst();
  if (!found) throw new NotDecidable('the article is in no story');
  return found;
}

function placementsIn(trx: Transaction<Schema>, storyId: string): Promise<PlacementBefore[]> {
  return placementQuery(trx).where('storyId', '=', storyId).orderBy('articleId').execute();
}

function placementQuery(trx: Transaction<Schema>) {
  return trx
    .selectFrom('placements')
    .select(['articleId', 'storyId', 'originId', 'relation', 'ofArticleId', 'score', 'evidence']);
}
