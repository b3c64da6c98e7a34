import { z } from 'zod';
import { crawlSource, type CrawlPorts } from '../crawlers/_crawl.ts';
import { PermanentError } from '../src/errors.ts';
import { knownAddresses, markUnchanged, rememberList, savePage } from '../src/store/pages.ts';
import { finishRun, saveRunEntry, startRun } from '../src/store/runs.ts';
import { defineStep } from './_step.ts';
import type { Context } from './_context.ts';

/** Source -> Pages, with an account of every address that was asked. */
export const crawl = defineStep({
  name: 'crawl',
  payload: z.object({ sourceId: z.string(), night: z.string() }),
  batch: 1,
  concurrency: 4,
  lockMs: 15_000,
  giveUpAfter: 4,
  priority: 5,
  async run(items, context) {
    for (const { id, payload } of items) {
      const source = context.sources.find((s) => s.id === payload.sourceId);
      if (!source) throw new PermanentError(`no source "${payload.sourceId}" is set up any more`);
      const runId = await startRun(context.db, payload, context.now());
      const report = await crawlSource(source, ports(runId, source.id, context));
      const { asked, fetched, new: newPages, same, unchanged, skipped, failed, verdict, sentence } = report;
      const summary = { asked, fetched, newPages, same, unchanged, skipped, failed, verdict, sentence };
      await finishRun(context.db, runId, summary, context.now(), [id]);
      context.progress({
        step: 'crawl',
        sourceId: source.id,
        done: 1,
        detail: { asked, new: newPages, unchanged, failed: sum(failed) },
        sentence,
      });
    }
  },
});

function ports(runId: string, sourceId: string, context: Context): CrawlPorts {
  const { db, gate, browser, config, now, log, signal } = context;
  return {
    gate,
    browser,
    now,
    signal,
    keywords: config.watches.flatMap((w) => [w.name, ...w.names]),
    known: (urls) => knownAddresses(db, urls),
    savePage: async (page) => {
      const outcome = await savePage(db, page);
      context.progress({ step: 'crawl', sourceId, done: 0, detail: { pages: 1 } });
      return outcome;
    },
    unchanged: (url) => markUnchanged(db, url, now()),
    listSeen: (url, validators) => rememberList(db, { url, sourceId, ...validators }, now()),
    entry: async (entry) => {
      log.debug({ source: sourceId, ...entry }, 'asked');
      await saveRunEntry(db, runId, entry, now());
    },
  };
}

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
