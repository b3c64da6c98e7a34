/** Two sources of one article that contradict each other. All persons and companies are invented. */
import { describe, expect, it } from 'vitest';
import { findClaims } from '../../../src/core/claims/index.ts';
import { foldClaims } from '../../../src/core/events.ts';
import type { Claim } from '../../../src/core/types.ts';

const day = '2025-11-20';

function departuresIn(text: string): Claim[] {
  const { claims, refused } = findClaims({ id: 'a', title: '', text, publishedAt: day, lang: 'zh-Hans', url: null });
  expect(refused).toEqual([]);
  for (const claim of claims) expect(text.slice(claim.start, claim.end)).toBe(claim.quote);
  return claims.filter((claim) => claim.kind === 'executive_departure');
}

const eventsOf = (claims: readonly Claim[]) =>
  foldClaims(
    { events: [], aliases: [], watches: [] },
    claims.map((claim, i) => {
      return { claimId: `a#${i}`, articleId: 'a', originId: 'a', publishedAt: day, claim };
    }),
    { now: '2025-11-20T10:00:00Z', oldNewsDays: 30 },
  );

describe('sources that contradict each other within an article', () => {
  it('keeps a report and its denial apart, each with its source and its words', () => {
    const claims = departuresIn('有媒体称青柚直播副总裁贺知远已于上周离职，青柚直播则回应称其仍在正常履职。');
    expect(claims.map((c) => [c.args['person'], c.status, c.attribution, c.args['date']])).toEqual([
      ['贺知远', 'reported', '有媒体称', '上周'],
      ['贺知远', 'denied', '青柚直播则回应', null],
    ]);
    expect(claims.map((c) => c.quote)).toEqual([
      '有媒体称青柚直播副总裁贺知远已于上周离职',
      '青柚直播则回应称其仍在正常履职。',
    ]);
  });

  it('takes a rumour that the company denies for one thing: a denial', () => {
    const claims = departuresIn('网传青柚直播副总裁贺知远离职，公司则回应称消息不实。');
    expect(claims.map((c) => c.status)).toEqual(['denied']);
  });

  it('makes one event of them, with the denial beside it, and one thing to tell', () => {
    const { created, changes } = eventsOf(
      departuresIn('据《云岫日报》报道，青柚直播副总裁贺知远已离职，但青柚直播否认了这一消息。'),
    );
    expect(created.map((e) => [e.status, e.isDenied, e.statusHistory.map((s) => s.status)])).toEqual([
      ['reported', true, ['reported', 'denied']],
    ]);
    expect(changes.map((c) => c.field)).toEqual(['first_report']);
  });

  it('keeps the two days that two sources give', () => {
    const claims = departuresIn(
      '青柚直播公告称，副总裁贺知远将于12月31日离任。但接近公司的人士对记者说，贺知远11月14日就已离开公司。',
    );
    expect(claims.map((c) => [c.args['date_iso'], c.attribution])).toEqual([
      ['2025-12-31', '青柚直播公告称'],
      ['2025-11-14', '接近公司的人士对记者说'],
    ]);
    expect(eventsOf(claims).created).toHaveLength(1);
  });

  it.each([
    ['青柚直播COO谢知微离职，一位高管称由林予安接任，另一位则说是陆沉舟。', 'successor', ['林予安', '陆沉舟']],
    [
      '一位同事说青柚直播副总裁贺知远离职后会去云岫社区，另一位则说他将加入北麓股份。',
      'next_employer',
      ['云岫社区', '北麓股份'],
    ],
    [
      '公告写的是“因个人原因辞职”，会议纪要却显示，青柚直播CMO贺知远是被投票免职的。',
      'change_type',
      ['resign', 'dismiss'],
    ],
  ])('%s gives both values of %s', (text, slot, both) => {
    const claims = departuresIn(text);
    expect(claims.map((c) => c.args[slot])).toEqual(both);
    expect(eventsOf(claims).created).toHaveLength(1);
  });

  it('hears one voice where the second says nothing else', () => {
    expect(departuresIn('青柚直播副总裁贺知远已离职，其工作由林予安接手，公司则表示感谢。')).toHaveLength(1);
  });
});
