/** The inside of one reading thread of read-pool.ts: a page comes in, an Article or Skipped goes out. */
import { parentPort } from 'node:worker_threads';
import { readPage, siteReaders } from './core/read/index.ts';
import { parseWithJsdom } from './core/read/jsdom.ts';
import type { Article, ReadInput, Skipped } from './core/types.ts';
import { messageOf } from './errors.ts';

/** `siteReader` is a reader's id; without one the choice is made by address and markup. */
export type ReadRequest = { input: ReadInput; siteReader?: string | undefined };
/** `ready` comes once, when the code is loaded: only then does a page's time begin. */
export type ReadAnswer = { ready: true } | { read: Article | Skipped } | { failed: string };

function answer({ input, siteReader }: ReadRequest): ReadAnswer {
  try {
    const chosen = siteReaders.find((reader) => reader.id === siteReader);
    return { read: readPage(input, { ...(chosen && { siteReader: chosen }), fallbackParser: parseWithJsdom }) };
  } catch (error) {
    return { failed: messageOf(error) };
  }
}

parentPort?.on('message', (request: ReadRequest) => parentPort?.postMessage(answer(request)));
parentPort?.postMessage({ ready: true } satisfies ReadAnswer);
