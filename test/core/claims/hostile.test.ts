import { describe, expect, it } from 'vitest';
import { findClaims } from '../../../src/core/claims/index.ts';
import { findDates } from '../../../src/core/text/dates.ts';
import { sentencesOf } from '../../../src/core/text/sentences.ts';

/** Strings that make a careless pattern try every way to match: long runs of what its pieces accept, and no end. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['one surname', '王'],
  ['offices without end', '副总经理'],
  ['names in a list', '王伟、李强、'],
  ['words of leaving', '辞去'],
  ['words of joining', '离职加入一家公司'],
  ['conditions', '若董事长'],
  ['open brackets', '（薯名：'],
  ['dots of foreign names', '克·'],
  ['company endings', '科技'],
  ['digits', '2025'],
  ['months', '12月'],
  ['capitalised words', 'Marta '],
  ['initials', 'J. R. '],
  ['chiefs', 'chief '],
  ['commas', ', who, '],
  ['quotes', '“离职”'],
  ['blanks', ' \t'],
  ['verbs in English', 'resigned '],
];
const SIZE = 60_000;
/** Twenty times what the slowest takes here; a quadratic pattern would take minutes. */
const LIMIT_MS = 10_000;

describe('hostile text', () => {
  it.each(HOSTILE)('does not slow the finders down: %s', (_name, piece) => {
    const text = piece.repeat(Math.ceil(SIZE / piece.length));
    const lang = /\p{Script=Han}/u.test(piece) ? 'zh-Hans' : 'en';
    const start = performance.now();
    findClaims({ id: 'x', title: text.slice(0, 500), text, publishedAt: '2025-09-10', lang, url: null });
    findDates(text, '2025-09-10');
    expect(sentencesOf(text).every((s) => s.text === text.slice(s.start, s.end))).toBe(true);
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
  });
});
