import { sql, type Kysely } from 'kysely';

/** Every page of the feed leaves out the claims that are ruled wrong, which are few among the decisions. */
const statements = [
  `create index decisions_wrong_claims on decisions (id) where kind = 'wrong_claim' and undone_at is null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
