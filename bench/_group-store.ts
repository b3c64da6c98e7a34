/** What Postgres adds to grouping: the index built from its rows at start, and the step that loads, saves and locks there. */
import { sql } from 'kysely';
import type { FollowedIndex } from '../queues/_context.ts';
import { groupArticles } from '../queues/group.ts';
import type { Article } from '../src/core/types.ts';
import { articleIdOf, saveArticles } from '../src/store/articles.ts';
import type { Database } from '../src/store/connect.ts';
import { lockGrouping } from '../src/store/stories.ts';
import { startTestServer } from '../test/store/_postgres.ts';
import { madePrint, madeText, numbers, seconds } from './_group-made.ts';
import { cpuOf, postmasterOf } from './_scale-processes.ts';

const pack = (hashes: readonly number[]): Buffer => Buffer.from(Uint32Array.from(hashes).buffer);
const ROWS = 5000;
/** The size of a batch of the step. */
const BATCH = 50;
const ARRIVALS = 3000;
/** The code is warm after so many: they are not counted. */
const WARM_UP = 1000;

/** So many drawn fingerprints loaded in bulk; then the index from them, and articles of 550 characters through the step, half of them copies. */
export async function onPostgres(size: number): Promise<void> {
  const server = await startTestServer();
  const store = await server.freshStore();
  try {
    await loadPrints(store.db, size);
    const postmaster = [postmasterOf(server.dataDir)];
    const database = (): number => cpuOf({ postmaster }).postmaster;
    const followed: FollowedIndex = { index: null, seq: 0n };
    const [own, its] = [seconds(), database()];
    await place(store.db, [], followed);
    console.log(
      `\n${size.toExponential()} fingerprints in Postgres: index built at start in ${(seconds() - own).toFixed(1)} s of this process ` +
        `and ${(database() - its).toFixed(1)} s of Postgres, ${followed.index?.size} articles`,
    );
    const saved = await saveMade(store.db);
    for (let i = 0; i < WARM_UP; i += BATCH) await place(store.db, saved.slice(i, i + BATCH), followed);
    const ids = saved.slice(WARM_UP);
    const [ownStep, itsStep] = [seconds(), database()];
    const counts: Record<string, number> = {};
    for (let i = 0; i < ids.length; i += BATCH) {
      const placed = await place(store.db, ids.slice(i, i + BATCH), followed);
      for (const [relation, n] of Object.entries(placed)) counts[relation] = (counts[relation] ?? 0) + n;
    }
    const [spent, its2] = [seconds() - ownStep, database() - itsStep];
    console.log(
      `${ids.length} articles through the step (${JSON.stringify(counts)}): ${(ids.length / spent).toFixed(0)} a second of this process, ` +
        `${((1000 * spent) / ids.length).toFixed(2)} ms each, and ${((1000 * its2) / ids.length).toFixed(2)} ms of Postgres on top`,
    );
  } finally {
    await store.close();
    await server.stop();
  }
}

async function place(db: Database, ids: readonly string[], followed: FollowedIndex): Promise<Record<string, number>> {
  return db.transaction().execute(async (trx) => {
    await lockGrouping(trx);
    const grouping = { now: new Date(), watches: [], isKept: true };
    return (await groupArticles(trx, ids, followed, grouping)).counts;
  });
}

async function loadPrints(db: Database, size: number): Promise<void> {
  const next = numbers(size);
  for (let from = 0; from < size; from += ROWS) {
    const prints = Array.from({ length: Math.min(ROWS, size - from) }, () => madePrint(next));
    await sql`insert into fingerprints (article_id, version_id, simhash, text_hash, sketch, clauses, length)
      select 'made-' || (${from}::int + n), 'made', simhash, n::text, sketch, clauses, 500
      from unnest(${prints.map((p) => BigInt.asIntN(64, p.simhash).toString())}::bigint[], ${prints.map((p) => pack(p.sketch))}::bytea[],
        ${prints.map((p) => pack(p.clauses))}::bytea[]) with ordinality made(simhash, sketch, clauses, n)`.execute(db);
  }
  await sql`analyze fingerprints`.execute(db);
}

/** Articles as the read step saves them; every second is a copy of the one before in a frame. */
async function saveMade(db: Database): Promise<string[]> {
  const texts = Array.from({ length: ARRIVALS }, (_, i) => {
    const text = madeText(numbers(i - (i % 2) + 7));
    return i % 2 ? `${text.slice(60)}。转载请注明出处。` : text;
  });
  const fetchedAt = '2026-01-02T00:00:00Z';
  const read = texts.map((text, i) => {
    const url = `https://made.example/${i}`;
    const article: Article = {
      ...{
        title: `第${i}篇`,
        text,
        publishedAt: '2026-01-01',
        outlet: null,
        authors: [],
        editor: null,
        lang: 'zh-Hans',
      },
      ...{ datePrecision: 'day' as const, origin: null, cut: [], reader: 'made' },
    };
    return { page: { id: url, sourceId: 'made', url, fetchedAt }, article, watchIds: [] };
  });
  await sql`insert into bodies (hash, gzip, size) values ('made', '', 0)`.execute(db);
  await sql`insert into pages (id, source_id, url, requested_url, final_url, fetched_at, status, headers, charset, charset_from, body_hash)
    select url, 'made', url, url, url, ${fetchedAt}::timestamptz, 200, '{}', 'utf-8', 'utf8', 'made'
    from unnest(${read.map(({ page }) => page.url)}::text[]) url`.execute(db);
  for (let i = 0; i < read.length; i += 500)
    await db.transaction().execute((trx) => saveArticles(trx, read.slice(i, i + 500)));
  return read.map(({ page }) => articleIdOf(page.url));
}
