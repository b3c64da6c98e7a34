/**
 * Settings: redwatch.yaml and the environment, checked in one place and passed down frozen. `loadConfig` is pure: the
 * command line reads the files. Every problem is listed at once, with its line in the file.
 */
import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { builtInRule, ruleSchema } from './core/alerts.ts';
import type { Watch } from './core/types.ts';
import { ConfigError } from './errors.ts';

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and hyphens, such as "amz123"');
const hostPort = z.string().regex(/^[^\s/:]+:\d{1,5}$/, 'expected host:port, such as "127.0.0.1:8080"');
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as "02:00"');
const zone = z.string().refine(isTimeZone, 'expected a time zone such as "Asia/Shanghai"');

const alias = z.strictObject({ text: z.string().min(1), kind: z.string().min(1).default('昵称') });
const watch = z.strictObject({
  id,
  name: z.string().min(1),
  names: z.array(z.string().min(1)).min(1),
  ambiguous: z
    .array(z.strictObject({ name: z.string().min(1), context: z.array(z.string().min(1)).min(1) }))
    .default([]),
  products: z.array(z.string().min(1)).default([]),
  people: z.array(z.strictObject({ name: z.string().min(1), aliases: z.array(alias).default([]) })).default([]),
});

/** A source names its kind; the kind's own file in crawlers/ checks the rest. */
const source = z.looseObject({
  id,
  kind: z.string().min(1),
  name: z.string().min(1).optional(),
  enabled: z.boolean().default(true),
});
/** A channel names its type; the type's own file in src/notify/ checks the rest. */
const channel = z.looseObject({ id, type: z.string().min(1) });

const settings = z.strictObject({
  /** Everything Redwatch keeps, except the tables of a Postgres of your own. */
  dataDir: z.string().min(1).default('./data'),
  /** Who a site's owner can write to; stands in the user agent. */
  contact: z.string().min(3).default('https://github.com/redwatch'),
  /** Address of the desk as subscribers reach it; links in alerts start with it. */
  publicUrl: z.url().optional(),
  desk: z
    .strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65535).default(8123) })
    .prefault({}),
  schedule: z
    .strictObject({
      at: clock.default('02:00'),
      zone: zone.default('Asia/Shanghai'),
      /** Besides the nightly run: ask each source as often as it brings something new. */
      follow: z.boolean().default(false),
    })
    .prefault({}),
  /** What may leave the archive: pages no version of an article was read from. Without limits nothing does. */
  archive: z
    .strictObject({
      keepDays: z.int().min(1).optional(),
      /** Compressed bytes of all bodies. */
      keepBytes: z.int().min(1).optional(),
    })
    .prefault({}),
  net: z
    .strictObject({
      /** Exact host:port pairs that may be reached although their address is not public. */
      allow: z.array(hostPort).default([]),
      proxy: z.url().optional(),
      /** Decoded bytes of one response. */
      maxBytes: z.int().min(1000).default(10_000_000),
      /** Least milliseconds between two requests to one origin. */
      paceMs: z.int().min(0).default(3000),
    })
    .prefault({}),
  grouping: z
    .strictObject({
      /** In so many ranges of hashes the index of grouping is kept, each beyond the first counted by a thread of its own. */
      shards: z.int().min(1).max(16).default(1),
    })
    .prefault({}),
  alerts: z
    .strictObject({
      /** A departure that took effect longer ago than this when its article was published enters the ledger silently. */
      oldNewsDays: z.int().min(0).default(180),
      /** What the first crawl of a new source or company brings: one digest, or each alert alone. Imports are always alone. */
      firstCrawl: z.enum(['digest', 'each']).default('digest'),
      /** Without rules of your own: every first report of a new departure, on the desk. */
      rules: z.array(ruleSchema).default(() => [builtInRule([{ channel: 'desk', to: 'analysts' }])]),
      /** Who is told when a source breaks, and when it is well again; without anybody the desk and the log say so. */
      operator: z.array(z.strictObject({ channel: z.string().min(1), to: z.string() })).default([]),
    })
    .prefault({}),
  /** A language model that proposes further claims; without it none is asked. Its proposals pass the same gate as our own rules' claims. */
  model: z
    .strictObject({
      /** Base address of an OpenAI-compatible endpoint, such as http://127.0.0.1:11434/v1; a private one must stand in `net.allow`. */
      url: z
        .url({ protocol: /^https?$/ })
        .refine(
          (url) => /^[^@?#]*$/.test(url),
          'expected an address without password, query and fragment; a key goes into apiKey',
        ),
      /** The model's name at that endpoint; claims it found say so. */
      name: z.string().min(1).max(100),
      /** `env:NAME`: the key is in the environment variable NAME, or in the file that NAME_FILE names. */
      apiKey: z
        .string()
        .regex(/^env:[A-Z][A-Z0-9_]*$/, 'expected env:NAME, the environment variable that holds the key')
        .optional(),
      /** Milliseconds for one answer. */
      timeoutMs: z.int().min(100).max(600_000).default(60_000),
      /** Tokens of one answer. */
      maxTokens: z.int().min(100).default(3000),
      /** Characters of an article that are shown to the model. */
      maxChars: z.int().min(200).default(12_000),
      /** Tokens, asked and answered, of any 24 hours; when they are used up the rest waits. Without it there is no limit. */
      dailyTokens: z.int().min(1).optional(),
      /** Asks the endpoint to answer in JSON (`response_format`); false for one that does not know it. */
      json: z.boolean().default(true),
    })
    .optional(),
  watches: z.array(watch).min(1, 'expected at least one company to watch'),
  sources: z.array(source).default([]),
  channels: z.array(channel).default([]),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Settings = z.infer<typeof settings>;
export type Config = Readonly<
  Omit<Settings, 'watches'> & {
    watches: readonly Watch[];
    /** A Postgres of the operator's own; undefined means the embedded one. */
    databaseUrl: string | undefined;
    /** The queue's Redis; undefined means the queue lives in Postgres. */
    redisUrl: string | undefined;
  }
>;

/**
 * Checks settings given as YAML text or as an object, and the environment variables DATABASE_URL and REDIS_URL.
 * @param input the text of redwatch.yaml with its name for messages, or the same as an object
 * @throws ConfigError naming every problem, with line and column where the settings came as text
 */
export function loadConfig(
  input: { text: string; file: string } | { object: unknown },
  env: Record<string, string | undefined>,
): Config {
  const problems: string[] = [];
  let place = (_path: readonly PropertyKey[]) => '';
  let raw: unknown;
  if ('text' in input) {
    const lines = new LineCounter();
    const document = parseDocument(input.text, { lineCounter: lines, prettyErrors: false });
    for (const error of document.errors) {
      const { line, col } = lines.linePos(error.pos[0]);
      problems.push(`${input.file}:${line}:${col}: ${error.message}`);
    }
    if (problems.length) throw new ConfigError(problems);
    raw = document.toJS();
    place = (path) => `${input.file}:${positionOf(document, lines, path)}: `;
  } else {
    raw = input.object;
  }
  const parsed = settings.safeParse(raw ?? {});
  // The desk is always there to be told.
  if (parsed.success && !parsed.data.channels.some((c) => c.id === 'desk'))
    parsed.data.channels.push({ id: 'desk', type: 'desk' });
  if (!parsed.success)
    for (const issue of parsed.error.issues)
      problems.push(`${place(issue.path)}${issue.path.join('.') || 'settings'}: ${issue.message}`);
  for (const name of ['DATABASE_URL', 'REDIS_URL'] as const) {
    const scheme = name === 'DATABASE_URL' ? /^postgres(ql)?:$/ : /^rediss?:$/;
    const value = env[name];
    if (value && !(URL.canParse(value) && scheme.test(new URL(value).protocol)))
      problems.push(
        `${name}: expected an address such as ${name === 'DATABASE_URL' ? 'postgres://user:password@host:5432/redwatch' : 'redis://host:6379'}`,
      );
  }
  if (parsed.success)
    problems.push(...crossCheck(parsed.data).map(({ path, message }) => `${place(path)}${path.join('.')}: ${message}`));
  if (!parsed.success || problems.length) throw new ConfigError(problems);
  return Object.freeze({
    ...parsed.data,
    databaseUrl: env.DATABASE_URL || undefined,
    redisUrl: env.REDIS_URL || undefined,
  });
}

/** What no single field can know: doubled ids, rules that name channels or companies nobody defined. */
function crossCheck(all: Settings): { path: PropertyKey[]; message: string }[] {
  const found: { path: PropertyKey[]; message: string }[] = [];
  for (const list of ['watches', 'sources', 'channels'] as const) {
    const seen = new Set<string>();
    all[list].forEach((item, i) => {
      if (seen.has(item.id)) found.push({ path: [list, i, 'id'], message: `"${item.id}" stands twice` });
      seen.add(item.id);
    });
  }
  const channels = new Set(all.channels.map((c) => c.id));
  const recipients = [
    ...all.alerts.operator.map(({ channel }, i) => ({ channel, path: ['alerts', 'operator', i, 'channel'] })),
    ...all.alerts.rules.flatMap((r, i) =>
      r.recipients.map(({ channel }, k) => ({ channel, path: ['alerts', 'rules', i, 'recipients', k, 'channel'] })),
    ),
  ];
  for (const { channel, path } of recipients)
    if (!channels.has(channel))
      found.push({
        path,
        message: `no channel "${channel}" is defined (known: ${[...channels].join(', ') || 'none'})`,
      });
  return found;
}

/** `line:column` of the deepest part of the path that stands in the file. */
function positionOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): string {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth ? document.getIn(path.slice(0, depth), true) : document.contents;
    const range = (node as { range?: [number, number, number] } | null | undefined)?.range;
    if (range) {
      const { line, col } = lines.linePos(range[0]);
      return `${line}:${col}`;
    }
  }
  return '1:1';
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
