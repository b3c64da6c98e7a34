import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccount } from '../../src/store/desk/accounts.ts';
import { openSession } from '../../src/store/desk/sessions.ts';
import { violationsOf } from './_axe.ts';
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

const he = id('story', 'he-leaves');
const PAGES = [
  '/',
  '/?q=离职&company=yunfan',
  `/stories/${he}`,
  `/stories/${id('story', 'denied')}`,
  `/stories/${he}/diff?a=${id('article', 'he-1')}&b=${id('article', 'he-3')}`,
  '/departures',
  '/departures?company=yunfan',
  '/metrics',
  '/people',
  `/people/yunfan/${encodeURIComponent('贺知远')}`,
  '/watches',
  '/watches/yunfan',
  '/quality',
  '/sources',
  '/sources/kuaixun',
  '/operations',
  '/settings',
  '/try',
  `/pages/${id('page', 'he-1')}`,
  '/accounts',
  '/audit',
  '/me',
  '/api',
  '/login',
  '/nowhere',
];

const DESK = ['en-GB', 1280] as const;
const PHONE = ['zh-CN', 390] as const;
/** Each theme once in `npm test`, in the language and on the screen the other has not; all four in `npm run test:deep`. */
const VIEWS = process.env.REDWATCH_DEEP
  ? { light: [DESK, PHONE], dark: [DESK, PHONE] }
  : { light: [DESK], dark: [PHONE] };

describe('every page', () => {
  for (const theme of ['light', 'dark'] as const) {
    it(`has no accessibility violation in the ${theme} theme`, async () => {
      const account = await addAccount(desk.db, {
        name: `Admin ${theme}`,
        password: 'long enough to do',
        role: 'admin',
        at: NOW,
      });
      const { key } = await openSession(desk.db, account, NOW);
      const found: string[] = [];
      for (const [locale, width] of VIEWS[theme]) {
        const context = await browser.newContext({
          colorScheme: theme,
          locale,
          viewport: { width, height: 900 },
          timezoneId: 'Asia/Shanghai',
        });
        await context.addCookies([{ name: 'redwatch_session', value: key, url: desk.url }]);
        const page = await context.newPage();
        for (const path of PAGES) {
          await page.goto(desk.url + path);
          for (const violation of await violationsOf(page)) found.push(`${locale} ${path} ${violation}`);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          if (overflow > 0) found.push(`${locale} ${path} is ${overflow} px wider than the window`);
        }
        await context.close();
      }
      expect(found).toEqual([]);
    }, 300_000);
  }
});
