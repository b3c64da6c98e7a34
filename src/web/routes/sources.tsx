import { coverageOf } from '../../store/coverage.ts';
import { DESK_ZONE } from '../../store/desk/feed.ts';
import { lastNight, runEntries, runsOf, sourceHealth, sourceYield } from '../../store/desk/sources.ts';
import { SourcePage, SourcesPage } from '../pages/sources.tsx';
import { htmlPage, idOf, nothing, wholeNumber, type Route, type RouteContext } from '../route.ts';

const ENTRY_PAGE = 200;

async function sources({ c, deps, view }: RouteContext): Promise<Response> {
  const { db, sources: list } = deps;
  const [health, night] = await Promise.all([sourceHealth(db), lastNight(db)]);
  const coverage = night === null ? null : await coverageOf(db, { night, sources: list, zone: DESK_ZONE });
  return htmlPage(c, <SourcesPage view={view} data={{ health, sources: list, coverage }} />);
}

async function source({ c, deps, view }: RouteContext): Promise<Response> {
  const id = idOf(c);
  const info = deps.sources.find((one) => one.id === id);
  const [runs, health, brought] = await Promise.all([
    runsOf(deps.db, id, 30),
    sourceHealth(deps.db),
    sourceYield(deps.db, id),
  ]);
  if (!info && runs.length === 0) nothing('source', id);
  const wanted = c.req.query('run');
  const run = (wanted ? (runs.find((one) => one.id === wanted) ?? nothing('run', wanted)) : runs[0]) ?? null;
  const offset = wholeNumber(c.req.query('from'), 'from');
  const entries = run ? await runEntries(deps.db, { runId: run.id, limit: ENTRY_PAGE + 1, offset }) : [];
  const data = {
    id,
    info,
    health: health.find((one) => one.sourceId === id),
    runs,
    brought,
    run,
    entries: entries.slice(0, ENTRY_PAGE),
    nextOffset: entries.length > ENTRY_PAGE ? offset + ENTRY_PAGE : null,
  };
  return htmlPage(c, <SourcePage view={view} data={data} />);
}

export const sourceRoutes: readonly Route[] = [
  { method: 'GET', path: '/sources', right: 'read', handle: sources },
  { method: 'GET', path: '/sources/:id', right: 'read', handle: source },
];
