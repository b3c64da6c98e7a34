/** The distributed layout on loopback: Postgres, Redis and the roles as processes of their own, each of which can be broken. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { packagedBinaries, reachableBinaries, serverIdentity } from '../../src/store/embedded/binaries.ts';
import { freePort, run } from '../../src/store/embedded/run.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { startCommand } from '../cli/_run.ts';

export type Role = 'worker' | 'schedule' | 'web';
export type Layout = {
  databaseUrl: string;
  /** kill -9 of the n-th of these, and another in its place, as a container engine does. */
  kill(role: Role, n: number): Promise<void>;
  restartPostgres(): Promise<void>;
  /** kill -9 and a new start from its append-only file. */
  restartRedis(): Promise<void>;
  emptyRedis(): Promise<void>;
  close(): Promise<void>;
};

/** @param settings of redwatch.yaml, as an object (JSON is YAML) */
export async function openLayout(settings: unknown, counts: Record<Role, number>): Promise<Layout> {
  const folder = await mkdtemp(path.join(tmpdir(), 'redwatch-faults-'));
  await writeFile(path.join(folder, 'redwatch.yaml'), JSON.stringify(settings));
  const postgres = await startTestServer();
  const databaseUrl = await postgres.freshUrl();
  const port = await freePort();
  const redisUrl = `redis://127.0.0.1:${port}`;
  let redis = await startRedis(port, folder);
  const roles = new Map<string, ChildProcess>();
  const begin = async (role: Role, n: number) => {
    const child = startCommand([role], { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }, folder);
    child.stdout?.resume();
    child.stderr?.resume();
    roles.set(`${role} ${n}`, child);
  };
  for (const [role, count] of Object.entries(counts) as [Role, number][])
    for (let n = 0; n < count; n++) await begin(role, n);
  return {
    databaseUrl,
    kill: async (role, n) => {
      await end(roles.get(`${role} ${n}`) as ChildProcess);
      await begin(role, n);
    },
    restartPostgres: () => restart(postgres),
    restartRedis: async () => {
      await end(redis);
      redis = await startRedis(port, folder);
    },
    emptyRedis: async () => {
      const client = new Redis(redisUrl);
      await client.flushall();
      client.disconnect();
    },
    close: async () => {
      await Promise.all([...roles.values(), redis].map(end));
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
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
async function restart({ dataDir }: TestServer): Promise<void> {
  const identity = await serverIdentity();
  const { pg_ctl } = await reachableBinaries(await packagedBinaries(), identity);
  const elsewhere = await readFile(path.join(dataDir, 'postgres-is-in'), 'utf8').catch(() => '');
  const cluster = elsewhere.trim() || path.join(dataDir, 'postgres');
  const log = path.join(cluster, 'server.log');
  await run(pg_ctl, ['-D', cluster, '-m', 'immediate', '-w', '-t', '60', '-l', log, 'restart'], identity);
}
