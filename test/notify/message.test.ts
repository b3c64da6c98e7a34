import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { alertMessage, short, type AlertMessage } from '../../src/notify/_message.ts';
import { digestMessage, testMessage } from '../../src/notify/_digest.ts';
import { plainText } from '../../src/notify/_text.ts';
import { dateInWords, instantInWords } from '../../src/notify/_words.ts';
import { webhookBody, webhookSchema } from '../../src/notify/webhook.ts';
import { inputOf, longDigest, messageOf } from './_messages.ts';

const textOf = (message: AlertMessage) => plainText(message);
const DESK = 'https://desk.example.com/';

describe('the message of a first report', () => {
  it('tells everything in Chinese, in the order people ask', () => {
    expect(textOf(messageOf())).toBe(
      [
        '离职：云帆科技 电商业务负责人 贺知远',
        '',
        '人物：贺知远（又名听潮）',
        '职务：电商业务负责人',
        '公司：云帆科技',
        '事件：高管离职',
        '时间：2026年2月（精确到月，原文“上月”）',
        '状态：媒体报道',
        '独立信源：2 个',
        '> 云帆科技电商业务负责人贺知远已于上月离职。',
        '来源：示例新闻《云帆科技高管变动》',
        '发布时间：2026年3月1日 10:00（UTC+8）',
        '原文：https://news.example.com/a/(1)?x=[2]',
        '查看事件：https://desk.example.com/story/s1?a=1&b=2',
        '您收到此消息，是因为它符合规则“r1”（类型：高管离职）。',
      ].join('\n'),
    );
  });

  it('tells the same in English and never a date more exact than it was written', () => {
    const text = textOf(messageOf({ lang: 'en', event: { status: 'rumoured' } }));
    expect(text.split('\n')).toEqual([
      'Rumoured departure: 贺知远, 电商业务负责人, 云帆科技',
      '',
      'Who: 贺知远 (also known as 听潮)',
      'Role: 电商业务负责人',
      'Company: 云帆科技',
      'What: executive departure',
      'When: February 2026 (to the month; as written: 上月)',
      'Status: rumoured',
      'Independent origins: 2',
      '> 云帆科技电商业务负责人贺知远已于上月离职。',
      'Source: 示例新闻, “云帆科技高管变动”',
      'Published: 1 March 2026, 10:00 UTC+8',
      'Article: https://news.example.com/a/(1)?x=[2]',
      'Open the story: https://desk.example.com/story/s1?a=1&b=2',
      'You get this because rule "r1" matched: kind executive departure.',
    ]);
  });

  it('says when it happened and when it was first published if it was found late', () => {
    const event = { firstPublishedAt: '2025-12-01', firstSeenAt: '2026-03-01T12:00:00.000Z' };
    expect(textOf(messageOf({ event }))).toContain(
      '发现较晚：首次发布于2025年12月1日，2026年3月1日 12:00（UTC）才被发现',
    );
    expect(textOf(messageOf())).not.toContain('发现较晚');
  });

  it('says so when a name or a date is not known', () => {
    const text = textOf(messageOf({ event: { person: null, org: null, date: null, aliases: [], roles: [] } }));
    expect(text).toContain('离职：未知公司 某高管');
    expect(text).toContain('时间：未说明');
    expect(text).not.toContain('职务：');
  });

  it('has no empty line where a page gave nothing but spaces', () => {
    const blank = { person: ' ', org: '\n', aliases: ['\u200b'], roles: [' '], quote: '\u3000', successor: ' ' };
    const { title, lines } = messageOf({ event: blank });
    expect(title).toBe('离职：未知公司 某高管');
    for (const line of lines) if (line.kind !== 'link') expect(line.text.trim()).not.toBe('');
  });

  it('names the rule by its name where it has one, and every rule that matched', () => {
    const input = inputOf({ decision: { alsoRules: ['r2'] } });
    const message = alertMessage({ ...input, ruleNames: new Map([['r1', '核心高管']]) });
    expect(textOf(message)).toContain('规则“核心高管”“r2”');
  });
});

describe('later messages', () => {
  it('say what changed', () => {
    expect(messageOf({ change: { field: 'successor', value: '林一川' } })).toMatchObject({
      kind: 'update',
      title: '更新：云帆科技 贺知远，继任者为林一川',
    });
    expect(messageOf({ lang: 'en', change: { field: 'status', value: 'denied' } }).title).toBe(
      'Update: 贺知远, 云帆科技: status is now denied',
    );
  });

  it.each([
    ['status', 'confirmed', '状态变为“已确认”', 'status is now confirmed'],
    ['status', 'denied', '状态变为“被否认”', 'status is now denied'],
    ['person', '贺知远', '姓名确定为贺知远', 'the name is known: 贺知远'],
    ['successor', 'Lin Yichuan', '继任者为 Lin Yichuan', 'successor named: Lin Yichuan'],
    ['next_employer', '远山资本', '下一站为远山资本', 'next employer named: 远山资本'],
    ['date', '2026-02-03', '时间为 2026年2月3日', 'the date is 3 February 2026'],
    ['role', '首席运营官', '职务为首席运营官', 'the role is 首席运营官'],
    ['independent_origin', '2', '出现第 2 个独立信源', 'a second independent origin reports it'],
    ['conflict', 'status', '信源对是否离职说法不一', 'sources disagree on whether it happened'],
    ['conflict', 'date', '信源对离职时间说法不一', 'sources disagree on the date'],
  ])('tell a change of %s to %s as a sentence in both languages', (field, value, zh, en) => {
    const told = (lang: 'zh' | 'en') => messageOf({ lang, decision: { kind: 'update', field, value } });
    expect(told('zh').title).toBe(`更新：云帆科技 贺知远，${zh}`);
    expect(told('en').title).toBe(`Update: 贺知远, 云帆科技: ${en}`);
  });

  it('take back what was told, with the ruling and the analyst’s note', () => {
    const decision = { kind: 'correction', field: 'correction', value: 'wrong_person' } as const;
    const text = textOf(alertMessage({ ...inputOf({ decision }), change: { ...inputOf().change, why: '同名同姓' } }));
    expect(text).toContain('更正：人物有误，云帆科技 贺知远');
    expect(text).toContain('此前的消息写错了人');
    expect(text).toContain('说明：同名同姓');
    expect(text).not.toContain('已于上月离职');
  });

  it('say that nobody looked when they escalate', () => {
    expect(messageOf({ decision: { kind: 'escalation' } }).title).toBe(
      '【无人查看】离职：云帆科技 电商业务负责人 贺知远',
    );
  });
});

describe('digests', () => {
  it('hold every event with its own link', () => {
    const digest = longDigest(3);
    expect(digest.title).toBe('高管离职摘要：3 条');
    expect(digest.lines.filter((l) => l.kind === 'heading')).toHaveLength(3);
    expect(digest.lines.filter((l) => l.kind === 'link')).toHaveLength(4);
    expect(digest.items).toHaveLength(3);
  });

  it('tell a quiet day from a broken crawl', () => {
    const input = { key: 'g1', lang: 'en', entries: [], url: DESK } as const;
    const text = textOf(digestMessage({ ...input, coverage: { answered: 14, sources: 15 } }));
    expect(text).toContain('No new executive departures');
    expect(text).toContain('14 of 15 sources answered');
  });
});

describe('text of a page in a message', () => {
  it('is cut to a length, on one line, without signs that hide or turn text', () => {
    expect(short(`a\u202eb\u0000c\n\n d${'x'.repeat(300)}`, 10)).toBe('a b c dxx…');
    expect(short('😀'.repeat(20), 5)).toBe('😀😀😀😀…');
    const long = textOf(
      messageOf({ event: { person: '贺'.repeat(10_000), quote: '知'.repeat(10_000), aliases: Array(500).fill('远') } }),
    );
    expect(long.length).toBeLessThan(1500);
  });

  it('leaves nothing in the machine-readable part that a database or a receiver cannot take', () => {
    const broken = `x\ud83d\u0000${'y'.repeat(5000)}`;
    const event = {
      person: broken,
      org: broken,
      roles: Array<string>(99).fill(broken),
      aliases: [broken],
      quote: broken,
    };
    const quoteArticle = {
      title: broken,
      url: `https://news.example.com/${broken}`,
      outlet: broken,
      publishedAt: null,
    };
    const body = JSON.stringify(messageOf({ event: { ...event, quoteArticle } }));
    expect(body).not.toMatch(/\\u0000|\\ud83d/);
    expect(body.length).toBeLessThan(12_000);
  });

  it('gives no link that is not http or https', () => {
    const quoteArticle = { title: 't', outlet: null, publishedAt: null };
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'not a url', 'file:///etc/passwd'])
      expect(
        messageOf({ event: { quoteArticle: { ...quoteArticle, url } } }).lines.filter((l) => l.kind === 'link'),
      ).toHaveLength(1);
  });
});

describe('dates in words', () => {
  it.each([
    ['2026', 'year', 'zh', '2026年（精确到年）'],
    ['2026-06-21', 'day', 'zh', '2026年6月21日'],
    ['2026', 'year', 'en', '2026 (to the year)'],
    ['2026-06-21T06:34:00+08:00', 'minute', 'en', '21 June 2026'],
  ] as const)('%s to the %s in %s is %s', (iso, precision, lang, words) => {
    expect(dateInWords({ iso, precision, raw: null }, lang)).toBe(words);
  });

  it('keep the zone a time was given in', () => {
    expect(instantInWords('2026-06-21T06:34:00+08:00', 'en')).toBe('21 June 2026, 06:34 UTC+8');
    expect(instantInWords('2026-06-21T06:34:00Z', 'zh')).toBe('2026年6月21日 06:34（UTC）');
    expect(instantInWords('2026-06-21T06:34:00-03:30', 'en')).toBe('21 June 2026, 06:34 UTC-3:30');
    expect(instantInWords('2026-06', 'en')).toBe('June 2026');
  });
});

describe('the published webhook schema', () => {
  it('is the one requests are made by', () => {
    const published: unknown = JSON.parse(readFileSync('src/notify/webhook.schema.json', 'utf8'));
    expect(published).toEqual({ title: 'Redwatch alert', ...z.toJSONSchema(webhookSchema, { io: 'input' }) });
  });

  it('fits every kind of message and knows all their fields', () => {
    const messages = [
      messageOf(),
      messageOf({ change: { field: 'status', value: 'confirmed' }, lang: 'en' }),
      messageOf({ event: { date: null, successor: '林一川', status: null, sourceIds: ['s'], storyIds: ['s1'] } }),
      longDigest(2),
      testMessage({ key: 'd1', lang: 'zh', channel: 'team', url: DESK }),
    ];
    for (const message of messages) {
      const body: unknown = JSON.parse(webhookBody(message, 'crm'));
      expect(webhookSchema.parse(body)).toEqual(body);
    }
  });
});
