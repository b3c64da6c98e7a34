import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Article } from '../../src/core/types.ts';
import { saveArticle } from '../../src/store/articles.ts';
import { openStore, type Store } from '../../src/store/connect.ts';
import { contentId } from '../../src/store/ids.ts';
import { startCommand } from '../cli/_run.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { savePageOf } from './_alerting.ts';
import { WATCH } from './_articles.ts';
import { replay, workedArchive } from './_replay.ts';

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(path.join(tmpdir(), 'redwatch-replay-'));
  await writeFile(path.join(folder, 'redwatch.yaml'), JSON.stringify({ watches: [WATCH] }));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const ARTICLES = 45;
const NAMES = ['山茶', '海棠', '木槿', '紫薇', '石榴', '丁香', '芍药', '杜鹃', '茉莉'];

/** Unplaced articles about an invented company: each line its own sentence, some of them word for word copies. */
async function archive(store: Store): Promise<void> {
  for (let i = 0; i < ARTICLES; i++) {
    const of = i % 15;
    const name = NAMES[of % 9] as string;
    const text = `听潮网络（虚构的公司）${name}项目组${of}号首席运营官宋${name}于2025年11月${(of % 9) + 1}日离职。\n这支做${name}的团队共有${of * 7 + 11}人，去年在${name}街${of * 31}号办公，交付了${of * 53 + 2}个${name}系统。`;
    const pageText = `${text} ${i}`;
    await savePageOf(store.db, pageText);
    await store.db.deleteFrom('outbox').execute();
    const page = await store.db
      .selectFrom('pages')
      .selectAll()
      .orderBy('id')
      .where('state', '=', 'waiting')
      .executeTakeFirstOrThrow();
    const article: Article = {
      ...{
        title: `${name}项目组${of}号换人`,
        authors: [],
        outlet: null,
        editor: null,
        lang: 'zh-Hans',
        text,
        origin: null,
        cut: [],
        reader: 'test@1',
      },
      ...{ publishedAt: `2025-11-${String((of % 9) + 10)}`, datePrecision: 'day' },
    };
    const stored = {
      id: page.id,
      sourceId: page.sourceId,
      url: `https://news.example/${contentId(String(i))}`,
      fetchedAt: '2025-11-20T00:00:00.000Z',
    };
    await store.db.transaction().execute((trx) => saveArticle(trx, stored, article, ['tingchao'], false));
  }
}

async function stateOf({ db }: Store): Promise<object> {
  const rows = async (query: ReturnType<typeof sql>) => (await query.execute(db)).rows;
  return {
    versions: await rows(sql`select article_id, id, title, text, authors from article_versions order by id`),
    current: await rows(sql`select id, current_version, watch_ids from articles order by id`),
    pages: await rows(sql`select id, state, skip_reason from pages order by id`),
    placements: await rows(
      sql`select article_id, version_id, story_id, origin_id, relation, of_article_id, score, evidence from placements order by 1`,
    ),
    stories: await rows(
      sql`select id, title, lead_article_id, articles, origins, redirect_to from stories order by id`,
    ),
    prints: await rows(sql`select article_id, version_id, simhash, sketch from fingerprints order by 1`),
    claims: await rows(
      sql`select c.id, c.quote, ec.event_id from claims c left join event_claims ec on ec.claim_id = c.id order by 1`,
    ),
    events: await rows(
      sql`select id, person, status, redirect_to, record->'articleIds' as articles from events order by id`,
    ),
    changes: await rows(sql`select event_id, field, value, silent_because from event_changes order by 1, 2, 3`),
    sent: await rows(sql`select id from deliveries`),
    outbox: await rows(sql`select step, key from outbox order by 1, 2`),
  };
}

/** Runs the command until it waits for the lock that `blocked` holds, and ends it there as a power cut would. */
async function killedAt(url: string, rules: string, lock: string): Promise<void> {
  const blocker = new pg.Client({ connectionString: url });
  await blocker.connect();
  // Within a transaction Postgres shows who waits as it was at the first look.
  const watcher = new pg.Client({ connectionString: url });
  await watcher.connect();
  const child = startCommand(['replay', '--rules', rules, '--apply'], { DATABASE_URL: url }, folder);
  let said = '';
  child.stderr?.on('data', (chunk) => (said += chunk));
  child.stdout?.resume();
  try {
    await blocker.query('begin');
    const held = await blocker.query(lock);
    expect(held.rowCount).toBeGreaterThan(0);
    await vi.waitFor(
      async () => {
        expect(child.exitCode, said).toBeNull();
        const { rows } = await watcher.query(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        expect(rows.length).toBeGreaterThan(0);
      },
      { timeout: 90_000, interval: 100 },
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
  } finally {
    child.kill('SIGKILL');
    await blocker.query('rollback');
    await blocker.end();
    await watcher.end();
  }
}

/** More than two of the slices in which a replay saves what it read. */
const PAGES_READ = 45;

const manyPages = () =>
  Array.from({ length: PAGES_READ }, (_, i) => {
    const name = NAMES[i % 9] as string;
    return `听潮网络${name}项目组开放第${i}期试用\n\n2025-11-0${(i % 9) + 1} 10:11\n\n听潮网络（虚构的公司）${name}项目组今天开放第${i}期试用，名额有${i * 53 + 12}个。\n\n负责人说，${name}街${i * 31 + 4}号的店主们试用了${i + 3}天，最喜欢的是那张排班表，不用在群里一个个问了。`;
  });

/** The article of the page that is read last. */
const LAST_READ =
  'select 1 from articles where id = (select article_id from pages order by fetched_at desc, id desc limit 1) for update';
const LAST_ARTICLE = 'select 1 from articles where id = (select max(id) from articles) for update';

/** Takes most of a minute: among the deep tests. */
describe.runIf(process.env.REDWATCH_DEEP)('a replay that is killed while it applies', () => {
  it('comes to the same end when it is run again: grouping, then claims', { timeout: 300_000 }, async () => {
    const [url, undisturbed] = [await server.freshUrl(), await server.freshUrl()];
    const [store, other] = [
      await openStore({ url, dataDir: folder }),
      await openStore({ url: undisturbed, dataDir: folder }),
    ];
    try {
      await archive(store);
      await archive(other);
      await killedAt(url, 'group', LAST_ARTICLE);
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from placements`.execute(store.db);
      expect(rows[0]?.n).toBeGreaterThan(0);
      expect(rows[0]?.n).toBeLessThan(ARTICLES);
      for (const one of [url, undisturbed]) await replay(one, 'group', { apply: true });
      expect(await stateOf(store)).toEqual(await stateOf(other));
      expect((await replay(url, 'group', { apply: true })).shown).toEqual([]);

      // New events are there, their claims are not yet.
      await killedAt(url, 'claims', LAST_ARTICLE);
      for (const one of [url, undisturbed]) await replay(one, 'claims', { apply: true });
      expect(await stateOf(store)).toEqual(await stateOf(other));
      expect((await stateOf(store)) as { events: unknown[] }).toMatchObject({ sent: [] });
      const { rows: events } = await sql<{ n: number }>`select count(*)::int as n from events`.execute(store.db);
      expect(events[0]?.n).toBeGreaterThan(5);
      expect((await replay(url, 'claims', { apply: true })).shown).toEqual([]);
    } finally {
      await store.close();
      await other.close();
    }
  });

  it('comes to the same end when it is run again: reading', { timeout: 300_000 }, async () => {
    const worked = await workedArchive(server, manyPages());
    const spoilt = await openStore({ url: worked, dataDir: folder });
    // As if a reader of an earlier day had cut every text short.
    await sql`update article_versions set id = 'short-' || id, text = left(text, 20)`.execute(spoilt.db);
    await sql`update articles set current_version = 'short-' || current_version`.execute(spoilt.db);
    await spoilt.close();
    const [url, undisturbed] = [await server.copyOf(worked), await server.copyOf(worked)];
    const store = await openStore({ url, dataDir: folder });
    const other = await openStore({ url: undisturbed, dataDir: folder });
    try {
      await killedAt(url, 'read', LAST_READ);
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from article_versions`.execute(store.db);
      expect(rows[0]?.n).toBeGreaterThan(PAGES_READ);
      expect(rows[0]?.n).toBeLessThan(2 * PAGES_READ);
      for (const one of [url, undisturbed]) await replay(one, 'read', { apply: true });
      expect(await stateOf(store)).toEqual(await stateOf(other));
      expect((await replay(url, 'read', { apply: true })).shown).toEqual([]);
    } finally {
      await store.close();
      await other.close();
    }
  });
});
