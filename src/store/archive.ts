/** The pages as a whole: all of them in order for an export, and what may leave when the archive grows too old or too large. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { sql, type Kysely } from 'kysely';
import type { Page } from '../core/types.ts';
import { MAX_BODY_BYTES } from './pages.ts';
import type { Schema } from './schema.ts';

const expand = promisify(gunzip);
const EXPORT_BATCH = 50;

/** Every page with its headers and body, oldest first, a few in memory at a time. */
export async function* allPages(db: Kysely<Schema>, sourceId?: string): AsyncGenerator<Page> {
  let after = { fetchedAt: '-infinity', id: '' };
  for (;;) {
    const { rows } = await sql<Omit<Page, 'body' | 'fetchedAt'> & { fetchedAt: Date; at: string; packed: Buffer }>`
      select p.id, p.source_id as "sourceId", p.url, p.requested_url as "requestedUrl", p.final_url as "finalUrl",
        p.fetched_at as "fetchedAt", p.fetched_at::text as at, p.status, p.headers, p.content_type as "contentType",
        p.charset, p.charset_from as "charsetFrom", b.gzip as packed
      from pages p join bodies b on b.hash = p.body_hash
      where (p.fetched_at, p.id) > (${after.fetchedAt}::timestamptz, ${after.id})
        and (${sourceId ?? null}::text is null or p.source_id = ${sourceId ?? null})
      order by p.fetched_at, p.id limit ${EXPORT_BATCH}`.execute(db);
    for (const { packed, fetchedAt, at, ...page } of rows) {
      const body = new Uint8Array(await expand(packed, { maxOutputLength: MAX_BODY_BYTES }));
      yield { ...page, fetchedAt: fetchedAt.toISOString(), body };
      after = { fetchedAt: at, id: page.id };
    }
    if (rows.length < EXPORT_BATCH) return;
  }
}

export type Limits = { keepDays?: number | undefined; keepBytes?: number | undefined };
export type Tidied = { pages: number; bodies: number; leftBytes: number };

const TIDY_BATCH = 200;

/**
 * Removes pages that are older than `keepDays`, then the oldest while the bodies take more than `keepBytes` (compressed).
 * A page that a version of an article was read from is evidence and never leaves, nor one that waits to be read; so the
 * archive may stay larger than asked. A body goes when no page refers to it any more.
 */
export async function tidyArchive(db: Kysely<Schema>, { keepDays, keepBytes }: Limits, at: Date): Promise<Tidied> {
  const removed = { pages: 0, bodies: 0 };
  const take = async (before: Date) => {
    const { pages, bodies } = await removeOldest(db, before);
    removed.pages += pages;
    removed.bodies += bodies;
    return pages;
  };
  if (keepDays !== undefined) while (await take(new Date(at.getTime() - keepDays * 86_400_000))) continue;
  let leftBytes = await bytesOf(db);
  while (keepBytes !== undefined && leftBytes > keepBytes && (await take(at))) leftBytes = await bytesOf(db);
  return { ...removed, leftBytes };
}

/** One batch of the oldest pages nothing refers to, fetched before an instant, with the bodies only they had. */
async function removeOldest(db: Kysely<Schema>, before: Date): Promise<{ pages: number; bodies: number }> {
  return db.transaction().execute(async (trx) => {
    const pages = await sql<{ hash: string }>`
      delete from pages where id in (
        select p.id from pages p where p.fetched_at < ${before} and p.state <> 'waiting'
          and not exists (select 1 from article_versions v where v.page_id = p.id)
        order by p.fetched_at, p.id limit ${TIDY_BATCH} for update skip locked)
      returning body_hash as hash`.execute(trx);
    const hashes = [...new Set(pages.rows.map((r) => r.hash))];
    const bodies = await sql`
      delete from bodies b where b.hash = any(${hashes})
        and not exists (select 1 from pages p where p.body_hash = b.hash) returning 1`.execute(trx);
    return { pages: pages.rows.length, bodies: bodies.rows.length };
  });
}

async function bytesOf(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ bytes: string }>`
    select coalesce(sum(pg_column_size(gzip)), 0)::text as bytes from bodies`.execute(db);
  return Number(rows[0]?.bytes ?? 0);
}
