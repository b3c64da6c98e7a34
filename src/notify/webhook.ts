/**
 * A JSON POST to the operator's own receiver. Body: webhook.schema.json beside this file. Headers:
 * - `Idempotency-Key`: the delivery key; a receiver that keeps the keys it has seen gets every alert exactly once.
 * - `Redwatch-Timestamp`: whole seconds since 1970 of this try. Refuse what is older than five minutes.
 * - `Redwatch-Signature`: `v1=` and the hex HMAC-SHA256, under the shared secret, of timestamp, `.` and the body's bytes.
 * The body is the same on every try of one delivery, byte for byte. Any 2xx means received.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { defineChannel, type HttpAnswer } from './_channel.ts';
import { postJson } from './_http.ts';
import type { AlertMessage } from './_message.ts';

const line = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['heading', 'quote', 'text']), text: z.string() }),
  z.object({ kind: z.literal('fact'), label: z.string(), text: z.string() }),
  z.object({ kind: z.literal('link'), label: z.string(), url: z.url() }),
]);

const event = z.object({
  id: z.string().describe('Kept for ever; a merged event keeps the id of the survivor.'),
  kind: z.string().describe('executive_departure'),
  person: z.string().nullable(),
  aliases: z.array(z.string()),
  org: z.string().nullable(),
  watchIds: z.array(z.string()),
  roles: z.array(z.string()),
  status: z.enum(['confirmed', 'reported', 'rumoured', 'planned', 'denied']).nullable(),
  date: z
    .object({
      iso: z.string().describe('As precise as it is known: 2025, 2025-06 or 2025-06-21'),
      precision: z.string(),
      raw: z.string().nullable(),
    })
    .nullable(),
  origins: z.int().describe('Pieces of reporting that are independent of each other.'),
  firstPublishedAt: z.string().nullable(),
  firstSeenAt: z.string(),
  quote: z.string().describe('Copied from the article, at most 240 characters.'),
  quoteArticle: z.object({
    title: z.string(),
    url: z.string().nullable(),
    outlet: z.string().nullable(),
    publishedAt: z.string().nullable(),
  }),
  storyUrl: z.string(),
  successor: z.string().nullish(),
  nextEmployer: z.string().nullish(),
});

/** The body of every request. A new field may come at any time; one that goes or changes its meaning makes `/2`. */
export const webhookSchema = z.object({
  schema: z.literal('redwatch.alert/1'),
  id: z.string().describe('The delivery; equals the Idempotency-Key header.'),
  kind: z.enum(['alert', 'update', 'correction', 'digest', 'escalation', 'operator', 'test']),
  lang: z.enum(['zh', 'en']),
  to: z.string().describe('The recipient as the rule names it.'),
  title: z.string(),
  url: z.string().describe('The whole story on the desk.'),
  lines: z.array(line).describe('The message as people read it elsewhere.'),
  items: z.array(
    z.object({
      change: z.object({
        field: z.string().describe('first_report, status, successor, ...'),
        value: z.string().nullable(),
      }),
      event,
      why: z.string().describe('You get this because ...'),
    }),
  ),
});

/** The body of the request for a message. */
export function webhookBody(message: AlertMessage, to: string): string {
  const { key, kind, lang, title, lines, url, items } = message;
  const body = {
    schema: 'redwatch.alert/1',
    id: key,
    kind,
    lang,
    to,
    title,
    url,
    lines: [...lines],
    items: [...items],
  };
  return JSON.stringify(body);
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
  limit: { most: 1_000_000, unit: 'bytes' },
  rate: null,
  honoursIdempotencyKey: true,
  send(message, { settings, to, now, post, timeoutMs }) {
    const body = webhookBody(message, to);
    const timestamp = String(Math.floor(Date.parse(now) / 1000));
    const headers: Record<string, string> = { 'idempotency-key': message.key, 'redwatch-timestamp': timestamp };
    if (settings.secret) headers['redwatch-signature'] = webhookSignature(settings.secret, timestamp, body);
    const isReceived = (answer: HttpAnswer) => answer.status >= 200 && answer.status < 300;
    return postJson(post, settings.url, { headers, body, timeoutMs }, (answer) =>
      isReceived(answer) ? { outcome: 'delivered' } : null,
    );
  },
});
