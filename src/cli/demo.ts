import { once } from 'node:events';
import path from 'node:path';
import { openRedwatch, type Redwatch } from '../../queues/worker.ts';
import type { DemoWeb } from '../../test/demo/server.ts';
import type { Night } from '../../test/demo/site.ts';
import { loadConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { coverageLines, coverageOf } from '../store/coverage.ts';
import { askForRuns } from '../store/runs.ts';
import { openStage, type Arrival, type Stage } from './_demo-stage.ts';
import { progressPrinter } from './_progress.ts';
import { summarise, summaryLines, type Summary } from './_summary.ts';
import { openDesk } from './start.ts';

type Options = { exit?: boolean; json?: boolean; data: string; keep?: boolean; port: number };
type Say = (line: string) => void;

/** The two nights that are played; the clock of the program shows them, so that dates on the desk make sense. */
const NIGHTS: Readonly<Record<Night, string>> = { 1: '2025-12-28', 2: '2025-12-29' };

/**
 * `redwatch demo`: two nights of the small web in test/demo, through every step, with alerts delivered to receivers that
 * really speak HTTP and SMTP. A demo that was killed goes on where it was; a finished one begins anew.
 */
export async function runDemo(options: Options): Promise<void> {
  const say: Say = options.json ? (line) => console.error(line) : (line) => console.log(line);
  const started = Date.now();
  const stage = await openStage(path.resolve(options.data), options.keep ?? false);
  say(
    stage.goesOn
      ? `Going on with the demo in ${options.data} (night ${stage.night}).`
      : 'A small web of eight sites on this machine, played for two nights.',
  );
  try {
    // The demo stands alone: no database or queue of the operator's is touched.
    const config = loadConfig({ object: stage.settings(options.port) }, {});
    const log = createLog(process.env.REDWATCH_DEBUG ? 'debug' : 'error');
    const redwatch = await openRedwatch({ config, log, now: playedClock(stage.web), progress: progressPrinter(say) });
    try {
      const desk = await openDesk(redwatch, log);
      redwatch.context.deskUrl = desk.url;
      redwatch.work();
      const nights = await playNights(redwatch, stage, say);
      const seconds = Math.round((Date.now() - started) / 100) / 10;
      const result = {
        seconds,
        desk: desk.url,
        nights,
        total: await summarise(redwatch.store.db),
        arrived: await stage.arrived(),
      };
      if (options.json) console.log(JSON.stringify(result, null, 2));
      else for (const line of resultLines(result)) say(line);
      if (!options.exit) {
        say(`\nThe desk is at ${desk.url} until you press Ctrl-C.`);
        await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
      }
      await desk.close();
    } finally {
      await redwatch.close();
    }
  } finally {
    await stage.close();
  }
}

/** Plays the nights that are left; returns what each brought. */
async function playNights({ store, context, queues }: Redwatch, stage: Stage, say: Say): Promise<Summary[]> {
  const nights: Summary[] = [];
  for (const night of [1, 2] as const) {
    if (night < stage.night) continue;
    stage.web.setNight(night);
    await stage.note(night, false);
    say(`\nNight ${night}, ${NIGHTS[night]}`);
    const before = await summarise(store.db);
    await askForRuns(
      store.db,
      context.sources.map((s) => ({ sourceId: s.id, night: NIGHTS[night] })),
    );
    await queues.untilEmpty();
    const { sources, config } = context;
    const coverage = await coverageOf(store.db, { night: NIGHTS[night], sources, zone: config.schedule.zone });
    for (const line of coverageLines(coverage)) say(`  ${line}`);
    nights.push(await summarise(store.db, before));
  }
  await stage.note(2, true);
  return nights;
}

function resultLines({
  seconds,
  total,
  arrived,
}: {
  seconds: number;
  total: Summary;
  arrived: readonly Arrival[];
}): string[] {
  const by = (way: Arrival['by']) => arrived.filter((a) => a.by === way);
  const signed = by('webhook').filter((a) => a.isSigned).length;
  return [
    `\nBoth nights in ${seconds} s:`,
    ...summaryLines(total).map((line) => `  ${line}`),
    `  arrived: ${by('webhook').length} by webhook (${signed} with a good signature), ${by('mail').length} by mail`,
  ];
}

/** Two in the morning of the played night, plus the time that passes. */
function playedClock(web: DemoWeb): () => Date {
  const started = Date.now();
  return () => new Date(Date.parse(`${NIGHTS[web.night()]}T02:00:00+08:00`) + Date.now() - started);
}
