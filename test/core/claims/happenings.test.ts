import { describe, expect, it } from 'vitest';
import { articleText } from '../../../src/core/claims/_article-text.ts';
import type { ClaimKind } from '../../../src/core/claims/_claim-kind.ts';
import { gate } from '../../../src/core/claims/_gate.ts';
import { funding } from '../../../src/core/claims/funding.ts';
import { partnership } from '../../../src/core/claims/partnership.ts';
import { productLaunch } from '../../../src/core/claims/product-launch.ts';
import { productShutdown } from '../../../src/core/claims/product-shutdown.ts';
import { regulatoryAction } from '../../../src/core/claims/regulatory-action.ts';
import { reorganisation } from '../../../src/core/claims/reorganisation.ts';
import type { Claim } from '../../../src/core/types.ts';
import { fastest } from '../_fastest.ts';

// Companies and events in these sentences are invented.
const kinds = [partnership, productLaunch, productShutdown, regulatoryAction, reorganisation, funding];
const claimsOf = (kind: ClaimKind, text: string, publishedAt = '2025-10-20'): Claim[] => {
  const lang = /\p{Script=Han}/u.test(text) ? 'zh-Hans' : 'en';
  const article = articleText({ id: 'a', title: '', text, publishedAt, lang, url: null });
  const { claims, refused } = gate(article, kind.find(article), [kind]);
  expect(refused).toEqual([]);
  return claims;
};

describe('what a company does', () => {
  it('is told of the company of the sentence before when its own names none, with the place cited', () => {
    const [claim] = claimsOf(
      partnership,
      '云帆科技再次预热双十一。云帆科技的卖家在等。宣布与栖木家居开展“云栖计划”，打通购买链路。',
    );
    expect(claim?.args).toMatchObject({ org: '云帆科技', parties: ['栖木家居'], programme: '云栖计划' });
    expect(claim?.cited?.map((c) => c.slot)).toContain('org');
  });

  it.each([
    ['confirmed', '云帆科技官宣与栖木家居达成战略合作。'],
    ['planned', '云帆科技将于12月1日上线“云集”频道。'],
    ['rumoured', '据传云帆科技考虑关停社区团购业务。'],
    ['denied', '云帆科技否认推出会员卡“云卡”。'],
    ['reported', '2024年6月，云帆科技将策略中台与效能中台进行了全面整合。'],
  ])('has the status %s in: %s', (status, text) => {
    const found = kinds.flatMap((kind) => claimsOf(kind, text));
    expect(found.map((claim) => claim.status)).toEqual([status]);
  });

  it('names every partner of a list without what describes them', () => {
    const [claim] = claimsOf(partnership, '云帆科技与电商巨头栖木家居、禾谷生鲜以及星桥支付达成深度合作协议。');
    expect(claim?.args.parties).toEqual(['栖木家居', '禾谷生鲜', '星桥支付']);
  });

  it('finds the product that ended by its name earlier in the sentence', () => {
    const [claim] = claimsOf(
      productShutdown,
      'Quillbay said its membership product "Quill Card" launched in September 2025, yet it was suspended after two months.',
    );
    expect(claim?.args.product).toBe('Quill Card');
  });

  it('finds whom an authority acts against when the sentence says 对此', () => {
    const [claim] = claimsOf(regulatoryAction, '云帆科技存在刷榜问题，网信办对此进行约谈并采取处罚措施。');
    expect(claim?.args).toMatchObject({ authority: '网信办', target: '云帆科技', action: ['约谈', '处罚'] });
  });

  it('reads the fine by the number parser', () => {
    const [claim] = claimsOf(regulatoryAction, '松果出海因虚假宣传被市场监管局罚款200万元。');
    expect(claim?.args).toMatchObject({ amount: 2_000_000, unit: 'CNY' });
  });

  it('is no question', () => {
    expect(kinds.flatMap((kind) => claimsOf(kind, '云帆科技会与栖木家居达成战略合作吗？'))).toEqual([]);
  });

  it('is told once however often the article repeats it', () => {
    const text = '松果出海官宣进军生鲜电商。';
    expect(claimsOf(productLaunch, `${text}\n${text}`)).toHaveLength(1);
  });
});

describe('hostile text', () => {
  const units = [
    '与甲合作',
    '推出',
    '“',
    '将',
    '成立',
    '被',
    '约谈',
    '由',
    '完成',
    'launched a ',
    'Aa ',
    'with A, ',
    '、甲',
    '与',
    '的',
  ];
  it.each(units)('takes linear time on "%s" repeated', (unit) => {
    const time = (length: number): number => {
      const text = unit.repeat(length / unit.length);
      const article = articleText({ id: 'a', title: '', text, publishedAt: '2025-10-20', lang: 'zh-Hans', url: null });
      return fastest(() => {
        for (const kind of kinds) kind.find(article);
      });
    };
    time(5000);
    const small = Math.max(time(20_000), 20);
    expect(time(80_000)).toBeLessThan(small * 16);
  });
});
