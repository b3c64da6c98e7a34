/**
 * One night of one source: ask its lists, find out which articles are new or due, fetch those, hand every page on, and account for
 * every address asked. How requests are driven (frontier, retries, concurrency, browser) is passed in: _crawl.ts.
 */
import { settleArticle } from './_article.ts';
import { Backlog } from './_backlog.ts';
import { askLists } from './_lists.ts';
import { driveOptions, type CrawlPorts, type Run } from './_ports.ts';
import { Account, type RunReport } from './_report.ts';
import type { Source } from './_source.ts';
import type { CrawlLimits, Drive, Task } from './_task.ts';

const DEFAULT_LIMITS: CrawlLimits = { concurrency: 4, retries: 2, retryDelayMs: 2000, maxBytes: null };
/** Each holds one page and one connection to the archive. */
const SAVES_UNDER_WAY = 8;

/** Crawls one source once. Never throws for what a site does: that is in the report. Throws when a port fails (the archive is gone). */
export async function runSource(source: Source, ports: CrawlPorts, drive: Drive): Promise<RunReport> {
  const run: Run = {
    ...{ drive, backlog: new Backlog(SAVES_UNDER_WAY), source, ports, limits: { ...DEFAULT_LIMITS, ...ports.limits } },
    account: new Account(source, ports.now(), ports.entry),
    context: {
      keywords: ports.keywords,
      now: ports.now(),
      since: ports.range?.since ?? null,
      until: ports.range?.until ?? null,
    },
    ...{ wanted: new Map(), lists: [] },
  };
  await askLists(run);
  await fetchArticles(run);
  if (run.account.isComplete() && !ports.signal?.aborted)
    for (const list of run.lists) await ports.listSeen?.(list.url, list);
  return run.account.report(ports.now());
}

async function fetchArticles(run: Run): Promise<void> {
  const tasks = [...run.wanted].map(([key, { entry, known }]): Task => ({
    key,
    ask: { url: entry.url, headers: { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.5' } },
    conditional: known,
  }));
  await run.drive({
    ...driveOptions(run, run.source.browser === 'all'),
    waitFor: null,
    tasks,
    settle: (task, fetched) => settleArticle(run, task, fetched),
    give: (task, outcome, fetched) => run.account.articleFailed(task.ask.url, outcome, fetched),
  });
  await run.backlog.drain();
}
