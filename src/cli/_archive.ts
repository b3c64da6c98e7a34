import type { Config } from '../config.ts';
import { openStore, type Store } from '../store/connect.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

/** Opens the archive that the settings name, without queues or workers, for as long as `use` takes; returns what it returns. */
export async function withArchive<T>(
  options: SettingsOptions,
  use: (store: Store, config: Config) => Promise<T>,
): Promise<T> {
  const config = await settingsFor(options);
  const store = await openStore({ url: config.databaseUrl, dataDir: config.dataDir });
  try {
    return await use(store, config);
  } finally {
    await store.close();
  }
}
