import { deadWork, openDeliveries, resend, retryWork, stepDepths } from '../../store/desk/operations.ts';
import { OperationsPage } from '../pages/operations.tsx';
import { htmlPage, idOf, nothing, type Route, type RouteContext } from '../route.ts';

const LISTED = 200;

async function operations({ c, deps, view }: RouteContext): Promise<Response> {
  const [steps, dead, deliveries] = await Promise.all([
    stepDepths(deps.db),
    deadWork(deps.db, LISTED),
    openDeliveries(deps.db, LISTED),
  ]);
  return htmlPage(c, <OperationsPage view={view} data={{ steps, dead, deliveries }} />);
}

async function retry({ c, deps }: RouteContext): Promise<Response> {
  const id = idOf(c);
  if (!/^\d{1,18}$/.test(id) || !(await retryWork(deps.db, id))) nothing('work', id);
  return c.redirect('/operations', 303);
}

async function sendAgain({ c, deps }: RouteContext): Promise<Response> {
  const id = idOf(c);
  if (!(await resend(deps.db, id, deps.now()))) nothing('delivery', id);
  return c.redirect('/operations', 303);
}

export const operationRoutes: readonly Route[] = [
  { method: 'GET', path: '/operations', right: 'read', handle: operations },
  { method: 'POST', path: '/operations/work/:id/retry', right: 'admin', handle: retry },
  { method: 'POST', path: '/operations/deliveries/:id/resend', right: 'admin', handle: sendAgain },
];
