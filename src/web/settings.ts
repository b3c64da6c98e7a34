import { LineCounter, parseDocument } from 'yaml';
import type { Config } from '../config.ts';

/** The settings file as it was read, and what the command line put over it. */
export type SettingsFile = { file: string; text: string; overridden?: readonly string[] };

export type ShownSetting = {
  /** `desk.port`, `sources.technode.url`. */
  name: string;
  /** In words; null where nothing is set. A secret has no value here, only that it is set. */
  value: string | null;
  isSecret: boolean;
  from: { kind: 'default' | 'command' } | { kind: 'file'; place: string } | { kind: 'environment'; name: string };
};

/** Names under which secrets stand: secret, botToken, apiKey, smtp password. */
const SECRET = /secret|token|password|passwd|pass$|key$|credential|auth/i;
/** What of a channel is certainly no secret. The rest (a webhook's address is one) is only said to be set. */
const PLAIN_IN_CHANNEL = new Set([
  'id',
  'type',
  'host',
  'port',
  'from',
  'to',
  'lang',
  'name',
  'isOn',
  'timeoutMs',
  'secure',
  'priority',
]);

/** Every setting in force with where it came from, in the order of the settings; secrets left out. */
export function shownSettings(config: Config, source: SettingsFile | null): ShownSetting[] {
  const place = source ? placesIn(source) : () => null;
  const { databaseUrl, redisUrl, ...rest } = config;
  const shown: ShownSetting[] = [];
  walk(rest, [], [], ({ name, path, value }) => {
    const isSecret = isSecretAt(name, value);
    const line = place(path);
    const from: ShownSetting['from'] = source?.overridden?.includes(name)
      ? { kind: 'command' }
      : line
        ? { kind: 'file', place: line }
        : { kind: 'default' };
    shown.push({ name: name, value: isSecret || value === null ? null : withoutLogin(String(value)), isSecret, from });
  });
  for (const [name, value] of [
    ['DATABASE_URL', databaseUrl],
    ['REDIS_URL', redisUrl],
  ] as const)
    shown.push({
      name,
      value: value ? withoutLogin(value) : null,
      isSecret: false,
      from: value ? { kind: 'environment', name } : { kind: 'default' },
    });
  return shown;
}

type Leaf = { name: string; path: readonly (string | number)[]; value: unknown };

/** Every value that is no mapping; a list of plain values counts as one. Entries of lists go by their id or name. */
function walk(
  value: unknown,
  names: readonly string[],
  path: readonly (string | number)[],
  leaf: (found: Leaf) => void,
): void {
  const isList = Array.isArray(value);
  const isDeep =
    typeof value === 'object' && value !== null && !(isList && value.every((one) => typeof one !== 'object'));
  if (!isDeep) {
    leaf({ name: names.join('.'), path, value: isList ? value.join(', ') : (value ?? null) });
    return;
  }
  for (const [key, one] of Object.entries(value)) {
    const called = one as { id?: unknown; name?: unknown; text?: unknown } | null;
    const label = isList ? String(called?.id ?? called?.name ?? called?.text ?? key) : key;
    walk(one, [...names, label], [...path, isList ? Number(key) : key], leaf);
  }
}

function isSecretAt(name: string, value: unknown): boolean {
  if (value === null || value === '') return false;
  const parts = name.split('.');
  const last = parts.at(-1) ?? '';
  if (parts[0] === 'channels' && !PLAIN_IN_CHANNEL.has(last)) return true;
  // A recipient may be a webhook's address.
  return SECRET.test(last) || (last === 'to' && String(value).includes('://'));
}

/** postgres://user:password@host/db -> postgres://host/db; secrets in a query are hidden too. */
function withoutLogin(text: string): string {
  if (!text.includes('://') || !URL.canParse(text)) return text;
  const url = new URL(text);
  const hidden = [...url.searchParams.keys()].filter((name) => SECRET.test(name));
  if (!url.username && !url.password && hidden.length === 0) return text;
  url.username = '';
  url.password = '';
  for (const name of hidden) url.searchParams.set(name, '…');
  return url.toString();
}

/** Where a setting stands in the file, `redwatch.yaml:12`; null when it does not. */
function placesIn({ file, text }: SettingsFile): (path: readonly (string | number)[]) => string | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return (path) => {
    const range = (document.getIn(path, true) as { range?: [number, number, number] } | null | undefined)?.range;
    return range ? `${file}:${lines.linePos(range[0]).line}` : null;
  };
}
