/** Starting a thread of our own code. */
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a file beside this one, named without its ending, as a thread. From the build it is plain JavaScript; from the sources it
 * registers tsx for itself, as bin/redwatch does.
 */
export function newThread(name: string, options: WorkerOptions): Worker {
  if (import.meta.filename.endsWith('.js')) return new Worker(new URL(`./${name}.js`, import.meta.url), options);
  const entry = JSON.stringify(new URL(`./${name}.ts`, import.meta.url).href);
  // Resolved from here: an evaluated worker would look for it from the folder Redwatch was called in.
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const start = `import(${tsx}).then(({ register }) => { register(); return import(${entry}); })`;
  return new Worker(start, { ...options, eval: true });
}
