import { CamelCasePlugin, Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { EnvironmentError, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { VERSION } from '../version.ts';
import { startEmbedded } from './embedded.ts';
import { migrations } from './migrations/index.ts';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;

const NO_SUCH_TABLE = '42P01';

export type Store = {
  db: Database;
  /** Connection string of the server in use, for the queue's own pool. */
  url: string;
  /** True when the embedded server was already running. */
  adopted: boolean;
  close(): Promise<void>;
};

/**
 * Opens the archive and brings its tables up to date (under kysely's migration lock, so that any number of processes
 * may start at once). `url` names a Postgres of the operator's own; without it the embedded one under `dataDir` is used.
 * @throws EnvironmentError with one sentence when the server cannot be reached or used
 */
export async function openStore(options: { url?: string | undefined; dataDir: string; log?: Logger }): Promise<Store> {
  const embedded = options.url ? null : await startEmbedded(options.dataDir, options.log);
  const url = options.url ?? (embedded?.url as string);
  const pool = new pg.Pool({ connectionString: url, max: 16, application_name: 'redwatch' });
  // An idle connection that drops (server restart) must not end the program: the next query says what is wrong.
  const dropped = (error: Error) => options.log?.warn({ error: messageOf(error) }, 'a database connection dropped');
  pool.on('error', dropped);
  // The pool listens to idle connections only; one in use may be cut between two statements of a transaction.
  pool.on('connect', (client) => client.on('error', dropped));
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  const close = async () => {
    await db.destroy();
    await embedded?.release();
  };
  try {
    await migrate(db);
  } catch (error) {
    await close();
    if (error instanceof EnvironmentError) throw error;
    throw new EnvironmentError(unreachable(url, error), { cause: error });
  }
  return { db, url, adopted: embedded?.adopted ?? false, close };
}

/**
 * What runs already goes on beside the tables of a newer Redwatch, for migrations only add; what starts does not, for it could not know
 * what else the newer version expects. @throws EnvironmentError
 */
async function migrate(db: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`
    .execute(db)
    .catch((error: { code?: string }) => {
      if (error.code === NO_SUCH_TABLE) return { rows: [] };
      throw error;
    });
  const newer = rows.findLast(({ name }) => !Object.hasOwn(migrations, name));
  if (newer)
    throw new EnvironmentError(
      `The archive has the tables of a newer Redwatch (${newer.name}), and this is ${VERSION}: start that version, or restore the backup made before the upgrade into an empty database.`,
    );
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** Says what failed without the password that may stand in the address. */
function unreachable(url: string, error: unknown): string {
  const { hostname, port, pathname } = new URL(url);
  const place = `${hostname}:${port || 5432}${pathname}`;
  const code = (error as { code?: string }).code ?? '';
  const cause = messageOf(error) || code;
  if (/ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|28P01|28000|3D000/.test(code))
    return `The database at ${place} cannot be used (${cause || code}): check DATABASE_URL and that the server runs.`;
  return `The tables of the database at ${place} could not be brought up to date: ${cause}`;
}
