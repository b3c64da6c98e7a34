import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runMigrations } from 'bullmq';
import pg from 'pg';
import { openStore, type Store } from '../../src/store/connect.ts';
import { startEmbedded } from '../../src/store/embedded.ts';

export type TestServer = {
  /** A fresh database of its own on the server, with all tables. */
  freshUrl(): Promise<string>;
  /** A copy of a database of this server that nobody is connected to any more. */
  copyOf(url: string): Promise<string>;
  /** A store on a fresh database; the caller closes it. */
  freshStore(): Promise<Store>;
  /** A folder of this file's own. */
  dataDir: string;
  /** Leaves the server, without the databases and the folder of this file. */
  stop(): Promise<void>;
};

const TEMPLATE = 'template_of_tests';

/**
 * Databases of one test file, on the real Postgres that all files of a test run share (test/_server.ts); outside of one, as in a bench, on
 * a Postgres of its own.
 */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'redwatch-test-'));
  await chmod(dataDir, 0o755); // as root the server's user must be able to enter
  const server = await startEmbedded(process.env.REDWATCH_TEST_SERVER ?? dataDir);
  const urlOf = (database: string) => server.url.replace(/\/[^/]*$/, `/${database}`);
  await makeTemplate(server.url, urlOf(TEMPLATE), dataDir);
  const made: string[] = [];
  const copyOf = async (url: string) => {
    const name = `t_${randomBytes(6).toString('hex')}`;
    made.push(name);
    await ask(server.url, `create database ${name} template ${new URL(url).pathname.slice(1)}`);
    return urlOf(name);
  };
  const freshUrl = () => copyOf(urlOf(TEMPLATE));
  return {
    dataDir,
    freshUrl,
    copyOf,
    freshStore: async () => openStore({ url: await freshUrl(), dataDir }),
    stop: async () => {
      // Processes that a test killed may not have been taken notice of yet.
      await ask(server.url, ...made.map((name) => `drop database if exists ${name} with (force)`));
      await server.release();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The tables are made once, by whichever file comes first; a fresh database is a copy, ten times faster than migrating each. */
async function makeTemplate(serverUrl: string, templateUrl: string, dataDir: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    await client.query('select pg_advisory_lock(1)'); // until the connection ends
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
    if (rowCount) return;
    const unfinished = `${TEMPLATE}_unfinished`;
    await client.query(`drop database if exists ${unfinished}`);
    await client.query(`create database ${unfinished}`);
    const url = templateUrl.replace(/[^/]*$/, unfinished);
    await (await openStore({ url, dataDir })).close();
    await withClient(url, (made) => runMigrations(made).then(() => undefined));
    await client.query(`alter database ${unfinished} rename to ${TEMPLATE}`);
  });
}

function ask(url: string, ...statements: string[]): Promise<void> {
  return withClient(url, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}

async function withClient(url: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
