import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PermanentError } from '../../src/errors.ts';
import { flatHeaders, maxAgeSecs, retryAfterMs } from '../../src/net/headers.ts';
import { FetchFailure } from '../../src/net/refusal.ts';
import { openGate } from './_site.ts';

const runs = process.env['REDWATCH_DEEP'] ? 10_000 : 500;
const NOW = Date.parse('2025-12-29T02:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['Mon, 29 Dec 2025 02:01:00 GMT', 60_000],
    ['Mon, 29 Dec 2025 01:00:00 GMT', 0],
    ['999999999', 86_400_000],
    ['-5', null],
    ['soon', null],
    [undefined, null],
  ])('%s asks for %s ms', (header, ms) => expect(retryAfterMs(header, NOW)).toBe(ms));

  it('is never negative and never more than a day, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const ms = retryAfterMs(text, NOW);
        expect(ms === null || (ms >= 0 && ms <= 86_400_000)).toBe(true);
      }),
      { numRuns: runs, seed: 8 },
    );
  });
});

describe('headers', () => {
  it('are read in lower case, repeated ones joined, absent ones left out', () => {
    expect(flatHeaders({ ETag: '"1"', Link: ['a', 'b'], 'x-none': undefined })).toEqual({ etag: '"1"', link: 'a, b' });
    expect(['max-age=60', 'public, MAX-AGE="7200"', 'no-store', 'x-max-age=5', ''].map(maxAgeSecs)).toEqual([
      60,
      7200,
      null,
      null,
      null,
    ]);
  });
});

describe('a server that answers with mutated bytes', () => {
  it('gets an answer, a refusal or a failure out of the gate, never a crash or a hang', async () => {
    let raw = Buffer.alloc(0);
    const server = createServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.end(raw));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const gate = openGate([`127.0.0.1:${port}`], { timeouts: { headersMs: 900, idleMs: 900, totalMs: 900 } });
    const whole =
      'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\nContent-Encoding: identity\r\nLocation: /x\r\nETag: "1"\r\nRetry-After: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';
    const piece = fc.constantFrom(
      '\r\n',
      '\n',
      ':',
      '\0',
      '302',
      '304',
      '999',
      'gzip',
      'br',
      '-1',
      'ffffffff',
      ' ',
      '\u00ff',
      'Content-Length: 3\r\n',
      'HTTP/1.1',
    );
    const edit = fc.record({
      at: fc.nat(whole.length),
      cut: fc.nat(20),
      put: fc.oneof(piece, fc.string({ maxLength: 5 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 5 }), async (edits) => {
        raw = Buffer.from(
          edits.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), whole),
          'latin1',
        );
        const outcome = await gate
          .fetch(`http://127.0.0.1:${port}/`, { ignoreRobots: true })
          .catch((error: unknown) => error);
        const isKnown =
          outcome instanceof PermanentError || outcome instanceof FetchFailure || !(outcome instanceof Error);
        expect(isKnown, String(outcome)).toBe(true);
      }),
      { numRuns: runs, seed: 8 },
    );
    await gate.close();
    await new Promise((done) => server.close(done));
  });
});
