/**
 * `npm run bench -- alerts [kills | recipients | latency]`: what alerts promise, measured. Two hundred kills and what reached whom;
 * a thousand recipients of whom some cannot be reached; how long a message takes from the end of a fetch, idle and under load.
 * `npm run bench -- alerts kills 2/4` is the second of four parts, each a run of its own under ten minutes; without a part all
 * four run one after the other. REDWATCH_BENCH_KILLS (200), REDWATCH_BENCH_SEED (8), REDWATCH_BENCH_RECIPIENTS (1000) and
 * REDWATCH_BENCH_PAGES (1000) change the size.
 */
import { hasRedis, startRedis } from '../test/queues/_redis.ts';
import { runKills } from './_alerts-kills.ts';
import { measureLatency } from './_alerts-latency.ts';
import { measureRecipients } from './_alerts-recipients.ts';
import { addReports, printReport, type Report } from './_alerts-report.ts';

const numberOf = (name: string, otherwise: number) => Number(process.env[`REDWATCH_BENCH_${name}`] ?? otherwise);

export async function bench(): Promise<void> {
  const [only, part] = process.argv.slice(3);
  const does = (name: string) => only === undefined || only === name;
  if (does('kills')) await kills(part);
  if (does('recipients')) for (const line of await measureRecipients(numberOf('RECIPIENTS', 1000))) console.log(line);
  if (does('latency')) await latency();
}

const PARTS = 4;

async function kills(part: string | undefined): Promise<void> {
  const [all, seed] = [numberOf('KILLS', 200), numberOf('SEED', 8)];
  const [of, parts] = part ? (part.split('/').map(Number) as [number, number]) : [0, PARTS];
  const chosen = of ? [of] : Array.from({ length: parts }, (_, i) => i + 1);
  const reports: Report[] = [];
  for (const n of chosen) {
    console.log(
      `part ${n} of ${parts} of ${all} kills, seed ${seed}, five sites for each departure, 3 worker processes`,
    );
    const say = (line: string) => console.log(`  ${line}`);
    reports.push(await runKills({ kills: all, departures: Math.ceil(all / 4), part: n, parts, workers: 3, seed, say }));
  }
  printReport(addReports(reports));
}

async function latency(): Promise<void> {
  const pages = numberOf('PAGES', 1000);
  console.log('the queue in Postgres:');
  for (const line of await measureLatency(pages)) console.log(`  ${line}`);
  if (!hasRedis()) return;
  const redis = await startRedis();
  console.log('the queue on Redis:');
  for (const line of await measureLatency(pages, redis.url)) console.log(`  ${line}`);
  await redis.stop();
}
