import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip, gzipSync } from 'node:zlib';
import { sql, type Kysely, type Transaction } from 'kysely';
import { mayTellOfLeaving } from '../core/alerts.ts';
import type { KnownPage } from '../core/schedule.ts';
import type { Page, Skipped } from '../core/types.ts';
import { canonicalUrl } from '../core/url.ts';
import { contentId, storable } from './ids.ts';
import { addWork } from './outbox.ts';
import type { Schema } from './schema.ts';
import { together } from './together.ts';

type Db = Kysely<Schema> | Transaction<Schema>;
const compress = promisify(gzip);
const expand = promisify(gunzip);
/** zlib's fastest: half the time of its usual level for 15 % more bytes, over 120 news pages of 150 kB. */
const LEVEL = 1;

/** The reason under which pages are kept that name nobody we watch; a new Watch reads them again. */
export const NO_WATCH = 'no watched company';

/** Largest body the archive gives back, as a guard against a damaged or hostile row: the gate lets no more than this in. */
export const MAX_BODY_BYTES = 100_000_000;

/** `backfill`: what is found in the page is told to nobody. */
type PageArrival = 'live' | 'backfill';
/** A page ready to be stored; `keep`: read it even when it names no Watch (an import may ask for that). */
type Packed = { page: Page; packed: Uint8Array; bodyHash: string; keep: boolean; arrival: PageArrival };

/**
 * Keeps a page, what to remember of its address, and the work of reading it. The same bytes at the same address are the same
 * page, so saving twice changes nothing.
 * @returns `new` when these bytes at this address were not known
 */
export async function savePage(
  db: Kysely<Schema>,
  page: Page,
  keep = false,
  arrival: PageArrival = 'live',
): Promise<'new' | 'same'> {
  const [outcome] = await savePacked(db, [await pack(page, keep, arrival)]);
  return outcome as 'new' | 'same';
}

/** `savePage` for a whole crawl: pages that come while some are being stored go together in the next statement. */
export function pagesOf(db: Kysely<Schema>, arrival: PageArrival = 'live'): (page: Page) => Promise<'new' | 'same'> {
  const save = together((pages: readonly Packed[]) => savePacked(db, pages));
  return async (page) => save(await pack(page, false, arrival));
}

/** Smaller bodies are packed at once: by a thread it takes longer (22 kB: 0.17 ms of processor time against 0.06 ms). */
const PACKED_AT_ONCE = 64 * 1024;

async function pack(page: Page, keep: boolean, arrival: PageArrival): Promise<Packed> {
  const bodyHash = createHash('sha256').update(page.body).digest('hex');
  const isSmall = page.body.length <= PACKED_AT_ONCE;
  const packed = isSmall ? gzipSync(page.body, { level: LEVEL }) : await compress(page.body, { level: LEVEL });
  return { page, packed, bodyHash, keep, arrival };
}

/** One statement must not touch a row twice: a page that shares its id or an address with one before it waits for the next. */
async function savePacked(db: Kysely<Schema>, pages: readonly Packed[]): Promise<('new' | 'same')[]> {
  const outcomes: ('new' | 'same')[] = [];
  for (let rest = pages; rest.length;) {
    const taken = new Set<string>();
    const own = rest.map(({ page }) => [page.id, ...addressesOf(page)]);
    const clash = own.findIndex(
      (keys) => keys.some((key) => taken.has(key)) || (keys.forEach((k) => taken.add(k)), false),
    );
    const group = clash < 0 ? rest : rest.slice(0, clash);
    const fresh = await saveApart(db, group);
    outcomes.push(...group.map(({ page }): 'new' | 'same' => (fresh.has(page.id) ? 'new' : 'same')));
    rest = rest.slice(group.length);
  }
  return outcomes;
}

/**
 * Pages that share no row but their bodies, in one statement, hence one transaction and one round trip: as six statements for each
 * a night spent half its time on them (`npm run bench -- crawl hosts`). The rows of each table are locked in one order by everybody.
 * `fetchedAt` of an address stays the time at which its present content first came.
 * @returns the ids of pages that were new
 */
async function saveApart(db: Kysely<Schema>, pages: readonly Packed[]): Promise<ReadonlySet<string>> {
  const bodies = new Map(pages.map(({ bodyHash, packed, page }) => [bodyHash, { packed, size: page.body.byteLength }]));
  const bodyRows = [...bodies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([hash, { packed, size }]) => sql`(${hash}, ${packed}, ${size}::int)`);
  const { rows } = await sql<{ id: string }>`
    with arriving as (
      select * from jsonb_to_recordset(${asJson(pages.map(pageRow))}::jsonb) as p(id text, source_id text, url text,
        requested_url text, final_url text, fetched_at timestamptz, status int, headers jsonb, content_type text, charset text,
        charset_from text, body_hash text, keep boolean, arrival text, payload jsonb)
    ), body as (
      -- A known body is locked: it cannot be tidied away before the page refers to it.
      insert into bodies (hash, gzip, size) values ${sql.join(bodyRows)}
      on conflict (hash) do update set size = excluded.size
    ), page as (
      insert into pages (id, source_id, url, requested_url, final_url, fetched_at, status, headers, content_type, charset,
        charset_from, body_hash, keep, arrival)
      select id, source_id, url, requested_url, final_url, fetched_at, status, headers, content_type, charset, charset_from,
        body_hash, keep, arrival from arriving order by id
      on conflict do nothing returning id
    ), address as (
      insert into addresses (url, source_id, etag, last_modified, content_hash, fetched_at, checked_at)
      select url, source_id, etag, last_modified, content_hash, fetched_at, fetched_at
      from jsonb_to_recordset(${asJson(pages.flatMap(addressRows))}::jsonb) as a(url text, source_id text, etag text,
        last_modified text, content_hash text, fetched_at timestamptz) order by url
      on conflict (url) do update set source_id = excluded.source_id, etag = excluded.etag,
        last_modified = excluded.last_modified, content_hash = excluded.content_hash, checked_at = excluded.checked_at,
        fetched_at = case when addresses.content_hash = excluded.content_hash then addresses.fetched_at else excluded.fetched_at end
    ), work as (
      insert into outbox (step, key, payload) select 'read', id, payload from page join arriving using (id) order by id
      on conflict (step, key) do update set dead = false, failures = 0, dispatched_at = null, not_before = excluded.not_before
        where outbox.dead
    )
    select id from page`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

function pageRow({ page, bodyHash, keep, arrival }: Packed) {
  const { id, sourceId, url, requestedUrl, finalUrl, fetchedAt, status, headers, contentType, charset, charsetFrom } =
    page;
  return {
    ...{ id, url, status, headers, charset, keep, arrival },
    ...{ source_id: sourceId, requested_url: requestedUrl, final_url: finalUrl, fetched_at: fetchedAt },
    ...{ content_type: contentType, charset_from: charsetFrom, body_hash: bodyHash },
    payload: { pageId: id, ...(mayTellOfLeaving(textOf(page)) && { urgent: true }) },
  };
}

/** What Postgres cannot hold in a text (NUL, half a character) becomes U+FFFD wherever it stands. */
function asJson(rows: readonly object[]): string {
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value));
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

/** A page is remembered under its own address and the one it was asked for, so that one behind a redirect is not fetched every night. */
function addressesOf({ url, requestedUrl }: Page): string[] {
  return [...new Set([url, requestedUrl.startsWith('import:') ? url : canonicalUrl(requestedUrl)])];
}

function addressRows({ page, bodyHash }: Packed) {
  const { sourceId, headers, fetchedAt } = page;
  const validators = { etag: headers['etag'] ?? null, last_modified: headers['last-modified'] ?? null };
  const row = { source_id: sourceId, ...validators, content_hash: bodyHash, fetched_at: fetchedAt };
  return addressesOf(page).map((url) => ({ url, ...row }));
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
export function markSkipped(db: Db, pageId: string, why: Skipped): Promise<void> {
  return markAllSkipped(db, [{ pageId, why }]);
}

/** As markSkipped, for many pages in one statement. */
export async function markAllSkipped(db: Db, pages: readonly { pageId: string; why: Skipped }[]): Promise<void> {
  if (!pages.length) return;
  const reasons = pages.map(({ why }) => why.skipped.slice(0, 500));
  await sql`
    update pages set state = 'skipped', skip_reason = skip.reason, article_id = null
    from unnest(${pages.map((p) => p.pageId)}::text[], ${reasons}::text[]) skip(page_id, reason)
    where pages.id = skip.page_id`.execute(db);
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
