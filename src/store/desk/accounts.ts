import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Role, Schema } from '../schema.ts';

/** Local accounts. Passwords, session keys, invitations and API tokens are kept as hashes only; nobody can read them out of the tables. */

type Db = Kysely<Schema> | Transaction<Schema>;

export type Account = { id: string; name: string; role: Role; createdAt: Date; disabledAt: Date | null };
export type Session = { account: Account; csrf: string; keymap: Record<string, string> };

const MINUTE_MS = 60_000;
const SESSION_MS = 7 * 24 * 60 * MINUTE_MS;
const INVITATION_MS = 24 * 60 * MINUTE_MS;
/** Failures after which a name or an address has to wait; the window is also how long. */
const NAME_FAILURES = 5;
const ADDRESS_FAILURES = 30;
const FAILURE_WINDOW_MS = 15 * MINUTE_MS;
/** 2^15 blocks of 8: 32 MB and about 80 ms a try on the machine this was chosen on. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

export const MIN_PASSWORD = 10;
const MAX_PASSWORD = 1000;

/** Thrown when an account cannot be made or entered as asked; the message says why in words. */
export class AccountError extends Error {
  override readonly name = 'AccountError';
  readonly reason: 'name' | 'password' | 'taken' | 'wrong' | 'wait' | 'link' | 'last admin';
  constructor(reason: AccountError['reason']) {
    super(reason);
    this.reason = reason;
  }
}

const secret = () => randomBytes(32).toString('base64url');
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, 32, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

async function passwordHash(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64url')}$${(await derive(password, salt)).toString('base64url')}`;
}

/** Compared with when there is no such account, so that a wrong name takes as long as a wrong password. */
const NOBODY = `scrypt$${Buffer.alloc(16).toString('base64url')}$${Buffer.alloc(32).toString('base64url')}`;

async function isPassword(password: string, stored: string): Promise<boolean> {
  const [, salt = '', hash = ''] = stored.split('$');
  const wanted = Buffer.from(hash, 'base64url');
  const given = await derive(password, Buffer.from(salt, 'base64url'));
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

export async function hasAccounts(db: Db): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export function accounts(db: Db): Promise<Account[]> {
  return db.selectFrom('users').select(['id', 'name', 'role', 'createdAt', 'disabledAt']).orderBy('name').execute();
}

/** Makes an account. There is no default one and no default password. @throws AccountError */
export async function addAccount(
  db: Db,
  { name, password, role, at }: { name: string; password: string; role: Role; at: Date },
): Promise<Account> {
  const wanted = name.trim();
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u.test(wanted)) throw new AccountError('name');
  if (password.length < MIN_PASSWORD || password.length > MAX_PASSWORD) throw new AccountError('password');
  const row = { id: secret().slice(0, 16), name: wanted, role, password: await passwordHash(password), createdAt: at };
  const made = await db
    .insertInto('users')
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning(['id', 'name', 'role', 'createdAt', 'disabledAt'])
    .executeTakeFirst();
  if (!made) throw new AccountError('taken');
  return made;
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

/** Uses an invitation up and makes its account. @throws AccountError */
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
      .returning('role')
      .executeTakeFirst();
    if (!used) throw new AccountError('link');
    return addAccount(trx, { ...given, role: used.role });
  });
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
    .select([
      'users.id',
      'users.name',
      'users.role',
      'users.createdAt',
      'users.disabledAt',
      'users.keymap',
      'sessions.csrf',
    ])
    .executeTakeFirst();
  if (!row) return null;
  const { csrf, keymap, ...account } = row;
  return { account, csrf, keymap };
}

export async function logOut(db: Db, key: string): Promise<void> {
  await db.deleteFrom('sessions').where('hash', '=', hashOf(key)).execute();
}

export type Scope = 'read' | 'triage';
export type ApiToken = {
  id: string;
  name: string;
  scopes: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

/** Makes an API token; the token itself is given once and never again. */
export async function addToken(
  db: Db,
  given: { userId: string; name: string; scopes: Scope[]; at: Date },
): Promise<string> {
  const token = `rw_${secret()}`;
  const { userId, name, scopes, at } = given;
  await db
    .insertInto('apiTokens')
    .values({ id: secret().slice(0, 16), hash: hashOf(token), userId, name, scopes, createdAt: at })
    .execute();
  return token;
}

export function tokensOf(db: Db, userId: string): Promise<ApiToken[]> {
  return db
    .selectFrom('apiTokens')
    .select(['id', 'name', 'scopes', 'createdAt', 'lastUsedAt', 'revokedAt'])
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .execute();
}

export async function revokeToken(db: Db, given: { id: string; userId: string; at: Date }): Promise<void> {
  await db
    .updateTable('apiTokens')
    .set({ revokedAt: given.at })
    .where('id', '=', given.id)
    .where('userId', '=', given.userId)
    .execute();
}

/** Whose token it is and what it may do; null when it is unknown, revoked, or its account shut. */
export async function tokenHolder(
  db: Db,
  token: string,
  at: Date,
): Promise<{ account: Account; scopes: string[] } | null> {
  const row = await db
    .selectFrom('apiTokens')
    .innerJoin('users', 'users.id', 'apiTokens.userId')
    .where('apiTokens.hash', '=', hashOf(token))
    .where('apiTokens.revokedAt', 'is', null)
    .where('users.disabledAt', 'is', null)
    .select([
      'users.id',
      'users.name',
      'users.role',
      'users.createdAt',
      'users.disabledAt',
      'apiTokens.scopes',
      'apiTokens.id as tokenId',
    ])
    .executeTakeFirst();
  if (!row) return null;
  const { scopes, tokenId, ...account } = row;
  await db.updateTable('apiTokens').set({ lastUsedAt: at }).where('id', '=', tokenId).execute();
  return { account, scopes };
}

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
