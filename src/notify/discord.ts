/**
 * Discord, webhook of a channel. Pages: "Webhook Resource" (execute webhook, wait), "Message Resource" (content up to 2,000
 * characters, allowed_mentions, flags) and "Rate Limits" (429 with retry_after in seconds, 5 requests in 2 seconds per webhook).
 * allowed_mentions with an empty list lets nothing call anybody, whatever the text says. A webhook cannot reply to a message.
 */
import { z } from 'zod';
import { defineChannel, type HttpAnswer, type SendOutcome } from './_channel.ts';
import { escapeDiscord, markdownTarget } from './_escape.ts';
import { excerpt, jsonObject, postJson } from './_http.ts';
import type { Line } from './_message.ts';
import { partsOf, sendParts, type Part } from './_parts.ts';

const LIMIT = 2000;

/** SUPPRESS_EMBEDS: links of a quote do not unfold. */
const NO_EMBEDS = 4;

export const discord = defineChannel({
  id: 'discord',
  about: 'A message in a Discord channel, through a webhook.',
  settings: z.object({ url: z.url({ protocol: /^https?$/ }) }),
  limit: { most: LIMIT, unit: 'characters' },
  rate: { most: 5, withinMs: 2000 },
  honoursIdempotencyKey: false,
  send(message, context) {
    const { settings, post, timeoutMs } = context;
    // Without wait=true a message that could not be saved is answered as if it had been.
    const url = new URL(settings.url);
    url.searchParams.set('wait', 'true');
    const parts = partsOf(message, (part) => contentOf(part).length <= LIMIT);
    return sendParts(parts, context, (part) => {
      const body = JSON.stringify({ content: contentOf(part), allowed_mentions: { parse: [] }, flags: NO_EMBEDS });
      return postJson(post, url.href, { body, timeoutMs }, judge);
    });
  },
});

function judge({ status, body }: HttpAnswer): SendOutcome | null {
  const json = jsonObject(body);
  if (status === 200 && typeof json?.['id'] === 'string') return { outcome: 'delivered', receipt: { id: json['id'] } };
  if (status !== 429 || typeof json?.['retry_after'] !== 'number') return null;
  const reason = `answered 429: ${excerpt(String(json['message'] ?? ''))}`;
  return { outcome: 'retry', reason, afterMs: Math.ceil(json['retry_after'] * 1000) };
}

function contentOf({ title, lines }: Part): string {
  return [`**${escapeDiscord(title)}**`, ...lines.map(discordLine)].join('\n');
}

function discordLine(line: Line): string {
  switch (line.kind) {
    case 'heading':
      return `**${escapeDiscord(line.text)}**`;
    case 'fact':
      return `**${line.label}** ${escapeDiscord(line.text)}`;
    case 'quote':
      return `> ${escapeDiscord(line.text)}`;
    case 'text':
      return escapeDiscord(line.text);
    case 'link':
      return `[${line.label}](<${markdownTarget(line.url)}>)`;
  }
}
