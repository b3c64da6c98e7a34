import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { getCookie } from 'hono/cookie';
import { messageOf } from '../errors.ts';
import { audit } from '../store/desk/audit.ts';
import { DESK_ZONE } from '../store/desk/feed.ts';
import { isAllowed, isCsrfRight, readerOf, rememberAccounts, STRANGER } from './access.ts';
import { loadAssets, type Asset } from './assets.ts';
import { chooseLanguage, languages } from './i18n/index.ts';
import { LoginPage } from './pages/login.tsx';
import { ProblemPage } from './pages/problem.tsx';
import { BadRequest, field, formOf, htmlPage, NotHere, Refused, type Reader, type Route } from './route.ts';
import { routes } from './routes/index.ts';
import { isKnownHost, isOwnRequest, secureHeaders } from './security.ts';
import { clockFor, knownZone } from './time.ts';
import { assetHref, type DeskDeps, type View } from './view.ts';

export type { DeskDeps, SourceInfo } from './view.ts';

/** Forms of the desk are short; what is longer was not typed by anybody. */
const MAX_FORM_BYTES = 256 * 1024;

type Assets = ReadonlyMap<string, Asset>;

/** The analysts' desk as a Hono app. Reads the store it is given; knows no port, no clock and no settings of its own. */
export function createDesk(deps: DeskDeps): Hono {
  const app = new Hono();
  const assets = loadAssets();
  const strangers = (c: Context) => viewOf(c, deps, { assets, who: STRANGER });
  rememberAccounts(app, deps);

  app.use(secureHeaders);
  app.use(async (c, next) => {
    if (!isKnownHost(c.req.header('host'), deps.allowedHosts ?? [])) return problem(strangers(c), c, 421, 'host');
    // Postgres knows no NUL in a text, and no address of the desk holds one.
    if (c.req.url.includes('%00')) return problem(strangers(c), c, 400, 'badRequest');
    return next();
  });
  app.use(compress());
  app.use(bodyLimit({ maxSize: MAX_FORM_BYTES, onError: (c) => problem(strangers(c), c, 413, 'tooLong') }));

  app.get('/assets/:version/:name', (c) => serveAsset(c, assets));
  for (const route of routes) app.on(route.method, route.path, (c) => answer(c, route, { deps, assets }));
  app.notFound((c) => {
    const methods = methodsOf(app, c);
    if (methods.length === 0) return problem(strangers(c), c, 404, 'notFound');
    c.header('allow', methods.join(', '));
    return problem(strangers(c), c, 405, 'method');
  });
  app.onError((error, c) => {
    const view = strangers(c);
    if (error instanceof NotHere) return problem(view, c, 404, 'notFound');
    if (error instanceof BadRequest) return problem(view, c, 400, 'badRequest');
    if (error instanceof Refused) return problem(view, c, error.status, 'refused', error.words);
    deps.log?.error({ err: error, path: c.req.path }, `desk: ${messageOf(error)}`);
    return isStoreAway(error) ? problem(view, c, 503, 'storeAway') : problem(view, c, 500, 'broken');
  });
  return app;
}

/** One request: who asks, may they, does the change come from a page of ours; then the route. */
async function answer(
  c: Context,
  route: Route,
  { deps, assets }: { deps: DeskDeps; assets: Assets },
): Promise<Response> {
  c.header('cache-control', 'no-store');
  const who = await readerOf(c, deps);
  const view = viewOf(c, deps, { assets, who });
  const isChange = route.method !== 'GET';
  // A browser says where a form was sent from and no page can forge it; a program with a token has no browser to be misled.
  if (isChange && !who.byToken && !isOwnRequest(c.req)) return problem(view, c, 403, 'foreign');
  if (!isAllowed(who, route.right))
    return who.role === null ? logInFirst(c, view, isChange) : problem(view, c, 403, 'forbidden');
  if (isChange && route.right !== 'open' && !who.byToken && !isCsrfRight(who, await csrfOf(c)))
    return problem(view, c, 403, 'foreign');
  const response = await route.handle({ c, deps, view, who });
  if (isChange && route.right !== 'open' && response.status < 400 && !route.quiet)
    await audit(deps.db, {
      at: deps.now(),
      by: who.name,
      action: `${route.method} ${route.path}`,
      subject: { path: c.req.path },
    });
  return response;
}

async function csrfOf(c: Context): Promise<string> {
  if (c.req.path.startsWith('/api/')) return c.req.header('x-csrf') ?? '';
  return c.req.header('x-csrf') ?? field(await formOf(c), 'csrf');
}

/** A stranger gets the way in; what was typed into a form stands there to be sent again. */
async function logInFirst(c: Context, view: View, isChange: boolean): Promise<Response> {
  if (c.req.path.startsWith('/api/')) return c.json({ error: 'an API token with this right is needed' }, 401);
  const kept = isChange ? { action: c.req.path, form: await formOf(c) } : null;
  return htmlPage(c, <LoginPage view={view} back={isChange ? '/' : view.here} kept={kept} problem={null} />, 401);
}

function viewOf(c: Context, deps: DeskDeps, { assets, who }: { assets: Assets; who: Reader }): View {
  const language = chooseLanguage(getCookie(c, 'language'), c.req.header('accept-language'));
  const theme = getCookie(c, 'theme');
  const url = new URL(c.req.url);
  return {
    t: languages[language],
    language,
    clock: clockFor(language, knownZone(getCookie(c, 'zone'), DESK_ZONE), deps.now()),
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    here: url.pathname + url.search,
    origin: url.origin,
    asset: (name) => assetHref(assets, name),
    reader: { name: who.name, hasAccount: who.id !== null, isStranger: who.role === null },
    can: { triage: isAllowed(who, 'triage'), admin: isAllowed(who, 'admin') },
    csrf: who.csrf,
    keymap: who.keymap,
    watchName: (id) => deps.watches.find((watch) => watch.id === id)?.name ?? id,
    sourceName: (id) => deps.sources.find((source) => source.id === id)?.name ?? id,
  };
}

/** By which methods an address can be asked, when not by this one. */
function methodsOf(app: Hono, c: Context): string[] {
  const others = ['GET', 'POST'].filter((method) => method !== c.req.method);
  return others.filter((method) =>
    app.router.match(method, c.req.path)[0].some(([[, route]]) => route.path !== '/*' && route.path !== '*'),
  );
}

function serveAsset(c: Context, assets: Assets): Response | Promise<Response> {
  const asset = assets.get(c.req.param('name') ?? '');
  if (!asset) return c.notFound();
  const isCurrent = asset.version === c.req.param('version');
  c.header('content-type', asset.type);
  c.header('cache-control', isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache');
  return c.body(new Uint8Array(asset.body));
}

type Problem =
  | 'notFound'
  | 'method'
  | 'broken'
  | 'storeAway'
  | 'host'
  | 'badRequest'
  | 'foreign'
  | 'forbidden'
  | 'tooLong'
  | 'refused';
type ProblemStatus = 400 | 403 | 404 | 405 | 409 | 413 | 421 | 422 | 500 | 503;

/** What went wrong in words; as JSON where a program asked. */
function problem(
  view: View,
  c: Context,
  status: ProblemStatus,
  what: Problem,
  words?: string,
): Response | Promise<Response> {
  c.header('cache-control', 'no-store');
  if (c.req.path.startsWith('/api/')) return c.json({ error: words ?? languages.en.error[what] }, status);
  return problemPage(view, c, status, { title: view.t.error[`${what}Title`], words: words ?? view.t.error[what] });
}

/** What is too long or sent from elsewhere is not shown again; whatever else was typed is. */
const NOT_KEPT: readonly ProblemStatus[] = [403, 413, 421];

async function problemPage(
  view: View,
  c: Context,
  status: ProblemStatus,
  said: { title: string; words: string },
): Promise<Response> {
  const isKept = c.req.method === 'POST' && !NOT_KEPT.includes(status) && isForm(c);
  const kept = isKept ? { action: c.req.path, form: await formOf(c) } : null;
  return htmlPage(c, <ProblemPage view={view} {...said} kept={kept?.form.size ? kept : null} />, status);
}

function isForm(c: Context): boolean {
  return (c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded');
}

/** Whether the database itself is gone, rather than one question to it wrong: SQLSTATE classes 08 and 57P, or a socket error. */
function isStoreAway(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && /^(08|57P|ECONN|ENOTFOUND|ENOENT|EPIPE|ETIMEDOUT)/.test(code)) return true;
  return /connection terminated|timeout exceeded when trying to connect|pool after calling end/i.test(messageOf(error));
}
