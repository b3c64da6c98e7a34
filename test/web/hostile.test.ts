import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Kysely } from 'kysely';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Schema } from '../../src/store/schema.ts';
import { webAddress } from '../../src/web/security.ts';
import type { ShownSetting } from '../../src/web/settings.ts';
import type { Trials } from '../../src/web/trials.ts';
import { openBrowser, openDesk, type TestDesk } from './_desk.ts';
import { fillArchive, id, NOW } from './fixture.ts';
import { vectors } from './vectors.ts';

let desk: TestDesk;
let browser: Browser;
/** Stands where every name of the vectors leads; whoever connects was sent by one of them. */
let evil: Server;
let connections = 0;

beforeAll(async () => {
  evil = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  const { port } = evil.address() as AddressInfo;
  [desk, browser] = await Promise.all([
    openDesk({ fill: hostileArchive, deps: { watches: [], sources: [], settings: hostileSettings, trials } }),
    openBrowser([`--host-resolver-rules=MAP evil.example 127.0.0.1:${port}`]),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
  evil?.close();
});

const all = vectors.join('\n').replaceAll('\0', '');
const hostileSettings: ShownSetting[] = vectors.map((value, index) => ({
  name: `${index} ${value}`,
  value,
  isSecret: false,
  from: { kind: 'file', place: value },
}));

/** A site and an archive that answer every question with vectors alone. */
const trials: Trials = {
  async source() {
    const page = { url: all, title: all, publishedAt: all, authors: [...vectors], characters: 1, beginning: all };
    const pages = vectors.flatMap((url) => [
      { ...page, url },
      { url, skipped: all },
    ]);
    const entries = vectors.map((url) => ({ url, role: url, outcome: url, reason: all }));
    return { name: all, home: all, verdict: all, sentence: all, entries, pages };
  },
  async rule(_text, days) {
    const change = { at: NOW.toISOString(), person: all, org: all, field: all };
    return { days, sent: [{ ...change, why: all, storyId: all }], silent: [{ ...change, because: all }] };
  },
};

/** Every text of the archive that comes from a page, an error or a person becomes all vectors, one after the other. */
async function hostileArchive(db: Kysely<Schema>): Promise<void> {
  await fillArchive(db);
  const short = (index: number) => (vectors[index % vectors.length] ?? '').replaceAll('\0', '');
  const json = JSON.stringify;
  const versions = await db.selectFrom('articleVersions').select('id').orderBy('id').execute();
  for (const [index, { id: versionId }] of versions.entries()) {
    const origin = { raw: short(index), outlet: short(index + 1), url: short(index + 2) };
    await db
      .updateTable('articleVersions')
      .set({
        title: all,
        text: all,
        outlet: short(index),
        editor: short(index),
        authors: [...vectors],
        origin: json(origin),
        cut: json(vectors.map((text) => ({ reason: text, text }))),
        reader: short(index),
        lang: short(index),
        publishedAt: short(index),
      })
      .where('id', '=', versionId)
      .execute();
  }
  for (const [index, { id: articleId }] of (
    await db.selectFrom('articles').select('id').orderBy('id').execute()
  ).entries())
    await db
      .updateTable('articles')
      .set({ url: short(index + 90), sourceId: short(index) })
      .where('id', '=', articleId)
      .execute();
  for (const [index, { id: claimId }] of (
    await db.selectFrom('claims').select('id').orderBy('id').execute()
  ).entries()) {
    const args = {
      person: short(index),
      aliases: [{ text: short(index + 1), kind: short(index + 2) }],
      org: all,
      role: [...vectors],
      date: all,
      date_iso: short(index),
      successor: all,
      next_employer: all,
      subject: all,
      metric: short(index),
      raw: all,
      value: index,
      period_iso: '2026-01',
      [short(index)]: all,
    };
    await db
      .updateTable('claims')
      .set({
        quote: all,
        attribution: all,
        status: short(index),
        args: json(args),
        startAt: 0,
        endAt: all.length,
        extractor: all,
      })
      .where('id', '=', claimId)
      .execute();
  }
  await db
    .updateTable('stories')
    .set({ title: all, watchIds: [...vectors] })
    .execute();
  await db
    .updateTable('events')
    .set({ person: short(3), org: short(15), status: short(1), effectiveOn: all, record: json({ org: all }) })
    .execute();
  await db.updateTable('eventChanges').set({ why: all, silentBecause: all }).execute();
  await db.updateTable('alerts').set({ why: all }).execute();
  await db.updateTable('deliveries').set({ recipient: all, lastReason: all, state: 'dead' }).execute();
  await db
    .updateTable('placements')
    .set({ evidence: json({ why: all, conflicts: [{ slot: all, here: all, there: all }] }) })
    .execute();
  await db
    .updateTable('runs')
    .set({ sentence: all, verdict: short(2), skipped: json({ [all]: 1 }), failed: json({ [all]: 2 }) })
    .execute();
  await db
    .updateTable('runEntries')
    .set({ reason: all, outcome: short(3) })
    .execute();
  await db
    .updateTable('pages')
    .set({ url: short(92), finalUrl: all, charsetFrom: short(4) as 'meta', skipReason: all, state: 'skipped' })
    .execute();
  await db
    .insertInto('personAliases')
    .values({ org: short(15), person: short(3), alias: all, kind: all, claimId: null })
    .execute();
  await db
    .insertInto('outbox')
    .values({ step: short(1), key: short(2), payload: json({}), lastError: all, dead: true })
    .execute();
  const storyId = id('story', 'he-leaves');
  await db.insertInto('storyNotes').values({ id: 'n', storyId, body: all, by: all, at: new Date() }).execute();
  await db
    .insertInto('storyMarks')
    .values({ storyId, state: 'important', assignee: all, tags: [...vectors], updatedBy: all, updatedAt: new Date() })
    .execute();
  await db
    .insertInto('savedFilters')
    .values({ id: 'f', name: all, query: short(5), by: all, at: new Date() })
    .execute();
  const decision = { id: 'd', kind: all, by: all, note: all, at: new Date() };
  await db
    .insertInto('decisions')
    .values({ ...decision, subject: json({ stories: [storyId], values: { [all]: all } }) })
    .execute();
  const watch = {
    id: 'w',
    name: all,
    names: [...vectors],
    ambiguous: [],
    products: [...vectors],
    people: [{ name: all, aliases: [{ text: all, kind: all }] }],
  };
  await db
    .insertInto('watchEdits')
    .values({ id: 'w', record: json(watch), version: 1, updatedBy: all, updatedAt: new Date() })
    .execute();
  await db
    .insertInto('auditLog')
    .values({ at: new Date(), by: all, action: all, subject: json({ path: all }) })
    .execute();
}

/** Nothing of the page that is open ran, or would when somebody clicks. */
async function expectHarmless(page: Page, path: string): Promise<void> {
  // Buttons and sheets hold hostile text too: what opens must be as harmless as what is shown.
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
  const state = await page.evaluate(() => ({
    pwned: 'pwned' in window,
    scripts: [...document.scripts].filter((script) => !script.src.includes('/assets/')).length,
    handlers: [...document.querySelectorAll('*')].filter((node) =>
      [...node.attributes].some((one) => one.name.startsWith('on') || one.name === 'style'),
    ).length,
    links: [...document.querySelectorAll('a[href], form[action]')].filter((node) =>
      /^\s*(javascript|data|vbscript):/i.test(node.getAttribute('href') ?? node.getAttribute('action') ?? ''),
    ).length,
  }));
  const place = path.slice(0, 60);
  expect([place, state]).toEqual([place, { pwned: false, scripts: 0, handlers: 0, links: 0 }]);
}

describe('hostile text in every field', () => {
  it('runs no script and sends no request, on any page', async () => {
    expect(vectors.length).toBeGreaterThanOrEqual(100);
    const storyId = id('story', 'he-leaves');
    const person = await desk.db.selectFrom('events').select(['org', 'person']).executeTakeFirstOrThrow();
    const source = await desk.db.selectFrom('runs').select('sourceId').executeTakeFirstOrThrow();
    const paths = [
      '/',
      '/?q=script&state=all',
      `/?q=${encodeURIComponent(vectors[0] ?? '')}`,
      `/stories/${storyId}`,
      `/stories/${storyId}/diff?a=${id('article', 'he-1')}&b=${id('article', 'he-3')}`,
      '/departures',
      `/departures?company=${encodeURIComponent(vectors[95] ?? '')}`,
      '/metrics',
      '/people',
      `/people/${encodeURIComponent(person.org)}/${encodeURIComponent(person.person ?? '')}`,
      '/watches',
      '/watches/w',
      '/quality',
      '/sources',
      `/sources/${source.sourceId}`,
      '/operations',
      '/audit',
      '/settings',
      '/try',
      '/me',
      '/accounts',
      '/login',
      '/api',
      `/pages/${id('page', 'he-1')}`,
      `/nowhere/${encodeURIComponent(vectors[0] ?? '')}`,
    ];
    const context = await browser.newContext();
    const page = await context.newPage();
    for (const path of paths) {
      const response = await page.goto(desk.url + path, { waitUntil: 'networkidle' });
      expect([path.slice(0, 60), response?.status()]).not.toEqual([path.slice(0, 60), 500]);
      await expectHarmless(page, path);
    }
    expect(connections).toBe(0);
    await context.close();
  });

  it('stays text in a form: what was typed, what was refused, what a trial brought', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    for (const name of ['source', 'rule']) {
      await page.goto(`${desk.url}/try`);
      await page.locator(`textarea[name=${name}]`).fill(all);
      await page.locator(`button[value=${name}]`).click();
      await page.locator('.preview').waitFor();
      await expectHarmless(page, `/try ${name}`);
    }
    await page.goto(`${desk.url}/login`);
    for (const [index, vector] of vectors.entries()) {
      if (index % 10) continue;
      await page.locator('input[name=name]').fill(vector);
      await page.locator('input[name=password]').fill(vector);
      // Past the browser's own checks: the server must answer whatever is sent.
      await Promise.all([
        page.waitForEvent('load'),
        page.evaluate(() => document.querySelector<HTMLFormElement>('form[action="/login"]')?.submit()),
      ]);
      await expectHarmless(page, `/login ${vector}`);
    }
    await page.goto(`${desk.url}/stories/${id('story', 'he-leaves')}`);
    await page.locator('textarea[name=body]').fill(all.slice(0, 10_000));
    await page
      .getByRole('button', { name: /^(Add|添加)/ })
      .first()
      .click();
    await page.waitForLoadState('networkidle');
    await expectHarmless(page, 'a note');
    expect(connections).toBe(0);
    await context.close();
  });

  it('is harmless in a saved page, in its frame and opened by itself', async () => {
    const { gzipSync } = await import('node:zlib');
    const markup = Buffer.from(
      `<!doctype html><html><head><link rel="preconnect" href="http://evil.example"></head><body>${vectors.join('\n')}`,
    );
    const hash = id('page', 'he-1');
    await desk.db
      .updateTable('bodies')
      .set({ gzip: gzipSync(markup), size: markup.length })
      .where('hash', '=', hash)
      .execute();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${desk.url}/pages/${hash}`, { waitUntil: 'networkidle' });
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    await page.goto(`${desk.url}/pages/${hash}/raw`, { waitUntil: 'networkidle' });
    expect(page.url()).toBe(`${desk.url}/pages/${hash}/raw`);
    expect(connections).toBe(0);
    await context.close();
  });

  it('would be noticed if it asked', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto('http://evil.example/x').catch(() => undefined);
    expect(connections).toBeGreaterThan(0);
    await context.close();
  });

  it('never becomes a link', () => {
    const links = vectors.flatMap((vector) => webAddress(vector) ?? []);
    expect(links).toEqual([]);
    expect(webAddress('https://example.org/a b')).toBe('https://example.org/a%20b');
  });

  it('stays text in feeds and exports', async () => {
    for (const kind of ['rss', 'atom']) {
      const text = await (await fetch(`${desk.url}/feeds/${kind}?state=all`)).text();
      expect(text).not.toMatch(/<(script|img|svg|iframe)/i);
    }
    const csv = await (await fetch(`${desk.url}/export/claims.csv`)).text();
    // Quoted cells may hold commas and line ends of their own: each is one match.
    const cells = csv.slice(1).match(/"(?:[^"]|"")*"|[^,\r\n]+/g) ?? [];
    expect(cells.length).toBeGreaterThan(100);
    expect(cells.filter((cell) => /^"?\s*[=+@]/.test(cell))).toEqual([]);
  });
});
