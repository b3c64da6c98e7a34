import { getConnInfo } from '@hono/node-server/conninfo';
import { timingSafeEqual } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Role } from '../store/schema.ts';
import { hasAccounts } from '../store/desk/accounts.ts';
import { sessionOf } from '../store/desk/sessions.ts';
import { tokenHolder } from '../store/desk/tokens.ts';
import type { Reader, Right } from './route.ts';
import type { DeskDeps } from './view.ts';

export const SESSION_COOKIE = 'redwatch_session';

const ALLOWED: Record<Role, readonly Right[]> = {
  viewer: ['open', 'read'],
  analyst: ['open', 'read', 'triage'],
  admin: ['open', 'read', 'triage', 'admin'],
};

/** Without accounts whoever sits at the machine is its admin; the desk then listens on the loopback only. */
const LOCAL: Reader = { id: null, name: 'desk', role: 'admin', csrf: null, keymap: {}, byToken: false };

/** Somebody who may do nothing but what is open to all. */
export const STRANGER: Reader = { id: null, name: '', role: null, csrf: null, keymap: {}, byToken: false };

export function isAllowed(reader: Reader, right: Right): boolean {
  if (right === 'open') return true;
  if (reader.role === null || !ALLOWED[reader.role].includes(right)) return false;
  return reader.scopes === undefined || reader.scopes.includes(right);
}

/** Who asks: by API token, by session, or, while there are no accounts, by sitting at the machine. */
export async function readerOf(c: Context, deps: DeskDeps): Promise<Reader> {
  const bearer = /^Bearer (\S{10,200})$/.exec(c.req.header('authorization') ?? '')?.[1] ?? feedToken(c);
  if (bearer) return readerByToken(bearer, deps);
  const key = getCookie(c, SESSION_COOKIE);
  const session = key ? await sessionOf(deps.db, key, deps.now()) : null;
  if (session) {
    const { account, csrf, keymap } = session;
    return { id: account.id, name: account.name, role: account.role, csrf, keymap, byToken: false };
  }
  return (await hasAccounts(deps.db)) || !isLocal(c) ? STRANGER : LOCAL;
}

/** Feed readers cannot send headers: a feed's address may carry the token. */
function feedToken(c: Context): string | undefined {
  return c.req.path.startsWith('/feeds/') ? c.req.query('token')?.slice(0, 200) : undefined;
}

async function readerByToken(token: string, deps: DeskDeps): Promise<Reader> {
  const holder = await tokenHolder(deps.db, token, deps.now());
  if (!holder) return STRANGER;
  const { id, name, role } = holder.account;
  return { id, name, role, csrf: null, keymap: {}, byToken: true, scopes: holder.scopes };
}

/** Whether a form brings back the word its page was given; compared in constant time. */
export function isCsrfRight(reader: Reader, given: string): boolean {
  if (reader.csrf === null) return true;
  const [a, b] = [Buffer.from(given), Buffer.from(reader.csrf)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The address a request came from; `test` where there is no socket. */
export function addressOf(c: Context): string {
  return hasSocket(c) ? (getConnInfo(c).remote.address ?? 'unknown') : 'test';
}

function hasSocket(c: Context): boolean {
  return typeof c.env === 'object' && c.env !== null && 'incoming' in c.env;
}

/** Whether a request comes from this very machine. */
export function isLocal(c: Context): boolean {
  const address = addressOf(c);
  return address === 'test' || isLoopback(address.replace(/^::ffff:/, ''));
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Says of a desk whether it has accounts; serve.ts asks before it listens beyond the loopback. */
const accountsOf = new WeakMap<Hono, () => Promise<boolean>>();

export function rememberAccounts(app: Hono, deps: DeskDeps): void {
  accountsOf.set(app, () => hasAccounts(deps.db));
}

export async function mayListenOn(app: Hono, host: string): Promise<boolean> {
  const ask = accountsOf.get(app);
  return isLoopback(host) || ask === undefined || ask();
}
