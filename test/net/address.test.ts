import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { isPublicAddress, parseAddress, parseRedirect } from '../../src/net/address.ts';
import { GateRefusal } from '../../src/net/refusal.ts';
import { closedCases } from './_closed.ts';

const runs = process.env['REDWATCH_DEEP'] ? 10_000 : 500;
const cases = closedCases();

describe('which addresses are public', () => {
  it.each(cases.closed)('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));
  it.each(cases.open)('%s is', (address) => expect(isPublicAddress(address)).toBe(true));

  it('never calls an IPv4-mapped or NAT64 form public, whatever it carries', () => {
    fc.assert(
      fc.property(fc.ipV4(), (v4) => {
        expect(isPublicAddress(`::ffff:${v4}`)).toBe(false);
        expect(isPublicAddress(`64:ff9b::${v4}`)).toBe(false);
        expect(isPublicAddress(`::${v4}`)).toBe(false);
      }),
      { numRuns: runs, seed: 7 },
    );
  });

  it('takes garbage for not public', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (/^[0-9a-f.:]+$/i.test(text)) return;
        expect(isPublicAddress(text)).toBe(false);
      }),
      { numRuns: runs, seed: 7 },
    );
  });
});

describe('parsing an address', () => {
  it('gives a URL object of http or https with the host that will be asked', () => {
    expect(parseAddress('https://www.example.com/t/1?a=b#c').host).toBe('www.example.com');
    expect(parseAddress('HTTP://EXAMPLE.com:8080/').host).toBe('example.com:8080');
  });

  it('either refuses any text with one sentence or returns an http(s) URL without credentials', () => {
    const pieces = fc.constantFrom(
      'http',
      'https',
      ':',
      '/',
      '//',
      '\\',
      '@',
      '127.0.0.1',
      'a',
      '.',
      '[',
      ']',
      '%',
      '\t',
      '\u3002',
      '#',
      '?',
      '①',
    );
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.string(),
      fc.webUrl(),
    );
    fc.assert(
      fc.property(text, (address) => {
        try {
          const url = parseAddress(address);
          expect(['http:', 'https:']).toContain(url.protocol);
          expect(url.username + url.password).toBe('');
          expect(url.hostname).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(GateRefusal);
          expect((error as GateRefusal).message.length).toBeLessThan(400);
        }
      }),
      { numRuns: runs, seed: 11 },
    );
  });

  it('resolves a redirect against where it was received, UTF-8 bytes in the header included', () => {
    const from = new URL('https://www.example.com/a/b');
    expect(parseRedirect('../c?d=1', from).href).toBe('https://www.example.com/c?d=1');
    const bytes = Buffer.from('/搜索', 'utf8').toString('latin1');
    expect(parseRedirect(bytes, from).pathname).toBe('/%E6%90%9C%E7%B4%A2');
    expect(() => parseRedirect('javascript:alert(1)', from)).toThrow(/only http and https/);
    expect(() => parseRedirect('/\\evil.example', from)).toThrow(/backslash/);
  });
});
