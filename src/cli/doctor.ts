import { access, constants, statfs } from 'node:fs/promises';
import path from 'node:path';
import { openSources } from '../../queues/worker.ts';
import { ConfigError, EnvironmentError, messageOf } from '../errors.ts';
import { findChromium, NO_CHROMIUM } from '../net/browser.ts';
import { openStore } from '../store/connect.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

type Finding = { what: string; ok: boolean; says: string };

/** `redwatch doctor`: one line per thing the program needs, with what to do where it is missing. Exit code 1 when one is. */
export async function runDoctor(options: SettingsOptions): Promise<void> {
  const findings: Finding[] = [{ what: 'Node', ok: true, says: process.version }];
  const check = async (what: string, look: () => Promise<string>) => {
    try {
      findings.push({ what, ok: true, says: await look() });
    } catch (error) {
      findings.push({
        what,
        ok: false,
        says: error instanceof ConfigError ? error.problems.join('; ') : messageOf(error),
      });
    }
  };
  let dataDir = options.data ?? './data';
  let url: string | undefined;
  let redis: string | undefined;
  await check('settings', async () => {
    const config = await settingsFor(options);
    ({ dataDir, databaseUrl: url, redisUrl: redis } = config);
    return `${config.watches.length} companies, ${openSources(config).length} sources, ${config.channels.length} channels`;
  });
  await check('data folder', async () => {
    const folder = await existing(dataDir);
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    const free = (Number(bavail) * Number(bsize)) / 1e9;
    if (free < 1) throw new EnvironmentError(`${folder} has only ${free.toFixed(1)} GB left: make room`);
    return `${path.resolve(dataDir)} (${free.toFixed(0)} GB free)`;
  });
  await check('database', async () => {
    const store = await openStore({ url, dataDir });
    await store.close();
    return url ? 'the one in DATABASE_URL' : `embedded${store.adopted ? ', running already' : ''}`;
  });
  await check('queue', async () => (redis ? 'Redis (REDIS_URL)' : 'in the database'));
  await check('browser', async () => {
    const found = findChromium();
    if (!found) throw new EnvironmentError(NO_CHROMIUM);
    return found;
  });
  for (const { what, ok, says } of findings) console.log(`${ok ? 'ok     ' : 'MISSING'} ${what.padEnd(12)} ${says}`);
  if (findings.some((f) => !f.ok)) process.exitCode = 1;
}

/** The folder itself, or the nearest one above it that exists. */
async function existing(folder: string): Promise<string> {
  const full = path.resolve(folder);
  return access(full).then(
    () => full,
    () => existing(path.dirname(full)),
  );
}
