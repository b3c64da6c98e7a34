import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffWords } from '../../../src/core/dedup/index.ts';
import { DEPARTURE } from './_articles.ts';

const said = (a: string, b: string): [string, string, string][] =>
  diffWords(a, b).map(({ kind, here, there }) => [
    kind,
    a.slice(here.start, here.end),
    b.slice(there.start, there.end),
  ]);

describe('diffWords', () => {
  it('shows whole words that were changed, and nothing for width or script', () => {
    const [before, change, after] = said(
      '云帆科技宣布，负责人贺知远将于本月离开公司，接任者是林予安。',
      '雲帆科技宣佈,負責人賀知遠將於下月離開公司,接任者是林予安。',
    );
    expect(before![0]).toBe('same');
    expect(change).toEqual(['changed', '本月', '下月']);
    expect(after![0]).toBe('same');
  });

  it('shows what only one text has and what stands elsewhere', () => {
    const [one, two] = ['公司今天公布了新的产品和价格策略。', '分析师认为市场的反应会比去年冷淡。'];
    expect(said(one + two, one).map(([kind]) => kind)).toEqual(['same', 'only_here']);
    expect(said(one, one + two).map(([kind]) => kind)).toEqual(['same', 'only_there']);
    expect(said(one + two, two + one).map(([kind]) => kind)).toContain('moved');
  });

  it('covers the first text from start to end without a hole', () => {
    const cuts = fc.array(
      fc.tuple(fc.nat(DEPARTURE.length), fc.nat(40), fc.constantFrom('', '新的一句。', 'Lumora ', '\ud800', '。。')),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(cuts, (list) => {
        const edited = list.reduce(
          (text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length),
          DEPARTURE,
        );
        let at = 0;
        for (const { here, there } of diffWords(edited, DEPARTURE)) {
          expect(here.start).toBe(at);
          expect(here.end >= here.start && there.end >= there.start && there.end <= DEPARTURE.length).toBe(true);
          at = here.end;
        }
        expect(at).toBe(edited.length);
      }),
      { numRuns: 60 },
    );
  });
});
