import { openReplay, replays, type Account, type Difference, type ReplayContext } from '../../queues/replay/index.ts';
import { ConfigError } from '../errors.ts';
import { createLog } from '../log.ts';
import { hasPagesOf } from '../store/replay-pages.ts';
import { print } from './_lines.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

type Options = SettingsOptions & {
  rules: string;
  since?: string;
  until?: string;
  source?: string;
  company?: string;
  apply?: boolean;
  json?: boolean;
};

/**
 * `redwatch replay --rules read|group|claims`: what the rules of today make of the archive. Shows what would change and changes
 * nothing; with --apply it makes exactly that. Days are of UTC and of when a page was fetched, both included.
 */
export async function runReplay(options: Options): Promise<void> {
  const run = replays[options.rules];
  if (!run)
    throw new ConfigError([`--rules: expected one of ${Object.keys(replays).join(', ')}, got "${options.rules}"`]);
  const { since, until } = rangeOf(options);
  const config = await settingsFor(options);
  const { context, close } = await openReplay(config, createLog(process.env.REDWATCH_DEBUG ? 'debug' : 'warn'));
  try {
    const companies = context.config.watches.map((w) => w.id);
    if (options.company && !companies.includes(options.company))
      throw new ConfigError([`no company "${options.company}" (known: ${companies.join(', ')})`]);
    if (options.source && !(await isSource(context, options.source)))
      throw new ConfigError([`no source "${options.source}" stands in the settings or has brought a page`]);
    const span = { since, until, sourceId: options.source ?? null, companyId: options.company ?? null };
    const show = options.json ? print : (d: Difference) => void process.stdout.write(`${linesOf(d).join('\n')}\n`);
    const account = await run(context, { span, apply: options.apply ?? false }, show);
    if (options.json) await print({ kind: 'account', ...account });
    else for (const line of accountLines(account)) console.log(line);
    if (account.applied?.left) process.exitCode = 1;
  } finally {
    await close();
  }
}

/** Sources that were taken out of the settings still have their pages. */
async function isSource({ sources, db }: ReplayContext, id: string): Promise<boolean> {
  return sources.some((s) => s.id === id) || (await hasPagesOf(db, id));
}

const DAY_MS = 86_400_000;

/** @throws ConfigError with what is wrong */
function rangeOf({ since, until }: Options): { since: Date | null; until: Date | null } {
  const problems = Object.entries({ since, until })
    .filter(([, day]) => day !== undefined && !isDay(day))
    .map(([name, day]) => `--${name}: expected a day such as 2025-06-30, got "${day}"`);
  if (!problems.length && since && until && since > until) problems.push(`--since ${since} is after --until ${until}`);
  if (problems.length) throw new ConfigError(problems);
  return {
    since: since ? new Date(`${since}T00:00:00Z`) : null,
    until: until ? new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS) : null,
  };
}

/** `2025-06-30`, and not `2025-06-31`, which Date takes for the day after. */
function isDay(day: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : null;
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

/** One difference for people: what it is about, what was, what would be, why. Long texts are cut; --json has them whole. */
function linesOf({ kind, id, what, title, url, was, is, why }: Difference): string[] {
  return [
    `${kind} ${id}: ${what}: ${title}${url && !url.startsWith('import:') ? ` <${url}>` : ''}`,
    ...(was === null ? [] : [`  was ${shortened(was)}`]),
    ...(is === null ? [] : [`  is  ${shortened(is)}`]),
    ...(why === null ? [] : [`  because ${why}`]),
  ];
}

const MOST = 600;

function shortened(value: object): string {
  const text = JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'string' && one.length > 120 ? `${one.slice(0, 120)}… (${one.length} characters)` : one,
  );
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

function accountLines({ rules, lookedAt, leftOut, changes, applied, notes }: Account): string[] {
  const total = changes.reduce((sum, change) => sum + change.n, 0);
  return [
    `${lookedAt.n} of ${lookedAt.of} ${lookedAt.noun} of the span went through the rules of today (${rules}).`,
    ...leftOut.filter((l) => l.n > 0).map(({ n, why }) => `  ${n} ${why}`),
    ...changes.filter((c) => c.n > 0).map(({ n, of, what }) => `  ${n} of ${of} ${what}`),
    ...notes,
    ...(total === 0
      ? ['Nothing to change.']
      : applied
        ? [appliedLine(applied)]
        : ['Nothing was changed: --apply does it.']),
  ];
}

function appliedLine({ taken, left }: { taken: number; left: number }): string {
  const more = left ? ` ${left} changed meanwhile and were left as they are: run it again.` : '';
  return `Applied: ${taken}.${more}`;
}
