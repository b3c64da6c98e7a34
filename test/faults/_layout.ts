/** The distributed layout on loopback: Postgres, Redis and the roles as processes of their own, each of which can be broken. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { appendFile, chmod, mkdir, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { startEmbedded } from '../../src/store/embedded.ts';
import { packagedBinaries, reachableBinaries, serverIdentity } from '../../src/store/embedded/binaries.ts';
import { freePort, run } from '../../src/store/embedded/run.ts';
import { PROJECT_ROOT } from '../../src/version.ts';
import type { CableName, Network } from './_network.ts';

export type Role = 'worker' | 'schedule' | 'web';
export type Layout = {
  databaseUrl: string;
  /** False where the data folder could not be made a small file system of its own (that needs root). */
  canFill: boolean;
  /** kill -9 of the n-th of these, and another in its place, as a container engine does. */
  kill(role: Role, n: number): Promise<void>;
  restartPostgres(): Promise<void>;
  /** kill -9 and a new start from its append-only file. */
  restartRedis(): Promise<void>;
  emptyRedis(): Promise<void>;
  /** False where the workers have no network of their own (that needs root). */
  canCut: boolean;
  /** All packets between the n-th worker and what these cables lead to are lost for so long. */
  cut(n: number, cables: readonly CableName[], ms: number): Promise<void>;
  /** The data folder of Postgres and Redis has no room left for so long. */
  fillDisk(ms: number): Promise<void>;
  /** The wall clock of one process jumps; 0 puts it right. */
  setClock(role: Role, n: number, offsetMs: number): Promise<void>;
  /** One more worker for grouping and a queue that holds nobody back, as after a mistake of the operator; for so long. */
  groupTwice(ms: number): Promise<void>;
  close(): Promise<void>;
};

/** Files of the layout: the data on a small file system of its own where that can be had, the program as a build. */
type Places = { folder: string; data: string; program: string; isOwnDisk: boolean };

const LOOPBACK = '127.0.0.1';
const DISK_MB = 800;
/** A restart policy: who ends is started again after this. */
const AGAIN_MS = 500;

/** @param settings of redwatch.yaml, as an object (JSON is YAML) */
export async function openLayout(
  settings: unknown,
  counts: Record<Role, number>,
  program: string,
  network: Network | null,
  say: (line: string) => void = () => {},
): Promise<Layout> {
  const folder = await mkdtemp(path.join(tmpdir(), 'redwatch-faults-'));
  await chmod(folder, 0o755);
  const data = path.join(folder, 'disk');
  await mkdir(data, { mode: 0o755 });
  const isOwnDisk = mount(data);
  const places: Places = { folder, data, program, isOwnDisk };
  await writeFile(path.join(folder, 'redwatch.yaml'), JSON.stringify(settings));
  const postgres = await startEmbedded(path.join(data, 'archive'));
  if (network) await openPostgresTo(network, path.join(data, 'archive'));
  const databaseUrl = postgres.url.replace(LOOPBACK, network?.address.h ?? LOOPBACK);
  const redisPort = await freePort();
  const redisHosts = network ? [LOOPBACK, network.address.r] : [LOOPBACK];
  const server = { child: await startRedis(redisPort, redisHosts, data) };
  const crew = await openCrew(
    places,
    { databaseUrl, redisUrl: `redis://${redisHosts.at(-1)}:${redisPort}` },
    network,
    say,
  );
  for (const [role, count] of Object.entries(counts) as [Role, number][])
    for (let n = 0; n < count; n++) await crew.begin(role, n);
  // One hand on each server: what strikes while another restarts it comes after.
  const redisTurn = oneAtATime();
  const postgresTurn = oneAtATime();
  const diskTurn = oneAtATime();
  const cutTurns = Array.from({ length: counts.worker }, oneAtATime);
  const admin = async (use: (client: Redis) => Promise<unknown>) => {
    const client = new Redis(redisPort, LOOPBACK, { maxRetriesPerRequest: 3 });
    client.on('error', () => undefined);
    await use(client).finally(() => client.disconnect());
  };
  const again = async () => {
    await end(server.child);
    server.child = await startRedis(redisPort, redisHosts, data);
  };
  const restart = () => restartPostgres(path.join(data, 'archive'));
  return {
    databaseUrl,
    canFill: isOwnDisk,
    canCut: network !== null,
    kill: crew.kill,
    setClock: crew.setClock,
    cut: (n, cables, ms) => cutTurns[n]!(async () => network?.cut(n, cables, ms)),
    // Without room neither starts: whoever restarts them has to make some first.
    restartPostgres: () => diskTurn(() => postgresTurn(restart)),
    restartRedis: () => diskTurn(() => redisTurn(again)),
    emptyRedis: () => diskTurn(() => redisTurn(() => patiently(() => admin((client) => client.flushall())))),
    fillDisk: (ms) =>
      diskTurn(async () => {
        const ballast = path.join(data, 'ballast');
        await fill(ballast);
        await pause(ms);
        await rm(ballast);
        // Without room a server may have ended: whoever runs it starts it again.
        if (server.child.exitCode !== null) await redisTurn(again);
        if (!(await answers(databaseUrl))) await postgresTurn(restart);
      }),
    groupTwice: async (ms) => {
      const forget = () => admin((client) => client.hdel('bull:redwatch-group:meta', 'concurrency'));
      await redisTurn(() => patiently(forget));
      const stop = await crew.beginExtra('worker', '--steps', 'group', '--concurrency', '2');
      await pause(ms);
      await stop();
    },
    close: async () => {
      await crew.close();
      await end(server.child);
      await postgres.release();
      if (isOwnDisk) execFileSync('umount', ['-l', data]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs what it is given one after the other. */
function oneAtATime(): (act: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve();
  return (act) => (last = last.catch(() => undefined).then(act));
}

/** A server that has just had no room, or was just started, refuses for a while. */
async function patiently(act: () => Promise<void>): Promise<void> {
  for (let left = 60; ; left--) {
    try {
      return await act();
    } catch (error) {
      if (left === 0) throw error;
      await pause(500);
    }
  }
}

/** The program as it is shipped: compiled once, since a start from the sources takes five times as long. */
export async function buildProgram(): Promise<{ folder: string; remove(): Promise<void> }> {
  // Below the project, where its packages are found, and in a place that no tool looks into.
  const cache = path.join(PROJECT_ROOT, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'redwatch-'));
  const tsc = path.join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc');
  // Types are checked elsewhere; without them it takes a few seconds.
  const args = [tsc, '-p', path.join(PROJECT_ROOT, 'tsconfig.build.json'), '--noCheck', '--outDir', path.join(folder, 'dist')]; // prettier-ignore
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('the program could not be built');
  for (const part of ['package.json', 'src', 'test', 'redwatch.yaml'])
    await symlink(path.join(PROJECT_ROOT, part), path.join(folder, part));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

type Member = { child: ChildProcess | null; command: readonly string[]; clock: string; isWanted: boolean };

async function openCrew(
  { folder, program }: Places,
  { databaseUrl, redisUrl }: { databaseUrl: string; redisUrl: string },
  network: Network | null,
  say: (line: string) => void,
) {
  const members = new Map<string, Member>();
  const logs = process.env.REDWATCH_FAULT_LOGS ?? folder;
  await mkdir(logs, { recursive: true });

  function spawnOne(name: string, member: Member): void {
    const [file, ...args] = member.command as [string, ...string[]];
    const child = spawn(file, args, {
      cwd: folder,
      env: { ...process.env, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, REDWATCH_FAULT_CLOCK: member.clock },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(path.join(logs, `${name.replace(' ', '-')}.log`), { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once('exit', (code) => {
      log.end();
      if (member.child !== child || !member.isWanted) return;
      if (code !== null) say(`  ${name} ended with ${code} and is started again`);
      setTimeout(() => member.isWanted && member.child === child && spawnOne(name, member), AGAIN_MS);
    });
    member.child = child;
  }

  async function add(name: string, args: readonly string[], place: readonly string[] = []): Promise<Member> {
    const clock = path.join(folder, `clock-${name.replace(' ', '-')}`);
    await writeFile(clock, '0');
    const shifted = ['--import', path.join(import.meta.dirname, '_clock.mjs')];
    const command = [...place, process.execPath, ...shifted, path.join(program, 'dist/src/cli.js'), ...args];
    const member = { child: null, command, clock, isWanted: true };
    members.set(name, member);
    spawnOne(name, member);
    return member;
  }

  const stop = async (member: Member) => {
    member.isWanted = false;
    if (member.child) await end(member.child);
  };
  const memberOf = (role: Role, n: number) => members.get(`${role} ${n}`) as Member;
  return {
    begin: (role: Role, n: number) => add(`${role} ${n}`, [role], role === 'worker' ? network?.at(n) : []),
    beginExtra: async (...args: string[]) => {
      const member = await add(`extra ${members.size}`, args);
      return () => stop(member);
    },
    kill: async (role: Role, n: number) => {
      const { child } = memberOf(role, n);
      // Its own restart brings the next.
      if (child && child.exitCode === null) child.kill('SIGKILL');
    },
    setClock: async (role: Role, n: number, offsetMs: number) => {
      const { child, clock } = memberOf(role, n);
      await writeFile(clock, String(offsetMs));
      // A process that has only begun does not know the signal yet and ends: one more fault, and its next life reads the file.
      if (child && child.exitCode === null) child.kill('SIGUSR2');
    },
    close: async () => void (await Promise.all([...members.values()].map(stop))),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function startRedis(port: number, hosts: readonly string[], folder: string): Promise<ChildProcess> {
  const settings = ['--maxmemory-policy', 'noeviction', '--appendonly', 'yes', '--save', '', '--dir', folder];
  const listening = ['--port', String(port), '--bind', ...hosts, '--protected-mode', 'no'];
  const child = spawn('redis-server', [...listening, ...settings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
    child.stdout?.on('data', (chunk: Buffer) => chunk.includes('Ready to accept connections') && resolve());
  });
  child.removeAllListeners('exit');
  return child;
}

async function clusterOf(dataDir: string): Promise<string> {
  const elsewhere = await readFile(path.join(dataDir, 'postgres-is-in'), 'utf8').catch(() => '');
  return elsewhere.trim() || path.join(dataDir, 'postgres');
}

/** The server listens to the workers' network too. */
async function openPostgresTo({ address, range }: Network, dataDir: string): Promise<void> {
  const cluster = await clusterOf(dataDir);
  await appendFile(path.join(cluster, 'pg_hba.conf'), `host all all ${range} scram-sha-256\n`);
  // A restart takes the options of the last start from here.
  const file = path.join(cluster, 'postmaster.opts');
  const options = await readFile(file, 'utf8');
  await writeFile(file, options.replace(`listen_addresses=${LOOPBACK}`, `$&,${address.h}`));
  await restartPostgres(dataDir);
}

/** As after a power cut: no connection is told, and the server recovers from its log. */
async function restartPostgres(dataDir: string): Promise<void> {
  const identity = await serverIdentity();
  const { pg_ctl } = await reachableBinaries(await packagedBinaries(), identity);
  const cluster = await clusterOf(dataDir);
  const log = path.join(cluster, 'server.log');
  await run(pg_ctl, ['-D', cluster, '-m', 'immediate', '-w', '-t', '60', '-l', log, 'restart'], identity);
}

async function answers(url: string): Promise<boolean> {
  for (let i = 0; i < 20; i++) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      await pause(500);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}

/** A file system of a fixed size in memory. */
function mount(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=755`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    console.log('no file system of its own for the data (that needs root): a disk that fills is left out');
    return false;
  }
}

/** Takes all room that is left, to the last block. */
async function fill(ballast: string): Promise<void> {
  const file = await open(ballast, 'w');
  const piece = Buffer.alloc(1 << 20);
  try {
    for (let size = piece.length; size >= 4096;) {
      const { bytesWritten } = await file.write(piece, 0, size).catch(() => ({ bytesWritten: 0 }));
      if (bytesWritten < size) size >>= 1;
    }
  } finally {
    await file.close();
  }
}
