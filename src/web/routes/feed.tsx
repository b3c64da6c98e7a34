import { departuresPage } from '../../store/desk/departures.ts';
import { feedPage, nightCounts, type FeedEntry } from '../../store/desk/feed.ts';
import { sourceHealth } from '../../store/desk/sources.ts';
import { lastLooks, marksOf, newsSince, savedFilters, UNTOUCHED } from '../../store/desk/triage.ts';
import { decodePlace, filterFrom } from '../feed-address.ts';
import { ledgerRow } from '../ledger.ts';
import { FeedEntries, FeedPage } from '../pages/feed.tsx';
import type { TriagedEntry } from '../parts/entry.tsx';
import { htmlPage, isFragment, refuse, type Route, type RouteContext } from '../route.ts';

const FEED_PAGE = 30;
const LATEST = 6;
const DAY_MS = 24 * 60 * 60 * 1000;

async function feed({ c, deps, view, who }: RouteContext): Promise<Response> {
  const filter = filterFrom(new URL(c.req.url).searchParams);
  const place = c.req.query('after');
  const after = place === undefined ? undefined : (decodePlace(place) ?? refuse('after'));
  const page = await feedPage(deps.db, { filter, after, limit: FEED_PAGE });
  const entries = await triaged(deps.db, page.entries, who.name);
  const previousNight = after && 'feed' in after ? after.feed.night : null;
  const list = { entries, next: page.next, filter, previousNight, behind: page.behind };
  if (isFragment(c)) return c.html(<FeedEntries view={view} list={list} />);
  const since = new Date(deps.now().getTime() - DAY_MS);
  const [counts, health, latest, saved] = await Promise.all([
    nightCounts(deps.db, since),
    sourceHealth(deps.db),
    departuresPage(deps.db, { limit: LATEST }),
    savedFilters(deps.db),
  ]);
  const departures = latest.departures.map(ledgerRow);
  const { sources, watches } = deps;
  return htmlPage(c, <FeedPage view={view} data={{ ...list, counts, health, departures, sources, watches, saved }} />);
}

/** Adds to the entries what analysts made of them and when this one last looked. */
export async function triaged(
  db: RouteContext['deps']['db'],
  entries: FeedEntry[],
  by: string,
): Promise<TriagedEntry[]> {
  const ids = entries.map((entry) => entry.id);
  const [marks, looks] = await Promise.all([marksOf(db, ids), lastLooks(db, by, ids)]);
  const changed = entries.flatMap((entry): [string, Date][] => {
    const look = looks.get(entry.id);
    return look && entry.updatedAt > look ? [[entry.id, look]] : [];
  });
  const news = await newsSince(db, new Map(changed));
  return entries.map((entry) => ({
    ...entry,
    mark: marks.get(entry.id) ?? UNTOUCHED,
    lastLook: looks.get(entry.id) ?? null,
    news: news.get(entry.id) ?? null,
  }));
}

export const feedRoutes: readonly Route[] = [{ method: 'GET', path: '/', right: 'read', handle: feed }];
