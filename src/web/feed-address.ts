import type { FeedCursor, FeedFilter, FeedPlace } from '../store/desk/feed.ts';
import { TRIAGE_STATES } from '../store/desk/triage.ts';
import type { TriageState } from '../store/schema.ts';
import { refuse } from './route.ts';

/** The feed's filter and place as they stand in an address. Addresses are shared and saved, so these names stay. */

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** Reads the filter; empty fields do not narrow, one that cannot be read is refused. */
export function filterFrom(query: URLSearchParams): FeedFilter {
  const get = (name: string) => query.get(name)?.trim() || undefined;
  const state = get('state') ?? 'open';
  if (state !== 'open' && state !== 'all' && !TRIAGE_STATES.includes(state as TriageState)) refuse('state');
  const day = (name: string) => {
    const text = get(name);
    return text === undefined || isDay(text) ? text : refuse(name);
  };
  const short = (name: string) => {
    const text = get(name);
    return text !== undefined && text.length > 200 ? refuse(name) : text;
  };
  return {
    // A search of any length is accepted: what is too long is cut, and the page says so.
    q: get('q'),
    watch: short('company'),
    kind: query.get('only') === 'departures' ? 'executive_departure' : short('kind'),
    source: short('source'),
    lang: short('language'),
    from: day('from'),
    to: day('to'),
    state: state as FeedFilter['state'],
    tag: short('tag'),
    conflict: query.get('conflict') === '1' ? true : undefined,
  };
}

/** The filter as a query, fields in one order and only those that narrow; empty for the whole feed. `change` replaces fields. */
export function filterQuery(filter: FeedFilter, change: Partial<FeedFilter> = {}): string {
  const all = { ...filter, ...change };
  const query = new URLSearchParams();
  const set = (name: string, value: string | undefined) => value && query.set(name, value);
  set('q', all.q?.slice(0, 400));
  set('company', all.watch);
  set('kind', all.kind);
  set('source', all.source);
  set('language', all.lang);
  set('from', all.from);
  set('to', all.to);
  set('state', all.state === 'open' ? undefined : all.state);
  set('tag', all.tag);
  set('conflict', all.conflict ? '1' : undefined);
  return query.toString();
}

/** Address of the feed with a filter and, if given, from a place on. */
export function feedHref(filter: FeedFilter, place?: FeedPlace, change?: Partial<FeedFilter>): string {
  const query = filterQuery(filter, change);
  const after = place ? `after=${encodeURIComponent(encodePlace(place))}` : '';
  const all = [query, after].filter(Boolean).join('&');
  return all ? `/?${all}` : '/';
}

/** `f|night|unread|published|id` in the feed, `s|at|id` in search results; decodePlace reads them back. */
export function encodePlace(place: FeedPlace): string {
  return 'feed' in place
    ? ['f', place.feed.night, Number(place.feed.unread), place.feed.published, place.feed.id].join('|')
    : ['s', place.search.at, place.search.articleId].join('|');
}

const INSTANT = String.raw`\d{4,6}-\d{2}-\d{2} [\d:.]{8,15}[+-][\d:]{2,8}`;
// f|2026-11-22|1|2026-11-21 18:00:00+00|9f3c
const FEED_PLACE = new RegExp(String.raw`^f\|(\d{4,6}-\d{2}-\d{2})\|([01])\|(${INSTANT})\|([^|]{1,200})$`);
// s|2026-11-21 18:00:00+00|9f3c
const SEARCH_PLACE = new RegExp(String.raw`^s\|(${INSTANT})\|([^|]{1,200})$`);

/** Null when the text is not a place in a feed. */
export function decodePlace(text: string): FeedPlace | null {
  const feed = FEED_PLACE.exec(text);
  if (feed?.[1] && feed[3] && feed[4]) {
    const place: FeedCursor = { night: feed[1], unread: feed[2] === '1', published: feed[3], id: feed[4] };
    return isDay(place.night) && isInstant(place.published) ? { feed: place } : null;
  }
  const search = SEARCH_PLACE.exec(text);
  if (search?.[1] && search[2])
    return isInstant(search[1]) ? { search: { at: search[1], articleId: search[2] } } : null;
  return null;
}

/** Whether Postgres would read it as an instant too: 2026-11-21 18:00:00+00. */
export function isInstant(text: string): boolean {
  return !Number.isNaN(Date.parse(text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00')));
}
