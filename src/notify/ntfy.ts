/**
 * ntfy, ntfy.sh or a server of your own. Page: "Publishing" (docs.ntfy.sh/publish: publish as JSON, limitations, access tokens,
 * updating notifications): messages up to 4,096 bytes, longer ones become attachments or errors; 60 requests at once, then
 * one each 5 seconds; 429 with a JSON body. Plain text, no markup. From 2.16 on a second message with the same sequence_id
 * replaces the first on the phone; older servers show both, so the key counts as not honoured. `to` is the topic.
 */
import { z } from 'zod';
import { defineChannel, type HttpAnswer, type SendOutcome } from './_channel.ts';
import { jsonObject, postJson } from './_http.ts';
import { byteLength, partsOf, sendParts, type Part } from './_parts.ts';
import { plainLine } from './_text.ts';

const LIMIT = 4096;

/** Priority 4 sounds and vibrates, 3 is usual, 2 makes no sound. */
const PRIORITY = { alert: 4, escalation: 5, update: 3, correction: 4, digest: 3, operator: 3, test: 2 };

export const ntfy = defineChannel({
  id: 'ntfy',
  about: 'A notification through ntfy; the recipient is a topic.',
  settings: z.object({
    server: z.url({ protocol: /^https?$/ }).default('https://ntfy.sh'),
    token: z.string().min(1).optional(),
  }),
  limit: { most: LIMIT, unit: 'bytes' },
  rate: { most: 12, withinMs: 60_000 },
  honoursIdempotencyKey: false,
  send(message, context) {
    const { settings, to, post, timeoutMs } = context;
    if (!/^[-_A-Za-z0-9]{1,64}$/.test(to))
      return Promise.resolve({ outcome: 'refused', reason: 'a topic has 1 to 64 letters, digits, - and _' });
    const textOf = ({ lines }: Part) => lines.map(plainLine).join('\n');
    const parts = partsOf(message, (part) => byteLength(textOf(part)) <= LIMIT);
    const headers: Record<string, string> = settings.token ? { authorization: `Bearer ${settings.token}` } : {};
    return sendParts(parts, context, (part, i) => {
      const body = JSON.stringify({
        topic: to,
        title: part.title,
        message: textOf(part),
        click: message.url,
        priority: PRIORITY[message.kind],
        sequence_id: i === 0 ? message.key : `${message.key}-${i + 1}`,
      });
      return postJson(post, settings.server, { body, timeoutMs, headers }, judge);
    });
  },
});

/** A published message comes back as an event "message" with its id. */
function judge({ status, body }: HttpAnswer): SendOutcome | null {
  const json = jsonObject(body);
  return status === 200 && json?.['event'] === 'message'
    ? { outcome: 'delivered', receipt: { id: String(json['id'] ?? '') } }
    : null;
}
