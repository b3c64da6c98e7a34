/**
 * Feishu and Lark, custom bot of a group. Page: "自定义机器人使用指南" (custom bot guide), open.feishu.cn: bodies up to 20 KB;
 * 100 messages a minute and 5 a second per bot; the signature is the Base64 HMAC-SHA256 of nothing under the key
 * "timestamp, line feed, secret", the timestamp in whole seconds and at most an hour old. A card of plain_text only: Feishu
 * reads markup and mentions nowhere else than in lark_md and markdown elements. The bot answers no message id, so an update
 * cannot be a reply.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { defineChannel, type HttpAnswer, type SendOutcome } from './_channel.ts';
import { judgeByCode, postJson, type AnswerCodes } from './_http.ts';
import type { AlertMessage, Line } from './_message.ts';
import { byteLength, partsOf, sendParts, type Part } from './_parts.ts';
import { plainLine } from './_text.ts';

const LIMIT = 20_000;

/** From the guide and "Rate limits": 11232 and 99991400 are haste; 190xx are the bot's own refusals; 9499 is a bad request. */
const CODES: AnswerCodes = {
  code: 'code',
  text: 'msg',
  ok: 0,
  wait: { 11232: 60_000, 99991400: 60_000 },
  hopeless: new Set([9499, 11246, 19001, 19002, 19003, 19021, 19022, 19024, 19036]),
};

/** The colour of a card's head by what it tells. */
const COLOURS: Readonly<Record<AlertMessage['kind'], string>> = {
  alert: 'red',
  update: 'orange',
  correction: 'grey',
  digest: 'blue',
  escalation: 'carmine',
  operator: 'yellow',
  test: 'turquoise',
};

export const feishu = defineChannel({
  id: 'feishu',
  about: 'A card in a Feishu or Lark group, through a custom bot.',
  settings: z.object({ url: z.url({ protocol: /^https?$/ }), secret: z.string().min(1).optional() }),
  limit: { most: LIMIT, unit: 'bytes' },
  rate: { most: 100, withinMs: 60_000 },
  honoursIdempotencyKey: false,
  send(message, context) {
    const { settings, now, post, timeoutMs } = context;
    const timestamp = String(Math.floor(Date.parse(now) / 1000));
    const signed = settings.secret ? { timestamp, sign: feishuSignature(settings.secret, timestamp) } : {};
    const bodyOf = (part: Part) => JSON.stringify({ ...signed, msg_type: 'interactive', card: cardOf(part, message) });
    const parts = partsOf(message, (part) => byteLength(bodyOf(part)) <= LIMIT);
    return sendParts(parts, context, (part) =>
      postJson(post, settings.url, { body: bodyOf(part), timeoutMs }, judgeFeishu),
    );
  },
});

export function feishuSignature(secret: string, timestamp: string): string {
  return createHmac('sha256', `${timestamp}\n${secret}`).digest('base64');
}

/** Haste is answered with 429, or by older interfaces with 400, and a header that says for how many seconds. */
function judgeFeishu(answer: HttpAnswer): SendOutcome | null {
  const reset = Number(answer.headers['x-ogw-ratelimit-reset']);
  const outcome = judgeByCode(answer, CODES);
  return outcome?.outcome === 'retry' && reset > 0 ? { ...outcome, afterMs: reset * 1000 } : outcome;
}

const plain = (content: string) => ({ tag: 'plain_text', content });

function cardOf({ title, lines }: Part, { kind }: AlertMessage): object {
  return {
    config: { wide_screen_mode: true },
    header: { title: plain(title), template: COLOURS[kind] },
    elements: lines.map(elementOf),
  };
}

function elementOf(line: Line): object {
  if (line.kind === 'text') return { tag: 'note', elements: [plain(line.text)] };
  if (line.kind !== 'link')
    return { tag: 'div', text: plain(line.kind === 'quote' ? `“${line.text}”` : plainLine(line)) };
  return { tag: 'action', actions: [{ tag: 'button', text: plain(line.label), type: 'default', url: line.url }] };
}
