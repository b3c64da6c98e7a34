/** The words of a message in both languages, in one place, so that a third language is one more object. */
import type { ClaimStatus } from '../core/types.ts';

export type Lang = 'zh' | 'en';
export type Words = typeof zh;

const ZH_STATUS: Record<ClaimStatus, string> = {
  confirmed: '已确认',
  reported: '媒体报道',
  rumoured: '传闻',
  planned: '已宣布，尚未生效',
  denied: '被否认',
};
const EN_STATUS: Record<ClaimStatus, string> = {
  confirmed: 'confirmed',
  reported: 'reported',
  rumoured: 'rumoured',
  planned: 'announced, not yet in effect',
  denied: 'denied',
};

/** What is new in an update, as a sentence of a title; the value is what the ledger holds. */
const ZH_CHANGES: Readonly<Record<string, (value: string) => string>> = {
  first_report: () => '首次报道',
  status: (value) => `状态变为“${ZH_STATUS[value as ClaimStatus] ?? value}”`,
  person: (value) => beside('姓名确定为', value),
  successor: (value) => beside('继任者为', value),
  next_employer: (value) => beside('下一站为', value),
  date: (value) => beside('时间为', value && instantInWords(value, 'zh')),
  role: (value) => beside('职务为', value),
  independent_origin: (value) => `出现第 ${value || '2'} 个独立信源`,
  conflict: (value) => `信源对${ZH_DISPUTED[value] ?? value}说法不一`,
};
const EN_CHANGES: Readonly<Record<string, (value: string) => string>> = {
  first_report: () => 'first report',
  status: (value) => `status is now ${EN_STATUS[value as ClaimStatus] ?? value}`,
  person: (value) => `the name is known: ${value}`,
  successor: (value) => `successor named: ${value}`,
  next_employer: (value) => `next employer named: ${value}`,
  date: (value) => `the date is ${value && instantInWords(value, 'en')}`,
  role: (value) => `the role is ${value}`,
  independent_origin: (value) => (value && value !== '2' ? `${value} independent origins report it` : 'a second independent origin reports it'), // prettier-ignore
  conflict: (value) => `sources disagree on ${EN_DISPUTED[value] ?? value}`,
};

/** What sources can disagree about. */
const ZH_DISPUTED: Readonly<Record<string, string>> = { status: '是否离职', date: '离职时间', successor: '继任者' };
const EN_DISPUTED: Readonly<Record<string, string>> = {
  status: 'whether it happened',
  date: 'the date',
  successor: 'the successor',
};

/** Chinese beside Chinese, a space before letters: 继任者为林一川, 继任者为 Lin Yichuan. */
function beside(words: string, value: string): string {
  return /^[A-Za-z0-9]/.test(value) ? `${words} ${value}` : words + value;
}

/** The words in which a rule says what matched, and their Chinese. */
const ZH_MATCHED: Readonly<Record<string, string>> = {
  watch: '公司',
  kind: '类型',
  status: '状态',
  role: '职务',
  'independent origins': '独立信源',
  keyword: '关键词',
  source: '来源',
};

const zh = {
  comma: '、',
  somebody: '某高管',
  unknownCompany: '未知公司',
  person: '人物',
  rightPerson: '应为',
  role: '职务',
  company: '公司',
  what: '事件',
  when: '时间',
  noDate: '未说明',
  successor: '继任者',
  nextEmployer: '去向',
  statusLabel: '状态',
  origins: '独立信源',
  late: '发现较晚',
  source: '来源',
  published: '发布时间',
  article: '原文',
  story: '查看事件',
  whole: '查看全部',
  known: (names: readonly string[]) => `（又名${names.join('、')}）`,
  articleOf: (outlet: string | null, title: string | null) => `${outlet ?? ''}${title ? `《${title}》` : ''}`,
  status: (status: ClaimStatus | null) => (status ? ZH_STATUS[status] : '未说明'),
  countOrigins: (n: number) => `${n} 个`,
  kind: (kind: string) => (kind === 'executive_departure' ? '高管离职' : kind),
  leaves: (who: string, role: string, where: string, status: ClaimStatus | null) =>
    `${status === 'rumoured' ? '传闻离职' : status === 'planned' ? '将离职' : '离职'}：${[where, role, who].filter(Boolean).join(' ')}`,
  changed: (field: string, value: string | null) => ZH_CHANGES[field]?.(value ?? '') ?? beside(field, value ?? ''),
  update: (what: string, who: string, where: string) => `更新：${where} ${who}，${what}`,
  escalated: (title: string) => `【无人查看】${title}`,
  correction: (ruling: string, who: string, where: string) =>
    `更正：${ruling === 'wrong_person' ? '人物有误' : '并非离职'}，${where} ${who}`,
  ruling: (ruling: string): string =>
    ruling === 'wrong_person'
      ? '分析员判定：此前的消息写错了人，请以此为准。'
      : '分析员判定：此前的消息并非一次离职，请忽略。',
  note: '说明',
  becauseTold: '您收到此更正，是因为您曾收到关于此事件的消息。',
  matched(text: string) {
    // "status confirmed" -> 状态：已确认
    const [, what = '', found = ''] = /^(independent origins|[a-z]+) (.*)$/s.exec(text) ?? [];
    if (!(what in ZH_MATCHED)) return text;
    const value = what === 'kind' ? this.kind(found) : found in ZH_STATUS ? ZH_STATUS[found as ClaimStatus] : found;
    return `${ZH_MATCHED[what]}：${value}`;
  },
  digest: (n: number) => (n === 0 ? '没有新的高管离职' : `高管离职摘要：${n} 条`),
  coverage: (answered: number, sources: number) => `${sources} 个来源中有 ${answered} 个正常应答`,
  test: (channel: string) => `Redwatch 测试消息：渠道“${channel}”可以收到提醒`,
  testBody: '这是一条测试消息，不涉及任何真实事件。',
  desk: '打开工作台',
  foundLate: (published: string, seen: string) => `首次发布于${published}，${seen}才被发现`,
  because: (rules: readonly string[], matched: readonly string[]) =>
    `您收到此消息，是因为它符合规则“${rules.join('”“')}”（${matched.join('；') || '全部事件'}）。`,
};

const en: Words = {
  comma: ', ',
  somebody: 'An executive',
  unknownCompany: 'unknown company',
  person: 'Who',
  rightPerson: 'Should be',
  role: 'Role',
  company: 'Company',
  what: 'What',
  when: 'When',
  noDate: 'not said',
  successor: 'Successor',
  nextEmployer: 'Next employer',
  statusLabel: 'Status',
  origins: 'Independent origins',
  late: 'Found late',
  source: 'Source',
  published: 'Published',
  article: 'Article',
  story: 'Open the story',
  whole: 'Read all of it',
  known: (names) => ` (also known as ${names.join(', ')})`,
  articleOf: (outlet, title) => [outlet, title && `“${title}”`].filter(Boolean).join(', '),
  status: (status) => (status ? EN_STATUS[status] : 'not said'),
  countOrigins: (n) => String(n),
  kind: (kind) => (kind === 'executive_departure' ? 'executive departure' : kind),
  leaves: (who, role, where, status) =>
    `${status === 'rumoured' ? 'Rumoured departure' : status === 'planned' ? 'Announced departure' : 'Departure'}: ${[who, role, where].filter(Boolean).join(', ')}`,
  changed: (field, value) => EN_CHANGES[field]?.(value ?? '') ?? `${field} ${value ?? ''}`.trim(),
  update: (what, who, where) => `Update: ${who}, ${where}: ${what}`,
  escalated: (title) => `[Not opened yet] ${title}`,
  correction: (ruling, who, where) =>
    `Correction: ${ruling === 'wrong_person' ? 'the wrong person' : 'not a departure'}: ${who}, ${where}`,
  ruling: (ruling) =>
    ruling === 'wrong_person'
      ? 'An analyst ruled that the earlier message names the wrong person. Please disregard it.'
      : 'An analyst ruled that the earlier message is not about a departure. Please disregard it.',
  note: 'Note',
  becauseTold: 'You get this correction because you were told of this event.',
  matched(text) {
    const found = /^kind (?<kind>.*)$/s.exec(text)?.groups?.['kind'];
    return found ? `kind ${this.kind(found)}` : text;
  },
  digest: (n) => (n === 0 ? 'No new executive departures' : `Executive departures: ${n}`),
  coverage: (answered, sources) => `${answered} of ${sources} sources answered`,
  test: (channel) => `Redwatch test message: channel "${channel}" receives alerts`,
  testBody: 'This is a test message. It is about no real event.',
  desk: 'Open the desk',
  foundLate: (published, seen) => `first published ${published}, found ${seen}`,
  because: (rules, matched) =>
    `You get this because rule "${rules.join('", "')}" matched: ${matched.join('; ') || 'every event'}.`,
};

export const WORDS: Readonly<Record<Lang, Words>> = { zh, en };

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** How exact a date is, where its words do not show it. */
const ZH_PRECISION: Readonly<Record<string, string>> = {
  year: '精确到年',
  month: '精确到月',
  quarter: '精确到季度',
  week: '精确到周',
  part_of_year: '约在此年内',
  part_of_month: '约在此月内',
  approx: '约',
  recent: '近期',
};

/** `2025-06` with precision month is "June 2025 (to the month)": never more exact than what was written. */
export function dateInWords(date: { iso: string; precision: string; raw: string | null }, lang: Lang): string {
  const { iso, precision } = date;
  const told = dayInWords(iso, precision, lang);
  const raw = date.raw?.slice(0, 60) ?? '';
  const isDay = precision === 'day' || precision === 'minute';
  // 6月21日 says nothing that 2026年6月21日 does not say.
  const isNews = raw !== '' && !told.endsWith(raw);
  if (lang === 'zh') {
    const notes = [isDay ? '' : ZH_PRECISION[precision], isNews && `原文“${raw}”`].filter(Boolean);
    return notes.length ? `${told}（${notes.join('，')}）` : told;
  }
  const exact = /^(?:year|month|week|quarter)$/.test(precision) ? `to the ${precision}` : 'roughly';
  const notes = [isDay ? '' : exact, isNews && `as written: ${raw}`].filter(Boolean);
  return notes.length ? `${told} (${notes.join('; ')})` : told;
}

function dayInWords(iso: string, precision: string, lang: Lang): string {
  const [year = iso, month, day] = iso.slice(0, 10).split('-');
  if (lang === 'zh') {
    if (precision === 'year' || !month) return `${year}年`;
    return precision === 'month' || !day
      ? `${year}年${Number(month)}月`
      : `${year}年${Number(month)}月${Number(day)}日`;
  }
  if (precision === 'year' || !month) return year;
  const name = MONTHS[Number(month) - 1] ?? month;
  return precision === 'month' || !day ? `${name} ${year}` : `${Number(day)} ${name} ${year}`;
}

/** A publication date with the zone it was given in: `2025-06-21T06:34:00+08:00` is "21 June 2025, 06:34 UTC+8". */
export function instantInWords(iso: string, lang: Lang): string {
  const precision = iso.length <= 4 ? 'year' : iso.length <= 7 ? 'month' : 'day';
  const day = dayInWords(iso, precision, lang);
  const time = /T(?<clock>\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?(?<zone>Z|[+-]\d\d:\d\d)?$/.exec(iso)?.groups;
  if (!time) return day;
  const zone = time['zone'] && zoneInWords(time['zone']);
  if (lang === 'zh') return `${day} ${time['clock']}${zone ? `（${zone}）` : ''}`;
  return `${day}, ${time['clock']}${zone ? ` ${zone}` : ''}`;
}

/** +08:00 is UTC+8, +05:30 is UTC+5:30, Z and +00:00 are UTC. */
function zoneInWords(zone: string): string {
  const [, sign = '+', hours = '0', minutes = '00'] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (Number(hours) === 0 && minutes === '00') return 'UTC';
  return `UTC${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
}
