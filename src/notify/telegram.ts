/**
 * Telegram, by bot. Page: "Telegram Bot API" (core.telegram.org/bots/api, sendMessage, HTML style, ResponseParameters; "Bots FAQ"
 * for rates): 1 to 4,096 characters after parsing; one message a second per chat, 20 a minute per group; 429 names its wait in
 * parameters.retry_after. HTML needs &, < and > escaped; @name in plain text would call people, so the sign is changed.
 * An update replies to the first message. `to` is the chat id or @channelname.
 */
import { z } from 'zod';
import { defineChannel, type HttpAnswer, type SendContext, type SendOutcome } from './_channel.ts';
import { escapeHtml, withoutMentions } from './_escape.ts';
import { excerpt, jsonObject, outcomeOfStatus, postJson } from './_http.ts';
import type { Line } from './_message.ts';
import { partsOf, sendParts, type Part } from './_parts.ts';

const LIMIT = 4096;

const settings = z.object({ token: z.string().min(1), api: z.url().default('https://api.telegram.org') });
type Settings = z.infer<typeof settings>;

export const telegram = defineChannel({
  id: 'telegram',
  about: 'A message from a Telegram bot; the recipient is a chat id.',
  settings,
  limit: { most: LIMIT, unit: 'characters' },
  rate: { most: 20, withinMs: 60_000 },
  honoursIdempotencyKey: false,
  send(message, context) {
    if (!context.to) return Promise.resolve({ outcome: 'refused', reason: 'the recipient is no chat id' });
    // Measured with its tags, so a little earlier than Telegram would.
    const parts = partsOf(message, (part) => htmlOf(part).length <= LIMIT);
    return sendParts(parts, context, (part) => request(htmlOf(part), context));
  },
});

function request(html: string, { settings, to, first, post, timeoutMs }: SendContext<Settings>): Promise<SendOutcome> {
  const earlier = Number(first?.['messageId']);
  const body = JSON.stringify({
    chat_id: to,
    text: html,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    ...(earlier ? { reply_parameters: { message_id: earlier, allow_sending_without_reply: true } } : {}),
  });
  const url = `${settings.api.replace(/\/$/, '')}/bot${settings.token}/sendMessage`;
  return postJson(post, url, { body, timeoutMs }, judge);
}

function judge(answer: HttpAnswer): SendOutcome | null {
  const json = jsonObject(answer.body);
  if (json?.['ok'] === true) {
    const sent = json['result'] as { message_id?: unknown } | undefined;
    return { outcome: 'delivered', receipt: { messageId: String(sent?.message_id ?? '') } };
  }
  const parameters = json?.['parameters'] as { retry_after?: unknown; migrate_to_chat_id?: unknown } | undefined;
  const reason = `answered ${answer.status}: ${excerpt(String(json?.['description'] ?? ''))}`;
  if (typeof parameters?.retry_after === 'number')
    return { outcome: 'retry', reason, afterMs: parameters.retry_after * 1000 };
  if (typeof parameters?.migrate_to_chat_id === 'number')
    return { outcome: 'refused', reason: `${reason}; the chat id is now ${parameters.migrate_to_chat_id}` };
  // The failure stands in the body; a proxy may have put another status over it.
  const code = json?.['error_code'];
  return json?.['ok'] === false && typeof code === 'number' ? outcomeOfStatus({ ...answer, status: code }) : null;
}

const escape = (text: string) => escapeHtml(withoutMentions(text));

function htmlOf({ title, lines }: Part): string {
  return [`<b>${escape(title)}</b>`, ...lines.map(htmlLine)].join('\n');
}

function htmlLine(line: Line): string {
  switch (line.kind) {
    case 'heading':
      return `\n<b>${escape(line.text)}</b>`;
    case 'fact':
      return `<b>${escape(line.label)}</b> ${escape(line.text)}`;
    case 'quote':
      return `<blockquote>${escape(line.text)}</blockquote>`;
    case 'text':
      return `<i>${escape(line.text)}</i>`;
    case 'link':
      return `<a href="${escapeHtml(line.url)}">${escape(line.label)}</a>`;
  }
}
