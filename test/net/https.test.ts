/**
 * HTTPS from end to end: a server with a certificate of an authority made here, for this run only. Nobody trusts that authority
 * unless NODE_EXTRA_CA_CERTS names it, which Node reads when it starts: hence the process of its own.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { chromium } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { crawlSource, parseSource, type RunEntry } from '../../crawlers/_crawl.ts';
import { createBrowser, findChromium } from '../../src/net/browser.ts';
import type { Gate } from '../../src/net/gate.ts';
import type { Answer, Question } from './_https-process.ts';
import { listen, openConnectProxy, openGate, type Site } from './_site.ts';

const NAME = 'news.tide.test';
const PUBLIC = '93.184.216.34';
const has = ((): boolean => {
  try {
    return execFileSync('openssl', ['version']).length > 0;
  } catch {
    console.log('no openssl here: HTTPS is not tried');
    return false;
  }
})();

/** An authority and a certificate it gave to `NAME`, valid for two days. */
function makeCertificates(folder: string): { key: Buffer; cert: Buffer; authority: string } {
  const file = (name: string): string => path.join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.pem'),
    '-days',
    '2',
    '-subj',
    '/CN=Redwatch test authority',
  );
  openssl('req', ...newKey, '-keyout', file('site.key'), '-out', file('site.csr'), '-subj', `/CN=${NAME}`);
  writeFileSync(file('site.ext'), `subjectAltName=DNS:${NAME}\n`);
  openssl(
    'x509',
    '-req',
    '-in',
    file('site.csr'),
    '-CA',
    file('ca.pem'),
    '-CAkey',
    file('ca.key'),
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    file('site.ext'),
    '-out',
    file('site.pem'),
  );
  return { key: readFileSync(file('site.key')), cert: readFileSync(file('site.pem')), authority: file('ca.pem') };
}

describe.skipIf(!has)('over HTTPS', () => {
  let folder: string;
  let authority: string;
  let site: Omit<Site, 'hits' | 'requests'>;
  let spki: string;
  /** The name each request was made for in the TLS handshake, and its path. */
  const hits: [string | false | null | undefined, string | undefined][] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'redwatch-https-'));
    const { key, cert, authority: file } = makeCertificates(folder);
    authority = file;
    spki = createHash('sha256')
      .update(new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64');
    const server = createServer({ key, cert }, (request, response) => {
      hits.push([(request.socket as TLSSocket).servername, request.url]);
      if (request.url === '/inside') return response.writeHead(302, { location: 'https://127.0.0.1/x' }).end();
      response.setHeader('content-type', 'text/html; charset=utf-8');
      return response.end(
        request.url === '/list' ? '<a href="/t/1">沈知秋离职</a>' : '<title>潮汐</title><p>secret</p>',
      );
    });
    site = await listen(server);
  });
  afterAll(async () => {
    await site?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => void hits.splice(0));

  const at = (name: string, where = '/'): string => `https://${name}:${site.port}${where}`;
  const allowed = (name: string): { allow: string[]; answers: string[][] } => ({
    allow: [`${name}:${site.port}`],
    answers: [['127.0.0.1']],
  });

  /** What a process that trusts the authority gets. */
  async function trusting(questions: Question[]): Promise<Answer[]> {
    const args = ['--import', 'tsx', path.join(import.meta.dirname, '_https-process.ts'), JSON.stringify(questions)];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: authority },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    await once(child, 'close');
    return JSON.parse(out) as Answer[];
  }

  it('an unknown authority is refused with what to do about it, and nothing is asked of the site', async () => {
    const gate = openGate([`${NAME}:${site.port}`], { lookup: async () => ['127.0.0.1'] });
    await expect(gate.fetch(at(NAME), { ignoreRobots: true })).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringMatching(/authority that is not known here.*NODE_EXTRA_CA_CERTS/),
    });
    expect(hits).toEqual([]);
    await gate.close();
  });

  it("the operator's own authority is believed, for the names it has signed and no other", async () => {
    const [own, other, numeric] = await trusting([
      { url: at(NAME, '/t/1'), ...allowed(NAME) },
      { url: at('other.tide.test'), ...allowed('other.tide.test') },
      { url: at('127.0.0.1'), ...allowed('127.0.0.1') },
    ]);
    expect(own).toMatchObject({ status: 200, text: expect.stringContaining('secret') });
    expect(other).toMatchObject({ code: 'tls', sentence: expect.stringContaining('for another name') });
    expect(numeric).toMatchObject({ code: 'tls', sentence: expect.stringContaining('for another name') });
    expect(hits).toEqual([[NAME, '/t/1']]);
  });

  it('the address that was judged is the one connected to, under the name that was asked for', async () => {
    const proxy = await openConnectProxy(() => site.port);
    const url = `https://${NAME}/t/2`;
    const [through, rebound, closed, redirected] = await trusting([
      { url, answers: [[PUBLIC], ['127.0.0.1']], proxy: proxy.url },
      { url, answers: [['127.0.0.1'], [PUBLIC]], proxy: proxy.url },
      { url: at(NAME), answers: [['127.0.0.1']] },
      { url: at(NAME, '/inside'), ...allowed(NAME) },
    ]);
    expect(through).toMatchObject({ status: 200, asked: 1 });
    expect(proxy.targets).toEqual([`${PUBLIC}:443`]);
    expect(rebound).toMatchObject({ code: 'address' });
    expect(closed).toMatchObject({ code: 'address' });
    expect(redirected).toMatchObject({ code: 'address', sentence: expect.stringContaining('127.0.0.1:443') });
    expect(hits).toEqual([
      [NAME, '/t/2'],
      [NAME, '/inside'],
    ]);
    await proxy.close();
  });

  it('a tunnel of the browser goes to the judged address only, and its TLS is between browser and site', async () => {
    const [open, closed] = await trusting([
      { url: at(NAME, '/t/3'), ...allowed(NAME), asBrowser: true },
      { url: at(NAME, '/t/4'), answers: [['127.0.0.1']], asBrowser: true },
    ]);
    expect(open).toMatchObject({ status: 200, asked: 1 });
    expect(closed).toMatchObject({
      code: 'HTTP/1.1 403 Refused by the fetch gate',
      sentence: expect.stringContaining(NAME),
    });
    expect(hits).toEqual([[NAME, '/t/3']]);
  });

  describe.skipIf(findChromium() === null)('in a browser', () => {
    let gate: Gate;
    beforeAll(() => void (gate = openGate([`${NAME}:${site.port}`], { lookup: async () => ['127.0.0.1'] })));
    afterAll(() => gate.close());

    it('a page with an unknown authority is a failure whose cause is named', async () => {
      const browser = createBrowser({ gate });
      const entries: RunEntry[] = [];
      const source = parseSource({
        id: 'app',
        kind: 'browser-list',
        url: at(NAME, '/list'),
        delaySecs: 0,
        ignoreRobots: true,
      });
      const report = await crawlSource(source, {
        ...{ gate, browser, known: async () => new Map(), savePage: async () => 'new', unchanged: () => undefined },
        ...{ entry: (entry) => void entries.push(entry), now: () => new Date(), keywords: [], limits: { retries: 0 } },
      });
      await browser.close();
      expect(report).toMatchObject({ verdict: 'failed', failed: { tls: 1 } });
      expect(entries[0]?.reason).toMatch(/ERR_CERT_AUTHORITY_INVALID/);
      expect(hits).toEqual([]);
    });

    it('a page comes through the tunnel, and a redirect of it to a closed address does not', async () => {
      const gated = createBrowser({ gate });
      const { executablePath, args, proxyUrl } = await gated.open();
      const browser = await chromium.launch({
        // Chromium has authorities of its own: for this run it is told which certificate to take.
        ...{ executablePath, args: [...args, `--ignore-certificate-errors-spki-list=${spki}`] },
        ...{ proxy: { server: proxyUrl, bypass: '<-loopback>' }, chromiumSandbox: !args.includes('--no-sandbox') },
      });
      const page = await browser.newPage();
      await page.goto(at(NAME, '/t/5'));
      expect(await page.title()).toBe('潮汐');
      await expect(page.goto(at(NAME, '/inside'))).rejects.toThrow(/ERR_TUNNEL_CONNECTION_FAILED/);
      expect(gated.refused().map(({ target }) => target)).toContain('127.0.0.1:443');
      expect(hits.filter(([, where]) => where !== '/favicon.ico')).toEqual([
        [NAME, '/t/5'],
        [NAME, '/inside'],
      ]);
      await browser.close();
      await gated.close();
    });
  });
});
