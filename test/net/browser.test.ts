import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser, findChromium, type BrowserLaunch, type GatedBrowser } from '../../src/net/browser.ts';
import type { Gate } from '../../src/net/gate.ts';
import { aimedAt, closedCases, urlOf } from './_closed.ts';
import { openGate, openSite, type Site } from './_site.ts';

const cases = closedCases();
const has = findChromium() !== null;
if (!has) console.log('no Chromium here: what the browser may reach is not tried');

describe.skipIf(!has)('a browser behind the gate', () => {
  let secret: Site;
  let trusted: Site;
  let gate: Gate;
  let gated: GatedBrowser;
  let browser: Browser;
  const traps: string[] = [];

  beforeAll(async () => {
    secret = await openSite((_request, response) => response.end('secret'));
    trusted = await openSite((request, response) => {
      const url = new URL(request.url ?? '/', 'http://x');
      const to = url.searchParams.get('to');
      if (to !== null) return response.writeHead(302, { location: Buffer.from(to, 'utf8').toString('latin1') }).end();
      response.setHeader('content-type', 'text/html; charset=utf-8');
      return response.end(url.pathname === '/traps' ? trapPage(traps) : '<title>trusted</title>');
    });
    traps.push(...cases.closed.map((address) => urlOf(address, secret.port)));
    traps.push(...cases.urls.map((url) => aimedAt(url, secret.port)).filter((url) => /^https?:/i.test(url)));
    traps.push(
      `http://localhost:${secret.port}/`,
      `http://rebound.example:${secret.port}/`,
      `https://127.0.0.1:${secret.port}/`,
    );
    gate = openGate([trusted], { lookup: async () => ['127.0.0.1'] });
    gated = createBrowser({ gate });
    const launch: BrowserLaunch = await gated.open();
    browser = await chromium.launch({
      ...{
        executablePath: launch.executablePath,
        args: [...launch.args],
        proxy: { server: launch.proxyUrl, bypass: '<-loopback>' },
      },
      chromiumSandbox: !launch.args.includes('--no-sandbox'),
    });
  });
  afterAll(async () => {
    await browser?.close();
    await gated?.close();
    await gate?.close();
    await Promise.all([secret?.close(), trusted?.close()]);
  });

  it('reaches a trusted site with our user agent', async () => {
    const page = await browser.newPage();
    await page.goto(`${trusted.base}/`);
    expect(await page.title()).toBe('trusted');
    expect(trusted.requests.find((request) => request.url === '/')?.headers['user-agent']).toMatch(/^Redwatch\//);
    await page.close();
  });

  it('cannot reach a closed address by fetch, script, image, frame, style, form, socket or prefetch', async () => {
    const page = await browser.newPage();
    await page.goto(`${trusted.base}/traps`);
    await page.waitForFunction(() => document.title === 'done', undefined, { timeout: 40_000 });
    expect(secret.hits).toEqual([]);
    expect(gated.refused().length).toBeGreaterThan(cases.closed.length);
    await page.close();
  });

  it('cannot be sent to one by a redirect of the page, and the redirect is judged by the gate', async () => {
    const page = await browser.newPage();
    for (const trap of traps.filter((url) => !/\\|\s/.test(url)).slice(0, 25)) {
      await page.goto(`${trusted.base}/?to=${encodeURIComponent(trap)}`).catch(() => undefined);
    }
    expect(secret.hits).toEqual([]);
    await page.close();
  });

  it('cannot be opened on one', async () => {
    const page = await browser.newPage();
    for (const url of [
      `http://127.0.0.1:${secret.port}/`,
      `http://[::1]:${secret.port}/`,
      `http://localhost:${secret.port}/`,
    ]) {
      const answer = await page.goto(url).catch(() => null);
      expect(answer?.status() ?? 403).toBe(403);
    }
    expect(secret.hits).toEqual([]);
    await page.close();
  });

  it('resolves no name by itself', async () => {
    const page = await browser.newPage();
    await page.goto(`http://rebound.example:${secret.port}/`).catch(() => null);
    expect(gated.refused().some(({ sentence }) => sentence.includes('it resolves to 127.0.0.1'))).toBe(true);
    await page.close();
  });
});

/** Asks for every trap in every way a page can, and says when all have been answered. */
function trapPage(traps: readonly string[]): string {
  return `<!doctype html><title>working</title><body><script>
    const traps = ${JSON.stringify(traps).replaceAll('<', '\\u003c')};
    const made = (tag, set) => new Promise((done) => {
      const element = document.createElement(tag);
      element.onload = element.onerror = done;
      set(element);
      document.body.append(element);
      setTimeout(done, 3000);
    });
    const ask = async (url) => {
      try { new WebSocket(url.replace(/^http/, 'ws')); } catch {}
      try { navigator.sendBeacon(url, 'x'); } catch {}
      await Promise.allSettled([
        fetch(url, { mode: 'no-cors' }),
        made('img', (e) => { e.src = url; }),
        made('script', (e) => { e.src = url; }),
        made('iframe', (e) => { e.src = url; }),
        made('link', (e) => { e.rel = 'stylesheet'; e.href = url; }),
        made('link', (e) => { e.rel = 'prefetch'; e.href = url; }),
        made('object', (e) => { e.data = url; }),
      ]);
    };
    Promise.all(traps.map(ask)).then(() => { document.title = 'done'; });
  </script></body>`;
}

describe('a browser that is not there', () => {
  it('is said so with how to get one, when it is needed and not before', async () => {
    const gate = openGate([]);
    expect(findChromium({ REDWATCH_CHROMIUM: '/nowhere/chromium' })).toBeNull();
    const gated = createBrowser({ gate, executablePath: '' });
    await expect(gated.open()).rejects.toThrow(/apt-get install chromium/);
    await gated.close();
    await gate.close();
  });
});
