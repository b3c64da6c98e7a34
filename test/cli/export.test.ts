/** `redwatch export` as a user runs it, on an archive of invented news. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRedwatch } from '../queues/_redwatch.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { ftmProblems } from '../core/export/_ftm-schema.ts';
import { savePageOf } from '../queues/_alerting.ts';
import { PAGES, WATCH } from '../queues/_articles.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { linesOf, runCommand, startCommand } from './_run.ts';

let postgres: TestServer;
let env: Record<string, string>;
let config: string;

beforeAll(async () => {
  postgres = await startTestServer();
  env = { DATABASE_URL: await postgres.freshUrl() };
  config = path.join(postgres.dataDir, 'export.yaml');
  await writeFile(config, JSON.stringify({ watches: [WATCH] }));
  const redwatch = await openRedwatch({
    config: loadConfig({ object: { watches: [WATCH] } }, env),
    log: createLog('silent'),
  });
  for (const text of Object.values(PAGES)) await savePageOf(redwatch.store.db, text);
  redwatch.work();
  await redwatch.queues.untilEmpty();
  // As a page of the web could have it: a title and an outlet that a spreadsheet would run.
  await redwatch.store.db
    .updateTable('articleVersions')
    .set({ title: '＝HYPERLINK("https://x.example";"头条")', outlet: '@SUM(A1:A9)' })
    .execute();
  await redwatch.close();
});
afterAll(() => postgres.stop());

const run = (...args: string[]) => runCommand(['export', ...args, '--config', config], { env });

describe('redwatch export', () => {
  it('gives the ledger as CSV, with the mark for Excel when asked', async () => {
    const { out, code } = await run('ledger');
    expect(code).toBe(0);
    const [head, ...rows] = out.trim().split('\r\n');
    expect(head).toMatch(/^event,person,/);
    expect(rows.filter((row) => row.includes('宋砚青'))).toHaveLength(1);
    expect((await run('ledger', '--bom')).out).toBe(`\ufeff${out}`);
  });

  it('gives claims as JSON Lines that say who found them, and none from before or after the days asked for', async () => {
    const all = linesOf((await run('claims', '--format', 'jsonl')).out);
    expect(all.length).toBeGreaterThan(1);
    for (const claim of all) expect(claim).toMatchObject({ extractor: expect.stringMatching(/^\w+@\d/) as unknown });
    const on = async (...days: string[]) => linesOf((await run('claims', '--format', 'jsonl', ...days)).out);
    expect(await on('--since', '2025-11-01', '--until', '2025-11-04')).toEqual(all);
    expect(await on('--until', '2025-10-31')).toEqual([]);
    expect(await on('--since', '2025-11-05')).toEqual([]);
  });

  it('narrows to a company by id or name, and names the known ones otherwise', async () => {
    const ledger = async (company: string) => (await run('ledger', '--format', 'jsonl', '--company', company)).out;
    expect(linesOf(await ledger(WATCH.id)).length).toBeGreaterThan(0);
    expect(await ledger(WATCH.names[0]!)).toBe(await ledger(WATCH.id));
    const { code, err } = await run('ledger', '--company', 'nobody');
    expect(code).toBe(2);
    expect(err).toContain(WATCH.id);
  });

  it('lets no cell of a CSV be taken for a formula', async () => {
    for (const what of ['ledger', 'claims', 'stories']) {
      const { out } = await run(what);
      // A cell begins at the line's start or behind a comma, perhaps in quotes.
      expect(out).not.toMatch(/(?:^|,|\n)"?[=+@＝＋＠\t-](?!\d)/);
    }
    expect((await run('claims')).out).toContain(`'＝HYPERLINK(""https://x.example"";""头条"")`);
  });

  it.each(['ledger', 'claims'])('gives the %s as valid FollowTheMoney entities, the same each time', async (what) => {
    const { out, code } = await run(what, '--format', 'ftm');
    expect(code).toBe(0);
    const entities = linesOf(out);
    expect(ftmProblems(entities)).toEqual([]);
    const schemata = new Set(entities.map((e) => e['schema']));
    expect([...schemata].sort()).toEqual(
      expect.arrayContaining(['Article', 'Company', 'Employment', 'Occupancy', 'Person']),
    );
    expect((await run(what, '--format', 'ftm')).out).toBe(out);
  });

  it('gives the stories, and says what it cannot give', async () => {
    expect(linesOf((await run('stories', '--format', 'jsonl')).out)[0]).toMatchObject({
      articles: expect.any(Number) as unknown,
    });
    for (const args of [
      ['stories', '--format', 'ftm'],
      ['people'],
      ['ledger', '--format', 'xml'],
      ['ledger', '--since', 'May'],
    ]) {
      const { code, err } = await run(...args);
      expect(code).toBe(2);
      expect(err).toMatch(/FollowTheMoney|expected/);
    }
  });

  it('ends quietly when its reader goes away', async () => {
    const child = startCommand(['export', 'claims', '--format', 'jsonl', '--config', config], env);
    let err = '';
    child.stderr?.on('data', (chunk) => (err += chunk));
    child.stdout?.destroy();
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
