import { setCookie } from 'hono/cookie';
import { sql } from 'kysely';
import { departuresPage } from '../store/desk/departures.ts';
import { feedPage, nightCounts } from '../store/desk/feed.ts';
import { findPage, pageBody } from '../store/desk/pages.ts';
import { runEntries, runsOf, sourceHealth } from '../store/desk/sources.ts';
import { articleText, eventsWithAlerts, findStory, storyArticles, storyClaims } from '../store/desk/story.ts';
import { ledgerRow } from './ledger.ts';
import { DeparturesPage, LedgerRows } from './pages/departures.tsx';
import { decodeCursor, FeedEntries, FeedPage } from './pages/feed.tsx';
import { SavedPageView } from './pages/saved.tsx';
import { SourcePage, SourcesPage } from './pages/sources.tsx';
import { StoryPage } from './pages/story.tsx';
import { BadRequest, htmlPage, isFragment, NotHere, ownPath, type Route, type RouteContext } from './routes.ts';
import { framedPage } from './saved-page.ts';
import { SAVED_PAGE_POLICY } from './security.ts';

const FEED_PAGE = 30;
const LATEST = 6;
const LEDGER_PAGE = 50;
const ENTRY_PAGE = 200;
const DAY_MS = 24 * 60 * 60 * 1000;

async function feed({ c, deps, view }: RouteContext): Promise<Response> {
  const place = c.req.query('after');
  const after = place === undefined ? undefined : (decodeCursor(place) ?? refuse('after'));
  const page = await feedPage(deps.db, { after, limit: FEED_PAGE });
  const rest = { ...page, previousNight: after?.night ?? null, sources: deps.sources };
  if (isFragment(c)) {
    return c.html(<FeedEntries view={view} data={{ ...rest, counts: NO_COUNTS, health: [], departures: [] }} />);
  }
  const since = new Date(deps.now().getTime() - DAY_MS);
  const [counts, health, latest] = await Promise.all([
    nightCounts(deps.db, since),
    sourceHealth(deps.db),
    departuresPage(deps.db, { limit: LATEST }),
  ]);
  const departures = latest.departures.map(ledgerRow);
  return htmlPage(c, <FeedPage view={view} data={{ ...rest, counts, health, departures }} />);
}

const NO_COUNTS = { stories: 0, articles: 0, departures: 0, alerts: 0 };

async function story({ c, deps, view }: RouteContext): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const found = (await findStory(deps.db, id)) ?? nothing('story', id);
  if (found.id !== id) return c.redirect(`/stories/${encodeURIComponent(found.id)}`, 301);
  const articles = await storyArticles(deps.db, found.id);
  const wanted = c.req.query('article') ?? found.leadArticleId;
  const shown = articles.find((article) => article.id === wanted) ?? articles[0] ?? nothing('article', wanted);
  const [body, claims] = await Promise.all([articleText(deps.db, shown.versionId), storyClaims(deps.db, found.id)]);
  const eventIds = [...new Set(claims.flatMap((claim) => claim.eventId ?? []))];
  const events = await eventsWithAlerts(deps.db, eventIds);
  const data = { story: found, articles, shown, body: body ?? nothing('text', shown.versionId), claims, events };
  return htmlPage(c, <StoryPage view={view} data={data} />);
}

async function departures({ c, deps, view }: RouteContext): Promise<Response> {
  const watch = c.req.query('company') ?? null;
  const place = c.req.query('after');
  // 2026-11-21 18:00:00+00|9f3c
  const match = place === undefined ? null : /^([\d-]{10,12} [\d:.]{8,15}[+-][\d:]{2,8})\|([^|]{1,200})$/.exec(place);
  if (place !== undefined && !match) refuse('after');
  const after = match?.[1] && match[2] ? { first: match[1], id: match[2] } : undefined;
  const page = await departuresPage(deps.db, { after, limit: LEDGER_PAGE, watch: watch ?? undefined });
  const data = { rows: page.departures.map(ledgerRow), next: page.next, watches: deps.watches, watch };
  if (isFragment(c)) return c.html(<LedgerRows view={view} data={data} />);
  return htmlPage(c, <DeparturesPage view={view} data={data} />);
}

async function sources({ c, deps, view }: RouteContext): Promise<Response> {
  return htmlPage(c, <SourcesPage view={view} data={{ health: await sourceHealth(deps.db), sources: deps.sources }} />);
}

async function source({ c, deps, view }: RouteContext): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const info = deps.sources.find((one) => one.id === id);
  const [runs, health] = await Promise.all([runsOf(deps.db, id, 30), sourceHealth(deps.db)]);
  if (!info && runs.length === 0) nothing('source', id);
  const wanted = c.req.query('run');
  const run = (wanted ? (runs.find((one) => one.id === wanted) ?? nothing('run', wanted)) : runs[0]) ?? null;
  const offset = wholeNumber(c.req.query('from') ?? '0');
  const entries = run ? await runEntries(deps.db, { runId: run.id, limit: ENTRY_PAGE + 1, offset }) : [];
  const data = {
    id,
    info,
    health: health.find((one) => one.sourceId === id),
    runs,
    run,
    entries: entries.slice(0, ENTRY_PAGE),
    nextOffset: entries.length > ENTRY_PAGE ? offset + ENTRY_PAGE : null,
  };
  return htmlPage(c, <SourcePage view={view} data={data} />);
}

async function savedPage({ c, deps, view }: RouteContext): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const page = (await findPage(deps.db, id)) ?? nothing('page', id);
  return htmlPage(c, <SavedPageView view={view} page={page} />);
}

async function savedBytes({ c, deps }: RouteContext): Promise<Response> {
  const id = c.req.param('id') ?? '';
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

async function preferences({ c, view }: RouteContext): Promise<Response> {
  const form = await c.req.parseBody();
  const lasting = { path: '/', maxAge: 365 * 24 * 3600, sameSite: 'Lax', httpOnly: true } as const;
  if (form.language === 'en' || form.language === 'zh') setCookie(c, 'language', form.language, lasting);
  if (form.theme === 'toggle') setCookie(c, 'theme', view.theme === 'dark' ? 'light' : 'dark', lasting);
  if (form.theme === 'light' || form.theme === 'dark') setCookie(c, 'theme', form.theme, lasting);
  return c.redirect(ownPath(form.back), 303);
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

function nothing(what: string, id: string): never {
  throw new NotHere(`${what} ${id}`);
}

function refuse(part: string): never {
  throw new BadRequest(part);
}

function wholeNumber(text: string): number {
  return /^\d{1,7}$/.test(text) ? Number(text) : refuse('from');
}

/** Every address of the desk, with the right it asks for. */
export const routes: readonly Route[] = [
  { method: 'GET', path: '/', right: 'read', handle: feed },
  { method: 'GET', path: '/stories/:id', right: 'read', handle: story },
  { method: 'GET', path: '/departures', right: 'read', handle: departures },
  { method: 'GET', path: '/sources', right: 'read', handle: sources },
  { method: 'GET', path: '/sources/:id', right: 'read', handle: source },
  { method: 'GET', path: '/pages/:id', right: 'read', handle: savedPage },
  { method: 'GET', path: '/pages/:id/raw', right: 'read', handle: savedBytes },
  { method: 'POST', path: '/preferences', right: 'open', handle: preferences },
  { method: 'GET', path: '/healthz', right: 'open', handle: healthz },
];
