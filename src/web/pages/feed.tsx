import type { Watch } from '../../core/types.ts';
import type { FeedFilter, FeedPlace } from '../../store/desk/feed.ts';
import { searchTerms } from '../../store/desk/search.ts';
import type { SourceHealth } from '../../store/desk/sources.ts';
import type { SavedFilter } from '../../store/desk/triage.ts';
import { feedHref } from '../feed-address.ts';
import { Layout } from '../layout.tsx';
import type { LedgerRow } from '../ledger.ts';
import { Entry, STATE_KEYS, type TriagedEntry } from '../parts/entry.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { Csrf, StatusWord } from '../parts/words.tsx';
import type { SourceInfo, View } from '../view.ts';

/** A stretch of the feed: its entries and what leads on. */
export type FeedList = {
  entries: TriagedEntry[];
  next: FeedPlace | null;
  filter: FeedFilter;
  /** Night of the last entry of the page before, so that its heading is not repeated. */
  previousNight: string | null;
  /** Stories whose filters are still being looked through. */
  behind: number;
};

export type FeedData = FeedList & {
  counts: { stories: number; articles: number; departures: number; alerts: number };
  health: SourceHealth[];
  sources: readonly SourceInfo[];
  watches: readonly Watch[];
  departures: LedgerRow[];
  saved: SavedFilter[];
};

export function FeedPage({ view, data }: { view: View; data: FeedData }) {
  const { t } = view;
  return (
    <Layout view={view} title={data.filter.q ?? t.feed.title} section="feed" q={data.filter.q}>
      <h1 class="visually-hidden">{t.feed.title}</h1>
      <div class="desk">
        <div>
          <FilterBar view={view} data={data} />
          {data.behind > 0 ? <p class="notice">{view.t.feed.behind(data.behind)}</p> : null}
          {data.entries.length === 0 ? (
            <Nothing view={view} filter={data.filter} />
          ) : (
            <div class="feed">
              {data.filter.q === undefined ? null : <h2 class="visually-hidden">{t.search}</h2>}
              <FeedEntries view={view} list={data} />
            </div>
          )}
        </div>
        <aside class="aside" aria-label={t.feed.tonight}>
          <Tonight view={view} counts={data.counts} />
          <Coverage view={view} health={data.health} sources={data.sources} />
          <Latest view={view} departures={data.departures} />
        </aside>
      </div>
      {view.can.triage ? <BulkBar view={view} /> : null}
    </Layout>
  );
}

function Nothing({ view, filter }: { view: View; filter: FeedFilter }) {
  const { t } = view;
  const isWhole = feedHref(filter) === '/';
  return (
    <div class="nothing">
      <p>{isWhole ? t.feed.empty : t.feed.nothing}</p>
      <p class="faint">{isWhole ? <a href="/sources">{t.feed.emptyHint}</a> : <a href="/">{t.feed.clear}</a>}</p>
    </div>
  );
}

/** The entries of one page of the feed and, at their end, what brings the next one when it comes into sight. */
export function FeedEntries({ view, list }: { view: View; list: FeedList }) {
  const words = list.filter.q === undefined ? [] : searchTerms(list.filter.q).words;
  let night = list.previousNight;
  return (
    <>
      {list.entries.map((entry) => {
        const heading = list.filter.q === undefined && entry.night !== night;
        night = entry.night;
        return (
          <>
            {heading ? <h2 class="night">{view.clock.day(entry.night)}</h2> : null}
            <Entry view={view} entry={entry} words={words} />
          </>
        );
      })}
      {list.next ? <MoreFeed view={view} list={list} place={list.next} /> : <p class="end">{view.t.end}</p>}
    </>
  );
}

function MoreFeed({ view, list, place }: { view: View; list: FeedList; place: FeedPlace }) {
  const href = feedHref(list.filter, place);
  return (
    <a class="more" href={href} hx-get={href} hx-trigger="revealed" hx-swap="outerHTML">
      {view.t.more}
    </a>
  );
}

/** Shown while entries are ticked: one state for all of them. */
function BulkBar({ view }: { view: View }) {
  const { t } = view;
  return (
    <form id="bulk" class="bulk" method="post" action="/triage">
      <Csrf view={view} />
      <input type="hidden" name="back" value={view.here} />
      <span>{t.triage.ticked}</span>
      {STATE_KEYS.map(([state, key]) => (
        <button name="state" value={state} data-key={key}>
          {t.triage.verb[state]}
        </button>
      ))}
      <button name="state" value="new">
        {t.triage.verb.new}
      </button>
    </form>
  );
}

function Tonight({ view, counts }: { view: View; counts: FeedData['counts'] }) {
  const { feed } = view.t;
  const numbers: [string, number][] = [
    [feed.newStories, counts.stories],
    [feed.newPages, counts.articles],
    [feed.newDepartures, counts.departures],
    [feed.newAlerts, counts.alerts],
  ];
  return (
    <section>
      <h2>{feed.tonight}</h2>
      <dl class="tonight">
        {numbers.map(([name, count]) => (
          <div class={name === feed.newDepartures && count > 0 ? 'red' : undefined}>
            <dt>{name}</dt>
            <dd>{count.toLocaleString(view.t.lang)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The latest lines of the ledger. */
function Latest({ view, departures }: { view: View; departures: LedgerRow[] }) {
  if (departures.length === 0) return null;
  return (
    <section class="latest-box">
      <h2>
        <a href="/departures">{view.t.feed.latest}</a>
      </h2>
      <ol class="latest">
        {departures.map((row) => (
          <li>
            <a href={row.first?.storyId ? `/stories/${encodeURIComponent(row.first.storyId)}` : '/departures'}>
              <b>{row.event.person ?? view.t.unknown}</b> <StatusWord view={view} status={row.event.status} />
              <small>{[row.event.org, row.role?.words].filter(Boolean).join(' · ')}</small>
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** One line about last night: who answered, and by name who did not. */
function Coverage(props: { view: View; health: SourceHealth[]; sources: readonly SourceInfo[] }) {
  const { view, health } = props;
  if (health.length === 0) return null;
  const troubled = health.filter((one) => one.last.verdict === 'failed' || one.failingSince || one.ill);
  const all = new Set([...health.map((one) => one.sourceId), ...props.sources.map((one) => one.id)]).size;
  return (
    <section class="coverage">
      <h2>
        <a href="/sources">{view.t.sources.title}</a>
      </h2>
      <p>{view.t.feed.answered(health.length - troubled.length, all)}</p>
      {troubled.map((one) => (
        <a class="chip bad" href={`/sources/${encodeURIComponent(one.sourceId)}`}>
          {view.sourceName(one.sourceId)} <small>{view.t.sources.state[one.ill?.state ?? 'failing']}</small>
        </a>
      ))}
    </section>
  );
}
