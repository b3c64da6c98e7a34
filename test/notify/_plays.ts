/** The HTTP services, played as their pages describe them. Signatures and limits are worked out here anew, not by the product. */
import { createHmac } from 'node:crypto';
import { parseHTML } from 'linkedom';
import { json, type Answer, type Play, type Shown } from './_receiver.ts';

export const NOW = '2026-03-02T01:00:00.000Z';
const HOUR_MS = 3_600_000;
const hmac = (key: string, text: string) => createHmac('sha256', key).update(text, 'utf8');
const bytes = (text: string) => Buffer.byteLength(text, 'utf8');
const isFresh = (instantMs: number) => Math.abs(instantMs - Date.parse(NOW)) <= HOUR_MS;
const codeIs = (field: string, value: unknown) => (answer: Answer) =>
  (JSON.parse(answer.body) as Record<string, unknown>)[field] === value;

type Node = { tag?: string; type?: string; content?: string; text?: unknown; url?: string } & Record<string, unknown>;

function* walk(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Node;
  for (const child of Object.values(value)) yield* walk(child);
}

/** The Markdown of DingTalk and WeCom as far as it can do harm: links, and names in angle brackets. */
function markdownShown(text: string): Shown {
  const links = [...text.matchAll(/!?\[[^\]]*\]\(([^)\s]*)[^)]*\)/g)].map((m) => m[1]!);
  return { text, links, mentions: [...text.matchAll(/<@[^>]*>/g)].map((m) => m[0]) };
}

const feishu: Play = {
  id: 'feishu',
  settings: (base) => ({ url: `${base}/open-apis/bot/v2/hook/feishu-hook-id`, secret: 'feishu-secret' }),
  wrong: (base) => ({ url: `${base}/open-apis/bot/v2/hook/feishu-hook-id`, secret: 'another' }),
  to: '',
  secrets: ['feishu-hook-id', 'feishu-secret'],
  judge({ body, path }) {
    if (path !== '/open-apis/bot/v2/hook/feishu-hook-id')
      return json({ code: 19001, msg: 'param invalid: incoming webhook access token invalid' });
    if (bytes(body) > 20 * 1024) return json({ code: 9499, msg: 'Bad Request', data: {} });
    const { timestamp, sign, msg_type } = JSON.parse(body) as Record<string, string>;
    const expected = createHmac('sha256', `${timestamp}\nfeishu-secret`).update('').digest('base64');
    if (sign !== expected || !isFresh(Number(timestamp) * 1000))
      return json({ code: 19021, msg: 'sign match fail or timestamp is not within one hour from current time' });
    return msg_type === 'interactive'
      ? json({ code: 0, msg: 'success', data: {} })
      : json({ code: 9499, msg: 'Bad Request' });
  },
  isTaken: codeIs('code', 0),
  refusal: json({ code: 19024, msg: 'Key Words Not Found' }),
  haste: json({ code: 11232, msg: 'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]' }),
  hasteMs: 60_000,
  shows(body) {
    const nodes = [...walk((JSON.parse(body) as { card: unknown }).card)];
    const active = nodes.filter((n) => n.tag && !['div', 'note', 'action', 'button', 'plain_text'].includes(n.tag));
    return {
      text: nodes
        .filter((n) => n.tag === 'plain_text')
        .map((n) => n.content)
        .join('\n'),
      links: nodes.filter((n) => n.tag === 'button').map((n) => n.url!),
      mentions: active.map((n) => n.tag!),
    };
  },
};

const dingtalk: Play = {
  id: 'dingtalk',
  settings: (base) => ({ url: `${base}/robot/send?access_token=ding-token`, secret: 'SECding' }),
  wrong: (base) => ({ url: `${base}/robot/send?access_token=ding-token`, secret: 'SECother' }),
  to: '',
  secrets: ['ding-token', 'SECding'],
  judge({ query, body }) {
    if (query.get('access_token') !== 'ding-token') return json({ errcode: 300001, errmsg: 'token is not exist' });
    const timestamp = query.get('timestamp') ?? '';
    const expected = hmac('SECding', `${timestamp}\nSECding`).digest('base64');
    if (query.get('sign') !== expected || !isFresh(Number(timestamp)))
      return json({ errcode: 310000, errmsg: 'sign not match' });
    return bytes(body) > 20_000
      ? json({ errcode: 460101, errmsg: 'message too long' })
      : json({ errcode: 0, errmsg: 'ok' });
  },
  isTaken: codeIs('errcode', 0),
  refusal: json({ errcode: 310000, errmsg: 'keywords not in content' }),
  haste: json({ errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' }),
  hasteMs: 600_000,
  shows(body) {
    const message = JSON.parse(body) as {
      markdown: { text: string };
      at: { isAtAll: boolean; atMobiles: string[]; atUserIds: string[] };
    };
    const { isAtAll, atMobiles, atUserIds } = message.at;
    const shown = markdownShown(message.markdown.text);
    return { ...shown, mentions: [...shown.mentions, ...(isAtAll ? ['all'] : []), ...atMobiles, ...atUserIds] };
  },
};

const wecom: Play = {
  id: 'wecom',
  settings: (base) => ({ url: `${base}/cgi-bin/webhook/send?key=wecom-key` }),
  wrong: (base) => ({ url: `${base}/cgi-bin/webhook/send?key=other` }),
  to: '',
  secrets: ['wecom-key'],
  judge({ query, body }) {
    if (query.get('key') !== 'wecom-key') return json({ errcode: 93000, errmsg: 'invalid webhook url' });
    const { markdown } = JSON.parse(body) as { markdown?: { content: string } };
    if (!markdown?.content) return json({ errcode: 44004, errmsg: 'empty content' });
    return bytes(markdown.content) > 4096
      ? json({ errcode: 40058, errmsg: 'markdown.content exceed max length 4096' })
      : json({ errcode: 0, errmsg: 'ok' });
  },
  isTaken: codeIs('errcode', 0),
  refusal: json({ errcode: 93008, errmsg: 'not in group' }),
  haste: json({ errcode: 45009, errmsg: 'api freq out of limit' }),
  hasteMs: 60_000,
  shows: (body) => markdownShown((JSON.parse(body) as { markdown: { content: string } }).markdown.content),
};

function slackShown(body: string): Shown {
  const { text, blocks, mrkdwn } = JSON.parse(body) as { text: string; blocks: { type: string }[]; mrkdwn: boolean };
  const nodes = [...walk(blocks)];
  const known = ['rich_text', 'rich_text_section', 'rich_text_quote', 'text', 'link'];
  return {
    text: nodes
      .filter((n) => n.type === 'text')
      .map((n) => n.text)
      .join(''),
    links: nodes.filter((n) => n.type === 'link').map((n) => n.url!),
    mentions: [
      ...nodes.filter((n) => n.type && !known.includes(n.type)).map((n) => n.type!),
      ...[...text.matchAll(/<[^>]*>/g)].map((m) => m[0]),
      ...(mrkdwn ? ['mrkdwn'] : []),
    ],
  };
}

const slackApi: Play = {
  id: 'slack',
  settings: (base) => ({ token: 'xoxb-token', api: `${base}/api` }),
  wrong: (base) => ({ token: 'xoxb-other', api: `${base}/api` }),
  to: 'C123',
  secrets: ['xoxb-token'],
  judge({ path, headers, body }) {
    if (path !== '/api/chat.postMessage') return { status: 404, body: 'not found' };
    if (headers['authorization'] !== 'Bearer xoxb-token') return json({ ok: false, error: 'invalid_auth' });
    if (bytes(body) > 13_000) return json({ ok: false, error: 'msg_blocks_too_long' });
    const { channel } = JSON.parse(body) as { channel?: string };
    return channel === 'C123'
      ? json({ ok: true, channel, ts: '1700000000.000100' })
      : json({ ok: false, error: 'channel_not_found' });
  },
  isTaken: codeIs('ok', true),
  refusal: json({ ok: false, error: 'is_archived' }),
  haste: json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': '30' }),
  hasteMs: 30_000,
  shows: slackShown,
};

const slackWebhook: Play = {
  id: 'slack',
  settings: (base) => ({ url: `${base}/services/T0/B0/slack-hook` }),
  wrong: (base) => ({ url: `${base}/services/T0/B0/other` }),
  to: 'analysts',
  secrets: ['slack-hook'],
  judge({ path, body }) {
    if (path !== '/services/T0/B0/slack-hook') return { status: 404, body: 'no_service' };
    return 'channel' in (JSON.parse(body) as object)
      ? { status: 400, body: 'invalid_payload' }
      : { status: 200, body: 'ok' };
  },
  isTaken: (answer) => answer.body === 'ok',
  refusal: { status: 410, body: 'channel_is_archived' },
  haste: { status: 429, headers: { 'retry-after': '1' }, body: 'rate_limited' },
  hasteMs: 1000,
  shows: slackShown,
};

const telegram: Play = {
  id: 'telegram',
  settings: (base) => ({ token: '123:telegram-token', api: base }),
  wrong: (base) => ({ token: '123:other', api: base }),
  to: '-100200',
  secrets: ['telegram-token'],
  judge({ path, body }) {
    const refuse = (code: number, description: string) => json({ ok: false, error_code: code, description }, code);
    if (path !== '/bot123:telegram-token/sendMessage') return refuse(401, 'Unauthorized');
    const { chat_id, text } = JSON.parse(body) as { chat_id: string; text: string };
    if (chat_id !== '-100200') return refuse(400, 'Bad Request: chat not found');
    if (/&(?!(?:lt|gt|amp|quot|#\d+);)/.test(text)) return refuse(400, "Bad Request: can't parse entities");
    if (text.replace(/<[^>]*>/g, '').length > 4096) return refuse(400, 'Bad Request: message is too long');
    return json({ ok: true, result: { message_id: 77, text } });
  },
  isTaken: codeIs('ok', true),
  refusal: json({ ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' }, 403),
  haste: json({ ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 7 } }, 429),
  hasteMs: 7000,
  shows(body) {
    const { text } = JSON.parse(body) as { text: string };
    const { document } = parseHTML(`<html><body>${text}</body></html>`);
    const elements = [...document.body.querySelectorAll('*')];
    const content = document.body.textContent ?? '';
    return {
      text: content,
      links: elements.filter((e) => e.tagName === 'A').map((e) => e.getAttribute('href') ?? ''),
      mentions: [
        ...elements.filter((e) => !['B', 'I', 'A', 'BLOCKQUOTE'].includes(e.tagName)).map((e) => e.tagName),
        ...[...content.matchAll(/@\w+/g)].map((m) => m[0]),
      ],
    };
  },
};

const ntfy: Play = {
  id: 'ntfy',
  settings: (base) => ({ server: base, token: 'tk_ntfy' }),
  wrong: (base) => ({ server: base, token: 'tk_other' }),
  to: 'departures',
  secrets: ['tk_ntfy'],
  judge({ headers, body }) {
    if (headers['authorization'] !== 'Bearer tk_ntfy')
      return json({ code: 40101, http: 401, error: 'unauthorized' }, 401);
    const { topic, message } = JSON.parse(body) as { topic: string; message: string };
    if (bytes(message) > 4096) return json({ code: 41301, http: 413, error: 'attachment too large' }, 413);
    return json({ id: 'hwQ2YpKdmg', time: 1, event: 'message', topic, message });
  },
  isTaken: codeIs('event', 'message'),
  refusal: json({ code: 40301, http: 403, error: 'forbidden' }, 403),
  haste: json({ code: 42901, http: 429, error: 'limit reached: too many requests' }, 429),
  shows(body) {
    const { title, message, click, markdown } = JSON.parse(body) as Record<string, string>;
    return { text: `${title}\n${message}`, links: [click!], mentions: markdown ? ['markdown'] : [] };
  },
};

const bark: Play = {
  id: 'bark',
  settings: (base) => ({ server: base }),
  to: 'bark-device-key',
  secrets: ['bark-device-key'],
  judge({ path, body }) {
    const { device_key } = JSON.parse(body) as { device_key: string };
    if (path !== '/push') return json({ code: 404, message: 'Cannot POST' }, 404);
    if (device_key !== 'bark-device-key') return json({ code: 400, message: 'failed to get device token' }, 400);
    return bytes(body) > 4096
      ? json({ code: 500, message: 'push failed: PayloadTooLarge' }, 500)
      : json({ code: 200, message: 'success', timestamp: 1 });
  },
  isTaken: codeIs('code', 200),
  refusal: json({ code: 500, message: 'push failed: BadDeviceToken', timestamp: 1 }, 500),
  haste: json({ code: 500, message: 'push failed: TooManyRequests', timestamp: 1 }, 500),
  shows(body) {
    const { title, body: text, url } = JSON.parse(body) as Record<string, string>;
    return { text: `${title}\n${text}`, links: [url!], mentions: [] };
  },
};

const discord: Play = {
  id: 'discord',
  settings: (base) => ({ url: `${base}/api/webhooks/1/discord-token` }),
  wrong: (base) => ({ url: `${base}/api/webhooks/1/other` }),
  to: '',
  secrets: ['discord-token'],
  judge({ path, query, body }) {
    if (path !== '/api/webhooks/1/discord-token') return json({ message: 'Unknown Webhook', code: 10015 }, 404);
    const { content } = JSON.parse(body) as { content: string };
    if (content.length > 2000) return json({ message: 'Invalid Form Body', code: 50035 }, 400);
    return query.get('wait') === 'true' ? json({ id: '99', channel_id: '1', content }) : { status: 204, body: '' };
  },
  isTaken: (answer) => answer.status === 200,
  refusal: json({ message: 'Missing Permissions', code: 50013 }, 403),
  haste: json({ message: 'You are being rate limited.', retry_after: 0.65, global: false }, 429, {
    'retry-after': '1',
  }),
  hasteMs: 650,
  shows(body) {
    const { content, allowed_mentions } = JSON.parse(body) as {
      content: string;
      allowed_mentions: { parse: string[] };
    };
    // Escaped characters mean nothing any more: put them aside before looking for what still does.
    const live = content.replace(/\\[\s\S]/g, '');
    return {
      text: content.replace(/\\([\s\S])/g, '$1'),
      links: [...live.matchAll(/\[[^\]]*\]\(<([^>]*)>\)/g)].map((m) => m[1]!),
      mentions: [...allowed_mentions.parse, ...[...live.matchAll(/<[@#:][^>]*>|@everyone|@here/g)].map((m) => m[0])],
    };
  },
};

const webhook: Play = {
  id: 'webhook',
  settings: (base) => ({ url: `${base}/hook/webhook-path`, secret: 'webhook-secret-0001' }),
  wrong: (base) => ({ url: `${base}/hook/webhook-path`, secret: 'webhook-secret-0002' }),
  to: 'crm',
  secrets: ['webhook-path', 'webhook-secret-0001'],
  judge({ headers, body }) {
    const timestamp = headers['redwatch-timestamp'] ?? '';
    const expected = `v1=${hmac('webhook-secret-0001', `${timestamp}.${body}`).digest('hex')}`;
    if (headers['redwatch-signature'] !== expected || !isFresh(Number(timestamp) * 1000))
      return { status: 401, body: 'bad signature' };
    return headers['idempotency-key'] ? { status: 204, body: '' } : { status: 400, body: 'no key' };
  },
  isTaken: (answer) => answer.status === 204,
  refusal: { status: 410, body: 'gone' },
  haste: { status: 503, headers: { 'retry-after': '120' }, body: '' },
  hasteMs: 120_000,
  shows(body) {
    const { title, lines } = JSON.parse(body) as { title: string; lines: { text?: string; url?: string }[] };
    return {
      text: [title, ...lines.map((l) => l.text ?? '')].join('\n'),
      links: lines.flatMap((l) => l.url ?? []),
      mentions: [],
    };
  },
};

export const plays = { feishu, dingtalk, wecom, slackApi, slackWebhook, telegram, ntfy, bark, discord, webhook };
