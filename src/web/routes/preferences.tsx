import { setCookie } from 'hono/cookie';
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

export const preferenceRoutes: readonly Route[] = [
  { method: 'POST', path: '/preferences', right: 'open', handle: preferences },
];
