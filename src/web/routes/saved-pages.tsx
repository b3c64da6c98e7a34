import { findPage, pageBody } from '../../store/desk/pages.ts';
import { SavedPageView } from '../pages/saved.tsx';
import { htmlPage, idOf, nothing, type Route, type RouteContext } from '../route.ts';
import { framedPage } from '../saved-page.ts';
import { SAVED_PAGE_POLICY } from '../security.ts';

async function savedPage({ c, deps, view }: RouteContext): Promise<Response> {
  const id = idOf(c);
  const page = (await findPage(deps.db, id)) ?? nothing('page', id);
  return htmlPage(c, <SavedPageView view={view} page={page} />);
}

async function savedBytes({ c, deps }: RouteContext): Promise<Response> {
  const id = idOf(c);
  const [page, body] = await Promise.all([findPage(deps.db, id), pageBody(deps.db, id)]);
  if (!page || !body) return nothing('page', id);
  c.header('content-security-policy', SAVED_PAGE_POLICY);
  if (c.req.query('download') !== undefined) {
    c.header('content-type', 'application/octet-stream');
    c.header('content-disposition', `attachment; filename="page-${id.replace(/[^A-Za-z0-9]/g, '').slice(0, 24)}.bin"`);
    return c.body(new Uint8Array(body));
  }
  const framed = framedPage(body, page);
  c.header('content-type', framed.type);
  return c.body(framed.body);
}

export const savedPageRoutes: readonly Route[] = [
  { method: 'GET', path: '/pages/:id', right: 'read', handle: savedPage },
  { method: 'GET', path: '/pages/:id/raw', right: 'read', handle: savedBytes },
];
