import { sql, type Kysely } from 'kysely';

/** What the desk needs beside the archive: the order of its feed. */
const statements = [
  // The feed: newest night first, within a night the latest publication first. The night's zone is DESK_ZONE in store/desk/feed.ts.
  `create index stories_by_night on stories (
    ((updated_at at time zone 'Asia/Shanghai')::date) desc, (coalesce(last_published_at, created_at)) desc, id desc
  ) where redirect_to is null`,
  `create index events_by_first on events (kind, (coalesce(first_published_at, first_seen_at)) desc, id desc) where redirect_to is null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
