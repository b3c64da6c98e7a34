/**
 * How fast a crawl is, on one local server without pauses. `npm run bench -- crawl` runs all three parts, `... crawl hosts`,
 * `growth` or `browser` one of them:
 * - hosts: ours (gate, Crawlee, account; then with the archive on the embedded Postgres) against bare undici + cheerio
 * - growth: a night when up to 100,000 addresses are known already, and memory as the number of pages grows
 * - browser: pages that need one, against bare Playwright, the browser killed in the middle of one night
 */
import { findChromium } from '../src/net/browser.ts';
import { barePlaywright, browserNight } from './_crawl-browser.ts';
import { inChild, PER_HOST, type Job, type Measure } from './_crawl-jobs.ts';
import { startServer } from './_crawl-server.ts';

const PAGES = 1500;
const ROUNDS = 3;
const BROWSER_PAGES = 500;
const PARTS: Readonly<Record<string, () => Promise<void>>> = { hosts, growth, browser };

/** Prints pages/s and memory, what each is a share of, and the denominators. */
export async function bench(): Promise<void> {
  const wanted = process.argv.slice(3);
  const unknown = wanted.filter((part) => !(part in PARTS));
  if (unknown.length) throw new Error(`there is no part "${unknown.join('", "')}": ${Object.keys(PARTS).join(', ')}`);
  for (const [name, part] of Object.entries(PARTS)) if (!wanted.length || wanted.includes(name)) await part();
}

async function hosts(): Promise<void> {
  heading(
    `${PAGES} pages of 24 kB, ${PER_HOST} requests at once per host; median of ${ROUNDS} rounds, which alternate`,
  );
  for (const count of [1, 10, 50]) {
    const { ports, child } = await startServer(count);
    const rounds: Record<'bare' | 'ours' | 'stored', Measure[]> = { bare: [], ours: [], stored: [] };
    for (let round = 0; round < ROUNDS; round++)
      for (const what of ['bare', 'ours', 'stored'] as const)
        rounds[what].push(await inChild({ what, ports, each: PAGES / count } satisfies Job));
    child.kill();
    const peer = median(rounds.bare);
    const name = `${count} host${count > 1 ? 's' : ''}`;
    line(`${name}: bare undici + cheerio`, peer);
    line(`${name}: ours`, median(rounds.ours), peer);
    line(`${name}: ours, archive included`, median(rounds.stored), peer);
  }
}

async function growth(): Promise<void> {
  const { ports, child } = await startServer(1);
  heading('one host, archive included: addresses passed over because they are known (ten new pages among them)');
  for (const each of [1000, 10_000, 100_000]) line(`${each} known`, await inChild({ what: 'known', ports, each }));
  heading('one host, archive included: memory as the number of pages grows');
  for (const each of [4000, 16_000, 64_000]) {
    const night = await inChild({ what: 'stored', ports, each });
    line(`${each} pages`, night);
    console.log(`    in use at each quarter of them: ${night.liveMb?.map((mb) => mb.toFixed(1)).join(', ')} MB`);
  }
  child.kill();
}

async function browser(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === null) return console.log('browser: no Chromium here, nothing measured');
  const { ports, child } = await startServer(1);
  const [port = 0] = ports;
  heading(`${BROWSER_PAGES} pages of 24 kB in ${executablePath}, two at once`);
  const peer = await barePlaywright(executablePath, port, BROWSER_PAGES / 5);
  line('bare Playwright', peer);
  for (const killAt of [null, BROWSER_PAGES / 2]) {
    const night = await browserNight(port, BROWSER_PAGES, killAt);
    line(killAt === null ? 'ours' : `ours, browser killed at page ${killAt}`, night, peer);
    console.log(`    ${night.report.sentence}; ${night.killed} browsers killed, ${night.left} processes left behind`);
  }
  child.kill();
}

function heading(text: string): void {
  console.log(`crawl: ${text} (npm run bench -- crawl)`);
}

/** Of the rounds, the one of middle speed. */
function median(rounds: readonly Measure[]): Measure {
  const sorted = [...rounds].sort((a, b) => a.units / a.secs - b.units / b.secs);
  return sorted[Math.floor(sorted.length / 2)] ?? { units: 0, secs: 1, extraMb: 0 };
}

function line(name: string, { units, secs, extraMb }: Measure, peer?: Measure): void {
  const rate = units / secs;
  const ratio = peer ? `  ${(rate / (peer.units / peer.secs)).toFixed(2)}x of the peer` : '';
  const shown = rate < 100 ? rate.toFixed(1) : rate.toFixed(0);
  console.log(
    `  ${name.padEnd(36)} ${shown.padStart(7)}/s  ${extraMb.toFixed(0).padStart(4)} MB more  (${units} in ${secs.toFixed(1)} s)${ratio}`,
  );
}
