import { describe, expect, it } from 'vitest';
import { compare, mainEvents, mayHoldBoth, reportTheSame, type EventMention } from '../../../src/core/dedup/index.ts';
import { titleConflict } from '../../../src/core/dedup/title-conflict.ts';
import { article } from './_articles.ts';

const mention = (more: Partial<EventMention> = {}): EventMention => ({
  eventId: 'e1',
  names: ['贺知远', 'He Zhiyuan'],
  roles: ['电商业务负责人'],
  field: 'text',
  start: 12,
  isBackground: false,
  effectiveOn: '2025-09-19',
  ...more,
});
const told = (title: string, text: string, publishedAt: string | null = '2025-09-18') => ({ title, text, publishedAt });
const OPENS = '云帆科技周三宣布，贺知远因个人原因离职，最后工作日为9月19日。';

describe('the main events of an article', () => {
  it('are those that title and opening both name, in either language', () => {
    expect(mainEvents(told('云帆科技贺知远离职', OPENS), [mention()])).toEqual(['e1']);
    expect(mainEvents(told('He Zhiyuan leaves Yunfan', 'He Zhiyuan has left.'), [mention()])).toEqual(['e1']);
    expect(mainEvents(told('云帆电商业务负责人离职', OPENS), [mention()])).toEqual(['e1']);
  });

  it('are not those told further down, in passing, in the opening alone, or long ago', () => {
    const title = '云帆科技贺知远离职';
    expect(mainEvents(told(title, '云帆近况。'.repeat(60)), [mention({ start: 280 })])).toEqual([]);
    expect(mainEvents(told(title, OPENS), [mention({ isBackground: true })])).toEqual([]);
    expect(mainEvents(told('云帆的一天', OPENS), [mention()])).toEqual([]);
    expect(mainEvents(told(title, OPENS, '2025-12-30'), [mention()])).toEqual([]);
    expect(mainEvents(told(title, OPENS, '2025-12-30'), [mention({ effectiveOn: '2025' })])).toEqual(['e1']);
  });

  it('join two stories only when all of them are the same, near enough in time and small enough together', () => {
    expect(reportTheSame(['e1'], ['e1'])).toBe(true);
    expect(reportTheSame(['e1', 'e2'], ['e1'])).toBe(false);
    expect(reportTheSame([], [])).toBe(false);
    const story = (firstPublishedAt: string | null, size = 1) => ({ firstPublishedAt, size });
    expect(mayHoldBoth(story('2025-09-18'), story('2025-09-30'))).toBe(true);
    expect(mayHoldBoth(story('2025-09-18'), story('2025-11-30'))).toBe(false);
    expect(mayHoldBoth(story('2025-09-18'), story(null))).toBe(false);
    expect(mayHoldBoth(story('2025-09-18', 150), story('2025-09-18', 51))).toBe(false);
  });
});

describe('titles of one template', () => {
  const body = (year: string): string =>
    `砚山商会${year}年度大会的报名通道即日开放，会员单位可以在网上提交材料，每家限报三人。\n大会设主会场一处、分会场四处，议程与往届相同，仍分为上午的报告和下午的讨论，晚间安排会员联谊。\n报名材料由各分会汇总，逾期不再受理，食宿自理，会务组不收取其他费用。`;

  it('that name different years, issues or persons keep apart what else is nearly equal', () => {
    expect(
      titleConflict({ title: '2026年砚山大会开放报名', text: '' }, { title: '2025年砚山大会开放报名', text: '' }),
    ).toMatchObject({
      slot: 'date',
    });
    expect(
      titleConflict(
        { title: '砚山商会听取厉归舟述职', text: '厉归舟' },
        { title: '砚山商会听取贺知远述职', text: '贺知远' },
      ),
    ).toMatchObject({ slot: 'person', here: '厉归舟', there: '贺知远' });
    const [a, b] = [
      article('a', `${body('')}名额共二百。`, { title: '2026年砚山大会开放报名' }),
      article('b', body(''), { title: '2025年砚山大会开放报名' }),
    ];
    expect(compare(a, { ...b, title: a.title }).relation).toBe('near');
    expect(compare(a, b).relation).toBe('new');
  });

  it('that choose another name of a person both texts know are no conflict', () => {
    const text = '薯名柯南，本名赵归舟';
    expect(
      titleConflict({ title: '云帆电商负责人柯南离职', text }, { title: '云帆电商负责人赵归舟离职', text }),
    ).toBeNull();
  });
});
