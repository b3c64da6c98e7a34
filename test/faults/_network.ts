/**
 * A network for the workers: each lives in a network namespace of its own, on two cables, one to Redis and one to all else (database,
 * web, receivers). A cable that is cut loses packets and tells nobody: no RST, no FIN, connections that stay half open.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../../src/errors.ts';
import { isAlive } from '../../src/store/embedded/run.ts';

/** `h`: the host, with everything but Redis. `r`: Redis. */
export type CableName = 'h' | 'r';
export type Network = {
  /** The addresses of this machine at the other end of each cable, and the range that the workers call from. */
  address: Record<CableName, string>;
  range: string;
  /** What stands before a command for it to run in the place of the n-th worker. */
  at(n: number): readonly string[];
  cut(n: number, cables: readonly CableName[], ms: number): Promise<void>;
  close(): Promise<void>;
};

const CABLES: readonly CableName[] = ['h', 'r'];
/** `rwf4711-0` is a namespace of the run with that pid; `rwf4711h` and `rwf4711h0` are a switch and a cable (15 characters at most). */
const OWN_NAME = /^rwf(\d+)/;

/** @returns null, and says so in one line, where namespaces cannot be made: that needs root and `ip` (iproute2) */
export async function layNetwork(workers: number, say: (line: string) => void): Promise<Network | null> {
  const run = `rwf${process.pid}`;
  // 198.18.0.0/15 is for tests of networks (RFC 2544) and nobody's own; each run takes a 512th part of it.
  const net = `198.${18 + ((process.pid >> 8) & 1)}.${process.pid & 255}`;
  const address = { h: `${net}.1`, r: `${net}.129` };
  removeLeftovers();
  const remover = spawn('sh', ['-c', `cat; ${removalOf(run)}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const close = async () => {
    const removed = once(remover, 'exit');
    remover.stdin.end();
    await removed;
  };
  try {
    ip(...CABLES.flatMap((c) => [`link add ${run}${c} type bridge`, `addr add ${address[c]}/25 dev ${run}${c}`, `link set ${run}${c} up`])); // prettier-ignore
    for (let n = 0; n < workers; n++) layCables(run, net, n);
  } catch (error) {
    say(`no network namespaces (they need root and ip): a network that is cut is left out (${lastLineOf(error)})`);
    await close();
    return null;
  }
  const set = (n: number, cables: readonly CableName[], state: 'up' | 'down') =>
    ip(...cables.map((c) => `link set ${run}${c}${n} ${state}`));
  return {
    address,
    range: `${net}.0/24`,
    at: (n) => ['ip', 'netns', 'exec', `${run}-${n}`],
    cut: async (n, cables, ms) => {
      set(n, cables, 'down');
      await pause(ms).finally(() => set(n, cables, 'up'));
    },
    close,
  };
}

function layCables(run: string, net: string, n: number): void {
  const place = `${run}-${n}`;
  ip(
    `netns add ${place}`,
    ...CABLES.flatMap((c) => [
      `link add ${run}${c}${n} type veth peer name to-${c} netns ${place}`,
      `link set ${run}${c}${n} master ${run}${c} up`,
    ]),
  );
  const inside = [`addr add ${net}.${2 + n}/25 dev to-h`, `addr add ${net}.${130 + n}/25 dev to-r`];
  execFileSync('ip', ['-n', place, '-batch', '-'], {
    input: [...inside, ...['to-h', 'to-r', 'lo'].map((link) => `link set ${link} up`), ''].join('\n'),
    stdio: 'pipe',
  });
}

function ip(...commands: string[]): void {
  execFileSync('ip', ['-batch', '-'], { input: `${commands.join('\n')}\n`, stdio: 'pipe' });
}

/** `RTNETLINK answers: Operation not permitted`. */
const lastLineOf = (error: unknown) => messageOf(error).trim().split('\n').at(-1);

/**
 * Shell commands that end what still lives in a run's namespaces and remove them. They wait behind a pipe to this process, so that
 * they are carried out however it ends: by itself, by Ctrl-C or by kill -9.
 */
function removalOf(run: string): string {
  return [
    `for place in $(ls /run/netns | grep '^${run}-'); do ip netns pids $place | xargs -r kill -9; ip netns del $place; done`,
    `for link in $(ls /sys/class/net | grep '^${run}[hr]'); do ip link del $link; done`,
    'true',
  ].join('; ');
}

/** Of runs whose remover was ended with them. */
function removeLeftovers(): void {
  const names = ['/run/netns', '/sys/class/net'].flatMap((folder) => {
    try {
      return readdirSync(folder);
    } catch {
      return []; // no namespace was ever made here
    }
  });
  const pids = new Set(names.flatMap((name) => OWN_NAME.exec(name)?.[1] ?? []));
  for (const pid of pids)
    if (Number(pid) === process.pid || !isAlive(Number(pid)))
      execFileSync('sh', ['-c', removalOf(`rwf${pid}`)], { stdio: 'ignore' });
}
