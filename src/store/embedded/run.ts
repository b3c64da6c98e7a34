/** Processes and ports of this machine, as the embedded database needs them. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

/** Who a program runs as. Postgres refuses to run as root; null means "as we are". */
export type Identity = { uid: number; gid: number } | null;

/** Runs a program to its end and returns its stdout; rejects with its stderr. */
export function run(file: string, args: readonly string[], identity: Identity): Promise<string> {
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

/** A zombie counts as dead: nobody may ever reap it, and it holds nothing. */
export function isAlive(pid: number): boolean {
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

/** A TCP port of 127.0.0.1 that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error(`expected a TCP address, got ${address}`);
  return address.port;
}
