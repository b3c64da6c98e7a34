import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { isAllowedByRobots, matchesPattern, parseRobots } from '../../src/net/robots.ts';
import { inProcessState, type GateState } from '../../src/net/pacing.ts';
import { openGate, openSite } from './_site.ts';

const runs = process.env['REDWATCH_DEEP'] ? 10_000 : 500;
const allows = (text: string, path: string, agent = 'Redwatch'): boolean =>
  isAllowedByRobots(parseRobots(text, agent), new URL(path, 'https://www.example.com'));

describe('robots.txt rules', () => {
  it('for our own name win over those for everybody, whatever the case and version', () => {
    const text = 'User-agent: *\nDisallow: /\n\nUser-agent: REDWATCH/2.0\nDisallow: /private\n';
    expect([allows(text, '/t/1'), allows(text, '/private/x'), allows(text, '/t/1', 'Other')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('of several groups with our name are joined, and several names share one group', () => {
    const text = 'User-agent: redwatch\nDisallow: /a\n\nUser-agent: other\nUser-agent: redwatch\nDisallow: /b\n';
    expect([allows(text, '/a'), allows(text, '/b'), allows(text, '/c')]).toEqual([false, false, true]);
  });

  it('are decided by the longest match, and allow wins a tie', () => {
    const text = 'User-agent: *\nDisallow: /news\nAllow: /news/public\nDisallow: /x\nAllow: /x\n';
    expect([allows(text, '/news/1'), allows(text, '/news/public/1'), allows(text, '/x')]).toEqual([false, true, true]);
  });

  it('know * and $ and compare percent-encoding in one form', () => {
    const text = 'User-agent: *\nDisallow: /*.pdf$\nDisallow: /搜索\nDisallow: /%7Ejoe\nDisallow: /*?s=*&p=\n';
    expect(allows(text, '/a/b.pdf')).toBe(false);
    expect(allows(text, '/a/b.pdf?x')).toBe(true);
    expect(allows(text, '/%e6%90%9c%e7%b4%a2/1')).toBe(false);
    expect(allows(text, '/~joe/x')).toBe(false);
    expect([allows(text, '/?s=1&p=2'), allows(text, '/?p=2&s=1')]).toEqual([false, true]);
  });

  it('with an empty Disallow or without any group allow everything, robots.txt itself always', () => {
    expect(allows('User-agent: *\nDisallow:\n', '/x')).toBe(true);
    expect(allows('', '/x')).toBe(true);
    expect(allows('<!DOCTYPE html><html>not found</html>', '/x')).toBe(true);
    expect(allows('User-agent: *\nDisallow: /', '/robots.txt')).toBe(true);
  });

  it('may hold a Crawl-delay and sitemaps, with comments, CR line ends and a byte-order mark', () => {
    const rules = parseRobots(
      '\ufeffUser-Agent : * # all\rCrawl-delay: 2.5\rSitemap: https://www.example.com/s.xml\r',
      'Redwatch',
    );
    expect(rules.crawlDelaySecs).toBe(2.5);
    expect(rules.sitemaps).toEqual(['https://www.example.com/s.xml']);
    expect(parseRobots('User-agent: *\nCrawl-delay: 999999999', 'Redwatch').crawlDelaySecs).toBe(3600);
  });

  it('agree with a pattern matcher written as a regular expression', () => {
    const part = fc.constantFrom('a', 'b', '/', '*', 'ab', '$');
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 12 }),
        (parts, letters) => {
          const pattern = `/${parts.join('')}`.replace(/\$(?=.)/g, '');
          const path = `/${letters.join('')}`;
          const source = pattern.replace(/\*+/g, '.*').replace(/\$$/, '');
          expect(matchesPattern(path, pattern)).toBe(
            new RegExp(`^${source}${pattern.endsWith('$') ? '$' : ''}`).test(path),
          );
        },
      ),
      { numRuns: runs, seed: 5 },
    );
  });

  it('never throw or hang on a mutated file', () => {
    const base = 'User-agent: *\nDisallow: /a*b$\nAllow: /\nCrawl-delay: 1\nSitemap: /s\n';
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(base.length), fc.string({ maxLength: 6, unit: 'binary' })), { maxLength: 8 }),
        (edits) => {
          const text = edits.reduce((before, [at, piece]) => before.slice(0, at) + piece + before.slice(at), base);
          expect(typeof allows(text, '/a/x/b')).toBe('boolean');
        },
      ),
      { numRuns: runs, seed: 5 },
    );
    const started = process.cpuUsage();
    expect(typeof allows(`User-agent: *\nDisallow: /${'*a'.repeat(200_000)}\n`, `/${'a'.repeat(8000)}`)).toBe(
      'boolean',
    );
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000);
  });
});

describe('robots.txt as the gate fetches it', () => {
  const ways = [
    { name: '200 with rules', status: 200, body: 'User-agent: *\nDisallow: /no', open: true, closed: false },
    { name: '404', status: 404, body: '', open: true, closed: true },
    { name: '403', status: 403, body: '', open: true, closed: true },
    { name: '500', status: 500, body: '', open: false, closed: false },
    { name: '429', status: 429, body: '', open: false, closed: false },
  ];
  it.each(ways)('with $name decides what may be fetched', async ({ status, body, open, closed }) => {
    const site = await openSite((request, response) => {
      if (request.url === '/robots.txt') response.writeHead(status).end(body);
      else response.end('page');
    });
    const gate = openGate([site]);
    const may = (path: string): Promise<boolean> =>
      gate.fetch(site.base + path).then(
        () => true,
        () => false,
      );
    expect([await may('/yes'), await may('/no')]).toEqual([open, closed]);
    expect(site.hits.filter((hit) => hit === 'GET /robots.txt')).toHaveLength(1);
    await gate.close();
    await site.close();
  });

  it('is asked once however many pages wait for it, again after it has expired, and kept while it cannot be reached', async () => {
    let clock = 0;
    let isDown = false;
    const site = await openSite((request, response) => {
      if (request.url !== '/robots.txt') return response.end('page');
      if (isDown) return response.writeHead(503).end();
      return response.writeHead(200, { 'cache-control': 'max-age=7200' }).end('User-agent: *\nDisallow: /no');
    });
    const gate = openGate([site], { now: () => clock });
    const robots = (): number => site.hits.filter((hit) => hit === 'GET /robots.txt').length;
    await Promise.all(['/1', '/2', '/3'].map((path) => gate.fetch(site.base + path)));
    expect(robots()).toBe(1);
    clock = 3 * 3600_000;
    isDown = true;
    await expect(gate.fetch(`${site.base}/no`)).rejects.toThrow(/forbids/);
    expect((await gate.fetch(`${site.base}/yes`)).status).toBe(200);
    expect(robots()).toBe(2);
    await gate.close();
    await site.close();
  });

  it('applies to where a redirect leads, and may be set aside by the operator', async () => {
    const site = await openSite((request, response) => {
      if (request.url === '/robots.txt') response.writeHead(200).end('User-agent: *\nDisallow: /no');
      else if (request.url === '/go') response.writeHead(301, { location: '/no' }).end();
      else response.end('page');
    });
    const gate = openGate([site]);
    await expect(gate.fetch(`${site.base}/go`)).rejects.toMatchObject({ code: 'robots' });
    expect((await gate.fetch(`${site.base}/go`, { ignoreRobots: true })).status).toBe(200);
    await gate.close();
    await site.close();
  });
});

describe('pacing', () => {
  it('gives each request of an origin its own turn, shared by every gate on the same state, never closer than the pause', async () => {
    const shared = inProcessState();
    const turns: number[] = [];
    const state: GateState = {
      ...shared,
      async takeSlot(request) {
        const slot = await shared.takeSlot(request);
        turns.push(request.nowMs + slot.waitMs);
        return slot;
      },
    };
    const site = await openSite((_request, response) => response.end('page'));
    const gates = [0, 1, 2].map(() => openGate([site], { state, delayMs: 60 }));
    const started = performance.now();
    const answers = await Promise.all(
      gates.flatMap((gate) => [0, 1].map((each) => gate.fetch(`${site.base}/${each}`, { ignoreRobots: true }))),
    );
    turns.sort((a, b) => a - b);
    const gaps = turns.slice(1).map((at, index) => at - (turns[index] ?? 0));
    expect(gaps.every((gap) => gap >= 60 && gap <= 60 * 1.25)).toBe(true);
    const longest = Math.max(...answers.map((answer) => answer.waitedMs));
    expect(longest).toBeGreaterThan(5 * 60 - 60);
    expect(performance.now() - started).toBeGreaterThanOrEqual(longest - 5);
    await Promise.all(gates.map((gate) => gate.close()));
    await site.close();
  });

  it('honours a Crawl-delay longer than the pause, and says when to come back rather than wait too long', async () => {
    const site = await openSite((request, response) => {
      if (request.url === '/robots.txt') response.writeHead(200).end('User-agent: *\nCrawl-delay: 30');
      else response.end('page');
    });
    const gate = openGate([site], { delayMs: 1, maxWaitMs: 1000, random: () => 0, now: () => 0 });
    await gate.fetch(`${site.base}/1`);
    await expect(gate.fetch(`${site.base}/2`)).rejects.toMatchObject({ name: 'RetryLaterError', delayMs: 30_000 });
    await gate.close();
    await site.close();
  });

  it('holds an origin back for as long as Retry-After says, for every worker', async () => {
    const state = inProcessState();
    let clock = 0;
    const site = await openSite((request, response) => {
      if (request.url === '/robots.txt') return;
      if (clock === 0) response.writeHead(429, { 'retry-after': '120' }).end();
      else response.end('page');
    });
    const [first, second] = [0, 1].map(() => openGate([site], { state, now: () => clock }));
    expect((await first?.fetch(`${site.base}/1`))?.retryAfterMs).toBe(120_000);
    await expect(second?.fetch(`${site.base}/2`)).rejects.toMatchObject({ delayMs: 120_000 });
    clock = 120_000;
    expect((await second?.fetch(`${site.base}/2`))?.status).toBe(200);
    await Promise.all([first?.close(), second?.close(), site.close()]);
  });
});
