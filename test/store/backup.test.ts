import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countRows, restoreBackup, writeBackup } from '../../src/store/backup.ts';
import { openStore, type Store } from '../../src/store/connect.ts';
import { catchUp } from '../../src/store/desk/facets.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { runCommand } from '../cli/_run.ts';
import { fillArchive } from '../web/fixture.ts';
import { startTestServer, type TestServer } from './_postgres.ts';
import { migrateTo, shapeOf } from './_schema.ts';

const ABOUT = { madeAt: new Date('2025-12-01T03:00:00Z'), version: 'test' };
/** Everything COPY must escape, and bytes that are no text. */
const ODD_TEXT = 'tab\there\nnew line \\. back\\slash \\N "quoted" 冲突 \u{1f4f0}';
const ODD_BYTES = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

let server: TestServer;
let full: Store;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  full = await server.freshStore();
  folder = await mkdtemp(path.join(tmpdir(), 'redwatch-backup-'));
  await chmod(folder, 0o755);
  await fill(full);
});
afterAll(async () => {
  await full.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function fill({ db }: Store): Promise<void> {
  await fillArchive(db);
  await db.insertInto('bodies').values({ hash: 'odd', gzip: ODD_BYTES, size: 256 }).execute();
  await db
    .insertInto('outbox')
    .values({ step: 'read', key: ODD_TEXT, payload: JSON.stringify({ text: ODD_TEXT }), lastError: null })
    .execute();
}

/** Every row of every table as text, whatever its order on disk. */
async function contentOf(url: string): Promise<Record<string, string[]>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const content: Record<string, string[]> = {};
  for (const table of Object.keys(await countRows(url))) {
    const { rows } = await client.query<{ row: string }>(`select t::text as row from "${table}" t order by 1`);
    content[table] = rows.map((r) => r.row);
  }
  await client.end();
  return content;
}

/** The lines of a backup, each with its newline. */
async function backupOf(url: string): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of writeBackup(url, ABOUT)) pieces.push(piece);
  return linesIn(Buffer.concat(pieces));
}

const linesIn = (bytes: Buffer) =>
  bytes
    .toString('latin1')
    .split(/(?<=\n)/)
    .map((line) => Buffer.from(line, 'latin1'));

/** In pieces that end in the middle of rows, as a file is read. */
async function* inPieces(lines: readonly Buffer[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.concat(lines);
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

describe('a backup', () => {
  it('restores every row of every table, with odd text and bytes, and the numbers go on after it', async () => {
    const url = await server.freshUrl();
    const counts = await restoreBackup(url, inPieces(await backupOf(full.url)));
    expect(await contentOf(url)).toEqual(await contentOf(full.url));
    expect(counts.articles).toBeGreaterThan(0);
    const store = await openStore({ url, dataDir: folder });
    const { id } = await store.db
      .insertInto('outbox')
      .values({ step: 'read', key: 'the next', payload: '{}' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const { last } = await full.db
      .selectFrom('outbox')
      .select((eb) => eb.fn.max('id').as('last'))
      .executeTakeFirstOrThrow();
    expect(Number(id)).toBeGreaterThan(Number(last));
    const { rows } = await sql<{
      off: number;
    }>`select count(*)::int as off from pg_trigger where tgenabled <> 'O'`.execute(store.db);
    expect(rows[0]?.off, 'triggers left switched off').toBe(0);
    await store.close();
  });

  it('shows the moment it was begun, whatever is written meanwhile', async () => {
    const busy = await server.freshStore();
    await fill(busy);
    const before = await contentOf(busy.url);
    const backup = writeBackup(busy.url, ABOUT);
    const lines = [(await backup.next()).value as Buffer];
    await busy.db.insertInto('bodies').values({ hash: 'later', gzip: ODD_BYTES, size: 1 }).execute();
    await busy.db.deleteFrom('outbox').execute();
    for await (const line of backup) lines.push(line);
    const url = await server.freshUrl();
    await restoreBackup(url, inPieces(lines));
    expect(await contentOf(url)).toEqual(before);
    await busy.close();
  });

  it('hands out again what a job of the old queue held', async () => {
    const held = await server.freshStore();
    await held.db
      .insertInto('outbox')
      .values({ step: 'read', key: 'held', payload: '{}', dispatchedAt: new Date(), jobId: 'gone' })
      .execute();
    const url = await server.freshUrl();
    await restoreBackup(url, inPieces(await backupOf(held.url)));
    const store = await openStore({ url, dataDir: folder });
    expect(await store.db.selectFrom('outbox').select(['dispatchedAt', 'jobId']).execute()).toEqual([
      { dispatchedAt: null, jobId: null },
    ]);
    await Promise.all([held.close(), store.close()]);
  });
});

/** A schema that has been released and was added to since. */
const EARLIER = '0003_crawl';

/** The archive `full` as a Redwatch of the earlier schema would have backed it up: without what came later. */
async function earlierBackup(): Promise<{ lines: Buffer[]; kept: Record<string, number> }> {
  const url = await server.freshUrl();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('drop schema public cascade; create schema public');
  await migrateTo(url, EARLIER);
  const known = (await shapeOf(client)).columns;
  await client.end();
  const lines: Buffer[] = [];
  const kept: Record<string, number> = {};
  let table: { name: string; places: number[] } | null = null;
  for (const line of await backupOf(full.url)) {
    const text = line.toString('latin1');
    const head = text.startsWith('{') ? JSON.parse(line.toString()) : null;
    if (head?.redwatchBackup) lines.push(Buffer.from(`${JSON.stringify({ ...head, schema: EARLIER })}\n`));
    else if (head?.end) {
      const sequences = Object.entries(head.sequences).filter(([name]) => name !== 'facets_due_seq_seq');
      const footer = { end: true, rows: kept, sequences: Object.fromEntries(sequences) };
      lines.push(Buffer.from(`${JSON.stringify(footer)}\n`));
    } else if (head?.table) {
      const all = head.columns as string[];
      const places = all.flatMap((column, i) => (known.has(`${head.table}.${column}`) ? [i] : []));
      table = places.length ? { name: head.table, places } : null;
      if (!table) continue;
      kept[table.name] = 0;
      lines.push(Buffer.from(`${JSON.stringify({ table: table.name, columns: places.map((i) => all[i]) })}\n`));
    } else if (table && text === '\\.\n') lines.push(line);
    else if (table) {
      const values = text.slice(0, -1).split('\t');
      lines.push(Buffer.from(`${table.places.map((i) => values[i]).join('\t')}\n`, 'latin1'));
      kept[table.name] = (kept[table.name] ?? 0) + 1;
    }
  }
  return { lines, kept };
}

describe('a backup of an earlier schema', () => {
  it('is restored and brought forward: every row it had, the later columns filled, and steps and desk go on', async () => {
    const { lines, kept } = await earlierBackup();
    expect(lines.some((line) => line.includes('"unread"'))).toBe(false);
    const url = await server.freshUrl();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('drop schema public cascade; create schema public');
    expect(await restoreBackup(url, inPieces(lines))).toEqual(kept);
    const { rows } = await client.query('select name from kysely_migration order by name');
    await client.end();
    expect(rows.map((r) => r.name)).toEqual(Object.keys(migrations).sort());
    // Nothing was lost on the way forward, and what later versions derive can be derived again.
    const store = await openStore({ url, dataDir: folder });
    await catchUp(store.db);
    const derived = ['facets_due', 'kysely_migration', 'outbox'];
    const [now, then] = [await contentOf(url), await contentOf(full.url)];
    for (const table of Object.keys(kept).filter((t) => !derived.includes(t)))
      expect(now[table]?.length, table).toBe(then[table]?.length);
    const facets = (s: Store) =>
      s.db.selectFrom('stories').select(['id', 'kinds', 'sources', 'langs', 'articles']).orderBy('id').execute();
    await catchUp(full.db);
    expect(sorted(await facets(store))).toEqual(sorted(await facets(full)));
    await store.close();
  });

  it('is refused by a database that has later tables already, which stay empty', async () => {
    const url = await server.freshUrl();
    await expect(restoreBackup(url, inPieces((await earlierBackup()).lines))).rejects.toThrow(
      `The database has the tables of a newer Redwatch than the backup (${EARLIER})`,
    );
    expect(Object.values(await countRows(url)).every((n) => n === 0)).toBe(true);
  });
});

const sorted = (rows: { kinds: string[]; sources: string[]; langs: string[] }[]) =>
  rows.map((r) => ({ ...r, kinds: r.kinds.sort(), sources: r.sources.sort(), langs: r.langs.sort() }));

describe('restoring refuses', () => {
  it('a database that holds an archive, and leaves it alone', async () => {
    const lines = await backupOf(full.url);
    const before = await contentOf(full.url);
    await expect(restoreBackup(full.url, inPieces(lines))).rejects.toThrow('already holds an archive');
    expect(await contentOf(full.url)).toEqual(before);
  });

  it('a file that is cut short, and keeps nothing of it', async () => {
    const lines = await backupOf(full.url);
    const url = await server.freshUrl();
    for (const kept of [1, Math.floor(lines.length / 2), lines.length - 1])
      await expect(restoreBackup(url, inPieces(lines.slice(0, kept)))).rejects.toThrow('cut short');
    await restoreBackup(url, inPieces(lines));
    expect(await contentOf(url)).toEqual(await contentOf(full.url));
  });

  it('a file in which a row is missing', async () => {
    const lines = await backupOf(full.url);
    const at = lines.findIndex((line) => line.toString().startsWith('{"table":"bodies"')) + 1;
    const url = await server.freshUrl();
    const without = lines.filter((line, i) => i < at || !line.toString().startsWith('odd\t'));
    expect(without.length).toBe(lines.length - 1);
    await expect(restoreBackup(url, inPieces(without))).rejects.toThrow(/bodies has \d+ of \d+ rows/);
  });

  it('what is no backup, and what a newer Redwatch made, and changes nothing', async () => {
    const url = await server.freshUrl();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('drop schema public cascade; create schema public');
    await expect(restoreBackup(url, inPieces([Buffer.from('hello\n')]))).rejects.toThrow('no backup of Redwatch');
    const header = { redwatchBackup: 1, schema: '9999_later', version: '9.0' };
    const lines = [Buffer.from(`${JSON.stringify(header)}\n`), ...(await backupOf(full.url)).slice(1)];
    await expect(restoreBackup(url, inPieces(lines))).rejects.toThrow(
      'The backup was made by a newer Redwatch (9.0, schema 9999_later): restore it with that one.',
    );
    const { rows } = await client.query("select relname from pg_class where relnamespace = 'public'::regnamespace");
    await client.end();
    expect(rows, 'not one table was made').toEqual([]);
  });
});

describe('the commands', () => {
  it('back up into a file for its owner only, and restore it', async () => {
    const file = path.join(folder, 'one.gz');
    const backup = await runCommand(['backup', file], { env: { DATABASE_URL: full.url } });
    expect(backup.code, backup.err).toBe(0);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(gunzipSync(await readFile(file)).toString()).toMatch(/^\{"redwatchBackup":1,"schema":"\d{4}_/);
    const url = await server.freshUrl();
    const restore = await runCommand(['restore', file], { env: { DATABASE_URL: url } });
    expect(restore.code, restore.err).toBe(0);
    expect(await contentOf(url)).toEqual(await contentOf(full.url));
    const again = await runCommand(['restore', file], { env: { DATABASE_URL: url } });
    expect([again.code, again.err.trim().split('\n').length]).toEqual([1, 1]);
    expect(again.err).toContain('already holds an archive');
    await writeFile(file, (await readFile(file)).subarray(0, 500));
    const cut = await runCommand(['restore', file], { env: { DATABASE_URL: await server.freshUrl() } });
    expect([cut.code, cut.err]).toEqual([1, expect.stringContaining('cut short')]);
  });

  it('move an embedded installation to a Postgres of its own, unless it is in use', async () => {
    const dataDir = path.join(folder, 'embedded');
    const embedded = await openStore({ dataDir });
    await fill(embedded);
    const before = await contentOf(embedded.url);
    const url = await server.freshUrl();
    const move = () => runCommand(['migrate-store', '--data', dataDir], { env: { DATABASE_URL: url } });
    const early = await move();
    expect([early.code, early.err]).toEqual([1, expect.stringContaining('still running')]);
    await embedded.close();
    const moved = await move();
    expect(moved.code, moved.err).toBe(0);
    expect(moved.out).toMatch(/the counts of all \d+ tables are equal/);
    expect(await contentOf(url)).toEqual(before);
  });
});
