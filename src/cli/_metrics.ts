/** The port of a process without a desk: /metrics, /healthz, /readyz. */
import { Hono } from 'hono';
import type { Redwatch } from '../../queues/worker.ts';
import { ConfigError } from '../errors.ts';
import { askAll, databaseCheck } from '../web/health.ts';
import { archiveMetrics } from '../web/prometheus.ts';
import { serveDesk, type ServedDesk } from '../web/serve.ts';

/** @param at `9464`, or `0.0.0.0:9464` to be reached from other machines; the loopback by default */
export async function serveMetrics({ context, store, queues, metrics }: Redwatch, at: string): Promise<ServedDesk> {
  // `0.0.0.0:9464`, `[::]:9464`, `9464`
  const [, host = '127.0.0.1', port] = /^(?:([\w.-]+|\[[0-9a-f:]+\]):)?(\d{1,5})$/i.exec(at) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw new ConfigError([`--metrics-port: expected a port such as 9464, or 0.0.0.0:9464, got "${at}"`]);
  const app = new Hono();
  app.get('/metrics', async (c) => {
    const { text, type } = await archiveMetrics(store.db, context.now());
    return c.body(`${await metrics.registry.metrics()}\n${text}`, 200, { 'content-type': type });
  });
  // Alive is who answers and is not on its way out: a database that is away is no reason to end this process.
  const alive = { part: 'process', ask: async () => context.signal.throwIfAborted() };
  const parts = [alive, databaseCheck(store.db), { part: 'queue', ask: () => queues.check() }];
  const answers = { '/healthz': [alive], '/readyz': parts };
  for (const [path, checks] of Object.entries(answers))
    app.get(path, async (c) => {
      const { status, body } = await askAll(checks);
      return c.json(body, status);
    });
  app.onError((error, c) => c.text(`${error.message}\n`, 503));
  return serveDesk(app, { host: host.replace(/^\[|\]$/g, ''), port: Number(port) });
}
