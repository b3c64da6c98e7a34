import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../src/errors.ts';
import { addAccount, firstLink, hasAccounts } from '../../src/store/desk/accounts.ts';
import { addToken } from '../../src/store/desk/tokens.ts';
import type { Role } from '../../src/store/schema.ts';
import { createDesk } from '../../src/web/app.tsx';
import { routes } from '../../src/web/routes/index.ts';
import { serveDesk } from '../../src/web/serve.ts';
import { openDesk, type TestDesk } from './_desk.ts';
import { id, NOW, sources, watches } from './fixture.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk?.close();
});

const PASSWORD = 'a long enough one';
const cookies: Partial<Record<Role, string>> = {};

/** An address of each route that leads somewhere, so that a refusal cannot be a mere 404. */
function pathOf(path: string): string {
  const ids: [RegExp, string][] = [
    [/^\/stories\/:id/, id('story', 'users')],
    [/^\/api\/v1\/stories\/:id/, id('story', 'users')],
    [/^\/sources\/:id/, 'chaoguan'],
    [/^\/pages\/:id/, id('page', 'he-1')],
    [/^\/watches\/:id/, 'yunfan'],
  ];
  const known = ids.find(([pattern]) => pattern.test(path))?.[1] ?? 'none';
  return path
    .replace(':org', 'yunfan')
    .replace(':person', encodeURIComponent('贺知远'))
    .replace(/:(id|token)/, known);
}

const ask = (path: string, init: RequestInit = {}) => fetch(desk.url + path, { redirect: 'manual', ...init });
const form = (fields: Record<string, string>, cookie?: string): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  headers: { origin: desk.url, ...(cookie && { cookie }) },
});

async function logIn(name: string, password = PASSWORD) {
  const response = await ask('/login', form({ name, password }));
  return { status: response.status, cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

async function csrfOf(cookie: string): Promise<string> {
  const page = await (await ask('/me', { headers: { cookie } })).text();
  return /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

describe('before there are accounts', () => {
  it('the desk works on this machine, refuses to listen beyond it, and has no password anybody could guess', async () => {
    expect((await ask('/')).status).toBe(200);
    expect((await logIn('admin', 'admin')).status).toBe(401);
    const app = createDesk({ db: desk.db, watches, sources, now: () => NOW });
    await expect(serveDesk(app, { host: '0.0.0.0', port: 0 })).rejects.toThrow(EnvironmentError);
    await expect(serveDesk(app, { host: '0.0.0.0', port: 0 })).rejects.toThrow(/no accounts/);
  });

  it('the one-time link makes the first account, once', async () => {
    const link = await firstLink(desk.db, { base: desk.url, at: NOW });
    const path = new URL(link ?? '').pathname;
    expect((await ask(path)).status).toBe(200);
    const short = await ask(path, form({ name: 'Lin', password: 'short' }));
    expect([short.status, await short.text()]).toEqual([422, expect.stringContaining('too short')]);
    const made = await ask(path, form({ name: 'Lin', password: PASSWORD }));
    expect(made.status).toBe(303);
    expect((await ask(path, form({ name: 'Eve', password: PASSWORD }))).status).toBe(422);
    expect(await firstLink(desk.db, { base: desk.url, at: NOW })).toBeNull();
    expect(await hasAccounts(desk.db)).toBe(true);
  });
});

describe('once there are accounts', () => {
  beforeAll(async () => {
    await addAccount(desk.db, { name: 'Vera', password: PASSWORD, role: 'viewer', at: NOW });
    await addAccount(desk.db, { name: 'Anna', password: PASSWORD, role: 'analyst', at: NOW });
    cookies.viewer = (await logIn('Vera')).cookie;
    cookies.analyst = (await logIn('Anna')).cookie;
    cookies.admin = (await logIn('Lin')).cookie;
  });

  it('no route answers without its right', async () => {
    const mayNot: Record<string, readonly string[]> = {
      read: ['stranger'],
      triage: ['stranger', 'viewer'],
      admin: ['stranger', 'viewer', 'analyst'],
    };
    const wrong: string[] = [];
    for (const route of routes) {
      for (const who of mayNot[route.right] ?? []) {
        const cookie = who === 'stranger' ? undefined : cookies[who as Role];
        const headers = { origin: desk.url, ...(cookie && { cookie }) };
        const response = await ask(pathOf(route.path), { method: route.method, headers });
        const expected = who === 'stranger' ? 401 : 403;
        if (response.status !== expected) wrong.push(`${who} ${route.method} ${route.path}: ${response.status}`);
      }
    }
    expect(wrong).toEqual([]);
    // The test would also pass on an empty table.
    expect(routes.length).toBeGreaterThan(40);
  });

  it('every route that asks for nothing is meant to', () => {
    const open = routes.filter((route) => route.right === 'open').map((route) => `${route.method} ${route.path}`);
    expect(open.sort()).toEqual([
      'GET /healthz',
      'GET /join/:token',
      'GET /login',
      'GET /readyz',
      'POST /join/:token',
      'POST /login',
      'POST /logout',
      'POST /preferences',
    ]);
  });

  it('no change is made without the word its page was given, nor for a page elsewhere', async () => {
    const cookie = cookies.analyst ?? '';
    const path = `/stories/${id('story', 'users')}/triage`;
    const fields = { state: 'important', seen: '0' };
    expect((await ask(path, form(fields, cookie))).status).toBe(403);
    expect((await ask(path, form({ ...fields, csrf: 'x'.repeat(43) }, cookie))).status).toBe(403);
    const csrf = await csrfOf(cookie);
    const foreign = form({ ...fields, csrf }, cookie);
    const elsewhere = { ...foreign, headers: { ...foreign.headers, origin: 'https://evil.example' } };
    expect((await ask(path, elsewhere)).status).toBe(403);
    const marks = await desk.db
      .selectFrom('storyMarks')
      .selectAll()
      .where('storyId', '=', id('story', 'users'))
      .execute();
    expect(marks).toEqual([]);
    expect((await ask(path, form({ ...fields, csrf }, cookie))).status).toBe(303);
    const line = await desk.db.selectFrom('auditLog').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow();
    expect([line.by, line.action]).toEqual(['Anna', 'POST /stories/:id/triage']);
  });

  it('a form sent after the session ended leads to the login with what was typed still there', async () => {
    const response = await ask(
      `/stories/${id('story', 'users')}/notes`,
      form({ body: 'Half an hour of thinking', csrf: 'old' }, 'redwatch_session=ended'),
    );
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('Half an hour of thinking');
  });

  it('too many wrong passwords make a name wait, even for the right one', async () => {
    for (let tries = 0; tries < 5; tries++) expect((await logIn('Vera', 'wrong password')).status).toBe(401);
    expect((await logIn('Vera')).status).toBe(429);
    expect((await logIn('Anna')).status).toBe(303);
  });

  it('a way back after the login never leads elsewhere', async () => {
    for (const back of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const response = await ask('/login', form({ name: 'Anna', password: PASSWORD, back }));
      expect([back, response.headers.get('location')]).toEqual([back, '/']);
    }
  });

  it('the last admin stays one', async () => {
    const cookie = cookies.admin ?? '';
    const lin = await desk.db.selectFrom('users').select('id').where('name', '=', 'Lin').executeTakeFirstOrThrow();
    const response = await ask(`/accounts/${lin.id}`, form({ role: 'viewer', csrf: await csrfOf(cookie) }, cookie));
    expect(response.status).toBe(409);
  });

  it('an API token may do what its scopes and its account allow, and nothing once it is revoked', async () => {
    const users = await desk.db.selectFrom('users').select(['id', 'name']).execute();
    const userOf = (name: string) => users.find((user) => user.name === name)?.id ?? '';
    const token = await addToken(desk.db, { userId: userOf('Anna'), name: 'script', scopes: ['read'], at: NOW });
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask('/api/v1/departures', { headers })).status).toBe(200);
    expect((await ask(`/feeds/rss?token=${token}`)).status).toBe(200);
    expect((await ask(`/api/v1/departures?token=${token}`)).status).toBe(401);
    const path = `/api/v1/stories/${id('story', 'users')}/triage`;
    const change = { method: 'POST', headers, body: JSON.stringify({ state: 'read', seen: 1 }) };
    expect((await ask(path, change)).status).toBe(403);
    const viewers = await addToken(desk.db, {
      userId: userOf('Vera'),
      name: 'too much',
      scopes: ['read', 'triage'],
      at: NOW,
    });
    expect((await ask(path, { ...change, headers: { authorization: `Bearer ${viewers}` } })).status).toBe(403);
    await desk.db.updateTable('apiTokens').set({ revokedAt: NOW }).execute();
    expect((await ask('/api/v1/departures', { headers })).status).toBe(401);
  });

  it('keeps neither passwords nor keys readable', async () => {
    const stored = JSON.stringify([
      await desk.db.selectFrom('users').selectAll().execute(),
      await desk.db.selectFrom('sessions').selectAll().execute(),
    ]);
    expect(stored).not.toContain(PASSWORD);
    for (const cookie of Object.values(cookies)) expect(stored).not.toContain(cookie.split('=')[1]);
  });
});
