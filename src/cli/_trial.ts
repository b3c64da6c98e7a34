/** One crawl of one source that saves nothing: what `redwatch source test`, `probe` and `record` look at. */
import { crawlSource, type CrawlPorts } from '../../crawlers/_crawl.ts';
import type { RunEntry, RunReport } from '../../crawlers/_report.ts';
import type { Source } from '../../crawlers/_source.ts';
import type { Config } from '../config.ts';
import { readPage } from '../core/read/index.ts';
import { parseWithJsdom } from '../core/read/jsdom.ts';
import type { Article, Page, Skipped } from '../core/types.ts';
import { createBrowser } from '../net/browser.ts';
import { decodeBytes } from '../net/charset.ts';
import { gateFor } from './_gate.ts';

export type Trial = { report: RunReport; entries: RunEntry[]; pages: { page: Page; article: Article | Skipped }[] };

/** Asks the source's first list and up to `articles` of the articles it names. */
export async function trySource(source: Source, config: Config, articles: number): Promise<Trial> {
  const gate = gateFor(config);
  const browser = createBrowser({ gate });
  const entries: RunEntry[] = [];
  const pages: Trial['pages'] = [];
  const ports: CrawlPorts = {
    ...{ gate, browser, now: () => new Date() },
    keywords: config.watches.flatMap((w) => [w.name, ...w.names]),
    known: async () => new Map(),
    savePage: async (page) => {
      pages.push({ page, article: readAs(page, source.kind) });
      return 'new';
    },
    unchanged: () => undefined,
    entry: (entry) => void entries.push(entry),
  };
  try {
    const report = await crawlSource({ ...source, maxPages: 1, maxArticles: articles }, ports);
    return { report, entries, pages };
  } finally {
    await Promise.all([browser.close(), gate.close()]);
  }
}

/** The page as the read step reads it. @param kind of its source: a kind with a layout of its own has a reader of its own */
export function readAs(
  page: Pick<Page, 'url' | 'body' | 'contentType' | 'fetchedAt'>,
  kind: string | null,
): Article | Skipped {
  const { url, contentType, fetchedAt } = page;
  const { text } = decodeBytes(page.body, contentType);
  const isText = contentType?.startsWith('text/plain') ?? false;
  return readPage(
    { url, kind: isText ? 'text' : 'html', content: text, fetchedAt, ...(kind !== null && { layout: kind }) },
    { fallbackParser: parseWithJsdom },
  );
}
