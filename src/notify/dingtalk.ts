/**
 * DingTalk, custom robot of a group. Pages: "自定义机器人接入" (custom robot), "消息类型及数据格式" (message types) and
 * "自定义机器人安全设置" (security): bodies up to 20,000 bytes; 20 messages a minute per robot, more are held back for ten minutes;
 * the signature is the Base64 HMAC-SHA256, under the secret, of "timestamp, line feed, secret", the timestamp in milliseconds
 * and at most an hour old, both in the query. Nobody is mentioned unless `at` names them. No message id, so no replies.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { defineChannel } from './_channel.ts';
import { judgeByCode, postJson, type AnswerCodes } from './_http.ts';
import { markdownOf } from './_markdown.ts';
import { byteLength, partsOf, sendParts, type Part } from './_parts.ts';

const LIMIT = 20_000;

/** From "全局错误码" (error codes): -1 is a busy system, 410100 and 130101 are haste; 310000 is a wrong keyword, signature or address. */
const CODES: AnswerCodes = {
  code: 'errcode',
  text: 'errmsg',
  ok: 0,
  wait: { [-1]: 30_000, 130101: 600_000, 410100: 600_000 },
  hopeless: new Set([
    ...[88, 300001, 310000, 40035, 43004, 400013, 400101, 400102, 400105, 400106],
    ...[430101, 430102, 430103, 430104, 460101],
  ]),
};

export const dingtalk = defineChannel({
  id: 'dingtalk',
  about: 'A message in a DingTalk group, through a custom robot.',
  settings: z.object({ url: z.url({ protocol: /^https?$/ }), secret: z.string().min(1).optional() }),
  limit: { most: LIMIT, unit: 'bytes' },
  rate: { most: 20, withinMs: 60_000 },
  honoursIdempotencyKey: false,
  send(message, context) {
    const { settings, now, post, timeoutMs } = context;
    const url = settings.secret ? signedUrl(settings.url, settings.secret, String(Date.parse(now))) : settings.url;
    const bodyOf = (part: Part) =>
      JSON.stringify({
        msgtype: 'markdown',
        markdown: { title: part.title, text: markdownOf(part, '\n\n') },
        at: { atMobiles: [], atUserIds: [], isAtAll: false },
      });
    const parts = partsOf(message, (part) => byteLength(bodyOf(part)) <= LIMIT);
    return sendParts(parts, context, (part) =>
      postJson(post, url, { body: bodyOf(part), timeoutMs }, (answer) => judgeByCode(answer, CODES)),
    );
  },
});

export function dingtalkSignature(secret: string, timestamp: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
}

function signedUrl(url: string, secret: string, timestamp: string): string {
  const signed = new URL(url);
  signed.searchParams.set('timestamp', timestamp);
  signed.searchParams.set('sign', dingtalkSignature(secret, timestamp));
  return signed.href;
}
