/**
 * What a source is. A kind (amz123, feed, ...) is one declarative file: its settings with the real site's defaults, the first
 * lists to ask for, and a pure function from a list's answer to the articles it names and the lists that follow.
 * How requests are made, retried, paced and counted is `_crawl.ts`'s business alone.
 */
import { z } from 'zod';
import { ConfigError, PermanentError } from '../src/errors.ts';

/** One list to ask for. */
export type Ask = {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** 1 for the first page of a list; paging stops at the source's `maxPages`. */
  page?: number;
};

/** An article a list names. */
export type Entry = { url: string; title: string | null; publishedAt: string | null };

export type Listing = {
  entries: readonly Entry[];
  next: readonly Ask[];
};

/** What came back for an Ask, decoded. */
export type Answer = { ask: Ask; finalUrl: string; contentType: string | null; text: string; body: Uint8Array };

export type ListContext = {
  /** Names of the watched companies, for sites that can search. */
  keywords: readonly string[];
  now: Date;
  /** Backfill: only what was published in this range is wanted, where a list can tell. */
  since: Date | null;
  until: Date | null;
};

/** The list is not what this kind reads: an HTML page instead of a feed, rows that are gone, an error status inside JSON. */
export class LayoutChanged extends PermanentError {}

/** One configured site, ready to crawl. */
export type Source = {
  id: string;
  kind: string;
  name: string;
  /** Where a person would look at it. */
  home: string;
  /** True once a live probe has passed. */
  verified: boolean;
  /** Which part needs a script-running browser. */
  browser: 'none' | 'lists' | 'all';
  /** For pages in a browser: wait until this CSS selector is there. */
  waitFor: string | null;
  ignoreRobots: boolean;
  delayMs: number;
  maxPages: number;
  maxArticles: number;
  /** Host names that serve the same paths as the main one. */
  sameHosts: Readonly<Record<string, string>>;
  settings: Readonly<Record<string, unknown>>;
  start(context: ListContext): readonly Ask[];
  list(answer: Answer, context: ListContext): Listing;
};

/** Settings every kind has. */
export const commonSettings = z.strictObject({
  name: z.string().min(1).optional().describe('what people call the source'),
  delaySecs: z.number().min(0).max(3600).default(3).describe('least pause between two requests, seconds'),
  maxPages: z.int().min(1).max(1000).default(5).describe('list pages asked per run'),
  maxArticles: z
    .int()
    .min(1)
    .max(100_000)
    .default(500)
    .describe('articles fetched per run; the rest follows next time'),
  ignoreRobots: z.boolean().default(false).describe('only for sites whose owner has agreed'),
  sameHosts: z
    .record(z.string(), z.string())
    .default({})
    .describe('further host names of the same site, each with the main one'),
});

/** An http(s) address in settings. */
export const address = z.url({ protocol: /^https?$/ });

export type KindDefinition<Shape extends z.core.$ZodLooseShape> = {
  kind: string;
  label: string;
  verified: boolean;
  browser?: Source['browser'];
  shape: Shape;
  /** When it depends on the settings which part needs a browser. */
  uses?(settings: z.output<z.ZodObject<Shape>>): Source['browser'];
  home(settings: z.output<z.ZodObject<Shape>>): string;
  waitFor?(settings: z.output<z.ZodObject<Shape>>): string | null;
  start(settings: z.output<z.ZodObject<Shape>>, context: ListContext): readonly Ask[];
  list(answer: Answer, settings: z.output<z.ZodObject<Shape>>, context: ListContext): Listing;
};

/** A kind whose settings are hidden behind `open`, so that kinds of different settings fit one list. */
export type SourceKind = {
  kind: string;
  label: string;
  verified: boolean;
  browser: Source['browser'];
  /** For help pages and the settings file: the kind's own fields. */
  shape: z.core.$ZodLooseShape;
  /** Checks settings and makes the source; throws a ConfigError with every problem. */
  open(id: string, settings: Readonly<Record<string, unknown>>): Source;
};

/** Declares a kind. `shape` holds its own settings beside the common ones. */
export function defineKind<Shape extends z.core.$ZodLooseShape>(kind: KindDefinition<Shape>): SourceKind {
  const browser = kind.browser ?? 'none';
  return {
    ...{ kind: kind.kind, label: kind.label, verified: kind.verified, browser, shape: kind.shape },
    open(id, raw) {
      const own = Object.fromEntries(Object.entries(raw).filter(([key]) => key in kind.shape));
      const rest = Object.fromEntries(Object.entries(raw).filter(([key]) => !(key in kind.shape)));
      const settings = z.strictObject(kind.shape).safeParse(own);
      const common = commonSettings.safeParse(rest);
      if (!settings.success || !common.success) {
        const issues = [...(settings.error?.issues ?? []), ...(common.error?.issues ?? [])];
        throw new ConfigError(
          issues.map(
            (issue) => `source "${id}" (${kind.kind}): ${issue.path.join('.') || 'settings'}: ${issue.message}`,
          ),
        );
      }
      const values = settings.data as z.output<z.ZodObject<Shape>>;
      const { name, delaySecs, ...limits } = common.data;
      return {
        ...limits,
        ...{ id, kind: kind.kind, name: name ?? kind.label, home: kind.home(values), verified: kind.verified },
        browser: kind.uses?.(values) ?? browser,
        waitFor: kind.waitFor?.(values) ?? null,
        delayMs: delaySecs * 1000,
        settings: raw,
        start: (context) => kind.start(values, context),
        list: (answer, context) => kind.list(answer, values, context),
      };
    },
  };
}

/** A list in JSON, or LayoutChanged when the answer is something else (often an HTML error page). */
export function readJson(answer: Answer): unknown {
  try {
    return JSON.parse(answer.text.replace(/^\ufeff/, ''));
  } catch (cause) {
    const got = answer.text.trimStart().slice(0, 60);
    throw new LayoutChanged(`expected JSON from ${answer.finalUrl}, got ${JSON.stringify(got)}`, { cause });
  }
}

/** `value` by a schema, or LayoutChanged naming what did not fit. */
export function readShape<T>(schema: z.ZodType<T>, value: unknown, answer: Answer): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new LayoutChanged(
    `the answer of ${answer.finalUrl} has changed: ${first?.path.join('.') ?? ''}: ${first?.message ?? 'unreadable'}`,
  );
}

/** An ISO instant from seconds since 1970, or null when they are none. */
export function instantOfSeconds(seconds: number | null | undefined): string | null {
  if (!seconds || seconds < 0 || seconds > 4_102_444_800) return null; // beyond 2100 it is no publication time
  return new Date(seconds * 1000).toISOString();
}
