/** An archive that was worked through by the steps, to be replayed. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { openReplay, replays, type Account, type Difference } from '../../queues/replay/index.ts';
import type { Redwatch } from '../../queues/worker.ts';
import type { ReadPool } from '../../src/read-pool.ts';
import { loadConfig, type Config } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { openStore, type Database, type Store } from '../../src/store/connect.ts';
import { originIdOf, storyIdOf } from '../../src/store/stories.ts';
import type { Span } from '../../src/store/replay.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { savePageOf, startAlerting, type Arrived } from './_alerting.ts';
import { WATCH } from './_articles.ts';

export const EVERYTHING: Span = { since: null, until: null, sourceId: null, companyId: null };

export const configOf = (databaseUrl: string): Config =>
  loadConfig(
    {
      object: {
        watches: [WATCH],
        channels: [{ id: 'hook', type: 'webhook', url: 'http://127.0.0.1:9/hook' }],
        alerts: { rules: [{ id: 'departures', recipients: [{ channel: 'hook', to: 'desk' }] }] },
      },
    },
    { DATABASE_URL: databaseUrl },
  );

/** For every test of a file a copy of its own of an archive that the steps worked through once. */
export function useWorkedArchive(pages: readonly string[]): { url(): string; db(): Database } {
  let server: TestServer;
  let worked: string;
  let url: string;
  let store: Store;
  beforeAll(async () => {
    server = await startTestServer();
    worked = await workedArchive(server, pages);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await server.copyOf(worked);
    store = await openStore({ url, dataDir: server.dataDir });
  });
  afterEach(() => store.close());
  return { url: () => url, db: () => store.db };
}

type Options = {
  apply?: boolean;
  span?: Partial<Span>;
  readPool?: ReadPool;
  /** Done once, between the look at the archive and the taking over: when the first difference is shown. */
  meanwhile?: () => Promise<unknown>;
};

/** Runs one replay on the archive at `databaseUrl` with everything it showed; a pool that is given serves several. */
export async function replay(
  databaseUrl: string,
  rules: string,
  options: Options = {},
): Promise<{ account: Account; shown: Difference[] }> {
  const { context, close } = await openReplay(configOf(databaseUrl), createLog('silent'));
  const shown: Difference[] = [];
  try {
    const run = replays[rules];
    if (!run) throw new Error(`no replay ${rules}`);
    const span = { ...EVERYTHING, ...options.span };
    const account = await run(
      { ...context, ...(options.readPool && { readPool: options.readPool }) },
      { span, apply: options.apply ?? false },
      async (d) => {
        if (shown.push(d) === 1) await options.meanwhile?.();
      },
    );
    return { account, shown };
  } finally {
    await close();
  }
}

/** Every row of every table and the state of every sequence of the archive, in one hash each. */
export async function checksums(db: Database, except: readonly string[] = []): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(db);
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    if (except.includes(name)) continue;
    const { rows } = await sql<{ row: string }>`
      select t::text as row from public.${sql.id(name)} t order by t::text collate "C"`.execute(db);
    sums[name] = createHash('sha256')
      .update(rows.map((r) => r.row).join('\n'))
      .digest('hex');
  }
  const { rows } = await sql<{ name: string; at: string | null }>`
    select sequencename as name, last_value::text as at from pg_sequences where schemaname = 'public'`.execute(db);
  for (const { name, at } of rows) sums[name] = String(at);
  return sums;
}

/** The article with these words in its title. */
export async function articleWith(db: Database, words: string): Promise<string> {
  const { rows } = await sql<{
    id: string;
  }>`select a.id from articles a join article_versions v on v.id = a.current_version
    where v.title like ${`%${words}%`}`.execute(db);
  return rows[0]?.id as string;
}

/** As if rules of an earlier day had taken the copy for a report of its own. */
export async function placeCopyApart(db: Database): Promise<string> {
  const copy = await articleWith(db, '运营一把手');
  const story = storyIdOf(copy);
  await sql`insert into stories (id, title, lead_article_id, watch_ids, created_at, updated_at, articles, origins)
    select ${story}, '运营一把手', ${copy}, '{tingchao}', placed_at, placed_at, 1, 1 from placements where article_id = ${copy}`.execute(
    db,
  );
  await sql`update placements set story_id = ${story}, origin_id = ${originIdOf(copy)}, relation = 'new', of_article_id = null,
    score = 0, evidence = null where article_id = ${copy}`.execute(db);
  await sql`update stories set articles = 1, origins = 1 where id <> ${story}`.execute(db);
  return copy;
}

/** An archive of these pages that the steps have worked through and left, to be copied for each test. */
export async function workedArchive(server: TestServer, pages: readonly string[]): Promise<string> {
  const url = await server.freshUrl();
  const alerting = await startAlerting(url);
  try {
    const redwatch = await alerting.open();
    for (const text of pages) await savePageOf(redwatch.store.db, text);
    redwatch.work();
    await redwatch.queues.untilEmpty();
  } finally {
    await alerting.close();
  }
  return url;
}

/** What workers on the archive tell anybody until all is done, while `use` is at it as well. */
export async function toldByWorkers(
  url: string,
  use: (redwatch: Redwatch) => Promise<unknown> = async () => {},
): Promise<Arrived[]> {
  const alerting = await startAlerting(url);
  try {
    const redwatch = await alerting.open();
    redwatch.work();
    await use(redwatch);
    await redwatch.queues.untilEmpty();
    return alerting.arrived;
  } finally {
    await alerting.close();
  }
}
