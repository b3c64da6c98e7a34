/** Messages for the tests. Every person, company and site here is invented. */
import {
  decideAlerts,
  ruleSchema,
  type AlertDecision,
  type EventChange,
  type EventForAlert,
} from '../../src/core/alerts.ts';
import { digestMessage } from '../../src/notify/_digest.ts';
import { alertMessage, type AlertInput, type AlertMessage } from '../../src/notify/_message.ts';

export const STORY = 'https://desk.example.com/story/s1?a=1&b=2';
export const ARTICLE = 'https://news.example.com/a/(1)?x=[2]';

export function eventOf(over: Partial<EventForAlert> = {}): EventForAlert {
  return {
    id: 'ev1',
    kind: 'executive_departure',
    person: '贺知远',
    aliases: ['听潮'],
    org: '云帆科技',
    watchIds: ['yunfan'],
    roles: ['电商业务负责人'],
    status: 'reported',
    date: { iso: '2026-02', precision: 'month', raw: '上月' },
    origins: 2,
    firstPublishedAt: '2026-03-01T10:00:00+08:00',
    firstSeenAt: '2026-03-01T12:00:00.000Z',
    quote: '云帆科技电商业务负责人贺知远已于上月离职。',
    quoteArticle: {
      title: '云帆科技高管变动',
      url: ARTICLE,
      outlet: '示例新闻',
      publishedAt: '2026-03-01T10:00:00+08:00',
    },
    storyUrl: STORY,
    ...over,
  };
}

export function inputOf(
  over: {
    event?: Partial<EventForAlert>;
    change?: Partial<EventChange>;
    lang?: 'zh' | 'en';
    decision?: Partial<AlertDecision>;
  } = {},
): AlertInput {
  const event = eventOf(over.event);
  const change: EventChange = {
    eventId: event.id,
    field: 'first_report',
    value: null,
    isOldNews: false,
    why: '',
    ...over.change,
  };
  const changes = ['status', 'successor'] as const;
  const rule = ruleSchema.parse({ id: 'r1', changes, recipients: [{ channel: 'c' }], lang: over.lang ?? 'zh' });
  const told = change.field === 'first_report' ? [] : [{ field: 'first_report', value: null, channel: 'c', to: '' }];
  const { alerts } = decideAlerts({ change, event, rules: [rule], now: '2026-03-02T01:00:00.000Z', told });
  return { decision: { ...alerts[0]!, ...over.decision }, change, event };
}

export const messageOf = (over: Parameters<typeof inputOf>[0] = {}): AlertMessage => alertMessage(inputOf(over));

/** A digest too long for one message anywhere but in e-mail and webhooks. */
export function longDigest(entries: number): AlertMessage {
  const inputs = Array.from({ length: entries }, (_, i) =>
    inputOf({
      event: {
        id: `ev${i}`,
        person: `测试人物${i}号`,
        quote: `第${i}位。${'这是一句用来凑长度的话。'.repeat(12)}`,
        storyUrl: `${STORY}&n=${i}`,
      },
    }),
  );
  return digestMessage({
    key: 'g0123456789abcdef0123456789abcdef',
    lang: 'zh',
    entries: inputs,
    url: 'https://desk.example.com/',
  });
}

/** A message of one line too long for one part: `count` numbered sentences of about thirty characters. */
export function longLine(count: number): AlertMessage {
  const text = Array.from(
    { length: count },
    (_, i) => `第${i}句从头到尾都在同一条消息里，不会被拦腰切断，到这里为止。`,
  ).join('');
  return { ...longDigest(1), lines: [{ kind: 'text', text }] };
}
