import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** Stories looked at in one go; 2,000 took 0.25 s on two cores (`npm run bench -- desk`). */
const MOST = 2000;

/**
 * Brings what stories can be narrowed to (kinds, sources, languages, conflict) up to what the steps wrote since. Gives how many stories
 * are left for the next time: 0 after an ordinary night, more while a large archive is being imported.
 */
export async function catchUp(db: Kysely<Schema>): Promise<number> {
  const due = await db.selectFrom('facetsDue').select('seq').limit(1).executeTakeFirst();
  if (!due) return 0;
  await sql`select desk_catch_up(${sql.lit(MOST)})`.execute(db);
  const left = await db
    .selectFrom('facetsDue')
    .select(sql<number>`count(distinct story_id)::int`.as('n'))
    .executeTakeFirstOrThrow();
  return left.n;
}
