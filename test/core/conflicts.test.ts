import { describe, expect, it } from 'vitest';
import { findClaims } from '../../src/core/claims/index.ts';
import { findConflicts, type Conflict, type NameTable, type PlacedClaim } from '../../src/core/conflicts.ts';
import type { Watch } from '../../src/core/types.ts';

// Companies and events in these sentences are invented.
const watches: Watch[] = [
  {
    id: 'yunfan',
    name: '云帆',
    names: ['云帆', '云帆科技', 'Yunfan'],
    ambiguous: [],
    products: ['云栖计划'],
    people: [],
  },
];
const names: NameTable = [['云栖计划', 'Cloud Nest Plan']];

type Told = { id: string; text: string; publishedAt: string };
const claimsOf = (articles: readonly Told[]): PlacedClaim[] =>
  articles.flatMap(({ id, text, publishedAt }) => {
    const lang = /\p{Script=Han}/u.test(text) ? 'zh-Hans' : 'en';
    const { claims } = findClaims({ id, title: '', text, publishedAt, lang, url: null });
    return claims.map((claim, i) => ({ claimId: `${id}-${i}`, articleId: id, publishedAt, claim }));
  });
const conflictsOf = (...articles: Told[]): Conflict[] => findConflicts(claimsOf(articles), watches, names);
const brief = (conflicts: readonly Conflict[]): string[] =>
  conflicts.map((c) => `${c.kind} ${c.type} ${c.subject} ${c.metric}: ${c.members.map((m) => m.article).join(' ')}`);

describe('findConflicts', () => {
  it('sets a later, lower and undated number of users against an earlier one, across languages', () => {
    const found = conflictsOf(
      { id: 'a', text: '云帆科技拥有3.5亿的月活用户。', publishedAt: '2025-09-13' },
      { id: 'b', text: "Yunfan's monthly active users climbed to 260 million.", publishedAt: '2025-12-28' },
    );
    expect(brief(found)).toEqual(['conflict value 云帆 MAU: a b']);
    expect(found[0]?.verdict).toContain('350 million users (published 2025-09-13)');
  });

  it('leaves a series alone that every source dates, and points out one with an undated figure', () => {
    const series = {
      id: 'a',
      text: '2025年3月，云帆的估值为260亿美元。截至2025年6月底，云帆的估值达到310亿美元。',
      publishedAt: '2025-09-13',
    };
    expect(conflictsOf(series)).toEqual([]);
    const found = conflictsOf(series, {
      id: 'b',
      text: 'Yunfan has a valuation of more than 50 billion US dollars.',
      publishedAt: '2025-12-28',
    });
    expect(brief(found)).toEqual(['conflict time_series 云帆 valuation: a a b']);
  });

  it('sees one amount said of a year and of three years as a question of scope', () => {
    const found = conflictsOf(
      { id: 'a', text: '云帆2024年GMV约为3.5万亿元。', publishedAt: '2025-06-21' },
      { id: 'b', text: '以云帆为例，其电商业务仅三年时间GMV便突破了3.5万亿。', publishedAt: '2025-07-08' },
    );
    expect(brief(found)).toEqual(['conflict scope 云帆 GMV: a b']);
  });

  it('finds different amounts of one period, but not where both can be true', () => {
    const of = (amount: string, id: string): Told => ({
      id,
      text: `云帆2024年营收${amount}。`,
      publishedAt: '2025-06-21',
    });
    expect(brief(conflictsOf(of('12亿元', 'a'), of('15亿元', 'b')))).toEqual(['conflict value 云帆 revenue: a b']);
    expect(conflictsOf(of('超过12亿元', 'a'), of('15亿元', 'b'))).toEqual([]);
    expect(conflictsOf(of('12亿元', 'a'), { ...of('15亿元', 'b'), text: '云帆2023年营收15亿元。' })).toEqual([]);
  });

  it('finds agreement across languages, and none between two copies of a sentence', () => {
    const zh = { id: 'a', text: '云帆2024年电商GMV突破4000亿元。', publishedAt: '2025-06-21' };
    const en = { id: 'b', text: "Yunfan's GMV exceeded 400 billion yuan.", publishedAt: '2025-12-28' };
    expect(brief(conflictsOf(zh, en))).toEqual(['agreement value 云帆 GMV: a b']);
    expect(conflictsOf(zh, { ...zh, id: 'c' })).toEqual([]);
  });

  it('finds an announcement that three articles date three ways', () => {
    const found = conflictsOf(
      { id: 'a', text: '5月，云帆宣布与栖木家居开展“云栖计划”。', publishedAt: '2025-07-08' },
      { id: 'b', text: '近日，云帆宣布与栖木家居开展“云栖计划”，双方将打通链路。', publishedAt: '2025-09-13' },
      {
        id: 'c',
        text: 'In 2023, Yunfan partnered with Qimu Home on the "Cloud Nest Plan".',
        publishedAt: '2025-12-28',
      },
    );
    expect(brief(found)).toEqual(['conflict date 云栖计划 null: a b c']);
  });

  it('compares neither targets nor figures of nobody in particular', () => {
    expect(
      conflictsOf(
        { id: 'a', text: '云帆计划2026年营收达到12亿元。', publishedAt: '2025-06-21' },
        { id: 'b', text: '云帆2026年营收15亿元。', publishedAt: '2027-01-21' },
        { id: 'c', text: '公司2026年营收9亿元。', publishedAt: '2027-01-21' },
      ),
    ).toEqual([]);
  });
});
