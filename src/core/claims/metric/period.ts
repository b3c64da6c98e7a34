import { findDates, type DateMention } from '../../text/dates.ts';
import { dayOf, daysInMonth, isoDay, plusDays, weekday } from '../../text/calendar.ts';
import type { Period } from './figure.ts';

/** A date that stands in a comparison is no period of the figure: 较去年, 是去年同期的3倍, 与上年持平, 环比上周. */
const COMPARED =
  /(?:较|比|与|同|跟|和|相当于|是|不足|不及|超过|环比|同比|versus|vs\.?|from|than|with|against)\s?(?:the same period )?$/i;
const SAME_PERIOD = /^(?:同期|同月|同季|的?同一时期)/;

/** The dates of a sentence as periods of figures; `text` is plain text, `anchor` the day of publication. */
export function findPeriods(text: string, anchor: string | null): Period[] {
  const periods: Period[] = [];
  for (const date of findDates(text, anchor)) {
    if (date.precision === 'recent' || date.precision === 'approx') continue;
    const same = SAME_PERIOD.exec(text.slice(date.end, date.end + 8))?.[0] ?? '';
    const end = date.end + same.length;
    // 前9月: from January on.
    const isSinceJanuary =
      text[date.start - 1] === '前' && /^\d{4}-\d{2}$/.test(date.iso ?? '') && /^\d{1,2}月$/.test(date.raw);
    const start = isSinceJanuary ? date.start - 1 : date.start;
    const iso = isoOf(date, same !== '', periods.at(-1) ?? null);
    periods.push({
      raw: text.slice(start, end),
      iso: isSinceJanuary ? `${date.iso!.slice(0, 4)}-01/${date.iso}` : iso,
      isRepaired: date.repaired || /^\d{4}\s[1-4]季/.test(date.raw),
      span: { start, end },
    });
  }
  return withHolidays(text, anchor, periods).sort((a, b) => a.span.start - b.span.start);
}

/** True where the period only says what a figure is compared with. */
export function isComparison(text: string, period: Period): boolean {
  return COMPARED.test(text.slice(Math.max(0, period.span.start - 18), period.span.start));
}

function isoOf(date: DateMention, isSamePeriod: boolean, previous: Period | null): string | null {
  if (date.iso === null) return null;
  // 上年 beside a period counts from that period: 全年 46.2%, 上年 43.9%; 三季度 ..., 上年同期 ...
  const isPriorYear = /^(?:上年|去年|上一年)/.test(date.raw) && date.precision === 'year';
  if (isPriorYear && previous?.iso && (isSamePeriod || previous.iso.length === 4)) return yearBefore(previous.iso);
  if (/[末底]$/.test(date.raw) || /\bend\b/i.test(date.raw)) return lastDay(date.iso);
  return date.endIso ? `${date.iso}/${date.endIso}` : date.iso;
}

function yearBefore(iso: string): string {
  return iso.replace(/\d{4}/g, (year) => String(Number(year) - 1));
}

/** 2025年6月末 is the 30th of June, 年底 the 31st of December. */
function lastDay(iso: string): string {
  if (/^\d{4}$/.test(iso)) return `${iso}-12-31`;
  const day = /^\d{4}-\d{2}$/.test(iso) ? dayOf(iso) : null;
  return day ? isoDay({ ...day, d: daysInMonth(day.y, day.m) }) : iso;
}

/** 仅用三年左右时间, 三年时间, in three years: a span without a place in the calendar; two figures of different spans are no contradiction. */
const DURATION =
  /(?:\d{1,2}|[一二两三四五六七八九十半]{1,2})(?:年|个月)(?:左右|多)?(?:的?时间|之?内|间)|(?:仅用|用了?|历时|历经)(?:\d{1,2}|[一二两三四五六七八九十半]{1,2})(?:年|个月)(?:左右|多)?|\b(?:in|within|over) (?:just |only )?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten) (?:years|months)\b/gi;

/** Trading days and holidays that figures are given of: 国庆八天, 黑五当日, full-year. The date parser leaves them, since nobody resigns in them. */
const HOLIDAYS: readonly (readonly [RegExp, (year: number, words: string) => string | null])[] = [
  [
    /国庆(?:中秋)?(?:[七八7八]天|黄金周|假期|长假)(?:期间)?/g,
    (y, words) => `${y}-10-01/${y}-10-0${/[八8]/.test(words) ? 8 : 7}`,
  ],
  [/五一(?:[五5]天|黄金周|假期|长假)(?:期间)?/g, (y) => `${y}-05-01/${y}-05-05`],
  [/(?:黑五|黑色星期五|black friday)(?:当[日天]|期间)?/gi, (y) => blackFriday(y)],
  [/(?:网一|网络星期一|cyber monday)(?:当[日天]|期间)?/gi, (y) => isoDay(plusDays(dayOf(blackFriday(y))!, 3))],
  [/\b(?:the )?full[ -]year\b/gi, (y) => String(y)],
];

function withHolidays(text: string, anchor: string | null, periods: Period[]): Period[] {
  const year = anchor === null ? null : Number(anchor.slice(0, 4));
  const found: Period[] = [];
  for (const [pattern, read] of HOLIDAYS) {
    for (const match of text.matchAll(pattern)) {
      const span = { start: match.index, end: match.index + match[0].length };
      const said = periods.find(
        (p) => p.span.end <= span.start && span.start - p.span.end <= 2 && /^\d{4}$/.test(p.iso ?? ''),
      );
      const of = said ? Number(said.iso) : year;
      found.push({ raw: match[0], iso: of === null ? null : read(of, match[0]), isRepaired: false, span });
    }
  }
  for (const match of text.matchAll(DURATION)) {
    const span = { start: match.index, end: match.index + match[0].length };
    found.push({ raw: match[0], iso: null, isRepaired: false, span });
  }
  return [
    ...periods.filter((p) => !found.some((f) => f.span.start < p.span.end && p.span.start < f.span.end)),
    ...found,
  ];
}

/** The day after the fourth Thursday of November. */
function blackFriday(year: number): string {
  const first = { y: year, m: 11, d: 1 };
  const thursday = ((4 - weekday(first) + 7) % 7) + 1;
  return isoDay({ y: year, m: 11, d: thursday + 22 });
}
