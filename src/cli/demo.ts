import { appendFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { openRedwatch, type Redwatch } from '../../queues/worker.ts';
import { startMailbox, startWebhookReceiver } from '../../test/demo/receivers.ts';
import { startDemoWeb, type DemoWeb } from '../../test/demo/server.ts';
import { demoSettings, WEBHOOK_SECRET } from '../../test/demo/settings.ts';
import type { SiteId } from '../../test/demo/site.ts';
import { loadConfig } from '../config.ts';
import { EnvironmentError } from '../errors.ts';
import { createLog } from '../log.ts';
import { askForRuns } from '../store/runs.ts';
import { progressPrinter } from './_progress.ts';
import { openDesk } from './start.ts';
import { summarise, summaryLines, type Summary } from './_summary.ts';

type Options = { exit?: boolean; json?: boolean; data: string; keep?: boolean; port: number };

/** What a demo that was killed needs to go on: the same addresses, and which night it was in. */
type State = {
  sites: Partial<Record<SiteId, number>>;
  webhook: number;
  smtp: number;
  night: 1 | 2;
  isFinished: boolean;
};

/** The two nights that are played; the clock of the program shows them, so that dates on the desk make sense. */
const NIGHTS = { 1: '2025-12-28', 2: '2025-12-29' } as const;

/**
 * `redwatch demo`: two nights of the small web in test/demo, through every step, with alerts delivered to receivers that
 * really speak HTTP and SMTP. A demo that was killed goes on where it was; a finished one begins anew.
 */
export async function runDemo(options: Options): Promise<void> {
  const say = options.json ? (line: string) => console.error(line) : (line: string) => console.log(line);
  const started = Date.now();
  const dataDir = path.resolve(options.data);
  const stateFile = path.join(dataDir, 'demo-state.json');
  const before = await readState(stateFile);
  const goesOn = before !== null && (options.keep || !before.isFinished);
  if (before && !goesOn) await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true });
  say(
    goesOn
      ? `Going on with the demo in ${options.data} (night ${before.night}).`
      : 'A small web of eight sites on this machine, played for two nights.',
  );

  const web = await startDemoWeb({
    night: before && goesOn ? before.night : 1,
    ...(goesOn && { ports: before.sites }),
  }).catch(portsTaken);
  const arrivals = arrivalsIn(path.join(dataDir, 'arrived.jsonl'));
  const webhook = await startWebhookReceiver({
    secret: WEBHOOK_SECRET,
    port: goesOn ? before.webhook : 0,
    record: ({ key, to, title, isSigned }) => arrivals.add({ by: 'webhook', key, to, what: title, isSigned }),
  });
  const mailbox = await startMailbox({
    port: goesOn ? before.smtp : 0,
    record: ({ messageId, to, subject }) =>
      arrivals.add({ by: 'mail', key: messageId, to: to.join(', '), what: subject }),
  });
  const portOf = (url: string) => Number(new URL(url).port);
  const state: State = {
    sites: Object.fromEntries(web.sites.map((s) => [s.id, portOf(s.origin)])),
    webhook: portOf(webhook.url),
    smtp: mailbox.port,
    night: web.night(),
    isFinished: false,
  };
  const saveState = () => writeFile(stateFile, JSON.stringify(state));
  await saveState();

  const settings = demoSettings(web, {
    dataDir,
    webhookUrl: webhook.url,
    smtpPort: mailbox.port,
    deskPort: options.port,
  });
  // The demo stands alone: no database or queue of the operator's is touched.
  const config = loadConfig({ object: settings }, {});
  const log = createLog(process.env.REDWATCH_DEBUG ? 'debug' : 'error');
  const redwatch = await openRedwatch({ config, log, now: playedClock(web), progress: progressPrinter(say) });
  try {
    const desk = await openDesk(redwatch, log);
    redwatch.context.deskUrl = redwatch.context.config.publicUrl ?? desk.url;
    redwatch.work();
    const nights: Summary[] = [];
    for (const night of [1, 2] as const) {
      if (night < state.night) continue;
      web.setNight(night);
      state.night = night;
      await saveState();
      nights.push(await playNight(redwatch, night, say));
    }
    state.isFinished = true;
    await saveState();
    const total = await summarise(redwatch.store.db);
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    const arrived = await arrivals.all();
    if (options.json) console.log(JSON.stringify({ seconds, desk: desk.url, nights, total, arrived }, null, 2));
    else {
      say(`\nBoth nights in ${seconds} s:`);
      for (const line of summaryLines(total)) say(`  ${line}`);
      const by = (way: Arrival['by']) => arrived.filter((a) => a.by === way);
      const signed = by('webhook').filter((a) => a.isSigned).length;
      say(
        `  arrived: ${by('webhook').length} by webhook (${signed} with a good signature), ${by('mail').length} by mail`,
      );
    }
    if (!options.exit) {
      say(`\nThe desk is at ${desk.url} until you press Ctrl-C.`);
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    }
    await desk.close();
  } finally {
    await redwatch.close();
    await Promise.all([web.close(), webhook.close(), mailbox.close()]);
  }
}

/** What arrived at the receivers. Kept on disk at once, so that a demo that was killed knows it too. */
type Arrival = { by: 'webhook' | 'mail'; key: string; to: string; what: string; isSigned?: boolean };

function arrivalsIn(file: string) {
  return {
    add: (arrival: Arrival) => appendFileSync(file, `${JSON.stringify(arrival)}\n`),
    all: async (): Promise<Arrival[]> => {
      const text = await readFile(file, 'utf8').catch(() => '');
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Arrival);
    },
  };
}

async function playNight(redwatch: Redwatch, night: 1 | 2, say: (line: string) => void): Promise<Summary> {
  const { db } = redwatch.store;
  say(`\nNight ${night}, ${NIGHTS[night]}`);
  const before = await summarise(db);
  await askForRuns(
    db,
    redwatch.context.sources.map((s) => ({ sourceId: s.id, night: NIGHTS[night] })),
  );
  await redwatch.queues.untilEmpty();
  return summarise(db, before);
}

/** Two in the morning of the played night, plus the time that passes. */
function playedClock(web: DemoWeb): () => Date {
  const started = Date.now();
  return () => new Date(Date.parse(`${NIGHTS[web.night()]}T02:00:00+08:00`) + Date.now() - started);
}

async function readState(file: string): Promise<State | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as State;
  } catch {
    // None, or cut off by a kill while it was written: the demo begins anew.
    return null;
  }
}

function portsTaken(error: unknown): never {
  throw new EnvironmentError(
    'The addresses of the demo that was cut off are in use: is it still running? End it, or remove its data folder.',
    { cause: error },
  );
}
