/** What copies are disguised with, and what only looks like a copy. Own sentences about invented companies and people. */
import { describe, expect, it } from 'vitest';
import { compare, type DedupArticle } from '../../../src/core/dedup/index.ts';
import { article, DEPARTURE, MONTHLY, TOWN_HALL, WAREHOUSE } from './_articles.ts';

const relation = (a: string, b: string, here: Partial<DedupArticle> = {}, there: Partial<DedupArticle> = {}): string =>
  compare(article('a', a, here), article('b', b, there)).relation;

const COURT =
  '望舒中级法院本周一公开审理松间出行与前员工厉归舟的劳动争议案。厉归舟称公司在四月二日口头通知解除合同，要求支付赔偿金四十二万元。\n' +
  '松间出行的代理人表示，公司的做法符合员工手册，双方对绩效考核的理解存在分歧。法庭没有当庭宣判，合议庭将择期作出判决。\n' +
  '旁听的劳动法学者说，口头通知能否作为依据，要看事后有没有补发书面材料，类似案件近两年明显增多。';
const ISSUE = (n: string, winner: string, entries: number): string =>
  `第${n}届鹿鸣商家大会昨天在柳塘闭幕，来自各地的${entries}家店铺参加了评选，最佳服务奖由${winner}获得。\n` +
  '大会期间，主办方安排了六场分享会和一场夜市，商家可以在现场与物流、支付和客服团队面对面交流，当场解决结算中的问题。\n' +
  '按照惯例，下一届大会的报名将在年底开放，往届获奖商家可以直接进入初选，其余店铺需要提交近一年的服务记录。';
const RATES = (month: string, rate: string, volume: string): string =>
  `长堤银行${month}发布的零售信贷月报显示，新发放贷款的平均利率为${rate}%，当月发放量${volume}亿元。\n` +
  '月报指出，居民的还款意愿总体稳定，逾期比例处在近年的低位；小店主的周转需求在节前集中释放，随后回落。\n' +
  '分析人士认为，利率的变化主要来自资金成本，银行在短期内没有进一步调整的计划，下月的数据将在月中公布。';

describe('news of one form about different events', () => {
  it.each([
    ['another person', COURT, COURT.replaceAll('厉归舟', '屈望川')],
    ['another person and sum', COURT, COURT.replaceAll('厉归舟', '屈望川').replace('四十二万', '十七万')],
    ['another issue', ISSUE('六', '青瓦茶具', 310), ISSUE('七', '山雀文具', 342)],
    ['another issue alone', ISSUE('六', '青瓦茶具', 310), ISSUE('七', '青瓦茶具', 310)],
    ['another period', RATES('6月', '4.15', '92'), RATES('7月', '4.02', '88')],
    ['another period with equal figures', RATES('6月', '4.15', '92'), RATES('7月', '4.15', '92')],
    ['another quarter', MONTHLY(7, '4120', '186.4', '21.7').replaceAll('7月', '第一季度'), MONTHLY(7, '4120', '186.4', '21.7').replaceAll('7月', '第二季度')],
    ['another day', WAREHOUSE.replace('宣布', '3月8日宣布'), WAREHOUSE.replace('宣布', '3月19日宣布')],
  ])('is kept apart: %s', (_what, a, b) => {
    expect(relation(a, b)).toBe('new');
    expect(relation(b, a)).toBe('new');
  }); // prettier-ignore

  it('is kept apart in nearly equal words under titles that name each its own', () => {
    const report = (name: string) =>
      article(name, COURT.replaceAll('厉归舟', name), { title: `${name}诉松间出行案开庭` });
    expect(compare(report('厉归舟'), report('屈望川')).relation).toBe('new');
  });
});

/** Every seventh character is followed by something that readers do not see. */
const sprinkled = (text: string, put: string): string =>
  Array.from(text, (c, i) => (i % 7 === 3 ? c + put : c)).join('');
const PARTS = DEPARTURE.split('\n');
const traditional = (text: string): string =>
  text.replace(/[业务负责邮离职团队规从个开来发宣布众数据运转载节预费话权还时点动]/gu, (c) => TRADITIONAL[c] ?? c);
const TRADITIONAL: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('业業务務负負责責邮郵离離职職团團队隊规規从從个個开開来來发發宣宣众眾数數据據运運转轉载載节節预預费費话話权權还還时時点點动動'.matchAll(/(.)(.)/gu), (m) => [m[1]!, m[2]!]),
); // prettier-ignore

describe('copies in disguise', () => {
  it.each([
    ['zero-width characters', sprinkled(DEPARTURE, '\u200b')],
    ['soft hyphens and joiners', sprinkled(DEPARTURE, '\u00ad\u2060')],
    ['direction marks', sprinkled(DEPARTURE, '\u200e')],
    ['full-width figures', DEPARTURE.replaceAll('9月19日', '９月１９日')],
    ['one long paragraph', PARTS.join('')],
  ])('are exact copies where readers see the same text: %s', (_what, copy) => {
    expect(relation(copy, DEPARTURE)).toBe('exact');
    expect(relation(DEPARTURE, copy)).toBe('exact');
  });

  it.each([
    ['pinyin beside the characters', DEPARTURE.replaceAll('离职', '离(lí)职').replaceAll('业务', '业yè务').replaceAll('公司', '公(gong)司')],
    ['pinyin instead of a character', DEPARTURE.replaceAll('邮件', '邮jian说').replaceAll('个人', 'ge人')],
    ['Traditional characters', traditional(DEPARTURE)],
    ['Traditional and zero-width characters', sprinkled(traditional(DEPARTURE), '\u200b')],
    ['another order of paragraphs', [PARTS[3], PARTS[1], PARTS[0], PARTS[2]].join('\n')],
    ['every paragraph twice', PARTS.flatMap((part) => [part, part]).join('\n')],
  ])('are near copies: %s', (_what, copy) => {
    expect(relation(copy, DEPARTURE)).toBe('near');
    expect(relation(DEPARTURE, copy)).toBe('near');
  }); // prettier-ignore

  it.each([
    ['its end cut', PARTS.slice(0, 2).join('\n')],
    ['its beginning cut', PARTS.slice(2).join('\n')],
    ['both cut', PARTS.slice(1, 3).join('\n')],
    ['its end cut, Traditional, sprinkled', sprinkled(traditional(PARTS.slice(0, 2).join('\n')), '\u200b')],
    ['among other news', `${WAREHOUSE}\n${PARTS.slice(0, 3).join('\n')}\n${TOWN_HALL}`],
  ])('are partial copies: %s', (_what, copy) => {
    expect(relation(copy, DEPARTURE)).toBe('partial');
    expect(relation(DEPARTURE, copy)).toBe('partial');
  });

  it('do not hide that the event is another one', () => {
    const other = COURT.replaceAll('厉归舟', '屈望川');
    expect(relation(sprinkled(traditional(other), '\u200b'), COURT)).toBe('new');
    const report = (name: string): string => COURT.replaceAll('厉归舟', name);
    expect(relation(report('張\u200b若衡'), report('陆归舟'))).toBe('new');
    expect(relation(report('陸\u200b归舟'), report('陆归舟'))).toBe('near');
  });
});
