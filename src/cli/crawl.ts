import { nightOf, openRedwatch } from '../../queues/worker.ts';
import { ConfigError } from '../errors.ts';
import { createLog } from '../log.ts';
import { coverageLines, coverageOf } from '../store/coverage.ts';
import { askForRuns, latestRuns } from '../store/runs.ts';
import { summarise, summaryLines } from './_summary.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

/** `redwatch crawl`: one crawl now, all steps, then per source what it brought and what it did not. */
export async function runCrawl(ids: readonly string[], options: SettingsOptions & { json?: boolean }): Promise<void> {
  const config = await settingsFor(options);
  const redwatch = await openRedwatch({ config, log: createLog(process.env.REDWATCH_DEBUG ? 'debug' : 'warn') });
  try {
    const { sources, now } = redwatch.context;
    const unknown = ids.filter((id) => !sources.some((s) => s.id === id));
    if (unknown.length)
      throw new ConfigError([`no source "${unknown.join('", "')}" (known: ${sources.map((s) => s.id).join(', ')})`]);
    const before = await summarise(redwatch.store.db);
    const chosen = ids.length ? ids : sources.map((s) => s.id);
    const night = nightOf(now(), config.schedule.zone);
    await askForRuns(
      redwatch.store.db,
      chosen.map((sourceId) => ({ sourceId, night })),
    );
    redwatch.work();
    await redwatch.queues.untilEmpty();
    const runs = (await latestRuns(redwatch.store.db)).filter((r) => chosen.includes(r.sourceId));
    const summary = await summarise(redwatch.store.db, before);
    const coverage = await coverageOf(redwatch.store.db, {
      night,
      sources: sources.filter((s) => chosen.includes(s.id)),
      zone: config.schedule.zone,
    });
    if (options.json) console.log(JSON.stringify({ runs, coverage, ...summary }, null, 2));
    else {
      for (const run of runs) console.log(`${run.sourceId}: ${run.sentence}`);
      for (const line of coverageLines(coverage)) console.log(line);
      for (const line of summaryLines(summary)) console.log(line);
    }
  } finally {
    await redwatch.close();
  }
}
