/** The lists of a source: which of the articles they name are new or due, and where a list goes on. */
import { canonicalUrl } from '../src/core/url.ts';
import { isDue, type KnownPage } from '../src/core/schedule.ts';
import { outcomeOfError } from '../src/net/outcome.ts';
import { driveOptions, type Run } from './_ports.ts';
import { KNOWN } from './_report.ts';
import type { Ask, Entry, Listing } from './_source.ts';
import type { Failed, Fetched, Task } from './_task.ts';

const KNOWN_BATCH = 1000;

/** Asks every list and those they lead to; what is to be fetched is in `run.wanted` afterwards. */
export async function askLists(run: Run): Promise<void> {
  const { source, ports } = run;
  const known = ports.listSeen
    ? await ports.known(source.start(run.context).map((ask) => ask.url))
    : new Map<string, KnownPage>();
  const first = source
    .start(run.context)
    .map((ask): Task => ({ key: keyOf(ask), ask, conditional: known.get(ask.url) ?? null }));
  await run.drive({
    ...driveOptions(run, source.browser !== 'none'),
    tasks: first,
    settle: (task, fetched) => settleList(run, task, fetched),
    give: (task, outcome, fetched) => run.account.listFailed(task.ask.url, outcome, fetched),
  });
}

/** Reads one list: new articles join `wanted`, and the next pages are returned unless everything here was known already. */
async function settleList(run: Run, task: Task, fetched: Fetched): Promise<readonly Task[]> {
  const { source, account, ports } = run;
  const { ask } = task;
  if (fetched.notModified) {
    await account.list(ask.url, 'unchanged', 'not modified', fetched);
    return [];
  }
  const listing = readListing(run, ask, fetched);
  if ('kind' in listing) {
    await account.listFailed(ask.url, listing, fetched);
    return [];
  }
  const fresh = await takeEntries(run, listing.entries);
  account.entries += listing.entries.length;
  await account.list(
    ask.url,
    fresh > 0 ? 'new' : 'same',
    `${listing.entries.length} articles, ${fresh} of them new or due`,
    fetched,
  );
  run.lists.push({
    url: ask.url,
    etag: fetched.headers['etag'] ?? null,
    lastModified: fetched.headers['last-modified'] ?? null,
  });
  const isExhausted = listing.entries.length > 0 && fresh === 0 && !ports.range;
  const next: Task[] = [];
  for (const following of isExhausted ? [] : listing.next) {
    if ((following.page ?? 1) <= source.maxPages)
      next.push({ key: keyOf(following), ask: following, conditional: null });
    else await account.skip(following.url, `beyond ${source.maxPages} list pages`);
  }
  return next;
}

/** Whatever a site sends may throw in the reading of it: that fails this list, not the run. */
function readListing(
  { source, context }: Run,
  ask: Ask,
  { finalUrl, contentType, text, body }: Fetched,
): Listing | Failed {
  try {
    return source.list({ ask, finalUrl, contentType, text, body }, context);
  } catch (error) {
    return outcomeOfError(error);
  }
}

/** Sorts the articles a list names into wanted and not; returns how many were wanted. */
async function takeEntries(run: Run, entries: readonly Entry[]): Promise<number> {
  const { source, ports, account, wanted } = run;
  const unseen = new Map<string, Entry>();
  for (const entry of entries) {
    const url = canonicalUrl(entry.url, source.sameHosts);
    if (!wanted.has(url) && !unseen.has(url)) unseen.set(url, entry);
  }
  let fresh = 0;
  for (const batch of batches([...unseen], KNOWN_BATCH)) {
    const known = await ports.known(batch.map(([url]) => url));
    for (const [url, entry] of batch) {
      const page = known.get(url) ?? null;
      const reason = reasonToSkip(run, entry, page);
      if (reason) {
        await account.skip(entry.url, reason);
        continue;
      }
      fresh += 1;
      wanted.set(url, { entry, known: page });
    }
  }
  return fresh;
}

function reasonToSkip({ source, ports, wanted }: Run, entry: Entry, known: KnownPage | null): string | null {
  const { range } = ports;
  if (
    range &&
    entry.publishedAt &&
    (entry.publishedAt < range.since.toISOString() || entry.publishedAt > range.until.toISOString())
  ) {
    return 'outside the date range';
  }
  if (known && !isDue(known, ports.now().toISOString())) return KNOWN;
  return wanted.size >= source.maxArticles ? `beyond ${source.maxArticles} articles` : null;
}

/** Lists asked by POST differ by body only. */
function keyOf(ask: Ask): string {
  return `${ask.method ?? 'GET'} ${ask.url} ${ask.body ?? ''}`;
}

function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
