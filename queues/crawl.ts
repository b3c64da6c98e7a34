import { z } from 'zod';
import { crawlSource, type CrawlPorts } from '../crawlers/_crawl.ts';
import type { RunReport } from '../crawlers/_report.ts';
import type { Source } from '../crawlers/_source.ts';
import { messageOf, RetryLaterError } from '../src/errors.ts';
import { finishWork, returnWork } from '../src/store/outbox.ts';
import { knownAddresses, markUnchanged, pagesOf, rememberList } from '../src/store/pages.ts';
import { accountOf, breakOffRun, endRun, isSuperseded, startRun } from '../src/store/runs.ts';
import { followReading, followRun } from './_health.ts';
import { operatorNote, sendNote } from './_operator.ts';
import { defineStep } from './_step.ts';
import type { Context } from './_context.ts';

const runPayload = z.object({
  sourceId: z.string(),
  night: z.string(),
  /** How often the night's run was put off because the site asked to wait. */
  tries: z.int().default(0),
  /** A backfill: only what was published in this range, to the depth of the archive of the site. */
  range: z.object({ since: z.string(), until: z.string() }).optional(),
  /** `backfill`: what is found is told to nobody. */
  arrival: z.enum(['live', 'backfill']).default('live'),
});
type RunPayload = z.infer<typeof runPayload>;

const payload = z.union([
  runPayload,
  /** Can what this source brought be read? */
  z.object({ look: z.string() }),
  /** A message to the operator. */
  z.object({ tell: operatorNote }),
]);

/** Source -> Pages, with an account of every address that was asked. */
export const crawl = defineStep({
  name: 'crawl',
  payload,
  batch: 1,
  concurrency: 4,
  lockMs: 15_000,
  // Only errors of our own come here, never what a site does: about a quarter of an hour of a broken archive. The next night asks again.
  giveUpAfter: 10,
  priority: 5,
  async run([item], context) {
    if (!item) return;
    const { db, sources } = context;
    if ('tell' in item.payload) {
      await sendNote(item.payload.tell, context);
      return finishWork(db, [item.id]);
    }
    const sourceId = 'look' in item.payload ? item.payload.look : item.payload.sourceId;
    const source = sources.find((s) => s.id === sourceId);
    if (!source) {
      context.log.warn({ source: sourceId }, 'not set up any more: nothing to crawl');
      return finishWork(db, [item.id]);
    }
    if ('look' in item.payload) await look(item.id, source, context);
    else await crawlOnce(item.id, source, item.payload, context);
  },
});

/** The read step is usually through with a night's pages when the crawl is. */
const LOOK_AGAIN_MS = 2000;

async function look(workId: string, source: Source, context: Context): Promise<void> {
  const isThrough = await context.db.transaction().execute(async (trx) => {
    const health = await followReading(trx, source, context);
    if (health) await finishWork(trx, [workId]);
    return health !== null;
  });
  const again = { afterMs: LOOK_AGAIN_MS, error: null, countsAsFailure: false, dead: false };
  if (!isThrough) await returnWork(context.db, workId, again);
}

async function crawlOnce(workId: string, source: Source, asked: RunPayload, context: Context): Promise<void> {
  const { db, now, signal } = context;
  const { sourceId, night, range } = asked;
  if (!range && (await isSuperseded(db, { sourceId, night }))) return finishWork(db, [workId]);
  const runId = await startRun(db, { sourceId, night }, now());
  try {
    const report = await crawlSource(range ? deep(source) : source, ports(runId, source, asked, context));
    if (!signal.aborted) return await settle(workId, runId, source, asked, report, context);
    await breakOffRun(db, runId, 'partial', `${report.sentence} (stopped; goes on with the next start)`, now());
  } catch (error) {
    // The archive may be what is broken: then the run stays as it is until the work is taken up again.
    await breakOffRun(db, runId, 'failed', `broke off: ${messageOf(error)}`, now()).catch((e: unknown) =>
      context.log.warn({ source: sourceId, error: messageOf(e) }, 'a broken run could not be noted'),
    );
    throw error;
  }
  throw new RetryLaterError('Redwatch is stopping', 0);
}

/** The account, and what follows from it, in one transaction. */
async function settle(
  workId: string,
  runId: string,
  source: Source,
  { sourceId, night, tries, range }: RunPayload,
  report: RunReport,
  context: Context,
): Promise<void> {
  const { db, now } = context;
  const { fetched, new: newPages, same, unchanged, skipped, failed, verdict, sentence } = report;
  const summary = { asked: report.asked, fetched, newPages, same, unchanged, skipped, failed, verdict, sentence };
  await db.transaction().execute(async (trx) => {
    await endRun(trx, runId, summary, now());
    await finishWork(trx, [workId]);
    // A backfill says nothing about tonight.
    if (!range) await followRun(trx, source, report, { sourceId, night, tries }, context);
  });
  const detail = { asked: report.asked, new: newPages, unchanged, failed: sum(failed) };
  context.progress({ step: 'crawl', sourceId, done: 1, detail, sentence });
}

/** A backfill goes as deep as the lists do; a source's own limits are for one night. */
function deep(source: Source): Source {
  return { ...source, maxPages: 1000, maxArticles: 100_000 };
}

function ports(runId: string, source: Source, { range, arrival }: RunPayload, context: Context): CrawlPorts {
  const { db, gate, browser, config, now, log, signal } = context;
  const sourceId = source.id;
  const account = accountOf(db, runId);
  const save = pagesOf(db, arrival);
  return {
    ...{ gate, browser, now, signal },
    ...(range && { range: { since: new Date(range.since), until: new Date(range.until) } }),
    keywords: config.watches.flatMap((w) => [w.name, ...w.names]),
    known: (urls) => knownAddresses(db, urls),
    savePage: async (page) => {
      const outcome = await save(page);
      context.progress({ step: 'crawl', sourceId, done: 0, detail: { pages: 1 } });
      return outcome;
    },
    unchanged: (url) => markUnchanged(db, url, now()),
    // A backfill asks its lists without conditions: what was seen last night says nothing about earlier pages.
    ...(!range && {
      listSeen: (url, validators) => rememberList(db, { url, sourceId, ...validators }, now()),
    }),
    entry: async (entry) => {
      log.debug({ source: sourceId, ...entry }, 'asked');
      await account(entry, now());
    },
  };
}

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
