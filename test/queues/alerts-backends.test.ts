/** What must be the same whether the queue lives in Postgres or on Redis: who goes first, and who is left alone for how long. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { PAGES } from './_articles.ts';
import { savePageOf, startAlerting, type Alerting } from './_alerting.ts';
import { hasRedis, startRedis, type TestRedis } from './_redis.ts';

let postgres: TestServer;
let redis: TestRedis | undefined;
beforeAll(async () => {
  postgres = await startTestServer();
  if (hasRedis()) redis = await startRedis();
});
afterAll(async () => {
  await redis?.stop();
  await postgres.stop();
});

/** A webhook that asks for patience once, and notes when it was asked and for whom. */
async function startBusy(secs: number): Promise<{ url: string; asked: { to: string; at: number }[]; server: Server }> {
  const asked: { to: string; at: number }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push({ to: (JSON.parse(body) as { to: string }).to, at: performance.now() });
      if (asked.length === 1) response.writeHead(429, { 'retry-after': String(secs) }).end();
      else response.writeHead(204).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, asked, server };
}

for (const backend of ['postgres', 'redis'] as const)
  describe.skipIf(backend === 'redis' && !hasRedis())(`alerts on the ${backend} queue`, () => {
    let alerting: Alerting;
    let redisUrl: string | undefined;
    beforeEach(async () => {
      alerting = await startAlerting(await postgres.freshUrl());
      redisUrl = backend === 'redis' ? redis?.url : undefined;
      if (!redisUrl) return;
      const client = new Redis(redisUrl);
      await client.flushall();
      await client.quit();
    });
    afterEach(() => alerting.close());

    it('a page that tells of leaving is read before those that came earlier and tell of nobody', async () => {
      const redwatch = await alerting.open({ redisUrl });
      const { db } = redwatch.store;
      for (let i = 0; i < 45; i++)
        await savePageOf(db, PAGES.OTHER.replaceAll('三千家', `${i + 2}家`), { sourceId: 'waves' });
      await savePageOf(db, PAGES.REPORT, { sourceId: 'tides' });
      redwatch.work(['read']);
      const readBy = () =>
        db.selectFrom('outbox').select('payload').where('step', '=', 'group').orderBy('id').execute();
      await expect.poll(async () => (await readBy()).length, { timeout: 30_000 }).toBe(46);
      const report = await db
        .selectFrom('articles')
        .select('id')
        .where('sourceId', '=', 'tides')
        .executeTakeFirstOrThrow();
      expect((await readBy()).findIndex((row) => row.payload['articleId'] === report.id)).toBe(0);
    });

    it('a channel that asks for patience is asked again then, not before, and delays nobody else', async () => {
      const busy = await startBusy(4);
      const recipients = [
        { channel: 'busy', to: 'team' },
        { channel: 'hook', to: 'desk' },
      ];
      const redwatch = await alerting.open({ redisUrl, more: [{ id: 'busy', url: busy.url }], rule: { recipients } });
      await savePageOf(redwatch.store.db, PAGES.REPORT);
      redwatch.work();
      await expect.poll(() => busy.asked.length, { timeout: 15_000 }).toBe(1);
      // A second departure for the same recipient comes while it wants to be left alone.
      await savePageOf(redwatch.store.db, PAGES.SECOND);
      await expect.poll(() => busy.asked.length, { timeout: 20_000 }).toBe(3);
      const [first, ...later] = busy.asked.map((a) => a.at);
      for (const at of later) expect(at - first!).toBeGreaterThanOrEqual(4000);
      expect(alerting.arrived).toHaveLength(2);
      for (const { at } of alerting.arrived) expect(at).toBeLessThan(Math.min(...later));
      busy.server.closeAllConnections();
      busy.server.close();
    });
  });
