import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadConfig, type Config } from '../config.ts';
import { ConfigError, messageOf } from '../errors.ts';
import { PROJECT_ROOT } from '../version.ts';
import type { SettingsFile } from '../web/settings.ts';

/** Options every command that needs settings has. */
export type SettingsOptions = { config?: string; data?: string };

/**
 * The settings for a command: `--config FILE`, else ./redwatch.yaml, else the one that comes with Redwatch; `--data DIR`
 * overrides the data folder. A relative data folder is relative to the settings file.
 * @throws ConfigError with every problem
 */
export async function settingsFor(options: SettingsOptions): Promise<Config> {
  const { file, text } = await settingsFile(options);
  const config = loadConfig({ text, file }, process.env);
  const dataDir = options.data ? path.resolve(options.data) : path.resolve(path.dirname(file), config.dataDir);
  return Object.freeze({ ...config, dataDir });
}

/** The settings file that a command reads, as it stands, and which settings its options put over it. @throws ConfigError when there is none */
export async function settingsFile(options: SettingsOptions): Promise<SettingsFile> {
  const candidates = options.config ? [options.config] : ['redwatch.yaml', path.join(PROJECT_ROOT, 'redwatch.yaml')];
  for (const file of candidates) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && !options.config) return null;
      throw new ConfigError([`${file}: cannot be read (${messageOf(error)})`]);
    });
    if (text !== null) return { file, text, overridden: options.data ? ['dataDir'] : [] };
  }
  throw new ConfigError(['no redwatch.yaml found: write one, or name it with --config FILE']);
}
