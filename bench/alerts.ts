/**
 * `npm run bench -- alerts`: what alerts promise, measured. Two hundred kills and what reached whom; how long a message takes from
 * the end of a fetch, idle and under load.
 * REDWATCH_BENCH_KILLS (200), REDWATCH_BENCH_SEED (8) and REDWATCH_BENCH_PAGES (1000) change the size; `0` leaves a part out.
 */
import { runKills, type Report } from './_alerts-kills.ts';
import { measureLatency } from './_alerts-latency.ts';

const numberOf = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);

export async function bench(): Promise<void> {
  const kills = numberOf('REDWATCH_BENCH_KILLS', 200);
  const seed = numberOf('REDWATCH_BENCH_SEED', 8);
  const pages = numberOf('REDWATCH_BENCH_PAGES', 1000);
  if (kills > 0) {
    const departures = Math.max(4, Math.ceil(kills / 4));
    console.log(`${kills} kills, ${departures} departures on five sites each, seed ${seed}, 3 worker processes`);
    printKills(await runKills({ kills, departures, workers: 3, seed, say: (line) => console.log(`  ${line}`) }));
  }
  if (pages > 0) for (const line of await measureLatency(pages)) console.log(line);
}

function printKills({ rows, struck, unknowns, problems, secs }: Report): void {
  console.log(`\nwhere it was struck (${[...struck.values()].reduce((a, b) => a + b, 0)} in ${secs} s)`);
  for (const [what, n] of [...struck].sort(([a], [b]) => a.localeCompare(b))) console.log(`  ${String(n).padStart(3)}  ${what}`); // prettier-ignore
  console.log(
    '\nchannel                       expected delivered lost doubled by key repeated tries unknown outcomes unexplained',
  );
  const names: Record<string, string> = { hook: 'webhook (honours the key)', mail: 'e-mail, unknown: again', once: 'e-mail, unknown: stop' }; // prettier-ignore
  for (const row of rows) {
    const numbers = [row.expected, row.delivered, row.lost, row.doubled, row.repeated, row.unknown, row.unexplained];
    const widths = [8, 9, 4, 14, 14, 16, 11];
    console.log(`${(names[row.channel] ?? row.channel).padEnd(29)} ${numbers.map((n, i) => String(n).padStart(widths[i]!)).join(' ')}`); // prettier-ignore
  }
  console.log(`\nunknown outcomes (${unknowns.length}):`);
  for (const line of unknowns) console.log(`  ${line}`);
  for (const line of problems) console.log(`PROBLEM ${line}`);
  if (problems.length) process.exitCode = 1;
  else console.log('lost 0, doubled without a reason 0');
}
