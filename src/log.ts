import { pino, type Logger } from 'pino';

export type { Logger };

/**
 * The program's log: one JSON object a line on stderr, so that stdout stays free for results.
 * `level` is a pino level; secrets never get here because settings keep them in Secret values (src/config.ts).
 */
export function createLog(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
