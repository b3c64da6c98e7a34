import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../src/errors.ts';
import { openStore } from '../../src/store/connect.ts';

let dataDir: string;
const holders: ChildProcess[] = [];

/** A folder with a first start behind it: a cluster, its tables, nobody in it. */
let used: string;

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'redwatch-embedded-'));
  // As root the server runs as another user, who must be able to enter the folder.
  await chmod(folder, 0o755);
  return folder;
}

beforeAll(async () => {
  used = await newFolder();
  await (await openStore({ dataDir: used })).close();
});
afterAll(() => rm(used, { recursive: true, force: true }));
beforeEach(async () => {
  dataDir = await newFolder();
});
afterEach(async () => {
  for (const child of holders.splice(0))
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  // Whoever comes last stops the server, orphans included.
  if (await serverIsRunning()) await (await openStore({ dataDir })).close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Lets the data folder be one that was used before: a first start takes seconds. */
async function startUsed(): Promise<void> {
  await rm(dataDir, { recursive: true });
  await promisify(execFile)('cp', ['-a', used, dataDir]); // with the owner that the cluster has
}

/** Another Redwatch process that has the store open. */
async function hold(): Promise<{ child: ChildProcess; adopted: boolean; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, '_hold.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  holders.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, ...(JSON.parse(line) as { adopted: boolean; url: string }) };
}

async function serverIsRunning(): Promise<boolean> {
  return stat(path.join(dataDir, 'postgres', 'postmaster.pid')).then(
    () => true,
    () => false,
  );
}

async function addNote(key: string): Promise<void> {
  const store = await openStore({ dataDir });
  await store.db.insertInto('notes').values({ key, value: '1' }).execute();
  await store.close();
}
async function notes(): Promise<string[]> {
  const store = await openStore({ dataDir });
  const rows = await store.db.selectFrom('notes').select('key').orderBy('key').execute();
  await store.close();
  return rows.map((r) => r.key);
}

describe('the embedded database', () => {
  it('keeps what was written from one start to the next, and stops with the last process', async () => {
    await addNote('first');
    expect(await serverIsRunning()).toBe(false);
    await addNote('second');
    expect(await notes()).toEqual(['first', 'second']);
  });

  it('is adopted by a second process and goes on for the one that remains', async () => {
    await startUsed();
    const first = await hold();
    const second = await openStore({ dataDir });
    expect(second.adopted).toBe(true);
    first.child.kill('SIGTERM');
    await once(first.child, 'exit');
    await second.db.insertInto('notes').values({ key: 'still here', value: '1' }).execute();
    await second.close();
    expect(await serverIsRunning()).toBe(false);
  });

  it('is adopted after its parent was killed, with everything that was committed', async () => {
    await startUsed();
    const { child } = await hold();
    await addNote('committed');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await serverIsRunning()).toBe(true);
    const store = await openStore({ dataDir });
    expect(store.adopted).toBe(true);
    await store.close();
    expect(await notes()).toEqual(['committed']);
  });

  it('starts again after the server itself was killed and left its pid file', async () => {
    await startUsed();
    const { child } = await hold();
    await addNote('committed');
    child.kill('SIGKILL');
    const [pid = ''] = (await readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
    expect(await notes()).toEqual(['committed']);
  });

  it('starts once when two processes start at the same moment', async () => {
    const [a, b] = await Promise.all([hold(), hold()]);
    expect(a.url).toBe(b.url);
    expect([a.adopted, b.adopted].sort()).toEqual([false, true]);
  });

  it('refuses a data folder of another major version in one sentence that says what to do', async () => {
    await startUsed();
    await addNote('old');
    await writeFile(path.join(dataDir, 'postgres', 'PG_VERSION'), '14\n');
    const error = await openStore({ dataDir }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect((error as Error).message).toMatch(/Postgres 14.*Postgres 18.*backup/);
    await writeFile(path.join(dataDir, 'postgres', 'PG_VERSION'), '18\n');
    expect(await notes()).toEqual(['old']);
  });

  it.runIf(process.getuid?.() === 0)("works as root in a folder that the server's user cannot enter", async () => {
    await chmod(dataDir, 0o700);
    await addNote('kept');
    const place = (await readFile(path.join(dataDir, 'postgres-is-in'), 'utf8')).trim();
    expect(await notes()).toEqual(['kept']);
    await rm(place, { recursive: true, force: true });
  });

  it('says what to do when the data folder cannot be made', async () => {
    const file = path.join(dataDir, 'a-file');
    await writeFile(file, '');
    await expect(openStore({ dataDir: path.join(file, 'data') })).rejects.toThrow(/cannot be written .*choose another/);
  });

  it('says what to do when the database at DATABASE_URL does not answer, without its password', async () => {
    const error = await openStore({ url: 'postgres://me:secret-word@127.0.0.1:9/redwatch', dataDir }).catch(
      (e: unknown) => e as Error,
    );
    expect(error).toBeInstanceOf(EnvironmentError);
    expect((error as Error).message).toMatch(/127\.0\.0\.1:9\/redwatch cannot be used.*DATABASE_URL/);
    expect((error as Error).message).not.toContain('secret-word');
  });
});
