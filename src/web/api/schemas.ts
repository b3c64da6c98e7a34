import { z } from 'zod';

/** What the API takes and gives. The same schemas check requests, write the OpenAPI document and are tested against the answers. */

const instant = z.iso.datetime().nullable();
const id = z.string().describe('Opaque id; stays the same for ever');

export const errorSchema = z.object({ error: z.string().describe('What went wrong, in words') });

export const storySchema = z.object({
  id,
  title: z.string(),
  lang: z.string().describe('BCP 47'),
  watchIds: z.array(z.string()).describe('Watched companies it is about'),
  articles: z.number().int(),
  origins: z.number().int().describe('Independent pieces of reporting; unknown never counts'),
  firstPublishedAt: instant,
  lastPublishedAt: instant,
  updatedAt: z.iso.datetime(),
  first: z
    .object({ articleId: id, outlet: z.string().nullable(), sourceId: z.string(), publishedAt: z.string().nullable() })
    .nullable()
    .describe('Who published first; publishedAt as precise as the page was'),
  kinds: z.array(z.object({ kind: z.string(), claims: z.number().int() })),
  lead: z
    .object({ claimId: id, articleId: id, kind: z.string(), quote: z.string(), status: z.string().nullable() })
    .nullable(),
  triage: z.object({
    state: z.enum(['new', 'read', 'important', 'escalated', 'dismissed']),
    assignee: z.string().nullable(),
    tags: z.array(z.string()),
    version: z.number().int().describe('Send it back as `seen` with a change'),
  }),
});

export const claimSchema = z.object({
  id,
  articleId: id,
  kind: z.string(),
  field: z.enum(['title', 'text']),
  start: z.number().int().describe('UTF-16 offset into the field'),
  end: z.number().int(),
  quote: z.string().describe('Exactly the characters between start and end'),
  args: z.record(z.string(), z.unknown()),
  status: z.string().nullable(),
  attribution: z.string().nullable(),
  extractor: z.string(),
});

export const articleSchema = z.object({
  id,
  url: z.string(),
  title: z.string(),
  outlet: z.string().nullable(),
  sourceId: z.string(),
  publishedAt: z.string().nullable(),
  lang: z.string(),
  relation: z.string().describe('exact, near, partial, rewrite, same_story or new'),
  of: id.nullable().describe('The earlier article it stands in this relation to'),
  originId: id,
  score: z.number(),
});

export const oneStorySchema = z.object({
  story: z.object({
    id,
    title: z.string(),
    leadArticleId: id,
    watchIds: z.array(z.string()),
    articles: z.number(),
    origins: z.number(),
  }),
  articles: z.array(articleSchema),
  claims: z.array(claimSchema),
});

const cell = z.object({ value: z.string(), claimId: id, articleId: id, quote: z.string() });
export const departureSchema = z.object({
  id,
  person: z.string().nullable(),
  aliases: z.array(z.object({ text: z.string(), kind: z.string() })),
  company: z.string(),
  watchIds: z.array(z.string()),
  status: z.string().nullable(),
  date: cell.extend({ precision: z.string().nullable() }).nullable(),
  role: cell.nullable(),
  successor: cell.nullable(),
  successorNone: z.boolean(),
  nextEmployer: cell.nullable(),
  origins: z.number().int(),
  firstPublishedAt: instant,
  firstSeenAt: z.iso.datetime(),
  storyId: id.nullable(),
});

export const sourceSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string().nullable(),
  verified: z.boolean().nullable(),
  failingSince: instant,
  lastRun: z
    .object({
      id: z.string(),
      startedAt: z.iso.datetime(),
      finishedAt: instant,
      verdict: z.string(),
      sentence: z.string(),
      asked: z.number().int(),
      newPages: z.number().int(),
      unchanged: z.number().int(),
      skipped: z.record(z.string(), z.number()),
      failed: z.record(z.string(), z.number()),
    })
    .nullable(),
});

const limit = z.coerce.number().int().min(1).max(100).default(30);
const after = z.string().max(400).optional().describe('`next` of the page before');

export const storiesQuery = z.object({
  q: z.string().optional().describe('Full-text search, Chinese and English; the first 200 characters count'),
  company: z.string().max(200).optional(),
  kind: z.string().max(200).optional(),
  source: z.string().max(200).optional(),
  language: z.string().max(200).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  state: z.enum(['open', 'all', 'new', 'read', 'important', 'escalated', 'dismissed']).default('open'),
  tag: z.string().max(200).optional(),
  conflict: z.literal('1').optional(),
  after,
  limit,
});
export const departuresQuery = z.object({ company: z.string().max(200).optional(), after, limit });
export const claimsQuery = z.object({ kind: z.string().max(200).optional(), after, limit });

export const triageBody = z.object({
  state: z.enum(['new', 'read', 'important', 'escalated', 'dismissed']).optional(),
  assignee: z.string().max(80).nullable().optional(),
  tags: z.array(z.string().min(1).max(40)).max(20).optional(),
  seen: z.number().int().min(0).describe('The version the change was made on; 409 when it is another one by now'),
});

export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
