import type { Kysely } from 'kysely';
import { chromium, type Browser } from 'playwright';
import type { Schema } from '../../src/store/schema.ts';
import { createDesk, type DeskDeps } from '../../src/web/app.tsx';
import { serveDesk } from '../../src/web/serve.ts';
import { startTestServer } from '../store/_postgres.ts';
import { fillArchive, NOW, sources, watches } from './fixture.ts';

export type TestDesk = { url: string; db: Kysely<Schema>; close(): Promise<void> };

/** A desk over the small archive of fixture.ts, served as it is to a browser; `fill` may write another archive. */
export async function openDesk(
  options: { fill?: (db: Kysely<Schema>) => Promise<void>; deps?: Partial<DeskDeps> } = {},
): Promise<TestDesk> {
  const server = await startTestServer();
  const store = await server.freshStore();
  await (options.fill ?? fillArchive)(store.db);
  const app = createDesk({ db: store.db, watches, sources, now: () => NOW, ...options.deps });
  const served = await serveDesk(app, { port: 0 });
  return {
    url: served.url,
    db: store.db,
    async close() {
      await served.close();
      await store.close();
      await server.stop();
    },
  };
}

/** A real Chromium; the sandbox cannot be had as root. */
export function openBrowser(more: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', ...more],
  });
}
