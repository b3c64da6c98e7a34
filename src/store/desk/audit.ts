import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../schema.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

export type AuditLine = { id: string; at: Date; by: string; action: string; subject: Record<string, unknown> };

/** Notes who did what. Called for every change that a right guards. */
export async function audit(
  db: Db,
  line: { at: Date; by: string; action: string; subject: Record<string, unknown> },
): Promise<void> {
  await db
    .insertInto('auditLog')
    .values({ ...line, subject: JSON.stringify(line.subject) })
    .execute();
}

/** The audit log, newest first; `before` is the id of the last line shown. */
export function auditLines(db: Db, { before, limit }: { before?: string; limit: number }): Promise<AuditLine[]> {
  let query = db.selectFrom('auditLog').selectAll().orderBy('id', 'desc').limit(limit);
  if (before) query = query.where('id', '<', before);
  return query.execute();
}
