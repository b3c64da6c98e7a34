import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/connect.ts';
import { accounts } from '../../src/store/desk/accounts.ts';
import { auditLines } from '../../src/store/desk/audit.ts';
import { createDesk } from '../../src/web/app.tsx';
import { serveDesk, type ServedDesk } from '../../src/web/serve.ts';
import { WATCH } from '../queues/_articles.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { runCommand } from './_run.ts';

const PASSWORD = 'a long enough one';

let server: TestServer;
let store: Store;
let folder: string;
let desk: ServedDesk | undefined;
beforeAll(async () => {
  server = await startTestServer();
  store = await server.freshStore();
  folder = await mkdtemp(path.join(tmpdir(), 'redwatch-account-'));
  await writeFile(
    path.join(folder, 'redwatch.yaml'),
    JSON.stringify({ watches: [WATCH], publicUrl: 'https://desk.example' }),
  );
});
afterAll(async () => {
  await desk?.close();
  await store?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const account = (...args: string[]) =>
  runCommand(['account', ...args], { env: { DATABASE_URL: store.url }, cwd: folder });
/** As in a container: the desk listens on all addresses of its own machine. */
const listen = () =>
  serveDesk(createDesk({ db: store.db, watches: [], sources: [], now: () => new Date() }), {
    host: '0.0.0.0',
    port: 0,
  });

/** Sends a form of the desk; `link` is a path. */
async function send(link: string, fields: Record<string, string>): Promise<Response> {
  const base = (desk as ServedDesk).url;
  return fetch(base + link, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin: base },
    redirect: 'manual',
  });
}

/** The path of the one link among the lines, and that it stands under the public name. */
function linkIn(out: string): string {
  const [link, ...more] = out.match(/https:\/\/desk\.example\/join\/[\w-]{43}\n/g) ?? [];
  expect(more).toEqual([]);
  return new URL(link ?? '').pathname;
}

describe('accounts from the command line', () => {
  it('open a desk that listens beyond its machine: one link, for one account, once, and no password before', async () => {
    await expect(listen()).rejects.toThrow('redwatch account add');
    expect((await account('list')).out).toBe('Nobody has an account yet: redwatch account add NAME\n');
    const early = await account('add', 'Lin', '--role', 'viewer');
    expect([early.code, early.err]).toEqual([1, expect.stringContaining('the first one must be an admin')]);
    const added = await account('add', 'Lin');
    expect(added.code, added.err).toBe(0);
    const link = linkIn(added.out);

    desk = await listen();
    for (const guess of ['', 'Lin', 'admin', 'password'])
      expect((await send('/login', { name: 'Lin', password: guess })).status).toBe(401);
    expect((await fetch(desk.url, { redirect: 'manual' })).status).not.toBe(200);
    expect(await (await fetch(desk.url + link)).text()).toMatch(/<input name="name"[^>]* value="Lin" readonly=""/);
    expect((await send(link, { name: 'Lin', password: 'short' })).status).toBe(422);
    // The link is for that account, whatever name comes with it.
    expect((await send(link, { name: 'Somebody', password: PASSWORD })).status).toBe(303);
    expect((await send(link, { name: 'Lin', password: 'another long one' })).status).toBe(422);
    expect((await send('/login', { name: 'Lin', password: PASSWORD })).status).toBe(303);
    expect(await accounts(store.db)).toEqual([expect.objectContaining({ name: 'Lin', role: 'admin' })]);
  });

  it('are listed with their roles, and a lost password is chosen anew by a new link that ends open sessions', async () => {
    const added = await account('add', 'Mei', '--role', 'viewer');
    expect((await send(linkIn(added.out), { name: 'Mei', password: PASSWORD })).status).toBe(303);
    const entered = await send('/login', { name: 'Mei', password: PASSWORD });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const isIn = async () => (await fetch(`${desk?.url}/me`, { headers: { cookie }, redirect: 'manual' })).status;
    expect(await isIn()).toBe(200);

    const again = linkIn((await account('link', 'Mei')).out);
    expect(await isIn()).toBe(200);
    expect((await send(again, { name: 'Mei', password: 'quite another one' })).status).toBe(303);
    expect(await isIn()).not.toBe(200);
    expect((await send('/login', { name: 'Mei', password: PASSWORD })).status).toBe(401);
    expect((await send('/login', { name: 'Mei', password: 'quite another one' })).status).toBe(303);

    const { out } = await account('list');
    expect(out).toMatch(/^Lin\tadmin\tsince \d{4}-\d\d-\d\d\nMei\tviewer\tsince \d{4}-\d\d-\d\d\n$/);
    const lines = await auditLines(store.db, { limit: 10 });
    expect(lines.filter((l) => l.by === 'command line').map((l) => [l.action, l.subject.name])).toEqual([
      ['account link', 'Mei'],
      ['account added', 'Mei'],
      ['account added', 'Lin'],
    ]);
    expect(JSON.stringify(lines)).not.toContain(again.split('/').at(-1));
  });

  it('refuse in one line a name that is taken or none, an unknown role and an unknown account', async () => {
    const refusals = [
      [['add', 'Lin'], 1, 'There is an account "Lin" already'],
      [['add', ' '], 1, 'is no name for an account'],
      [['add', 'Yu', '--role', 'owner'], 2, 'expected one of admin, analyst, viewer, got "owner"'],
      [['link', 'Nobody'], 1, 'There is no account "Nobody"'],
    ] as const;
    const ended = await Promise.all(refusals.map(([args]) => account(...args)));
    for (const [i, [, code, words]] of refusals.entries())
      expect([ended[i]?.code, ended[i]?.out, ended[i]?.err]).toEqual([code, '', expect.stringContaining(words)]);
    expect(await accounts(store.db)).toHaveLength(2);
  });
});
