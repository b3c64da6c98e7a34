/**
 * The archive as one file: every table in one snapshot, so that a backup is consistent while everything runs. The embedded
 * server ships no pg_dump, and a Postgres of one's own need not have it at hand either.
 *
 * The form: a line of JSON that names the schema, then for each table a line of JSON, its rows in COPY's text form and `\.`,
 * and a last line of JSON with the counts: a file without it is cut short. The queue is no part of it; the outbox is.
 */
import { CamelCasePlugin, Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import { EnvironmentError, messageOf } from '../errors.ts';
import { copyIn, copyOut } from './copy.ts';
import { migrations } from './migrations/index.ts';

/** Rows by table. */
export type Counts = Record<string, number>;
export type BackupHeader = { redwatchBackup: 1; schema: string; madeAt: string; version: string };
type TableLine = { table: string; columns: string[] };
type Footer = { end: true; rows: Counts; sequences: Record<string, string> };

/** Filled by the migrations themselves. */
const MADE_BY_MIGRATIONS = ['kysely_migration', 'kysely_migration_lock', 'simplified_characters'];
const END_OF_TABLE = '\\.';
const NEWLINE = 10;

/**
 * The archive at `url` as the lines of a backup.
 * @param about.madeAt,about.version go into the header
 */
export async function* writeBackup(url: string, about: { madeAt: Date; version: string }): AsyncGenerator<Buffer> {
  const client = await connect(url);
  try {
    await client.query('begin isolation level repeatable read read only');
    const schema = (await appliedMigrations(client)).at(-1);
    if (!schema) throw new EnvironmentError('There is no archive to back up in this database.');
    const { madeAt, version } = about;
    yield lineOf({ redwatchBackup: 1, schema, madeAt: madeAt.toISOString(), version } satisfies BackupHeader);
    const rows: Counts = {};
    for (const table of await tablesOf(client)) {
      const columns = await columnsOf(client, table);
      yield lineOf({ table, columns } satisfies TableLine);
      rows[table] = 0;
      for await (const piece of copyOut(client, `copy ${named(table, columns)} to stdout`)) {
        rows[table] += newlinesIn(piece as Buffer);
        yield piece as Buffer;
      }
      yield Buffer.from(`${END_OF_TABLE}\n`);
    }
    // Sequences know no snapshot: read last, they are at or beyond every row above.
    yield lineOf({ end: true, rows, sequences: await sequencesOf(client) } satisfies Footer);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/**
 * Brings a backup into the database at `url`, wholly or not at all, and its tables up to date.
 * @returns the rows by table, counted in the database after the copy and equal to those of the backup
 * @throws EnvironmentError with one sentence when the database is not empty, or the file is no backup, newer than this
 * Redwatch or cut short
 */
export async function restoreBackup(url: string, file: AsyncIterable<Uint8Array>): Promise<Counts> {
  const lines = linesOf(file);
  const header = headerOf(await nextLine(lines));
  const client = await connect(url);
  try {
    const applied = await appliedMigrations(client);
    if (await firstWithRows(client))
      throw new EnvironmentError('The database already holds an archive: restore into an empty one.');
    if (applied.some((name) => name > header.schema))
      throw new EnvironmentError(
        `The database has the tables of a newer Redwatch than the backup (${header.schema}): restore into a new, empty database.`,
      );
    await migrate(url, header.schema);
    await client.query('begin');
    const counts = await fill(client, lines);
    await client.query('commit');
    await migrate(url);
    return counts;
  } finally {
    await client.end();
  }
}

async function fill(client: pg.Client, lines: AsyncGenerator<Buffer>): Promise<Counts> {
  const tables = await tablesOf(client);
  // Nobody may begin to write while the archive is half there; and the triggers' work is part of the backup.
  for (const table of tables) await client.query(`alter table ${quoted(table)} disable trigger user`);
  const filled = await firstWithRows(client);
  if (filled) throw new EnvironmentError('Another process has begun to use the database: end it, and restore anew.');
  for (;;) {
    const line = JSON.parse((await nextLine(lines)).toString()) as TableLine | Footer;
    if ('end' in line) {
      await setSequences(client, line.sequences);
      // Jobs of the old queue are gone: all work waits to be handed out.
      await client.query('update outbox set dispatched_at = null, job_id = null');
      for (const table of tables) await client.query(`alter table ${quoted(table)} enable trigger user`);
      return compared(line.rows, await countsOf(client));
    }
    if (!tables.includes(line.table)) throw new EnvironmentError(`The backup holds an unknown table, ${line.table}.`);
    await copyIn(client, `copy ${named(line.table, line.columns)} from stdin`, untilEnd(lines));
  }
}

/** Rows by table of the archive at `url`. */
export async function countRows(url: string): Promise<Counts> {
  const client = await connect(url);
  try {
    return await countsOf(client);
  } finally {
    await client.end();
  }
}

/** Connections of Redwatch to the database at `url`, other than the one of the embedded server's own presence. */
export async function othersAt(url: string): Promise<number> {
  const client = await connect(url);
  try {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and application_name like 'redwatch%'`,
    );
    return Math.max(0, (rows[0]?.n ?? 0) - 1);
  } finally {
    await client.end();
  }
}

/** COPY writes a newline within a value as two characters: each newline ends a row. */
function newlinesIn(bytes: Buffer): number {
  let n = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) n++;
  return n;
}

function compared(expected: Counts, found: Counts): Counts {
  const differing = Object.keys(expected).filter((table) => expected[table] !== found[table]);
  if (!differing.length) return found;
  const words = differing.map((table) => `${table} has ${found[table] ?? 0} of ${expected[table]} rows`);
  throw new EnvironmentError(`The copy is not whole (${words.join(', ')}); nothing was kept.`);
}

/** The address is told without its password. */
async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'redwatch-copy' });
  // A lost connection also fails the query under way, which tells of it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new EnvironmentError(
      `The database at ${host}${pathname} cannot be used (${messageOf(error)}): check DATABASE_URL and that the server runs.`,
      { cause: error },
    );
  }
}

/** Migrates to the migration named, or to the latest. */
async function migrate(url: string, to?: string): Promise<void> {
  const dialect = new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 2 }) });
  const db = new Kysely<unknown>({ dialect, plugins: [new CamelCasePlugin()] });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
    const { error } = to ? await migrator.migrateTo(to) : await migrator.migrateToLatest();
    if (error) throw error;
  } finally {
    await db.destroy();
  }
}

async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const { rows: made } = await client.query("select 1 where to_regclass('public.kysely_migration') is not null");
  if (!made.length) return [];
  const { rows } = await client.query<{ name: string }>('select name from kysely_migration order by name');
  return rows.map((row) => row.name);
}

/** The tables of the archive, each after those it refers to. */
async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; needs: string[] }>(
    `select c.relname as name, coalesce(array_agg(f.confrelid::regclass::text) filter (where f.oid is not null), '{}') as needs
     from pg_class c left join pg_constraint f on f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> all($1)
     group by c.relname order by c.relname`,
    [MADE_BY_MIGRATIONS],
  );
  const needs = new Map(rows.map((row) => [row.name, row.needs]));
  const ordered = new Set<string>();
  const add = (table: string): void => {
    if (ordered.has(table)) return;
    for (const needed of needs.get(table) ?? []) add(needed);
    ordered.add(table);
  };
  for (const table of needs.keys()) add(table);
  return [...ordered];
}

async function columnsOf(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ attname: string }>(
    `select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''
     order by attnum`,
    [`public.${quoted(table)}`],
  );
  return rows.map((row) => row.attname);
}

async function firstWithRows(client: pg.Client): Promise<string | null> {
  for (const table of await tablesOf(client))
    if ((await client.query(`select 1 from public.${quoted(table)} limit 1`)).rowCount) return table;
  return null;
}

async function countsOf(client: pg.Client): Promise<Counts> {
  const counts: Counts = {};
  for (const table of await tablesOf(client)) {
    const { rows } = await client.query<{ n: string }>(`select count(*) as n from public.${quoted(table)}`);
    counts[table] = Number(rows[0]?.n);
  }
  return counts;
}

async function sequencesOf(client: pg.Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; last: string }>(
    "select sequencename as name, last_value as last from pg_sequences where schemaname = 'public' and last_value is not null",
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.last]));
}

async function setSequences(client: pg.Client, sequences: Record<string, string>): Promise<void> {
  for (const [name, last] of Object.entries(sequences))
    await client.query('select setval($1::regclass, $2::bigint)', [`public.${quoted(name)}`, last]);
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const named = (table: string, columns: readonly string[]) =>
  `public.${quoted(table)} (${columns.map(quoted).join(', ')})`;
const lineOf = (value: object) => Buffer.from(`${JSON.stringify(value)}\n`);

function headerOf(line: Buffer): BackupHeader {
  let header: Partial<BackupHeader> = {};
  try {
    header = JSON.parse(line.toString()) as Partial<BackupHeader>;
  } catch {
    // Said below.
  }
  if (header.redwatchBackup !== 1 || !header.schema) throw new EnvironmentError('This file is no backup of Redwatch.');
  if (!Object.hasOwn(migrations, header.schema))
    throw new EnvironmentError(
      `The backup was made by a newer Redwatch (${header.version}, schema ${header.schema}): restore it with that one.`,
    );
  return header as BackupHeader;
}

/** The rows of one table, up to its end mark. COPY escapes every backslash, so no row can look like the mark. */
async function* untilEnd(lines: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for (;;) {
    const line = await nextLine(lines);
    if (line.length === 3 && line.toString() === `${END_OF_TABLE}\n`) return;
    yield line;
  }
}

async function nextLine(lines: AsyncGenerator<Buffer>): Promise<Buffer> {
  const { value, done } = await lines.next();
  if (done) throw new EnvironmentError('The backup is cut short; nothing was restored.');
  return value;
}

/** Whole lines with their newline; what stands after the last newline belongs to a file that was cut. */
async function* linesOf(file: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  for await (const chunk of file) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
      const rest = bytes.subarray(from, at + 1);
      yield begun.length ? Buffer.concat([...begun, rest]) : rest;
      begun = [];
      from = at + 1;
    }
    if (from < bytes.length) begun.push(bytes.subarray(from));
  }
}
