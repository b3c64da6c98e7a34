import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openStore, type Store } from '../../src/store/connect.ts';
import { startEmbedded } from '../../src/store/embedded.ts';

export type TestServer = {
  /** A fresh database of its own on the server. */
  freshUrl(): Promise<string>;
  /** A store on a fresh database; the caller closes it. */
  freshStore(): Promise<Store>;
  dataDir: string;
  stop(): Promise<void>;
};

/** A real Postgres for one test file: the embedded one in a folder of its own, gone afterwards. */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'redwatch-test-'));
  await chmod(dataDir, 0o755); // as root the server's user must be able to enter
  const server = await startEmbedded(dataDir);
  const freshUrl = async () => {
    const name = `t_${randomBytes(6).toString('hex')}`;
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
    return server.url.replace(/\/[^/]*$/, `/${name}`);
  };
  return {
    dataDir,
    freshUrl,
    freshStore: async () => openStore({ url: await freshUrl(), dataDir }),
    stop: async () => {
      await server.release();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
