import type { View } from '../view.ts';

export type KeptForm = { action: string; form: ReadonlyMap<string, string[]> };

/** Fields that the page gave the form, not the reader. */
const GIVEN = new Set([
  'csrf',
  'seen',
  'back',
  'kind',
  'do',
  'state',
  'query',
  'story',
  'event',
  'claim',
  'article',
  'into',
]);

/** What the reader typed into a form that could not be carried out; never a password. */
export function typedIn({ form }: KeptForm): string[] {
  return [...form].flatMap(([name, values]) => (GIVEN.has(name) || name === 'password' ? [] : values.filter(Boolean)));
}

/** A form that could not be carried out: what was typed can be read, and sent again as it was. Nothing of one that held a password. */
export function Kept({ view, kept }: { view: View; kept: KeptForm }) {
  if (kept.form.has('password')) return null;
  return (
    <section class="kept">
      <h2>{view.t.error.kept}</h2>
      {typedIn(kept).map((text) => (
        <pre>{text}</pre>
      ))}
      <form method="post" action={kept.action}>
        {[...kept.form].flatMap(([name, values]) =>
          values.map((value) => <input type="hidden" name={name} value={value} />),
        )}
        <button class="plain">{view.t.error.again}</button>
      </form>
    </section>
  );
}
