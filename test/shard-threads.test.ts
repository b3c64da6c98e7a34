import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { DedupIndex } from '../src/core/dedup/index.ts';
import { mix } from '../src/core/dedup/tokens.ts';
import type { Fingerprint } from '../src/core/types.ts';
import { openShardThreads, type ShardThreads } from '../src/shard-threads.ts';
import { answersOf, archives, fill } from './core/dedup/_archives.ts';

const open: ShardThreads[] = [];
afterEach(() => open.splice(0).forEach((threads) => threads.close()));

async function inThreads(shards: number, limitMs?: number): Promise<{ index: DedupIndex; threads: ShardThreads }> {
  const threads = await openShardThreads({ shards, expected: 100, ...(limitMs === undefined ? {} : { limitMs }) });
  open.push(threads);
  return { index: new DedupIndex({ shards: threads }), threads };
}

/** A hundred hashes of its own and one that all carry. */
const drawn = (n: number): Fingerprint => ({
  ...{ simhash: BigInt(mix(n)), textHash: '', length: 500, clauses: [mix(7)] },
  sketch: Array.from({ length: 100 }, (_, i) => mix(n * 100 + i) >>> 3),
});

describe('an index whose ranges are counted in threads', () => {
  it('answers as one index does, also of what was added since it was last asked', async () => {
    const pairs = await Promise.all(
      [2, 3].map(async (shards) => ({
        one: new DedupIndex({ expected: 100 }),
        many: (await inThreads(shards)).index,
      })),
    );
    fc.assert(
      fc.property(archives, fc.constantFrom(...pairs), ({ archive, queries }, { one, many }) => {
        for (const index of [one, many]) fill(index, archive);
        for (const query of queries) expect(answersOf(many, query)).toEqual(answersOf(one, query));
      }),
    );
  });

  it('sees what lies in chunks that were added since', async () => {
    const [{ index: many, threads }, one] = [await inThreads(2), new DedupIndex({ expected: 100 })];
    const thread = threads.threads[0]!;
    let last = 0;
    const more = (): void => {
      for (const index of [many, one]) index.add(String(last), drawn(last));
      last++;
    };
    more();
    many.possible(drawn(0));
    const { bytes } = thread.shard;
    while (thread.shard.bytes === bytes) more();
    for (const n of [0, last - 2, last - 1]) {
      expect(many.candidates(drawn(n))[0]).toBe(String(n));
      expect(answersOf(many, drawn(n))).toEqual(answersOf(one, drawn(n)));
    }
  });

  it('is not misled by a ring that comes late, when the question was seen already', async () => {
    const { index, threads } = await inThreads(2);
    const head = new Int32Array(threads.threads[0]!.exchange.memory);
    for (let n = 0; n < 20; n++) index.add(String(n), drawn(n));
    const expected = Array.from({ length: 20 }, (_, n) => answersOf(index, drawn(n)));
    for (let n = 0; n < 4000; n++) {
      Atomics.notify(head, n % 2);
      expect(answersOf(index, drawn(n % 20))).toEqual(expected[n % 20]);
    }
  });

  it('answers right or not at all while a thread is being ended, and fails for good afterwards', async () => {
    const [{ index, threads }, one] = [await inThreads(3, 50), new DedupIndex({ expected: 100 })];
    for (let n = 0; n < 20; n++) for (const each of [index, one]) each.add(String(n), drawn(n));
    const expected = answersOf(one, drawn(3));
    void threads.threads[1]!.worker.terminate();
    const answers: unknown[] = [];
    // The process does not learn of the end before it returns to its event loop: what is left is the time limit.
    expect(() => {
      for (;;) answers.push(answersOf(index, drawn(3)));
    }).toThrow('did not answer within 0.05 s');
    for (const answer of answers) expect(answer).toEqual(expected);
    expect(() => index.possible(drawn(3))).toThrow('have ended');
  });

  it('fails at once when a thread has ended', async () => {
    const { index, threads } = await inThreads(2, 3600_000);
    index.add('a', drawn(1));
    await threads.threads[0]!.worker.terminate();
    expect(() => index.possible(drawn(1))).toThrow('a thread that counts for grouping ended with code 1');
  });

  it('keeps no process alive', () => {
    const code = `
      import { openShardThreads } from './src/shard-threads.ts';
      await openShardThreads({ shards: 2, expected: 100 });
      console.log('open');`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', code];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 })).toBe('open\n');
  });
});
