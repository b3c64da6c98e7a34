/** The parts of `redwatch start` as processes of their own: any number of workers, one or more desks, one or more schedulers. */
import { once } from 'node:events';
import { steps } from '../../queues/index.ts';
import { openRedwatch, type Redwatch } from '../../queues/worker.ts';
import { ConfigError } from '../errors.ts';
import { createLog } from '../log.ts';
import { serveMetrics } from './_metrics.ts';
import { settingsFile, settingsFor, type SettingsOptions } from './_settings.ts';
import { openDesk } from './start.ts';

/** `redwatch worker`: works the steps named (default: all) until it is asked to stop; what is in hand is finished first. */
export async function runWorker(
  options: SettingsOptions & MetricsOptions & { steps?: string; concurrency?: number },
): Promise<void> {
  const names = options.steps?.split(',').map((name) => name.trim());
  const unknown = names?.filter((name) => !steps.some((s) => s.name === name)) ?? [];
  if (unknown.length)
    throw new ConfigError([
      `--steps: no step "${unknown.join('", "')}" (known: ${steps.map((s) => s.name).join(', ')})`,
    ]);
  await run(options, async (redwatch) => {
    redwatch.work(names, options.concurrency);
    return { says: `works ${names?.join(', ') ?? 'all steps'}` };
  });
}

/** `redwatch web`: the desk alone. */
export async function runWeb(options: SettingsOptions): Promise<void> {
  await run(options, async (redwatch) => {
    const desk = await openDesk(redwatch, redwatch.context.log, { file: await settingsFile(options) });
    return { says: `desk at ${desk.url}`, close: desk.close };
  });
}

/** `redwatch schedule`: asks for the nightly crawl; however many run, each night is asked for once. */
export async function runSchedule(options: SettingsOptions & MetricsOptions): Promise<void> {
  await run(options, async (redwatch) => {
    await redwatch.schedule();
    const { at, zone } = redwatch.context.config.schedule;
    return { says: `asks for a crawl every night at ${at} ${zone}` };
  });
}

/** Under the minute that docker-compose.yml gives; work in hand is handed back after 20 s of it. */
const STOP_LIMIT_MS = 40_000;

type MetricsOptions = { metricsPort?: string };
type Part = { says: string; close?: () => Promise<void> };

async function run(
  options: SettingsOptions & MetricsOptions,
  begin: (redwatch: Redwatch) => Promise<Part>,
): Promise<void> {
  const config = await settingsFor(options);
  const log = createLog(config.logLevel);
  const redwatch = await openRedwatch({ config, log, progress: (p) => log.info(p, 'progress') });
  try {
    const part = await begin(redwatch);
    const metrics = options.metricsPort ? await serveMetrics(redwatch, options.metricsPort) : null;
    const place = metrics ? `, metrics at ${metrics.url}/metrics` : '';
    console.log(`Redwatch ${part.says}${place}. Ctrl-C ends it.`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    // Whatever hangs: the next process takes it up again, and who runs this one need not kill it.
    setTimeout(() => {
      log.error(`stopping took longer than ${STOP_LIMIT_MS / 1000} s`);
      process.exit(1);
    }, STOP_LIMIT_MS).unref();
    await part.close?.();
    await metrics?.close();
  } finally {
    await redwatch.close();
  }
  // Work that was handed back may not have ended; nobody waits for it.
  process.exit(0);
}
