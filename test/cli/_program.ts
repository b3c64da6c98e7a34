import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A build takes seconds; who waits for longer than this waits for nobody. */
const PATIENCE_MS = 120_000;

/**
 * A build of the program, made by the first test file of a run that asks: a command starts five times as fast as from the sources.
 * Outside of a run it is the checkout's bin/redwatch.
 */
export async function programOfRun(): Promise<string> {
  const run = process.env.REDWATCH_TEST_SERVER;
  if (!run) return path.join(ROOT, 'bin/redwatch');
  const place = path.join(run, 'program');
  const isFirst = await writeFile(`${place}-begun`, '', { flag: 'wx' }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return false;
    },
  );
  if (isFirst) await build(place);
  for (const deadline = Date.now() + PATIENCE_MS; ; await pause(100)) {
    const folder = await placed(place);
    if (folder) return path.join(folder, 'dist/src/cli.js');
    if (Date.now() > deadline) throw new Error('the program was not built: see the first file that runs a command');
  }
}

/** After the run. */
export async function removeProgramOf(run: string): Promise<void> {
  const folder = await placed(path.join(run, 'program'));
  if (folder) await rm(folder, { recursive: true, force: true });
}

async function build(place: string): Promise<void> {
  const { buildProgram } = await import('../faults/_layout.ts');
  const { folder } = await buildProgram();
  await writeFile(`${place}.new`, folder);
  await rename(`${place}.new`, place);
}

const placed = (place: string): Promise<string> => readFile(place, 'utf8').catch(() => '');
