import { expect, it } from 'vitest';
import { runKills } from '../../bench/_alerts-kills.ts';

/**
 * A tenth of the bench; `npm run bench -- alerts` runs all 200. It waits for rare moments to come, minutes on two cores: `npm run test:deep`.
 * In `npm test` the demo is killed with work of every step in hand (test/cli/demo.test.ts), and each recipient is told once.
 */
const KILLS = 20;

it.skipIf(!process.env.REDWATCH_DEEP)(
  `loses no alert and doubles none over ${KILLS} kills, cuts and bad receivers`,
  { timeout: 600_000 },
  async () => {
    const departures = Math.max(3, KILLS / 4);
    const { rows, problems } = await runKills({ kills: KILLS, departures, workers: 2, seed: 21, say: () => {} });
    expect(problems).toEqual([]);
    expect(rows.map(({ lost, doubled, unexplained }) => ({ lost, doubled, unexplained }))).toEqual(
      rows.map(() => ({ lost: 0, doubled: 0, unexplained: 0 })),
    );
    expect(rows.find((r) => r.channel === 'hook')?.delivered).toBe(departures);
  },
);
