/**
 * The desk at 1e4, 1e5 and 1e6 articles on the embedded Postgres: p50 and p95 of whole pages (queries and rendering), page weight, twenty
 * analysts at once, and beside them what the usual ways cost on the same data: paging by OFFSET, searching by LIKE.
 * `REDWATCH_BENCH_SIZES=1e4,1e5` measures less, `REDWATCH_BENCH_PLANS=1` prints the plans of the queries.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { sql, type Kysely } from 'kysely';
import { openStore } from '../src/store/connect.ts';
import type { Schema } from '../src/store/schema.ts';
import { createDesk } from '../src/web/app.tsx';

const SIZES = (process.env.REDWATCH_BENCH_SIZES ?? '1e4,1e5,1e6').split(',').map(Number);
const ROUNDS = 200;
const PEER_ROUNDS = 5;
const ANALYSTS = 20;
/** Sentences texts are made of; each article takes six of them and a sentence of its own: about 300 characters. */
const SENTENCES = 3000;

type Db = Kysely<Schema>;

/** Prints one table; every row is one page at one size. */
export async function bench(): Promise<void> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'redwatch-bench-'));
  await chmod(dataDir, 0o755);
  const store = await openStore({ dataDir });
  try {
    await prepare(store.db);
    let have = 0;
    console.log(`| articles | page | p50 ms | p95 ms | gzip kB |\n|---|---|---|---|---|`);
    for (const size of SIZES) {
      const began = performance.now();
      await grow(store.db, have, size);
      have = size;
      console.error(`${size} articles loaded in ${Math.round((performance.now() - began) / 1000)} s`);
      await measure(store.db, size);
    }
    if (process.env.REDWATCH_BENCH_PLANS) await plans(store.db);
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function prepare(db: Db): Promise<void> {
  await sql`create unlogged table bench_sentences (i int primary key, words text, tokens tsvector)`.execute(db);
  await sql`
    insert into bench_sentences
    select i, words, desk_tokens(words) from (
      select i, (select string_agg(chr(19968 + (('x' || substr(md5(i || '-' || j), 1, 6))::bit(24)::int % 2500)), '') from generate_series(1, 30) j)
        || case when i % 10 = 0 then '宣布离职' when i % 50 = 7 then '估值上升' when i = 1234 then '罕见词组' else '' end
        || case when i % 25 = 3 then ' quarterly revenue guidance' else '' end || '。' as words
      from generate_series(0, ${sql.lit(SENTENCES - 1)}) i) s`.execute(db);
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

/** Articles `from`..`to`: half of them begin a story, every other one joins it; a claim each; a departure every hundred. */
async function grow(db: Db, from: number, to: number): Promise<void> {
  const rows = sql`generate_series(${sql.lit(from)}::int, ${sql.lit(to - 1)}::int) g(i)`;
  const at = sql`(timestamptz '2026-03-01' - (i * interval '90 seconds'))`;
  await db.connection().execute(async (one) => {
    // Triggers and foreign keys would only slow the loading down.
    await sql`set session_replication_role = replica`.execute(one);
    await sql`insert into articles select 'a' || i, 's' || i % 20, 'https://example.org/' || i, 'v' || i, array['w' || i % 3], ${at} from ${rows}`.execute(
      one,
    );
    await sql`insert into article_versions (id, article_id, page_id, title, authors, outlet, published_at, published_sort, date_precision, lang, text, cut, reader, created_at)
      select 'v' || i, 'a' || i, 'p', left(s.words, 24) || i, '{}', 'Outlet ' || i % 20, to_char(${at}, 'YYYY-MM-DD'), ${at}, 'day', 'zh-Hans',
        s.words || E'\n' || 'number' || i || ' stands alone.', '[]', 'bench@1', ${at}
      from ${rows}, lateral (select string_agg(words, '' order by k) as words from generate_series(0, 5) k
        join bench_sentences b on b.i = (g.i * 7 + k * 401) % ${sql.lit(SENTENCES)}) s`.execute(one);
    await sql`insert into article_search select 'a' || i, 'v' || i, ${at}, s.tokens || to_tsvector('english', 'number' || i)
      from ${rows}, lateral (select b0.tokens || b1.tokens || b2.tokens || b3.tokens || b4.tokens || b5.tokens as tokens
        from bench_sentences b0, bench_sentences b1, bench_sentences b2, bench_sentences b3, bench_sentences b4, bench_sentences b5
        where b0.i = (g.i * 7) % ${sql.lit(SENTENCES)} and b1.i = (g.i * 7 + 401) % ${sql.lit(SENTENCES)} and b2.i = (g.i * 7 + 802) % ${sql.lit(SENTENCES)}
          and b3.i = (g.i * 7 + 1203) % ${sql.lit(SENTENCES)} and b4.i = (g.i * 7 + 1604) % ${sql.lit(SENTENCES)} and b5.i = (g.i * 7 + 2005) % ${sql.lit(SENTENCES)}) s`.execute(
      one,
    );
    await sql`insert into stories select 't' || i, 'Story number ' || i, 'a' || i, array['w' || i % 3], ${at}, ${at}, ${at}, ${at}, 2, 1, null from ${rows} where i % 2 = 0`.execute(
      one,
    );
    await sql`insert into placements select 'a' || i, 'v' || i, 't' || (i - i % 2), 'a' || (i - i % 2), case i % 2 when 0 then 'new' else 'near' end,
      case i % 2 when 1 then 'a' || (i - 1) end, 0.97, null, ${at} from ${rows}`.execute(one);
    await sql`insert into claims select 'c' || i, 'a' || i, 'v' || i, case when i % 50 < 2 then 'executive_departure' else 'metric' end, 'text', 0, 20,
      'A quote of about twenty', '{"person": "Somebody", "org": "Company"}', 'reported', null, 'bench@1', ${at} from ${rows}`.execute(
      one,
    );
    await sql`insert into events (id, kind, org, person, status, watch_ids, record, first_seen_at, first_published_at, updated_at)
      select 'e' || i, 'executive_departure', 'w' || i % 3, 'Person ' || i, 'reported', array['w' || i % 3], '{}', ${at}, ${at}, ${at} from ${rows} where i % 50 = 0`.execute(
      one,
    );
    await sql`insert into event_claims select 'c' || i, 'e' || (i - i % 50) from ${rows} where i % 50 < 2`.execute(one);
    await sql`set session_replication_role = default`.execute(one);
  });
  await sql`vacuum analyze`.execute(db);
}

type Pages = Record<string, (round: number) => string>;

async function measure(db: Db, size: number): Promise<void> {
  const app = createDesk({ db, watches: [], sources: [], now: () => new Date('2026-03-01T00:00:00Z') });
  const get = async (address: string): Promise<string> => {
    const response = await app.request(`http://localhost${address}`, {
      headers: { host: 'localhost', 'accept-language': 'en' },
    });
    const text = await response.text();
    if (response.status !== 200)
      throw new Error(`expected 200 for ${address}, got ${response.status}: ${text.slice(0, 300)}`);
    return text;
  };
  // Places all over the feed, so that not one page is measured two hundred times.
  const somewhere = (round: number) => Math.floor((size * ((round * 37) % ROUNDS)) / ROUNDS / 2) * 2;
  const instantOf = (i: number) => new Date(Date.parse('2026-03-01T00:00:00Z') - i * 90_000);
  const night = (i: number) => new Date(instantOf(i).getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const place = (i: number) =>
    `f|${night(i)}|${instantOf(i)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z/, '+00')}|t${i}`;
  const pages: Pages = {
    'feed, first page': () => '/',
    'feed, anywhere': (round) => `/?after=${encodeURIComponent(place(somewhere(round)))}`,
    'feed, departures of one company': () => '/?company=w1&kind=executive_departure',
    story: (round) => `/stories/t${somewhere(round)}`,
    departures: () => '/departures',
    'search 离职 (in half of all)': () => `/?q=${encodeURIComponent('离职')}`,
    'search 估值 revenue': () => `/?q=${encodeURIComponent('估值 revenue')}`,
    'search 罕见词组 (one in 500)': () => `/?q=${encodeURIComponent('罕见词组')}`,
    'search for one article': (round) => `/?q=number${somewhere(round)}`,
    'search for nothing': () => `/?q=${encodeURIComponent('不存在的词语')}`,
  };
  for (const [name, addressOf] of Object.entries(pages)) {
    const times: number[] = [];
    let weight = 0;
    for (let round = -10; round < ROUNDS; round++) {
      const began = performance.now();
      const text = await get(addressOf(Math.abs(round)));
      if (round >= 0) times.push(performance.now() - began);
      if (round === 0) weight = gzipSync(text).length / 1000;
    }
    row(size, name, times, weight);
  }
  await together(size, get);
  await peers(db, size);
}

/** The first page of the feed for twenty analysts who open it in the same moment. */
async function together(size: number, get: (address: string) => Promise<string>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    await Promise.all(
      Array.from({ length: ANALYSTS }, async () => {
        const began = performance.now();
        await get('/');
        times.push(performance.now() - began);
      }),
    );
  }
  row(size, `feed, ${ANALYSTS} analysts at once`, times);
}

/** What the same questions cost asked the usual way. */
async function peers(db: Db, size: number): Promise<void> {
  const questions = {
    'peer: feed page by OFFSET, middle': sql`select id from stories where redirect_to is null
      order by ((updated_at at time zone 'Asia/Shanghai')::date) desc, coalesce(last_published_at, created_at) desc, id desc limit 30 offset ${sql.lit(Math.floor(size / 4))}`,
    'peer: search 罕见词组 by LIKE': sql`select article_id from article_versions where text like '%罕见词组%' order by published_sort desc limit 30`,
  };
  for (const [name, question] of Object.entries(questions)) {
    const times: number[] = [];
    for (let round = 0; round < PEER_ROUNDS; round++) {
      const began = performance.now();
      await question.execute(db);
      times.push(performance.now() - began);
    }
    row(size, name, times);
  }
}

function row(size: number, name: string, times: number[], weight?: number): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  console.log(
    `| ${size.toExponential(0)} | ${name} | ${at(0.5)} | ${at(0.95)} | ${weight === undefined ? '' : weight.toFixed(1)} |`,
  );
}

async function plans(db: Db): Promise<void> {
  const questions = {
    feed: sql`explain (analyze, buffers) select id from stories where redirect_to is null
      order by ((updated_at at time zone 'Asia/Shanghai')::date) desc, coalesce(last_published_at, created_at) desc, id desc limit 31`,
    'search, common word': sql`explain (analyze, buffers) select article_id from article_search where tokens @@ '''离职'''::tsquery order by at desc, article_id desc limit 60`,
    'search, rare word': sql`explain (analyze, buffers) select article_id from article_search where tokens @@ '''罕见'' & ''见词'''::tsquery order by at desc, article_id desc limit 60`,
    departures: sql`explain (analyze, buffers) select id from events where kind = 'executive_departure' and redirect_to is null and dismissed_by is null
      order by coalesce(first_published_at, first_seen_at) desc, id desc limit 51`,
  };
  for (const [name, question] of Object.entries(questions)) {
    const { rows } = await sql<Record<string, string>>`${question}`.execute(db);
    console.log(`\n${name}\n${rows.map((line) => Object.values(line)[0]).join('\n')}`);
  }
}
