import type { FeedEntry } from '../../store/desk/feed.ts';
import { UNTOUCHED, type Mark, type News } from '../../store/desk/triage.ts';
import type { TriageState } from '../../store/schema.ts';
import { changeWords } from '../alert-words.ts';
import type { View } from '../view.ts';
import { Hits } from './hits.tsx';
import { Csrf, KindBadge, outletName, Published, Quote, SaysWho, StatusWord, WatchNames } from './words.tsx';

/** `news` is what came since this analyst last looked; null when nothing did. */
export type TriagedEntry = FeedEntry & { mark: Mark; lastLook: Date | null; news: News | null };

/** A story in the feed. `notice` is said above it, when something about it needs saying; `words` are searched for and marked. */
export function Entry(props: { view: View; entry: TriagedEntry; words?: readonly string[]; notice?: string }) {
  const { view, entry, words = [] } = props;
  const { t } = view;
  const { mark } = entry;
  const href = `/stories/${encodeURIComponent(entry.id)}`;
  if (mark.state === 'dismissed' && props.notice === undefined && view.justChanged === entry.id)
    return <Dismissed view={view} entry={entry} />;
  return (
    <article
      class={`entry is-${mark.state}`}
      data-entry
      data-id={entry.id}
      tabindex={-1}
      aria-labelledby={`t-${entry.id}`}
    >
      <div class="when">
        <Published view={view} date={entry.first?.publishedAt ?? entry.firstPublishedAt?.toISOString() ?? null} />
        {view.can.triage ? (
          <label class="tick">
            <input type="checkbox" name="story" value={entry.id} form="bulk" data-tick />
            <span class="visually-hidden">
              {t.triage.tick}: {entry.title}
            </span>
          </label>
        ) : null}
      </div>
      <div class="what">
        {props.notice ? (
          <p class="notice" role="status">
            {props.notice}
          </p>
        ) : null}
        <h3 id={`t-${entry.id}`} lang={entry.lang}>
          <a href={href} data-open>
            <Hits text={entry.title} words={words} />
          </a>
        </h3>
        <div class="meta">
          <WatchNames view={view} ids={entry.watchIds} />
          {entry.first ? <span>{t.feed.firstBy(outletName(view, entry.first))}</span> : null}
          <span class={entry.articles > entry.origins ? 'folded' : undefined}>
            {t.pagesAndOrigins(entry.articles, entry.origins)}
          </span>
          {entry.kinds.map((kind) => (
            <KindBadge view={view} kind={kind.kind} count={kind.claims} />
          ))}
          {entry.news ? <span class="changed">{newsWords(view, entry.news)}</span> : null}
          {mark.state === 'important' || mark.state === 'escalated' || mark.state === 'dismissed' ? (
            <span class={`flag flag-${mark.state}`}>{t.triage.state[mark.state]}</span>
          ) : null}
          {mark.assignee ? <span>@{mark.assignee}</span> : null}
          {mark.tags.map((tag) => (
            <a class="tag" href={`/?tag=${encodeURIComponent(tag)}`}>
              {tag}
            </a>
          ))}
        </div>
        {entry.lead ? (
          <div class="lead">
            <Quote quote={entry.lead.quote} lang={entry.lang} status={entry.lead.status} words={words} />
            {entry.lead.status || entry.lead.attribution ? (
              <p class="says">
                {entry.lead.status ? <StatusWord view={view} status={entry.lead.status} /> : null}
                {entry.lead.attribution ? <SaysWho view={view} who={entry.lead.attribution} /> : null}
              </p>
            ) : null}
          </div>
        ) : null}
        {view.can.triage ? (
          <TriageForm view={view} entry={entry} name="triage">
            <TriageButtons view={view} mark={mark} />
          </TriageForm>
        ) : null}
      </div>
    </article>
  );
}

/** `new since you looked: 2 new pages, the status changed` */
function newsWords(view: View, { articles, changes }: News): string {
  const what = [
    ...(articles > 0 ? [view.t.feed.changedPages(articles)] : []),
    ...changes.map((field) => changeWords(view, field)),
  ];
  return [view.t.feed.changed, what.join(', ')].filter(Boolean).join(': ');
}

/** Key of each state on the keyboard; desk.js presses the button that carries it. */
export const STATE_KEYS: [Exclude<TriageState, 'new'>, string][] = [
  ['read', 'm'],
  ['important', 'i'],
  ['escalated', 'e'],
  ['dismissed', 'd'],
];

/** A form that changes the mark of an entry and puts the entry anew in its place. */
function TriageForm(props: { view: View; entry: TriagedEntry; name: 'triage' | 'undo'; children?: unknown }) {
  const { view, entry } = props;
  const action = `/stories/${encodeURIComponent(entry.id)}/triage`;
  return (
    <form
      class={props.name}
      method="post"
      action={action}
      hx-post={action}
      hx-target="closest [data-entry]"
      hx-swap="outerHTML"
    >
      <Csrf view={view} />
      <input type="hidden" name="seen" value={String(entry.mark.version)} />
      <input type="hidden" name="back" value={view.here} />
      {props.children as string}
    </form>
  );
}

/** One button per state; the one it is in now leads back to new. */
export function TriageButtons({ view, mark }: { view: View; mark: Mark }) {
  return (
    <>
      {STATE_KEYS.map(([state, key]) => (
        <button
          name="state"
          value={mark.state === state ? 'new' : state}
          data-key={key}
          aria-pressed={mark.state === state ? 'true' : 'false'}
        >
          {view.t.triage.verb[state]}
        </button>
      ))}
    </>
  );
}

/** What is left of an entry that was just dismissed: one line with the way back. */
function Dismissed({ view, entry }: { view: View; entry: TriagedEntry }) {
  const { t } = view;
  return (
    <article class="entry gone" data-entry data-id={entry.id} tabindex={-1}>
      <div class="when">{t.triage.state.dismissed}</div>
      <TriageForm view={view} entry={entry} name="undo">
        <span lang={entry.lang}>{entry.title}</span>{' '}
        <button name="state" value={UNTOUCHED.state} data-key="d" data-open>
          {t.undo}
        </button>
      </TriageForm>
    </article>
  );
}
