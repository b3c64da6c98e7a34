/**
 * The memory over which a look-up goes to a counting thread and comes back, without either waiting for its event loop: the asker writes
 * hashes and rings, the thread writes what it counted and rings back. One question at a time; whoever rings has finished writing, so
 * neither reads what the other still writes. Both halves stand here; the threads are in shard-threads.ts and shard-thread.ts.
 */
import { MAX_COUNTED, type Counter, type Tally } from './core/dedup/counter.ts';
import { MAX_ASKED } from './core/dedup/postings.ts';

/** Places in the head: the turn of the last question (0 and 1 by turns), that of the last answer, and what belongs to each. */
const [ASKED, ANSWERED, HASHES, FOUND, CUT] = [0, 1, 2, 3, 4];
const HEAD = 8;
/**
 * So often the other side's turn is looked at before this side sleeps: some 20 microseconds, less than waking up takes. Look-ups
 * come in rows (`npm run bench -- group shards 1e5`).
 */
const SPINS = 5000;

export class ShardExchange {
  readonly memory: SharedArrayBuffer;
  private readonly head: Int32Array;
  private readonly hashes: Int32Array;
  private readonly counted: Tally;

  /** Over new memory, or that of the other side. */
  constructor(memory = new SharedArrayBuffer((HEAD + MAX_ASKED) * 4 + MAX_COUNTED * 14)) {
    this.memory = memory;
    this.head = new Int32Array(memory, 0, HEAD);
    this.hashes = new Int32Array(memory, HEAD * 4, MAX_ASKED);
    const at = (HEAD + MAX_ASKED) * 4;
    this.counted = {
      sums: new Float64Array(memory, at, MAX_COUNTED),
      ordinals: new Int32Array(memory, at + MAX_COUNTED * 8, MAX_COUNTED),
      hits: new Uint16Array(memory, at + MAX_COUNTED * 12, MAX_COUNTED),
    };
  }

  /** The asker's half: puts a question of at most MAX_ASKED hashes. */
  ask(hashes: Int32Array): void {
    this.hashes.set(hashes);
    this.head[HASHES] = hashes.length;
    this.ring(ASKED, 1 - this.head[ASKED]!);
  }

  /** Waits for the answer to the last question and adds it up. @throws Error after `limitMs` */
  take(into: Counter, limitMs: number): void {
    const turn = this.head[ASKED]!;
    if (!this.await(ANSWERED, 1 - turn, limitMs))
      throw new Error(`a thread that counts for grouping did not answer within ${limitMs / 1000} s`);
    into.merge(this.counted, this.head[FOUND]!);
    into.cut += this.head[CUT]!;
  }

  /** The thread's half: sleeps until a question comes. @returns its hashes, to be used before it is answered */
  next(): Int32Array {
    this.await(ASKED, this.head[ANSWERED]!, Infinity);
    return this.hashes.subarray(0, this.head[HASHES]);
  }

  answer(counted: Counter): void {
    this.head[FOUND] = counted.tally(this.counted);
    this.head[CUT] = counted.cut;
    this.ring(ANSWERED, this.head[ASKED]!);
  }

  private ring(place: number, value: number): void {
    Atomics.store(this.head, place, value);
    Atomics.notify(this.head, place);
  }

  /** @returns whether the place holds something else than `before` within so many milliseconds */
  private await(place: number, before: number, limitMs: number): boolean {
    for (let i = 0; i < SPINS; i++) if (Atomics.load(this.head, place) !== before) return true;
    const until = performance.now() + limitMs;
    // A ring may come late, when what it tells of was seen already: only the place itself says that something is new.
    while (Atomics.load(this.head, place) === before)
      if (Atomics.wait(this.head, place, before, Math.max(0, until - performance.now())) === 'timed-out') return false;
    return true;
  }
}
