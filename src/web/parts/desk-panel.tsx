import type { Decision } from '../../store/desk/decide.ts';
import type { StoryArticle, StoryEvent, StoryHead } from '../../store/desk/story.ts';
import type { Mark, Note } from '../../store/desk/triage.ts';
import type { View } from '../view.ts';
import { TriageButtons } from './entry.tsx';
import { History } from './history.tsx';
import { Csrf, Instant, outletName } from './words.tsx';

export type PanelData = {
  story: StoryHead;
  articles: StoryArticle[];
  shown: StoryArticle;
  events: StoryEvent[];
  mark: Mark;
  notes: Note[];
  decisions: Decision[];
  /** Stories this one could be merged with. */
  nearby: { id: string; title: string }[];
};

/** What analysts do with a story: state, assignee, tags, notes, corrections, and the history of all that. */
export function DeskPanel({ view, data }: { view: View; data: PanelData }) {
  return (
    <section class="panel" aria-labelledby="h-triage">
      <h2 id="h-triage">{view.t.triage.title}</h2>
      {view.can.triage ? <MarkForm view={view} data={data} /> : null}
      <Mute view={view} data={data} />
      <Notes view={view} data={data} />
      {view.can.triage ? <Corrections view={view} data={data} /> : null}
      <History view={view} decisions={data.decisions} />
    </section>
  );
}

/** The state of a story, one button each; the keys of the feed press them here too. */
export function StateForm({ view, data }: { view: View; data: PanelData }) {
  const { mark, story } = data;
  const base = `/stories/${encodeURIComponent(story.id)}`;
  return (
    <div data-entry class="state-form current">
      {/* Opening a story is reading it; told by the browser, since looking at an address must change nothing. */}
      <div
        class="told"
        hx-post={`${base}/seen`}
        hx-trigger="load"
        hx-swap="none"
        hx-vals={view.csrf ? JSON.stringify({ csrf: view.csrf }) : undefined}
      ></div>
      <form method="post" action={`${base}/triage`} class="triage shown">
        <Csrf view={view} />
        <input type="hidden" name="seen" value={String(mark.version)} />
        <input type="hidden" name="back" value={view.here} />
        <TriageButtons view={view} mark={mark} />
      </form>
    </div>
  );
}

function MarkForm({ view, data }: { view: View; data: PanelData }) {
  const { t } = view;
  const { mark, story } = data;
  return (
    <form method="post" action={`/stories/${encodeURIComponent(story.id)}/triage`} class="stack">
      <Csrf view={view} />
      <input type="hidden" name="seen" value={String(mark.version)} />
      <input type="hidden" name="back" value={view.here} />
      <label>
        {t.triage.assignee}
        <input name="assignee" value={mark.assignee ?? ''} placeholder={t.triage.nobody} maxlength={80} />
      </label>
      <label>
        {t.triage.tags}
        <input name="tags" value={mark.tags.join(', ')} maxlength={400} />
      </label>
      <button class="plain">{t.triage.save}</button>
    </form>
  );
}

/** Whether anybody is still told of this story, and the way to change it. */
function Mute({ view, data }: { view: View; data: PanelData }) {
  const { decide } = view.t;
  const muted = data.decisions.find((one) => one.kind === 'mute' && !one.undoneAt);
  if (!muted && (!view.can.triage || data.events.length === 0)) return null;
  return (
    <form method="post" action={`/stories/${encodeURIComponent(data.story.id)}/mute`} class="inline mute">
      <Csrf view={view} />
      {muted ? <span>{decide.muted(muted.by)}</span> : null}
      {view.can.triage ? (
        <button class="plain" name="do" value={muted ? 'unmute' : 'mute'}>
          {muted ? decide.unmute : decide.mute}
        </button>
      ) : null}
    </form>
  );
}

function Notes({ view, data }: { view: View; data: PanelData }) {
  const { t } = view;
  return (
    <div id="notes" class="notes">
      {data.notes.map((note) => (
        <div class="note">
          <p>{note.body}</p>
          <p class="faint">
            {note.by} · <Instant view={view} at={note.at} />
          </p>
        </div>
      ))}
      {view.can.triage ? (
        <form method="post" action={`/stories/${encodeURIComponent(data.story.id)}/notes`} class="stack">
          <Csrf view={view} />
          <label>
            {t.triage.note}
            <textarea name="body" rows={2} required maxlength={10000}></textarea>
          </label>
          <button class="plain">{t.triage.add}</button>
        </form>
      ) : null}
    </div>
  );
}

function Corrections({ view, data }: { view: View; data: PanelData }) {
  const { decide } = view.t;
  return (
    <details class="corrections">
      <summary>{decide.title}</summary>
      <Rule view={view} data={data}>
        <StoryChoice view={view} data={data} label={decide.mergeInto} />
        <button class="plain" name="kind" value="merge">
          {decide.merge}
        </button>
        <button class="plain" name="kind" value="never_merge">
          {decide.never}
        </button>
      </Rule>
      {data.articles.length > 1 ? (
        <Rule view={view} data={data}>
          <label>
            {decide.article}
            <select name="article">
              {data.articles.map((article) => (
                <option value={article.id} selected={article.id === data.shown.id}>
                  {outletName(view, article)}: {article.title.slice(0, 60)}
                </option>
              ))}
            </select>
          </label>
          <button class="plain" name="kind" value="split">
            {decide.split}
          </button>
          <StoryChoice view={view} data={data} label={decide.moveTo} />
          <button class="plain" name="kind" value="move">
            {decide.move}
          </button>
        </Rule>
      ) : null}
      {data.events.map((event) => (
        <Rule view={view} data={data}>
          <input type="hidden" name="event" value={event.id} />
          <b>
            {event.person ?? view.t.unknown} · {event.org}
          </b>
          <button class="plain" name="kind" value="not_a_departure">
            {decide.notDeparture}
          </button>
          <label>
            {decide.wrongPerson} / {decide.samePerson}
            <input name="person" maxlength={80} />
          </label>
          <button class="plain" name="kind" value="wrong_person">
            {decide.wrongPerson}
          </button>
          <button class="plain" name="kind" value="same_person">
            {decide.samePerson}
          </button>
        </Rule>
      ))}
    </details>
  );
}

function Rule(props: { view: View; data: PanelData; children?: unknown }) {
  const { view, data } = props;
  return (
    <form method="post" action="/decisions" class="stack rule">
      <Csrf view={view} />
      <input type="hidden" name="story" value={data.story.id} />
      <input type="hidden" name="seen" value={String(data.mark.version)} />
      <input type="hidden" name="back" value={view.here} />
      {/* Enter in a field presses the first button of its form; a form with several rulings must not pick one by itself. */}
      <button disabled hidden></button>
      {props.children as string}
      <label>
        {view.t.decide.why}
        <input name="note" maxlength={1000} />
      </label>
    </form>
  );
}

function StoryChoice({ view, data, label }: { view: View; data: PanelData; label: string }) {
  return (
    <label>
      {label}
      <select name="into">
        <option value="">{view.t.decide.choose}</option>
        {data.nearby.map((story) => (
          <option value={story.id}>{story.title.slice(0, 80)}</option>
        ))}
      </select>
    </label>
  );
}
