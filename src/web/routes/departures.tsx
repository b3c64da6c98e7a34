import { departuresPage, type DepartureCursor } from '../../store/desk/departures.ts';
import { isInstant } from '../feed-address.ts';
import { ledgerRow } from '../ledger.ts';
import { DeparturesPage, nextHref } from '../pages/departures.tsx';
import { LedgerRows } from '../parts/ledger-table.tsx';
import { htmlPage, isFragment, refuse, type Route, type RouteContext } from '../route.ts';

const LEDGER_PAGE = 50;

async function departures({ c, deps, view }: RouteContext): Promise<Response> {
  const watch = c.req.query('company') ?? null;
  const after = departureFrom(c.req.query('after'));
  const page = await departuresPage(deps.db, { after, limit: LEDGER_PAGE, watch: watch ?? undefined });
  const data = { rows: page.departures.map(ledgerRow), next: page.next, watches: deps.watches, watch };
  if (isFragment(c)) return c.html(<LedgerRows view={view} rows={data.rows} next={nextHref(data)} />);
  return htmlPage(c, <DeparturesPage view={view} data={data} />);
}

/** A place in the ledger as it stands in an address. */
export function departureFrom(place: string | undefined): DepartureCursor | undefined {
  if (place === undefined) return undefined;
  // 2026-11-21 18:00:00+00|9f3c
  const match = /^([\d-]{10,12} [\d:.]{8,15}[+-][\d:]{2,8})\|([^|]{1,200})$/.exec(place);
  if (!match?.[1] || !match[2] || !isInstant(match[1])) return refuse('after');
  return { first: match[1], id: match[2] };
}

export const departureRoutes: readonly Route[] = [
  { method: 'GET', path: '/departures', right: 'read', handle: departures },
];
