/**
 * A worker process that meets what the bench deals it: at the n-th time that one of its database statements is one of the given
 * points of the way it says so and kills itself with SIGKILL, or has the server cut that very connection. Then nothing more
 * happens until it is dealt anew. The product knows nothing of this.
 */
import pg from 'pg';
import { openRedwatch } from '../queues/worker.ts';
import { loadConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';

/** `statement` is a pattern of SQL; with `atCommit` the point is the end of the transaction that holds it. */
export type Point = {
  id: number;
  statement: string;
  atCommit: boolean;
  when: 'before' | 'after';
  nth: number;
  do: 'kill' | 'cut';
};

type Armed = Point & { pattern: RegExp; inTransaction: WeakSet<object> };
let points: Armed[] = [];
const query = pg.Client.prototype.query as unknown as (...args: unknown[]) => unknown;

/** Whether this statement of this connection is the point; counts it off. */
function isAt(point: Armed, client: object, text: string): boolean {
  const matches = point.pattern.test(text);
  if (!point.atCommit) return matches && --point.nth <= 0;
  if (matches) point.inTransaction.add(client);
  if (!/^(commit|rollback)/i.test(text) || !point.inTransaction.delete(client)) return false;
  return --point.nth <= 0;
}

/** Says which point was met and does what was asked for there, once. Killing does not return. */
async function strike(client: pg.Client & { processID?: number }, { id, do: kind }: Point): Promise<void> {
  await new Promise((said) => process.send?.({ struck: id }, said));
  if (kind === 'kill') process.kill(process.pid, 'SIGKILL');
  const other = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await other.connect();
  await query.call(other, 'select pg_terminate_backend($1)', [client.processID]);
  await other.end();
  process.send?.('cut');
}

pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const first = args[0] as string | { text?: string };
  const text = typeof first === 'string' ? first : (first?.text ?? '');
  const met = points.filter((point) => isAt(point, this, text))[0];
  if (!met) return query.apply(this, args);
  points = [];
  const { when } = met;
  const callback = args.at(-1);
  if (when === 'before') {
    const go = () => query.apply(this, args) as Promise<unknown>;
    return strike(this, met).then(go, go);
  }
  if (typeof callback === 'function') {
    const rest = args.slice(0, -1);
    const back = (...answer: unknown[]) => void strike(this, met).finally(() => (callback as (...a: unknown[]) => void)(...answer)); // prettier-ignore
    return query.apply(this, [...rest, back]);
  }
  return (query.apply(this, args) as Promise<unknown>).then(async (answer) => {
    await strike(this, met);
    return answer;
  });
} as typeof pg.Client.prototype.query;

process.on('message', (hand: Point[]) => {
  points = hand.map((next) => ({ ...next, pattern: new RegExp(next.statement, 'i'), inTransaction: new WeakSet() }));
});
process.on('disconnect', () => process.exit(0));

const redwatch = await openRedwatch({
  config: loadConfig({ object: JSON.parse(process.argv[2] ?? '{}') }, process.env),
  log: createLog(process.env.BENCH_LOG ? 'warn' : 'silent'),
});
redwatch.work(['read', 'group', 'claims', 'alert']);
process.send?.('ready');
