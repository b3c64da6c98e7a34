/** What can go wrong. A fault that lasts goes on while others strike; its promise ends with it. */
import type { Layout } from './_layout.ts';
import type { CableName } from './_network.ts';

type Random = () => number;
export type Fault = { name: string; strike(layout: Layout, random: Random): Promise<void> };

const HOUR_MS = 3600_000;
const CUT_MS = 30_000;
const FULL_MS = 8000;
const EXTRA_MS = 15_000;

const one = (random: Random) => (random() < 0.5 ? 0 : 1);
/** Set wrong by hours in either direction, or put right again. */
const jump = (random: Random) => [-26, -2, 0, 0, 2, 26][Math.floor(random() * 6)]! * HOUR_MS;

const cut = async (layout: Layout, n: number, cables: readonly CableName[]) =>
  layout.canCut ? layout.cut(n, cables, CUT_MS) : undefined;

/** Workers are killed most often: there are the most of them. */
export const FAULTS: readonly Fault[] = [
  { name: 'worker killed', strike: (layout, random) => layout.kill('worker', one(random)) },
  { name: 'worker killed', strike: (layout, random) => layout.kill('worker', one(random)) },
  { name: 'worker killed', strike: (layout, random) => layout.kill('worker', one(random)) },
  { name: 'scheduler killed', strike: (layout, random) => layout.kill('schedule', one(random)) },
  { name: 'web killed', strike: (layout) => layout.kill('web', 0) },
  { name: 'Redis restarted', strike: (layout) => layout.restartRedis() },
  { name: 'Redis emptied', strike: (layout) => layout.emptyRedis() },
  { name: 'Postgres restarted', strike: (layout) => layout.restartPostgres() },
  { name: 'disk full', strike: (layout) => (layout.canFill ? layout.fillDisk(FULL_MS) : Promise.resolve()) },
  { name: 'worker clock jumps', strike: (layout, random) => layout.setClock('worker', one(random), jump(random)) },
  { name: 'scheduler clock jumps', strike: (layout, random) => layout.setClock('schedule', one(random), jump(random)) },
  { name: 'Redis cut off', strike: (layout, random) => cut(layout, one(random), ['r']) },
  { name: 'worker cut off', strike: (layout, random) => cut(layout, one(random), ['h', 'r']) },
  { name: 'grouping twice', strike: (layout) => layout.groupTwice(EXTRA_MS) },
];

/** `count` faults: every one of the list before any comes again, each round in another order. */
export function planOf(count: number, random: Random): Fault[] {
  const plan: Fault[] = [];
  while (plan.length < count) {
    const round = [...FAULTS];
    for (let i = round.length - 1; i > 0; i--) {
      const k = Math.floor(random() * (i + 1));
      [round[i], round[k]] = [round[k]!, round[i]!];
    }
    plan.push(...round);
  }
  return plan.slice(0, count);
}
