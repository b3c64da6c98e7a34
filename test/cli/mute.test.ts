import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutesOf } from '../../src/store/alerts.ts';
import type { Store } from '../../src/store/connect.ts';
import { WATCH } from '../queues/_articles.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { runCommand } from './_run.ts';

let server: TestServer;
let store: Store;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  store = await server.freshStore();
  folder = await mkdtemp(path.join(tmpdir(), 'redwatch-mute-'));
  const recipients = [
    { channel: 'ops', to: 'board' },
    { channel: 'ops', to: 'desk' },
  ];
  const settings = {
    watches: [WATCH],
    channels: [{ id: 'ops', type: 'webhook', url: 'http://127.0.0.1:9/hook' }],
    alerts: { rules: [{ id: 'all', recipients }] },
  };
  await writeFile(path.join(folder, 'redwatch.yaml'), JSON.stringify(settings));
  const at = new Date();
  const times = { firstPublishedAt: null, lastPublishedAt: null, createdAt: at, updatedAt: at };
  await store.db
    .insertInto('stories')
    .values({
      id: 's1',
      title: '听潮网络高管变动',
      leadArticleId: 'a1',
      watchIds: [],
      ...times,
      articles: 1,
      origins: 1,
    })
    .execute();
});
afterAll(async () => {
  await store?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const alert = (...args: string[]) => runCommand(['alert', ...args], { env: { DATABASE_URL: store.url }, cwd: folder });
const standing = () => mutesOf(store.db, ['s1']);

describe('redwatch alert mute', { timeout: 60_000 }, () => {
  it('mutes a story for one recipient until a time, and unmute takes it back', async () => {
    const muted = await alert('mute', 's1', '--for', 'board', '--until', '2999-01-31T18:00+08:00', '--note', 'ours');
    expect(muted).toMatchObject({ code: 0, out: expect.stringContaining('for board until 2999-01-31T10:00:00.000Z') });
    expect(await standing()).toEqual([
      { of: 's1', channel: null, to: 'board', until: '2999-01-31T10:00:00.000Z', by: 'command line' },
    ]);
    expect(await alert('unmute', 's1')).toMatchObject({ code: 0, out: expect.stringContaining('taken back: 1') });
    expect(await standing()).toEqual([]);
    const again = await alert('unmute', 's1');
    expect(again.code).not.toBe(0);
    expect(again.err).toContain('No mute of "s1" stands');
  });

  it('says what is wrong and mutes nothing', async () => {
    const wrong: [string[], string][] = [
      [['mute', 's1', '--for', 'nobody'], 'known: board, ops, desk'],
      [['mute', 's1', '--until', 'tomorrow'], 'expected a day or a time'],
      [['mute', 's1', '--until', '2020-01-01'], 'is over'],
      [['mute', 'no-such-story'], 'no story and no event'],
    ];
    for (const [args, words] of wrong) {
      const { code, err } = await alert(...args);
      expect([args, code === 0]).toEqual([args, false]);
      expect(err).toContain(words);
    }
    expect(await standing()).toEqual([]);
  });
});
