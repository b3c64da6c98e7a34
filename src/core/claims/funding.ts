import { findNumbers } from '../text/numbers.ts';
import type { ClaimKind } from './_claim-kind.ts';
import { groupSpan, happenings, listSpans, type Happening, type Reading } from './_happening.ts';
import { isMoney, type Span } from './metric/figure.ts';

/** A company takes in money from investors. Slots: org, round, amount_raw (amount, amount_max, unit), investors, date. */

const ROUND = '(?:Pre-)?(?:天使|种子|战略|首|新一|多|[A-H])(?:\\+{1,2}|\\d)?(?:轮)?';
const ROUND_ZH = new RegExp(`(?<round>(?:Pre-)?(?:天使|种子|[A-H])\\+{0,2}\\d?轮|战略(?=融资|投资)|首轮|新一轮)`, 'u');
const RULE_ZH = new RegExp(
  `(?:完成|获得|获|拿到|敲定|宣布|洽谈|筹集|寻求|启动)[^，,。；;]{0,30}?(?:${ROUND})?(?:融资|投资|注资)(?!租赁|融券|者|人|机构|额度|成本|环境|渠道|公司|集团|组合|价值|计划书)`,
  'gu',
);
const LED_ZH = /由(?<investors>[^，,。；;]{2,40}?)(?:联合)?领投/u;
const RULE_EN =
  /\b(?:rais(?:ed|es|ing)|secur(?:ed|es|ing)|clos(?:ed|es|ing)|complet(?:ed|es|ing)|bagg(?:ed|ing)|land(?:ed|s)|in talks to raise|seeking) (?:(?:a|an|its|about|around|more than|over|nearly|up to|at least) )*(?:[^.;,]{0,50}?)(?:funding|financing|round|Series [A-H]|seed|investment|venture capital)\b/gu;
const RAISED_EN =
  /\brais(?:ed|es|ing) (?:about |around |more than |over |nearly |up to |at least |a total of )?(?=[$€£¥]|US\$|HK\$|RMB|\d)/gu;
const ROUND_EN =
  /(?<round>(?:pre-)?Series [A-H]\d?|seed|pre-seed|bridge|strategic)(?= (?:round|funding|financing|investment)|,| |$)/iu;
const LED_EN =
  /\b(?:co-)?led by (?<investors>[A-Z][\w&-]*(?:\.\w+)*(?: [A-Z][\w&-]*(?:\.\w+)*){0,4}(?:(?:, | and |, and )[A-Z][\w&-]*(?:\.\w+)*(?: [A-Z][\w&-]*(?:\.\w+)*){0,4}){0,3})/u;

function read({ plain, isChinese }: Reading): Happening[] {
  const rules = isChinese ? [RULE_ZH] : [RULE_EN, RAISED_EN];
  const found: Happening[] = [];
  for (const match of rules.flatMap((rule) => [...plain.matchAll(rule)])) {
    const trigger = { start: match.index, end: match.index + match[0].length };
    if (found.some((h) => Math.abs(h.trigger.start - trigger.start) < 120)) continue;
    const money = findNumbers(plain).filter(
      (n) => isMoney(n.unit) && n.start >= trigger.start - 4 && n.start <= trigger.end + 20,
    );
    const amount = money[0] ?? null;
    const window = plain.slice(trigger.start, trigger.end + 40);
    const round = at(trigger.start, (isChinese ? ROUND_ZH : ROUND_EN).exec(window), 'round');
    if (amount === null && round === null && isChinese && !/完成|获/.test(match[0])) continue;
    if (amount === null && round === null && !isChinese) continue;
    const led = at(0, (isChinese ? LED_ZH : LED_EN).exec(plain), 'investors');
    found.push({
      trigger,
      spans: {
        round,
        amount_raw: amount ? { start: amount.start, end: amount.end } : null,
        investors: led ? listSpans(plain, led) : [],
      },
      values: {
        amount: amount?.value ?? null,
        amount_max: amount?.valueMax ?? null,
        unit: amount?.unit ?? null,
        comparator: amount?.comparator ?? null,
      },
    });
  }
  return found;
}

function at(offset: number, match: RegExpExecArray | null, name: string): Span | null {
  const span = match && groupSpan(match, name);
  return span ? { start: span.start + offset, end: span.end + offset } : null;
}

export const funding: ClaimKind = {
  id: 'funding',
  label: 'A company takes in money from investors',
  surface: ['org', 'round', 'amount_raw', 'investors', 'date'],
  find: (article) =>
    happenings(article, 'funding', {
      trigger:
        /融资|融資|投资|投資|注资|注資|rais(?:ed|es|ing)|funding|financing|Series [A-H]|seed|venture capital|investment/u,
      read,
      key: ({ org, round, amount }) => [org, round, amount],
    }),
  examples: [
    {
      text: '3月5日，云帆科技宣布完成1.2亿美元C轮融资，由星桥资本领投。',
      publishedAt: '2025-03-06',
      args: {
        org: '云帆科技',
        round: 'C轮',
        amount: 120_000_000,
        unit: 'USD',
        investors: ['星桥资本'],
        date_iso: '2025-03-05',
      },
      status: 'confirmed',
    },
    {
      text: '有消息称鲸舟科技正洽谈不超过8亿港元的融资。',
      args: { org: '鲸舟科技', amount: 800_000_000, unit: 'HKD', comparator: '<=' },
      status: 'rumoured',
    },
    {
      text: 'Northmere Pay raised $200 million in a Series C round led by Quill Ventures.',
      lang: 'en',
      args: {
        org: 'Northmere Pay',
        round: 'Series C',
        amount: 200_000_000,
        unit: 'USD',
        investors: ['Quill Ventures'],
      },
    },
  ],
  counterexamples: ['云帆科技的融资租赁业务增长12%。', '投资者关注公司的融资环境。'],
};
