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

const ZH_CHANGES: Readonly<Record<string, string>> = {
  first_report: '首次报道',
  status: '状态变为',
  person: '姓名确定为',
  successor: '继任者',
  next_employer: '下一家公司',
  date: '时间',
  role: '职务',
  independent_origin: '出现独立信源',
  conflict: '信源说法不一：',
};
const EN_CHANGES: Readonly<Record<string, string>> = {
  first_report: 'first report',
  status: 'status is now',
  person: 'the name is known:',
  successor: 'successor named',
  next_employer: 'next employer named',
  date: 'date',
  role: 'role',
  independent_origin: 'an independent origin reports it',
  conflict: 'sources disagree on',
};

/** What sources can disagree about. */
const ZH_DISPUTED: Readonly<Record<string, string>> = { status: '是否离职', date: '日期', successor: '继任者' };
const EN_DISPUTED: Readonly<Record<string, string>> = {
  status: 'whether it happened',
  date: 'the date',
  successor: 'the successor',
};

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
  dash: ' — ',
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
  status: (status: ClaimStatus | null) => (status ? ZH_STATUS[status] : '未说明'),
  countOrigins: (n: number) => `${n} 个`,
  kind: (kind: string) => (kind === 'executive_departure' ? '高管离职' : kind),
  leaves: (who: string, where: string, status: ClaimStatus | null) =>
    `${status === 'rumoured' ? '传闻' : status === 'planned' ? '将离职' : '离职'}：${where} ${who}`,
  changed: (field: string, value: string | null) => {
    const said = value ?? '';
    const shown =
      field === 'status' && said in ZH_STATUS
        ? ZH_STATUS[said as ClaimStatus]
        : field === 'conflict'
          ? (ZH_DISPUTED[said] ?? said)
          : said;
    return [ZH_CHANGES[field] ?? field, shown].filter(Boolean).join(' ');
  },
  update: (what: string, who: string, where: string) => `更新：${where} ${who}，${what}`,
  escalated: (title: string) => `无人查看：${title}`,
  correction: (ruling: string, who: string, where: string) =>
    `更正：${ruling === 'wrong_person' ? '人物有误' : '并非离职'}，${where} ${who}`,
  ruling: (ruling: string): string =>
    ruling === 'wrong_person'
      ? '分析员判定：此前的消息写错了人，请以此为准。'
      : '分析员判定：此前的消息并非一次离职，请忽略。',
  note: '说明',
  becauseTold: '您收到此更正，是因为您曾收到关于此事件的消息',
  matched(text: string) {
    // "status confirmed" -> 状态 已确认
    const [, what = '', found = ''] = /^(independent origins|[a-z]+) (.*)$/s.exec(text) ?? [];
    if (!(what in ZH_MATCHED)) return text;
    const value = what === 'kind' ? this.kind(found) : found in ZH_STATUS ? ZH_STATUS[found as ClaimStatus] : found;
    return `${ZH_MATCHED[what]} ${value}`;
  },
  digest: (n: number) => (n === 0 ? '没有新的高管离职' : `高管离职摘要：${n} 条`),
  coverage: (answered: number, sources: number) => `${sources} 个来源中有 ${answered} 个正常应答`,
  test: (channel: string) => `Redwatch 测试消息：渠道“${channel}”可以收到提醒`,
  testBody: '这是一条测试消息，不涉及任何真实事件。',
  desk: '打开工作台',
  foundLate: (published: string, seen: string) => `首次发布于 ${published}，${seen} 才被发现`,
  because: (rules: readonly string[], matched: readonly string[]) =>
    `您收到此消息，是因为规则“${rules.join('”“')}”匹配：${matched.join('；') || '全部事件'}`,
};

const en: Words = {
  comma: ', ',
  dash: ' — ',
  somebody: 'An executive',
  unknownCompany: 'unknown company',
  person: 'Who',
  rightPerson: 'It is',
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
  status: (status) => (status ? EN_STATUS[status] : 'not said'),
  countOrigins: (n) => String(n),
  kind: (kind) => (kind === 'executive_departure' ? 'executive departure' : kind),
  leaves: (who, where, status) =>
    `${status === 'rumoured' ? 'Rumoured departure' : status === 'planned' ? 'Announced departure' : 'Departure'}: ${who}, ${where}`,
  changed: (field, value) => {
    const said = value ?? '';
    const shown =
      field === 'status' && said in EN_STATUS
        ? EN_STATUS[said as ClaimStatus]
        : field === 'conflict'
          ? (EN_DISPUTED[said] ?? said)
          : said;
    return [EN_CHANGES[field] ?? field, shown].filter(Boolean).join(' ');
  },
  update: (what, who, where) => `Update: ${who}, ${where}: ${what}`,
  escalated: (title) => `Nobody looked: ${title}`,
  correction: (ruling, who, where) =>
    `Correction: ${ruling === 'wrong_person' ? 'the wrong person' : 'not a departure'}: ${who}, ${where}`,
  ruling: (ruling) =>
    ruling === 'wrong_person'
      ? 'An analyst ruled that the earlier message names the wrong person. Please disregard it.'
      : 'An analyst ruled that the earlier message is not about a departure. Please disregard it.',
  note: 'Note',
  becauseTold: 'You get this correction because you were told of this event',
  matched: (text) => text,
  digest: (n) => (n === 0 ? 'No new executive departures' : `Executive departures: ${n}`),
  coverage: (answered, sources) => `${answered} of ${sources} sources answered`,
  test: (channel) => `Redwatch test message: channel "${channel}" receives alerts`,
  testBody: 'This is a test message. It is about no real event.',
  desk: 'Open the desk',
  foundLate: (published, seen) => `first published ${published}, found ${seen}`,
  because: (rules, matched) =>
    `You get this because rule "${rules.join('", "')}" matched: ${matched.join('; ') || 'every event'}`,
};

export const WORDS: Readonly<Record<Lang, Words>> = { zh, en };

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `2025-06` with precision month is "June 2025 (to the month)": never more exact than what was written. */
export function dateInWords(date: { iso: string; precision: string; raw: string | null }, lang: Lang): string {
  const told = dayInWords(date.iso, date.precision, lang);
  const raw = date.raw?.slice(0, 60) ?? '';
  if (lang === 'zh') return raw && raw !== told ? `${told}（原文：${raw}）` : told;
  const precise = date.precision === 'day' || date.precision === 'minute' ? '' : ` (to the ${date.precision})`;
  return `${told}${precise}${raw && raw !== told ? ` (as written: ${raw})` : ''}`;
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

/** A publication date with the zone it was given in: `2025-06-21T06:34:00+08:00` is "21 June 2025 06:34 +08:00". */
export function instantInWords(iso: string, lang: Lang): string {
  const precision = iso.length <= 4 ? 'year' : iso.length <= 7 ? 'month' : 'day';
  const day = dayInWords(iso, precision, lang);
  const time = /T(?<clock>\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?(?<zone>Z|[+-]\d\d:\d\d)?$/.exec(iso)?.groups;
  if (!time) return day;
  return [day, time['clock'], time['zone'] === 'Z' ? 'UTC' : time['zone']].filter(Boolean).join(' ');
}
