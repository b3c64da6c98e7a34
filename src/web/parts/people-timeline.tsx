import type { LedgerRow } from '../ledger.ts';
import type { View } from '../view.ts';
import { slug } from './words.tsx';

const ROW = 30;
const WIDTH = 900;
const LEFT = 150;
const RIGHT = 170;
const DAY_MS = 86_400_000;

type Said = { at: number; status: string; words: string };

/** One line per departure: who said what when, from rumour to confirmation, and at its end who came after. */
export function PeopleTimeline({ view, rows }: { view: View; rows: readonly LedgerRow[] }) {
  const lines = rows.map((row) => ({ row, said: saidOf(row) })).filter(({ said }) => said.length > 0);
  if (lines.length === 0) return null;
  const times = lines.flatMap(({ said }) => said.map((one) => one.at));
  const [from, to] = [Math.min(...times) - DAY_MS, Math.max(...times) + DAY_MS];
  const x = (at: number) => LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const height = lines.length * ROW + 26;
  const day = (at: number) => view.clock.published(new Date(at).toISOString().slice(0, 10));
  return (
    <svg class="chart timeline" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={view.t.people.timeline}>
      {lines.map(({ row, said }, index) => {
        const y = index * ROW + 16;
        return (
          <>
            <text class="name" x={LEFT - 14} y={y + 5} text-anchor="end">
              {row.event.person ?? view.t.unknown}
            </text>
            <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y} y2={y} />
            <line class="run" x1={x(said[0]?.at ?? from)} x2={x(said.at(-1)?.at ?? from)} y1={y} y2={y} />
            {said.map((one) => (
              <circle class={`said status-${slug(one.status)}`} cx={x(one.at)} cy={y} r={5}>
                <title>{one.words}</title>
              </circle>
            ))}
            {row.successor ? (
              <text class="axis" x={WIDTH - RIGHT + 12} y={y + 4}>
                → {row.successor.words}
              </text>
            ) : null}
          </>
        );
      })}
      <text class="axis" x={LEFT} y={height - 4}>
        {day(from + DAY_MS)}
      </text>
      <text class="axis" x={WIDTH - RIGHT} y={height - 4} text-anchor="end">
        {day(to - DAY_MS)}
      </text>
    </svg>
  );
}

/** Every dated report of a departure, earliest first. */
function saidOf(row: LedgerRow): Said[] {
  return row.event.claims.flatMap((claim) =>
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
}
