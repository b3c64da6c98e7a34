import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHanNumber } from '../../../src/core/text/han-numbers.ts';
import { findNumbers } from '../../../src/core/text/numbers.ts';
import { fastest } from '../_fastest.ts';

const shape = (text: string): string[] =>
  findNumbers(text).map(
    (n) =>
      `${n.comparator}${n.value}${n.valueMax === null ? '' : `..${n.valueMax}`}${n.unit ? ` ${n.unit}` : ''}${n.measure ? ` /${n.measure}` : ''}`,
  );

describe('findNumbers', () => {
  it.each([
    ['营收4000亿元', ['=400000000000 CNY']],
    ['3.5亿月活用户', ['=350000000']],
    ['约3.5万亿元', ['~3500000000000 CNY']],
    ['突破万亿大关', ['>1000000000000']],
    ['三点五万亿的市场', ['=3500000000000']],
    ['一百二十三亿元', ['=12300000000 CNY']],
    ['１２．５万箱', ['=125000 /箱']],
    ['新台幣68.4億元', ['=6840000000 TWD']],
    ['人民币8亿元', ['=800000000 CNY']],
    ['HK$8.36', ['=8.36 HKD']],
    ['1.1亿元至1.4亿元', ['range110000000..140000000 CNY']],
    ['4.5-5亿美元', ['range450000000..500000000 USD']],
    ['$4-5 billion', ['range4000000000..5000000000 USD']],
    ['between 1.5% and 2.5%', ['range1.5..2.5 percent']],
    ['两百多元', ['>200 CNY']],
    ['5600余项', ['>5600 /项']],
    ['七成以上', ['>=70 percent']],
    ['七成五', ['=75 percent']],
    ['万分之六', ['=0.06 percent']],
    ['三分之一', [`=${33.3333333333} percent`]],
    ['下降了5个百分点', ['=5 points']],
    ['ROI达到1:15', ['=15 ratio']],
    ['增长2.4倍', ['=2.4 times']],
    ['同比翻番', ['=2 times']],
    ['不到90万件', ['<900000 /件']],
    ['不超过8亿港元', ['<=800000000 HKD']],
    ['近2.6亿用户', ['~<260000000']],
    ['较上月-4.4%', ['=-4.4 percent']],
    ['1亿2000万元', ['=120000000 CNY']],
    ['exceeding 50 billion US dollars', ['>50000000000 USD']],
    ['rose to 46.3m', ['=46300000']],
    ['£1.9bn in June', ['=1900000000 GBP']],
    ['three million users', ['=3000000']],
    ['6.2x', ['=6.2 times']],
  ])('reads %s', (text, expected) => {
    expect(shape(text)).toEqual(expected);
  });

  it.each([
    '2025年6月21日',
    '2025-06-21 06:34',
    '有效期2020-2024年',
    '客服热线400-800-1234',
    '活动编号20250903',
    '双11与618',
    '第3届',
    'iPhone15 Pro',
    'L2级负责人',
    '支持5G和B2B',
    'Hall 3, Flight 212, 9 a.m.',
    'on June 21',
    '一些用户千万别信，万一错了',
    '数百万用户和几十家门店',
    '截至20256月底',
  ])('finds no quantity in %s', (text) => {
    expect(shape(text)).toEqual([]);
  });

  it('keeps both values when a figure changes from one to the other', () => {
    expect(shape('由去年的31%降至26%')).toEqual(['=31 percent', '=26 percent']);
    expect(shape('plummeted from 76% to 41%')).toEqual(['=76 percent', '=41 percent']);
  });

  it('reads every whole number back from its Arabic, grouped and Chinese form', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 99_999_999 }), (n) => {
        expect(parseHanNumber(inHan(n))).toBe(n);
        expect(findNumbers(`共${inHan(n)}元`).map((m) => m.value)).toEqual([n]);
        expect(findNumbers(`共${n}元`).map((m) => m.value)).toEqual([n]);
        expect(findNumbers(`共${n.toLocaleString('en')}元`).map((m) => m.value)).toEqual([n]);
      }),
    );
  });

  it('scales every decimal exactly', () => {
    const scales = { 万: 1e4, 亿: 1e8, 万亿: 1e12, ' million': 1e6, ' billion': 1e9, bn: 1e9 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), fc.constantFrom(...Object.keys(scales)), (hundredths, scale) => {
        const [found] = findNumbers(`共 ${hundredths / 100}${scale}`);
        expect(found?.value).toBe(Number(((hundredths / 100) * scales[scale as keyof typeof scales]).toPrecision(12)));
      }),
    );
  });

  it('quotes exactly what stands in any text, in order and without overlap', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '1:15',
        '4-5亿',
        '三',
        '万',
        '%',
        '成',
        '12',
        ',',
        '.',
        '至',
        '间',
        '幣',
        '５',
        ' million',
        '$',
        '不到',
        '翻番',
        '2025年',
        'between ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        let last = 0;
        for (const n of findNumbers(text)) {
          expect(text.slice(n.start, n.end)).toBe(n.raw);
          expect(n.start).toBeGreaterThanOrEqual(last);
          expect(n.phraseStart).toBeLessThanOrEqual(n.start);
          expect(Number.isFinite(n.value)).toBe(true);
          last = n.end;
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(['1', '1,111', '一', '万', '1:', '3.', '1-', ' ', 'a', '百分之', '超过', '$', '1至', 'between 1 and '])(
    'takes linear time on a long run of "%s"',
    (unit) => {
      const time = (length: number): number => {
        const text = unit.repeat(length / unit.length);
        return fastest(() => findNumbers(text));
      };
      time(20_000);
      const small = Math.max(time(100_000), 5);
      expect(time(400_000)).toBeLessThan(small * 16);
    },
  );
});

/** 12345 -> 一万二千三百四十五, as textbooks write it. */
function inHan(n: number): string {
  const digit = '零一二三四五六七八九';
  const section = (k: number): string => {
    let out = '';
    for (const [unit, name] of [
      [1000, '千'],
      [100, '百'],
      [10, '十'],
      [1, ''],
    ] as const) {
      const d = Math.floor(k / unit) % 10;
      if (d) out += digit[d]! + name;
      else if (out && k % unit && !out.endsWith('零')) out += '零';
    }
    return out;
  };
  const high = Math.floor(n / 10_000);
  const low = n % 10_000;
  return high ? `${section(high)}万${low ? (low < 1000 ? '零' : '') + section(low) : ''}` : section(low);
}
