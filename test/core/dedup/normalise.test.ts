import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise, toSimplified } from '../../../src/core/dedup/index.ts';

const plain = (text: string): string => normalise(text).text;

describe('normalise', () => {
  it('reads Traditional, full-width and accented writing as the plain one', () => {
    expect(plain('雲帆科技（ＹＵＮＦＡＮ）發佈３款產品')).toBe(plain('云帆科技(yunfan)发布3款产品'));
    expect(plain('Café')).toBe(plain('Cafe\u0301'));
  });

  it('drops pinyin that stands beside or instead of a character, and keeps words that only look like it', () => {
    expect(plain('发(fā)展(zhan)迅速')).toBe('发展迅速');
    expect(plain('发fa展zhan迅速')).toBe('发展迅速');
    expect(plain('用AI写作，上线APP')).toBe('用ai写作上线app');
  });

  it('is not fooled by invisible characters', () => {
    expect(plain('云\u200b帆\u2060科\ufeff技 34\u200b0亿')).toBe('云帆科技340亿');
  });

  it('says for every character where it came from', () => {
    const text = '『雲帆』 Ｇ㎡，第①號';
    const { text: out, map } = normalise(text);
    expect(out).toBe('云帆gm2第1号');
    expect(Array.from(map, (at) => text[at])).toEqual(['雲', '帆', 'Ｇ', '㎡', '㎡', '第', '①', '號']);
  });

  it('changes nothing the second time, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const once = plain(text);
        expect(plain(once)).toBe(once);
      }),
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('发', 'fa', '(', ')', 'zhan', '展', ' ', 'A', '１', '①', '，', '\u200b', '臺', '\ud800'),
        ),
        (parts) => {
          const once = plain(parts.join(''));
          expect(plain(once)).toBe(once);
        },
      ),
    );
  });

  it('keeps its offsets inside the text and ascending', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { text: out, map } = normalise(text);
        expect(map.length).toBe(out.length);
        for (let i = 0; i < map.length; i++) {
          expect(map[i]).toBeLessThan(text.length);
          if (i) expect(map[i]).toBeGreaterThanOrEqual(map[i - 1]!);
        }
      }),
    );
  });
});

describe('toSimplified', () => {
  it('replaces character by character, so that offsets stay true', () => {
    expect(toSimplified('財報顯示，雲帆裡的產品')).toBe('财报显示，云帆里的产品');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toSimplified(text)).toHaveLength(text.length);
        expect(toSimplified(toSimplified(text))).toBe(toSimplified(text));
      }),
    );
  });

  it('leaves 著 alone, which is right in 著名', () => {
    expect(toSimplified('著名')).toBe('著名');
  });
});
