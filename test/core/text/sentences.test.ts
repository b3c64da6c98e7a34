import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SENTENCE, sentencesOf } from '../../../src/core/text/sentences.ts';

const texts = (text: string): string[] => sentencesOf(text).map((s) => s.text);

describe('sentencesOf', () => {
  it('keeps the closing quotation mark with its sentence', () => {
    expect(texts('他说：“我走了。”随后离开。')).toEqual(['他说：“我走了。”', '随后离开。']);
  });

  it('does not end a sentence at an abbreviation, an initial or a figure', () => {
    expect(texts('Mr. Obi of Fernbay Inc. left on Sept. 5. J. Doe took over at 3.5 percent.')).toEqual([
      'Mr. Obi of Fernbay Inc. left on Sept. 5.',
      'J. Doe took over at 3.5 percent.',
    ]);
  });

  it('ends a sentence at every line and counts paragraphs', () => {
    expect(sentencesOf('甲\n\n乙').map((s) => [s.text, s.paragraph])).toEqual([
      ['甲', 0],
      ['乙', 2],
    ]);
  });

  it('gives exact slices, in order, none overlong, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (text) => {
        let end = 0;
        for (const s of sentencesOf(text)) {
          expect(text.slice(s.start, s.end)).toBe(s.text);
          expect(s.start).toBeGreaterThanOrEqual(end);
          expect(s.text.length).toBeLessThanOrEqual(MAX_SENTENCE + 4);
          end = s.end;
        }
        expect(
          sentencesOf(text)
            .map((s) => s.text.replace(/\s/g, ''))
            .join(''),
        ).toBe(text.replace(/\s/g, ''));
      }),
    );
  });
});
