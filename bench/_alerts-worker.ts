/**
 * A worker process that meets what the bench sends it: at the n-th time that one of its database statements is a given point of
 * the way it kills itself with SIGKILL, or has the server cut that very connection. The product knows nothing of this.
 */
import pg from 'pg';
import { openRedwatch } from '../queues/worker.ts';
import { loadConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';

/** `statement` is a pattern of SQL; with `atCommit` the point is the end of the transaction that holds it. */
export type Point = {
  statement: string;
  atCommit: boolean;
  when: 'before' | 'after';
  nth: number;
  do: 'kill' | 'cut';
};

let point: (Point & { pattern: RegExp }) | null = null;
const inTransaction = new WeakSet<object>();
const query = pg.Client.prototype.query as unknown as (...args: unknown[]) => unknown;

function isPoint(client: object, text: string): boolean {
  if (!point) return false;
  const matches = point.pattern.test(text);
  if (!point.atCommit) return matches && --point.nth <= 0;
  if (matches) inTransaction.add(client);
  if (!/^(commit|rollback)/i.test(text) || !inTransaction.delete(client)) return false;
  return --point.nth <= 0;
}

/** Does what was asked for, once. Killing does not return. */
async function strike(client: pg.Client & { processID?: number }, kind: Point['do']): Promise<void> {
  if (kind === 'kill') process.kill(process.pid, 'SIGKILL');
  const other = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await other.connect();
  await query.call(other, 'select pg_terminate_backend($1)', [client.processID]);
  await other.end();
  process.send?.('struck');
}

pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const first = args[0] as string | { text?: string };
  const text = typeof first === 'string' ? first : (first?.text ?? '');
  if (!isPoint(this, text)) return query.apply(this, args);
  const { when, do: kind } = point!;
  point = null;
  const callback = args.at(-1);
  if (when === 'before') {
    const go = () => query.apply(this, args) as Promise<unknown>;
    return strike(this, kind).then(go, go);
  }
  if (typeof callback === 'function') {
    const rest = args.slice(0, -1);
    const back = (...answer: unknown[]) => void strike(this, kind).finally(() => (callback as (...a: unknown[]) => void)(...answer)); // prettier-ignore
    return query.apply(this, [...rest, back]);
  }
  return (query.apply(this, args) as Promise<unknown>).then(async (answer) => {
    await strike(this, kind);
    return answer;
  });
} as typeof pg.Client.prototype.query;

process.on('message', (next: Point) => {
  point = { ...next, pattern: new RegExp(next.statement, 'i') };
});
process.on('disconnect', () => process.exit(0));

const redwatch = await openRedwatch({
  config: loadConfig({ object: JSON.parse(process.argv[2] ?? '{}') }, process.env),
  log: createLog(process.env.BENCH_LOG ? 'warn' : 'silent'),
});
redwatch.work(['read', 'group', 'claims', 'alert']);
process.send?.('ready');
