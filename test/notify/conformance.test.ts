/** Every channel against a server that plays its real protocol: what it takes, refuses, delays, and how it breaks. */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGate, type Gate } from '../../src/net/gate.ts';
import type { Channel, SendContext, SendOutcome } from '../../src/notify/_channel.ts';
import type { AlertMessage } from '../../src/notify/_message.ts';
import { postThrough } from '../../src/notify/_post.ts';
import { channelOf, channels } from '../../src/notify/index.ts';
import { ARTICLE, longDigest, longLine, messageOf, STORY } from './_messages.ts';
import { NOW, plays } from './_plays.ts';
import { LIMITED_SECS, startReceiver, type Receiver, type Shown } from './_receiver.ts';
import { startSmtp } from './_smtp.ts';

type Case = {
  name: string;
  channel: Channel;
  start(isWrong?: boolean): Promise<Receiver>;
  secrets: readonly string[];
  hasWrong: boolean;
  hasteMs?: number | undefined;
};

const cases: Case[] = [
  ...Object.entries(plays).map(([name, play]) => ({
    name,
    channel: channelOf(play.id)!,
    start: (isWrong?: boolean) => startReceiver(play, isWrong),
    secrets: play.secrets,
    hasWrong: play.wrong !== undefined,
    hasteMs: play.hasteMs,
  })),
  {
    name: 'email',
    channel: channelOf('email')!,
    start: async (isWrong) => {
      const smtp = await startSmtp({ password: 'smtp-password' });
      return isWrong ? { ...smtp, settings: { ...smtp.settings, password: 'smtp-wrong' } } : smtp;
    },
    secrets: ['smtp-password', 'smtp-wrong'],
    hasWrong: true,
  },
];

/** Page text that tries to be something else, in every dialect at once. */
const HOSTILE =
  '<@all> @everyone @小明 <!here> <@U1> [点我](https://evil.example/) ![](https://evil.example/p.png) **粗** `x` ~~y~~ ' +
  '<b>z</b></blockquote><a href="https://evil.example/">a</a> &lt;script&gt; <at user_id="all"></at> \u202e\u0000 \\[q](https://evil.example/)';

let gate: Gate;
let receiver: Receiver;

function send(channel: Channel, message: AlertMessage, over: Partial<SendContext> = {}): Promise<SendOutcome> {
  const { settings, to } = receiver;
  return channel.send(message, { settings, to, now: NOW, post: postThrough(gate), timeoutMs: 5000, ...over });
}

/** The gate that lets exactly this receiver's loopback address through. */
function openGate(): void {
  const address = Object.values(receiver.settings).find(
    (value) => typeof value === 'string' && value.startsWith('http'),
  );
  gate = createGate({
    userAgent: 'Redwatch-test/1 (+https://example.com)',
    allow: address ? [new URL(address as string).host] : [],
  });
}

it('has a receiver for every channel that sends', () => {
  const played = new Set(cases.map((c) => c.channel.id));
  expect(channels.map((c) => c.id).filter((id) => id !== 'desk' && !played.has(id))).toEqual([]);
});

/** Services whose answer names the failure in its body; for the others an odd 200 leaves open what happened. */
const SAYS_SO_IN_THE_BODY = ['feishu', 'dingtalk', 'wecom', 'slackApi', 'telegram', 'bark'];

describe.each(cases)('$name', ({ name, channel, start, secrets, hasWrong, hasteMs }) => {
  const reasons: string[] = [];
  const reasonOf = (outcome: SendOutcome) => (outcome.outcome === 'delivered' ? '' : outcome.reason);

  beforeEach(async () => {
    receiver = await start();
    openGate();
  });
  afterEach(async () => {
    await gate.close();
    await receiver.close();
  });
  const sending = async (message: AlertMessage, over: Partial<SendContext> = {}) => {
    const outcome = await send(channel, message, over);
    reasons.push(reasonOf(outcome));
    return outcome;
  };

  it('delivers a message that says who, what, when, and why, with its links', async () => {
    expect(await sending(messageOf())).toMatchObject({ outcome: 'delivered' });
    const [shown] = receiver.shown();
    for (const word of [
      '贺知远',
      '听潮',
      '云帆科技',
      '电商业务负责人',
      '2026年2月',
      '媒体报道',
      '已于上月离职',
      '示例新闻',
      'r1',
    ])
      expect(shown!.text).toContain(word);
    expect(shown!.links.some((link) => link.startsWith('https://desk.example.com/story/s1'))).toBe(true);
  });

  it('lets no text of a page become a mention, a link or markup', async () => {
    const event = { person: `贺${HOSTILE}`, quote: HOSTILE, org: HOSTILE, roles: [HOSTILE], aliases: [HOSTILE] };
    const quoteArticle = { title: HOSTILE, outlet: HOSTILE, url: 'javascript:alert(1)', publishedAt: HOSTILE };
    expect(await sending(messageOf({ event: { ...event, quoteArticle } }))).toMatchObject({ outcome: 'delivered' });
    const shown = receiver.shown();
    expect(shown.flatMap((s) => s.mentions)).toEqual([]);
    expect(shown.flatMap((s) => s.links).filter((link) => !link.startsWith('https://desk.example.com/'))).toEqual([]);
    expect(shown.map((s) => s.text).join('')).toContain('点我');
    expect(shown.map((s) => s.text).join('')).not.toMatch(/[\u202e\u0000]/);
  });

  it('lets no address of a page break out of its link', async () => {
    const url = 'https://news.example.com/a"><b>x</b>)](https://evil.example/)[>|<https://evil.example/|y> `\\\'';
    const quoteArticle = { title: 't', outlet: 'o', url, publishedAt: null };
    expect(await sending(messageOf({ event: { quoteArticle } }))).toMatchObject({ outcome: 'delivered' });
    const [shown] = receiver.shown();
    expect(shown!.mentions).toEqual([]);
    for (const link of shown!.links) expect(new URL(link).hostname).toMatch(/^(desk|news)\.example\.com$/);
  });

  it('keeps the address of an article whole', async () => {
    await sending(messageOf());
    const links = receiver.shown()[0]!.links.map((link) => decodeURIComponent(link));
    expect(links).toContain(STORY);
    if (!['ntfy', 'bark'].includes(channel.id)) expect(links).toContain(ARTICLE);
  });

  it.runIf(hasWrong)('is refused for good when its secret is wrong', async () => {
    await receiver.close();
    await gate.close();
    receiver = await start(true);
    openGate();
    expect(await sending(messageOf())).toMatchObject({ outcome: 'refused' });
    expect(receiver.shown()).toEqual([]);
  });

  it.each([
    ['refuse', 'refused'],
    ['haste', 'retry'],
    ['broken', 'retry'],
    ['close', 'unknown'],
    ['half', 'unknown'],
  ] as const)('calls it %s -> %s', async (behaviour, outcome) => {
    receiver.script(behaviour);
    const result = await sending(messageOf());
    expect(result).toMatchObject({ outcome });
    if (behaviour === 'haste' && hasteMs) expect(result).toMatchObject({ afterMs: hasteMs });
    expect(receiver.arrived()).toBe(1);
  });

  it.runIf(channel.id !== 'email')('does not repeat a secret that the receiver repeats', async () => {
    receiver.script('echo');
    expect(await sending(messageOf())).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('Cannot POST'),
    });
  });

  it.runIf(channel.id !== 'email')(
    'waits as long as a 429 says, from the service or from what stands before it',
    async () => {
      receiver.script('limited');
      expect(await sending(messageOf())).toMatchObject({ outcome: 'retry', afterMs: LIMITED_SECS * 1000 });
    },
  );

  // A webhook's 2xx means received, whatever its body says: docs/ALERTS.md tells its receivers so.
  it.runIf(!['email', 'webhook'].includes(channel.id))(
    'takes no refusal for a delivery because it says 200',
    async () => {
      receiver.script('masked');
      const { outcome } = await sending(messageOf());
      expect(outcome).toBe(SAYS_SO_IN_THE_BODY.includes(name) ? 'refused' : 'unknown');
    },
  );

  it.runIf(channel.id !== 'email')('follows no redirect with a message and a secret in its hands', async () => {
    receiver.script('moved');
    expect(await sending(messageOf())).toMatchObject({ outcome: 'refused' });
    expect(receiver.arrived()).toBe(1);
  });

  it.each(channel.id === 'email' ? (['hang'] as const) : (['hang', 'stall'] as const))(
    'does not know whether a message arrived when the answer does not come to its end in time (%s)',
    async (behaviour) => {
      receiver.script(behaviour);
      expect(await sending(messageOf(), { timeoutMs: 400 })).toMatchObject({ outcome: 'unknown' });
    },
  );

  it.runIf(channel.id !== 'email')('reads no answer without end', async () => {
    receiver.script('flood');
    expect(await sending(messageOf())).toMatchObject({ outcome: 'unknown' });
  });

  it.runIf(channel.id !== 'email')('does not take a page of somebody else for an answer', async () => {
    receiver.script('garbage');
    // A webhook's receiver may answer anything: its 2xx alone counts.
    expect(await sending(messageOf())).toMatchObject({ outcome: channel.id === 'webhook' ? 'delivered' : 'unknown' });
  });

  it('knows that nothing was sent when nobody listens', async () => {
    await receiver.close();
    expect(await sending(messageOf())).toMatchObject({ outcome: 'retry' });
  });

  it('splits what is too long at sentence ends, each part with a link, and goes on after a failure where it stopped', async () => {
    const entries = channel.limit.most > 5000 ? 60 : 12;
    const digest = longDigest(entries);
    if (channel.limit.most < 100_000) receiver.script('accept', 'broken');
    const first = await sending(digest);
    if (channel.limit.most >= 100_000) return expect(first).toMatchObject({ outcome: 'delivered' });
    expect(first).toMatchObject({ outcome: 'retry', doneParts: 1 });
    expect(await sending(digest, { doneParts: 1 })).toMatchObject({ outcome: 'delivered' });
    const shown = receiver.shown();
    expect(shown.length).toBeGreaterThan(1);
    for (const part of shown) expect(part.links.length).toBeGreaterThan(0);
    const text = shown.map((part) => part.text).join('');
    for (let i = 0; i < entries; i++) expect(text.split(`第${i}位`)).toHaveLength(2);
  });

  it.runIf(channel.limit.most < 100_000)(
    'cuts one line that is too long after a sentence, and loses none',
    async () => {
      const count = Math.ceil((channel.limit.most * 2.5) / (channel.limit.unit === 'bytes' ? 90 : 32));
      expect(await sending(longLine(count))).toMatchObject({ outcome: 'delivered' });
      const texts = receiver.shown().map((part) => part.text);
      expect(texts.length).toBeGreaterThan(2);
      for (let i = 0; i < count; i++)
        expect(
          texts.filter((text) => text.includes(`第${i}句从头到尾都在同一条消息里，不会被拦腰切断，到这里为止。`)),
        ).toHaveLength(1);
    },
  );

  it('refuses settings that are wrong without repeating them', async () => {
    const settings = Object.fromEntries(
      Object.keys(receiver.settings).map((name) => [name, { secret: 'leaked-value' }]),
    );
    const outcome = await sending(messageOf(), { settings });
    expect(outcome).toMatchObject({ outcome: 'refused' });
    expect(reasonOf(outcome)).not.toContain('leaked-value');
  });

  it('has named no secret and no address in any of the reasons above', () => {
    expect(reasons.filter((reason) => reason !== '').length).toBeGreaterThan(5);
    for (const secret of secrets) expect(reasons.filter((reason) => reason.includes(secret))).toEqual([]);
  });
});

describe.each(Object.entries(plays))('any text of any page in %s', (_name, play) => {
  it('is taken by the receiver and shows as text', async () => {
    const piece = fc.constantFrom(
      ...[
        '<',
        '>',
        '@',
        'all',
        'everyone',
        '[',
        ']',
        '(',
        ')',
        '!',
        '*',
        '_',
        '~',
        '`',
        '|',
        '\\',
        '&',
        '#',
        ':',
        '/',
        '\n',
        '\r',
      ],
      ...[
        'https://evil.example/',
        '&lt;',
        '&#64;',
        '<@',
        '<!here>',
        '](',
        '</b>',
        '<b>',
        '\u202e',
        '\u0000',
        '\ud83d',
        '😀',
        '离职',
        ' ',
      ],
    );
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(text, text, text, async (person, quote, title) => {
        const quoteArticle = { title, outlet: person, url: `https://news.example.com/${title}`, publishedAt: null };
        const shown: Shown[] = [];
        const outcome = await channelOf(play.id)!.send(
          messageOf({ event: { person, quote, roles: [title], quoteArticle } }),
          {
            ...{ settings: play.settings('https://receiver.example.com'), to: play.to, now: NOW, timeoutMs: 1000 },
            async post(url, { headers, body }) {
              const { pathname, searchParams } = new URL(url);
              const answer = play.judge({ path: pathname, query: searchParams, headers, body });
              if (play.isTaken(answer)) shown.push(play.shows(body));
              return { headers: {}, ...answer };
            },
          },
        );
        expect(outcome).toMatchObject({ outcome: 'delivered' });
        expect(shown.flatMap((s) => s.mentions)).toEqual([]);
        for (const link of shown.flatMap((s) => s.links))
          expect(new URL(link).hostname).toMatch(/^(desk|news)\.example\.com$/);
      }),
      { numRuns: 150 },
    );
  });
});

describe('an update refers to the first message', () => {
  const update = () => messageOf({ change: { field: 'status', value: 'confirmed' } });

  it.each([
    ['telegram', plays.telegram, { reply_parameters: { message_id: 77, allow_sending_without_reply: true } }],
    ['slack', plays.slackApi, { thread_ts: '1700000000.000100', reply_broadcast: true }],
  ] as const)('as a reply in %s', async (_name, play, expected) => {
    const bodies: unknown[] = [];
    receiver = await startReceiver({ ...play, judge: (r) => (bodies.push(JSON.parse(r.body)), play.judge(r)) });
    openGate();
    const first = await send(channelOf(play.id)!, messageOf());
    const receipt = first.outcome === 'delivered' ? first.receipt : undefined;
    expect(await send(channelOf(play.id)!, update(), { first: receipt! })).toMatchObject({ outcome: 'delivered' });
    expect(bodies[1]).toMatchObject(expected);
    await gate.close();
    await receiver.close();
  });

  it('as an answer to the first e-mail', async () => {
    const smtp = await startSmtp();
    receiver = smtp;
    openGate();
    const message = messageOf();
    const first = await send(channelOf('email')!, message);
    await send(channelOf('email')!, update(), { first: first.outcome === 'delivered' ? first.receipt! : null });
    const id = `<${message.key}@redwatch.example>`;
    expect(smtp.mails[0]!.headers.get('message-id')).toBe(id);
    expect(smtp.mails[1]!.headers.get('in-reply-to')).toBe(id);
    await gate.close();
    await smtp.close();
  });
});

describe('where a channel has no replies, an update', () => {
  it.each(Object.entries(plays).filter(([name]) => !['telegram', 'slackApi'].includes(name)))(
    'leads to the same story as the first message in %s',
    async (_name, play) => {
      receiver = await startReceiver(play);
      openGate();
      const channel = channelOf(play.id)!;
      const first = await send(channel, messageOf());
      const earlier = first.outcome === 'delivered' ? (first.receipt ?? null) : null;
      const update = messageOf({ change: { field: 'successor', value: '林一川' } });
      expect(await send(channel, update, { first: earlier })).toMatchObject({ outcome: 'delivered' });
      const [told, later] = receiver.shown();
      expect(later!.text).toContain('更新：云帆科技 贺知远，继任者为林一川');
      expect(later!.links[0]).toBe(told!.links[0]);
      await gate.close();
      await receiver.close();
    },
  );
});

describe('the same delivery sent twice', () => {
  beforeAll(async () => {
    receiver = await startReceiver(plays.webhook);
    openGate();
  });
  afterAll(async () => {
    await gate.close();
    await receiver.close();
  });

  it('is the same request to a webhook, byte for byte, under the same key', async () => {
    const seen: { key: string; body: string }[] = [];
    await receiver.close();
    receiver = await startReceiver({
      ...plays.webhook,
      judge: (r) => (seen.push({ key: r.headers['idempotency-key']!, body: r.body }), plays.webhook.judge(r)),
    });
    await gate.close();
    openGate();
    const webhook = channelOf('webhook')!;
    await send(webhook, messageOf());
    await send(webhook, messageOf(), { now: '2026-03-02T01:30:00.000Z' });
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[0]!.key).toBe(messageOf().key);
  });
});
