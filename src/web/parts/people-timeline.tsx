import type { LedgerRow } from '../ledger.ts';
import type { View } from '../view.ts';
import { slug, StatusWord } from './words.tsx';

const ROW = 30;
const WIDTH = 900;
const LEFT = 110;
const RIGHT = 170;
const DAY_MS = 86_400_000;
/** Reports closer than this would cover each other: those that say the same become one larger point. */
const POINT = 11;
/** A span of more days than this is marked by months, a shorter one by days. */
const MONTHS_FROM_DAYS = 75;
const MOST_TICKS = 6;

type Said = { at: number; status: string; words: string };
type Point = { x: number; status: string; said: Said[] };

/** One line per departure: who said what when, from rumour to confirmation, and at its end who came after. */
export function PeopleTimeline({ view, rows }: { view: View; rows: readonly LedgerRow[] }) {
  const lines = rows.map((row) => ({ row, said: saidOf(row) })).filter(({ said }) => said.length > 0);
  if (lines.length === 0) return null;
  const times = lines.flatMap(({ said }) => said.map((one) => one.at));
  const [from, to] = [Math.min(...times) - DAY_MS, Math.max(...times) + DAY_MS];
  const x = (at: number) => LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const height = lines.length * ROW + 26;
  const statuses = [...new Set(lines.flatMap(({ said }) => said.map((one) => one.status)))].filter(Boolean);
  return (
    <figure class="timeline-box">
      <div class="scroller" tabindex={0} role="group" aria-label={view.t.people.timeline}>
        <svg class="chart timeline" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={view.t.people.timeline}>
          {ticksOf(from, to).map((tick) => (
            <>
              <line class="grid" x1={x(tick.at)} x2={x(tick.at)} y1={0} y2={height - 20} />
              <text class="axis" x={x(tick.at)} y={height - 4} text-anchor="middle">
                {view.clock.published(tick.date)}
              </text>
            </>
          ))}
          {lines.map(({ row, said }, index) => (
            <Line view={view} row={row} points={pointsOf(said, x)} y={index * ROW + 16} />
          ))}
        </svg>
      </div>
      <figcaption class="meta">
        {statuses.map((status) => (
          <StatusWord view={view} status={status} />
        ))}
      </figcaption>
    </figure>
  );
}

function Line({ view, row, points, y }: { view: View; row: LedgerRow; points: Point[]; y: number }) {
  return (
    <>
      <text class="name" x={LEFT - 14} y={y + 5} text-anchor="end">
        {row.event.person ?? view.t.unknown}
      </text>
      <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y} y2={y} />
      <line class="run" x1={points[0]?.x ?? LEFT} x2={points.at(-1)?.x ?? LEFT} y1={y} y2={y} />
      {points.map((point) => (
        <circle
          class={`said status-${slug(point.status)}`}
          cx={point.x}
          cy={y}
          r={4.5 + Math.min(3, point.said.length)}
        >
          <title>{point.said.map((one) => one.words).join('\n')}</title>
        </circle>
      ))}
      {row.successor ? (
        <text class="axis" x={WIDTH - RIGHT + 14} y={y + 4}>
          → {row.successor.words}
        </text>
      ) : null}
    </>
  );
}

/** Every dated report of a departure, earliest first. */
function saidOf(row: LedgerRow): Said[] {
  const said = row.event.claims.flatMap((claim) =>
    claim.publishedSort
      ? [
          {
            at: claim.publishedSort.getTime(),
            status: claim.status ?? '',
            words: `${claim.publishedAt ?? ''} ${claim.outlet ?? claim.sourceId}: ${claim.quote}`,
          },
        ]
      : [],
  );
  return said.sort((a, b) => a.at - b.at);
}

/** Where the reports stand; neighbours that say the same are one point. */
function pointsOf(said: readonly Said[], x: (at: number) => number): Point[] {
  const points: Point[] = [];
  for (const one of said) {
    const last = points.at(-1);
    if (last && last.status === one.status && x(one.at) - last.x < POINT) last.said.push(one);
    else points.push({ x: x(one.at), status: one.status, said: [one] });
  }
  return points;
}

/** A few days or beginnings of months within the span, as ISO dates. */
function ticksOf(from: number, to: number): { at: number; date: string }[] {
  const days = (to - from) / DAY_MS;
  const isMonths = days > MONTHS_FROM_DAYS;
  const step = Math.ceil((isMonths ? days / 30 : days) / MOST_TICKS);
  const start = new Date(from);
  const ticks: { at: number; date: string }[] = [];
  for (let i = 1; i <= MOST_TICKS * 2; i += 1) {
    const at = isMonths
      ? Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + i * step, 1)
      : Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate() + i * step);
    if (at < to) ticks.push({ at, date: new Date(at).toISOString().slice(0, isMonths ? 7 : 10) });
  }
  return ticks;
}
