import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/connect.ts';
import { coverageLines, coverageOf } from '../../src/store/coverage.ts';
import { saveHealth } from '../../src/store/health.ts';
import { accountOf, endRun, runIdOf, startRun, type RunSummary } from '../../src/store/runs.ts';
import { startTestServer, type TestServer } from './_postgres.ts';

let postgres: TestServer;
let store: Store;
beforeAll(async () => void (postgres = await startTestServer()));
afterAll(() => postgres.stop());
beforeEach(async () => void (store = await postgres.freshStore()));
afterEach(() => store.close());

const NIGHT = '2025-12-29';
const at = (time: string, night = NIGHT) => new Date(`${night}T${time}:00+08:00`);
const NOTHING: RunSummary = {
  ...{ asked: 1, fetched: 0, newPages: 0, same: 0, unchanged: 0, skipped: {}, failed: {} },
  ...{ verdict: 'ok', sentence: 'asked' },
};
async function run(sourceId: string, summary: Partial<RunSummary>, night = NIGHT): Promise<string> {
  const id = await startRun(store.db, { sourceId, night }, at('02:00', night));
  await endRun(store.db, id, { ...NOTHING, ...summary }, at('02:10', night));
  return id;
}
const entry = (runId: string, path: string, outcome: string, reason: string) =>
  accountOf(store.db, runId)({ url: `https://news.example.com${path}`, role: 'article', outcome, reason }, at('02:05'));

describe('the account of a run', () => {
  it('keeps every line that came while another was written, and of an address what became of it last', async () => {
    const id = await run('many', {}, '2025-12-20');
    const write = accountOf(store.db, id);
    const line = (n: number, outcome: string) =>
      write({ url: `https://news.example.com/m/${n}`, role: 'article', outcome, reason: outcome }, at('02:05'));
    await Promise.all([
      ...Array.from({ length: 300 }, (_, n) => line(n, n % 3 ? 'new' : 'failed')),
      ...[line(1, 'skipped'), line(0, 'same'), line(300, 'skipped')],
    ]);
    const counts = await store.db
      .selectFrom('runEntries')
      .select(['outcome', (eb) => eb.fn.countAll<string>().as('n')])
      .where('runId', '=', id)
      .groupBy('outcome')
      .orderBy('outcome')
      .execute();
    expect(counts.map(({ outcome, n }) => [outcome, Number(n)])).toEqual([
      ['failed', 99],
      ['new', 200],
      ['same', 1],
      ['skipped', 1],
    ]);
  });

  it('fails to those whose lines were not written, and goes on', async () => {
    const id = await run('torn', {}, '2025-12-20');
    const write = accountOf(store.db, id);
    const line = (reason: string) =>
      write({ url: `https://news.example.com/${reason}`, role: 'article', outcome: 'new', reason }, at('02:05'));
    await sql`alter table run_entries rename to run_entries_away`.execute(store.db);
    await expect(line('lost')).rejects.toThrow(/run_entries/);
    await sql`alter table run_entries_away rename to run_entries`.execute(store.db);
    await line('kept');
    const kept = await store.db.selectFrom('runEntries').select('reason').where('runId', '=', id).execute();
    expect(kept).toEqual([{ reason: 'kept' }]);
  });
});

describe('the coverage statement', () => {
  const sources = ['Tide', 'Harbour', 'Beacon', 'Lantern'].map((name) => ({ id: name.toLowerCase(), name }));
  const coverage = () => coverageOf(store.db, { night: NIGHT, sources, zone: 'Asia/Shanghai' });

  it('counts who answered and names who did not, since when', async () => {
    await run('tide', {});
    await run('beacon', {});
    await run('harbour', { verdict: 'failed', sentence: 'Harbour: refused access (403)' });
    await saveHealth(
      store.db,
      { sourceId: 'harbour', aspect: 'answers' },
      { state: 'failing', inARow: 3, since: at('02:10', '2025-12-27').toISOString(), told: true },
      'refused access',
      at('02:10'),
    );
    await saveHealth(
      store.db,
      { sourceId: 'beacon', aspect: 'reading' },
      { state: 'silent', inARow: 1, since: at('02:10').toISOString(), told: true },
      'nothing can be read',
      at('02:10'),
    );
    expect((await coverage()).sentence).toBe(
      '1 of 4 sources answered; Harbour has been failing since 2025-12-27; ' +
        'Beacon brings pages that cannot be read since 2025-12-29; Lantern was not asked.',
    );
  });

  it('does not blame an earlier night for what broke later', async () => {
    await run('tide', {}, '2025-12-28');
    await saveHealth(
      store.db,
      { sourceId: 'tide', aspect: 'answers' },
      { state: 'failing', inARow: 1, since: at('02:10').toISOString(), told: false },
      'refused access',
      at('02:10'),
    );
    const before = await coverageOf(store.db, { night: '2025-12-28', sources: sources.slice(0, 1), zone: 'UTC' });
    expect(before.sentence).toBe('1 of 1 sources answered.');
  });

  it('gives a line to every address that was not brought, and says how many more there are', async () => {
    const id = await run('tide', {});
    for (let n = 0; n < 120; n++) await entry(id, `/${n}`, 'failed', `http 404: /${n} answered 404`);
    await entry(id, '/read', 'new', 'new content');
    const lines = coverageLines(await coverage());
    expect(lines[0]).toBe(
      '1 of 4 sources answered; Harbour was not asked; Beacon was not asked; Lantern was not asked; ' +
        'Tide answered without 120 addresses.',
    );
    expect(lines.filter((line) => line.includes('answered 404'))).toHaveLength(100);
    expect(lines).toContain('    and 20 more');
    expect(lines.join()).not.toContain('/read');
  });
});

describe('a run that was taken up again', () => {
  it('accounts for the whole night, each address by what became of it last', async () => {
    const key = { sourceId: 'tide', night: NIGHT };
    const id = await startRun(store.db, key, at('02:00'));
    await entry(id, '/1', 'new', 'new content');
    await entry(id, '/2', 'failed', 'http 500: /2 answered 500');
    await entry(id, '/3', 'failed', 'timeout: /3 took too long');
    await endRun(
      store.db,
      id,
      { ...NOTHING, asked: 4, newPages: 1, failed: { 'http 500': 1, timeout: 1 } },
      at('02:10'),
    );
    expect(await startRun(store.db, key, at('02:30'))).toBe(runIdOf(key));
    await entry(id, '/1', 'skipped', 'robots.txt');
    await entry(id, '/2', 'new', 'new content');
    await endRun(store.db, id, { ...NOTHING, asked: 2, newPages: 1, skipped: { 'known, not due': 1 } }, at('02:40'));
    expect(await store.db.selectFrom('runs').selectAll().executeTakeFirst()).toMatchObject({
      ...{ attempts: 2, asked: 6, newPages: 2, failed: { timeout: 1 }, skipped: { 'known, not due': 1 } },
      sentence: expect.stringContaining('2 new in the whole night'),
    });
  });

  it('takes any text a site can send', async () => {
    const id = await startRun(store.db, { sourceId: 'tide', night: NIGHT }, at('02:00'));
    await entry(id, '/\0', 'failed', 'layout: got "\0\ud800"');
    const row = await store.db.selectFrom('runEntries').select(['url', 'reason']).executeTakeFirstOrThrow();
    expect(row).toEqual({ url: 'https://news.example.com/\ufffd', reason: 'layout: got "\ufffd\ufffd"' });
  });
});
