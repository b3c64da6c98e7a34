import { decisionsAbout } from '../../store/desk/decide.ts';
import { metricPoints } from '../../store/desk/metrics.ts';
import { people, personOf } from '../../store/desk/people.ts';
import { quality } from '../../store/desk/quality.ts';
import { ledgerRow } from '../ledger.ts';
import { seriesOf } from '../metric-series.ts';
import { MetricsPage } from '../pages/metrics.tsx';
import { OnePersonPage, PeoplePage } from '../pages/people.tsx';
import { QualityPage } from '../pages/quality.tsx';
import { htmlPage, nothing, type Route, type RouteContext } from '../route.ts';

async function metrics({ c, deps, view }: RouteContext): Promise<Response> {
  const watch = c.req.query('company') || null;
  const points = await metricPoints(deps.db, { watch: watch ?? undefined });
  const data = { series: seriesOf(points), points: points.length, watches: deps.watches, watch };
  return htmlPage(c, <MetricsPage view={view} data={data} />);
}

async function peopleList({ c, deps, view }: RouteContext): Promise<Response> {
  const watch = c.req.query('company') || null;
  const found = await people(deps.db, { watch: watch ?? undefined });
  return htmlPage(c, <PeoplePage view={view} people={found} watches={deps.watches} watch={watch} />);
}

async function person({ c, deps, view }: RouteContext): Promise<Response> {
  const [orgId, name] = [c.req.param('org') ?? '', c.req.param('person') ?? ''];
  const page = (await personOf(deps.db, { orgId, person: name })) ?? nothing('person', name);
  const [decisions, everybody] = await Promise.all([
    decisionsAbout(deps.db, { org: orgId, person: name }),
    view.can.triage ? people(deps.db, {}) : [],
  ]);
  const others = everybody.filter((one) => one.orgId === orgId && one.person !== name).map((one) => one.person);
  const data = { page, rows: page.departures.map(ledgerRow), decisions, others };
  return htmlPage(c, <OnePersonPage view={view} data={data} />);
}

async function qualityPage({ c, deps, view }: RouteContext): Promise<Response> {
  return htmlPage(c, <QualityPage view={view} rows={await quality(deps.db)} />);
}

export const ledgerPageRoutes: readonly Route[] = [
  { method: 'GET', path: '/metrics', right: 'read', handle: metrics },
  { method: 'GET', path: '/people', right: 'read', handle: peopleList },
  { method: 'GET', path: '/people/:org/:person', right: 'read', handle: person },
  { method: 'GET', path: '/quality', right: 'read', handle: qualityPage },
];
