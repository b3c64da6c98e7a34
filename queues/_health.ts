/** What a run says about its source: its health, when it is asked again, and whether the operator must hear of it. */
import type { Transaction } from 'kysely';
import type { RunReport } from '../crawlers/_report.ts';
import type { Source } from '../crawlers/_source.ts';
import { backOff, healthAfter, nextInterval, SOURCE_PACE, type Health } from '../src/core/schedule.ts';
import { healthOf, paceOf, readingOf, saveHealth, savePace } from '../src/store/health.ts';
import { addWork } from '../src/store/outbox.ts';
import { crawlWork, type RunKey } from '../src/store/runs.ts';
import type { Schema } from '../src/store/schema.ts';
import { noteForOperator } from './_operator.ts';
import type { Context } from './_context.ts';

type Trx = Transaction<Schema>;

/** A source that was never asked before is asked again after this; from there the interval follows what it brings. */
const FIRST_INTERVAL_MS = 4 * SOURCE_PACE.floorMs;

/**
 * Health, pace and the next attempt after a run, in the transaction that ends it. A source that failed, named nothing or asked
 * to wait is tried again the same night, with back-off and for ever; its next night takes over.
 * @param tries how often this night's run was put off already because the site asked to wait
 */
export async function followRun(
  trx: Trx,
  source: Source,
  report: RunReport,
  key: RunKey & { tries: number },
  context: Context,
): Promise<void> {
  const at = context.now();
  const { lists, sentence } = report;
  const askedMs = report.retryAfterMs ?? 0;
  const before = await healthOf(trx, source.id, 'answers');
  // 304 proves no health, but of a list that was empty it says that it still is.
  const isStillEmpty = report.verdict === 'ok' && lists.answered === 0 && before.state === 'silent';
  const verdict = isStillEmpty ? 'empty' : report.verdict;
  const sign = { verdict, confirmed: isStillEmpty || lists.answered > 0, at: at.toISOString() };
  const { health, tell } = healthAfter(before, sign);
  await saveHealth(trx, { sourceId: source.id, aspect: 'answers' }, health, sentence, at);
  if (tell)
    await noteForOperator(trx, { source, tell, health: tell === 'trouble' ? health : before, sentence }, context);

  const isBad = verdict === 'failed' || verdict === 'empty';
  const last = (await paceOf(trx, source.id))?.intervalMs ?? FIRST_INTERVAL_MS;
  const intervalMs = isBad ? last : nextInterval({ intervalMs: last, ...lists }, askedMs);
  const pauseMs = isBad ? backOff(health.inARow, askedMs) : intervalMs;
  await savePace(trx, source.id, { intervalMs, nextDueAt: new Date(at.getTime() + pauseMs) });

  const { sourceId, night, tries } = key;
  if (isBad) await addWork(trx, [crawlWork({ sourceId, night }, { tries }, pauseMs)]);
  else if (report.skipped['asked to wait'])
    await addWork(trx, [crawlWork({ sourceId, night }, { tries: tries + 1 }, backOff(tries + 1, askedMs))]);
  if (report.new) await addWork(trx, [{ step: 'crawl', key: `look ${sourceId}`, payload: { look: sourceId } }]);
}

/** Whether what a source brought can be read. Null: the read step is not through with it. */
export async function followReading(trx: Trx, source: Source, context: Context): Promise<Health | null> {
  const { waiting, isUnreadable, reason } = await readingOf(trx, source.id);
  if (waiting > 0) return null;
  const before = await healthOf(trx, source.id, 'reading');
  if (isUnreadable === null) return before;
  const at = context.now();
  // Several pages have spoken already: the first look is enough to tell.
  const sign = { verdict: isUnreadable ? 'empty' : 'ok', confirmed: true, at: at.toISOString() } as const;
  const { health, tell } = healthAfter(before, sign, 1);
  const sentence = isUnreadable
    ? `its latest pages hold nothing that can be read (${reason}): the layout may have changed`
    : 'its latest pages can be read';
  await saveHealth(trx, { sourceId: source.id, aspect: 'reading' }, health, sentence, at);
  if (tell)
    await noteForOperator(trx, { source, tell, health: tell === 'trouble' ? health : before, sentence }, context);
  return health;
}
