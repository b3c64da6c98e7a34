/**
 * Bark, push to an iPhone. Pages: "API V2" of Finb/bark-server and "使用说明" (bark.day.app): POST /push with the device key, an
 * answer with `code` 200 or the reason. Apple takes 4,096 bytes of payload in all, of which the server needs some itself. Plain
 * text, no markup. A second push with the same `id` replaces the first where server and app are new enough, so the key counts
 * as not honoured. `to` is the device key.
 */
import { z } from 'zod';
import { defineChannel, type HttpAnswer, type SendOutcome } from './_channel.ts';
import { judgeByCode, postJson, type AnswerCodes } from './_http.ts';
import { byteLength, partsOf, sendParts, type Part } from './_parts.ts';
import { plainLine } from './_text.ts';

/** Of our JSON, which leaves the server a quarter of Apple's 4,096 bytes for its own fields. */
const LIMIT = 3000;

/** Besides 200 the server answers 400 for what it cannot use and 500 for what Apple refused; only the words tell more. */
const CODES: AnswerCodes = { code: 'code', text: 'message', ok: 200, wait: {}, hopeless: new Set([400, 404, 410]) };

/** Apple's words for a phone that is gone: BadDeviceToken, Unregistered, DeviceTokenNotForTopic. */
const GONE = /BadDeviceToken|Unregistered|DeviceTokenNotForTopic/;

const LEVEL = { alert: 'timeSensitive', escalation: 'timeSensitive', update: 'active', correction: 'active', digest: 'active', operator: 'active', test: 'passive' }; // prettier-ignore

export const bark = defineChannel({
  id: 'bark',
  about: 'A push to an iPhone through Bark; the recipient is a device key.',
  settings: z.object({ server: z.url({ protocol: /^https?$/ }).default('https://api.day.app') }),
  limit: { most: LIMIT, unit: 'bytes' },
  rate: null,
  honoursIdempotencyKey: false,
  send(message, context) {
    const { settings, to, post, timeoutMs } = context;
    if (!to) return Promise.resolve({ outcome: 'refused', reason: 'the recipient is no device key' });
    const bodyOf = (part: Part, i: number) =>
      JSON.stringify({
        device_key: to,
        title: part.title,
        body: part.lines.map(plainLine).join('\n'),
        url: message.url,
        group: 'Redwatch',
        level: LEVEL[message.kind],
        id: i === 0 ? message.key : `${message.key}-${i + 1}`,
      });
    const parts = partsOf(message, (part) => byteLength(bodyOf(part, 0)) <= LIMIT);
    const url = `${settings.server.replace(/\/$/, '')}/push`;
    return sendParts(parts, context, (part, i) => postJson(post, url, { body: bodyOf(part, i), timeoutMs }, judge));
  },
});

function judge(answer: HttpAnswer): SendOutcome | null {
  const outcome = judgeByCode(answer, CODES);
  return outcome?.outcome === 'retry' && GONE.test(outcome.reason)
    ? { outcome: 'refused', reason: outcome.reason }
    : outcome;
}
