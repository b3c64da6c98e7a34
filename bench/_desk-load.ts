/** Fills an archive for the desk's benchmark, in bulk: indexes are built when the rows are there, as an import of that size would. */
import { gzipSync } from 'node:zlib';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../src/store/schema.ts';

type Db = Kysely<Schema>;

/** Sentences texts are made of, and texts made of them: six sentences each, and every article has one of its own besides. About 200 pairs of characters. */
const SENTENCES = 3000;
const TEXTS = 20_000;

/** The newest article's time; each next one is 90 seconds older. */
export const NEWEST = '2026-03-01T00:00:00Z';
export const STEP_MS = 90_000;

/** What every size needs once: words, one page, a year of nights of twenty sources. */
export function prepare(db: Db): Promise<void> {
  return db.transaction().execute(prepareIn);
}

async function prepareIn(db: Db): Promise<void> {
  await sql`create table bench_texts (i int primary key, words text, tokens tsvector)`.execute(db);
  await sql`
    insert into bench_texts select i, words, desk_tokens(words) from (
      select t.i, string_agg(s.words, '' order by k) as words from generate_series(0, ${sql.lit(TEXTS - 1)}) t(i), generate_series(0, 5) k,
        lateral (select (('x' || substr(md5(t.i || '/' || k), 1, 7))::bit(28)::int % ${sql.lit(SENTENCES)}) as i) pick,
        lateral (select (select string_agg(chr(19968 + (('x' || substr(md5(pick.i || '-' || j), 1, 6))::bit(24)::int % 2500)), '') from generate_series(1, 30) j)
          || case when pick.i % 10 = 0 then '宣布离职' when pick.i % 50 = 7 then '估值上升' when pick.i = 1234 then '罕见词组' else '' end
          || case when pick.i % 25 = 3 then ' quarterly revenue guidance' else '' end || '。' as words) s
      group by t.i) texts`.execute(db);
  await db
    .insertInto('bodies')
    .values({ hash: 'b', gzip: gzipSync('x'), size: 1 })
    .execute();
  await sql`insert into pages (id, source_id, url, requested_url, final_url, fetched_at, status, headers, charset, charset_from, body_hash)
    values ('p', 's0', 'u', 'u', 'u', now(), 200, '{}', 'utf-8', 'utf8', 'b')`.execute(db);
  await sql`insert into runs (id, source_id, night, started_at, finished_at, verdict, sentence, asked)
    select s || '-' || n, 's' || s, '2026-01-01', now() - n * interval '1 day', now(), 'ok', 'Asked for 40 pages.', 40
    from generate_series(0, 19) s, generate_series(0, 364) n`.execute(db);
}

/** Articles that are loaded in one transaction: what a load that was cut off loses at most. */
const CHUNK = 50_000;

/** Connections that load side by side, as the machine's cores allow. */
const LOADERS = 2;

/**
 * Fills the archive up to `to` articles: indexes come when the rows are there. What an earlier load that was cut off had finished stays,
 * chunk by chunk and index by index. The server does not wait for its disk meanwhile, which only an archive that can be made again may do.
 */
export async function load(db: Db, to: number): Promise<void> {
  await sql`create table if not exists bench_chunks (first int primary key, last int not null)`.execute(db);
  await relax(db);
  await dropIndexes(db);
  const { rows } = await sql<{ first: number; last: number }>`select first, last from bench_chunks`.execute(db);
  const left: number[] = [];
  for (let first = 0; first < to; first += CHUNK) {
    const done = rows.find((chunk) => chunk.first === first);
    if (!done) left.push(first);
    else if (done.last < Math.min(first + CHUNK, to))
      throw new Error(`a load goes on in steps of ${CHUNK} articles only`);
  }
  const next = async (): Promise<void> => {
    const first = left.shift();
    if (first === undefined) return;
    await db.transaction().execute((one) => loadChunk(one, first, Math.min(first + CHUNK, to)));
    console.error(`articles from ${first} loaded`);
    return next();
  };
  await Promise.all(Array.from({ length: LOADERS }, next));
  await makeIndexes(db);
  await sql`vacuum analyze`.execute(db);
  await brace(db);
}

/** Settings of the whole server while it is filled, and for keeps again afterwards. */
const RELAXED = { fsync: 'off', full_page_writes: 'off', max_wal_size: "'16GB'", checkpoint_timeout: "'1h'" };

async function relax(db: Db): Promise<void> {
  for (const [name, value] of Object.entries(RELAXED)) await sql.raw(`alter system set ${name} = ${value}`).execute(db);
  await sql`select pg_reload_conf()`.execute(db);
}

async function brace(db: Db): Promise<void> {
  for (const name of Object.keys(RELAXED)) await sql.raw(`alter system reset ${name}`).execute(db);
  await sql`select pg_reload_conf()`.execute(db);
  await sql`checkpoint`.execute(db);
}

/**
 * Articles `from`..`to`, about three companies from twenty sources: half of them begin a story, every other one copies it; a claim each;
 * a departure every fifty articles, told by two.
 */
async function loadChunk(one: Db, from: number, to: number): Promise<void> {
  const rows = sql`generate_series(${sql.lit(from)}::int, ${sql.lit(to - 1)}::int) g(i)`;
  const at = sql`(${sql.lit(NEWEST)}::timestamptz - (i * interval '${sql.raw(String(STEP_MS / 1000))} seconds'))`;
  const kind = (i: string) => sql.raw(`case when ${i} % 50 < 2 then 'executive_departure' else 'metric' end`);
  // Triggers and foreign keys would only slow the loading down.
  for (const setting of ['session_replication_role = replica', 'synchronous_commit = off', "work_mem = '256MB'"])
    await sql.raw(`set local ${setting}`).execute(one);
  await sql`insert into articles select 'a' || i, 's' || i % 20, 'https://example.org/' || i, 'v' || i, array['w' || i % 3], ${at} from ${rows}`.execute(
    one,
  );
  await sql`insert into article_versions (id, article_id, page_id, title, authors, outlet, published_at, published_sort, date_precision, lang, text, cut, reader, created_at)
      select 'v' || g.i, 'a' || g.i, 'p', left(t.words, 24) || g.i, '{}', 'Outlet ' || g.i % 20, to_char(s.at, 'YYYY-MM-DD'), s.at, 'day', 'zh-Hans',
        t.words || E'\n' || 'number' || g.i || ' stands alone.', '[]', 'bench@1', s.at
      from ${rows}, lateral (select ${at} as at) s, bench_texts t where t.i = g.i % ${sql.lit(TEXTS)}`.execute(one);
  await sql`insert into article_search select 'a' || g.i, 'v' || g.i, s.at, t.tokens || array_to_tsvector(array['number' || g.i])
      from ${rows}, lateral (select ${at} as at) s, bench_texts t where t.i = g.i % ${sql.lit(TEXTS)}`.execute(one);
  await sql`insert into stories (id, title, lead_article_id, watch_ids, first_published_at, last_published_at, created_at, updated_at, articles, origins, kinds, sources, langs)
      select 't' || i, 'Story number ' || i, 'a' || i, array['w' || i % 3], ${at}, ${at}, ${at}, ${at}, 2, 1,
        array[${kind('i')}], array['s' || i % 20, 's' || (i + 1) % 20], array['zh-Hans', 'zh'] from ${rows} where i % 2 = 0`.execute(
    one,
  );
  await sql`insert into placements select 'a' || i, 'v' || i, 't' || (i - i % 2), 'a' || (i - i % 2), case i % 2 when 0 then 'new' else 'near' end,
      case i % 2 when 1 then 'a' || (i - 1) end, 0.97, null, ${at} from ${rows}`.execute(one);
  await sql`insert into claims (id, article_id, version_id, kind, field, start_at, end_at, quote, args, status, extractor, created_at)
      select 'c' || i, 'a' || i, 'v' || i, ${kind('i')}, 'text', 0, 20, 'A quote of about twenty', '{"person": "Somebody", "org": "Company"}', 'reported', 'bench@1', ${at} from ${rows}`.execute(
    one,
  );
  await sql`insert into events (id, kind, org, person, status, watch_ids, record, first_seen_at, first_published_at, updated_at)
      select 'e' || i, 'executive_departure', 'w' || i % 3, 'Person ' || i, 'reported', array['w' || i % 3], '{}', ${at}, ${at}, ${at} from ${rows} where i % 50 = 0`.execute(
    one,
  );
  await sql`insert into event_claims select 'c' || i, 'e' || (i - i % 50) from ${rows} where i % 50 < 2`.execute(one);
  await sql`insert into bench_chunks values (${from}, ${to})`.execute(one);
}

const FILLED = [
  'articles',
  'article_versions',
  'article_search',
  'stories',
  'placements',
  'claims',
  'events',
  'event_claims',
];

/** Takes the indexes of the filled tables away that no key needs, and notes what makes them again: a load that was cut off can be gone on with. */
async function dropIndexes(one: Db): Promise<void> {
  await sql`create table if not exists bench_indexes (name text primary key, definition text)`.execute(one);
  await sql`insert into bench_indexes select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
    where not indisunique and indrelid = any(${FILLED}::regclass[]) on conflict do nothing`.execute(one);
  const { rows } = await sql<{ name: string }>`select name from bench_indexes`.execute(one);
  for (const { name } of rows) await sql.raw(`drop index if exists ${name}`).execute(one);
}

/** Makes them again, two at a time. */
async function makeIndexes(db: Db): Promise<void> {
  const { rows } = await sql<{ definition: string }>`
    select definition from bench_indexes order by definition not like '%article_search_tokens%'`.execute(db);
  const left = rows.map(({ definition }) => definition.replace('CREATE INDEX', 'CREATE INDEX IF NOT EXISTS'));
  const next = async (one: Db): Promise<void> => {
    const definition = left.shift();
    if (definition === undefined) return;
    const began = performance.now();
    await sql.raw(definition).execute(one);
    console.error(`${definition.slice(0, 80)}: ${Math.round((performance.now() - began) / 1000)} s`);
    return next(one);
  };
  const loader = () =>
    db.connection().execute(async (one) => {
      await sql`set maintenance_work_mem = '1GB'`.execute(one);
      await next(one);
      await sql`reset maintenance_work_mem`.execute(one);
    });
  await Promise.all(Array.from({ length: LOADERS }, loader));
}
