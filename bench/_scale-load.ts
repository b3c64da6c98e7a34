/** An archive that holds a month already: loaded in bulk, with the fingerprints that the product's own core makes. */
import pg from 'pg';
import { fingerprint } from '../src/core/dedup/index.ts';
import { readPage } from '../src/core/read/index.ts';
import { isSkipped } from '../src/core/types.ts';
import { articleIdOf, sortInstant, versionIdOf } from '../src/store/articles.ts';
import { contentId } from '../src/store/ids.ts';
import { originIdOf, storyIdOf } from '../src/store/stories.ts';
import { companyIdsOf, monthArticle, pageOf, type MonthArticle } from '../test/faults/_month.ts';

export const urlOf = (n: number) => `https://month.example/a/${n}`;
const BATCH = 1000;
const pack = (hashes: readonly number[]) => Buffer.from(Uint32Array.from(hashes).buffer);

type Row = Record<string, unknown>;

/** Articles `from` to `to` of the month, each in the story of the article it was copied from. */
export async function loadMonth(url: string, from: number, to: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // The desk's search index and counters are filled by triggers, row by row: not what is measured here.
    await client.query('set session_replication_role = replica');
    await client.query('set synchronous_commit = off');
    await client.query(`insert into bodies (hash, gzip, size) values ('bulk', '', 0) on conflict do nothing`);
    for (let n = from; n < to; n += BATCH) await loadBatch(client, n, Math.min(to, n + BATCH), from);
    await client.query('analyze');
  } finally {
    await client.end();
  }
}

async function loadBatch(client: pg.Client, from: number, to: number, first: number): Promise<void> {
  const batches = Array.from({ length: to - from }, (_, i) => rowsOf(monthArticle(from + i), first));
  await client.query('begin');
  for (const table of TABLES)
    await insert(
      client,
      table,
      batches.map((rows) => rows[table]).filter((row) => row !== null),
    );
  await client.query('commit');
}

const TABLES = ['pages', 'article_versions', 'articles', 'fingerprints', 'stories', 'placements'] as const;

function rowsOf(made: MonthArticle, firstLoaded: number): Record<(typeof TABLES)[number], Row | null> {
  const at = made.publishedAt;
  const url = urlOf(made.n);
  const id = articleIdOf(url);
  const text = made.paragraphs.join('\n');
  const version = versionIdOf(id, { title: made.title, text, publishedAt: at });
  const page = contentId('page', url);
  const print = fingerprint({ title: made.title, text });
  // What was copied from before this part of the month begins a story here.
  const first = made.of !== null && made.of >= firstLoaded ? articleIdOf(urlOf(made.of)) : id;
  const [story, watches] = [storyIdOf(first), companyIdsOf(made.n)];
  return {
    pages: { id: page, source_id: 'bulk', url, requested_url: url, final_url: url, fetched_at: at, status: 200, headers: '{}', content_type: 'text/html', charset: 'utf-8', charset_from: 'header', body_hash: 'bulk', state: 'article', article_id: id }, // prettier-ignore
    article_versions: { id: version, article_id: id, page_id: page, title: made.title, authors: [], outlet: made.outlet, published_at: at, published_sort: sortInstant(at)?.toISOString(), date_precision: 'second', lang: 'zh', text, origin: null, cut: '[]', reader: 'bulk', created_at: at }, // prettier-ignore
    articles: { id, source_id: 'bulk', url, current_version: version, watch_ids: watches, first_seen_at: at },
    fingerprints: { article_id: id, version_id: version, simhash: BigInt.asIntN(64, print.simhash).toString(), text_hash: print.textHash, sketch: pack(print.sketch), clauses: pack(print.clauses), length: print.length }, // prettier-ignore
    stories: first === id ? { id: story, title: made.title, lead_article_id: id, watch_ids: watches, first_published_at: at, last_published_at: at, created_at: at, updated_at: at, articles: 1, origins: 1 } : null, // prettier-ignore
    placements: { article_id: id, version_id: version, story_id: story, origin_id: originIdOf(first), relation: first === id ? 'new' : 'near', of_article_id: first === id ? null : first, score: 1, evidence: null, placed_at: at }, // prettier-ignore
  };
}

async function insert(client: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  // A statement takes 65,535 values at most.
  const each = Math.floor(60_000 / Math.max(1, columns.length));
  for (let i = 0; i < rows.length; i += each) {
    const part = rows.slice(i, i + each);
    const places = part.map((_, r) => `(${columns.map((_, c) => `$${r * columns.length + c + 1}`).join()})`).join();
    const values = part.flatMap((row) => columns.map((c) => row[c] ?? null));
    await client.query(`insert into ${table} (${columns.join()}) values ${places} on conflict do nothing`, values);
  }
}

/** Article n as the reader gives it, by the pure core alone. */
export function readAlone(n: number) {
  const content = pageOf(monthArticle(n));
  const article = readPage({ url: urlOf(n), kind: 'html', content, fetchedAt: '2025-12-01T00:00:00Z' });
  if (isSkipped(article)) throw new Error(`page ${n} is not read: ${article.skipped}`);
  return article;
}
