import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDates } from '../../../src/core/text/dates.ts';

/** raw, iso and precision of every date of a text published on Wednesday 10 September 2025. */
const dates = (text: string, anchor: string | null = '2025-09-10'): (string | null)[][] =>
  findDates(text, anchor).map((d) => [d.raw, d.endIso ? `${d.iso}/${d.endIso}` : d.iso, d.precision]);

describe('findDates in Chinese', () => {
  it.each([
    ['2025年8月21日', '2025-08-21', 'day'],
    ['二〇二五年八月三日', '2025-08-03', 'day'],
    ['２０２５年８月', '2025-08', 'month'],
    ['9月5日', '2025-09-05', 'day'],
    ['7月中旬', '2025-07', 'part_of_month'],
    ['去年底', '2024', 'part_of_year'],
    ['今年一季度', '2025-Q1', 'quarter'],
    ['本月初', '2025-09', 'part_of_month'],
    ['上月', '2025-08', 'month'],
    ['上周五', '2025-09-05', 'day'],
    ['本周三（10日）', '2025-09-10', 'day'],
    ['上周', '2025-W36', 'week'],
    ['三周前', '2025-W34', 'week'],
    ['国庆前', '2025-09', 'part_of_month'],
    ['下半年', '2025-H2', 'half'],
    ['近日', null, 'recent'],
    ['两个月内', null, 'approx'],
    ['9月1日至7日', '2025-09-01/2025-09-07', 'day'],
    ['前三季度', '2025-01/2025-09', 'month'],
  ])('reads %s', (raw, iso, precision) => {
    expect(dates(raw)).toEqual([[raw, iso, precision]]);
  });

  it('reads a month that names no year as the last one, and a coming one when the words say so', () => {
    expect(dates('12月离任', '2026-01-14')[0]![1]).toBe('2025-12');
    expect(dates('将于1月5日离任', '2025-12-20')[0]![1]).toBe('2026-01-05');
  });

  it('lets 同年 and a following month lean on the year before them', () => {
    expect(dates('2023年4月加入，同年9月转岗，11月离职').map((d) => d[1])).toEqual(['2023-04', '2023-09', '2023-11']);
  });

  it('lets 那年 and 第二年 lean on the year told before', () => {
    expect(dates('2021年他还是高管。那年8月他辞职').map((d) => d[1])).toEqual(['2021', '2021-08']);
    expect(dates('2022年秋天，甲离开。第二年5月，乙也走了').at(-1)![1]).toBe('2023-05');
  });

  it('reads the last day of a month and feasts of a year that is named', () => {
    expect(dates('8月的最后一天，他走了', '2024-09-02')[0]).toEqual(['8月的最后一天', '2024-08-31', 'day']);
    expect(dates('去年国庆前后离职', '2025-02-18')[0]).toEqual(['去年国庆前后', '2024-10', 'part_of_month']);
  });

  it('repairs what a page lost and says so, but does not guess between two days', () => {
    const [month] = findDates('截至20256月底', null);
    expect(month).toMatchObject({ raw: '20256月底', iso: '2025-06', repaired: true });
    expect(findDates('自202591日起', null)[0]).toMatchObject({ raw: '202591日', iso: '2025-09-01', repaired: true });
    expect(findDates('自2025111日起', null)[0]).toMatchObject({ iso: '2025', precision: 'year', repaired: true });
  });

  it('gives no calendar value to what is relative to an unknown day', () => {
    expect(dates('昨日', null)).toEqual([['昨日', null, 'day']]);
    expect(dates('9月5日', null)).toEqual([['9月5日', null, 'day']]);
  });

  it('finds no date where figures only look like one', () => {
    expect(dates('用时3.5个月，共6个月球样本，V2.1版')).toEqual([]);
  });

  it('reads back every day of the century however it is written', () => {
    const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2049-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        const [y, m, d] = date.toISOString().slice(0, 10).split('-').map(Number) as [number, number, number];
        const iso = date.toISOString().slice(0, 10);
        for (const text of [`${y}年${m}月${d}日`, `${y}-${m}-${d}`, `${y}/${m}/${d}`])
          expect(findDates(`于${text}，`, null).map((found) => found.iso)).toEqual([iso]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('findDates in English', () => {
  it.each([
    ['August 15, 2025', '2025-08-15', 'day'],
    ['Sept. 5', '2025-09-05', 'day'],
    ['Tuesday', '2025-09-09', 'day'],
    ['July', '2025-07', 'month'],
    ['late April', '2025-04', 'part_of_month'],
    ['the third quarter of 2024', '2024-Q3', 'quarter'],
    ['last week', '2025-W36', 'week'],
    ['2021', '2021', 'year'],
  ])('reads %s', (words, iso, precision) => {
    const [found] = findDates(`She left in ${words}.`, '2025-09-10');
    expect(words).toContain(found?.raw);
    expect(found).toMatchObject({ iso, precision });
  });

  it('leaves the verbs may and march alone', () => {
    expect(dates('They may march again.')).toEqual([]);
  });
});
