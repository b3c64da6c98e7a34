import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/connect.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { savePageOf, startAlerting } from '../queues/_alerting.ts';
import { PAGES } from '../queues/_articles.ts';
import { startTestServer, type TestServer } from './_postgres.ts';
import { breaksOf, migrateTo, shapeOf } from './_schema.ts';

let server: TestServer;
/** A database with all tables of today, which each test leaves as it was. */
let current: string;
beforeAll(async () => {
  server = await startTestServer();
  current = await server.freshUrl();
});
afterAll(() => server.stop());

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const [first, ...later] = Object.keys(migrations).sort() as [string, ...string[]];

describe('the migrations from the second one on', () => {
  it('only add: what a program of the version before reads, writes and calls is there as it was', async () => {
    const url = await server.freshUrl();
    await withClient(url, async (client) => {
      await client.query('drop schema public cascade; create schema public');
      await migrateTo(url, first);
      let before = await shapeOf(client);
      for (const name of later) {
        await migrateTo(url, name);
        const after = await shapeOf(client);
        expect(breaksOf(before, after), name).toEqual([]);
        before = after;
      }
    });
  });

  it.each([
    ['alter table pages drop column keep', 'pages.keep is gone'],
    ['alter table pages rename column keep to kept', 'pages.keep is gone'],
    ['alter table articles rename to papers', 'articles.id is gone'],
    ['alter table pages alter status type bigint', 'pages.status is bigint, was integer'],
    ['alter table pages alter content_type set not null', 'pages.content_type must be given'],
    ['alter table pages alter keep drop default', 'pages.keep must be given'],
    ['alter table pages add column more text not null', 'pages.more must be given'],
    ['alter table pages add check (status > 0)', 'rows must keep pages: CHECK ((status > 0))'],
    ['create unique index one_each on pages (url)', 'rows must keep pages: CREATE UNIQUE INDEX one_each'],
    ['alter table users drop constraint users_name_key', 'the rule users: UNIQUE (name) is gone'],
    ['drop function desk_catch_up', 'the function desk_catch_up(integer) integer is gone'],
    ['drop trigger desk_due_mark on story_marks', 'the trigger story_marks desk_due_mark is gone'],
  ])('could not do this unnoticed: %s', async (statement, words) => {
    await withClient(current, async (client) => {
      const before = await shapeOf(client);
      await client.query('begin');
      await client.query(statement);
      const breaks = breaksOf(before, await shapeOf(client));
      await client.query('rollback');
      expect(
        breaks.some((b) => b.startsWith(words)),
        breaks.join('\n'),
      ).toBe(true);
    });
  });
});

/** What a later version might add, in the way its first process would. */
const LATER = [
  "alter table pages add column seen_by text not null default 'nobody'",
  'alter table articles add column weight real',
  'alter table placements add column reviewed boolean not null default false',
  'create index pages_seen on pages (seen_by)',
  'create table reviews (article_id text primary key references articles, at timestamptz not null)',
  "insert into kysely_migration values ('9999_later', '2030-01-01T00:00:00Z')",
];

describe('a process that knows only the schema before', () => {
  it('goes on when it runs already, and does not start anew: it says which version is needed', async () => {
    const url = await server.freshUrl();
    const alerting = await startAlerting(url);
    try {
      const redwatch = await alerting.open();
      redwatch.work();
      await savePageOf(redwatch.store.db, PAGES.REPORT);
      await withClient(url, async (client) => {
        await client.query('begin');
        for (const statement of LATER) await client.query(statement);
        await client.query('commit');
      });
      for (const text of [PAGES.COPY, PAGES.SECOND]) await savePageOf(redwatch.store.db, text);
      await redwatch.queues.untilEmpty();
      const { db } = redwatch.store;
      expect(await db.selectFrom('articles').select('id').execute()).toHaveLength(3);
      const people = await db.selectFrom('events').select('person').orderBy('person').execute();
      expect(people.map((e) => e.person).sort()).toEqual(['宋砚青', '闻人拓'].sort());
      expect(await db.selectFrom('outbox').selectAll().execute()).toEqual([]);
      expect(alerting.arrived).toHaveLength(2);

      await expect(openStore({ url, dataDir: server.dataDir })).rejects.toThrow(
        /^The archive has the tables of a newer Redwatch \(9999_later\), and this is [\d.]+: start that version/,
      );
    } finally {
      await alerting.close();
    }
  });
});
