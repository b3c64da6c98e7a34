import { feedPage } from '../../store/desk/feed.ts';
import { findStory } from '../../store/desk/story.ts';
import {
  addNote,
  changeMark,
  dropFilter,
  EditedMeanwhile,
  saveFilter,
  saw,
  tagsFrom,
  TRIAGE_STATES,
  type MarkChange,
} from '../../store/desk/triage.ts';
import type { TriageState } from '../../store/schema.ts';
import { filterFrom, filterQuery } from '../feed-address.ts';
import { Entry } from '../parts/entry.tsx';
import { MeanwhilePage, meanwhileWords } from '../pages/meanwhile.tsx';
import {
  field,
  formOf,
  htmlPage,
  idOf,
  isFragment,
  nothing,
  ownPath,
  refuse,
  type Route,
  type RouteContext,
} from '../route.ts';
import { triaged } from './feed.tsx';

const MAX_NOTE = 10_000;

/** State, assignee or tags of one story, if it still is as the analyst saw it. */
async function triageStory(context: RouteContext): Promise<Response> {
  const { c, deps, who } = context;
  const storyId = await knownStory(context);
  const form = await formOf(c);
  const change: MarkChange = {
    ...(form.has('state') && { state: stateFrom(field(form, 'state')) }),
    ...(form.has('assignee') && { assignee: field(form, 'assignee').slice(0, 80) || null }),
    ...(form.has('tags') && { tags: tagsFrom(field(form, 'tags')) }),
  };
  const seen = versionFrom(field(form, 'seen'));
  try {
    const at = deps.now();
    await deps.db.transaction().execute((trx) => changeMark(trx, { storyId, seen, change, by: who.name, at }));
  } catch (error) {
    if (!(error instanceof EditedMeanwhile)) throw error;
    return meanwhile(context, { storyId, error, form });
  }
  return isFragment(c) ? oneEntry(context, storyId) : c.redirect(ownPath(field(form, 'back')), 303);
}

/** What a second analyst gets: in the feed the entry as it is now with a sentence above it, elsewhere a page that keeps what was typed. */
export async function meanwhile(
  context: RouteContext,
  given: { storyId: string; error: EditedMeanwhile; form: Map<string, string[]> },
): Promise<Response> {
  const { c, view } = context;
  const { theirs } = given.error;
  if (isFragment(c)) return oneEntry(context, given.storyId, { status: 409, notice: meanwhileWords(view, theirs) });
  const page = (
    <MeanwhilePage view={view} storyId={given.storyId} action={c.req.path} theirs={theirs} form={given.form} />
  );
  return htmlPage(c, page, 409);
}

async function oneEntry(
  { c, deps, view, who }: RouteContext,
  storyId: string,
  said?: { status: 409; notice: string },
): Promise<Response> {
  const page = await feedPage(deps.db, { filter: { state: 'all', storyId }, limit: 1 });
  const [entry] = await triaged(deps.db, page.entries, who.name);
  if (!entry) return nothing('story', storyId);
  const after = {
    ...view,
    here: ownPath(c.req.header('hx-current-url') && new URL(c.req.header('hx-current-url') ?? '').pathname),
    justChanged: storyId,
  };
  return c.html(<Entry view={after} entry={entry} notice={said?.notice} />, said?.status ?? 200);
}

/** One state for all ticked stories: what others did to them meanwhile does not matter, for nothing but the state is set. */
async function triageMany({ c, deps, who }: RouteContext): Promise<Response> {
  const form = await formOf(c);
  const state = stateFrom(field(form, 'state'));
  const ids = [...new Set(form.get('story') ?? [])].slice(0, 500).sort();
  await deps.db.transaction().execute(async (trx) => {
    const known = ids.length
      ? await trx.selectFrom('stories').select('id').where('id', 'in', ids).orderBy('id').execute()
      : [];
    for (const { id } of known)
      await changeMark(trx, { storyId: id, seen: null, change: { state }, by: who.name, at: deps.now() });
  });
  return c.redirect(ownPath(field(form, 'back')), 303);
}

async function looked(context: RouteContext): Promise<Response> {
  const storyId = await knownStory(context);
  await saw(context.deps.db, { storyId, by: context.who.name, at: context.deps.now() });
  return context.c.body(null, 204);
}

async function note(context: RouteContext): Promise<Response> {
  const { c, deps, who } = context;
  const storyId = await knownStory(context);
  const body = field(await formOf(c), 'body').slice(0, MAX_NOTE);
  if (body) await addNote(deps.db, { storyId, body, by: who.name, at: deps.now() });
  return c.redirect(`/stories/${encodeURIComponent(storyId)}#notes`, 303);
}

async function keepFilter({ c, deps, who }: RouteContext): Promise<Response> {
  const form = await formOf(c);
  const name = field(form, 'name').slice(0, 60) || refuse('name');
  const query = filterQuery(filterFrom(new URLSearchParams(field(form, 'query'))));
  await saveFilter(deps.db, { name, query, by: who.name, at: deps.now() });
  return c.redirect(`/?${query}`, 303);
}

async function loseFilter({ c, deps }: RouteContext): Promise<Response> {
  await dropFilter(deps.db, idOf(c));
  return c.redirect('/', 303);
}

async function knownStory({ c, deps }: RouteContext): Promise<string> {
  const id = idOf(c);
  return ((await findStory(deps.db, id)) ?? nothing('story', id)).id;
}

function stateFrom(text: string): TriageState {
  return TRIAGE_STATES.find((state) => state === text) ?? refuse('state');
}

/** The version a form was made for; a form that names none may not overwrite anybody. */
export function versionFrom(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse('seen');
}

export const triageRoutes: readonly Route[] = [
  { method: 'POST', path: '/stories/:id/triage', right: 'triage', handle: triageStory },
  { method: 'POST', path: '/stories/:id/seen', right: 'triage', quiet: true, handle: looked },
  { method: 'POST', path: '/stories/:id/notes', right: 'triage', handle: note },
  { method: 'POST', path: '/triage', right: 'triage', handle: triageMany },
  { method: 'POST', path: '/filters', right: 'triage', handle: keepFilter },
  { method: 'POST', path: '/filters/:id/drop', right: 'triage', handle: loseFilter },
];
