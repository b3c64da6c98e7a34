import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { sql, type Kysely, type Transaction } from 'kysely';
import { mayTellOfLeaving } from '../core/alerts.ts';
import type { KnownPage } from '../core/schedule.ts';
import type { Page, Skipped } from '../core/types.ts';
import { canonicalUrl } from '../core/url.ts';
import { contentId } from './ids.ts';
import { addWork } from './outbox.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema> | Transaction<Schema>;
const compress = promisify(gzip);
const expand = promisify(gunzip);
/** zlib's fastest: half the time of its usual level for 15 % more bytes, over 120 news pages of 150 kB. */
const LEVEL = 1;

/** The reason under which pages are kept that name nobody we watch; a new Watch reads them again. */
export const NO_WATCH = 'no watched company';

/** Largest body the archive gives back, as a guard against a damaged or hostile row: the gate lets no more than this in. */
export const MAX_BODY_BYTES = 100_000_000;

/**
 * Keeps a page, what to remember of its address, and the work of reading it. The same bytes at the same address are the same
 * page, so saving twice changes nothing. One statement, hence one transaction and one round trip: as six statements a night
 * spent half its time on them (`npm run bench -- crawl hosts`).
 * @param keep read it even when it names no Watch (an import may ask for that)
 * @param arrival `backfill`: what is found in it is told to nobody
 * @returns `new` when these bytes at this address were not known
 */
export async function savePage(
  db: Kysely<Schema>,
  page: Page,
  keep = false,
  arrival: 'live' | 'backfill' = 'live',
): Promise<'new' | 'same'> {
  const { body, fetchedAt, ...about } = page;
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const row = { ...about, fetchedAt, headers: JSON.stringify(page.headers), bodyHash, keep, arrival };
  const packed = await compress(body, { level: LEVEL });
  const work = JSON.stringify({ pageId: page.id, ...(mayTellOfLeaving(textOf(page)) && { urgent: true }) });
  const { rows } = await sql<{ id: string }>`
    with body as (${
      // A known body is locked: it cannot be tidied away before the page refers to it.
      db
        .insertInto('bodies')
        .values({ hash: bodyHash, gzip: packed, size: body.byteLength })
        .onConflict((on) => on.column('hash').doUpdateSet({ size: body.byteLength }))
    }), page as (${db
      .insertInto('pages')
      .values(row)
      .onConflict((on) => on.doNothing())
      .returning('id')}), address as (${rememberAddress(db, page, bodyHash)}), work as (
      insert into outbox (step, key, payload) select 'read', id, ${work}::jsonb from page
      on conflict (step, key) do update set dead = false, failures = 0, dispatched_at = null, not_before = excluded.not_before
        where outbox.dead)
    select id from page`.execute(db);
  return rows.length ? 'new' : 'same';
}

/** Good enough to look for words in: an encoding that only the reader knows gives none, and the page is read in its turn. */
function textOf({ body, charset }: Page): string {
  try {
    return new TextDecoder(charset).decode(body);
  } catch (error) {
    if (error instanceof RangeError) return '';
    throw error;
  }
}

/**
 * The page is remembered under its own address and under the one it was asked for, so that an article behind a redirect is
 * not fetched every night. `fetchedAt` stays the time at which the present content first came.
 */
function rememberAddress(db: Kysely<Schema>, page: Page, contentHash: string) {
  const asked = page.requestedUrl.startsWith('import:') ? page.url : canonicalUrl(page.requestedUrl);
  const row = {
    sourceId: page.sourceId,
    etag: page.headers['etag'] ?? null,
    lastModified: page.headers['last-modified'] ?? null,
    contentHash,
    checkedAt: page.fetchedAt,
  };
  // Rows are locked in one order by everybody.
  const urls = [...new Set([page.url, asked])].sort();
  return db
    .insertInto('addresses')
    .values(urls.map((url) => ({ url, ...row, fetchedAt: page.fetchedAt })))
    .onConflict((on) =>
      on.column('url').doUpdateSet({
        ...row,
        fetchedAt: sql`case when addresses.content_hash = excluded.content_hash then addresses.fetched_at else excluded.fetched_at end`,
      }),
    );
}

/** Remembers the validators of a list once everything it named has been dealt with. */
export async function rememberList(
  db: Db,
  list: { url: string; sourceId: string; etag: string | null; lastModified: string | null },
  at: Date,
): Promise<void> {
  const { url, ...row } = { ...list, contentHash: null, fetchedAt: at, checkedAt: at };
  await db
    .insertInto('addresses')
    .values({ url, ...row })
    .onConflict((on) => on.column('url').doUpdateSet(row))
    .execute();
}

export type KnownAddress = KnownPage & { checkedAt: string };

/** What is known of these addresses, for conditional requests; unknown ones are absent. */
export async function knownAddresses(db: Db, urls: readonly string[]): Promise<Map<string, KnownAddress>> {
  if (!urls.length) return new Map();
  const rows = await db.selectFrom('addresses').selectAll().where('url', 'in', urls).execute();
  return new Map(
    rows.map(({ url, etag, lastModified, contentHash, fetchedAt, checkedAt }) => [
      url,
      { etag, lastModified, contentHash, fetchedAt: fetchedAt.toISOString(), checkedAt: checkedAt.toISOString() },
    ]),
  );
}

/** Notes that an address was asked and has not changed (304). */
export async function markUnchanged(db: Db, url: string, at: Date): Promise<void> {
  await db.updateTable('addresses').set({ checkedAt: at }).where('url', '=', url).execute();
}

export type StoredPage = Omit<Page, 'headers'> & { keep: boolean; arrival: 'live' | 'backfill' };

/** Pages with their bodies; ids that do not exist are absent. */
export async function pagesById(db: Db, ids: readonly string[]): Promise<StoredPage[]> {
  if (!ids.length) return [];
  const rows = await db
    .selectFrom('pages')
    .innerJoin('bodies', 'bodies.hash', 'pages.bodyHash')
    .selectAll('pages')
    .select('bodies.gzip')
    .where('pages.id', 'in', ids)
    .execute();
  return Promise.all(
    rows.map(async ({ gzip: packed, fetchedAt, headers: _headers, ...row }) => ({
      ...row,
      fetchedAt: fetchedAt.toISOString(),
      body: new Uint8Array(await expand(packed, { maxOutputLength: MAX_BODY_BYTES })),
    })),
  );
}

/** Notes why a page holds no article for us; it stays in the archive where people see it. */
export async function markSkipped(db: Db, pageId: string, { skipped }: Skipped): Promise<void> {
  await db
    .updateTable('pages')
    .set({ state: 'skipped', skipReason: skipped.slice(0, 500), articleId: null })
    .where('id', '=', pageId)
    .execute();
}

/** Reads every page again that was skipped for naming no watched company: a Watch or alias was added. Returns how many. */
export async function rescanSkipped(db: Kysely<Schema>, reason: string): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: string }>`
      update pages set state = 'waiting' where state = 'skipped' and skip_reason = ${reason} returning id`.execute(trx);
    await addWork(
      trx,
      rows.map(({ id }) => ({ step: 'read', key: id, payload: { pageId: id } })),
    );
    return rows.length;
  });
}

/** A page that came from a file: its address is the hash of its bytes, so that importing again changes nothing. */
export function pageOfFile(file: {
  bytes: Uint8Array;
  name: string;
  isText: boolean;
  charset: Pick<Page, 'charset' | 'charsetFrom'>;
  at: Date;
}): Page {
  const url = `import:${contentId(file.bytes)}`;
  return {
    id: contentId(url, file.bytes),
    sourceId: 'import',
    url,
    requestedUrl: url,
    finalUrl: url,
    fetchedAt: file.at.toISOString(),
    status: 200,
    headers: { 'x-file-name': file.name },
    contentType: file.isText ? 'text/plain' : 'text/html',
    ...file.charset,
    body: file.bytes,
  };
}
