/** The inside of one reading thread of read-pool.ts: a page comes in, an Article or Skipped goes out. */
import { parentPort } from 'node:worker_threads';
import { readPage } from './core/read/index.ts';
import { parseWithJsdom } from './core/read/jsdom.ts';
import type { Article, ReadInput, Skipped } from './core/types.ts';
import { messageOf } from './errors.ts';

export type ReadRequest = { input: ReadInput };
/** `ready` comes once, when the code is loaded: only then does a page's time begin. */
export type ReadAnswer = { ready: true } | { read: Article | Skipped } | { failed: string };

function answer({ input }: ReadRequest): ReadAnswer {
  try {
    return { read: readPage(input, { fallbackParser: parseWithJsdom }) };
  } catch (error) {
    return { failed: messageOf(error) };
  }
}

parentPort?.on('message', (request: ReadRequest) => parentPort?.postMessage(answer(request)));
parentPort?.postMessage({ ready: true } satisfies ReadAnswer);
