import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gate } from '../../src/net/gate.ts';
import { FetchFailure, GateRefusal } from '../../src/net/refusal.ts';
import { aimedAt, closedCases, urlOf } from './_closed.ts';
import { openConnectProxy, openGate, openSite, type Site } from './_site.ts';

const cases = closedCases();
/** A server on loopback that nobody may reach, and a trusted site that tries to send us there. */
let secret: Site;
let trusted: Site;

beforeAll(async () => {
  secret = await openSite((_request, response) => response.end('secret'));
  trusted = await openSite((request, response) => {
    const to = new URL(request.url ?? '/', 'http://x').searchParams.get('to');
    if (to === null) return response.end('page');
    return response.writeHead(302, { location: Buffer.from(to, 'utf8').toString('latin1') }).end();
  });
});
afterAll(async () => {
  await Promise.all([secret.close(), trusted.close()]);
});

/** Every way of asking must end in a refusal and reach nothing. */
async function expectRefused(gate: Gate, url: string): Promise<void> {
  const error = await gate.fetch(url).then(
    () => new Error(`reached ${url}`),
    (cause: unknown) => cause,
  );
  // A host name that no resolver knows cannot be judged; it cannot be reached either.
  if (!(error instanceof FetchFailure && error.code === 'dns')) expect(error, url).toBeInstanceOf(GateRefusal);
}

describe('closed addresses over HTTP', () => {
  it('are refused as literal hosts, as what a name resolves to, and by redirect', async () => {
    for (const address of cases.closed) {
      const gate = openGate([trusted], { lookup: async () => [address] });
      await expectRefused(gate, urlOf(address, secret.port));
      await expectRefused(gate, `http://inside.example:${secret.port}/secret`);
      await expectRefused(gate, `${trusted.base}/?to=${encodeURIComponent(urlOf(address, secret.port))}`);
      await gate.close();
    }
    expect(secret.hits).toEqual([]);
  });

  it('are refused in every disguise a URL allows, directly and by redirect', async () => {
    const gate = openGate([trusted]);
    for (const url of cases.urls) {
      for (const trap of [url, aimedAt(url, secret.port)]) {
        await expectRefused(gate, trap);
        if (trap !== '' && !/[\r\n\0]/.test(trap) && !/^\w+:(?!\/\/)/.test(trap.trim())) {
          await expectRefused(gate, `${trusted.base}/?to=${encodeURIComponent(trap)}`);
        }
      }
    }
    expect(secret.hits).toEqual([]);
    await gate.close();
  });

  it('are refused when one of several DNS answers is closed', async () => {
    const gate = openGate([], { lookup: async () => ['93.184.216.34', '10.0.0.7'] });
    await expect(gate.fetch('http://mixed.example/')).rejects.toThrow(/resolves to 10\.0\.0\.7/);
    await gate.close();
  });

  it('are refused for webhooks, models and robots files as for pages', async () => {
    const gate = openGate([]);
    for (const purpose of ['notify', 'model', 'robots', 'browser'] as const) {
      await expect(gate.fetch(secret.base, { purpose, method: 'POST', body: 'x' })).rejects.toBeInstanceOf(GateRefusal);
    }
    expect(secret.hits).toEqual([]);
    await gate.close();
  });
});

describe('rebinding', () => {
  it('cannot swap the address: the one that was checked is the one connected to', async () => {
    const proxy = await openConnectProxy(() => trusted.port);
    const answers = [['93.184.216.34'], ['127.0.0.1']];
    let asked = 0;
    const gate = openGate([], { proxy: proxy.url, lookup: async () => answers[asked++] ?? ['127.0.0.1'] });
    const answer = await gate.fetch('http://rebind.example/', { ignoreRobots: true });
    expect(answer.status).toBe(200);
    expect(proxy.targets).toEqual(['93.184.216.34:80']);
    expect(asked).toBe(1);
    // A second connection asks again, gets the closed answer, and goes nowhere.
    await gate.close();
    const second = openGate([], { proxy: proxy.url, lookup: async () => answers[asked++] ?? ['127.0.0.1'] });
    await expect(second.fetch('http://rebind.example/', { ignoreRobots: true })).rejects.toThrow(
      /not a public address/,
    );
    expect(proxy.targets).toHaveLength(1);
    await second.close();
    await proxy.close();
  });
});

describe("the operator's settings", () => {
  it('let an exact host and port pass, and no other port, name or spelling of it', async () => {
    const gate = openGate([trusted]);
    expect((await gate.fetch(`${trusted.base}/`)).status).toBe(200);
    await expect(gate.fetch(`http://127.0.0.1:${secret.port}/`)).rejects.toBeInstanceOf(GateRefusal);
    await expect(gate.fetch(`http://localhost:${trusted.port}/`)).rejects.toBeInstanceOf(GateRefusal);
    await gate.close();
  });

  it('allow a name by name, whatever it resolves to', async () => {
    const gate = openGate([`wiki.corp.example:${trusted.port}`], { lookup: async () => ['127.0.0.1'] });
    expect((await gate.fetch(`http://wiki.corp.example:${trusted.port}/`)).status).toBe(200);
    await gate.close();
  });

  it('send public addresses through the proxy as addresses, and closed ones not at all', async () => {
    const proxy = await openConnectProxy(() => trusted.port);
    for (const address of cases.open) {
      const gate = openGate([], { proxy: proxy.url, lookup: async () => [address] });
      expect((await gate.fetch('http://news.example/')).status).toBe(200);
      expect(proxy.targets.at(-1)).toBe(address.includes(':') ? `[${address}]:80` : `${address}:80`);
      await gate.close();
    }
    const before = proxy.targets.length;
    const gate = openGate([], { proxy: proxy.url, lookup: async () => ['192.168.1.1'] });
    await expect(gate.fetch('http://router.example/')).rejects.toBeInstanceOf(GateRefusal);
    await expect(gate.fetch('http://169.254.169.254/latest/')).rejects.toBeInstanceOf(GateRefusal);
    expect(proxy.targets).toHaveLength(before);
    await gate.close();
    await proxy.close();
  });
});

describe('redirects', () => {
  it('are followed five times and refused the sixth', async () => {
    const chain = await openSite((request, response) => {
      const left = Number((request.url ?? '').slice(1));
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` });
      response.end('end');
    });
    const gate = openGate([chain]);
    expect((await gate.fetch(`${chain.base}/5`)).redirects).toHaveLength(5);
    await expect(gate.fetch(`${chain.base}/6`)).rejects.toThrow(/after 6 redirects/);
    await gate.close();
    await chain.close();
  });

  it('carry no secrets to another origin', async () => {
    const other = await openSite((_request, response) => response.end('ok'));
    const gate = openGate([trusted, other]);
    const headers = { authorization: 'Bearer s', cookie: 'a=b', 'x-api-key': 'k', accept: 'text/html' };
    await gate.fetch(`${trusted.base}/?to=${encodeURIComponent(`${other.base}/x`)}`, { headers });
    const seen = other.requests.at(-1)?.headers ?? {};
    expect(seen.accept).toBe('text/html');
    expect([seen.authorization, seen.cookie, seen['x-api-key']]).toEqual([undefined, undefined, undefined]);
    await gate.close();
    await other.close();
  });
});
