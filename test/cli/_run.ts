import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { programOfRun } from './_program.ts';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export type Ended = { code: number | null; signal: NodeJS.Signals | null; out: string; err: string };

/** Starts `bin/redwatch` as a user of a checkout would; `program` is another one. */
export function startCommand(
  args: readonly string[],
  env: Record<string, string | undefined> = {},
  cwd = ROOT,
  program = path.join(ROOT, 'bin/redwatch'),
): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
}

/** Runs `redwatch`, built, to its end with the given stdin. */
export async function runCommand(
  args: readonly string[],
  options: { input?: string; env?: Record<string, string | undefined>; cwd?: string } = {},
): Promise<Ended> {
  const child = startCommand(args, options.env, options.cwd, await programOfRun());
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => (out += chunk));
  child.stderr?.on('data', (chunk) => (err += chunk));
  child.stdin?.end(options.input ?? '');
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, out, err };
}

export const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
