import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';
import { floors } from '../../src/web/floors.ts';
import { shownSettings } from '../../src/web/settings.ts';
import type { Trials } from '../../src/web/trials.ts';
import { openBrowser, openDesk, type TestDesk } from './_desk.ts';
import { id } from './fixture.ts';

const TEXT = `contact: desk@yunfan.example
net: { proxy: 'http://me:hunter2@proxy.example:3128', paceMs: 5000 }
watches:
  - { id: yunfan, name: 云帆笔记, names: [云帆笔记, Yunfan Notes] }
sources:
  - { id: wire, kind: feed, name: Ledger Wire, url: 'https://wire.example/feed?api_key=swordfish' }
channels:
  - { id: hook, type: webhook, url: 'https://hooks.example/T00/B00/open-sesame', secret: sixteen-characters-at-least }
alerts:
  rules:
    - { id: all, recipients: [{ channel: hook, to: 'https://hooks.example/open-sesame' }] }
`;
const config = loadConfig(
  { text: TEXT, file: 'redwatch.yaml' },
  { DATABASE_URL: 'postgres://me:hunter2@db.example/rw' },
);
const settings = shownSettings(config, { file: 'redwatch.yaml', text: TEXT, overridden: ['dataDir'] });

const trials: Trials = {
  async source(text) {
    if (!text.includes('kind:')) throw new ConfigError(['a source names its kind']);
    if (text.includes('down')) throw new Error('connect ECONNREFUSED');
    const page = {
      url: 'https://wire.example/1',
      title: 'A <b>title</b>',
      publishedAt: '2026-03-01',
      authors: ['Ann'],
    };
    return {
      ...{ name: 'Wire', home: 'https://wire.example', verdict: 'partial', sentence: 'Asked for 2 pages.' },
      entries: [{ url: 'https://wire.example/feed', role: 'list', outcome: 'new', reason: '' }],
      pages: [
        { ...page, characters: 1234, beginning: 'It begins.' },
        { url: 'javascript:alert(1)', skipped: 'no text' },
      ],
    };
  },
  async rule(_text, days) {
    const change = { at: '2026-03-02T01:00:00Z', person: '贺知远', org: '云帆笔记', field: 'first_report' };
    const sent = { ...change, why: 'status reported; role 负责人', storyId: id('story', 'he-leaves') };
    return { days, sent: [sent], silent: [{ ...change, because: 'rule x: it is only rumoured' }] };
  },
};

let desk: TestDesk;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk({ deps: { settings, trials } }), openBrowser()]);
  page = await browser.newPage({ locale: 'en-GB' });
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

describe('the settings', () => {
  it('stand there with the line, the environment or the default they came from', () => {
    const from = (name: string) => settings.find((one) => one.name === name);
    expect(from('contact')).toMatchObject({
      value: 'desk@yunfan.example',
      from: { kind: 'file', place: 'redwatch.yaml:1' },
    });
    expect(from('net.paceMs')?.from).toEqual({ kind: 'file', place: 'redwatch.yaml:2' });
    expect(from('sources.wire.kind')?.from).toEqual({ kind: 'file', place: 'redwatch.yaml:6' });
    expect(from('schedule.at')).toMatchObject({ value: '02:00', from: { kind: 'default' } });
    expect(from('dataDir')?.from).toEqual({ kind: 'command' });
    expect(from('DATABASE_URL')).toMatchObject({ value: 'postgres://db.example/rw', from: { kind: 'environment' } });
    expect(from('REDIS_URL')).toMatchObject({ value: null, from: { kind: 'default' } });
  });

  it('show no secret on their page', async () => {
    await page.goto(`${desk.url}/settings`);
    const text = await page.content();
    for (const secret of ['hunter2', 'swordfish', 'open-sesame', 'sixteen-characters'])
      expect(text).not.toContain(secret);
    expect(await page.getByRole('row', { name: 'channels.hook.secret' }).innerText()).toContain('set, not shown');
    expect(await page.getByRole('row', { name: 'net.proxy' }).innerText()).toContain('http://proxy.example:3128');
  });
});

describe('a source or rule', () => {
  it('is run before it is saved, and what came of it stands beside what was typed', async () => {
    await page.goto(`${desk.url}/try`);
    await page.locator('textarea[name=source]').fill('id: wire\nkind: feed');
    await page.getByRole('button', { name: 'Ask it now' }).click();
    const preview = page.locator('.preview');
    expect(await preview.innerText()).toMatch(
      /Wire[\s\S]*2 pages brought and read[\s\S]*A <b>title<\/b>[\s\S]*1,234 characters/,
    );
    expect(await preview.locator('a[href^="javascript"]').count()).toBe(0);
    expect(await page.locator('.snippet').innerText()).toBe('sources:\n  - id: wire\n    kind: feed');
    await page.getByRole('button', { name: 'Run it over the archive' }).click();
    expect(await page.locator('.preview').innerText()).toMatch(
      /Would have sent 1 alert over the last 90 days[\s\S]*贺知远 · 云帆笔记[\s\S]*it is reported; role 负责人/,
    );
  });

  it('that is wrong or cannot be asked stays in its form with the reason', async () => {
    await page.goto(`${desk.url}/try`);
    await page.locator('textarea[name=source]').fill('id: wire');
    await page.getByRole('button', { name: 'Ask it now' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('a source names its kind');
    expect(await page.locator('textarea[name=source]').inputValue()).toBe('id: wire');
    await page.locator('textarea[name=source]').fill('kind: feed\nname: down');
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button', { name: 'Ask it now' }).click(),
    ]);
    expect([answer.status(), await page.getByRole('alert').innerText()]).toEqual([
      502,
      expect.stringContaining('ECONNREFUSED'),
    ]);
  });
});

describe('the quality page', () => {
  it('shows the floors that npm run eval checks', async () => {
    const { claims } = JSON.parse(await readFile('test/eval/floors.json', 'utf8')) as {
      claims: Record<string, number>;
    };
    const percent = (share = 0) => `${Math.round(share * 100)}%`;
    expect(floors).toEqual({
      executive_departure: {
        precision: claims['departures named precision'],
        recall: claims['departures named recall'],
        f1: claims['departures named F1'],
      },
      metric: { f1: claims['metrics value and subject F1'] },
    });
    await page.goto(`${desk.url}/quality`);
    expect(await page.locator('table').first().innerText()).toContain(
      `precision ≥ ${percent(claims['departures named precision'])}, recall ≥ ${percent(claims['departures named recall'])}`,
    );
  });
});
