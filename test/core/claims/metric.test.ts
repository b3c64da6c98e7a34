import { describe, expect, it } from 'vitest';
import { articleText } from '../../../src/core/claims/_article-text.ts';
import { gate } from '../../../src/core/claims/_gate.ts';
import { metric } from '../../../src/core/claims/metric.ts';
import type { Claim } from '../../../src/core/types.ts';
import { fastest } from '../_fastest.ts';

// Companies and events in these sentences are invented.
const claimsOf = (text: string, publishedAt = '2025-10-20', title = ''): Claim[] => {
  const article = articleText({ id: 'a', title, text, publishedAt, lang: 'zh-Hans', url: null });
  const { claims, refused } = gate(article, metric.find(article), [metric]);
  expect(refused).toEqual([]);
  return claims;
};
const brief = (text: string, publishedAt?: string): string[] =>
  claimsOf(text, publishedAt).map(({ args: a }) => {
    const value = a.value === null ? 'no value' : `${a.value}${a.value_max === null ? '' : `..${a.value_max}`}`;
    const changes = `${a.yoy === null ? '' : ` yoy ${a.yoy}`}${a.seq === null ? '' : ` seq ${a.seq}`}`;
    return `${a.subject} | ${a.metric} | ${a.comparator}${value} ${a.unit} | ${a.period_iso}${changes}${a.basis === 'actual' ? '' : ` ${a.basis}`}`;
  });

describe('metric claims in Chinese', () => {
  it('carry subject and period to the next metric of the sentence, and each change to its own figure', () => {
    expect(brief('云帆科技2025年一季度营收23.6亿元，同比增长18.2%，净利润3.1亿元，环比下降4%。')).toEqual([
      '云帆科技 | 营收 | =2360000000 CNY | 2025-Q1 yoy 18.2',
      '云帆科技 | 净利润 | =310000000 CNY | 2025-Q1 seq -4',
    ]);
  });

  it('read the value a change leads to', () => {
    expect(brief('星桥支付交易笔数同比增长1.9倍至15亿笔。')).toEqual([
      '星桥支付 | 交易笔数 | =1500000000 count | null yoy 190',
    ]);
    expect(brief('雨讀的訂閱用戶年增兩成，達42萬戶。')).toEqual(['雨讀 | 訂閱用戶 | =420000 users | null yoy 20']);
  });

  it('keep a change without an absolute value as a claim without a value', () => {
    expect(brief('北野电商双11订单量是去年同期的3倍。')).toEqual([
      '北野电商 | 订单量 | =no value orders | 2025-11 yoy 200',
    ]);
  });

  it('never take a difference or percentage points for a figure', () => {
    expect(brief('麦穗直播退货率降至26%，下降了5个百分点，日均订单量较上年增加9万单。')).toEqual([
      '麦穗直播 | 退货率 | =26 percent | null',
    ]);
  });

  it('read both ends of a fall, each of its own time', () => {
    expect(brief('公司毛利率由去年的31%降至26%。')).toEqual([
      '公司 | 毛利率 | =31 percent | 2024',
      '公司 | 毛利率 | =26 percent | null',
    ]);
  });

  it('pair subjects, dates or metrics with the figures behind 分别', () => {
    expect(brief('甲骨科技与墨鱼出行二季度营收分别为12.2亿元和9.7亿元。')).toEqual([
      '甲骨科技 | 营收 | =1220000000 CNY | 2025-Q2',
      '墨鱼出行 | 营收 | =970000000 CNY | 2025-Q2',
    ]);
    expect(brief('云帆科技上半年营收和净利润分别为12亿元、3亿元。')).toEqual([
      '云帆科技 | 营收 | =1200000000 CNY | 2025-H1',
      '云帆科技 | 净利润 | =300000000 CNY | 2025-H1',
    ]);
  });

  it('tell targets and forecasts from what was reached', () => {
    expect(brief('云梯数据预计三季度净亏损1.1亿元至1.4亿元，上年同期为盈利3200万元。')).toEqual([
      '云梯数据 | 净亏损 | range110000000..140000000 CNY | 2025-Q3 forecast',
      '云梯数据 | 盈利 | =32000000 CNY | 2024-Q3',
    ]);
    expect(brief('公司定下的2026年目标是：亏损收窄到5000万元以内。')).toEqual([
      '公司 | 亏损 | <=50000000 CNY | 2026 target',
    ]);
  });

  it('take an as-of date as its last day and repair a damaged one', () => {
    expect(brief('截至20256月底，云帆科技的估值已经达到310亿美元。')).toEqual([
      '云帆科技 | 估值 | =31000000000 USD | 2025-06-30',
    ]);
  });

  it('find the subject of a figure in an earlier sentence and cite it', () => {
    const [claim] = claimsOf('云帆科技今年上市。云帆科技的老板很高兴。拥有3.5亿的月活用户，它不缺流量。');
    expect(claim?.args.subject).toBe('云帆科技');
    expect(claim?.cited?.[0]).toMatchObject({ slot: 'subject', quote: '云帆科技' });
  });

  it('take the metric from the question before', () => {
    const [claim] = claimsOf('云帆科技MAU到底是多少？第三方机构月狐说是3.3亿。');
    expect(claim?.args).toMatchObject({ subject: '云帆科技', metric: 'MAU', value: 330_000_000, unit: 'users' });
    expect(claim?.attribution).toContain('月狐');
  });

  it('leave the figures of other articles, of titles of works and of daily life alone', () => {
    expect(brief('推荐阅读：某平台GMV破千亿。')).toEqual([]);
    expect(brief('他读了《快手季报：日活4亿》。')).toEqual([]);
    expect(brief('会议室在12层1208，停车费每小时10元。')).toEqual([]);
    expect(brief('他花了三年，见了一百个工厂老板。')).toEqual([]);
    expect(brief('2025-06-21 06:34 阅读 3026')).toEqual([]);
  });

  it('say a figure once however often the article repeats it', () => {
    const sentence = '云帆科技上半年营收12亿元。';
    expect(brief(`${sentence}\n${sentence}`)).toHaveLength(1);
  });
});

describe('metric claims in English', () => {
  it('read revenue, change and period', () => {
    expect(
      brief('Quillbay reported revenue of $1.24 billion for the third quarter, up 17% from a year earlier.'),
    ).toEqual(['Quillbay | revenue | =1240000000 USD | 2025-Q3 yoy 17']);
  });

  it('read an amount and its conversion as two claims of one fact', () => {
    expect(brief("Quillbay's GMV surpassed 410 billion yuan ($56 billion) in 2024.")).toEqual([
      'Quillbay | GMV | >410000000000 CNY | 2024',
      'Quillbay | GMV | >56000000000 USD | 2024',
    ]);
  });

  it('take what stands behind the number as its metric, and the earlier value without its time', () => {
    expect(brief('Vantaloop ended 2025 with 8,700 merchants, up from 6,100.', '2026-01-30')).toEqual([
      'Vantaloop | merchants | =8700 merchants | 2025',
      'Vantaloop | merchants | =6100 merchants | null',
    ]);
  });

  it('find no metric in flights, halls and times of day', () => {
    expect(brief('Flight 212 was delayed by 45 minutes; the summit opens at 9 a.m. in Hall 3.')).toEqual([]);
    expect(brief('Related: Quillbay ad spend up 30%.')).toEqual([]);
  });
});

describe('metric claims of hostile text', () => {
  it('quote at most 240 characters of a sentence without a full stop', () => {
    const [claim] = claimsOf(`${'很长的铺垫，'.repeat(80)}云帆科技营收12亿元，${'后面还有，'.repeat(80)}`);
    expect(claim?.quote.length).toBeLessThanOrEqual(240);
    expect(claim?.quote).toContain('营收12亿元');
  });

  it.each([
    '营收1亿元，',
    '1,111,',
    '增长',
    '较去年',
    '同比',
    '第三方',
    '的',
    'revenue of 1 ',
    'A ',
    '“',
    '据',
    '1-',
    '占',
    '说是',
  ])('take linear time on "%s" repeated', (unit) => {
    const time = (length: number): number => {
      const article = articleText({
          id: 'a', title: '', text: unit.repeat(length / unit.length), publishedAt: '2025-10-20', lang: 'zh-Hans', url: null,
        }); // prettier-ignore
      return fastest(() => {
        metric.find(article);
      });
    };
    time(5000);
    const small = Math.max(time(20_000), 20);
    expect(time(80_000)).toBeLessThan(small * 16);
  });
});
