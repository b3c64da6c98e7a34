import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../src/store/embedded.ts';
import { removeProgramOf } from './cli/_program.ts';

/**
 * Before the first test file: one Postgres for the whole run. It is begun here and not waited for, so files that need none are not held
 * up; the others adopt it (test/store/_postgres.ts). After the last file it is stopped and its folder removed.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'redwatch-tests-'));
  await chmod(folder, 0o755); // as root the server's user must be able to enter
  process.env.REDWATCH_TEST_SERVER = folder;
  const starting = start(folder);
  // Without a file that needs it nobody else would hear of it.
  starting.catch((error: unknown) => console.error(error));
  return async () => {
    await (await starting).release();
    await removeProgramOf(folder);
    await rm(folder, { recursive: true, force: true });
  };
}

async function start(folder: string) {
  const server = await startEmbedded(folder);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  // Nothing of a test need outlive a power cut.
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
    await client.query(`alter system set ${setting} = off`);
  await client.query('select pg_reload_conf()');
  await client.end();
  return server;
}
