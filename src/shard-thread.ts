/** The inside of one counting thread of shard-threads.ts: it sleeps until it is asked, and counts in memory that the asker fills. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Counter } from './core/dedup/counter.ts';
import { SketchShard, type ShardRange } from './core/dedup/sketch-shard.ts';
import { ShardExchange } from './shard-exchange.ts';

/** Messages to the thread are the arrays of its range, in the order in which the asker made them; from it, one when it is ready. */
export type ShardThreadData = { range: ShardRange; memory: SharedArrayBuffer };

function countForever({ range, memory }: ShardThreadData): never {
  const nextArray = (): unknown => parentPort && receiveMessageOnPort(parentPort)?.message;
  const exchange = new ShardExchange(memory);
  const counter = new Counter();
  let shard: SketchShard | undefined;
  for (;;) {
    const hashes = exchange.next();
    shard ??= new SketchShard(range, () => nextArray() as Int32Array);
    for (let chunk = nextArray(); chunk; chunk = nextArray()) shard.attach(chunk as Int32Array);
    counter.clear();
    shard.count(hashes, counter);
    exchange.answer(counter);
  }
}

parentPort?.postMessage('ready');
countForever(workerData as ShardThreadData);
