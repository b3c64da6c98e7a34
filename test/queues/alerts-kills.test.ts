import { expect, it } from 'vitest';
import { runKills } from '../../bench/_alerts-kills.ts';

/** A handful always, a tenth of the bench where time is given; `npm run bench -- alerts` runs all 200. */
const KILLS = process.env.REDWATCH_DEEP ? 20 : 5;
/** A handful is over soon: a planned point to which no work comes any more becomes a plain kill. */
const PATIENCE = process.env.REDWATCH_DEEP ? {} : { patienceMs: 5000 };

it(`loses no alert and doubles none over ${KILLS} kills, cuts and bad receivers`, { timeout: 600_000 }, async () => {
  const departures = Math.max(3, KILLS / 4);
  const { rows, problems } = await runKills({
    kills: KILLS,
    departures,
    workers: 2,
    seed: 21,
    ...PATIENCE,
    say: () => {},
  });
  expect(problems).toEqual([]);
  expect(rows.map(({ lost, doubled, unexplained }) => ({ lost, doubled, unexplained }))).toEqual(
    rows.map(() => ({ lost: 0, doubled: 0, unexplained: 0 })),
  );
  expect(rows.find((r) => r.channel === 'hook')?.delivered).toBe(departures);
});
