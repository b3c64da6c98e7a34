import type { ClaimStatus, Relation } from '../../src/core/types.ts';

/** The stories and departures of the test archive. Every company, person, outlet and sentence is invented. */

export type ClaimSeed = {
  kind: string;
  quote: string;
  field?: 'title' | 'text';
  args: Record<string, unknown>;
  status?: ClaimStatus;
  attribution?: string;
  event?: string;
};
export type ArticleSeed = {
  key: string;
  source: string;
  outlet?: string | null;
  title: string;
  text: string;
  lang?: string;
  publishedAt: string | null;
  authors?: string[];
  relation?: Relation;
  of?: string;
  score?: number;
  origin?: string;
  why?: string;
  cut?: { reason: string; text: string }[];
  claims?: ClaimSeed[];
};
export type StorySeed = { key: string; watches: string[]; foundAt: string; articles: ArticleSeed[] };

const hePerson = { person: '贺知远', aliases: [{ text: '听潮', kind: '花名' }], org: '云帆笔记' };
const heText = `云帆笔记电商业务负责人贺知远（花名：听潮）已于三月初离职，公司内部昨日完成交接。
多位接近公司的人士说，贺知远加入云帆笔记五年，先后带过社区增长与电商两条线，“海图计划”便是他主持的最后一个项目。
接替他的是原社区产品负责人孟清荷，她将同时保留原有职务。云帆笔记对此表示，业务正常推进，不作进一步评论。
云帆笔记去年四季度电商成交额为37.2亿元，同比增长41%。公司一月曾把全年目标定为180亿元。`;

export const stories: StorySeed[] = [
  {
    key: 'he-leaves',
    watches: ['yunfan'],
    foundAt: '2026-03-11T18:06:00Z',
    articles: [
      {
        key: 'he-1',
        source: 'chaoguan',
        outlet: '潮观财经',
        title: '云帆笔记电商负责人贺知远离职，孟清荷接任',
        text: heText,
        publishedAt: '2026-03-11T21:40:00+08:00',
        authors: ['林砚'],
        cut: [
          { reason: 'related stories', text: '相关阅读：青橙优选上线次日达；电海卖家大会下周开幕' },
          {
            reason: 'repeated body',
            text: '云帆笔记电商业务负责人贺知远（花名：听潮）已于三月初离职，公司内部昨日完成交接。（移动版正文）',
          },
        ],
        claims: [
          {
            kind: 'executive_departure',
            quote: '云帆笔记电商业务负责人贺知远（花名：听潮）已于三月初离职',
            args: {
              ...hePerson,
              role: ['电商业务负责人'],
              date: '三月初',
              date_iso: '2026-03',
              date_precision: 'month',
              change_type: 'unspecified',
              successor: '孟清荷',
            },
            status: 'reported',
            attribution: '多位接近公司的人士',
            event: 'he',
          },
          {
            kind: 'succession',
            quote: '接替他的是原社区产品负责人孟清荷，她将同时保留原有职务',
            args: { person: '孟清荷', org: '云帆笔记', role: ['电商业务负责人'], predecessor: '贺知远' },
            status: 'reported',
          },
          {
            kind: 'metric',
            quote: '云帆笔记去年四季度电商成交额为37.2亿元，同比增长41%',
            args: {
              subject: '云帆笔记',
              metric: '电商成交额',
              raw: '37.2亿元',
              value: 3.72e9,
              unit: 'CNY',
              period_raw: '去年四季度',
              period_iso: '2025-Q4',
              yoy: 41,
            },
          },
          {
            kind: 'metric',
            quote: '公司一月曾把全年目标定为180亿元',
            args: {
              subject: '云帆笔记',
              metric: '电商成交额',
              raw: '180亿元',
              value: 1.8e10,
              unit: 'CNY',
              period_raw: '全年',
              period_iso: '2026',
              basis: 'target',
            },
          },
        ],
      },
      {
        key: 'he-2',
        source: 'kuaixun',
        outlet: '快讯聚合',
        title: '云帆笔记电商负责人贺知远离职，孟清荷接任',
        text: heText,
        publishedAt: '2026-03-11T22:05:00+08:00',
        relation: 'exact',
        of: 'he-1',
        score: 1,
        why: 'The whole text is the earlier one.',
        origin: '潮观财经',
        claims: [
          {
            kind: 'executive_departure',
            quote: '云帆笔记电商业务负责人贺知远（花名：听潮）已于三月初离职',
            args: { ...hePerson, role: ['电商业务负责人'], date_iso: '2026-03', successor: '孟清荷' },
            status: 'reported',
            event: 'he',
          },
        ],
      },
      {
        key: 'he-3',
        source: 'dianhai',
        outlet: '电海论坛',
        title: '【转】云帆笔记电商一号位走了',
        text: `${heText.split('\n').slice(0, 2).join('\n')}\n以上转自潮观，大家怎么看？`,
        publishedAt: '2026-03-11T23:12:00+08:00',
        relation: 'partial',
        of: 'he-1',
        score: 0.93,
        why: '93 % of its text stands in the earlier article; half of that one is missing here.',
        origin: '潮观',
        claims: [
          {
            kind: 'executive_departure',
            quote: '云帆笔记电商业务负责人贺知远（花名：听潮）已于三月初离职',
            args: { ...hePerson, role: ['电商业务负责人'], date_iso: '2026-03' },
            status: 'reported',
            event: 'he',
          },
        ],
      },
      {
        key: 'he-4',
        source: 'shangye',
        outlet: '商业镜头',
        title: '雲帆筆記電商主管離開 海圖計劃何去何從',
        text: '雲帆筆記負責電商業務的賀知遠近日離開公司，花名聽潮的他在任五年。\n據了解，賀知遠將創辦一家面向海外賣家的工具公司，新公司尚未註冊。\n原社區產品負責人孟清荷接手電商，並保留原職。',
        lang: 'zh-Hant',
        publishedAt: '2026-03-12',
        relation: 'rewrite',
        of: 'he-1',
        score: 0.61,
        why: 'Reworded: the same statements in the same order, 61 % of the word pairs.',
        claims: [
          {
            kind: 'executive_departure',
            quote: '雲帆筆記負責電商業務的賀知遠近日離開公司',
            args: {
              person: '賀知遠',
              org: '雲帆筆記',
              date: '近日',
              next_employer: '一家面向海外賣家的工具公司',
              next_status: 'rumoured',
            },
            status: 'reported',
            event: 'he',
          },
          {
            kind: 'next_employer',
            quote: '賀知遠將創辦一家面向海外賣家的工具公司',
            args: { person: '賀知遠', next_employer: '面向海外賣家的工具公司' },
            status: 'planned',
            attribution: '據了解',
          },
        ],
      },
      {
        key: 'he-5',
        source: 'ledgerwire',
        outlet: 'Ledger Wire',
        title: 'Yunfan Notes confirms commerce chief He Zhiyuan has left',
        text: 'Yunfan Notes confirmed on Thursday that He Zhiyuan, who ran its commerce business, left the company on 3 March.\nMeng Qinghe, head of community product, takes over, the company said in a statement.\nThe company declined to say whether its annual target still stands.',
        lang: 'en',
        publishedAt: '2026-03-12T01:15:00Z',
        relation: 'same_story',
        of: 'he-1',
        score: 0.44,
        why: 'An own report: same person, company and date, no shared passage.',
        claims: [
          {
            kind: 'executive_departure',
            quote:
              'Yunfan Notes confirmed on Thursday that He Zhiyuan, who ran its commerce business, left the company on 3 March',
            args: {
              person: 'He Zhiyuan',
              org: 'Yunfan Notes',
              role: ['commerce chief'],
              date: '3 March',
              date_iso: '2026-03-03',
              date_precision: 'day',
              successor: 'Meng Qinghe',
            },
            status: 'confirmed',
            attribution: 'Yunfan Notes',
            event: 'he',
          },
        ],
      },
    ],
  },
  {
    key: 'denied',
    watches: ['qingcheng'],
    foundAt: '2026-03-11T18:04:00Z',
    articles: [
      {
        key: 'denied-1',
        source: 'wanbao',
        outlet: '东岸晚报',
        title: '青橙优选否认首席财务官段予安离职传闻',
        text: '针对首席财务官段予安将离职的传闻，青橙优选昨晚回应称“不属实”。\n公司说，段予安目前正常履职，将出席下周的业绩说明会。',
        publishedAt: '2026-03-11T20:02:00+08:00',
        authors: ['周岚', '顾言'],
        claims: [
          {
            kind: 'executive_departure',
            quote: '针对首席财务官段予安将离职的传闻，青橙优选昨晚回应称“不属实”',
            args: { person: '段予安', org: '青橙优选', role: ['首席财务官'] },
            status: 'denied',
            attribution: '青橙优选',
            event: 'duan',
          },
        ],
      },
      {
        key: 'denied-0',
        source: 'dianhai',
        outlet: '电海论坛',
        title: '听说青橙的CFO要走？',
        text: '据传青橙优选首席财务官段予安或将在四月离开，接任者未定。有了解的朋友吗？',
        publishedAt: '2026-03-10',
        relation: 'same_story',
        of: 'denied-1',
        score: 0.4,
        claims: [
          {
            kind: 'executive_departure',
            quote: '据传青橙优选首席财务官段予安或将在四月离开，接任者未定',
            args: {
              person: '段予安',
              org: '青橙优选',
              role: ['首席财务官'],
              date: '四月',
              date_iso: '2026-04',
              date_precision: 'month',
              successor_none: true,
            },
            status: 'rumoured',
            event: 'duan',
          },
        ],
      },
    ],
  },
  {
    key: 'users',
    watches: ['yunfan'],
    foundAt: '2026-03-11T18:03:00Z',
    articles: [
      {
        key: 'users-1',
        source: 'ledgerwire',
        outlet: 'Ledger Wire',
        title: 'Yunfan Notes counts 86 million monthly users, below what sellers were told',
        text: 'Yunfan Notes had 86 million monthly active users in February, according to figures seen by Ledger Wire.\nA deck shown to sellers in January spoke of more than 100 million.',
        lang: 'en',
        publishedAt: '2026-03-11T09:30:00Z',
        claims: [
          {
            kind: 'metric',
            quote: 'Yunfan Notes had 86 million monthly active users in February',
            args: {
              subject: 'Yunfan Notes',
              metric: 'MAU',
              raw: '86 million',
              value: 8.6e7,
              unit: 'users',
              period_raw: 'February',
              period_iso: '2026-02',
            },
            attribution: 'figures seen by Ledger Wire',
          },
          {
            kind: 'metric',
            quote: 'A deck shown to sellers in January spoke of more than 100 million',
            args: {
              subject: 'Yunfan Notes',
              metric: 'MAU',
              raw: 'more than 100 million',
              value: 1e8,
              unit: 'users',
              comparator: '>',
              period_iso: '2026-01',
            },
          },
        ],
      },
    ],
  },
  {
    key: 'market',
    watches: ['qingcheng'],
    foundAt: '2026-03-10T18:05:00Z',
    articles: [
      {
        key: 'market-1',
        source: 'chaoguan',
        outlet: '潮观财经',
        title: '青橙优选与三家航运公司签约，海外仓下半年启用',
        text: '青橙优选昨日宣布与三家航运公司签订合作协议，首批海外仓预计下半年启用。\n协议为期三年。',
        publishedAt: '2026-03-10T17:20:00+08:00',
        claims: [
          {
            kind: 'partnership',
            quote: '青橙优选昨日宣布与三家航运公司签订合作协议',
            args: { org: '青橙优选', partner: '三家航运公司' },
            status: 'confirmed',
            attribution: '青橙优选',
          },
        ],
      },
      {
        key: 'market-2',
        source: 'kuaixun',
        outlet: null,
        title: '青橙优选签约三家航运公司',
        text: '青橙优选昨日宣布与三家航运公司签订合作协议，首批海外仓预计下半年启用。',
        publishedAt: '2026-03-10T18:00:00+08:00',
        relation: 'near',
        of: 'market-1',
        score: 0.97,
      },
    ],
  },
  {
    key: 'regulator',
    watches: ['yunfan', 'qingcheng'],
    foundAt: '2026-03-10T18:02:00Z',
    articles: [
      {
        key: 'regulator-1',
        source: 'wanbao',
        outlet: '东岸晚报',
        title: '东岸市约谈四家平台，云帆笔记、青橙优选在列',
        text: '东岸市市场监管部门昨日约谈四家网络平台，要求在三十日内整改虚假促销。云帆笔记、青橙优选均在名单之中。',
        publishedAt: '2026-03-10T08:45:00+08:00',
        claims: [
          {
            kind: 'regulatory_action',
            quote: '东岸市市场监管部门昨日约谈四家网络平台，要求在三十日内整改虚假促销',
            args: { authority: '东岸市市场监管部门', action: '约谈' },
            status: 'confirmed',
          },
        ],
      },
    ],
  },
  {
    key: 'old-exit',
    watches: ['yunfan'],
    foundAt: '2026-03-09T18:01:00Z',
    articles: [
      {
        key: 'old-1',
        source: 'shangye',
        outlet: '商业镜头',
        title: '云帆笔记这一年：三位高管先后离开',
        text: '去年七月，云帆笔记首席内容官裴一鸣辞职，后加入拾光短视频担任顾问。\n同年十月，法务负责人退休。一年之内，管理层换了三张面孔。',
        publishedAt: '2026-03-08',
        claims: [
          {
            kind: 'executive_departure',
            quote: '去年七月，云帆笔记首席内容官裴一鸣辞职，后加入拾光短视频担任顾问',
            args: {
              person: '裴一鸣',
              org: '云帆笔记',
              role: ['首席内容官'],
              date: '去年七月',
              date_iso: '2025-07',
              date_precision: 'month',
              change_type: 'resign',
              next_employer: '拾光短视频',
              next_status: 'reported',
              background: true,
            },
            status: 'reported',
            event: 'pei',
          },
        ],
      },
    ],
  },
];

export type EventSeed = {
  key: string;
  org: string;
  person: string;
  aliases?: string[];
  status: ClaimStatus;
  effectiveOn: string | null;
  seenAt: string;
  published: string;
  why: string;
  silent?: string;
};
export const events: EventSeed[] = [
  {
    key: 'he',
    org: '云帆笔记',
    person: '贺知远',
    aliases: ['听潮'],
    status: 'confirmed',
    effectiveOn: '2026-03-03',
    seenAt: '2026-03-11T18:07:00Z',
    published: '2026-03-11T13:40:00Z',
    why: 'A departure not known before: 贺知远 (云帆笔记), first reported by 潮观财经; rule “every departure at a watched company”.',
  },
  {
    key: 'duan',
    org: '青橙优选',
    person: '段予安',
    status: 'denied',
    effectiveOn: null,
    seenAt: '2026-03-10T18:07:00Z',
    published: '2026-03-10T00:00:00Z',
    why: 'Denied by the company; rule “every departure at a watched company”.',
  },
  {
    key: 'pei',
    org: '云帆笔记',
    person: '裴一鸣',
    status: 'reported',
    effectiveOn: '2025-07',
    seenAt: '2026-03-09T18:07:00Z',
    published: '2026-03-08T00:00:00Z',
    why: '',
    silent: 'it took effect more than 180 days before the article',
  },
];
