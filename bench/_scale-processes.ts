/** What the processes of a layout take, as the operating system counts it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const TICKS = Number(execFileSync('getconf', ['CLK_TCK']).toString());

const processes = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number); // prettier-ignore

/** A file of /proc; empty when the process ended meanwhile. */
function ofProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** CPU seconds of each group of processes and all below them; those that ended count with the parent that waited for them. */
export function cpuOf<Name extends string>(groups: Record<Name, readonly number[]>): Record<Name, number> {
  const stats = new Map<number, { parent: number; ticks: number }>();
  for (const pid of processes()) {
    // "4711 (name) S 1 ...": state, parent, ... user, system, the same of ended children.
    const fields = (ofProcess(pid, 'stat').split(') ')[1] ?? '').split(' ').map(Number);
    const sum = [11, 12, 13, 14].reduce((ticks, i) => ticks + (fields[i] ?? 0), 0);
    stats.set(pid, { parent: fields[1] ?? 0, ticks: sum });
  }
  const isBelow = (pid: number, roots: readonly number[]): boolean =>
    roots.includes(pid) || (pid > 1 && stats.has(pid) && isBelow(stats.get(pid)!.parent, roots));
  const secondsOf = (roots: readonly number[]) =>
    [...stats].reduce((sum, [pid, { ticks }]) => sum + (isBelow(pid, roots) ? ticks : 0), 0) / TICKS;
  return Object.fromEntries(
    Object.entries<readonly number[]>(groups).map(([name, roots]) => [name, secondsOf(roots)]),
  ) as Record<Name, number>;
}

/** Resident megabytes of processes together. */
export function megabytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(ofProcess(pid, 'status'))?.[1] ?? 0), 0) / 1024;
}

/** The database server of a data folder. */
export function postmasterOf(dataDir: string): number {
  const found = processes().find((pid) => {
    const command = ofProcess(pid, 'cmdline');
    return command.includes(dataDir) && command.includes('postgres');
  });
  if (!found) throw new Error('the database process was not found');
  return found;
}

/** The process of a Redis server. */
export const redisPid = (url: string): number =>
  Number(/process_id:(\d+)/.exec(execFileSync('redis-cli', ['-u', url, 'info', 'server']).toString())?.[1]);

/**
 * Open files and sockets of a process, and the processes it left behind: those below it, and those that carry the same
 * environment setting though their parent is gone.
 */
export function holdingsOf(pid: number, setting: string): { handles: number; below: number[] } {
  let handles = 0;
  try {
    handles = readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    // It ended meanwhile.
  }
  const parents = new Map(processes().map((p) => [p, Number((ofProcess(p, 'stat').split(') ')[1] ?? '').split(' ')[1])])); // prettier-ignore
  const isBelow = (p: number): boolean => p > 1 && (parents.get(p) === pid || isBelow(parents.get(p) ?? 0));
  const carries = (p: number) => ofProcess(p, 'environ').split('\0').includes(setting);
  return { handles, below: [...parents.keys()].filter((p) => p !== pid && (isBelow(p) || carries(p))) };
}
