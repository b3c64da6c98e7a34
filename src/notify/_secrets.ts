/**
 * Secrets of channels: where they come from, and that they go nowhere else. In the settings a value `env:NAME` stands for the
 * environment variable NAME or, as containers hand them over, for the content of the file that NAME_FILE names.
 */
import { ConfigError, messageOf } from '../errors.ts';

const REFERENCE = /^env:(?<name>[A-Z][A-Z0-9_]*)$/;

/**
 * The settings with every `env:NAME` replaced. Pure given `readFile`, which returns a file's text or throws.
 * @throws ConfigError naming every variable that is missing, doubled or unreadable, and never a value
 */
export function resolveSecrets<T extends Record<string, unknown>>(
  settings: T,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): T {
  const problems: string[] = [];
  const resolved = Object.entries(settings).map(([key, value]): [string, unknown] => {
    const name = typeof value === 'string' ? REFERENCE.exec(value)?.groups?.['name'] : undefined;
    if (!name) return [key, value];
    const found = lookUp(name, env, readFile);
    if ('problem' in found) problems.push(`${key}: ${found.problem}`);
    return [key, 'value' in found ? found.value : undefined];
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(resolved) as T;
}

function lookUp(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): { value: string } | { problem: string } {
  const [direct, path] = [env[name], env[`${name}_FILE`]];
  if (direct && path) return { problem: `${name} and ${name}_FILE are both set; expected one of them` };
  if (direct) return { value: direct };
  if (!path) return { problem: `expected the environment variable ${name} or ${name}_FILE` };
  try {
    const value = readFile(path).trim();
    return value ? { value } : { problem: `the file that ${name}_FILE names is empty` };
  } catch (error) {
    return { problem: `the file that ${name}_FILE names cannot be read: ${messageOf(error)}` };
  }
}

/** Settings that are secret as a whole. Of an address everything after the host is: for most chat services it is the key. */
const SECRET_SETTINGS = ['secret', 'token', 'password'];

/** Shorter pieces are words such as hook or send, not keys; the shortest key of the services has 16 characters. */
const SHORTEST_KEY = 8;

/** A reason for people without anything of the settings that would let them send. */
export function hideSecrets(reason: string, settings: unknown): string {
  const pieces = Object.entries((settings ?? {}) as Record<string, unknown>).flatMap(([name, value]) => {
    if (typeof value !== 'string') return [];
    if (SECRET_SETTINGS.includes(name)) return [value, encodeURIComponent(value)];
    return /^https?:/i.test(value) && URL.canParse(value) ? piecesOf(new URL(value)) : [];
  });
  const longestFirst = pieces.filter((piece) => piece.length > 1).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((clean, piece) => clean.replaceAll(piece, '…'), reason);
}

function piecesOf({ pathname, search, searchParams, username, password }: URL): string[] {
  const parts = [...pathname.split('/'), ...searchParams.values(), username, password];
  return [pathname + search, pathname, ...parts.filter((part) => part.length >= SHORTEST_KEY)];
}
