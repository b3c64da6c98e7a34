/** Signatures against values that others worked out: published examples, OpenSSL, and the receiver's code of docs/ALERTS.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dingtalkSignature } from '../../src/notify/dingtalk.ts';
import { feishuSignature } from '../../src/notify/feishu.ts';
import { channelOf } from '../../src/notify/index.ts';
import { webhookSignature } from '../../src/notify/webhook.ts';
import { messageOf } from './_messages.ts';

describe('a signature', () => {
  it('for Feishu is the one of the example that SDKs for it are tested by', () => {
    expect(feishuSignature('xxx', '1661860880')).toBe('QnWVTSBe6FmQDE0bG6X0mURbI+DnvVyu1h+j5dHOjrU=');
  });

  it('for DingTalk is what OpenSSL makes of the steps and the secret in its page, which prints no result', () => {
    // printf '1577262236757\nthis is secret' | openssl dgst -sha256 -hmac 'this is secret' -binary | base64
    expect(dingtalkSignature('this is secret', '1577262236757')).toBe('hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM=');
  });

  it('for a webhook is what OpenSSL makes of timestamp, dot and body', () => {
    // printf '1772413200.{"a":"离职"}' | openssl dgst -sha256 -hmac 'webhook-secret-0001'
    expect(webhookSignature('webhook-secret-0001', '1772413200', '{"a":"离职"}')).toBe(
      'v1=29c420440ea14eb194ce10a1e2e34df9e2b29388380040f61eadf4917fa9dce6',
    );
  });
});

describe('the receiver in docs/ALERTS.md', () => {
  type Check = (secret: string, headers: Record<string, string>, rawBody: string) => boolean;
  const SECRET = 'a-secret-of-16-or-more';

  async function documented(): Promise<Check> {
    const code = /```js\n(?<code>import \{ createHmac[^`]*(?:`[^`\n]*`[^`]*)*)```/.exec(
      readFileSync('docs/ALERTS.md', 'utf8'),
    )?.groups?.['code'];
    const address = `data:text/javascript,${encodeURIComponent(code ?? '')}`;
    return ((await import(/* @vite-ignore */ address)) as { isFromRedwatch: Check }).isFromRedwatch;
  }

  async function requestAt(now: string): Promise<{ headers: Record<string, string>; body: string }> {
    const requests: { headers: Record<string, string>; body: string }[] = [];
    await channelOf('webhook')!.send(messageOf(), {
      ...{ settings: { url: 'https://hook.example.com/x', secret: SECRET }, to: 'crm', now, timeoutMs: 1000 },
      post: async (_url, { headers, body }) => {
        requests.push({ headers, body });
        return { status: 204, headers: {}, body: '' };
      },
    });
    return requests[0]!;
  }

  it('takes what is sent now', async () => {
    const { headers, body } = await requestAt(new Date().toISOString());
    expect((await documented())(SECRET, headers, body)).toBe(true);
  });

  it('refuses another secret, another body, another time, and what is older than five minutes', async () => {
    const check = await documented();
    const { headers, body } = await requestAt(new Date().toISOString());
    const later = String(Number(headers['redwatch-timestamp']) + 1);
    expect(check(`${SECRET}!`, headers, body)).toBe(false);
    expect(check(SECRET, headers, body.replace('贺知远', '贺知近'))).toBe(false);
    expect(check(SECRET, { ...headers, 'redwatch-timestamp': later }, body)).toBe(false);
    expect(check(SECRET, {}, body)).toBe(false);
    const old = await requestAt(new Date(Date.now() - 301_000).toISOString());
    expect(check(SECRET, old.headers, old.body)).toBe(false);
  });
});
