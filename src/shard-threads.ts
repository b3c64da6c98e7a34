/**
 * The index of grouping spread over threads: the first range of hashes is counted in this thread, each other in a thread of its own at the
 * same time. The postings of those lie in memory that both see. Only this thread writes them, and only while no thread counts; so
 * nothing is locked, and the caller stays synchronous: it waits for the answers instead of returning to its event loop.
 */
import type { Worker } from 'node:worker_threads';
import type { Counter } from './core/dedup/counter.ts';
import { bucketBits, SketchShard, type ShardRange, type Shards } from './core/dedup/index.ts';
import { MAX_ASKED } from './core/dedup/postings.ts';
import { ShardExchange } from './shard-exchange.ts';
import type { ShardThreadData } from './shard-thread.ts';
import { newThread } from './thread.ts';

/**
 * A look-up takes a millisecond at most, unless the machine has no time for the thread; the event loop stands still meanwhile. Beyond
 * it the index is built anew, which takes longer than that.
 */
const LIMIT_MS = 5000;

export type ShardThreadsOptions = {
  /** Ranges of hashes, this thread's own among them. */
  shards: number;
  /** As of DedupIndex. */
  expected?: number;
  /** Milliseconds one look-up may take. */
  limitMs?: number;
};

/** Resolves when all threads have started; from then on they keep no process alive. @throws Error when one could not */
export async function openShardThreads({
  shards,
  expected,
  limitMs = LIMIT_MS,
}: ShardThreadsOptions): Promise<ShardThreads> {
  const opened = new ShardThreads(bucketBits(expected), shards, limitMs);
  await Promise.all(opened.threads.map(({ ready }) => ready)).catch((error: unknown) => {
    opened.close();
    throw error;
  });
  return opened;
}

export class ShardThreads implements Shards {
  private readonly own: SketchShard;
  readonly threads: readonly ShardThread[];
  private readonly limitMs: number;
  private isClosed = false;

  /** Starts a thread for each range but the first. Nothing may be asked before they are ready: see openShardThreads. */
  constructor(bits: number, shards: number, limitMs: number) {
    this.own = new SketchShard({ bits, shard: 0, shards });
    this.threads = Array.from({ length: shards - 1 }, (_, i) => new ShardThread({ bits, shard: i + 1, shards }));
    this.limitMs = limitMs;
  }

  add(hashes: Int32Array, ordinal: number): void {
    this.own.add(hashes, ordinal);
    for (const { shard } of this.threads) shard.add(hashes, ordinal);
  }

  /** @throws Error when a thread has ended or does not answer in time; then all are ended, and so does every later look-up */
  count(hashes: Int32Array, into: Counter): void {
    if (this.isClosed) throw new Error('the threads that count for grouping have ended');
    const asked = hashes.subarray(0, MAX_ASKED);
    try {
      for (const { ended } of this.threads) if (ended) throw ended;
      for (const { exchange } of this.threads) exchange.ask(asked);
      this.own.count(asked, into);
      for (const { exchange } of this.threads) exchange.take(into, this.limitMs);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  read(hash: number, out: Int32Array): number {
    // A hash is in one range, and the others have nothing to say.
    let n = this.own.read(hash, out);
    for (let i = 0; n === 0 && i < this.threads.length; i++) n = this.threads[i]!.shard.read(hash, out);
    return n;
  }

  get bytes(): number {
    return this.threads.reduce((sum, { shard }) => sum + shard.bytes, this.own.bytes);
  }

  close(): void {
    this.isClosed = true;
    for (const { worker } of this.threads) void worker.terminate();
  }
}

class ShardThread {
  readonly exchange = new ShardExchange();
  readonly worker: Worker;
  /** This side of the range: what is filed here the thread counts. */
  readonly shard: SketchShard;
  readonly ready: Promise<void>;
  /** Why it does not answer any more. */
  ended: Error | null = null;

  constructor(range: ShardRange) {
    const workerData: ShardThreadData = { range, memory: this.exchange.memory };
    const worker = newThread('shard-thread', { workerData });
    this.worker = worker;
    this.shard = new SketchShard(range, (length) => {
      const array = new Int32Array(new SharedArrayBuffer(length * 4));
      // What was sent before a question is there when the thread takes it.
      worker.postMessage(array);
      return array;
    });
    this.ready = new Promise((resolve, reject) => {
      worker.once('message', () => {
        worker.unref();
        resolve();
      });
      const end = (cause: Error): void => {
        this.ended ??= cause;
        reject(cause);
      };
      // An end while nobody asks shows at the next look-up.
      worker.once('error', end);
      worker.once('exit', (code) => end(new Error(`a thread that counts for grouping ended with code ${code}`)));
    });
  }
}
