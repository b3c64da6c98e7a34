import type { Kysely } from 'kysely';
import { conflictsIn } from '../conflicts.ts';
import { decisionsAbout } from '../../store/desk/decide.ts';
import {
  articleText,
  eventsWithAlerts,
  findStory,
  nearbyStories,
  storyArticles,
  storyClaims,
  type StoryHead,
} from '../../store/desk/story.ts';
import { marksOf, notesOf, UNTOUCHED } from '../../store/desk/triage.ts';
import type { Schema } from '../../store/schema.ts';
import { diffWords } from '../diff.ts';
import { DiffPage } from '../pages/diff.tsx';
import { StoryPage } from '../pages/story.tsx';
import { htmlPage, idOf, nothing, type Route, type RouteContext } from '../route.ts';

async function story({ c, deps, view }: RouteContext): Promise<Response> {
  const found = await storyOr404(deps.db, idOf(c));
  if (found.id !== idOf(c)) return c.redirect(`/stories/${encodeURIComponent(found.id)}`, 301);
  const articles = await storyArticles(deps.db, found.id);
  const wanted = c.req.query('article') ?? found.leadArticleId;
  const shown = articles.find((article) => article.id === wanted) ?? articles[0] ?? nothing('article', wanted);
  const [body, claims, marks, notes, decisions, nearby] = await Promise.all([
    articleText(deps.db, shown.versionId),
    storyClaims(deps.db, found.id),
    marksOf(deps.db, [found.id]),
    notesOf(deps.db, found.id),
    decisionsAbout(deps.db, { story: found.id }),
    view.can.triage ? nearbyStories(deps.db, found, 40) : [],
  ]);
  const events = await eventsWithAlerts(deps.db, [...new Set(claims.flatMap((claim) => claim.eventId ?? []))]);
  const mark = marks.get(found.id) ?? UNTOUCHED;
  const triage = { mark, notes, decisions, nearby };
  const read = { story: found, articles, shown, body: body ?? nothing('text', shown.versionId), claims, events };
  const origins = new Map(articles.map((article) => [article.id, article.originId]));
  const conflicts = conflictsIn(claims, (id) => origins.get(id) ?? id);
  return htmlPage(c, <StoryPage view={view} data={{ ...read, ...triage, conflicts }} />);
}

/** Two articles of a story word by word. */
async function diff({ c, deps, view }: RouteContext): Promise<Response> {
  const found = await storyOr404(deps.db, idOf(c));
  const articles = await storyArticles(deps.db, found.id);
  const pick = (name: string) =>
    articles.find((article) => article.id === c.req.query(name)) ?? nothing('article', name);
  const [a, b] = [pick('a'), pick('b')];
  const [textA, textB] = await Promise.all([articleText(deps.db, a.versionId), articleText(deps.db, b.versionId)]);
  const parts = diffWords(`${a.title}\n${textA?.text ?? ''}`, `${b.title}\n${textB?.text ?? ''}`);
  return htmlPage(c, <DiffPage view={view} story={found} articles={articles} a={a} b={b} parts={parts} />);
}

async function storyOr404(db: Kysely<Schema>, id: string): Promise<StoryHead> {
  return (await findStory(db, id)) ?? nothing('story', id);
}

export const storyRoutes: readonly Route[] = [
  { method: 'GET', path: '/stories/:id', right: 'read', handle: story },
  { method: 'GET', path: '/stories/:id/diff', right: 'read', handle: diff },
];
