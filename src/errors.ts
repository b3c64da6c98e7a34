/** Errors are named by what the caller should do. Everything else that is thrown is a bug or worth one more try. */

/** Wrong settings: every problem at once, each with its place. Ends the program with exit code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Trying again cannot help: 404, a refused address, a layout that is gone. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** Try again, but not before `delayMs` milliseconds have passed: 429, quiet hours, a host that asks for time. */
export class RetryLaterError extends Error {
  override readonly name = 'RetryLaterError';
  readonly delayMs: number;
  constructor(message: string, delayMs: number, options?: ErrorOptions) {
    super(message, options);
    this.delayMs = Math.ceil(delayMs);
  }
}

/** The machine is not as the program needs it (no database, port taken, disk full): one sentence that says what to do, exit code 1. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** The message of whatever was thrown, in one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replace(/\s+/g, ' ').trim();
}
