import { sql, type Kysely, type Transaction } from 'kysely';
import type { Role, Schema } from '../schema.ts';
import { hashOf, passwordHash, secret } from './secrets.ts';

/** Local accounts and the invitations that make them. */

type Db = Kysely<Schema> | Transaction<Schema>;

export type Account = { id: string; name: string; role: Role; createdAt: Date; disabledAt: Date | null };

/** An account as it is shown: everything but its password and keys. */
export const ACCOUNT_COLUMNS = ['users.id', 'users.name', 'users.role', 'users.createdAt', 'users.disabledAt'] as const;

const INVITATION_MS = 24 * 60 * 60_000;

export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 1000;

/** Thrown when an account cannot be made or entered as asked; the message says why in words. */
export class AccountError extends Error {
  override readonly name = 'AccountError';
  readonly reason: 'name' | 'password' | 'taken' | 'wrong' | 'wait' | 'link' | 'last admin';
  constructor(reason: AccountError['reason']) {
    super(reason);
    this.reason = reason;
  }
}

export async function hasAccounts(db: Db): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export function accounts(db: Db): Promise<Account[]> {
  return db.selectFrom('users').select(ACCOUNT_COLUMNS).orderBy('name').execute();
}

/** Makes an account. There is no default one and no default password. @throws AccountError */
export async function addAccount(
  db: Db,
  { name, password, role, at }: { name: string; password: string; role: Role; at: Date },
): Promise<Account> {
  const wanted = name.trim();
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u.test(wanted)) throw new AccountError('name');
  checkPassword(password);
  const row = { id: secret().slice(0, 16), name: wanted, role, password: await passwordHash(password), createdAt: at };
  const made = await db
    .insertInto('users')
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning(ACCOUNT_COLUMNS)
    .executeTakeFirst();
  if (!made) throw new AccountError('taken');
  return made;
}

function checkPassword(password: string): void {
  if (password.length < MIN_PASSWORD || password.length > MAX_PASSWORD) throw new AccountError('password');
}

/** Changes a role or shuts an account; the last admin stays one. Its sessions end. @throws AccountError */
export async function changeAccount(
  db: Kysely<Schema>,
  change: { id: string; role?: Role; disabled?: boolean; at: Date },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const set = {
      ...(change.role && { role: change.role }),
      ...(change.disabled !== undefined && { disabledAt: change.disabled ? change.at : null }),
    };
    await sql`select pg_advisory_xact_lock(7220, 3)`.execute(trx);
    await trx.updateTable('users').set(set).where('id', '=', change.id).execute();
    const admin = await trx
      .selectFrom('users')
      .select('id')
      .where('role', '=', 'admin')
      .where('disabledAt', 'is', null)
      .executeTakeFirst();
    if (!admin) throw new AccountError('last admin');
    await trx.deleteFrom('sessions').where('userId', '=', change.id).execute();
  });
}

/** A link that makes one account of the given role, once, within a day. Gives the token for `/join/TOKEN`. */
export async function invite(db: Db, { role, at }: { role: Role; at: Date }): Promise<string> {
  const token = secret();
  const expiresAt = new Date(at.getTime() + INVITATION_MS);
  await db
    .insertInto('invitations')
    .values({ hash: hashOf(token), role, createdAt: at, expiresAt })
    .execute();
  return token;
}

/** The one-time link to print at the first start; null once there is an account. `base` is the desk's own address. */
export async function firstLink(db: Db, { base, at }: { base: string; at: Date }): Promise<string | null> {
  if (await hasAccounts(db)) return null;
  return `${base}/join/${await invite(db, { role: 'admin', at })}`;
}

/**
 * Makes an account by its name, with a link to choose its password by; until then nobody can enter it. The desk counts it at once: from now
 * on it asks everybody to log in. Gives the token for `/join/TOKEN`. @throws AccountError
 */
export async function addNamed(
  db: Kysely<Schema>,
  given: { name: string; role: Role; at: Date },
): Promise<{ account: Account; token: string }> {
  return db.transaction().execute(async (trx) => {
    const account = await addAccount(trx, { ...given, password: secret() });
    return { account, token: await passwordLink(trx, account, given.at) };
  });
}

/** A link by which the account's password is chosen anew, once, within a day. Gives the token for `/join/TOKEN`. */
export async function passwordLink(db: Db, { id, role }: Pick<Account, 'id' | 'role'>, at: Date): Promise<string> {
  const token = secret();
  const expiresAt = new Date(at.getTime() + INVITATION_MS);
  await db
    .insertInto('invitations')
    .values({ hash: hashOf(token), role, userId: id, createdAt: at, expiresAt })
    .execute();
  return token;
}

/** The name of the account whose password the link sets; null when it makes a new account, or is no open link. */
export async function nameOfLink(db: Db, token: string, at: Date): Promise<string | null> {
  const found = await db
    .selectFrom('invitations')
    .innerJoin('users', 'users.id', 'invitations.userId')
    .select('users.name')
    .where('hash', '=', hashOf(token))
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  return found?.name ?? null;
}

/** Uses a link up and makes its account, or sets the password of the one it is for (whatever the name). @throws AccountError */
export async function join(
  db: Kysely<Schema>,
  given: { token: string; name: string; password: string; at: Date },
): Promise<Account> {
  return db.transaction().execute(async (trx) => {
    const used = await trx
      .updateTable('invitations')
      .set({ usedAt: given.at })
      .where('hash', '=', hashOf(given.token))
      .where('usedAt', 'is', null)
      .where('expiresAt', '>', given.at)
      .returning(['role', 'userId'])
      .executeTakeFirst();
    if (!used) throw new AccountError('link');
    if (used.userId) return setPassword(trx, { id: used.userId, password: given.password });
    return addAccount(trx, { ...given, role: used.role });
  });
}

/** Whoever was in by the password before is out. @throws AccountError `link` when the account was shut */
async function setPassword(db: Db, { id, password }: { id: string; password: string }): Promise<Account> {
  checkPassword(password);
  const account = await db
    .updateTable('users')
    .set({ password: await passwordHash(password) })
    .where('id', '=', id)
    .where('disabledAt', 'is', null)
    .returning(ACCOUNT_COLUMNS)
    .executeTakeFirst();
  if (!account) throw new AccountError('link');
  await db.deleteFrom('sessions').where('userId', '=', id).execute();
  return account;
}

/** Whether the link still can be used. */
export async function isOpenInvitation(db: Db, token: string, at: Date): Promise<boolean> {
  const found = await db
    .selectFrom('invitations')
    .select('role')
    .where('hash', '=', hashOf(token))
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  return found !== undefined;
}
