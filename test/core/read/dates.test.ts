import { describe, expect, it } from 'vitest';
import { parsePageDate } from '../../../src/core/read/dates.ts';

const china = { fetchedAt: '2026-01-05T08:00:00Z', zone: '+08:00' };
const unknown = { fetchedAt: '2026-01-05T08:00:00Z', zone: null };

describe('parsePageDate', () => {
  it.each([
    ['2025年09月09日 20:52', '2025-09-09T20:52:00+08:00', 'minute'],
    ['2025-06-21 06:34', '2025-06-21T06:34:00+08:00', 'minute'],
    ['发布时间：2025/6/1', '2025-06-01', 'day'],
    ['2025.12.30 下午3:05', '2025-12-30T15:05:00+08:00', 'minute'],
    ['2025-06-21T06:34:00Z', '2025-06-21T06:34:00+00:00', 'minute'],
    ['2025-06-21T06:34:00.123+0200', '2025-06-21T06:34:00+02:00', 'minute'],
    ['20250621', '2025-06-21', 'day'],
    ['2025年6月', '2025-06', 'month'],
  ])('reads %s with its precision', (raw, value, precision) => {
    expect(parsePageDate(raw, china)).toEqual({ value, precision });
  });

  it.each([
    ['2 小时前', '2026-01-05T14:00:00+08:00'],
    ['半小时前', '2026-01-05T15:30:00+08:00'],
    ['15分钟前', '2026-01-05T15:45:00+08:00'],
    ['发表于 昨天 10:20', '2026-01-04T10:20:00+08:00'],
    ['前天 09:05', '2026-01-03T09:05:00+08:00'],
    ['3天前', '2026-01-02'],
  ])('counts %s from the fetch time', (raw, value) => {
    expect(parsePageDate(raw, china)?.value).toBe(value);
  });

  it('puts a day without a year into the year before when this one has not seen it yet', () => {
    expect(parsePageDate('12-28 07:29', china)?.value).toBe('2025-12-28T07:29:00+08:00');
    expect(parsePageDate('1月4日 18:00', china)?.value).toBe('2026-01-04T18:00:00+08:00');
  });

  it('reads English dates and leaves their zone open when none is named', () => {
    expect(parsePageDate('June 21, 2025 6:34 pm', unknown)?.value).toBe('2025-06-21T18:34:00');
    expect(parsePageDate('Published 3 March 2025', unknown)).toEqual({ value: '2025-03-03', precision: 'day' });
  });

  it('refuses what lies in the future, what no calendar has, and what is no date', () => {
    expect(parsePageDate('2026-03-01', china)).toBeNull();
    expect(parsePageDate('2025-02-30', china)).toBeNull();
    expect(parsePageDate('阅读 3026', china)).toBeNull();
    expect(parsePageDate('版本 1.2.3', china)).toBeNull();
  });
});
