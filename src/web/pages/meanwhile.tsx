import type { Mark } from '../../store/desk/triage.ts';
import { Layout } from '../layout.tsx';
import { Csrf } from '../parts/words.tsx';
import type { View } from '../view.ts';

/** Who was faster, when, and what the story is now. */
export function meanwhileWords(view: View, theirs: Mark): string {
  const { triage } = view.t;
  const when = theirs.updatedAt ? view.clock.instant(theirs.updatedAt) : '';
  return triage.meanwhile(theirs.updatedBy ?? triage.somebody, when, triage.state[theirs.state]);
}

/** Fields of the form itself, not of what the analyst typed. */
const OWN_FIELDS = new Set(['seen', 'csrf']);

/** The second of two analysts is told, and may go on with everything that was typed. */
export function MeanwhilePage(props: {
  view: View;
  storyId: string;
  action: string;
  theirs: Mark;
  form: ReadonlyMap<string, string[]>;
}) {
  const { view, theirs } = props;
  const { triage } = view.t;
  return (
    <Layout view={view} title={triage.meanwhileTitle} section="feed">
      <div class="problem">
        <h1>{triage.meanwhileTitle}</h1>
        <p>{meanwhileWords(view, theirs)}</p>
        <p class="faint">{triage.meanwhileHint}</p>
        <form method="post" action={props.action} class="again">
          <Csrf view={view} />
          <input type="hidden" name="seen" value={String(theirs.version)} />
          {[...props.form].flatMap(([name, values]) =>
            OWN_FIELDS.has(name) ? [] : values.map((value) => <input type="hidden" name={name} value={value} />),
          )}
          <a href={`/stories/${encodeURIComponent(props.storyId)}`}>{triage.look}</a>
          <button class="plain">{triage.again}</button>
        </form>
      </div>
    </Layout>
  );
}
