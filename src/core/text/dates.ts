import { findChineseDates } from './dates-zh.ts';
import { findEnglishDates } from './dates-en.ts';

/**
 * `recent` (近日, recently) and `approx` (两个月内, after the closing) give no calendar value: iso is null.
 * `part_of_month` (月底, 中旬) has the month as its iso, `part_of_year` (年底, 年初) the year, `half` 2025-H1, `quarter` 2025-Q3, `week` 2025-W36.
 */
export type MentionPrecision =
  'day' | 'week' | 'part_of_month' | 'month' | 'quarter' | 'half' | 'part_of_year' | 'year' | 'recent' | 'approx';

export type DateMention = {
  /** Offsets into the text given; `raw` is exactly that slice. */
  start: number;
  end: number;
  raw: string;
  iso: string | null;
  /** Last day or month of a range (9月1日至7日, 前三季度), in the same form as `iso`, which is then the first. */
  endIso?: string;
  precision: MentionPrecision;
  /** The words were damaged (20256月底) and read as what they must have been. */
  repaired: boolean;
  /** The words name their year, month or day only relative to the publication or to an earlier date. */
  relative: boolean;
};

/**
 * Every date of `text` in order, none overlapping. `anchor` is the day of publication (`2025-06-21`, a month or a year also serves):
 * what is relative to it has a null iso when it is null. 同年, 次日 and bare months lean on the date before them in the same text.
 * Chinese dates are read in every text, English ones where the text has Latin letters. Linear in the length of the text.
 */
export function findDates(text: string, anchor: string | null): DateMention[] {
  const chinese = /[\p{Script=Han}]/u.test(text) || /\d[-/.]\d/.test(text) ? findChineseDates(text, anchor) : [];
  const english = /[A-Za-z]{3}|\b(?:19|20)\d\d\b/.test(text) ? findEnglishDates(text, anchor) : [];
  if (english.length === 0) return chinese;
  const free = english.filter((e) => !chinese.some((c) => c.start < e.end && e.start < c.end));
  return [...chinese, ...free].sort((a, b) => a.start - b.start);
}
