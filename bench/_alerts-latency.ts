/** How long a message takes from the end of a fetch to its arrival: with nothing else to do, and while a crawl is worked off. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openRedwatch } from '../queues/worker.ts';
import { loadConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import type { Database } from '../src/store/connect.ts';
import { backlog } from '../src/store/outbox.ts';
import { contentId } from '../src/store/ids.ts';
import { pageOfFile, savePage } from '../src/store/pages.ts';
import { startTestServer } from '../test/store/_postgres.ts';
import { departures, type Departure } from './_alerts-events.ts';
import { startWebhook } from './_alerts-receivers.ts';

const MEASURED = 20;
const MOST_WAIT_MS = 180_000;

/**
 * One line each: with an empty queue; for reports among `pages` pages that come at once and of which one in ten only looks like a
 * report; for reports that come while those are worked off.
 */
export async function measureLatency(pages: number, redisUrl?: string): Promise<string[]> {
  const postgres = await startTestServer();
  const hook = await startWebhook();
  const { departures: all, watches } = departures(3 * MEASURED);
  const config = {
    watches,
    net: { allow: [`127.0.0.1:${hook.port}`] },
    channels: [{ id: 'hook', type: 'webhook', url: `http://127.0.0.1:${hook.port}/hook` }],
    alerts: { firstCrawl: 'each', rules: [{ id: 'all', recipients: [{ channel: 'hook', to: 'newsroom' }] }] },
  };
  const env = { DATABASE_URL: await postgres.freshUrl(), ...(redisUrl && { REDIS_URL: redisUrl }) };
  const redwatch = await openRedwatch({ config: loadConfig({ object: config }, env), log: createLog('silent') });
  const { db } = redwatch.store;
  const arrivalOf = async (person: string, began: number) => {
    while (!hook.arrived.some((a) => a.text.includes(`"person":"${person}"`))) {
      if (performance.now() - began > MOST_WAIT_MS) throw new Error(`no message of ${person} came`);
      await sleep(10);
    }
    return performance.now() - began;
  };
  const report = async ({ copies: [copy = ''], person }: Departure) => {
    await save(db, copy, 'wire');
    return arrivalOf(person, performance.now());
  };
  const [alone, among, after] = [0, 1, 2].map((i) => all.slice(i * MEASURED, (i + 1) * MEASURED)) as [Departure[], Departure[], Departure[]]; // prettier-ignore
  try {
    redwatch.work(['read', 'group', 'claims', 'alert']);
    const idle: number[] = [];
    for (const one of alone) idle.push(await report(one));
    const began = performance.now();
    const inCrowd: Promise<number>[] = [];
    for (let n = 0; n < pages; n++) {
      await save(db, quiet(all[0]!.org, n), 'media');
      const due = Math.floor(((n + 1) * MEASURED) / pages);
      for (const one of among.slice(inCrowd.length, due)) inCrowd.push(report(one));
    }
    const isLeft = async () => (await backlog(db)).some((b) => b.step === 'read' && b.waiting + b.inHand > 50);
    const late: Promise<number>[] = [];
    for (const one of after) {
      if (!(await isLeft())) break;
      late.push(report(one));
      await sleep(250);
    }
    const [inCrowdMs, lateMs] = [await Promise.all(inCrowd), await Promise.all(late)];
    await redwatch.queues.untilEmpty();
    const secs = (performance.now() - began) / 1000;
    return [
      `from the end of a fetch to the message, idle queue: ${shown(idle)} (aim: p95 under 5 s)`,
      `among ${pages} pages that come at once, worked off in ${secs.toFixed(0)} s: ${shown(inCrowdMs)} (aim: p95 under 30 s)`,
      `after them, while they are worked off: ${shown(lateMs)} (aim: p95 under 30 s)`,
    ];
  } finally {
    await redwatch.close();
    await hook.close();
    await postgres.stop();
  }
}

function shown(ms: readonly number[]): string {
  if (!ms.length) return 'all was worked off before the first';
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1]! / 1000).toFixed(2);
  return `median ${at(0.5)} s, p95 ${at(0.95)} s over ${ms.length} messages`;
}

/** A report of the company in which nobody leaves. */
function quiet(org: string, n: number): string {
  const things = ['茶具', '雨伞', '台灯', '书架', '帐篷', '围巾', '砂锅'];
  return `${org}第${n}号仓开始试运行

来源：货架周刊 2025-11-20 08:${String(n % 60).padStart(2, '0')}

${org}（虚构的公司）的第${n}号仓今天开始试运行，先放${things[n % things.length]}和另外${n % 37}类货。仓里有${40 + (n % 23)}个工位，每小时能打包${300 + n}单。

附近的店主说，以后下午四点前的订单当天就能出门，第${n}号仓门口的那条路也终于修平了。${n % 10 === 0 ? '园区的班车时刻、入职和离职手续都贴在门房。' : ''}`;
}

async function save(db: Database, text: string, sourceId: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  const charset = { charset: 'utf-8', charsetFrom: 'utf8' } as const;
  const page = pageOfFile({ bytes, name: 'page.txt', isText: true, charset, at: new Date() });
  const url = `https://${sourceId}.example/${contentId(bytes)}`;
  const own = { id: contentId(url, bytes), url, requestedUrl: url, finalUrl: url };
  await savePage(db, { ...page, ...own, sourceId });
}
