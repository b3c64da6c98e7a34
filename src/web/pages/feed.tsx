import type { FeedCursor, FeedEntry } from '../../store/desk/feed.ts';
import type { SourceHealth } from '../../store/desk/sources.ts';
import type { LedgerRow } from '../ledger.ts';
import { Layout } from '../layout.tsx';
import { KindBadge, outletName, Published, Quote, StatusWord, WatchNames } from '../parts/words.tsx';
import type { SourceInfo, View } from '../view.ts';

export type FeedData = {
  entries: FeedEntry[];
  next: FeedCursor | null;
  /** Night of the last entry of the page before, so that its heading is not repeated. */
  previousNight: string | null;
  counts: { stories: number; articles: number; departures: number; alerts: number };
  health: SourceHealth[];
  sources: readonly SourceInfo[];
  departures: LedgerRow[];
};

export function FeedPage({ view, data }: { view: View; data: FeedData }) {
  const { t } = view;
  return (
    <Layout view={view} title={t.feed.title} section="feed">
      <h1 class="visually-hidden">{t.feed.title}</h1>
      <div class="desk">
        {data.entries.length === 0 ? (
          <div class="nothing">
            <p>{t.feed.empty}</p>
            <p class="faint">
              <a href="/sources">{t.feed.emptyHint}</a>
            </p>
          </div>
        ) : (
          <div class="feed" data-entries>
            <FeedEntries view={view} data={data} />
          </div>
        )}
        <aside class="aside" aria-label={t.feed.tonight}>
          <Tonight view={view} counts={data.counts} />
          <Coverage view={view} health={data.health} sources={data.sources} />
          <Latest view={view} departures={data.departures} />
        </aside>
      </div>
    </Layout>
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

/** The entries of one page of the feed and, at their end, what brings the next one when it comes into sight. */
export function FeedEntries({ view, data }: { view: View; data: FeedData }) {
  let night = data.previousNight;
  return (
    <>
      {data.entries.map((entry) => {
        const heading = entry.night !== night;
        night = entry.night;
        return (
          <>
            {heading ? <h2 class="night">{view.clock.day(entry.night)}</h2> : null}
            <Entry view={view} entry={entry} />
          </>
        );
      })}
      {data.next ? <MoreFeed view={view} cursor={data.next} /> : <p class="end">{view.t.end}</p>}
    </>
  );
}

function MoreFeed({ view, cursor }: { view: View; cursor: FeedCursor }) {
  const href = `/?after=${encodeURIComponent(encodeCursor(cursor))}`;
  return (
    <a class="more" href={href} hx-get={href} hx-trigger="revealed" hx-swap="outerHTML">
      {view.t.more}
    </a>
  );
}

function Entry({ view, entry }: { view: View; entry: FeedEntry }) {
  const { t } = view;
  const href = `/stories/${encodeURIComponent(entry.id)}`;
  return (
    <article class="entry" data-entry tabindex={-1} aria-labelledby={`t-${entry.id}`}>
      <div class="when">
        <Published view={view} date={entry.first?.publishedAt ?? entry.firstPublishedAt?.toISOString() ?? null} />
      </div>
      <div class="what">
        <h3 id={`t-${entry.id}`} lang={entry.lang}>
          <a href={href} data-open>
            {entry.title}
          </a>
        </h3>
        <p class="meta">
          <WatchNames view={view} ids={entry.watchIds} />
          {entry.first ? <span>{t.feed.firstBy(outletName(view, entry.first))}</span> : null}
          <span class={entry.articles > entry.origins ? 'folded' : undefined}>
            {t.pagesAndOrigins(entry.articles, entry.origins)}
          </span>
          {entry.kinds.map((kind) => (
            <KindBadge view={view} kind={kind.kind} count={kind.claims} />
          ))}
        </p>
        {entry.lead ? (
          <div class="lead">
            <Quote quote={entry.lead.quote} lang={entry.lang} status={entry.lead.status} />
            {entry.lead.status || entry.lead.attribution ? (
              <p class="says">
                {entry.lead.status ? <StatusWord view={view} status={entry.lead.status} /> : null}
                {entry.lead.attribution ? <span>{t.saysWho(entry.lead.attribution)}</span> : null}
              </p>
            ) : null}
          </div>
        ) : null}
      </div>
    </article>
  );
}

/** One line about last night: who answered, and by name who did not. */
function Coverage(props: { view: View; health: SourceHealth[]; sources: readonly SourceInfo[] }) {
  const { view, health } = props;
  if (health.length === 0) return null;
  const troubled = health.filter((one) => one.last.verdict === 'failed' || one.failingSince);
  const all = new Set([...health.map((one) => one.sourceId), ...props.sources.map((one) => one.id)]).size;
  return (
    <section class="coverage">
      <h2>
        <a href="/sources">{view.t.sources.title}</a>
      </h2>
      <p>{view.t.feed.answered(health.length - troubled.length, all)}</p>
      {troubled.map((one) => (
        <a class="chip bad" href={`/sources/${encodeURIComponent(one.sourceId)}`}>
          {view.sourceName(one.sourceId)}
        </a>
      ))}
    </section>
  );
}

/** A place in the feed as it stands in an address; decodeCursor reads it back. */
export function encodeCursor(cursor: FeedCursor): string {
  return `${cursor.night}|${cursor.published}|${cursor.id}`;
}

/** Null when the text is not a place in the feed. */
export function decodeCursor(text: string): FeedCursor | null {
  // 2026-11-22|2026-11-21 18:00:00+00|9f3c
  const match = /^(\d{4,6}-\d{2}-\d{2})\|(\d{4,6}-\d{2}-\d{2} [\d:.]{8,15}[+-][\d:]{2,8})\|([^|]{1,200})$/.exec(text);
  if (!match?.[1] || !match[2] || !match[3]) return null;
  return { night: match[1], published: match[2], id: match[3] };
}
