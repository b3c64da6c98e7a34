/** English dates: days by chrono-node, months, quarters, halves and vague words by rules of our own, which chrono reads too loosely. */
import { en } from 'chrono-node';
import { dayOf, daysBetween, isoDay, isoMonth, isoWeek, plusDays, plusMonths, type Day } from './calendar.ts';
import type { DateMention, MentionPrecision } from './dates.ts';

type Value = { iso: string | null; endIso?: string; precision: MentionPrecision; relative?: boolean };
type Rule = { pattern: RegExp; read(groups: Record<string, string | undefined>, anchor: Day | null): Value | null };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\\.?)';
const ORDINAL: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  '1': 1,
  '2': 2,
  '3': 3,
  '4': 4,
};
const PART = '(?:late|early|mid|the (?:end|start|beginning|middle) of|end of|beginning of)';
const rule = (source: string, read: Rule['read']): Rule => ({ pattern: new RegExp(source, 'giu'), read });

const RULES: readonly Rule[] = [
  // third quarter of 2025, Q3 2025, the second quarter, the first half of 2025, H1
  rule(
    '\\b(?:(?<q>first|second|third|fourth|[1-4](?:st|nd|rd|th))[ -]quarter|Q(?<q2>[1-4]))(?:,? (?:of )?(?:FY ?)?(?<y>20\\d\\d|this year|last year))?\\b',
    ({ q, q2, y }, anchor) =>
      withYear(
        y,
        anchor,
        'quarter',
        (year) =>
          `${year}-Q${q2 ?? ORDINAL[q!.toLowerCase().replace(/(?:st|nd|rd|th)$/, '')] ?? ORDINAL[q!.toLowerCase()]}`,
      ),
  ),
  rule(
    '\\b(?:(?<h>first|second)[ -]half|H(?<h2>[12]))(?:,? (?:of )?(?<y>20\\d\\d|this year|last year|the year))?\\b',
    ({ h, h2, y }, anchor) =>
      withYear(
        y === 'the year' ? undefined : y,
        anchor,
        'half',
        (year) => `${year}-H${h2 ?? ORDINAL[h!.toLowerCase()]}`,
      ),
  ),
  // late April 2025, the end of June, mid-2025, year-end, early 2025
  rule(`\\b${PART}[ -](?<m>${MONTH})(?:,? (?<y>(?:19|20)\\d\\d))?(?![\\p{L}\\d])`, ({ m, y }, anchor) =>
    inMonth(m!, y, anchor, 'part_of_month'),
  ),
  rule(`\\b${PART}[ -](?<y>(?:19|20)\\d\\d)\\b`, ({ y }) => ({ iso: y!, precision: 'part_of_year' })),
  rule(
    '\\b(?:year[ -]end|(?:the )?end of (?:the|this) year|(?:early|late|later|earlier) (?:this|next|last) year|mid-year)\\b',
    (_groups, anchor) => ({
      iso: anchor ? String(anchor.y) : null,
      precision: 'part_of_year',
      relative: true,
    }),
  ),
  // the end of the month, earlier this month, next month, last month
  rule(
    '\\b(?<p>the end of (?:the|this)|end of (?:the|this)|(?:earlier|later) this|this|last|next) month\\b',
    ({ p }, anchor) => {
      const precision: MentionPrecision = /^(?:this|last|next)$/i.test(p!) ? 'month' : 'part_of_month';
      if (!anchor) return { iso: null, precision, relative: true };
      const { y, m } = plusMonths(anchor, /last/i.test(p!) ? -1 : /next/i.test(p!) ? 1 : 0);
      return { iso: isoMonth(y, m), precision, relative: true };
    },
  ),
  rule('\\b(?:(?:earlier|later) )?(?<p>this|last|next) week\\b', ({ p }, anchor) => ({
    iso: anchor ? isoWeek(plusDays(anchor, /last/i.test(p!) ? -7 : /next/i.test(p!) ? 7 : 0)) : null,
    precision: 'week',
    relative: true,
  })),
  rule('\\b(?<p>this|last|next) year\\b', ({ p }, anchor) => ({
    iso: anchor ? String(anchor.y + (/last/i.test(p!) ? -1 : /next/i.test(p!) ? 1 : 0)) : null,
    precision: 'year',
    relative: true,
  })),
  // next spring, last autumn
  rule('\\b(?<p>last|next|this) (?<s>spring|summer|autumn|fall|winter)\\b', ({ p, s }, anchor) => {
    const month = { spring: 3, summer: 6, autumn: 9, fall: 9, winter: 12 }[s!.toLowerCase()]!;
    const y =
      anchor &&
      (/last/i.test(p!)
        ? anchor.y - Number(anchor.m <= month + 2)
        : anchor.y + Number(/next/i.test(p!) && anchor.m >= month));
    return { iso: y === null ? null : String(y), precision: 'part_of_year', relative: true };
  }),
  // July, in March, September 2025 ("may" and "march" in lower case are verbs)
  rule(`\\b(?<m>${MONTH})(?:,? (?<y>(?:19|20)\\d\\d))?(?![\\p{L}]|,? ?\\d)`, ({ m, y }, anchor) =>
    /^[A-Z]/.test(m!) ? inMonth(m!, y, anchor, 'month') : null,
  ),
  // in 2023, 2021
  rule(
    '(?<![\\d.,$€£¥#/-])\\b(?<y>(?:19[5-9]|20[0-4])\\d)\\b(?![\\d.,]\\d|%|-\\d| (?:million|billion|people|users|stores|shares|units|employees|staff|jobs))',
    ({ y }) => ({ iso: y!, precision: 'year' }),
  ),
  rule('\\b(?:recently|in recent (?:days|weeks))\\b', () => ({ iso: null, precision: 'recent', relative: true })),
  rule(
    '\\b(?:in|within) (?:the )?(?:past |last |next |coming )?(?:a few|several|two|three|four|six|\\d{1,2}) (?:days|weeks|months|years)\\b',
    () => ({ iso: null, precision: 'approx', relative: true }),
  ),
];

/** Only a text with one of these can hold a day that chrono reads; it saves chrono, the slowest part, for the few sentences that can. */
const DAY_WORDS =
  /\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z.]{0,7} \d|\d{1,2}(?:st|nd|rd|th)?,? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow|days? ago|weeks? ago|months? ago|\d{4}-\d\d-\d\d)/i;

export function findEnglishDates(text: string, anchor: string | null): DateMention[] {
  const base = dayOf(anchor);
  const found: DateMention[] = DAY_WORDS.test(text) ? chronoDays(text, base) : [];
  for (const { pattern, read } of RULES) {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (found.some((other) => other.start < end && start < other.end)) continue;
      if (isName(text, start, end, match[0])) continue;
      const value = read(match.groups ?? {}, base);
      if (value) found.push({ start, end, raw: match[0], repaired: false, relative: false, ...value });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Jun Okafor, April Jones: a month before a capitalised word is a first name unless a preposition leads to it. */
function isName(text: string, start: number, end: number, raw: string): boolean {
  return (
    /^[A-Z][a-z]+$/.test(raw) &&
    /^ [A-Z][a-z]/.test(text.slice(end, end + 3)) &&
    !/\b(?:in|since|by|of|until|till|from|on|late|early|mid|last|next|this|through|before|after|and|to|for|during|every) $/i.test(
      text.slice(Math.max(0, start - 10), start),
    )
  );
}

function chronoDays(text: string, base: Day | null): DateMention[] {
  // Noon keeps every zone's calendar day; without an anchor any day serves, since what needs it is dropped below.
  const { y, m, d } = base ?? { y: 2000, m: 1, d: 1 };
  const reference = new Date(y, m - 1, d, 12);
  return en.casual.parse(text, reference, { forwardDate: false }).flatMap((result) => {
    const lead = /^(?:on|at|by|this) /i.exec(result.text)?.[0].length ?? 0;
    const raw = result.text.slice(lead).replace(/[\s,.;]+$/, '');
    const { start } = result;
    // the end of September is a part of the month, no day
    if (/\b(?:end|start|beginning|middle) of (?:the )?[A-Za-z]+\.?(?: \d{4})?$/i.test(raw)) return [];
    const isDay =
      start.isCertain('day') || start.isCertain('weekday') || /\b(?:today|yesterday|tomorrow|ago)\b/i.test(raw);
    if (!isDay || /^\d{1,2}[:.]\d/.test(raw) || /^(?:now|at|tonight|this (?:morning|evening|afternoon))/i.test(raw))
      return [];
    const said = { y: start.get('year')!, m: start.get('month')!, d: start.get('day')! };
    // A bare weekday in the news is the last one: chrono takes the nearest, which may lie ahead.
    const isBareWeekday =
      !start.isCertain('day') && start.isCertain('weekday') && !/next|coming|this/i.test(result.text);
    const iso = isoDay(base && isBareWeekday && daysBetween(base, said) > 0 ? plusDays(said, -7) : said);
    const relative = !start.isCertain('year');
    const value = /\b(?:weeks?|months?|years?) ago\b/i.test(raw)
      ? coarse(raw, base, iso)
      : { iso, precision: 'day' as const };
    const isKnown = base !== null || !relative;
    return [
      {
        start: result.index + lead,
        end: result.index + lead + raw.length,
        raw,
        ...value,
        iso: isKnown ? value.iso : null,
        repaired: false,
        relative,
      },
    ];
  });
}

function coarse(raw: string, base: Day | null, iso: string): Value {
  if (/year/i.test(raw)) return { iso: iso.slice(0, 4), precision: 'year' };
  if (/month/i.test(raw)) return { iso: iso.slice(0, 7), precision: 'month' };
  return { iso: base ? isoWeek(dayOf(iso)!) : null, precision: 'week' };
}

/** "in July": that of the year of publication, or of the year before when it would lie more than two months ahead. */
function inMonth(
  name: string,
  year: string | undefined,
  anchor: Day | null,
  precision: MentionPrecision,
): Value | null {
  const m = MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  if (year) return { iso: isoMonth(Number(year), m), precision };
  if (!anchor) return { iso: null, precision, relative: true };
  return { iso: isoMonth(m - anchor.m > 2 ? anchor.y - 1 : anchor.y, m), precision, relative: true };
}

function withYear(
  said: string | undefined,
  anchor: Day | null,
  precision: MentionPrecision,
  iso: (year: number) => string,
): Value {
  const year =
    said && /^\d+$/.test(said) ? Number(said) : anchor ? anchor.y - (/last/i.test(said ?? '') ? 1 : 0) : null;
  return { iso: year === null ? null : iso(year), precision, relative: !said || !/^\d+$/.test(said) };
}
