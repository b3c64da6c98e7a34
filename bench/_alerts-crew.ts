/** The worker processes of a run of kills: built once, started anew whenever one has died. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { PROJECT_ROOT } from '../src/version.ts';

export type Life = {
  process: ChildProcess;
  /** Resolves when the process is gone and everything it said has been heard. */
  gone: Promise<void>;
};

export type Crew = {
  /** The worker of a slot, alive and ready. */
  worker(slot: number): Promise<Life>;
  ready(): Promise<void>;
  killAll(): void;
  /** Lives that ended by anything but SIGKILL: nothing of what is done to them may end a process. */
  ownEnds: string[];
  end(): Promise<void>;
};

/** Built once and without types, which takes a second: a life starts in another, and every life is the same program. Returns its file. */
async function buildWorker(folder: string): Promise<string> {
  const { options } = ts.convertCompilerOptionsFromJson(
    (ts.readConfigFile(path.join(PROJECT_ROOT, 'tsconfig.json'), ts.sys.readFile).config as { compilerOptions: object }).compilerOptions, // prettier-ignore
    PROJECT_ROOT,
  );
  const esm = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  const compilerOptions = { ...options, ...esm, noEmit: false, isolatedModules: true };
  const build = async (file: string) => {
    const [from, to] = [path.join(PROJECT_ROOT, file), path.join(folder, file.replace(/\.tsx?$/, '.js'))];
    await mkdir(path.dirname(to), { recursive: true });
    if (!/\.tsx?$/.test(file)) return cp(from, to);
    const { outputText } = ts.transpileModule(await readFile(from, 'utf8'), { compilerOptions, fileName: from });
    await writeFile(to, outputText);
  };
  for (const part of ['src', 'crawlers', 'queues'])
    for (const entry of await readdir(path.join(PROJECT_ROOT, part), { recursive: true, withFileTypes: true }))
      if (entry.isFile()) await build(path.relative(PROJECT_ROOT, path.join(entry.parentPath, entry.name)));
  for (const file of ['bench/_alerts-worker.ts', 'package.json']) await build(file);
  return path.join(folder, 'bench/_alerts-worker.js');
}

export async function createCrew(options: {
  folder: string;
  url: string;
  config: unknown;
  workers: number;
}): Promise<Crew> {
  const file = await buildWorker(options.folder);
  const slots: (Promise<Life> | undefined)[] = [];
  const alive = new Set<Life>();
  const ownEnds: string[] = [];
  let isOver = false;
  const start = async (slot: number): Promise<Life> => {
    const env = { ...process.env, DATABASE_URL: options.url };
    const child = fork(file, [JSON.stringify(options.config)], { env, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }); // prettier-ignore
    // What it said last is heard before the channel counts as closed.
    const gone = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(([[code, signal]]) => {
      alive.delete(life);
      slots[slot] = undefined;
      if (signal !== 'SIGKILL' && !isOver) ownEnds.push(`a worker ended by itself with ${String(code ?? signal)}`);
    });
    const life: Life = { process: child, gone };
    alive.add(life);
    let isReady = false;
    await Promise.race([once(child, 'message').then(() => (isReady = true)), gone]);
    if (!isReady && child.signalCode !== 'SIGKILL') throw new Error('a worker did not start');
    return life;
  };
  const worker = (slot: number) => (slots[slot] ??= start(slot));
  return {
    worker,
    ownEnds,
    ready: async () => {
      await Promise.all(Array.from({ length: options.workers }, (_, slot) => worker(slot)));
    },
    killAll: () => {
      for (const life of alive) life.process.kill('SIGKILL');
    },
    end: async () => {
      isOver = true;
      await Promise.all([...alive].map((life) => (life.process.kill('SIGKILL'), life.gone)));
    },
  };
}
