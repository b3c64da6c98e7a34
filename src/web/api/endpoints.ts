import type { Context } from 'hono';
import { z } from 'zod';
import { departuresPage } from '../../store/desk/departures.ts';
import { claimsPage } from '../../store/desk/export.ts';
import { feedPage } from '../../store/desk/feed.ts';
import { sourceHealth } from '../../store/desk/sources.ts';
import { findStory, storyArticles, storyClaims } from '../../store/desk/story.ts';
import { changeMark, EditedMeanwhile } from '../../store/desk/triage.ts';
import { decodePlace, encodePlace, filterFrom } from '../feed-address.ts';
import { ledgerRow } from '../ledger.ts';
import { idOf, nothing, refuse, type Right, type Route, type RouteContext } from '../route.ts';
import { departureFrom } from '../routes/departures.tsx';
import { departureJson } from '../routes/export.tsx';
import { triaged } from '../routes/feed.tsx';
import * as s from './schemas.ts';

/** One call of the API: what it takes and gives as schemas, from which the OpenAPI document is written, and what it does. */
export type Endpoint = {
  method: 'GET' | 'POST';
  path: string;
  summary: string;
  right: Right;
  query?: z.ZodObject;
  body?: z.ZodObject;
  answer: z.ZodType;
  handle(
    context: RouteContext,
    given: { query: Record<string, unknown>; body: Record<string, unknown> },
  ): Promise<unknown>;
};

/** Binds the types of the schemas to the handler of one endpoint. */
function endpoint<Q extends z.ZodObject, B extends z.ZodObject, A extends z.ZodType>(
  one: Omit<Endpoint, 'query' | 'body' | 'answer' | 'handle'> & {
    query?: Q;
    body?: B;
    answer: A;
    handle(context: RouteContext, given: { query: z.infer<Q>; body: z.infer<B> }): Promise<z.input<A>>;
  },
): Endpoint {
  return one as Endpoint;
}

/** Thrown when a change came too late; the answer is 409 with what is there now. */
class TooLate extends Error {
  override readonly name = 'TooLate';
}

const iso = (at: Date | null) => at?.toISOString() ?? null;

export const endpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/api/v1/stories',
    summary: 'Stories as in the feed, narrowed by the same filters',
    right: 'read',
    query: s.storiesQuery,
    answer: s.listOf(s.storySchema),
    async handle({ c, deps, who }, { query }) {
      const filter = filterFrom(new URL(c.req.url).searchParams);
      const after = query.after === undefined ? undefined : (decodePlace(query.after) ?? refuse('after'));
      const page = await feedPage(deps.db, { filter, after, limit: query.limit });
      const items = (await triaged(deps.db, page.entries, who.name)).map(storyJson);
      return { items, next: page.next && encodePlace(page.next) };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/v1/stories/:id',
    summary: 'One story with its articles and all their claims',
    right: 'read',
    answer: s.oneStorySchema,
    async handle({ c, deps }) {
      const story = (await findStory(deps.db, idOf(c))) ?? nothing('story', idOf(c));
      const [articles, claims] = await Promise.all([storyArticles(deps.db, story.id), storyClaims(deps.db, story.id)]);
      const { id, title, leadArticleId, watchIds, origins } = story;
      return {
        story: { id, title, leadArticleId, watchIds, articles: articles.length, origins },
        articles: articles.map(({ ofArticleId: of, ...article }) => ({ ...article, of })),
        claims: claims.map(({ startAt: start, endAt: end, ...claim }) => ({ ...claim, start, end })),
      };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/api/v1/stories/:id/triage',
    summary: 'Changes state, assignee or tags of a story, if nobody else did since',
    right: 'triage',
    body: s.triageBody,
    answer: s.storySchema.shape.triage,
    async handle({ c, deps, who }, { body }) {
      const story = (await findStory(deps.db, idOf(c))) ?? nothing('story', idOf(c));
      const { seen, ...change } = body;
      const given = { storyId: story.id, seen, change, by: who.name, at: deps.now() };
      try {
        return await deps.db.transaction().execute((trx) => changeMark(trx, given));
      } catch (error) {
        if (error instanceof EditedMeanwhile)
          throw new TooLate(`${error.message}; it is version ${error.theirs.version} now`);
        throw error;
      }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/v1/departures',
    summary: 'The departure ledger; every slot with the claim it was read from',
    right: 'read',
    query: s.departuresQuery,
    answer: s.listOf(s.departureSchema),
    async handle({ deps }, { query }) {
      const after = departureFrom(query.after);
      const page = await departuresPage(deps.db, { after, limit: query.limit, watch: query.company });
      const items = page.departures.map((departure) => departureJson(ledgerRow(departure))) as z.input<
        typeof s.departureSchema
      >[];
      return { items, next: page.next && `${page.next.first}|${page.next.id}` };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/v1/claims',
    summary: 'Claims of the articles as they read now, in the order of their ids',
    right: 'read',
    query: s.claimsQuery,
    answer: s.listOf(s.claimSchema),
    async handle({ deps }, { query }) {
      const items = await claimsPage(deps.db, { after: query.after, limit: query.limit, kind: query.kind });
      const next = items.length === query.limit ? (items.at(-1)?.id ?? null) : null;
      return { items: items as z.input<typeof s.claimSchema>[], next };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/v1/sources',
    summary: 'Sources with their last run and since when they fail',
    right: 'read',
    answer: s.listOf(s.sourceSchema),
    async handle({ deps, view }) {
      const health = await sourceHealth(deps.db);
      const ids = [...new Set([...deps.sources.map((source) => source.id), ...health.map((one) => one.sourceId)])];
      const items = ids.map((id) => {
        const info = deps.sources.find((source) => source.id === id);
        const one = health.find((known) => known.sourceId === id);
        const lastRun = one && {
          ...one.last,
          startedAt: one.last.startedAt.toISOString(),
          finishedAt: iso(one.last.finishedAt),
        };
        const { kind = null, verified = null } = info ?? {};
        return {
          id,
          name: view.sourceName(id),
          kind,
          verified,
          failingSince: iso(one?.failingSince ?? null),
          lastRun: lastRun ?? null,
        };
      });
      return { items, next: null };
    },
  }),
];

function storyJson(entry: Awaited<ReturnType<typeof triaged>>[number]) {
  const { lead, mark } = entry;
  return {
    ...entry,
    firstPublishedAt: iso(entry.firstPublishedAt),
    lastPublishedAt: iso(entry.lastPublishedAt),
    updatedAt: entry.updatedAt.toISOString(),
    lead: lead && {
      claimId: lead.id,
      articleId: lead.articleId,
      kind: lead.kind,
      quote: lead.quote,
      status: lead.status,
    },
    triage: mark,
  };
}

/** An endpoint as a route: its input checked first, its answer cut to what its schema promises. */
function routeOf(one: Endpoint): Route {
  return {
    method: one.method,
    path: one.path,
    right: one.right,
    async handle(context) {
      const { c } = context;
      const query = one.query?.safeParse(Object.fromEntries(new URL(c.req.url).searchParams)) ?? {
        success: true,
        data: {},
      };
      if (!query.success) return c.json({ error: z.prettifyError(query.error as z.ZodError) }, 400);
      const body = one.body?.safeParse(await jsonOf(c)) ?? { success: true, data: {} };
      if (!body.success) return c.json({ error: z.prettifyError(body.error as z.ZodError) }, 400);
      try {
        const given = { query: query.data as Record<string, unknown>, body: body.data as Record<string, unknown> };
        return c.json(one.answer.parse(await one.handle(context, given)) as object);
      } catch (error) {
        if (error instanceof TooLate) return c.json({ error: error.message }, 409);
        throw error;
      }
    },
  };
}

/** The body as JSON; undefined, which no schema takes, when it is none. */
async function jsonOf(c: Context): Promise<unknown> {
  try {
    return JSON.parse((await c.req.text()).replaceAll('\\u0000', ''));
  } catch {
    return undefined; // Said in words by the schema: "expected object".
  }
}

export const apiRoutes: readonly Route[] = endpoints.map(routeOf);
