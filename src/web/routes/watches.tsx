import { editedWatches, previewWatch, saveWatch, type EditedWatch } from '../../store/desk/watches.ts';
import { WatchesPage, WatchPage } from '../pages/watches.tsx';
import { field, formOf, htmlPage, idOf, nothing, type Route, type RouteContext } from '../route.ts';
import { fieldsOf, watchFields, watchFrom, type WatchFields } from '../watch-form.ts';
import { versionFrom } from './triage.tsx';

async function watchList({ c, deps, view }: RouteContext): Promise<Response> {
  return htmlPage(c, <WatchesPage view={view} watches={await editedWatches(deps.db, deps.watches)} />);
}

async function watchForm(context: RouteContext): Promise<Response> {
  const { c, view } = context;
  const edited = await theWatch(context);
  const data = { edited, fields: fieldsOf(edited.watch), preview: null, problem: null };
  return htmlPage(c, <WatchPage view={view} data={data} />);
}

/** Previews or saves what was typed; refused input and a faster colleague leave it in the form. */
async function changeWatch(context: RouteContext): Promise<Response> {
  const { c, deps, view, who } = context;
  const edited = await theWatch(context);
  const form = await formOf(c);
  const text = (name: string) => (form.get(name)?.[0] ?? '').replaceAll('\r\n', '\n');
  const fields = Object.fromEntries(watchFields.map((name) => [name, text(name)])) as WatchFields;
  const seen = versionFrom(field(form, 'seen'));
  const page = (problem: string | null, preview: Awaited<ReturnType<typeof previewWatch>> | null, version = seen) => (
    <WatchPage view={view} data={{ edited: { ...edited, version }, fields, preview, problem }} />
  );
  const watch = watchFrom(edited.watch.id, fields);
  if (watch === null) return htmlPage(c, page(view.t.watches.unreadable, null), 422);
  if (field(form, 'do') !== 'save') return htmlPage(c, page(null, await previewWatch(deps.db, watch)));
  const result = await saveWatch(deps.db, { watch, seen, by: who.name, at: deps.now() });
  if (result.saved) return c.redirect('/watches', 303);
  const words = view.t.watches.meanwhile(result.by, view.clock.instant(result.at));
  return htmlPage(c, page(words, null, result.version), 409);
}

async function theWatch({ c, deps }: RouteContext): Promise<EditedWatch> {
  const id = idOf(c);
  return (await editedWatches(deps.db, deps.watches)).find((one) => one.watch.id === id) ?? nothing('watch', id);
}

export const watchRoutes: readonly Route[] = [
  { method: 'GET', path: '/watches', right: 'read', handle: watchList },
  { method: 'GET', path: '/watches/:id', right: 'read', handle: watchForm },
  { method: 'POST', path: '/watches/:id', right: 'triage', handle: changeWatch },
];
