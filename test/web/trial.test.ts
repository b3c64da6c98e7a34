import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRedwatch, type Redwatch } from '../queues/_redwatch.ts';
import { openDesk as openRealDesk } from '../../src/cli/start.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { pageOfFile, savePage } from '../../src/store/pages.ts';
import { PAGES, WATCH } from '../queues/_articles.ts';
import { openNewsSite, type NewsSite } from '../queues/_news-site.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';
import { violationsOf } from './_axe.ts';
import { openBrowser } from './_desk.ts';

/** The desk as `redwatch start` opens it: the trials really ask a site on this machine, through the gate. */
let postgres: TestServer;
let site: NewsSite;
let redwatch: Redwatch;
let desk: { url: string; close(): Promise<void> };
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [postgres, site, browser] = await Promise.all([startTestServer(), openNewsSite(), openBrowser()]);
  const object = { watches: [WATCH], net: { allow: [site.host], paceMs: 0 }, desk: { port: 0 } };
  const config = loadConfig({ object }, { DATABASE_URL: await postgres.freshUrl() });
  redwatch = await openRedwatch({ config, log: createLog('silent') });
  redwatch.work();
  const bytes = new TextEncoder().encode(PAGES.REPORT);
  const charset = { charset: 'utf-8', charsetFrom: 'utf8' } as const;
  await savePage(
    redwatch.store.db,
    pageOfFile({ bytes, name: 'page.txt', isText: true, charset, at: new Date('2025-11-05T00:00:00Z') }),
  );
  await redwatch.queues.untilEmpty();
  desk = await openRealDesk(redwatch, createLog('silent'));
  page = await browser.newPage({ locale: 'en-GB' });
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
  await redwatch?.close();
  await site?.close();
  await postgres?.stop();
});

const articles = () => redwatch.store.db.selectFrom('articles').select('id').execute();
const alerts = () => redwatch.store.db.selectFrom('alerts').select('id').execute();
const source = (address: string) => `id: tide\nname: 潮汐\nkind: feed\nurl: ${address}\ndelaySecs: 0`;

describe('a trial', () => {
  it('asks the source for real, shows what was read and keeps nothing', async () => {
    const before = await articles();
    await page.goto(`${desk.url}/try`);
    await page.locator('textarea[name=source]').fill(source(`${site.base}/feed.xml`));
    await page.getByRole('button', { name: 'Ask it now' }).click();
    const preview = page.locator('.preview');
    await expect(preview.innerText()).resolves.toMatch(
      /潮汐[\s\S]*3 pages brought and read[\s\S]*听潮网络第\d条消息[\s\S]*characters/,
    );
    expect(await page.locator('textarea[name=source]').inputValue()).toBe(source(`${site.base}/feed.xml`));
    expect(await articles()).toEqual(before);
  });

  it('asks no address that the settings do not allow, and says so', async () => {
    await page.goto(`${desk.url}/try`);
    await page.locator('textarea[name=source]').fill(source('http://127.0.0.1:9/feed.xml'));
    await page.getByRole('button', { name: 'Ask it now' }).click();
    await expect(page.locator('.preview').innerText()).resolves.toMatch(/No page was brought/);
  });

  it('of a rule runs over the archive by keyboard alone, and sends nothing', async () => {
    const before = await alerts();
    await page.goto(`${desk.url}/try`);
    await page.locator('textarea[name=rule]').fill('id: all-departures\nkinds: [executive_departure]\nrecipients: []');
    await page.locator('input[name=days]').fill('3650');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.preview').waitFor();
    await expect(page.locator('main').innerText()).resolves.toMatch(/Would have sent[\s\S]*宋砚青/);
    expect(await alerts()).toEqual(before);
  });

  for (const theme of ['light', 'dark'] as const)
    it(`and the settings have no accessibility violation in the ${theme} theme, filled`, async () => {
      const context = await browser.newContext({ colorScheme: theme, locale: 'zh-CN' });
      const tab = await context.newPage();
      const found: string[] = [];
      const look = async (what: string) => {
        for (const violation of await violationsOf(tab)) found.push(`${what} ${violation}`);
      };
      await tab.goto(`${desk.url}/settings`);
      expect(await tab.locator('tbody tr').count()).toBeGreaterThan(10);
      await look('settings');
      await tab.goto(`${desk.url}/try`);
      await tab.locator('textarea[name=source]').fill(source(`${site.base}/feed.xml`));
      await tab.locator('button[value=source]').click();
      await tab.locator('.preview').waitFor();
      await tab.locator('.preview summary').click();
      await look('try, answered');
      await tab.locator('textarea[name=source]').fill('kind: nothing');
      await tab.locator('button[value=source]').click();
      await tab.getByRole('alert').waitFor();
      await look('try, refused');
      await context.close();
      expect(found).toEqual([]);
    });
});
