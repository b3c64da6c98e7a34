import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayHold, pairsOf } from '../../../src/core/dedup/pairs.ts';

describe('pairs of characters', () => {
  it('never deny a word that stands in the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.nat(), (text, from, length) => {
        const at = from % (text.length + 1);
        expect(mayHold(pairsOf(text), text.slice(at, at + length))).toBe(true);
      }),
    );
  });

  it('deny most words that do not', () => {
    const bits = pairsOf('云帆科技周三晚间发布内部邮件，宣布电商业务负责人贺知远因个人原因离职。');
    expect(['海外仓', '退货', '罗兹', '夜市', '法院'].filter((word) => mayHold(bits, word))).toEqual([]);
  });
});
