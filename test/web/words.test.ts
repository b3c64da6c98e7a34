import { describe, expect, it } from 'vitest';
import { KNOWN } from '../../crawlers/_report.ts';
import { decideAlerts, ruleSchema } from '../../src/core/alerts.ts';
import { outcomeOf } from '../../src/net/outcome.ts';
import { reasonWords, silenceWords } from '../../src/web/alert-words.ts';
import { crawlWords, noteWords } from '../../src/web/crawl-words.ts';
import { languages, type Language } from '../../src/web/i18n/index.ts';
import { clockFor } from '../../src/web/time.ts';
import type { View } from '../../src/web/view.ts';
import { NOW } from './_invented.ts';

const NAMES: Record<string, string> = { yunfan: '云帆笔记', wanbao: '海岸晚报' };
const viewIn = (language: Language) =>
  ({
    t: languages[language],
    language,
    clock: clockFor(language, 'Asia/Shanghai', NOW),
    watchName: (id: string) => NAMES[id] ?? id,
    sourceName: (id: string) => NAMES[id] ?? id,
  }) as unknown as View;
const [en, zh] = [viewIn('en'), viewIn('zh')];

/** What the alert step says when it tells nobody of a first report, for a rule and the circumstances given. */
function silence(rule: object, over: Partial<Parameters<typeof decideAlerts>[0]> = {}, event: object = {}): string {
  const { silentBecause } = decideAlerts({
    change: { eventId: 'e', field: 'first_report', value: null, isOldNews: false, why: '' },
    event: {
      ...{ id: 'e', kind: 'executive_departure', person: '贺知远', aliases: [], org: '云帆笔记', watchIds: ['yunfan'] },
      ...{
        roles: ['电商负责人'],
        status: 'rumoured',
        date: null,
        origins: 1,
        firstPublishedAt: null,
        quote: '贺知远离职',
      },
      ...{ firstSeenAt: '2026-03-01T12:00:00.000Z', storyUrl: 'http://127.0.0.1/', storyIds: ['s'] },
      quoteArticle: { title: '贺知远离职', url: null, outlet: null, publishedAt: null },
      ...event,
    },
    rules: [ruleSchema.parse({ id: 'r1', recipients: [{ channel: 'mail', to: 'a@example.com' }], ...rule })],
    now: NOW.toISOString(),
    ...over,
  });
  return silentBecause ?? 'somebody was told';
}

describe('why nobody was told', () => {
  const change = { eventId: 'e', field: 'first_report', value: null, isOldNews: true };
  const mute = { of: 's', channel: null, to: null, until: null };
  const told = [{ field: 'first_report', value: null, channel: 'mail', to: 'a@example.com' }];
  it.each([
    [silence({}, { change: { ...change, why: '' } }), 'old news', '旧闻'],
    [silence({}, { arrival: { kind: 'backfill' } }), 'it came with a backfill, and nobody is told of those', '随历史回填而来'], // prettier-ignore
    [silence({}, {}, { enteredSilently: true }), 'it came in silently: nobody was told of it, so nobody is told of its changes', '该事件作为旧闻入账，未曾通知，因此其变化也不通知'], // prettier-ignore
    [silence({}, { mutes: [mute] }), 'rule r1: muted', '规则 r1：已静音'],
    [silence({}, { mutes: [{ ...mute, by: '周岚' }] }), 'rule r1: muted by 周岚', '规则 r1：已由周岚静音'],
    [silence({}, { mutes: [{ ...mute, by: '周岚', until: '2026-03-13T02:00:00.000Z' }] }), 'rule r1: muted by 周岚 until 13 Mar, 10:00', '规则 r1：已由周岚静音，至 3月13日 10:00'], // prettier-ignore
    [silence({}, { rules: [] }), 'there are no rules', '没有任何规则'],
    [silence({}, { told }), 'rule r1: the recipient was told already', '规则 r1：接收人已收到通知'],
    [
      silence({ watches: ['yunfan'], sources: ['wanbao'] }),
      'rule r1: no source 海岸晚报',
      '规则 r1：来源不含：海岸晚报',
    ],
    [
      silence({ statusAtLeast: 'reported', minOrigins: 2, roles: ['VP', '总裁'], kinds: ['metric'] }),
      'rule r1: no kind Metric, it is only rumoured, no role VP, 总裁, it has 1 of 2 independent origins',
      '规则 r1：类别不是：数据，目前只是“传闻”，职务不含：VP, 总裁，独立源头 1 个，规则要求 2 个',
    ],
  ])('%s', (sentence, english, chinese) => {
    expect(reasonWords(en, sentence)).toBe(english);
    expect(reasonWords(zh, sentence)).toBe(chinese);
  });

  it('of old news says that it is old, and once', () => {
    const old = 'old news: took effect 2023年3月 before its article of 2025-11-04';
    const said = (view: View, silentBecause: string) => silenceWords(view, { isOldNews: true, silentBecause });
    expect(said(en, '2 independent origins tell it')).toBe('old news, 2 independent origins');
    expect(said(zh, 'was reported, is confirmed now')).toBe('旧闻，原为“有报道”，现为“已确认”');
    expect(said(zh, old)).toBe('旧闻：2023年3月已生效，文章发表于 2025-11-04');
    expect(said(en, old)).toBe('old news: it took effect 2023年3月, the article is of 2025-11-04');
  });

  it('stands as it was written where nobody gave it other words', () => {
    expect(reasonWords(zh, 'the moon was full')).toBe('the moon was full');
  });
});

describe('what became of an address', () => {
  const failed = (status: number, text: string) => {
    const outcome = outcomeOf({ status, body: new Uint8Array(), finalUrl: 'https://a.example/', retryAfterMs: null, notModified: false }, text); // prettier-ignore
    return outcome.kind === 'failed' ? `${outcome.cause}: ${outcome.sentence}` : outcome.kind;
  };
  it.each([
    [KNOWN, '已有，未到期'],
    ['11 articles, 9 of them new or due', '列出 11 篇，其中 9 篇为新增或到期'],
    ['beyond 3 list pages', '超出 3 个列表页'],
    [failed(200, ' '), '响应为空: https://a.example/ answered 200 with an empty body'],
    [failed(404, 'gone'), 'HTTP 404: https://a.example/ answered 404'],
    ['a sentence with: a colon', 'a sentence with: a colon'],
  ])('%s', (sentence, chinese) => {
    expect(crawlWords(zh, sentence)).toBe(chinese);
  });
});

describe('why the program joined two stories', () => {
  it('is said in the reader’s language, an analyst’s own note as it was written', () => {
    const note = 'Both report the same event in title and opening. 转角资讯 names 海岸晚报 as its source.';
    expect(noteWords(zh, note)).toBe('两篇的标题与开头报道同一事件。转角资讯注明来源为海岸晚报');
    expect(noteWords(en, note)).toBe(
      'Both report the same event in title and opening. 转角资讯 names 海岸晚报 as its source',
    );
    expect(noteWords(zh, 'Same event. I asked them.')).toBe('Same event. I asked them.');
  });
});
