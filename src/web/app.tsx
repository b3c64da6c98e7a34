import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { getCookie } from 'hono/cookie';
import { messageOf } from '../errors.ts';
import { DESK_ZONE } from '../store/desk/feed.ts';
import { loadAssets, type Asset } from './assets.ts';
import { routes } from './handlers.tsx';
import { chooseLanguage, languages } from './i18n/index.ts';
import { ProblemPage } from './pages/problem.tsx';
import { BadRequest, htmlPage, NotHere } from './routes.ts';
import { isKnownHost, isOwnRequest, secureHeaders } from './security.ts';
import { clockFor, knownZone } from './time.ts';
import { assetHref, type DeskDeps, type View } from './view.ts';

export type { DeskDeps, SourceInfo } from './view.ts';

/** Forms of the desk are short; what is longer was not typed by anybody. */
const MAX_FORM_BYTES = 256 * 1024;

/** The analysts' desk as a Hono app. Reads the store it is given; knows no port, no clock and no settings of its own. */
export function createDesk(deps: DeskDeps): Hono {
  const app = new Hono();
  const assets = loadAssets();
  const viewOf = (c: Context) => view(c, deps, assets);

  app.use(secureHeaders);
  app.use(async (c, next) => {
    if (!isKnownHost(c.req.header('host'), deps.allowedHosts ?? [])) return problem(viewOf(c), c, 421, 'host');
    // Every change must come from a page of this desk: the browser says where a form was sent from.
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !isOwnRequest(c.req))
      return problem(viewOf(c), c, 403, 'foreign');
    // Postgres knows no NUL in a text, and no address of the desk holds one.
    if (c.req.url.includes('%00')) return problem(viewOf(c), c, 400, 'badRequest');
    return next();
  });
  app.use(compress());
  app.use(bodyLimit({ maxSize: MAX_FORM_BYTES, onError: (c) => problem(viewOf(c), c, 413, 'badRequest') }));

  app.get('/assets/:version/:name', (c) => serveAsset(c, assets));
  for (const route of routes) {
    app.on(route.method, route.path, (c) => {
      c.header('cache-control', 'no-store');
      return route.handle({ c, deps, view: viewOf(c) });
    });
  }
  app.notFound((c) => problem(viewOf(c), c, 404, 'notFound'));
  app.onError((error, c) => {
    if (error instanceof NotHere) return problem(viewOf(c), c, 404, 'notFound');
    if (error instanceof BadRequest) return problem(viewOf(c), c, 400, 'badRequest');
    deps.log?.error({ err: error, path: c.req.path }, `desk: ${messageOf(error)}`);
    return isStoreAway(error) ? problem(viewOf(c), c, 503, 'storeAway') : problem(viewOf(c), c, 500, 'broken');
  });
  return app;
}

function view(c: Context, deps: DeskDeps, assets: Map<string, Asset>): View {
  const language = chooseLanguage(getCookie(c, 'language'), c.req.header('accept-language'));
  const theme = getCookie(c, 'theme');
  const url = new URL(c.req.url);
  return {
    t: languages[language],
    language,
    clock: clockFor(language, knownZone(getCookie(c, 'zone'), DESK_ZONE), deps.now()),
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    here: url.pathname + url.search,
    asset: (name) => assetHref(assets, name),
    watchName: (id) => deps.watches.find((watch) => watch.id === id)?.name ?? id,
    sourceName: (id) => deps.sources.find((source) => source.id === id)?.name ?? id,
  };
}

function serveAsset(c: Context, assets: Map<string, Asset>): Response {
  const asset = assets.get(c.req.param('name') ?? '');
  if (!asset) return c.notFound() as Response;
  const isCurrent = asset.version === c.req.param('version');
  c.header('content-type', asset.type);
  c.header('cache-control', isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache');
  return c.body(new Uint8Array(asset.body));
}

type Problem = 'notFound' | 'broken' | 'storeAway' | 'host' | 'badRequest' | 'foreign';

function problem(
  view: View,
  c: Context,
  status: 400 | 403 | 404 | 413 | 421 | 500 | 503,
  what: Problem,
): Response | Promise<Response> {
  const { error } = view.t;
  c.header('cache-control', 'no-store');
  return htmlPage(c, <ProblemPage view={view} title={error[`${what}Title`]} words={error[what]} />, status);
}

/** Whether the database itself is gone, rather than one question to it wrong: SQLSTATE classes 08 and 57P, or a socket error. */
function isStoreAway(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && /^(08|57P|ECONN|ENOTFOUND|ENOENT|EPIPE|ETIMEDOUT)/.test(code)) return true;
  return /connection terminated|timeout exceeded when trying to connect|pool after calling end/i.test(messageOf(error));
}
