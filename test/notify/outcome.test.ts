import { describe, expect, it } from 'vitest';
import { ConfigError, PermanentError, RetryLaterError } from '../../src/errors.ts';
import { FetchFailure, GateRefusal } from '../../src/net/refusal.ts';
import type { HttpAnswer, Post } from '../../src/notify/_channel.ts';
import { postJson, retryAfterMs } from '../../src/notify/_http.ts';
import { hideSecrets, resolveSecrets } from '../../src/notify/_secrets.ts';
import { channelOf, channelProblems } from '../../src/notify/index.ts';
import { messageOf } from './_messages.ts';

const request = { body: '{}', timeoutMs: 1000 };
const after = (post: Post) => postJson(post, 'https://hook.example.com/x', request, () => null);
const answering = (status: number, headers: Record<string, string> = {}) =>
  after(async () => ({ status, headers, body: 'text' }));
const throwing = (error: Error) => after(() => Promise.reject(error));
const coded = (code: string) => Object.assign(new Error('failed'), { code });

describe('what a status means for a delivery', () => {
  it.each([
    [200, 'unknown'],
    [302, 'refused'],
    [400, 'refused'],
    [408, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [502, 'unknown'],
    [503, 'retry'],
    [504, 'unknown'],
  ])('%i without more is %s', async (status, outcome) => {
    expect(await answering(status)).toMatchObject({ outcome });
  });

  it('waits as long as the answer says', async () => {
    expect(await answering(429, { 'retry-after': '120' })).toMatchObject({ afterMs: 120_000 });
  });
});

describe('what the lack of an answer means for a delivery', () => {
  it.each([
    ['a refused connection', coded('ECONNREFUSED'), 'retry'],
    ['an unknown name', new FetchFailure('dns', 'no such host'), 'retry'],
    [
      'a connection that took too long',
      new FetchFailure('timeout', 'slow', { cause: coded('UND_ERR_CONNECT_TIMEOUT') }),
      'retry',
    ],
    [
      'an answer that took too long',
      new FetchFailure('timeout', 'slow', { cause: coded('UND_ERR_HEADERS_TIMEOUT') }),
      'unknown',
    ],
    ['a connection reset', new FetchFailure('reset', 'reset', { cause: coded('ECONNRESET') }), 'unknown'],
    ['a private address', new GateRefusal('address', 'refused'), 'refused'],
    ['an answer too large', new GateRefusal('too-large', 'the body is larger'), 'unknown'],
    ['something nobody thought of', new Error('?'), 'unknown'],
    ['whatever will never work', new PermanentError('no'), 'refused'],
  ])('%s -> %s', async (_what, error, outcome) => {
    expect(await throwing(error)).toMatchObject({ outcome });
  });

  it('waits as long as the gate says', async () => {
    expect(await throwing(new RetryLaterError('busy', 5000))).toMatchObject({ outcome: 'retry', afterMs: 5000 });
  });
});

describe('Retry-After', () => {
  const from = (headers: Record<string, string>) => retryAfterMs({ headers } as HttpAnswer);

  it('is seconds, parts of seconds, or a date against the answer’s own clock', () => {
    expect(from({ 'retry-after': '30' })).toBe(30_000);
    expect(from({ 'retry-after': '0.65' })).toBe(650);
    expect(from({ 'retry-after': 'Mon, 02 Mar 2026 01:02:00 GMT', date: 'Mon, 02 Mar 2026 01:00:00 GMT' })).toBe(
      120_000,
    );
    expect(from({ 'retry-after': 'soon' })).toBeNull();
    expect(from({})).toBeNull();
  });
});

describe('secrets in the settings', () => {
  const files: Record<string, string> = {
    '/run/secrets/hook': 'https://hook.example.com/k\n',
    '/run/secrets/empty': '\n',
  };
  const read = (path: string) => {
    if (!(path in files)) throw new Error('ENOENT: no such file');
    return files[path]!;
  };

  it('come from a variable or from the file that its _FILE twin names', () => {
    const env = { HOOK_FILE: '/run/secrets/hook', KEY: 'k1' };
    expect(resolveSecrets({ url: 'env:HOOK', secret: 'env:KEY', note: 'env: as it is', port: 1 }, env, read)).toEqual({
      url: 'https://hook.example.com/k',
      secret: 'k1',
      note: 'env: as it is',
      port: 1,
    });
  });

  it('are all reported when missing, doubled, empty or unreadable, and none is shown', () => {
    const env = {
      B: 'value-of-b',
      B_FILE: '/run/secrets/hook',
      C_FILE: '/run/secrets/empty',
      D_FILE: '/run/secrets/none',
    };
    const resolve = () => resolveSecrets({ a: 'env:A', b: 'env:B', c: 'env:C', d: 'env:D' }, env, read);
    expect(resolve).toThrow(ConfigError);
    try {
      resolve();
    } catch (error) {
      const { problems } = error as ConfigError;
      expect(problems.map((p) => p[0])).toEqual(['a', 'b', 'c', 'd']);
      expect(problems.join()).not.toContain('value-of-b');
    }
  });

  it('are taken out of a reason in every form they may come back in', () => {
    const settings = {
      url: 'https://oapi.example.com/robot/send?access_token=abcdef0123456789',
      secret: 'SEC+slash/',
      host: 'mail',
    };
    const reason =
      'POST https://oapi.example.com/robot/send?access_token=abcdef0123456789&sign=x to mail: abcdef0123456789, SEC%2Bslash%2F, SEC+slash/';
    const shown = hideSecrets(reason, settings);
    expect(shown).not.toMatch(/abcdef|SEC/);
    expect(shown).toContain('oapi.example.com');
    expect(shown).toContain('to mail');
  });
});

describe('a receiver that asks for patience', () => {
  it('gets a day at most, in whole milliseconds', async () => {
    const settings = { url: 'https://hook.example.com/x' };
    const asking = (value: string) =>
      channelOf('webhook')!.send(messageOf(), {
        ...{ settings, to: '', now: '2026-03-02T01:00:00.000Z', timeoutMs: 1000 },
        post: async () => ({ status: 503, headers: { 'retry-after': value }, body: '' }),
      });
    expect(await asking('999999999')).toMatchObject({ outcome: 'retry', afterMs: 86_400_000 });
    expect(await asking('0.0001')).toMatchObject({ outcome: 'retry', afterMs: 1 });
  });
});

describe('the settings of a channel', () => {
  it('are checked before anything is sent, and what is wrong is named without its value', () => {
    expect(channelProblems({ type: 'telegram', token: '1:t', onUnknown: 'stop' })).toEqual([]);
    expect(channelProblems({ type: 'slack', url: 'https://hooks.example.com/x' })).toEqual([]);
    expect(channelProblems({ type: 'pigeon' })[0]).toContain('no channel type "pigeon"');
    const problems = channelProblems({
      type: 'webhook',
      url: 'ftp://secret-host/x',
      secret: 'short',
      onUnknown: 'perhaps',
    });
    expect(problems.map((p) => p.split(':')[0]).sort()).toEqual(['onUnknown', 'secret', 'url']);
    expect(problems.join()).not.toMatch(/secret-host|short|perhaps/);
  });
});
