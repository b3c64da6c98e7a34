import type { Kysely } from 'kysely';
import type { Watch } from '../core/types.ts';
import { contentId } from './ids.ts';
import { rescanSkipped } from './pages.ts';
import type { Schema } from './schema.ts';

/**
 * When a Watch or one of its names is new since the archive was last looked through, every page that was skipped for naming
 * nobody is read again. Returns how many pages.
 */
export async function rescanForNewWatches(
  db: Kysely<Schema>,
  watches: readonly Watch[],
  reason: string,
): Promise<number> {
  const mark = contentId(JSON.stringify(watches));
  const known = await db.selectFrom('notes').select('value').where('key', '=', 'watches').executeTakeFirst();
  if (known?.value === mark) return 0;
  const pages = known ? await rescanSkipped(db, reason) : 0;
  const value = JSON.stringify(mark);
  await db
    .insertInto('notes')
    .values({ key: 'watches', value })
    .onConflict((on) => on.column('key').doUpdateSet({ value }))
    .execute();
  return pages;
}
