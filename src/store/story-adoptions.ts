/**
 * Articles that turn out to stand under one that arrived after them: a copy that was fetched before its original. Their stories are joined,
 * or they move over with their own copies, in a way that an analyst can take back; what an analyst ruled stays.
 */
import { sql, type Transaction } from 'kysely';
import { mayHoldBoth, type Adoption } from '../core/dedup/index.ts';
import { isCopy, originIdOf, placementsOf, refreshStories, type KnownPlacement } from './stories.ts';
import type { PlacementBefore } from './desk/decision.ts';
import type { Schema } from './schema.ts';
import { areHeldApart, JOINED_BY, keepRuling, standingsIn } from './story-joins.ts';

type Trx = Transaction<Schema>;

/** `isKept`: what is moved is kept among the decisions (a replay keeps its own account). */
export type Adopting = { now: Date; isKept: boolean };

/**
 * Puts `adoptions` under the article, which has its place. The caller holds the grouping lock.
 * @returns the articles whose places changed
 */
export async function adopt(
  trx: Trx,
  articleId: string,
  adoptions: readonly Adoption[],
  adopting: Adopting,
): Promise<string[]> {
  const changed: string[] = [];
  for (const adoption of adoptions) {
    const places = await placementsOf(trx, [articleId, adoption.id]);
    const [home, own] = [places.get(articleId), places.get(adoption.id)];
    if (!home || !own) continue;
    const isApart = adoption.joins && own.storyId !== home.storyId;
    const moved = isApart ? await moveOver(trx, own, home, adoption, adopting) : [];
    if (!moved) continue;
    changed.push(...moved, ...(await standUnder(trx, { ...own, storyId: moved.length ? home.storyId : own.storyId }, home, adoption))); // prettier-ignore
  }
  return changed;
}

/** Brings an article into the story of what it stands under now. Null: an analyst's ruling or the bounds of stories forbid it. */
async function moveOver(
  trx: Trx,
  own: KnownPlacement,
  home: KnownPlacement,
  { relation, evidence, without }: Adoption,
  { now, isKept }: Adopting,
): Promise<string[] | null> {
  if (await areHeldApart(trx, own.storyId, home.storyId)) return null;
  const standings = await standingsIn(trx, own.storyId);
  const isFirst = !own.under?.joins;
  const isWhole = isFirst && mayHoldBoth(boundsOf(own), boundsOf(home));
  if (!isWhole && isFirst && relation === 'same_story') return null;
  if ((!isWhole || without.length > 0) && (await isRuled(trx, own.storyId))) return null;
  const staying = new Set(without.flatMap((id) => copiesUnder(id, standings)).map((p) => p.articleId));
  const going = isWhole ? standings : copiesUnder(own.articleId, standings);
  const placements = going.filter((p) => !staying.has(p.articleId));
  const ids = placements.map((p) => p.articleId);
  if (!ids.includes(own.articleId)) return null;
  await trx.updateTable('placements').set({ storyId: home.storyId }).where('articleId', 'in', ids).execute();
  for (const id of without) await standAlone(trx, id, copiesUnder(id, standings));
  const isEmptied = ids.length === standings.length;
  const gone = { redirectTo: home.storyId, updatedAt: now };
  if (isEmptied) await trx.updateTable('stories').set(gone).where('id', '=', own.storyId).execute();
  await refreshStories(trx, [own.storyId, home.storyId], now);
  const ruling = { from: own.storyId, into: home.storyId, placements, isEmptied, why: evidence.why };
  if (isKept) await keepRuling(trx, { kind: isEmptied ? 'merge' : 'move', ...ruling }, now);
  return ids;
}

/** What stays when the story it came to by a copy moves on is an origin of its own. */
async function standAlone(trx: Trx, articleId: string, branch: readonly PlacementBefore[]): Promise<void> {
  const { originId } = branch.find((p) => p.articleId === articleId) ?? {};
  const ids = branch.filter((p) => p.originId === originId).map((p) => p.articleId);
  if (ids.length)
    await trx
      .updateTable('placements')
      .set({ originId: originIdOf(articleId) })
      .where('articleId', 'in', ids)
      .execute();
}

const boundsOf = ({ firstPublishedAt, storySize }: KnownPlacement) => ({ firstPublishedAt, size: storySize });

/** An article of a story with what is copied from it, and from that. */
function copiesUnder(articleId: string, standings: readonly PlacementBefore[]): PlacementBefore[] {
  const branch = new Set([articleId]);
  for (let size = 0; size < branch.size;) {
    size = branch.size;
    for (const { articleId: id, ofArticleId, relation } of standings)
      if (ofArticleId && isCopy(relation) && branch.has(ofArticleId)) branch.add(id);
  }
  return standings.filter((p) => branch.has(p.articleId));
}

/** Whether an analyst ruled on the story, or on one that was merged into it. */
async function isRuled(trx: Trx, storyId: string): Promise<boolean> {
  const { rows } = await sql<{ ruled: boolean }>`
    with recursive merged(id) as (
      select ${storyId}::text union select s.id from stories s join merged m on s.redirect_to = m.id
    )
    select exists (
      select 1 from decisions d join merged m on d.subject->'stories' ? m.id
      where d.kind in ('merge', 'move', 'split', 'never_merge') and d.by <> ${JOINED_BY} and d.undone_at is null
    ) as ruled`.execute(trx);
  return rows[0]?.ruled ?? false;
}

/** Writes how an article stands under the other; what shares its origin in the story changes origin with it. */
async function standUnder(
  trx: Trx,
  own: KnownPlacement,
  home: KnownPlacement,
  { relation, score, evidence, sharesOrigin }: Adoption,
): Promise<string[]> {
  const row = { relation, ofArticleId: home.articleId, score, evidence: JSON.stringify(evidence) };
  await trx.updateTable('placements').set(row).where('articleId', '=', own.articleId).execute();
  const alone = own.under?.joins ? originIdOf(own.articleId) : own.originId;
  const { rows } = await sql<{ id: string }>`
    with recursive branch(id) as (
      select ${own.articleId}::text
      union select p.article_id from placements p join branch b on p.of_article_id = b.id
        where p.story_id = ${own.storyId} and p.origin_id = ${own.originId}
    )
    update placements p set origin_id = ${sharesOrigin ? home.originId : alone} from branch b
    where p.article_id = b.id and p.origin_id = ${own.originId} returning p.article_id as id`.execute(trx);
  return rows.map(({ id }) => id);
}
