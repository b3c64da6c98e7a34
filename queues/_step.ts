/**
 * What a step is and how its work reaches a worker: the only file that knows BullMQ. The queue lives in the archive's own
 * Postgres, or on Redis when an address is given; everything else is the same on both.
 *
 * The outbox (src/store/outbox.ts) is the judge of what is to be done; BullMQ spreads it over the workers, holds the global
 * concurrency, recovers jobs of killed workers and keeps the nightly schedule. A job carries the ids of up to `batch` outbox
 * rows. One bad item does not hold up its batch: after a failure every item is run alone, and only the bad one waits.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createPostgresBackend, Queue, runMigrations, Worker, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { z } from 'zod';
import { EnvironmentError, messageOf, PermanentError, RetryLaterError } from '../src/errors.ts';
import type { Logger } from '../src/log.ts';
import {
  backlog,
  dispatchedJobs,
  dueSteps,
  noteJobs,
  releaseWork,
  returnWork,
  takeDueWork,
  workOf,
  type DispatchedWork,
  type StepName,
} from '../src/store/outbox.ts';
import type { Context } from './_context.ts';
import type { Traces } from './_traces.ts';

export type WorkItem<P> = { id: string; key: string; payload: P };

export type Step<P = unknown> = {
  name: StepName;
  payload: z.ZodType<P>;
  /** Most items one job carries. */
  batch: number;
  /** Jobs at a time in one worker process, and over all of them. */
  concurrency: number;
  globalConcurrency?: number;
  /** A killed worker's job is taken up again after this; a living one renews it. */
  lockMs: number;
  /** Failures of one item before it is given up and shown to people. */
  giveUpAfter: number;
  /** 1 is taken first. */
  priority: number;
  /** Loads, decides, saves. Must delete the items (finishWork) in the transaction that saves their results. */
  run(items: readonly WorkItem<P>[], context: Context): Promise<void>;
};

/** A step with its payload type checked, as one of the table in index.ts. */
export function defineStep<P>(step: Step<P>): Step {
  return step as unknown as Step;
}

type JobData = { ids: string[] };

/** How long a wait grows with the failures of an item: 2 s, 4 s ... 5 minutes. */
export function backoffMs(failures: number): number {
  return Math.min(300_000, 1000 * 2 ** failures);
}

export type Queues = {
  /** Begins to work the given steps in this process. */
  work(steps: readonly Step[], context: Context): void;
  /** Hands due outbox rows to the queue and takes back those whose job was lost. */
  dispatch(): Promise<number>;
  /** Runs `onNight` once a night over all processes, at a cron pattern in a time zone; it is told the time of the pattern. */
  scheduleNights(pattern: string, zone: string, onNight: (at: Date) => Promise<void>): Promise<void>;
  /** Resolves when no work is waiting, in hand or to be retried (work held on purpose and dead work do not count). */
  untilEmpty(signal?: AbortSignal): Promise<void>;
  /** Resolves when the queue answers. */
  check(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Connects to the queue.
 * @param options.databaseUrl the archive's Postgres; @param options.redisUrl a Redis to use instead
 * @throws EnvironmentError when the queue cannot be reached
 */
export async function openQueues(options: {
  steps: readonly Step[];
  context: Pick<Context, 'db' | 'log'>;
  databaseUrl: string;
  redisUrl?: string | undefined;
  prefix?: string;
  traces?: Traces | null;
  /** How long closing waits for what is in hand; then it is handed back. */
  stopWithinMs?: number;
}): Promise<Queues> {
  const { steps, context, prefix = 'redwatch' } = options;
  const { db, log } = context;
  const backend = options.redisUrl
    ? await redisBackend(options.redisUrl, log, options.traces)
    : await postgresBackend(options.databaseUrl, log, options.traces);
  const nameOf = (step: string) => `${prefix}-${step}`;
  const queues = new Map<StepName, Queue>();
  for (const step of steps) {
    const queue = backend.queue(nameOf(step.name));
    queues.set(step.name, queue);
  }
  const limitConcurrency = async () => {
    for (const { name, globalConcurrency } of steps)
      if (globalConcurrency) await queues.get(name)?.setGlobalConcurrency(globalConcurrency);
  };
  await limitConcurrency();
  const workers: Worker[] = [];
  /** The items of the jobs that this process works. */
  const inHand = new Set<readonly string[]>();
  let closing = false;
  let timer: NodeJS.Timeout | undefined;
  let nights: NodeJS.Timeout | undefined;
  let turn: Promise<number> = Promise.resolve(0);
  let nextTurn: Promise<number> | null = null;
  let lastSweep = -Infinity;

  async function dispatchOnce(): Promise<number> {
    let handed = 0;
    const due = await dueSteps(db);
    for (const step of steps.filter(({ name }) => due.has(name))) {
      const queue = queues.get(step.name) as Queue;
      const most = step.batch * 20;
      for (let isMore = true; isMore;) {
        const rows = await takeDueWork(db, step.name, most);
        isMore = rows.length === most;
        if (!rows.length) break;
        handed += rows.length;
        const jobs = batches(rows, step).map((batch) => ({
          jobId: jobIdOf(step.name, batch),
          ids: batch.map((r) => r.id),
          priority: batch.some(isUrgent) ? 1 : step.priority,
        }));
        await noteJobs(db, jobs);
        await queue.addBulk(
          jobs.map(({ jobId, ids, priority }) => ({
            name: step.name,
            data: { ids } satisfies JobData,
            opts: { jobId, priority, removeOnComplete: true, removeOnFail: { count: 1000 } },
          })),
        );
      }
    }
    // The monotonic clock: a wall clock that is set back must not stop the sweep.
    if (performance.now() - lastSweep > SWEEP_EVERY_MS) {
      lastSweep = performance.now();
      await sweep();
    }
    return handed;
  }

  /** Rows whose job is gone (Redis emptied, process killed before it added the job) are made waiting again. */
  async function sweep(): Promise<void> {
    // A Redis that was emptied has forgotten it.
    await limitConcurrency();
    for (const { step, jobId, ids } of await dispatchedJobs(db, SWEEP_AGE_MS, 500)) {
      const queue = queues.get(step);
      if (!queue) continue;
      const state = jobId ? await queue.getJobState(jobId) : 'unknown';
      if (state === 'unknown' || state === 'failed' || state === 'completed') {
        log.warn({ step, jobId, state, items: ids.length }, 'a job was lost, its work is handed out again');
        await releaseWork(db, ids);
      }
    }
  }

  /** One dispatch at a time; callers that come meanwhile get the next one. */
  function dispatch(): Promise<number> {
    if (nextTurn) return nextTurn;
    nextTurn = turn
      .catch(() => 0)
      .then(() => {
        nextTurn = null;
        return dispatchOnce();
      });
    turn = nextTurn;
    return nextTurn;
  }

  function tick(): void {
    if (closing) return;
    dispatch()
      .catch((error: unknown) => log.error({ error: messageOf(error) }, 'handing out work failed, trying again'))
      .finally(() => {
        if (!closing) timer = setTimeout(tick, DISPATCH_EVERY_MS);
      });
  }

  /**
   * A queue that refuses (a full disk: `MISCONF Errors writing to the AOF file`) is asked again at once by BullMQ, thousands of times a
   * second: nothing is taken for a while after trouble, and it is told once.
   */
  function restAfterTrouble(worker: Worker, step: string): void {
    let resting: NodeJS.Timeout | undefined;
    worker.on('error', (error) => {
      if (resting || closing) return;
      log.warn({ step, error: messageOf(error) }, 'queue trouble');
      const failed = (e: unknown) => log.warn({ step, error: messageOf(e) }, 'queue trouble');
      resting = setTimeout(() => {
        resting = undefined;
        if (!closing) worker.resume().catch(failed);
      }, REST_MS).unref();
      worker.pause(true).catch(failed);
    });
  }

  return {
    dispatch,
    work(chosen, full) {
      for (const step of chosen) {
        const run = async (job: Job<JobData>) => {
          const { ids } = job.data;
          // A worker may be handed a job while it is being paused: a process that stops begins nothing.
          if (closing) return releaseWork(db, ids);
          inHand.add(ids);
          await runJob(step, ids, full).finally(() => inHand.delete(ids));
          // What the save noted goes on at once instead of at the next tick.
          if (!closing) await dispatch();
        };
        const worker = backend.worker(nameOf(step.name), run, {
          concurrency: step.concurrency,
          lockDuration: step.lockMs,
          stalledInterval: step.lockMs,
          maxStalledCount: 100,
        });
        restAfterTrouble(worker, step.name);
        worker.on('failed', (job, error) =>
          log.error({ step: step.name, job: job?.id, error: messageOf(error) }, 'job failed'),
        );
        workers.push(worker);
      }
      tick();
    },
    async scheduleNights(pattern, zone, onNight) {
      const queue = backend.queue(nameOf('night'));
      queues.set('night' as StepName, queue);
      const keep = { removeOnComplete: 30, removeOnFail: 30 };
      const isAsked = async () => (await queue.getJobScheduler('nightly')) !== undefined;
      const ask = async () => {
        try {
          await queue.upsertJobScheduler('nightly', { pattern, tz: zone }, { name: 'night', opts: keep });
        } catch (error) {
          // Another scheduler was there in the same moment.
          if (!(await isAsked())) throw error;
        }
      };
      await ask();
      // A Redis that was emptied has forgotten the schedule.
      const remember = async () => {
        if (!closing && !(await isAsked())) await ask();
      };
      const failed = (error: unknown) => log.warn({ error: messageOf(error) }, 'could not look after the schedule');
      nights = setInterval(() => void remember().catch(failed), SCHEDULE_EVERY_MS).unref();
      const worker = backend.worker(
        nameOf('night'),
        // The time it stands for: a job is made when the one before it runs, and may itself run late.
        async (job) => onNight(new Date(job.opts.prevMillis ?? job.timestamp)),
        { concurrency: 1 },
      );
      restAfterTrouble(worker, 'night');
      workers.push(worker);
    },
    async untilEmpty(signal) {
      for (;;) {
        await dispatch();
        const left = (await backlog(db)).reduce((sum, b) => sum + b.waiting + b.inHand + b.retrying, 0);
        if (left === 0 || signal?.aborted) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    check: () => backend.check(),
    async close() {
      closing = true;
      clearTimeout(timer);
      clearInterval(nights);
      // Nothing new is taken; what is in hand may end.
      await Promise.all(workers.map((w) => w.pause(true)));
      await turn.catch(() => 0);
      const limit = performance.now() + (options.stopWithinMs ?? STOP_WITHIN_MS);
      while (inHand.size && performance.now() < limit) await pause(50);
      if (inHand.size) {
        log.warn({ jobs: inHand.size }, 'work did not end in time and is handed back');
        await releaseWork(db, [...inHand].flat());
      }
      await Promise.all(workers.map((w) => w.close(inHand.size > 0)));
      await Promise.all([...queues.values()].map((q) => q.close()));
      await backend.close();
    },
  };
}

const DISPATCH_EVERY_MS = 1000;
const REST_MS = 1000;
/** A page takes at most 10 s to read, a message 15 s to send; a crawl ends at once when it is asked to. */
const STOP_WITHIN_MS = 20_000;
const SWEEP_EVERY_MS = 5000;
const SCHEDULE_EVERY_MS = 60_000;
/** A job id is noted before the job is added; younger rows may be between the two. */
const SWEEP_AGE_MS = 10_000;

/** Work that somebody waits for: taken before other work of its step, whatever came first. */
const isUrgent = ({ payload }: DispatchedWork) => payload['urgent'] === true;

function batches(rows: readonly DispatchedWork[], step: Step): DispatchedWork[][] {
  const out: DispatchedWork[][] = [];
  // An item that failed before goes alone.
  const calm = rows.filter((r) => r.failures === 0);
  for (const lane of [calm.filter(isUrgent), calm.filter((r) => !isUrgent(r))])
    for (let i = 0; i < lane.length; i += step.batch) out.push(lane.slice(i, i + step.batch));
  for (const row of rows) if (row.failures > 0) out.push([row]);
  return out;
}

/** An id that exists is ignored by BullMQ, also when its job has failed: the attempt makes each dispatch a job of its own. */
function jobIdOf(step: string, batch: readonly DispatchedWork[]): string {
  const first = batch[0] as DispatchedWork;
  return `${step}-${first.id}-${first.attempt}-${batch.length}`;
}

/** Runs the items of a job that are still to be done; never throws for an item's own failure. */
async function runJob(step: Step, ids: readonly string[], context: Context): Promise<void> {
  const items: WorkItem<unknown>[] = [];
  const failures = new Map<string, number>();
  for (const row of await workOf(context.db, ids)) {
    failures.set(row.id, row.failures);
    const payload = step.payload.safeParse(row.payload);
    if (payload.success) items.push({ id: row.id, key: row.key, payload: payload.data });
    else
      await giveBack(
        step,
        row.id,
        0,
        new PermanentError(`payload of ${step.name} ${row.key}: ${payload.error.message}`),
        context,
      );
  }
  if (!items.length) return;
  try {
    await step.run(items, context);
  } catch (error) {
    if (items.length === 1) {
      const [item] = items as [WorkItem<unknown>];
      await giveBack(step, item.id, failures.get(item.id) ?? 0, error, context);
      return;
    }
    context.log.warn(
      { step: step.name, items: items.length, error: messageOf(error) },
      'a batch failed, running its items one by one',
    );
    for (const item of items) await runJob(step, [item.id], context);
  }
}

/** The one place where errors become retry decisions. */
async function giveBack(step: Step, id: string, failures: number, error: unknown, context: Context): Promise<void> {
  const later = error instanceof RetryLaterError;
  const dead = error instanceof PermanentError || (!later && failures + 1 >= step.giveUpAfter);
  const delay = later ? error.delayMs : backoffMs(failures + 1);
  const message = messageOf(error);
  // Waiting for one's turn is no trouble.
  context.log[dead ? 'error' : later ? 'debug' : 'warn'](
    { step: step.name, item: id, failures: failures + 1, error: message },
    dead ? 'work given up' : 'work will be tried again',
  );
  if (!later && !(error instanceof PermanentError) && error instanceof Error)
    context.log.debug({ stack: error.stack }, 'where it failed');
  await returnWork(context.db, id, {
    afterMs: delay,
    error: message,
    countsAsFailure: !later,
    dead,
  });
}

type WorkerSettings = {
  concurrency: number;
  lockDuration?: number;
  stalledInterval?: number;
  maxStalledCount?: number;
};
type Backend = {
  queue(name: string): Queue;
  worker(name: string, run: (job: Job<JobData>) => Promise<void>, settings: WorkerSettings): Worker;
  check(): Promise<void>;
  close(): Promise<void>;
};

async function postgresBackend(url: string, log: Logger, traces?: Traces | null): Promise<Backend> {
  const told = traces ? { telemetry: traces.telemetry } : {};
  // BullMQ's tables live in a schema of their own; each worker keeps one connection of this pool for LISTEN.
  const pool = new pg.Pool({
    connectionString: url,
    max: 30,
    options: '-c search_path=bullmq',
    application_name: 'redwatch-queue',
    keepAlive: true,
  });
  const dropped = (error: Error) => log.warn({ error: messageOf(error) }, 'a queue connection dropped');
  pool.on('error', dropped);
  pool.on('connect', (client) => client.on('error', dropped));
  // Every worker and queue listens on the shared pool.
  pool.setMaxListeners(50);
  try {
    const client = await pool.connect();
    try {
      await runMigrations(client);
    } finally {
      client.release();
    }
  } catch (error) {
    await pool.end();
    throw new EnvironmentError(`The queue's tables could not be made in the database: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return {
    queue: (name) => new Queue(name, { connection: pool, ...told }, createPostgresBackend) as unknown as Queue,
    worker: (name, run, settings) =>
      new Worker(name, run, { connection: pool, ...told, ...settings }, createPostgresBackend) as unknown as Worker,
    check: async () => void (await pool.query('select 1')),
    close: () => pool.end(),
  };
}

async function redisBackend(url: string, log: Logger, traces?: Traces | null): Promise<Backend> {
  const told = traces ? { telemetry: traces.telemetry } : {};
  const connect = () => new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
  const shared = connect();
  shared.on('error', (error) => log.warn({ error: messageOf(error) }, 'Redis trouble'));
  try {
    await Promise.race([
      shared.connect(),
      new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer within 10 s')), 10_000).unref()),
    ]);
    await shared.ping();
  } catch (error) {
    shared.disconnect();
    const { host } = new URL(url);
    throw new EnvironmentError(
      `The queue at ${host} cannot be reached (${messageOf(error)}): check REDIS_URL and that Redis runs.`,
      {
        cause: error,
      },
    );
  }
  return {
    queue: (name) => new Queue(name, { connection: shared, ...told }) as unknown as Queue,
    worker: (name, run, settings) =>
      new Worker(name, run, { connection: shared, ...told, ...settings }) as unknown as Worker,
    check: async () => void (await shared.ping()),
    close: async () => {
      await shared.quit();
    },
  };
}
