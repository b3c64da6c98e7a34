/**
 * Slack, by incoming webhook or by bot token. Pages: "Sending messages using incoming webhooks", "chat.postMessage",
 * "Rich text block" and "Rate limits" (docs.slack.dev): one message a second per webhook or channel, 429 with Retry-After. A
 * rich_text block is a tree of texts, styles and links: nothing inside a text is read as markup or as a mention. With a token
 * (scope chat:write) `to` is the channel id, and an update stands in the thread of the first message; webhooks answer no id.
 */
import { z } from 'zod';
import { defineChannel, type HttpAnswer, type Receipt, type SendContext, type SendOutcome } from './_channel.ts';
import { escapeSlack } from './_escape.ts';
import { excerpt, jsonObject, postJson } from './_http.ts';
import type { AlertMessage, Line } from './_message.ts';
import { byteLength, partsOf, sendParts, type Part } from './_parts.ts';
import { labelled } from './_text.ts';

/** No page names a limit for rich_text; blocks of more than about 13,000 bytes are answered with msg_blocks_too_long. */
const LIMIT = 12_000;

const settings = z.union([
  z.object({ url: z.url({ protocol: /^https?$/ }) }),
  z.object({ token: z.string().min(1), api: z.url().default('https://slack.com/api') }),
]);
type Settings = z.infer<typeof settings>;

export const slack = defineChannel({
  id: 'slack',
  about: 'A message in a Slack channel, through an incoming webhook or a bot token.',
  settings,
  limit: { most: LIMIT, unit: 'bytes' },
  rate: { most: 1, withinMs: 1000 },
  honoursIdempotencyKey: false,
  send(message, context) {
    if ('token' in context.settings && !context.to)
      return Promise.resolve({ outcome: 'refused', reason: 'a bot token needs a channel id as the recipient' });
    const bodyOf = (part: Part) => JSON.stringify({ ...blocksOf(part), ...placeOf(context) });
    const parts = partsOf(message, (part) => byteLength(bodyOf(part)) <= LIMIT);
    return sendParts(parts, context, (part) => request(bodyOf(part), context));
  },
});

function request(body: string, { settings: s, post, timeoutMs }: SendContext<Settings>): Promise<SendOutcome> {
  if ('url' in s) return postJson(post, s.url, { body, timeoutMs }, judgeWebhook);
  const headers = { authorization: `Bearer ${s.token}` };
  return postJson(post, `${s.api.replace(/\/$/, '')}/chat.postMessage`, { body, timeoutMs, headers }, judgeApi);
}

/** Where the message stands: channel and thread, which only the API takes. A reply is shown in the channel too, or few would see it. */
function placeOf({ settings: s, to, first }: SendContext<Settings>): object {
  if ('url' in s) return {};
  return { channel: to, ...(first?.['ts'] ? { thread_ts: first['ts'], reply_broadcast: true } : {}) };
}

/** A webhook answers the two letters ok; its refusals have a status and one word. */
function judgeWebhook({ status, body }: HttpAnswer): SendOutcome | null {
  return status === 200 && body.trim() === 'ok' ? { outcome: 'delivered' } : null;
}

/** Errors of chat.postMessage that may pass; "some aspect of the operation" may have succeeded with the last two. */
const PASSING = new Set(['ratelimited', 'rate_limited', 'service_unavailable', 'request_timeout', 'team_added_to_org']);
const UNCLEAR = new Set(['internal_error', 'fatal_error']);

/** The API answers 200 with ok: false and a word. */
function judgeApi({ status, body }: HttpAnswer): SendOutcome | null {
  const json = jsonObject(body);
  if (status !== 200 || typeof json?.['ok'] !== 'boolean') return null;
  if (json['ok']) return { outcome: 'delivered', receipt: receiptOf(json) };
  const error = String(json['error'] ?? 'no error named');
  const reason = `answered ok: false, ${excerpt(error)}`;
  if (PASSING.has(error)) return { outcome: 'retry', reason };
  return { outcome: UNCLEAR.has(error) ? 'unknown' : 'refused', reason };
}

function receiptOf(json: Record<string, unknown>): Receipt {
  return { channel: String(json['channel'] ?? ''), ts: String(json['ts'] ?? '') };
}

const text = (value: string, style?: object) => ({ type: 'text', text: value, ...(style ? { style } : {}) });
const section = (...elements: object[]) => ({ type: 'rich_text_section', elements });

function blocksOf({ title, lines }: Pick<AlertMessage, 'title' | 'lines'>): object {
  const elements = [section(text(title, { bold: true })), ...lines.map(elementOf)];
  // `text` is what a notification shows; it is read as mrkdwn, so it is escaped and told not to be.
  return {
    text: escapeSlack(title),
    mrkdwn: false,
    blocks: [{ type: 'rich_text', elements }],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function elementOf(line: Line): object {
  switch (line.kind) {
    case 'heading':
      return section(text(`\n${line.text}\n`, { bold: true }));
    case 'fact':
      return section(text(`\n${labelled(line.label)}`, { bold: true }), text(line.text));
    case 'quote':
      return { type: 'rich_text_quote', elements: [text(line.text)] };
    case 'text':
      return section(text(`\n${line.text}`));
    case 'link':
      return section(text('\n'), { type: 'link', url: line.url, text: line.label });
  }
}
