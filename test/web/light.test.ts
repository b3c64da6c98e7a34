import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccount } from '../../src/store/desk/accounts.ts';
import { openSession } from '../../src/store/desk/sessions.ts';
import { openBrowser, openDesk, type TestDesk } from './_desk.ts';
import { id, NOW } from './fixture.ts';

let desk: TestDesk;
let browser: Browser;
beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

const PAGES = () => ['/', `/stories/${id('story', 'he-leaves')}`, '/departures', '/?q=离职'];
const MOST_BYTES = 100_000;

describe('a page', () => {
  it('with everything it loads weighs at most 100 kB compressed', async () => {
    for (const address of PAGES()) {
      const page = await browser.newPage({ timezoneId: 'Asia/Shanghai' });
      const bodies: Promise<Buffer>[] = [];
      page.on('response', (response) => bodies.push(response.body()));
      await page.goto(desk.url + address, { waitUntil: 'networkidle' });
      const bytes = (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0);
      expect(bodies.length).toBeGreaterThan(3);
      expect([address, bytes < MOST_BYTES]).toEqual([address, true]);
      await page.close();
    }
  });

  it('does not shift under the reader, on a desk or a phone', async () => {
    for (const width of [1280, 390])
      for (const address of PAGES()) {
        const page = await browser.newPage({ viewport: { width, height: 800 }, timezoneId: 'Asia/Shanghai' });
        await page.goto(desk.url + address, { waitUntil: 'load' });
        const shift = await page.evaluate(
          () =>
            new Promise<number>((resolve) => {
              new PerformanceObserver((list) => {
                const shifts = list.getEntries() as unknown as { value: number }[];
                resolve(shifts.reduce((sum, one) => sum + one.value, 0));
              }).observe({ type: 'layout-shift', buffered: true });
              // Nothing is reported where nothing moved: two frames later all there was has been.
              requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)));
            }),
        );
        expect([width, address, shift]).toEqual([width, address, 0]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([width, address, overflow <= 0]).toEqual([width, address, true]);
        await page.close();
      }
  });
});

describe('the keys', () => {
  it('can be one’s own: the new key works, the old one no longer does, and ? shows it', async () => {
    const account = await addAccount(desk.db, { name: 'Mei', password: 'long enough to do', role: 'analyst', at: NOW });
    const { key } = await openSession(desk.db, account, NOW);
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Shanghai' });
    await context.addCookies([{ name: 'redwatch_session', value: key, url: desk.url }]);
    const page = await context.newPage();
    await page.goto(`${desk.url}/me`);
    await page.locator('input[name="key-j"]').fill('n');
    await page.locator('.keymap').getByRole('button', { name: 'Save' }).click();
    await page.goto(desk.url);
    await page.keyboard.press('j');
    expect(await page.locator('.entry.current').count()).toBe(0);
    await page.keyboard.press('n');
    expect(await page.locator('.entry.current').count()).toBe(1);
    await page.keyboard.press('?');
    expect(await page.locator('#keys dt').first().innerText()).toBe('n');
    await context.close();
  });
});

describe('unread stories', () => {
  it('come first in their night, and go below once they were opened', async () => {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Shanghai' });
    const account = await addAccount(desk.db, { name: 'Tao', password: 'long enough to do', role: 'analyst', at: NOW });
    const { key } = await openSession(desk.db, account, NOW);
    await context.addCookies([{ name: 'redwatch_session', value: key, url: desk.url }]);
    const page = await context.newPage();
    await page.goto(desk.url);
    const first = await page.locator('.entry').first().getAttribute('data-id');
    const seen = page.waitForResponse((response) => response.url().endsWith('/seen'));
    await page.locator('.entry').first().getByRole('link').first().click();
    await seen;
    await page.goto(desk.url);
    const night = page.locator('.night').first();
    const order = await page.locator('.entry').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.id));
    expect(await night.isVisible()).toBe(true);
    expect(order.indexOf(first ?? '')).toBeGreaterThan(0);
    await context.close();
  });
});
