import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import {
  AccountError,
  accounts,
  changeAccount,
  invite,
  isOpenInvitation,
  join,
  nameOfLink,
} from '../../store/desk/accounts.ts';
import { auditLines } from '../../store/desk/audit.ts';
import { logIn, logOut, openSession } from '../../store/desk/sessions.ts';
import { addToken, revokeToken, tokensOf, type Scope } from '../../store/desk/tokens.ts';
import type { Role } from '../../store/schema.ts';
import { addressOf, SESSION_COOKIE } from '../access.ts';
import { AccountsPage, AuditPage, MyPage } from '../pages/accounts.tsx';
import { JoinPage, LoginPage } from '../pages/login.tsx';
import {
  field,
  formOf,
  htmlPage,
  idOf,
  NotHere,
  ownPath,
  refuse,
  Refused,
  type Route,
  type RouteContext,
} from '../route.ts';

const AUDIT_PAGE = 200;

function loginForm({ c, view }: RouteContext) {
  return htmlPage(c, <LoginPage view={view} back={ownPath(c.req.query('back'))} kept={null} problem={null} />);
}

async function enter({ c, deps, view }: RouteContext): Promise<Response> {
  const form = await formOf(c);
  const back = ownPath(field(form, 'back'));
  try {
    const given = {
      name: field(form, 'name'),
      password: form.get('password')?.[0] ?? '',
      address: addressOf(c),
      at: deps.now(),
    };
    setSession(c, await logIn(deps.db, given));
    return c.redirect(back, 303);
  } catch (error) {
    if (!(error instanceof AccountError)) throw error;
    if (error.reason === 'wait') c.header('retry-after', '900');
    const page = <LoginPage view={view} back={back} kept={null} problem={view.t.login.problem[error.reason]} />;
    return htmlPage(c, page, error.reason === 'wait' ? 429 : 401);
  }
}

async function leave({ c, deps }: RouteContext): Promise<Response> {
  const key = getCookie(c, SESSION_COOKIE);
  if (key) await logOut(deps.db, key);
  deleteCookie(c, SESSION_COOKIE, { path: '/' });
  return c.redirect('/', 303);
}

async function joinForm({ c, deps, view }: RouteContext): Promise<Response> {
  const token = c.req.param('token') ?? '';
  if (!(await isOpenInvitation(deps.db, token, deps.now()))) throw new NotHere('invitation');
  const name = await nameOfLink(deps.db, token, deps.now());
  return htmlPage(c, <JoinPage view={view} token={token} name={name} problem={null} />);
}

async function joinDesk({ c, deps, view }: RouteContext): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const form = await formOf(c);
  try {
    const given = { token, name: field(form, 'name'), password: form.get('password')?.[0] ?? '', at: deps.now() };
    const account = await join(deps.db, given);
    setSession(c, await openSession(deps.db, account, deps.now()));
    return c.redirect('/', 303);
  } catch (error) {
    if (!(error instanceof AccountError)) throw error;
    const name = await nameOfLink(deps.db, token, deps.now());
    return htmlPage(
      c,
      <JoinPage view={view} token={token} name={name} problem={view.t.login.problem[error.reason]} />,
      422,
    );
  }
}

function setSession(c: RouteContext['c'], { key, maxAgeSecs }: { key: string; maxAgeSecs: number }): void {
  const isSecure = new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https';
  setCookie(c, SESSION_COOKIE, key, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure,
    maxAge: maxAgeSecs,
  });
}

async function accountList({ c, deps, view }: RouteContext): Promise<Response> {
  return htmlPage(c, <AccountsPage view={view} accounts={await accounts(deps.db)} link={null} />);
}

async function inviteSomebody({ c, deps, view }: RouteContext): Promise<Response> {
  const token = await invite(deps.db, { role: roleFrom(field(await formOf(c), 'role')), at: deps.now() });
  const link = `${view.origin}/join/${token}`;
  return htmlPage(c, <AccountsPage view={view} accounts={await accounts(deps.db)} link={link} />);
}

async function change({ c, deps, view }: RouteContext): Promise<Response> {
  const form = await formOf(c);
  const role = form.has('role') ? roleFrom(field(form, 'role')) : undefined;
  const disabled = form.has('disabled') ? field(form, 'disabled') === '1' : undefined;
  try {
    await changeAccount(deps.db, { id: idOf(c), role, disabled, at: deps.now() });
  } catch (error) {
    if (error instanceof AccountError) throw new Refused(409, view.t.login.problem[error.reason]);
    throw error;
  }
  return c.redirect('/accounts', 303);
}

async function auditPage({ c, deps, view }: RouteContext): Promise<Response> {
  const before = c.req.query('before');
  if (before !== undefined && !/^\d{1,18}$/.test(before)) refuse('before');
  return htmlPage(c, <AuditPage view={view} lines={await auditLines(deps.db, { before, limit: AUDIT_PAGE })} />);
}

async function me({ c, deps, view, who }: RouteContext): Promise<Response> {
  const tokens = who.id === null ? [] : await tokensOf(deps.db, who.id);
  return htmlPage(c, <MyPage view={view} who={who} tokens={tokens} token={null} />);
}

async function newToken({ c, deps, view, who }: RouteContext): Promise<Response> {
  if (who.id === null) throw new Refused(409, view.t.account.tokenNeedsAccount);
  const form = await formOf(c);
  const scopes = (form.get('scope') ?? []).filter((scope): scope is Scope => scope === 'read' || scope === 'triage');
  const name = field(form, 'name').slice(0, 60) || refuse('name');
  const token = await addToken(deps.db, {
    userId: who.id,
    name,
    scopes: scopes.length ? scopes : ['read'],
    at: deps.now(),
  });
  return htmlPage(c, <MyPage view={view} who={who} tokens={await tokensOf(deps.db, who.id)} token={token} />);
}

async function dropToken({ c, deps, who }: RouteContext): Promise<Response> {
  if (who.id !== null) await revokeToken(deps.db, { id: idOf(c), userId: who.id, at: deps.now() });
  return c.redirect('/me', 303);
}

/** Every key of the keyboard that may be set anew, and what it does when it is not. */
const ACTIONS = ['j', 'k', 'o', 'u', 'm', 'i', 'e', 'd', 'x', '/', '?'];

async function keymap({ c, deps, view, who }: RouteContext): Promise<Response> {
  if (who.id === null) throw new Refused(409, view.t.account.tokenNeedsAccount);
  const form = await formOf(c);
  const wanted = ACTIONS.map((action) => [action, field(form, `key-${action}`).slice(0, 1) || action] as const);
  const keys = wanted.map(([, key]) => key);
  if (new Set(keys).size < keys.length || keys.includes('g')) throw new Refused(422, view.t.account.keyTwice);
  const changed = Object.fromEntries(wanted.filter(([action, key]) => action !== key));
  await deps.db
    .updateTable('users')
    .set({ keymap: JSON.stringify(changed) })
    .where('id', '=', who.id)
    .execute();
  return c.redirect('/me', 303);
}

function roleFrom(text: string): Role {
  return (['viewer', 'analyst', 'admin'] as const).find((role) => role === text) ?? refuse('role');
}

export const accountRoutes: readonly Route[] = [
  { method: 'GET', path: '/login', right: 'open', handle: loginForm },
  { method: 'POST', path: '/login', right: 'open', handle: enter },
  { method: 'POST', path: '/logout', right: 'open', handle: leave },
  { method: 'GET', path: '/join/:token', right: 'open', handle: joinForm },
  { method: 'POST', path: '/join/:token', right: 'open', handle: joinDesk },
  { method: 'GET', path: '/me', right: 'read', handle: me },
  { method: 'POST', path: '/me/tokens', right: 'read', handle: newToken },
  { method: 'POST', path: '/me/tokens/:id/revoke', right: 'read', handle: dropToken },
  { method: 'POST', path: '/me/keys', right: 'read', handle: keymap },
  { method: 'GET', path: '/accounts', right: 'admin', handle: accountList },
  { method: 'POST', path: '/accounts/invite', right: 'admin', handle: inviteSomebody },
  { method: 'POST', path: '/accounts/:id', right: 'admin', handle: change },
  { method: 'GET', path: '/audit', right: 'admin', handle: auditPage },
];
