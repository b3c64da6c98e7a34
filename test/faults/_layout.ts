/** The distributed layout on loopback: Postgres, Redis and the roles as processes of their own, each of which can be broken. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { startEmbedded } from '../../src/store/embedded.ts';
import { packagedBinaries, reachableBinaries, serverIdentity } from '../../src/store/embedded/binaries.ts';
import { freePort, run } from '../../src/store/embedded/run.ts';
import { PROJECT_ROOT } from '../../src/version.ts';
import { layCable, type Cable } from './_proxy.ts';

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
  /** Nothing passes between the n-th worker and Redis for so long. */
  cutNetwork(n: number, ms: number): Promise<void>;
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

const DISK_MB = 800;
/** A restart policy: who ends is started again after this. */
const AGAIN_MS = 500;

/** @param settings of redwatch.yaml, as an object (JSON is YAML) */
export async function openLayout(
  settings: unknown,
  counts: Record<Role, number>,
  program: string,
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
  const databaseUrl = postgres.url;
  const redisPort = await freePort();
  const server = { child: await startRedis(redisPort, data) };
  const crew = await openCrew(places, databaseUrl, redisPort, say);
  for (const [role, count] of Object.entries(counts) as [Role, number][])
    for (let n = 0; n < count; n++) await crew.begin(role, n);
  // One hand on each server: what strikes while another restarts it comes after.
  const redisTurn = oneAtATime();
  const postgresTurn = oneAtATime();
  const diskTurn = oneAtATime();
  const admin = async (use: (client: Redis) => Promise<unknown>) => {
    const client = new Redis(redisPort, '127.0.0.1', { maxRetriesPerRequest: 3 });
    client.on('error', () => undefined);
    await use(client).finally(() => client.disconnect());
  };
  const again = async () => {
    await end(server.child);
    server.child = await startRedis(redisPort, data);
  };
  const restart = () => restartPostgres(path.join(data, 'archive'));
  return {
    databaseUrl,
    canFill: isOwnDisk,
    kill: crew.kill,
    setClock: crew.setClock,
    cutNetwork: crew.cutNetwork,
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

type Member = { child: ChildProcess | null; args: readonly string[]; cable: Cable; clock: string; isWanted: boolean };

async function openCrew({ folder, program }: Places, databaseUrl: string, redisPort: number, say: (l: string) => void) {
  const members = new Map<string, Member>();
  const logs = process.env.REDWATCH_FAULT_LOGS ?? folder;
  await mkdir(logs, { recursive: true });

  function spawnOne(name: string, member: Member): void {
    const clock = path.join(import.meta.dirname, '_clock.mjs');
    const child = spawn(process.execPath, ['--import', clock, path.join(program, 'dist/src/cli.js'), ...member.args], {
      cwd: folder,
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        REDIS_URL: `redis://127.0.0.1:${member.cable.port}`,
        REDWATCH_FAULT_CLOCK: member.clock,
      },
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

  async function add(name: string, args: readonly string[]): Promise<Member> {
    const clock = path.join(folder, `clock-${name.replace(' ', '-')}`);
    await writeFile(clock, '0');
    const member = { child: null, args, cable: await layCable({ port: redisPort }), clock, isWanted: true };
    members.set(name, member);
    spawnOne(name, member);
    return member;
  }

  const stop = async (member: Member) => {
    member.isWanted = false;
    if (member.child) await end(member.child);
    await member.cable.close();
  };
  const memberOf = (role: Role, n: number) => members.get(`${role} ${n}`) as Member;
  return {
    begin: (role: Role, n: number) => add(`${role} ${n}`, [role]),
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
    cutNetwork: async (n: number, ms: number) => {
      const { cable } = memberOf('worker', n);
      cable.pull();
      await pause(ms);
      cable.plug();
    },
    close: async () => void (await Promise.all([...members.values()].map(stop))),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function startRedis(port: number, folder: string): Promise<ChildProcess> {
  const settings = ['--maxmemory-policy', 'noeviction', '--appendonly', 'yes', '--save', '', '--dir', folder];
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', ...settings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
    child.stdout?.on('data', (chunk: Buffer) => chunk.includes('Ready to accept connections') && resolve());
  });
  child.removeAllListeners('exit');
  return child;
}

/** As after a power cut: no connection is told, and the server recovers from its log. */
async function restartPostgres(dataDir: string): Promise<void> {
  const identity = await serverIdentity();
  const { pg_ctl } = await reachableBinaries(await packagedBinaries(), identity);
  const elsewhere = await readFile(path.join(dataDir, 'postgres-is-in'), 'utf8').catch(() => '');
  const cluster = elsewhere.trim() || path.join(dataDir, 'postgres');
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
