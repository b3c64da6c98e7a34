/** Backing up, restoring and moving an installation. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Config } from '../config.ts';
import { EnvironmentError } from '../errors.ts';
import { countRows, othersAt, restoreBackup, writeBackup, type Counts } from '../store/backup.ts';
import { openStore } from '../store/connect.ts';
import { startEmbedded } from '../store/embedded.ts';
import { VERSION } from '../version.ts';
import { withArchive } from './_archive.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

/** `redwatch backup FILE`: the whole archive in one snapshot, while everything runs. The file appears once it is whole. */
export async function runBackup(file: string, options: SettingsOptions): Promise<void> {
  const partial = `${file}.partial`;
  await withArchive(options, async ({ url }) => {
    const lines = writeBackup(url, { madeAt: new Date(), version: VERSION });
    // Accounts and subscriptions are in it: for its owner's eyes only.
    const target = createWriteStream(partial, { mode: 0o600 });
    await pipeline(Readable.from(lines, { objectMode: false, highWaterMark: 1 << 20 }), createGzip(), target);
    await rename(partial, file);
    console.log(`The archive is in ${file} (${(await stat(file)).size} bytes).`);
  }).finally(() => rm(partial, { force: true }));
}

/** `redwatch restore FILE`: into an empty installation or an empty database of one's own; wholly or not at all. */
export async function runRestore(file: string, options: SettingsOptions): Promise<void> {
  const config = await settingsFor(options);
  await stat(file).catch(() => {
    throw new EnvironmentError(`${file} cannot be read.`);
  });
  const target = await openTarget(config);
  try {
    const counts = await restoreBackup(target.url, unpacked(file));
    console.log(`Restored ${summaryOf(counts)}.`);
  } finally {
    await target.release();
  }
}

/** `redwatch migrate-store`: the archive of the data folder's embedded server into the empty database at DATABASE_URL. */
export async function runMigrateStore(options: SettingsOptions): Promise<void> {
  const config = await settingsFor(options);
  if (!config.databaseUrl)
    throw new EnvironmentError('DATABASE_URL names no database: set it to the Postgres the archive is to move to.');
  await stat(`${config.dataDir}/postgres-password`).catch(() => {
    throw new EnvironmentError(`There is no embedded installation in ${config.dataDir}: name its folder with --data.`);
  });
  const from = await openStore({ dataDir: config.dataDir });
  try {
    await from.db.destroy();
    if (await othersAt(from.url))
      throw new EnvironmentError(
        `Redwatch is still running on ${config.dataDir}: end it first, or what it does meanwhile is left behind.`,
      );
    const about = { madeAt: new Date(), version: VERSION };
    const moved = await restoreBackup(config.databaseUrl, writeBackup(from.url, about));
    const before = await countRows(from.url);
    const differing = Object.keys(before).filter((table) => before[table] !== moved[table]);
    if (differing.length)
      throw new EnvironmentError(
        `The archive changed while it was moved (${differing.join(', ')}): end what uses it, empty the new database and move again.`,
      );
    console.log(`Moved ${summaryOf(moved)}; the counts of all ${Object.keys(moved).length} tables are equal.`);
    console.log(`The old archive stays in ${config.dataDir}. From now on start Redwatch with DATABASE_URL set.`);
  } finally {
    await from.close();
  }
}

async function openTarget(config: Config): Promise<{ url: string; release(): Promise<unknown> }> {
  if (config.databaseUrl) return { url: config.databaseUrl, release: async () => {} };
  return startEmbedded(config.dataDir);
}

/** @throws EnvironmentError (in the stream) when the file is damaged or cut short */
async function* unpacked(file: string): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) yield chunk as Buffer;
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    throw new EnvironmentError(`${file} is no backup, or is damaged or cut short; nothing was restored.`, {
      cause: error,
    });
  } finally {
    source.destroy();
  }
}

function summaryOf(counts: Counts): string {
  const rows = Object.values(counts).reduce((sum, n) => sum + n, 0);
  return `${counts.articles ?? 0} articles, ${counts.stories ?? 0} stories, ${counts.events ?? 0} events (${rows} rows)`;
}
