/** Whether a process can do its work, said truly: each part is asked, within a time limit. */
import { sql, type Kysely } from 'kysely';
import { messageOf } from '../errors.ts';
import type { Schema } from '../store/schema.ts';

/** Longer than any of the parts needs when it is well, shorter than what asks is willing to wait. */
const LIMIT_MS = 2000;

export type Check = { part: string; ask(): Promise<unknown> };
export type Answer = { status: 200 | 503; body: { ok: boolean; causes: string[] } };

export const databaseCheck = (db: Kysely<Schema>): Check => ({
  part: 'database',
  ask: () => sql`select 1 from outbox limit 1`.execute(db),
});

/** 200 when every part answers, else 503 with the cause of each that does not. */
export async function askAll(checks: readonly Check[]): Promise<Answer> {
  const causes = (await Promise.all(checks.map(causeOf))).filter((cause) => cause !== null);
  return { status: causes.length ? 503 : 200, body: { ok: !causes.length, causes } };
}

async function causeOf({ part, ask }: Check): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  try {
    await Promise.race([ask(), limit]);
    return null;
  } catch (error) {
    return `${part}: ${messageOf(error) || (error as { code?: string }).code || 'it failed'}`;
  } finally {
    clearTimeout(timer);
  }
}
