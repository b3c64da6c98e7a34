import { decide, NotDecidable, undo, type Ruling } from '../../store/desk/decide.ts';
import { muteStory, unmuteStory } from '../../store/mutes.ts';
import { EditedMeanwhile } from '../../store/desk/triage.ts';
import { field, formOf, idOf, nothing, ownPath, refuse, Refused, type Route, type RouteContext } from '../route.ts';
import { meanwhile, versionFrom } from './triage.tsx';

const MAX_WHY = 1000;
const MAX_NAME = 80;

/** A ruling as the forms of the story and person pages send it. */
function rulingFrom(kind: string, form: Map<string, string[]>): Ruling {
  const needed = (name: string) => field(form, name) || refuse(name);
  switch (kind) {
    case 'merge':
      return { kind, from: needed('story'), into: needed('into') };
    case 'move':
      return { kind, articleId: needed('article'), into: needed('into') };
    case 'split':
      return { kind, articleId: needed('article') };
    case 'never_merge':
      return { kind, a: needed('story'), b: needed('into') };
    case 'also_called':
    case 'not_same': {
      const name = (field: string) => needed(field).slice(0, MAX_NAME);
      return { kind, orgId: needed('org'), person: name('person'), alias: name('alias') };
    }
    case 'not_a_departure':
      return { kind, eventId: needed('event') };
    case 'wrong_person':
    case 'same_person':
      return { kind, eventId: needed('event'), person: needed('person').slice(0, MAX_NAME) };
    case 'wrong_claim':
      return { kind, claimId: needed('claim') };
    default:
      return refuse('kind');
  }
}

async function rule(context: RouteContext): Promise<Response> {
  const { c, deps, view, who } = context;
  const form = await formOf(c);
  const ruling = rulingFrom(field(form, 'kind'), form);
  const seen = form.has('seen') ? versionFrom(field(form, 'seen')) : null;
  const note = field(form, 'note').slice(0, MAX_WHY) || null;
  try {
    const story = field(form, 'story') || undefined;
    const decision = await decide(deps.db, ruling, { by: who.name, note, at: deps.now(), seen, story });
    const subject = decision.subject as { stories?: string[] };
    // A merged story lives on in the survivor, a split one stays where the analyst was.
    const home = ruling.kind === 'also_called' || ruling.kind === 'not_same' ? undefined : subject.stories?.[0];
    return c.redirect(home ? `/stories/${encodeURIComponent(home)}#decisions` : ownPath(field(form, 'back')), 303);
  } catch (error) {
    if (error instanceof NotDecidable) throw new Refused(409, `${view.t.decide.refused}: ${error.message}.`);
    if (error instanceof EditedMeanwhile) return meanwhile(context, { storyId: field(form, 'story'), error, form });
    throw error;
  }
}

async function takeBack({ c, deps, view, who }: RouteContext): Promise<Response> {
  const form = await formOf(c);
  try {
    await undo(deps.db, idOf(c), { by: who.name, at: deps.now() });
  } catch (error) {
    if (error instanceof NotDecidable) throw new Refused(409, `${view.t.decide.refused}: ${error.message}.`);
    throw error;
  }
  return c.redirect(ownPath(field(form, 'back')), 303);
}

/** From now on nobody is told of this story, or everybody is again. */
async function mute({ c, deps, who }: RouteContext): Promise<Response> {
  const id = idOf(c);
  const given = { by: who.name, at: deps.now() };
  const form = await formOf(c);
  if (field(form, 'do') === 'unmute') await unmuteStory(deps.db, id, given);
  else if (!(await muteStory(deps.db, id, given))) nothing('story', id);
  return c.redirect(`/stories/${encodeURIComponent(id)}#decisions`, 303);
}

export const decideRoutes: readonly Route[] = [
  { method: 'POST', path: '/decisions', right: 'triage', handle: rule },
  { method: 'POST', path: '/stories/:id/mute', right: 'triage', handle: mute },
  { method: 'POST', path: '/decisions/:id/undo', right: 'triage', handle: takeBack },
];
