/**
 * The process: everything that works, joined. `openRedwatch` opens the archive, the gate and the queue; what runs in it
 * (all steps, some, the schedule, none) is the caller's choice; `close` finishes or hands back what is in hand.
 */
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseSource } from '../crawlers/index.ts';
import type { Source } from '../crawlers/_source.ts';
import type { Config } from '../src/config.ts';
import { ConfigError, messageOf } from '../src/errors.ts';
import type { Logger } from '../src/log.ts';
import { createBrowser } from '../src/net/browser.ts';
import { createGate, type Gate } from '../src/net/gate.ts';
import { resolveSecrets } from '../src/notify/_secrets.ts';
import { channelProblems } from '../src/notify/index.ts';
import { openReadPool } from '../src/read-pool.ts';
import { noteWatches } from '../src/store/arrivals.ts';
import { effectiveWatches } from '../src/store/desk/watches.ts';
import { openClock } from '../src/store/clock.ts';
import { openStore, type Store } from '../src/store/connect.ts';
import { tidyArchive } from '../src/store/archive.ts';
import { dueSources } from '../src/store/health.ts';
import { rescanForNewWatches } from '../src/store/notes.ts';
import { addWork } from '../src/store/outbox.ts';
import { sharedState } from '../src/store/pacing.ts';
import { NO_WATCH } from '../src/store/pages.ts';
import { askForRuns, crawlWork, endAbandonedRuns, type RunKey } from '../src/store/runs.ts';
import { VERSION } from '../src/version.ts';
import { createStepMetrics, type StepMetrics } from './_metrics.ts';
import { openQueues, type Queues } from './_step.ts';
import { openTraces } from './_traces.ts';
import type { Context, Progress } from './_context.ts';
import { steps } from './index.ts';

export type Redwatch = {
  store: Store;
  context: Context;
  queues: Queues;
  /** What this process did. */
  metrics: StepMetrics;
  /** Begins to work in this process: the steps named, or all; `concurrency` jobs of a step at a time, or its own number. */
  work(names?: readonly string[], concurrency?: number): void;
  /** Asks for a crawl of every source for the night of this instant. */
  crawlNow(at: Date): Promise<void>;
  /**
   * Crawls every night at the settings' time; with `schedule.follow` each source between, when it is due. A night that was
   * missed is made up now, once: @returns how many sources are asked for it
   */
  schedule(): Promise<number>;
  close(): Promise<void>;
};

export type OpenOptions = {
  config: Config;
  log: Logger;
  progress?: (event: Progress) => void;
  /** The address subscribers reach the desk at, where the settings name none. */
  deskUrl?: string;
  /** A time that is played, as in the demo; else the archive's own. */
  now?: () => Date;
};

/** Opens the sources of the settings. @throws ConfigError with the problems of all of them */
export function openSources(config: Config): Source[] {
  const problems: string[] = [];
  const sources = config.sources
    .filter((s) => s.enabled)
    .flatMap(({ enabled: _enabled, ...settings }) => {
      try {
        return [parseSource(settings)];
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        problems.push(...error.problems);
        return [];
      }
    });
  if (problems.length) throw new ConfigError(problems);
  return sources;
}

/** The channels of the settings with their secrets, from the environment or files. @throws ConfigError with all problems */
export function openChannels(config: Config, env: NodeJS.ProcessEnv = process.env): Context['channels'] {
  const problems: string[] = [];
  const opened = new Map<string, { type: string; settings: Record<string, unknown> }>();
  for (const { id, type, ...raw } of config.channels) {
    try {
      const settings = resolveSecrets(raw, env, (file) => readFileSync(file, 'utf8'));
      problems.push(...channelProblems({ type, ...settings }).map((p) => `channel "${id}": ${p}`));
      opened.set(id, { type, settings });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems.map((p) => `channel "${id}": ${p}`));
    }
  }
  if (problems.length) throw new ConfigError(problems);
  return opened;
}

/** Opens the language model of the settings, if they name one; only then is its client loaded. @throws ConfigError when its key is missing */
async function modelOpener({ model }: Config, env: NodeJS.ProcessEnv = process.env) {
  if (!model) return () => ({});
  const { apiKey } = resolveSecrets({ apiKey: model.apiKey }, env, (file) => readFileSync(file, 'utf8'));
  const { openModel } = await import('../src/model/client.ts');
  return (gate: Gate): Pick<Context, 'model'> => ({ model: openModel(model, { gate, apiKey }) });
}

/** @throws ConfigError for settings, EnvironmentError for a database or queue that cannot be used */
export async function openRedwatch({
  config,
  log,
  progress = () => {},
  deskUrl,
  now: played,
}: OpenOptions): Promise<Redwatch> {
  const sources = openSources(config);
  const channels = openChannels(config);
  const traces = openTraces(process.env, log);
  const openModel = await modelOpener(config);
  const store = await openStore({ url: config.databaseUrl, dataDir: config.dataDir, log });
  const clock = await openClock(store.db, log);
  const now = played ?? clock.now;
  const instant = () => clock.now().getTime();
  const stop = new AbortController();
  // Every crawl listens to it.
  setMaxListeners(0, stop.signal);
  const userAgent = `Redwatch/${VERSION} (+${config.contact})`;
  const gate = createGate({
    userAgent,
    allow: config.net.allow,
    proxy: config.net.proxy ?? null,
    delayMs: config.net.paceMs,
    maxBytes: config.net.maxBytes,
    state: sharedState(store.db, instant),
    now: instant,
  });
  const browser = createBrowser({ gate });
  const readPool = openReadPool({ threads: readThreads() });
  const metrics = createStepMetrics();
  const context: Context = {
    config,
    sources,
    channels,
    deskUrl: config.publicUrl ?? deskUrl ?? `http://${config.desk.host}:${config.desk.port}`,
    db: store.db,
    log,
    gate,
    browser,
    ...openModel(gate),
    readPool,
    now,
    clock: clock.now,
    progress: (event) => {
      metrics.progress(event);
      progress(event);
    },
    groupIndex: { index: null, seq: 0n, shards: config.grouping.shards },
    signal: stop.signal,
  };
  try {
    const queues = await openQueues({ steps, context, databaseUrl: store.url, redisUrl: config.redisUrl, traces });
    await takeWatches(context, config.watches);
    await endAbandonedRuns(store.db, now());
    const crawlNow = (at: Date) =>
      askForRuns(
        store.db,
        sources.map((s) => ({ sourceId: s.id, night: nightOf(at, config.schedule.zone) })),
      );
    let following: NodeJS.Timeout | undefined;
    let looking: NodeJS.Timeout | undefined;
    const makeUp = async (at: Date) => {
      const missed = await askMissedNight(context, at);
      if (missed) log.info({ sources: missed }, 'the last night was missed: crawling now');
      return missed;
    };
    // A queue that lost its schedule, or a machine that calls at the wrong time: the archive knows which night is missing.
    const lookForMissed = () =>
      makeUp(new Date(now().getTime() - NIGHT_GRACE_MS)).catch((error: unknown) =>
        log.warn({ error: messageOf(error) }, 'could not look whether a night was missed'),
      );
    // Companies and names edited on the desk hold from the next batch on, in every process.
    const watching = setInterval(
      () =>
        void takeWatches(context, config.watches).catch((error: unknown) =>
          log.warn({ error: messageOf(error) }, 'could not look whether the watched companies were edited'),
        ),
      WATCHES_EVERY_MS,
    ).unref();
    const followDue = () =>
      askDueSources(context).catch((error: unknown) =>
        log.warn({ error: messageOf(error) }, 'could not look which sources are due'),
      );
    return {
      store,
      context,
      queues,
      metrics,
      work: (names, concurrency) => {
        const chosen = steps.filter((s) => !names || names.includes(s.name)).map(metrics.measured);
        queues.work(concurrency ? chosen.map((s) => ({ ...s, concurrency })) : chosen, context);
      },
      crawlNow,
      schedule: async () => {
        const [hour, minute] = config.schedule.at.split(':').map(Number);
        if (config.schedule.follow) following = setInterval(() => void followDue(), FOLLOW_EVERY_MS).unref();
        await queues.scheduleNights(`${minute} ${hour} * * *`, config.schedule.zone, async (at) => {
          if (at.getTime() > instant() + NIGHT_GRACE_MS)
            return log.warn(
              { at },
              'a machine whose clock is ahead called a night that has not come: left for its time',
            );
          await crawlNow(at);
          const tidied = await tidyArchive(store.db, config.archive, now());
          if (tidied.pages) log.info(tidied, 'pages older or more than the settings keep were removed');
        });
        looking = setInterval(() => void lookForMissed(), NIGHT_LOOK_MS).unref();
        return makeUp(now());
      },
      close: async () => {
        stop.abort(new Error('Redwatch is stopping'));
        clearInterval(following);
        clearInterval(looking);
        clearInterval(watching);
        clock.close();
        await queues.close();
        context.groupIndex.index?.close();
        await Promise.all([browser.close(), gate.close(), readPool.close(), traces?.close()]);
        await store.close();
      },
    };
  } catch (error) {
    clock.close();
    await Promise.all([browser.close(), gate.close(), traces?.close()]).catch((e: unknown) =>
      log.warn({ error: messageOf(e) }, 'closing failed'),
    );
    await store.close();
    throw error;
  }
}

/** One core is left to everything that is not reading. */
function readThreads(): number {
  return Math.min(4, Math.max(1, availableParallelism() - 1));
}

/** Whether a source is due is looked at this often; the shortest interval of one is 15 minutes. */
const FOLLOW_EVERY_MS = 60_000;

/** Asks for a crawl of every source that is due. Any number of processes may: what is waiting already is not doubled. */
export async function askDueSources({ db, sources, config, now }: Context): Promise<number> {
  const ids = sources.map((s) => s.id);
  const due = await dueSources(db, ids, now());
  const night = nightOf(now(), config.schedule.zone);
  await addWork(
    db,
    due.map((sourceId) => crawlWork({ sourceId, night })),
  );
  return due.length;
}

const WATCHES_EVERY_MS = 10_000;

/** Lets the steps go by the settings' companies as the desk has edited them; when a name is new, the archive is read again for it. */
async function takeWatches(context: Context, configured: Config['watches']): Promise<void> {
  const { db, log } = context;
  const watches = await effectiveWatches(db, configured);
  context.config = { ...context.config, watches };
  await noteWatches(db, watches, context.now());
  const pages = await rescanForNewWatches(db, watches, NO_WATCH);
  if (pages) log.info({ pages }, 'the watched companies changed: reading again what named none of them');
}

/** A night that nobody has asked for so long after its time is made up, whatever the queue's schedule says. */
const NIGHT_GRACE_MS = 600_000;
const NIGHT_LOOK_MS = 60_000;

/**
 * Asks for last night's crawl of the sources that have no run of it, nor of a later one (nobody ran at its time, or the
 * source is new). Any number of processes may: what is asked for already is not doubled.
 */
async function askMissedNight({ db, sources, config }: Context, now: Date): Promise<number> {
  const { at, zone } = config.schedule;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' }).format(now);
  // Before tonight's time, the last night is that of the day before.
  const day = clock >= at ? now : new Date(now.getTime() - 24 * 3600_000);
  const night = nightOf(day, zone);
  const seen = await db
    .selectFrom('runs')
    .select('sourceId')
    .distinct()
    .where('night', '>=', night)
    // A backfill is no night.
    .where('night', '~', '^[0-9]')
    .execute();
  const missed = sources
    .filter(({ id }) => !seen.some((run) => run.sourceId === id))
    .map(({ id }) => ({ sourceId: id, night }));
  // What waits, or was given up before it could begin, is asked for already.
  const asked = await crawlsAsked(db, missed);
  const left = missed.filter((key) => !asked.has(crawlWork(key).key));
  await askForRuns(db, left);
  return left.length;
}

async function crawlsAsked(db: Store['db'], keys: readonly RunKey[]): Promise<Set<string>> {
  if (!keys.length) return new Set();
  const rows = await db
    .selectFrom('outbox')
    .select('key')
    .where('step', '=', 'crawl')
    .where(
      'key',
      'in',
      keys.map((key) => crawlWork(key).key),
    )
    .execute();
  return new Set(rows.map(({ key }) => key));
}

/** The calendar day of an instant in a zone, `2025-12-29`: one Run per source and night. */
export function nightOf(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at);
}
