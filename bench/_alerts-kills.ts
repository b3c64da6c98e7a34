/**
 * The proof that no alert is lost or doubled: worker processes on one Postgres are fed reports of departures while they are killed
 * with SIGKILL, lose connections, and meet receivers that answer late, fail or hang up; at every point of the way, in an order that
 * a seed decides. Then every departure must have reached everybody once.
 *
 * What happens where is planned before (_alerts-plan.ts) and dealt to the workers as hands: something for every kind of point that
 * is still open, so that a rare point is struck when work comes to it instead of being waited for.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT_ROOT } from '../src/version.ts';
import { backlog } from '../src/store/outbox.ts';
import { openStore, type Database } from '../src/store/connect.ts';
import { contentId } from '../src/store/ids.ts';
import { pageOfFile, savePage } from '../src/store/pages.ts';
import { startTestServer } from '../test/store/_postgres.ts';
import { createCrew, type Crew, type Life } from './_alerts-crew.ts';
import { departures, notUnderstood } from './_alerts-events.ts';
import { deckOf, partOf, plan, randomOf, type AnyMoment, type AtReceiver, type AtStatement, type Deck } from './_alerts-plan.ts'; // prettier-ignore
import { startMail, startWebhook, type Receiver } from './_alerts-receivers.ts';
import { account, TO, type Report } from './_alerts-report.ts';

/** Nothing was struck for so long although everything was fed: what is left to strike finds no work and becomes plain kills. */
const PATIENCE_MS = 30_000;

/** A pause in the strikes after which another page is fed before its time, so that work comes to the points that are left. */
const SHORT_OF_WORK_MS = 2000;

export type Options = {
  /** Over all parts. */
  kills: number;
  departures: number;
  part?: number;
  parts?: number;
  workers: number;
  seed: number;
  /** Default 30 s; with less, more of what was planned becomes plain kills. */
  patienceMs?: number;
  say: (line: string) => void;
};

/** Runs one part of the planned kills over its part of the departures. */
export async function runKills(options: Options): Promise<Report> {
  const { part = 1, parts = 1, seed, workers, say } = options;
  const began = performance.now();
  const every = departures(options.departures);
  const own = partOf(every.departures, part, parts);
  const strange = notUnderstood(own);
  if (strange.length) throw new Error(`the reports of ${strange.join(', ')} are not read as departures`);
  const planned = partOf(plan(options.kills, randomOf(seed)), part, parts);
  const folder = await mkdtemp(path.join(PROJECT_ROOT, '.bench-'));
  const postgres = await startTestServer();
  const [hook, mail] = [await startWebhook(), await startMail()];
  const url = await postgres.freshUrl();
  const store = await openStore({ url, dataDir: postgres.dataDir });
  const crew = await createCrew({ folder, url, config: settings(every.watches, hook, mail), workers });
  try {
    await crew.ready();
    say(`ready after ${secsSince(began)} s`);
    const pages = pagesOf(own, seed + part);
    const field: Field = {
      ...{ crew, workers, hook, mail, pages, db: store.db, random: randomOf(seed + 100 * part), total: planned.length },
      patienceMs: options.patienceMs ?? PATIENCE_MS,
      ...{ struck: new Map(), done: 0, lastAt: performance.now(), say, began },
    };
    await disturb(field, planned);
    while (pages.fed() < pages.total) await pages.feed(store.db);
    await crew.ready();
    await untilDone(store.db, say);
    say(`all worked off after ${secsSince(began)} s`);
    const report = await account(store.db, own, hook, mail);
    report.problems.push(...crew.ownEnds);
    return { ...report, struck: field.struck, secs: secsSince(began) };
  } finally {
    await crew.end();
    await store.close();
    await Promise.all([hook.close(), mail.close()]);
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const secsSince = (began: number) => Math.round((performance.now() - began) / 1000);

type Field = {
  crew: Crew;
  workers: number;
  hook: Receiver;
  mail: Receiver;
  pages: ReturnType<typeof pagesOf>;
  db: Database;
  random: () => number;
  /** How often each thing happened at each point, and in all. */
  struck: Map<string, number>;
  total: number;
  patienceMs: number;
  done: number;
  lastAt: number;
  say: (line: string) => void;
  began: number;
};

function note(field: Field, { point, kind }: { point: string; kind: string }): void {
  const what = `${point} | ${kind}`;
  field.struck.set(what, (field.struck.get(what) ?? 0) + 1);
  field.lastAt = performance.now();
  if (++field.done % 10 === 0) field.say(`${field.done} of ${field.total} after ${secsSince(field.began)} s`);
}

/** Lets all that is planned happen while work comes in at the same pace. */
async function disturb(field: Field, planned: ReturnType<typeof plan>): Promise<void> {
  const deck = deckOf(planned.filter((one): one is AtStatement => 'do' in one));
  const atReceivers = planned.filter((one): one is AtReceiver => 'order' in one);
  const over = new AbortController();
  const feeding = feed(field, over.signal);
  await Promise.all([
    ...Array.from({ length: field.workers }, (_, slot) => strikeAtStatements(slot, deck, field)),
    ...(['webhook', 'mail'] as const).map((at) =>
      strikeAtReceiver(
        atReceivers.filter((one) => one.at === at),
        field,
      ),
    ),
    strikeAtAnyMoment(
      planned.filter((one): one is AnyMoment => 'random' in one),
      field,
    ),
  ]);
  over.abort();
  await feeding;
}

/** Feeds as many pages as their share of what was done, and one more whenever the strikes pause for want of work. */
async function feed(field: Field, over: AbortSignal): Promise<void> {
  const { pages, db } = field;
  let lastAt = 0;
  while (!over.aborted) {
    const due = Math.ceil((pages.total * (field.done + 1)) / field.total);
    const isShort = performance.now() - Math.max(field.lastAt, lastAt) > SHORT_OF_WORK_MS;
    if (pages.fed() < due || (isShort && pages.fed() < pages.total)) {
      await pages.feed(db);
      lastAt = performance.now();
    } else await sleep(100);
    await timePasses(db);
  }
}

const isStarved = ({ pages, lastAt, patienceMs }: Field) =>
  pages.fed() >= pages.total && performance.now() - lastAt > patienceMs;

/** Deals a hand to each life of a slot's worker until nothing is left. */
async function strikeAtStatements(slot: number, deck: Deck, field: Field): Promise<void> {
  while (deck.left() > 0) {
    const life = await field.crew.worker(slot);
    const hand = deck.deal();
    const met = hand.length ? await strikeOnce(life, hand, field) : await sleep(200).then(() => undefined);
    deck.giveBack(hand, met);
    if (!isStarved(field) || deck.left() === 0) continue;
    // The rest would wait for ever: each becomes a kill of whatever is going on.
    const rest = deck.deal();
    deck.giveBack(rest, rest[0]);
    if (!rest.length) continue;
    life.process.kill('SIGKILL');
    await life.gone;
    note(field, { point: 'any moment, no work came', kind: 'kill -9' });
  }
}

/** Arms a worker and waits for what it meets; undefined when it died of something else or no work came to any of it. */
async function strikeOnce(life: Life, hand: readonly AtStatement[], field: Field): Promise<AtStatement | undefined> {
  const child = life.process;
  let met: AtStatement | undefined;
  let isCut = false;
  let isGone = false;
  void life.gone.then(() => (isGone = true));
  const listen = (said: unknown) => {
    met ??= hand.find((one) => one.id === (said as { struck?: number }).struck);
    // A cut is over when the worker says so; a kill when the worker is gone.
    isCut ||= said === 'cut';
  };
  child.on('message', listen);
  const nth = () => 1 + Math.floor(field.random() * 2);
  if (child.connected) child.send(hand.map(({ id, do: point }) => ({ ...point, id, nth: nth() })));
  while (!isCut && !isGone && (met || !isStarved(field))) await sleep(20);
  child.off('message', listen);
  if (met) note(field, met);
  return met;
}

/** Waits until the share of what is done reaches this one's place among its kind, or nothing else happens. */
async function untilDue(field: Field, place: number): Promise<void> {
  while (field.done / field.total < place && performance.now() - field.lastAt < 2 * SHORT_OF_WORK_MS) await sleep(100);
}

/** One order at a time for a receiver; `strike` kills every worker while the message is with the receiver. */
async function strikeAtReceiver(orders: readonly AtReceiver[], field: Field): Promise<void> {
  for (const [i, one] of orders.entries()) {
    await untilDue(field, i / orders.length);
    const receiver = one.at === 'webhook' ? field.hook : field.mail;
    const { done, withdraw } = receiver.order({ ...one.order, strike: () => field.crew.killAll() });
    const over = new AbortController();
    const starved = (async () => {
      while (!over.signal.aborted && !isStarved(field)) await sleep(200);
      return 'starved' as const;
    })();
    const end = await Promise.race([done, starved]);
    over.abort();
    if (end === 'starved') withdraw();
    note(field, end === 'starved' ? { point: 'no message came', kind: one.kind } : one);
  }
}

async function strikeAtAnyMoment(kills: readonly AnyMoment[], field: Field): Promise<void> {
  for (const [i, one] of kills.entries()) {
    await untilDue(field, (i + field.random()) / kills.length);
    await sleep(field.random() * 1000);
    const life = await field.crew.worker(Math.floor(field.random() * field.workers));
    life.process.kill('SIGKILL');
    await life.gone;
    note(field, one);
  }
}

function settings(watches: unknown[], hook: Receiver, mail: Receiver): unknown {
  const smtp = { type: 'email', host: '127.0.0.1', port: mail.port, security: 'none', from: 'bench@redwatch.example' };
  return {
    watches,
    net: { allow: [`127.0.0.1:${hook.port}`] },
    channels: [
      { id: 'hook', type: 'webhook', url: `http://127.0.0.1:${hook.port}/hook`, timeoutMs: 1000 },
      { id: 'mail', ...smtp, timeoutMs: 1000 },
      { id: 'once', ...smtp, timeoutMs: 1000, onUnknown: 'stop' },
    ],
    alerts: {
      firstCrawl: 'each',
      rules: [{ id: 'all', recipients: Object.entries(TO).map(([channel, to]) => ({ channel, to })) }],
    },
    logLevel: 'silent',
  };
}

/** The pages in the order they come: each departure's copies near each other, but never in a row. */
function pagesOf(list: ReturnType<typeof departures>['departures'], seed: number) {
  const random = randomOf(seed + 1);
  const order = list
    .flatMap(({ copies }, i) => copies.map((copy, k) => ({ copy, k, at: i + k * 0.9 + random() * 0.8 })))
    .sort((a, b) => a.at - b.at);
  let fed = 0;
  return {
    total: order.length,
    fed: () => fed,
    async feed(db: Database): Promise<void> {
      const next = order[fed++];
      if (!next) return;
      const bytes = new TextEncoder().encode(next.copy);
      const charset = { charset: 'utf-8', charsetFrom: 'utf8' } as const;
      const page = pageOfFile({ bytes, name: 'page.txt', isText: true, charset, at: new Date('2025-11-21T00:00:00Z') });
      const address = `https://site-${next.k}.example/${contentId(bytes)}`;
      const own = { id: contentId(address, bytes), url: address, requestedUrl: address, finalUrl: address };
      await savePage(db, { ...page, ...own, sourceId: `site-${next.k}` });
    },
  };
}

/** The pauses between tries (30 s, 90 s ...) are over: they are what makes a run last days, and nothing depends on their length. */
async function timePasses(db: Database): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ notBefore: new Date() })
    .where('step', '=', 'alert')
    .where('dispatchedAt', 'is', null)
    .where('notBefore', '>', new Date())
    .execute();
}

const MOST_WAIT_MS = 300_000;

async function untilDone(db: Database, say: Options['say']): Promise<void> {
  let sayAfterMs = 15_000;
  for (const began = performance.now(); performance.now() - began < MOST_WAIT_MS; await sleep(500)) {
    await timePasses(db);
    const left = await backlog(db);
    if (left.every((b) => b.waiting + b.inHand + b.retrying + b.later === 0)) return;
    if (performance.now() - began < sayAfterMs) continue;
    say(`left: ${left.map((b) => `${b.step} ${b.waiting}+${b.inHand}+${b.retrying}+${b.later}`).join(', ')}`);
    sayAfterMs += 15_000;
  }
  throw new Error(`work is left after ${MOST_WAIT_MS / 1000} s: ${JSON.stringify(await backlog(db))}`);
}
