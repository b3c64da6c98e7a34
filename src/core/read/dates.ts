/**
 * Publication dates as pages write them -> the four precisions of `Article`. Relative ones are counted from the fetch time,
 * Chinese pages are at +08:00, nothing lies in the future.
 */
import * as chrono from 'chrono-node';
import type { DatePrecision } from '../types.ts';

/** `2025`, `2025-06`, `2025-06-21`, or `2025-06-21T06:34:00+08:00`; no zone at the end where none is known. */
export type PageDate = { value: string; precision: DatePrecision };

/** What a date is read against: when the page was fetched, and the zone of times that name none (`+08:00`, or null for unknown). */
export type DateContext = { fetchedAt: string; zone: string | null };

type Parts = {
  year: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  zone?: string | null;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A page's clock may run ahead of ours, and a zone may have been guessed wrong. */
const FUTURE_SLACK_MS = 14 * HOUR_MS;
/** A date in running text stands near its start; longer strings are cut before matching. */
const MAX_RAW_CHARS = 200;

const TIME = String.raw`(?:[T日号,，\s|·]|&nbsp;)*(?<ampm>上午|下午|晚上|凌晨)?\s*(?<hour>[01]?\d|2[0-4])\s?[:：时]\s?(?<minute>[0-5]\d)(?:[:：分](?<second>[0-5]\d)?)?(?:\.\d{1,9})?\s?秒?`;
const ZONE = String.raw`\s?(?<zone>Z\b|UTC|GMT|[+-][01]\d:?[0-5]\d|[+-]\d\d\b)?`;
/** 2019年09月09日 20:52 / 2025-06-21T06:34:00+08:00 / 2019.9.9 / 2019/09/09 19:32:27 */
const FULL = new RegExp(
  String.raw`(?<!\d)(?<year>(?:19|20)\d\d)\s?(?:[-/.年]|－)\s?(?<month>1[0-2]|0?[1-9])\s?(?:[-/.月]|－)\s?(?<day>3[01]|[12]\d|0?[1-9])(?!\d)(?:${TIME}${ZONE})?`,
  'u',
);
/** 20250621 or 20250621063400, only where the whole string is that. */
const COMPACT =
  /^(?<year>(?:19|20)\d\d)(?<month>0[1-9]|1[0-2])(?<day>0[1-9]|[12]\d|3[01])(?:(?<hour>[01]\d|2[0-3])(?<minute>[0-5]\d)(?<second>[0-5]\d)?)?$/;
/** 06-21 06:34 / 6月21日 / 06/21 10:00: no year. Without a month sign the time is required, or 3-5 would be a date. */
const MONTH_DAY = new RegExp(
  String.raw`(?<![\d.年/-])(?:(?<month>1[0-2]|0?[1-9])\s?月\s?(?<day>3[01]|[12]\d|0?[1-9])\s?[日号](?:${TIME})?|(?<month2>1[0-2]|0[1-9])[-/](?<day2>3[01]|[12]\d|0[1-9])\s+(?<hour2>[01]?\d|2[0-3])[:：](?<minute2>[0-5]\d)|^\s*(?<month3>1[0-2]|0[1-9])-(?<day3>3[01]|[12]\d|0[1-9])\s*$)`,
  'u',
);
/** 2025年6月 */
const YEAR_MONTH = /(?<!\d)(?<year>(?:19|20)\d\d)\s?[年-]\s?(?<month>1[0-2]|0?[1-9])\s?(?:月|$)/u;
/** 2 小时前, 15分钟前, 3天前, 刚刚, 半小时前 */
const AGO = /(?:(?<count>\d{1,3}|半)\s?(?:&nbsp;)?个?(?<unit>秒钟?|分钟|小时|天|周|星期)[之以]?前|(?<now>刚刚|刚才))/u;
/** 昨天 10:20, 前天 09:05, 今天 08:00, 昨日 */
const DAY_NAME = /(?<name>昨天|昨日|前天|今天|今日)(?:\s|&nbsp;)*(?:(?<hour>[01]?\d|2[0-3])[:：](?<minute>[0-5]\d))?/u;
/** 3 hours ago, 15 minutes ago, yesterday */
const AGO_EN = /(?<count>\d{1,3}|an?)\s+(?<unit>minute|min|hour|hr|day|week)s?\s+ago/i;
const EPOCH = /^(?<seconds>1\d{9})(?<millis>\d{3})?$/;

/** Reads the first date of a short string. Null when there is none, when it is no calendar date, or when it lies after the fetch. */
export function parsePageDate(raw: string, context: DateContext): PageDate | null {
  const text = raw.normalize('NFKC').replaceAll('\u00a0', ' ').trim().slice(0, MAX_RAW_CHARS);
  const found =
    absolute(text, context) ?? relative(text, context) ?? yearless(text, context) ?? spelledOut(text, context);
  return found && !isFuture(found, context) ? found : null;
}

/** A zone as dates of a page in this language have it: China's for Chinese, unknown for others. */
export function zoneOfLanguage(lang: string): string | null {
  return lang.startsWith('zh') ? '+08:00' : null;
}

function absolute(text: string, context: DateContext): PageDate | null {
  const epoch = EPOCH.exec(text)?.groups;
  if (epoch) return fromInstant(Number(epoch['seconds']) * 1000, context.zone ?? '+00:00', 'minute');
  const match = (COMPACT.exec(text) ?? FULL.exec(text))?.groups;
  if (match) return format(partsOf(match), context);
  const month = YEAR_MONTH.exec(text)?.groups;
  return month ? format({ year: Number(month['year']), month: Number(month['month']) }, context) : null;
}

function partsOf(groups: Record<string, string | undefined>): Parts {
  const parts: Parts = { year: Number(groups['year']), month: Number(groups['month']), day: Number(groups['day']) };
  if (groups['hour'] === undefined) return parts;
  let hour = Number(groups['hour']);
  if (/下午|晚上/.test(groups['ampm'] ?? '') && hour < 12) hour += 12;
  const zone = groups['zone'];
  return {
    ...parts,
    hour,
    minute: Number(groups['minute']),
    second: Number(groups['second'] ?? 0),
    zone: zone ? zoneText(zone) : null,
  };
}

function zoneText(zone: string): string {
  if (!/\d/.test(zone)) return '+00:00';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function relative(text: string, context: DateContext): PageDate | null {
  const now = Date.parse(context.fetchedAt);
  if (Number.isNaN(now)) return null;
  const zone = context.zone ?? '+00:00';
  const ago = AGO.exec(text)?.groups ?? AGO_EN.exec(text)?.groups;
  if (ago) {
    if (ago['now']) return fromInstant(now, zone, 'minute');
    const written = ago['count'] ?? '1';
    const count = written === '半' ? 0.5 : /^an?$/i.test(written) ? 1 : Number(written);
    const unit = unitMs(ago['unit'] ?? '');
    return fromInstant(now - count * unit, zone, unit >= DAY_MS ? 'day' : 'minute');
  }
  const named = DAY_NAME.exec(text)?.groups;
  if (!named) return null;
  const back = named['name'] === '前天' ? 2 : named['name']?.startsWith('今') ? 0 : 1;
  const day = fromInstant(now - back * DAY_MS, zone, 'day').value;
  if (named['hour'] === undefined) return { value: day, precision: 'day' };
  return {
    value: `${day}T${pad(Number(named['hour']))}:${named['minute']}:00${context.zone ?? ''}`,
    precision: 'minute',
  };
}

function unitMs(unit: string): number {
  if (unit.startsWith('秒')) return 1000;
  if (/^(分钟|min)/i.test(unit)) return MINUTE_MS;
  if (/^(小时|hour|hr)/i.test(unit)) return HOUR_MS;
  return /^(周|星期|week)/i.test(unit) ? 7 * DAY_MS : DAY_MS;
}

/** A date without a year belongs to the last such day before the fetch. */
function yearless(text: string, context: DateContext): PageDate | null {
  const groups = MONTH_DAY.exec(text)?.groups;
  if (!groups) return null;
  const year = new Date(Date.parse(context.fetchedAt) + offsetMs(context.zone)).getUTCFullYear();
  if (Number.isNaN(year)) return null;
  const pick = (name: string): string | undefined => groups[name] ?? groups[`${name}2`] ?? groups[`${name}3`];
  const fields = {
    month: pick('month'),
    day: pick('day'),
    hour: pick('hour'),
    minute: pick('minute'),
    ampm: groups['ampm'],
  };
  const inYear = (of: number): PageDate | null => format(partsOf({ ...fields, year: String(of) }), context);
  const thisYear = inYear(year);
  return thisYear && isFuture(thisYear, context) ? inYear(year - 1) : thisYear;
}

/** `June 21, 2025 6:34 am EDT`: English only, and only with a day of its own. */
function spelledOut(text: string, context: DateContext): PageDate | null {
  if (!/\d/.test(text) || !/[a-z]{3}/i.test(text)) return null;
  const found = chrono.en.strict.parse(text, new Date(context.fetchedAt))[0]?.start;
  if (!found?.isCertain('day') || !found.isCertain('month') || !found.isCertain('year')) return null;
  const parts: Parts = { year: found.get('year') ?? 0, month: found.get('month') ?? 1, day: found.get('day') ?? 1 };
  if (!found.isCertain('hour')) return format(parts, context);
  const offset = found.isCertain('timezoneOffset') ? found.get('timezoneOffset') : null;
  const zone = offset === null ? null : zoneOfMinutes(offset);
  return format(
    {
      ...parts,
      hour: found.get('hour') ?? 0,
      minute: found.get('minute') ?? 0,
      second: found.get('second') ?? 0,
      zone,
    },
    context,
  );
}

function zoneOfMinutes(minutes: number): string {
  const absolute = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(absolute / 60))}:${pad(absolute % 60)}`;
}

function format(parts: Parts, context: DateContext): PageDate | null {
  const { year, month, day, hour } = parts;
  if (month === undefined) return { value: String(year), precision: 'year' };
  if (day === undefined) return { value: `${year}-${pad(month)}`, precision: 'month' };
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return null;
  const date = `${year}-${pad(month)}-${pad(day)}`;
  if (hour === undefined || hour > 23) return { value: date, precision: 'day' };
  const time = `${pad(hour)}:${pad(parts.minute ?? 0)}:${pad(parts.second ?? 0)}`;
  return { value: `${date}T${time}${parts.zone ?? context.zone ?? ''}`, precision: 'minute' };
}

function fromInstant(ms: number, zone: string, precision: 'day' | 'minute'): PageDate {
  const local = new Date(ms + offsetMs(zone)).toISOString();
  if (precision === 'day') return { value: local.slice(0, 10), precision };
  return { value: `${local.slice(0, 19)}${zone}`, precision };
}

function offsetMs(zone: string | null): number {
  const match = /^([+-])(\d\d):(\d\d)$/.exec(zone ?? '');
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * HOUR_MS + Number(match[3]) * MINUTE_MS);
}

function isFuture(date: PageDate, context: DateContext): boolean {
  const now = Date.parse(context.fetchedAt);
  if (Number.isNaN(now)) return false;
  const has = /[+-]\d\d:\d\d$/.test(date.value);
  const value = date.precision === 'minute' && !has ? `${date.value}Z` : date.value;
  const slack = date.precision === 'minute' && has ? HOUR_MS : FUTURE_SLACK_MS;
  return Date.parse(value) > now + slack;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
