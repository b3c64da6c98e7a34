/**
 * Reading in threads of their own: a page that takes too long or too much memory costs its own thread, never the process, and
 * comes back as Skipped with the reason. The process stays free meanwhile to renew its locks and answer.
 *
 * The limits: on a machine shared with many others the slowest of 434 development pages took 1.4 s in a thread, 99 of 100 stayed
 * under 0.7 s, and a thread under the memory cap read them all (`npm run bench -- read`): a page at its limit is many times slower
 * than any real one.
 */
import type { Article, ReadInput, Skipped } from './core/types.ts';
import type { ReadAnswer, ReadRequest } from './read-thread.ts';
import { newThread } from './thread.ts';

export type ReadPool = {
  /**
   * Reads one page; waits for a free thread first, which does not count against the page's time.
   * @throws Error when the reader itself fails or the pool is closed
   */
  read(input: ReadInput): Promise<Article | Skipped>;
  /** Lets pages in hand finish, refuses new ones and ends the threads. */
  close(): Promise<void>;
};

export type ReadPoolOptions = {
  /** Threads at a time; they start with the first pages and an idle one does not keep the process alive. */
  threads?: number;
  /** Milliseconds one page may take. */
  limitMs?: number;
  /** Megabytes of JavaScript memory of one thread. */
  memoryMb?: number;
};

type Job = ReadRequest & { done(result: Article | Skipped): void; fail(error: Error): void };

/** Opens a pool without starting a thread yet. */
export function openReadPool({ threads = 1, limitMs = 10_000, memoryMb = 512 }: ReadPoolOptions = {}): ReadPool {
  const idle: Thread[] = [];
  const waiting: Job[] = [];
  const inHand = new Set<Promise<unknown>>();
  let running = 0;
  let closed = false;

  function next(): void {
    while (waiting.length > 0 && (idle.length > 0 || running < threads)) {
      const job = waiting.shift() as Job;
      const thread = idle.pop() ?? startThread(memoryMb);
      running += thread.isNew ? 1 : 0;
      thread.isNew = false;
      void thread.read(job, limitMs).then((survives) => {
        if (survives) idle.push(thread);
        else running -= 1;
        next();
      });
    }
  }

  return {
    read(input) {
      if (closed) return Promise.reject(new Error('the reading threads are closed'));
      const result = new Promise<Article | Skipped>((done, fail) => {
        waiting.push({ input, done, fail });
        next();
      });
      const settled = result.then(
        () => {},
        () => {},
      );
      inHand.add(settled);
      void settled.then(() => inHand.delete(settled));
      return result;
    },
    async close() {
      closed = true;
      await Promise.all(inHand);
      await Promise.all(idle.splice(0).map((thread) => thread.end()));
    },
  };
}

type Thread = {
  isNew: boolean;
  /** Settles the job in any case; false when the thread did not outlive it. */
  read(job: Job, limitMs: number): Promise<boolean>;
  end(): Promise<unknown>;
};

function startThread(memoryMb: number): Thread {
  const worker = newThread('read-thread', { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
  let isReady = false;
  // An error nobody listens to would end the process; between pages there is nothing to tell.
  worker.on('error', () => {});
  return {
    isNew: true,
    end: () => worker.terminate(),
    read: (job, limitMs) =>
      new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const finish = (survives: boolean, settle: () => void): void => {
          clearTimeout(timer);
          worker.off('message', onAnswer).off('error', onError).off('exit', onExit);
          worker.unref();
          settle();
          if (survives) resolve(true);
          else void worker.terminate().then(() => resolve(false));
        };
        const begin = (): void => {
          isReady = true;
          timer = setTimeout(
            () => finish(false, () => job.done({ skipped: `reading took longer than ${limitMs / 1000} s` })),
            limitMs,
          );
          worker.postMessage({ input: job.input } satisfies ReadRequest);
        };
        const onAnswer = (message: ReadAnswer): void => {
          if ('ready' in message) begin();
          else if ('read' in message) finish(true, () => job.done(message.read));
          else finish(true, () => job.fail(new Error(message.failed)));
        };
        const onError = (error: Error & { code?: string }): void =>
          finish(false, () =>
            error.code === 'ERR_WORKER_OUT_OF_MEMORY'
              ? job.done({ skipped: `reading needed more than ${memoryMb} MB` })
              : job.fail(error),
          );
        const onExit = (code: number): void =>
          finish(false, () => job.fail(new Error(`the reading thread ended with code ${code}`)));
        worker.on('message', onAnswer).on('error', onError).on('exit', onExit);
        worker.ref();
        if (isReady) begin();
      }),
  };
}
