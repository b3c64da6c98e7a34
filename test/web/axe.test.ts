import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccount } from '../../src/store/desk/accounts.ts';
import { openSession } from '../../src/store/desk/sessions.ts';
import { languages } from '../../src/web/i18n/index.ts';
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

/** Every sentence and word of the desk's own English that has Chinese of its own; the switch to English says “English”. */
const ENGLISH = wordsOf(languages.en, languages.zh).filter((words) => words !== languages.zh.language);

function wordsOf(english: object, chinese: object): string[] {
  return Object.entries(english).flatMap(([key, one]: [string, unknown]) => {
    const other: unknown = (chinese as Record<string, unknown>)[key];
    if (typeof one === 'object' && one !== null) return typeof other === 'object' && other ? wordsOf(one, other) : [];
    return typeof one === 'string' && one.length >= 7 && one !== other ? [one] : [];
  });
}

/** The desk's own English among the words of a page; the API's own page describes it in English. */
async function englishOn(page: Page): Promise<string[]> {
  if (page.url().endsWith('/api')) return [];
  const lines = (await page.locator('body').innerText()).split('\n').map((line) => line.trim());
  return ENGLISH.filter((words) => lines.includes(words));
}

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
          if (locale === 'zh-CN')
            for (const words of await englishOn(page)) found.push(`${path} says “${words}” in Chinese`);
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
