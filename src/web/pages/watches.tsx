import type { EditedWatch, PreviewHit, WatchPreview } from '../../store/desk/watches.ts';
import { Layout } from '../layout.tsx';
import { Csrf, Instant, Problem } from '../parts/words.tsx';
import type { View } from '../view.ts';
import { watchFields, type WatchFields } from '../watch-form.ts';

export function WatchesPage({ view, watches }: { view: View; watches: EditedWatch[] }) {
  const { watches: t } = view.t;
  return (
    <Layout view={view} title={t.title} section="watches">
      <header class="page-head">
        <h1>{t.title}</h1>
        <p class="lede">{t.intro}</p>
      </header>
      <div data-entries>
        {watches.map(({ watch, updatedBy, updatedAt }) => (
          <article class="source" data-entry tabindex={-1}>
            <h2>
              <a href={`/watches/${encodeURIComponent(watch.id)}`} data-open>
                {watch.name}
              </a>
            </h2>
            <p>{[...watch.names, ...watch.ambiguous.map((one) => one.name), ...watch.products].join('、')}</p>
            <p class="meta">
              {watch.people.length > 0 ? <span>{watch.people.map((person) => person.name).join('、')}</span> : null}
              {updatedBy ? (
                <span>
                  {t.edited(updatedBy)} <Instant view={view} at={updatedAt} />
                </span>
              ) : (
                <span>{t.fromSettings}</span>
              )}
            </p>
          </article>
        ))}
      </div>
    </Layout>
  );
}

export type WatchPageData = {
  edited: EditedWatch;
  /** What stands in the form: as saved, or as typed. */
  fields: WatchFields;
  preview: WatchPreview | null;
  problem: string | null;
};

export function WatchPage({ view, data }: { view: View; data: WatchPageData }) {
  const { watches: t } = view.t;
  const { watch, version } = data.edited;
  return (
    <Layout view={view} title={watch.name} section="watches">
      <header class="page-head">
        <h1>{watch.name}</h1>
        <p class="lede">{t.takesEffect}</p>
      </header>
      <Problem words={data.problem} />
      <div class="columns">
        <form method="post" action={`/watches/${encodeURIComponent(watch.id)}`} class="stack">
          <Csrf view={view} />
          <input type="hidden" name="seen" value={String(version)} />
          {watchFields.map((field) => (
            <label>
              {t.field[field]}
              {field === 'name' ? (
                <input name={field} value={data.fields[field]} required maxlength={80} disabled={!view.can.triage} />
              ) : (
                <textarea
                  name={field}
                  rows={Math.min(12, data.fields[field].split('\n').length + 1)}
                  disabled={!view.can.triage}
                >
                  {data.fields[field]}
                </textarea>
              )}
            </label>
          ))}
          {view.can.triage ? (
            <p class="inline">
              <button class="plain" name="do" value="preview">
                {t.preview}
              </button>
              <button class="plain primary" name="do" value="save">
                {view.t.triage.save}
              </button>
            </p>
          ) : null}
        </form>
        {data.preview ? <Preview view={view} preview={data.preview} /> : null}
      </div>
    </Layout>
  );
}

function Preview({ view, preview }: { view: View; preview: WatchPreview }) {
  const { watches: t } = view.t;
  return (
    <section class="preview" aria-label={t.preview}>
      <p class="faint">{t.looked(preview.looked)}</p>
      <Hits head={t.added(preview.added.length)} hits={preview.added} />
      <Hits head={t.dropped(preview.dropped.length)} hits={preview.dropped} />
    </section>
  );
}

function Hits({ head, hits }: { head: string; hits: PreviewHit[] }) {
  return (
    <>
      <h2>{head}</h2>
      <ul class="plain-list">
        {hits.slice(0, 30).map((hit) => (
          <li>
            {hit.storyId ? <a href={`/stories/${encodeURIComponent(hit.storyId)}`}>{hit.title}</a> : hit.title}{' '}
            <span class="faint">{hit.names.join('、')}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
