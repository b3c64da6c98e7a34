import { sql, type Kysely, type Transaction } from 'kysely';
import type { Schema } from '../schema.ts';
import { ACCOUNT_COLUMNS, AccountError, MAX_PASSWORD, type Account } from './accounts.ts';
import { hashOf, isPassword, NOBODY, secret } from './secrets.ts';

/** The way in and out: passwords tried, sessions opened and ended. */

type Db = Kysely<Schema> | Transaction<Schema>;

export type Session = { account: Account; csrf: string; keymap: Record<string, string> };

const MINUTE_MS = 60_000;
const SESSION_MS = 7 * 24 * 60 * MINUTE_MS;
/** Failures after which a name or an address has to wait; the window is also how long. */
const NAME_FAILURES = 5;
const ADDRESS_FAILURES = 30;
const FAILURE_WINDOW_MS = 15 * MINUTE_MS;
/** Opens a session for a name and password; gives its key for the cookie. @throws AccountError `wrong` or, after too many failures, `wait` */
export async function logIn(
  db: Kysely<Schema>,
  given: { name: string; password: string; address: string; at: Date },
): Promise<{ key: string; maxAgeSecs: number; account: Account }> {
  const name = given.name.trim();
  await refuseTooMany(db, { name, address: given.address, at: given.at });
  const user = await db.selectFrom('users').selectAll().where('name', '=', name).executeTakeFirst();
  const isRight = await isPassword(given.password.slice(0, MAX_PASSWORD), user?.password ?? NOBODY);
  if (!user || !isRight || user.disabledAt) {
    const keys = [`name:${name.slice(0, 80)}`, `address:${given.address}`];
    await db
      .insertInto('loginFailures')
      .values(keys.map((key) => ({ key, at: given.at })))
      .execute();
    throw new AccountError('wrong');
  }
  await db.deleteFrom('loginFailures').where('key', '=', `name:${name}`).execute();
  return openSession(db, user, given.at);
}

async function refuseTooMany(
  db: Db,
  { name, address, at }: { name: string; address: string; at: Date },
): Promise<void> {
  const since = new Date(at.getTime() - FAILURE_WINDOW_MS);
  await db.deleteFrom('loginFailures').where('at', '<', since).execute();
  const failures = async (key: string) => {
    const row = await db
      .selectFrom('loginFailures')
      .select(sql<number>`count(*)::int`.as('n'))
      .where('key', '=', key)
      .executeTakeFirst();
    return row?.n ?? 0;
  };
  if ((await failures(`name:${name.slice(0, 80)}`)) >= NAME_FAILURES) throw new AccountError('wait');
  if ((await failures(`address:${address}`)) >= ADDRESS_FAILURES) throw new AccountError('wait');
}

/** A session for an account that has just proved itself. */
export async function openSession(
  db: Db,
  account: Account,
  at: Date,
): Promise<{ key: string; maxAgeSecs: number; account: Account }> {
  const key = secret();
  const expiresAt = new Date(at.getTime() + SESSION_MS);
  await db.deleteFrom('sessions').where('expiresAt', '<', at).execute();
  await db
    .insertInto('sessions')
    .values({ hash: hashOf(key), userId: account.id, csrf: secret(), createdAt: at, expiresAt })
    .execute();
  return { key, maxAgeSecs: SESSION_MS / 1000, account };
}

export async function sessionOf(db: Db, key: string, at: Date): Promise<Session | null> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.userId')
    .where('sessions.hash', '=', hashOf(key))
    .where('sessions.expiresAt', '>', at)
    .where('users.disabledAt', 'is', null)
    .select(ACCOUNT_COLUMNS)
    .select(['users.keymap', 'sessions.csrf'])
    .executeTakeFirst();
  if (!row) return null;
  const { csrf, keymap, ...account } = row;
  return { account, csrf, keymap };
}

export async function logOut(db: Db, key: string): Promise<void> {
  await db.deleteFrom('sessions').where('hash', '=', hashOf(key)).execute();
}
