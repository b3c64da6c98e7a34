import { once } from 'node:events';
import { openRedwatch, type Redwatch } from '../../queues/worker.ts';
import { createLog, type Logger } from '../log.ts';
import { firstLink } from '../store/desk/accounts.ts';
import { latestRuns } from '../store/runs.ts';
import { createDesk } from '../web/app.tsx';
import { serveDesk } from '../web/serve.ts';
import { shownSettings, type SettingsFile } from '../web/settings.ts';
import { deskTrials } from './_desk-trials.ts';
import { settingsFile, settingsFor, type SettingsOptions } from './_settings.ts';

/** `redwatch start`: everything in one process until it is asked to stop. */
export async function runStart(options: SettingsOptions & { now?: boolean }): Promise<void> {
  const config = await settingsFor(options);
  const log = createLog(config.logLevel);
  const redwatch = await openRedwatch({ config, log, progress: (p) => log.info(p, 'progress') });
  try {
    const desk = await openDesk(redwatch, log, { file: await settingsFile(options) });
    try {
      const first = (await latestRuns(redwatch.store.db)).length === 0;
      const missed = await redwatch.schedule();
      redwatch.work();
      const nights = `crawls every night at ${config.schedule.at} ${config.schedule.zone}`;
      console.log(
        `Redwatch is running: desk at ${desk.url}, ${config.sources.length} sources, ${nights}. Ctrl-C ends it.`,
      );
      const invitation = await firstLink(redwatch.store.db, { base: desk.url, at: new Date() });
      if (invitation) console.log(`Nobody has an account yet. To make the first one, open ${invitation} once.`);
      if (first) console.log('First start: crawling once now.');
      else if (missed) console.log('The last night was missed: crawling once now.');
      if (options.now && !missed) {
        console.log('Crawling once now.');
        await redwatch.crawlNow(new Date());
      }
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
      console.log('Stopping: finishing what is in hand.');
    } finally {
      await desk.close();
    }
  } finally {
    await redwatch.close();
  }
}

/** The desk over an open installation. @throws EnvironmentError when its port is taken */
export async function openDesk(redwatch: Redwatch, log: Logger, given: { port?: number; file?: SettingsFile } = {}) {
  const { context, store } = redwatch;
  const { config, sources, now } = context;
  // Under the name by which subscribers reach it, and those of this machine.
  const allowedHosts = config.publicUrl ? [new URL(config.publicUrl).host] : [];
  const settings = shownSettings(config, given.file ?? null);
  const trials = deskTrials(redwatch);
  const { watches } = config;
  const app = createDesk({ db: store.db, watches, sources, now, log, allowedHosts, settings, trials });
  return serveDesk(app, { host: config.desk.host, port: given.port ?? config.desk.port });
}
