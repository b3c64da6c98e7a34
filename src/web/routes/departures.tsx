import { departuresPage } from '../../store/desk/departures.ts';
import { ledgerRow } from '../ledger.ts';
import { DeparturesPage, nextHref } from '../pages/departures.tsx';
import { LedgerRows } from '../parts/ledger-table.tsx';
import { htmlPage, isFragment, refuse, type Route, type RouteContext } from '../route.ts';

const LEDGER_PAGE = 50;

async function departures({ c, deps, view }: RouteContext): Promise<Response> {
  const watch = c.req.query('company') ?? null;
  const place = c.req.query('after');
  // 2026-11-21 18:00:00+00|9f3c
  const match = place === undefined ? null : /^([\d-]{10,12} [\d:.]{8,15}[+-][\d:]{2,8})\|([^|]{1,200})$/.exec(place);
  if (place !== undefined && !match) refuse('after');
  const after = match?.[1] && match[2] ? { first: match[1], id: match[2] } : undefined;
  const page = await departuresPage(deps.db, { after, limit: LEDGER_PAGE, watch: watch ?? undefined });
  const data = { rows: page.departures.map(ledgerRow), next: page.next, watches: deps.watches, watch };
  if (isFragment(c)) return c.html(<LedgerRows view={view} rows={data.rows} next={nextHref(data)} />);
  return htmlPage(c, <DeparturesPage view={view} data={data} />);
}

export const departureRoutes: readonly Route[] = [
  { method: 'GET', path: '/departures', right: 'read', handle: departures },
];
