import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runReplay } from '../../src/cli/replay.ts';
import { ConfigError } from '../../src/errors.ts';
import { openStore } from '../../src/store/connect.ts';
import { PAGES, WATCH } from '../queues/_articles.ts';
import { checksums, placeCopyApart, workedArchive } from '../queues/_replay.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { linesOf, runCommand, type Ended } from './_run.ts';

let server: TestServer;
let folder: string;
let worked: string;
let url: string;
beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(path.join(tmpdir(), 'redwatch-replay-'));
  await writeFile(path.join(folder, 'redwatch.yaml'), JSON.stringify({ watches: [WATCH] }));
  worked = await workedArchive(server, [PAGES.REPORT, PAGES.COPY, PAGES.OTHER]);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  url = await server.copyOf(worked);
});
afterEach(() => vi.unstubAllEnvs());

const replay = (...args: string[]): Promise<Ended> =>
  runCommand(['replay', ...args], { env: { DATABASE_URL: url }, cwd: folder });

/** Lets `use` at the archive, and says whether a row of any table is another afterwards. */
async function changes(use: () => Promise<void>): Promise<boolean> {
  const store = await openStore({ url, dataDir: server.dataDir });
  const before = await checksums(store.db);
  await use();
  const after = await checksums(store.db);
  await store.close();
  return JSON.stringify(before) !== JSON.stringify(after);
}

async function copyApart(): Promise<string> {
  const store = await openStore({ url, dataDir: server.dataDir });
  const copy = await placeCopyApart(store.db);
  await store.close();
  return copy;
}

describe('redwatch replay', () => {
  it('tells people what was, what would be and why, changes nothing, and with --apply does what it said', async () => {
    const copy = await copyApart();
    let told = '';
    const hasChanged = await changes(async () => {
      const { code, out, err } = await replay('--rules', 'group');
      expect([code, err]).toEqual([0, '']);
      told = out;
    });
    expect(hasChanged).toBe(false);
    const [head, was, is, why, ...account] = told.trimEnd().split('\n');
    expect(head).toMatch(new RegExp(`^placement ${copy}: another story: .*运营一把手`));
    expect(was).toMatch(/^ {2}was \{.*"relation":"new"/);
    expect(is).toMatch(/^ {2}is {2}\{.*"relation":"(near|partial)/);
    expect(why).toMatch(/^ {2}because .*%/);
    expect(account).toEqual([
      '3 of 3 articles of the span went through the rules of today (group).',
      '  1 of 3 stand in another story, origin or relation',
      'Independent origins of events follow with: redwatch replay --rules claims',
      'Nothing was changed: --apply does it.',
    ]);
    const applied = await replay('--rules', 'group', '--apply');
    expect([applied.code, applied.err]).toEqual([0, '']);
    expect(applied.out).toBe(told.replace('Nothing was changed: --apply does it.', 'Applied: 1.'));
    const again = await replay('--rules', 'group', '--apply');
    expect([again.code, again.err]).toEqual([0, '']);
    expect(again.out).toBe(`${account[0]}\nNothing to change.\n`);
  });

  it('gives programs one object a line, the account last', async () => {
    const copy = await copyApart();
    const { code, out, err } = await replay('--rules', 'group', '--json');
    expect([code, err]).toEqual([0, '']);
    const [difference, account, ...more] = linesOf(out);
    expect(more).toEqual([]);
    expect(difference).toMatchObject({
      ...{ kind: 'placement', id: copy, what: 'another story', url: expect.stringContaining('import:') },
      was: { relation: 'new', of: null },
      is: { of: expect.any(String) },
    });
    expect(account).toMatchObject({
      ...{ kind: 'account', rules: 'group', applied: null },
      lookedAt: { n: 3, of: 3, noun: 'articles' },
      changes: [{ n: 1, of: 3 }, { n: 0 }],
    });
  });

  it('goes by the span it is given', async () => {
    await copyApart();
    const day = await firstDay();
    const exact = await replay('--rules', 'group', '--since', day, '--until', day, '--source', 'import');
    expect(exact.out).toContain('1 of 3 stand in another story');
  });

  it('refuses in words, with 2, what it cannot be asked for, and changes nothing', async () => {
    const hasChanged = await changes(async () => {
      const none = await replay();
      expect([none.code, none.out]).toEqual([2, '']);
      expect(none.err).toContain("required option '--rules <step>' not specified");
      const never = await replay('--rules', 'group', '--apply', '--until', '2025-02-31');
      expect([never.code, never.out]).toEqual([2, '']);
      expect(never.err).toContain('--until: expected a day such as 2025-06-30, got "2025-02-31"');

      // The rest in this process: the words are the same, a start of the command takes long on a busy machine.
      vi.stubEnv('DATABASE_URL', url);
      const refusals: [object, string][] = [
        [{ rules: 'crawl' }, '--rules: expected one of group, claims, read, got "crawl"'],
        [{ since: 'yesterday' }, '--since: expected a day such as 2025-06-30, got "yesterday"'],
        [{ since: '2025-02-02', until: '2025-02-01' }, '--since 2025-02-02 is after --until 2025-02-01'],
        [{ company: 'nobody', apply: true }, 'no company "nobody" (known: tingchao)'],
        [{ source: 'nowhere', apply: true }, 'no source "nowhere" stands in the settings or has brought a page'],
      ];
      const config = path.join(folder, 'redwatch.yaml');
      for (const [options, words] of refusals) {
        const refused = await runReplay({ rules: 'group', config, ...options }).catch((error: unknown) => error);
        expect(refused).toBeInstanceOf(ConfigError);
        expect((refused as ConfigError).problems).toEqual([words]);
      }
    });
    expect(hasChanged).toBe(false);
  });
});

async function firstDay(): Promise<string> {
  const store = await openStore({ url, dataDir: server.dataDir });
  const { rows } = await sql<{ day: string }>`
    select (min(first_seen_at) at time zone 'UTC')::date::text as day from articles`.execute(store.db);
  await store.close();
  return rows[0]?.day ?? '';
}
