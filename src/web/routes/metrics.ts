import { askAll, databaseCheck } from '../health.ts';
import { archiveMetrics } from '../prometheus.ts';
import type { Route, RouteContext } from '../route.ts';

async function metrics({ c, deps }: RouteContext): Promise<Response> {
  const { text, type } = await archiveMetrics(deps.db, deps.now());
  return c.body(text, 200, { 'content-type': type });
}

async function ready({ c, deps }: RouteContext): Promise<Response> {
  const { status, body } = await askAll([databaseCheck(deps.db)]);
  return c.json(body, status);
}

/** For who watches over Redwatch (/metrics is the page of the figures in the news). Without its database the desk shows nothing: it is then neither ready nor well. */
export const metricRoutes: readonly Route[] = [
  { method: 'GET', path: '/operations/metrics', right: 'admin', handle: metrics },
  { method: 'GET', path: '/healthz', right: 'open', handle: ready },
  { method: 'GET', path: '/readyz', right: 'open', handle: ready },
];
