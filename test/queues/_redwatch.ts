import { openRedwatch as open, type OpenOptions, type Redwatch } from '../../queues/worker.ts';
import { openReadPool } from '../../src/read-pool.ts';

export type { Redwatch } from '../../queues/worker.ts';

/** Starting a thread and loading the readers takes a second of a core: all that a test file opens read in the same one. */
const reading = openReadPool();

/** As `openRedwatch`, for tests that open many. */
export async function openRedwatch(options: OpenOptions): Promise<Redwatch> {
  const redwatch = await open(options);
  redwatch.context.readPool = { read: reading.read, close: () => Promise.resolve() };
  return redwatch;
}
