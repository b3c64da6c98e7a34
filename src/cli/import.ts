import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openRedwatch } from '../../queues/worker.ts';
import { messageOf } from '../errors.ts';
import { createLog } from '../log.ts';
import { decodeBytes } from '../net/charset.ts';
import { pageOfFile, savePage } from '../store/pages.ts';
import { summarise, summaryLines } from './_summary.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

/** `redwatch import FILE...`: files become pages; an unreadable file is told and the rest goes on (exit code 1). */
export async function runImport(
  files: readonly string[],
  options: SettingsOptions & { keep?: boolean; json?: boolean },
): Promise<void> {
  const config = await settingsFor(options);
  const log = createLog(process.env.REDWATCH_DEBUG ? 'debug' : 'warn');
  const redwatch = await openRedwatch({ config, log });
  try {
    const before = await summarise(redwatch.store.db);
    let known = 0;
    for (const file of files) {
      try {
        const outcome = await savePage(
          redwatch.store.db,
          await pageFrom(file, redwatch.context.now()),
          options.keep ?? false,
        );
        if (outcome === 'same') known++;
      } catch (error) {
        process.exitCode = 1;
        console.error(`${file}: ${messageOf(error)}`);
      }
    }
    redwatch.work(['read', 'group', 'claims', 'model', 'alert']);
    await redwatch.queues.untilEmpty();
    const summary = await summarise(redwatch.store.db, before);
    if (options.json) console.log(JSON.stringify({ files: files.length, alreadyKnown: known, ...summary }, null, 2));
    else {
      console.log(`${files.length} files, ${known} of them known already`);
      for (const line of summaryLines(summary)) console.log(line);
    }
  } finally {
    await redwatch.close();
  }
}

async function pageFrom(file: string, at: Date) {
  const bytes = new Uint8Array(await readFile(file));
  if (!bytes.length) throw new Error('the file is empty');
  const isText = !/\.(html?|xhtml|mht)$/i.test(file);
  const { charset, charsetFrom } = decodeBytes(bytes, isText ? 'text/plain' : 'text/html');
  return pageOfFile({ bytes, name: path.basename(file), isText, charset: { charset, charsetFrom }, at });
}
