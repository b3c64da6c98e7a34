import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { openRedwatch } from '../../queues/worker.ts';
import type { Page } from '../core/types.ts';
import { EnvironmentError } from '../errors.ts';
import { createLog } from '../log.ts';
import { decodeBytes } from '../net/charset.ts';
import { allPages, tidyArchive } from '../store/archive.ts';
import { savePage } from '../store/pages.ts';
import { VERSION } from '../version.ts';
import { readWarc } from '../warc/read.ts';
import { writeWarc } from '../warc/write.ts';
import { withArchive } from './_archive.ts';
import { summarise, summaryLines } from './_summary.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

/** `redwatch archive export FILE.warc.gz`: every page, or one source's, as WARC 1.1. The file appears once it is whole. */
export async function runExport(file: string, options: SettingsOptions & { source?: string }): Promise<void> {
  const partial = `${file}.partial`;
  await withArchive(options, async ({ db }, config) => {
    let pages = 0;
    const counted = async function* (): AsyncGenerator<Page> {
      for await (const page of allPages(db, options.source)) {
        pages++;
        yield page;
      }
    };
    const about = { software: `Redwatch/${VERSION}`, operator: config.contact, at: new Date().toISOString() };
    await pipeline(writeWarc(counted(), about), createWriteStream(partial));
    await rename(partial, file);
    console.log(`${pages} pages in ${file} (${(await stat(file)).size} bytes)`);
  }).finally(() => rm(partial, { force: true }));
}

/** `redwatch archive import FILE`: the pages of a WARC file, ours or another crawler's, through all steps. Nobody is told unless --alerts. */
export async function runWarcImport(
  file: string,
  options: SettingsOptions & { alerts?: boolean; keep?: boolean },
): Promise<void> {
  const config = await settingsFor(options);
  await stat(file).catch(() => {
    throw new EnvironmentError(`${file} cannot be read.`);
  });
  const redwatch = await openRedwatch({ config, log: createLog(process.env.REDWATCH_DEBUG ? 'debug' : 'warn') });
  try {
    const { db } = redwatch.store;
    const before = await summarise(db);
    const counts = { new: 0, same: 0, skipped: 0 };
    for await (const found of readWarc(createReadStream(file), { decode: charsetOf, sourceId: 'import' })) {
      if ('page' in found) {
        counts[await savePage(db, found.page, options.keep ?? false, options.alerts ? 'live' : 'backfill')]++;
      } else {
        counts.skipped++;
        console.error(`${found.target ?? 'a record'}: ${found.skipped}`);
      }
    }
    redwatch.work(['read', 'group', 'claims', 'model', 'alert']);
    await redwatch.queues.untilEmpty();
    console.log(`${counts.new} pages new, ${counts.same} known already, ${counts.skipped} records passed over`);
    for (const line of summaryLines(await summarise(db, before))) console.log(line);
  } finally {
    await redwatch.close();
  }
}

function charsetOf(bytes: Uint8Array, contentType: string | null) {
  const { charset, charsetFrom } = decodeBytes(bytes, contentType);
  return { charset, charsetFrom };
}

/** `redwatch archive tidy`: applies the limits of the settings' `archive:` now; `redwatch start` does so every night. */
export async function runTidy(options: SettingsOptions): Promise<void> {
  await withArchive(options, async ({ db }, config) => {
    const { pages, bodies, leftBytes } = await tidyArchive(db, config.archive, new Date());
    console.log(`${pages} pages and ${bodies} bodies removed; ${(leftBytes / 1e6).toFixed(1)} MB of bodies are kept`);
  });
}
