import { sql, type Kysely } from 'kysely';

/** A one-time link may be for an account that is there already: whoever opens it chooses its password. */
const statements = [`alter table invitations add column user_id text references users on delete cascade`];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
