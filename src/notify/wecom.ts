/**
 * WeCom (企业微信), robot of a group. Page: "消息推送配置说明" (formerly 群机器人配置说明), developer.work.weixin.qq.com: Markdown content up to 4,096
 * bytes of UTF-8; 20 messages a minute per robot; the key in the address is the only secret. `<@userid>` mentions people in
 * text and in Markdown, so both signs of page text are changed. The robot answers no message id, so there are no replies.
 */
import { z } from 'zod';
import { defineChannel } from './_channel.ts';
import { judgeByCode, postJson, type AnswerCodes } from './_http.ts';
import { markdownOf } from './_markdown.ts';
import { byteLength, partsOf, sendParts } from './_parts.ts';

const LIMIT = 4096;

/** From "全局错误码" (error codes): -1 and 6000 pass, 45009 and 45033 are haste; 93000 to 93008 are about the robot, 4xxxx about the content. */
const CODES: AnswerCodes = {
  code: 'errcode',
  text: 'errmsg',
  ok: 0,
  wait: { [-1]: 30_000, 6000: 30_000, 45009: 60_000, 45033: 30_000 },
  hopeless: new Set([40008, 40058, 44004, 45002, 93000, 93004, 93008]),
};

export const wecom = defineChannel({
  id: 'wecom',
  about: 'A message in a WeCom group, through a group robot.',
  settings: z.object({ url: z.url({ protocol: /^https?$/ }) }),
  limit: { most: LIMIT, unit: 'bytes' },
  rate: { most: 20, withinMs: 60_000 },
  honoursIdempotencyKey: false,
  send(message, context) {
    const { settings, post, timeoutMs } = context;
    const texts = partsOf(message, (part) => byteLength(markdownOf(part, '\n')) <= LIMIT);
    return sendParts(texts, context, (part) => {
      const body = JSON.stringify({ msgtype: 'markdown', markdown: { content: markdownOf(part, '\n') } });
      return postJson(post, settings.url, { body, timeoutMs }, (answer) => judgeByCode(answer, CODES));
    });
  },
});
