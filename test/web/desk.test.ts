import { createServer } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../src/errors.ts';
import { serveDesk } from '../../src/web/serve.ts';
import { Hono } from 'hono';
import { languages } from '../../src/web/i18n/index.ts';
import { openBrowser, openDesk, type TestDesk } from './_desk.ts';
import { id } from './fixture.ts';

let desk: TestDesk;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});
beforeEach(async () => {
  context = await browser.newContext({ timezoneId: 'Asia/Shanghai', locale: 'en-GB' });
  page = await context.newPage();
  complaints.length = 0;
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterEach(async () => {
  await context.close();
});

const storyPath = `/stories/${id('story', 'he-leaves')}`;

describe('the feed', () => {
  it('shows one entry per story with what is claimed, who was first and how many origins there are', async () => {
    await page.goto(desk.url);
    const entry = page.locator('.entry').first();
    await expect(entry.locator('h3').innerText()).resolves.toBe('云帆笔记电商负责人贺知远离职，孟清荷接任');
    await expect(entry.innerText()).resolves.toMatch(/first: 潮观财经[\s\S]*5 pages, 2 origins[\s\S]*Departure/);
    await expect(entry.locator('.quote').innerText()).resolves.toBe(
      '云帆笔记电商业务负责人贺知远（花名：听潮）已于三月初离职',
    );
    expect(await page.locator('.entry').count()).toBe(6);
    expect(complaints).toEqual([]);
  });

  it('is walked with j and k and opened with o; g d leads to the departures and u back', async () => {
    await page.goto(desk.url);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await page.locator('.entry.current h3').innerText()).toBe('青橙优选否认首席财务官段予安离职传闻');
    await page.keyboard.press('k');
    await page.keyboard.press('o');
    await page.waitForURL(`**${storyPath}`);
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.waitForURL('**/departures');
    await page.keyboard.press('u');
    await page.waitForURL(`${desk.url}/`);
    await page.keyboard.press('?');
    await page.locator('#keys').waitFor({ state: 'visible' });
  });

  it('leads to every section by the two keys that ? names', async () => {
    const chords = languages.en.help.keys.map(([keys]) => keys.split(' ')).filter(([first]) => first === 'g');
    const sections = chords.map(([, key]) => key).sort();
    const led: string[] = [];
    for (const [first = '', second = ''] of chords) {
      await page.goto(`${desk.url}/settings`);
      await page.keyboard.press(first);
      await page.keyboard.press(second);
      await page.waitForURL((url) => url.pathname !== '/settings');
      led.push(new URL(page.url()).pathname);
    }
    expect(sections).toEqual(['d', 'f', 'm', 'p', 'q', 's', 'w']);
    expect(led.sort()).toEqual(['/', '/departures', '/metrics', '/people', '/quality', '/sources', '/watches']);
    expect(languages.zh.help.keys.map(([keys]) => keys)).toEqual(languages.en.help.keys.map(([keys]) => keys));
  });

  it('speaks Chinese when asked to and remembers it', async () => {
    await page.goto(desk.url);
    await page.getByRole('button', { name: '中文' }).click();
    await page.waitForSelector('html[lang="zh-CN"]');
    await page.goto(`${desk.url}/departures`);
    expect(await page.locator('h1').innerText()).toBe('离职台账');
  });

  it('writes times in the zone of the reader', async () => {
    const abroad = await browser.newContext({ timezoneId: 'Europe/Lisbon', locale: 'en-GB' });
    const tab = await abroad.newPage();
    await tab.goto(desk.url);
    await tab.waitForSelector('body[data-zone="Europe/Lisbon"]');
    expect(await tab.locator(`.entry[data-id="${id('story', 'he-leaves')}"] .when time`).innerText()).toBe(
      '11 Mar, 13:40',
    );
    await abroad.close();
  });
});

describe('a story', () => {
  it('shows every article with its relation and, for the one chosen, its claims in their places', async () => {
    await page.goto(desk.url + storyPath);
    expect(await page.locator('.tree li').count()).toBe(5);
    await expect(page.locator('.tree').innerText()).resolves.toMatch(
      /潮观财经[\s\S]*first report[\s\S]*快讯聚合[\s\S]*exact copy[\s\S]*电海论坛[\s\S]*partial copy[\s\S]*商业镜头[\s\S]*reworded[\s\S]*Ledger Wire[\s\S]*own report/,
    );
    expect(await page.locator('.prose mark').first().innerText()).toBe(
      '云帆笔记电商业务负责人贺知远（花名：听潮）已于三月初离职',
    );
    await page.locator('.tree a', { hasText: 'Ledger Wire' }).click();
    await page.waitForURL('**?article=*');
    expect(await page.locator('.prose mark').innerText()).toContain('He Zhiyuan, who ran its commerce business');
  });

  it('calls no article an own report that tells from an origin it has already', async () => {
    const ledgerWire = await desk.db
      .selectFrom('placements')
      .selectAll()
      .where('storyId', '=', id('story', 'he-leaves'))
      .where('relation', '=', 'same_story')
      .executeTakeFirstOrThrow();
    const originOf = (originId: string) =>
      desk.db.updateTable('placements').set({ originId }).where('articleId', '=', ledgerWire.articleId).execute();
    await originOf(id('article', 'he-1'));
    await page.goto(desk.url + storyPath);
    const line = await page.locator('.tree li', { hasText: 'Ledger Wire' }).innerText();
    await originOf(ledgerWire.originId);
    expect(line).toContain('same origin, own words');
    expect(line).not.toContain('own report');
  });

  it('leads from a claim to its words and back', async () => {
    await page.goto(desk.url + storyPath);
    await page.locator('.claims .to-quote').nth(2).click();
    const target = page.locator(':target');
    expect(await target.evaluate((node) => node.nextElementSibling?.textContent)).toContain('37.2亿元');
    await target.click();
    expect(await page.locator('.claim:target').innerText()).toContain('37.2亿元');
  });

  it('says who was told of it, why, and what became of each delivery', async () => {
    await page.goto(desk.url + storyPath);
    await expect(page.locator('.alerts').innerText()).resolves.toMatch(
      /first report · rule new-departure · about 云帆笔记; kind: Departure[\s\S]*delivered[\s\S]*night-desk@example\.org/,
    );
    await page.goto(`${desk.url}/stories/${id('story', 'old-exit')}`);
    await expect(page.locator('.alerts').innerText()).resolves.toContain('more than 180 days');
  });

  it('moves on to the survivor when it was merged away', async () => {
    const gone = id('story', 'gone');
    const survivor = await desk.db
      .selectFrom('stories')
      .selectAll()
      .where('id', '=', id('story', 'he-leaves'))
      .executeTakeFirstOrThrow();
    await desk.db
      .insertInto('stories')
      .values({ ...survivor, id: gone, redirectTo: survivor.id })
      .execute();
    await page.goto(`${desk.url}/stories/${gone}`);
    expect(new URL(page.url()).pathname).toBe(storyPath);
  });
});

describe('the departures', () => {
  it('put every departure in one row whose cells open the words they come from', async () => {
    await page.goto(`${desk.url}/departures`);
    const row = page.locator('.ledger tbody tr', { hasText: '贺知远' });
    await expect(row.innerText()).resolves.toMatch(
      /听潮[\s\S]*电商业务负责人[\s\S]*3 Mar[\s\S]*confirmed[\s\S]*孟清荷/,
    );
    await row.getByRole('button', { name: '3 Mar' }).click();
    const sheet = page.locator('.quote-sheet:popover-open');
    await expect(sheet.innerText()).resolves.toMatch(/left the company on 3 March[\s\S]*Ledger Wire/);
    await sheet.getByRole('link').click();
    await page.waitForURL('**/stories/**#at-*');
  });

  it('can be narrowed to one company', async () => {
    await page.goto(`${desk.url}/departures`);
    await page.getByRole('link', { name: '青橙优选' }).click();
    await page.waitForURL('**?company=qingcheng');
    expect(await page.locator('.ledger tbody tr').count()).toBe(1);
  });
});

describe('the sources', () => {
  it('put the one in trouble first and say since when and why', async () => {
    await page.goto(`${desk.url}/sources`);
    await expect(page.locator('.source').first().innerText()).resolves.toMatch(
      /快讯聚合[\s\S]*Failing since 11 Mar, 02:00[\s\S]*captcha/,
    );
    await page.locator('.source [data-open]').first().click();
    await page.locator('.lines tbody tr').first().waitFor();
    expect(await page.locator('.lines tbody tr').count()).toBe(3);
  });
});

describe('a saved page', () => {
  it('is shown in a frame without scripts and without network', async () => {
    const pageId = id('page', 'he-1');
    await page.goto(`${desk.url}/pages/${pageId}`);
    await page.frameLocator('iframe.saved').locator('h1').waitFor();
    const raw = await fetch(`${desk.url}/pages/${pageId}/raw`);
    expect(raw.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    const saved = await fetch(`${desk.url}/pages/${pageId}/raw?download`);
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(saved.headers.get('content-type')).toBe('application/octet-stream');
  });
});

describe('what cannot be had', () => {
  it('is said in words with the right status', async () => {
    for (const [path, status] of [
      ['/stories/none', 404],
      ['/nowhere', 404],
      ['/?after=broken', 400],
      ['/departures?after=x', 400],
      [`/stories/${'a'.repeat(4000)}`, 404],
      ['/pages/%00', 400],
    ] as const) {
      const response = await fetch(desk.url + path);
      expect([path.slice(0, 40), response.status]).toEqual([path.slice(0, 40), status]);
      expect(await response.text()).toContain('class="problem"');
    }
  });

  it('is refused under a host name that is not the desk’s own', async () => {
    const port = new URL(desk.url).port;
    const status = await new Promise<string>((resolve, reject) => {
      import('node:net').then(({ connect }) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.write('GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
        });
        socket.once('data', (data) => resolve(data.toString().split('\r\n')[0] ?? ''));
        socket.once('error', reject);
      }, reject);
    });
    expect(status).toContain('421');
  });

  it('is refused when a page elsewhere sends the form', async () => {
    const response = await fetch(`${desk.url}/preferences`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'language=zh',
      redirect: 'manual',
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('is one sentence when the port is taken', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    await expect(serveDesk(new Hono(), { port })).rejects.toThrow(EnvironmentError);
    other.close();
  });
});
