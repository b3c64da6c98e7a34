import type { Kysely } from 'kysely';
import { matchWatches } from '../../core/watch.ts';
import type { Watch } from '../../core/types.ts';
import type { Schema } from '../schema.ts';

/** Watches as analysts edited them on the desk, over those of the settings. */

export type EditedWatch = { watch: Watch; version: number; updatedBy: string | null; updatedAt: Date | null };

/** Every Watch in force: one of the settings stands as edited if it was, new ones come after them. Version 0: never edited. */
export async function editedWatches(db: Kysely<Schema>, configured: readonly Watch[]): Promise<EditedWatch[]> {
  const rows = await db.selectFrom('watchEdits').selectAll().orderBy('id').execute();
  const edits = new Map(rows.map((row) => [row.id, row]));
  const merged = configured.map((watch): EditedWatch => {
    const edit = edits.get(watch.id);
    edits.delete(watch.id);
    return edit
      ? { watch: edit.record as Watch, version: edit.version, updatedBy: edit.updatedBy, updatedAt: edit.updatedAt }
      : { watch, version: 0, updatedBy: null, updatedAt: null };
  });
  const added = [...edits.values()].map((edit): EditedWatch => ({ ...edit, watch: edit.record as Watch }));
  return [...merged, ...added];
}

/** The Watches in force, for the steps. */
export async function effectiveWatches(db: Kysely<Schema>, configured: readonly Watch[]): Promise<Watch[]> {
  return (await editedWatches(db, configured)).map((one) => one.watch);
}

/** Saves a Watch if it still is the version the analyst saw. Gives the one that is there when it is not. */
export async function saveWatch(
  db: Kysely<Schema>,
  given: { watch: Watch; seen: number; by: string; at: Date },
): Promise<{ saved: true } | { saved: false; by: string; at: Date; version: number }> {
  return db.transaction().execute(async (trx) => {
    const now = await trx
      .selectFrom('watchEdits')
      .selectAll()
      .where('id', '=', given.watch.id)
      .forUpdate()
      .executeTakeFirst();
    if ((now?.version ?? 0) !== given.seen && now)
      return { saved: false, by: now.updatedBy, at: now.updatedAt, version: now.version };
    const row = {
      record: JSON.stringify(given.watch),
      version: given.seen + 1,
      updatedBy: given.by,
      updatedAt: given.at,
    };
    await trx
      .insertInto('watchEdits')
      .values({ id: given.watch.id, ...row })
      .onConflict((on) => on.column('id').doUpdateSet(row))
      .execute();
    return { saved: true };
  });
}

/** What a changed Watch would find among the latest articles, and what it would no longer find. */
export type WatchPreview = { looked: number; added: PreviewHit[]; dropped: PreviewHit[] };
export type PreviewHit = { storyId: string | null; title: string; names: string[] };

/** How many of the latest articles a preview reads: about two seconds on the machine this was chosen on. */
export const PREVIEW_ARTICLES = 2000;

export async function previewWatch(db: Kysely<Schema>, watch: Watch): Promise<WatchPreview> {
  const rows = await db
    .selectFrom('articles')
    .innerJoin('articleVersions', 'articleVersions.id', 'articles.currentVersion')
    .leftJoin('placements', 'placements.articleId', 'articles.id')
    .select(['articles.watchIds', 'articleVersions.title', 'articleVersions.text', 'placements.storyId'])
    .orderBy('articles.firstSeenAt', 'desc')
    .limit(PREVIEW_ARTICLES)
    .execute();
  const preview: WatchPreview = { looked: rows.length, added: [], dropped: [] };
  for (const row of rows) {
    const match = matchWatches(row, [watch])[0];
    const was = row.watchIds.includes(watch.id);
    const hit = { storyId: row.storyId, title: row.title, names: match ? [...match.names] : [] };
    if (match && !was) preview.added.push(hit);
    if (!match && was) preview.dropped.push(hit);
  }
  return preview;
}
