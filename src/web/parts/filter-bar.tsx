import type { FeedFilter } from '../../store/desk/feed.ts';
import { searchTerms } from '../../store/desk/search.ts';
import { feedHref, filterQuery } from '../feed-address.ts';
import type { FeedData } from '../pages/feed.tsx';
import type { View } from '../view.ts';
import { Csrf } from './words.tsx';

const TABS: readonly FeedFilter['state'][] = ['open', 'new', 'important', 'escalated', 'dismissed', 'all'];

/** What the feed is narrowed to: states as tabs, the rest in a form that is sent by GET, so that every view is an address. */
export function FilterBar({ view, data }: { view: View; data: FeedData }) {
  const { t } = view;
  const { filter } = data;
  const { filter: words } = t;
  const isNarrowed = filterQuery(filter, { state: 'open', q: undefined }) !== '';
  return (
    <div class="filter-bar">
      <nav class="tabs" aria-label={t.triage.title}>
        {TABS.map((state) => (
          <a href={feedHref(filter, undefined, { state })} aria-current={filter.state === state ? 'true' : undefined}>
            {words.state[state]}
          </a>
        ))}
        {data.saved.map((saved) => (
          <a
            class="saved-filter"
            href={`/?${saved.query}`}
            aria-current={filterQuery(filter) === saved.query ? 'true' : undefined}
          >
            {saved.name}
          </a>
        ))}
      </nav>
      <details open={isNarrowed}>
        <summary>{words.more}</summary>
        <form class="narrow" method="get" action="/">
          {filter.q === undefined ? null : <input type="hidden" name="q" value={filter.q} />}
          {filter.state === 'open' ? null : <input type="hidden" name="state" value={filter.state} />}
          {filter.tag === undefined ? null : <input type="hidden" name="tag" value={filter.tag} />}
          <Choice
            view={view}
            name="company"
            label={words.company}
            value={filter.watch}
            options={data.watches.map((watch) => [watch.id, watch.name])}
          />
          <Choice view={view} name="kind" label={words.kind} value={filter.kind} options={Object.entries(t.kind)} />
          <Choice
            view={view}
            name="source"
            label={words.source}
            value={filter.source}
            options={data.sources.map((source) => [source.id, source.name])}
          />
          <Choice
            view={view}
            name="language"
            label={words.language}
            value={filter.lang}
            options={Object.entries(words.languages)}
          />
          <label>
            {words.from}
            <input type="date" name="from" value={filter.from} />
          </label>
          <label>
            {words.to}
            <input type="date" name="to" value={filter.to} />
          </label>
          <label class="check">
            <input type="checkbox" name="conflict" value="1" checked={filter.conflict === true} />
            {words.conflict}
          </label>
          <button class="plain">{words.apply}</button>
        </form>
        {view.can.triage && filterQuery(filter) !== '' ? <SaveFilter view={view} data={data} /> : null}
      </details>
      {filter.q !== undefined && searchTerms(filter.q).cut ? <p class="notice">{t.feed.cut}</p> : null}
    </div>
  );
}

function Choice(props: {
  view: View;
  name: string;
  label: string;
  value?: string;
  options: readonly (readonly [string, string])[];
}) {
  return (
    <label>
      {props.label}
      <select name={props.name}>
        <option value="">{props.view.t.filter.any}</option>
        {props.options.map(([value, words]) => (
          <option value={value} selected={value === props.value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Gives the filter in the address a name, or takes the name away again. */
function SaveFilter({ view, data }: { view: View; data: FeedData }) {
  const words = view.t.filter;
  const query = filterQuery(data.filter);
  const known = data.saved.find((saved) => saved.query === query);
  return (
    <form class="narrow" method="post" action={known ? `/filters/${encodeURIComponent(known.id)}/drop` : '/filters'}>
      <Csrf view={view} />
      <input type="hidden" name="query" value={query} />
      {known ? (
        <button class="plain">
          {words.drop}: {known.name}
        </button>
      ) : (
        <>
          <label>
            {words.name}
            <input name="name" required maxlength={60} />
          </label>
          <button class="plain">{words.save}</button>
        </>
      )}
    </form>
  );
}
