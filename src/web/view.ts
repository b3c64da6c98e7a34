import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Watch } from '../core/types.ts';
import type { Schema } from '../store/schema.ts';
import type { Asset } from './assets.ts';
import type { Language, Messages } from './i18n/index.ts';
import type { ShownSetting } from './settings.ts';
import type { Clock } from './time.ts';
import type { Trials } from './trials.ts';

/** A source as the desk names it; sources that are gone from the settings keep their id as name. */
export type SourceInfo = { id: string; name: string; kind: string; home: string; verified: boolean };

/** What the desk is built from. Everything that changes with time or machine comes in here. */
export type DeskDeps = {
  db: Kysely<Schema>;
  watches: readonly Watch[];
  sources: readonly SourceInfo[];
  now: () => Date;
  log?: Logger;
  /** For the settings page; absent where the desk runs without a settings file. */
  settings?: readonly ShownSetting[];
  /** What can be run before it is saved; absent where there is no crawler. */
  trials?: Trials;
  /** Host names the desk answers to beside the loopback ones. */
  allowedHosts?: readonly string[];
};

/** What every page needs to write itself for one reader. */
export type View = {
  t: Messages;
  language: Language;
  clock: Clock;
  theme: 'light' | 'dark' | null;
  /** Path and query of this page: where the language and theme switches come back to. */
  here: string;
  /** Scheme, host and port under which the reader sees the desk. */
  origin: string;
  asset(name: string): string;
  /** Who reads, and what the buttons on the page may offer. */
  reader: { name: string; hasAccount: boolean; isStranger: boolean };
  keymap: Readonly<Record<string, string>>;
  can: { triage: boolean; admin: boolean };
  csrf: string | null;
  /** The story this answer is about when it follows a change. */
  justChanged?: string;
  watchName(id: string): string;
  sourceName(id: string): string;
};

/** Address of an asset with its version in it. */
export function assetHref(assets: ReadonlyMap<string, Asset>, name: string): string {
  const found = assets.get(name);
  if (!found) throw new Error(`expected one of the assets ${[...assets.keys()].join(', ')}, got ${name}`);
  return `/assets/${found.version}/${name}`;
}
