/**
 * A JSON POST to the operator's own receiver. Body: webhook.schema.json beside this file. Headers:
 * - `Idempotency-Key`: the delivery key; a receiver that keeps the keys it has seen gets every alert exactly once.
 * - `Redwatch-Timestamp`: whole seconds since 1970 of this try. Refuse what is older than five minutes.
 * - `Redwatch-Signature`: `v1=` and the hex HMAC-SHA256, under the shared secret, of timestamp, `.` and the body's bytes.
 * The body is the same on every try of one delivery, byte for byte. Any 2xx means received.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { defineChannel } from './_channel.ts';
import { postAndJudge } from './_http.ts';
import type { AlertMessage } from './_message.ts';

const SCHEMA = 'redwatch.alert/1';

/** The body of the request for a message. */
export function webhookBody(message: AlertMessage, to: string): string {
  const { key, kind, lang, title, lines, url, items } = message;
  return JSON.stringify({ schema: SCHEMA, id: key, kind, lang, to, title, url, lines, items });
}

/** Signature of a body at a second. A receiver computes the same and compares in constant time. */
export function webhookSignature(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

export const webhook = defineChannel({
  id: 'webhook',
  about: 'A signed JSON POST to your own service.',
  settings: z.object({
    url: z.url({ protocol: /^https?$/ }),
    secret: z.string().min(16, 'Expected at least 16 characters').optional(),
  }),
  limitBytes: 1_000_000,
  honoursIdempotencyKey: true,
  send(message, { settings, to, now, post, timeoutMs }) {
    const body = webhookBody(message, to);
    const timestamp = String(Math.floor(Date.parse(now) / 1000));
    const headers: Record<string, string> = {
      'content-type': 'application/json; charset=utf-8',
      'idempotency-key': message.key,
      'redwatch-timestamp': timestamp,
    };
    if (settings.secret) headers['redwatch-signature'] = webhookSignature(settings.secret, timestamp, body);
    return postAndJudge(post, settings.url, { method: 'POST', headers, body, timeoutMs }, () => ({
      outcome: 'delivered',
    }));
  },
});
