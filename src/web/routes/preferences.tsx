import { setCookie } from 'hono/cookie';
import { sql } from 'kysely';
import { field, formOf, ownPath, type Route, type RouteContext } from '../route.ts';

async function preferences({ c, view }: RouteContext): Promise<Response> {
  const form = await formOf(c);
  const [language, theme] = [field(form, 'language'), field(form, 'theme')];
  const lasting = { path: '/', maxAge: 365 * 24 * 3600, sameSite: 'Lax', httpOnly: true } as const;
  if (language === 'en' || language === 'zh') setCookie(c, 'language', language, lasting);
  if (theme === 'toggle') setCookie(c, 'theme', view.theme === 'dark' ? 'light' : 'dark', lasting);
  if (theme === 'light' || theme === 'dark') setCookie(c, 'theme', theme, lasting);
  return c.redirect(ownPath(field(form, 'back')), 303);
}

async function healthz({ c, deps }: RouteContext): Promise<Response> {
  try {
    await sql`select 1`.execute(deps.db);
    return c.json({ ok: true });
  } catch (error) {
    deps.log?.error({ err: error }, 'health: the database does not answer');
    return c.json({ ok: false, reason: 'the database does not answer' }, 503);
  }
}

export const preferenceRoutes: readonly Route[] = [
  { method: 'POST', path: '/preferences', right: 'open', handle: preferences },
  { method: 'GET', path: '/healthz', right: 'open', handle: healthz },
];
