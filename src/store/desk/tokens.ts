import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../schema.ts';
import { ACCOUNT_COLUMNS, type Account } from './accounts.ts';
import { hashOf, secret } from './secrets.ts';

/** API tokens: a program acts as an account, within the scopes it was given. */

type Db = Kysely<Schema> | Transaction<Schema>;

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
    .select(ACCOUNT_COLUMNS)
    .select(['apiTokens.scopes', 'apiTokens.id as tokenId'])
    .executeTakeFirst();
  if (!row) return null;
  const { scopes, tokenId, ...account } = row;
  await db.updateTable('apiTokens').set({ lastUsedAt: at }).where('id', '=', tokenId).execute();
  return { account, scopes };
}
