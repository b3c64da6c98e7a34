import { openRedwatch } from '../../queues/worker.ts';
import { ConfigError } from '../errors.ts';
import { createLog } from '../log.ts';
import { addWork } from '../store/outbox.ts';
import { crawlWork, runIdOf } from '../store/runs.ts';
import { summarise, summaryLines } from './_summary.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

type Options = SettingsOptions & { since: string; until: string; alerts?: boolean };

/**
 * `redwatch backfill SOURCE --since DAY --until DAY`: what the source published from the first to the last day, both included.
 * Broken off, it goes on when called again: what is known is not fetched twice. Nobody is told of what it finds, unless --alerts.
 */
export async function runBackfill(sourceId: string, options: Options): Promise<void> {
  const { since, until } = rangeOf(options);
  const config = await settingsFor(options);
  const redwatch = await openRedwatch({ config, log: createLog(process.env.REDWATCH_DEBUG ? 'debug' : 'warn') });
  try {
    const { db } = redwatch.store;
    const known = redwatch.context.sources.map((s) => s.id);
    if (!known.includes(sourceId)) throw new ConfigError([`no source "${sourceId}" (known: ${known.join(', ')})`]);
    const before = await summarise(db);
    const key = { sourceId, night: `backfill ${options.since}..${options.until}` };
    const arrival = options.alerts ? 'live' : 'backfill';
    await addWork(db, [crawlWork(key, { range: { since, until }, arrival })]);
    redwatch.work();
    await redwatch.queues.untilEmpty();
    const run = await db.selectFrom('runs').select('sentence').where('id', '=', runIdOf(key)).executeTakeFirst();
    console.log(run?.sentence ?? 'the backfill did not run');
    for (const line of summaryLines(await summarise(db, before))) console.log(line);
  } finally {
    await redwatch.close();
  }
}

/** The instants of the first moment of `since` and the last of `until`; days are of UTC. @throws ConfigError with what is wrong */
function rangeOf({ since, until }: Options): { since: string; until: string } {
  const problems = Object.entries({ since, until })
    .filter(([, day]) => !/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day)))
    .map(([name, day]) => `--${name}: expected a day such as 2025-06-30, got "${day}"`);
  if (!problems.length && since > until) problems.push(`--since ${since} is after --until ${until}`);
  if (problems.length) throw new ConfigError(problems);
  return { since: `${since}T00:00:00.000Z`, until: `${until}T23:59:59.999Z` };
}
