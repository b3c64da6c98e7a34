import { readFile, mkdtemp, chmod, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/connect.ts';
import { startEmbedded, type EmbeddedServer } from '../../src/store/embedded.ts';
import { createDesk } from '../../src/web/app.tsx';
import { serveDesk, type ServedDesk } from '../../src/web/serve.ts';
import { openBrowser } from './_desk.ts';
import { fillArchive, id, NOW, sources, watches } from './fixture.ts';

/** A desk whose database can be killed and started again: it reaches it through a port that stays the same. */
let dataDir: string;
let server: EmbeddedServer;
let door: Server;
let store: Store;
let desk: ServedDesk;
let browser: Browser;
const open = new Set<Socket>();

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'redwatch-away-'));
  await chmod(dataDir, 0o755);
  server = await startEmbedded(dataDir);
  door = createServer((socket) => {
    const to = connect(Number(new URL(server.url).port), '127.0.0.1');
    for (const [one, other] of [
      [socket, to],
      [to, socket],
    ] as const) {
      open.add(one);
      one.pipe(other);
      // A killed server resets its connections; the other side is to see the same.
      one.on('error', () => other.destroy());
      one.on('close', () => (open.delete(one), other.destroy()));
    }
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const url = new URL(server.url);
  url.port = String((door.address() as AddressInfo).port);
  store = await openStore({ url: url.toString(), dataDir });
  await fillArchive(store.db);
  desk = await serveDesk(createDesk({ db: store.db, watches, sources, now: () => NOW }), { port: 0 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
  await store?.close();
  for (const socket of open) socket.destroy();
  door?.close();
  await server?.release();
  await rm(dataDir, { recursive: true, force: true });
});

describe('a database that goes away and returns', () => {
  it('is a page in words with status 503, and a note typed meanwhile is sent again once it is back', async () => {
    const page = await browser.newPage();
    const story = `${desk.url}/stories/${id('story', 'users')}`;
    await page.goto(story);
    await page.getByLabel('Add a note').fill('Called the company: <b>no answer</b> yet');
    await kill();

    const away = await fetch(desk.url);
    expect(away.status).toBe(503);
    expect(await away.text()).toContain('The archive does not answer');
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/notes')),
      page.getByRole('button', { name: 'Add', exact: true }).click(),
    ]);
    expect(answer.status()).toBe(503);
    expect(await page.locator('.kept pre').innerText()).toBe('Called the company: <b>no answer</b> yet');

    server = await startEmbedded(dataDir);
    await page.getByRole('button', { name: 'Send it again' }).click();
    await page.waitForURL('**#notes');
    expect(await page.locator('.note p').first().innerText()).toBe('Called the company: <b>no answer</b> yet');
    expect((await fetch(desk.url)).status).toBe(200);
    await page.close();
  });
});

describe('what cannot be read', () => {
  it('is a page in words with the right status, whatever part of the request is broken', async () => {
    const long = 'x'.repeat(12_000);
    const cases: [string, number][] = [
      ['/stories/none', 404],
      ['/people/nowhere/nobody', 404],
      ['/watches/none', 404],
      ['/sources/none', 404],
      ['/pages/none', 404],
      ['/?state=asleep', 400],
      ['/?from=2026-02-31x', 400],
      ['/?after=f|2026-03-01|1|yesterday|t1', 400],
      [`/?company=${'c'.repeat(300)}`, 400],
      ['/sources/kuaixun?from=-1', 400],
      ['/departures?after=1', 400],
      [`/stories/${id('story', 'users')}/diff?a=none&b=none`, 404],
      [`/?q=${long}`, 200],
    ];
    for (const [address, status] of cases) {
      const response = await fetch(desk.url + address);
      expect([address.slice(0, 60), response.status]).toEqual([address.slice(0, 60), status]);
      const text = await response.text();
      expect(text).toContain(status === 200 ? 'Only the beginning of this search was used' : 'class="problem"');
    }
  });

  it('such as a search of 1 MB is refused in words, not with a closed door', async () => {
    const response = await fetch(`${desk.url}/?q=${'离'.repeat(330_000)}`);
    expect(response.status).toBe(431);
    expect(await response.text()).toContain('search for fewer words');
  });

  it('or asked in the wrong way, says which way is right', async () => {
    const headers = { origin: desk.url };
    const posted = await fetch(`${desk.url}/departures`, { method: 'POST', headers });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
    expect(await posted.text()).toContain('does not take this kind of request');
    const got = await fetch(`${desk.url}/decisions`);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await fetch(`${desk.url}/`, { method: 'DELETE', headers })).status).toBe(405);
    expect((await fetch(`${desk.url}/nowhere`, { method: 'POST', headers })).status).toBe(404);
  });

  it('of a form keeps what was typed', async () => {
    const post = (address: string, fields: Record<string, string>) =>
      fetch(desk.url + address, { method: 'POST', headers: { origin: desk.url }, body: new URLSearchParams(fields) });
    const unknown = await post('/decisions', { kind: 'promote', note: 'a long reason' });
    expect([unknown.status, await unknown.text()]).toEqual([400, expect.stringContaining('<pre>a long reason</pre>')]);
    const gone = await post('/stories/none/notes', { body: 'an hour of work' });
    expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining('<pre>an hour of work</pre>')]);
    const huge = await post('/stories/none/notes', { body: 'x'.repeat(1_000_000) });
    expect(huge.status).toBe(413);
  });
});

/** Kills the database as a crash would. */
async function kill(): Promise<void> {
  const pid = Number((await readFile(await pidFile(), 'utf8')).split('\n')[0]);
  process.kill(pid, 'SIGKILL');
  await new Promise<void>((resolve) => {
    const ask = () => (open.size === 0 ? resolve() : setImmediate(ask));
    ask();
  });
}

async function pidFile(): Promise<string> {
  const { rows } = await (
    await import('kysely')
  ).sql<{ data_directory: string }>`show data_directory`.execute(store.db);
  return path.join((rows[0] as unknown as { dataDirectory: string }).dataDirectory, 'postmaster.pid');
}
