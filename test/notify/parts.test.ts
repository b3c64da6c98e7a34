import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertMessage, Line } from '../../src/notify/_message.ts';
import { byteLength, partsOf, sendParts, type Part } from '../../src/notify/_parts.ts';
import { plainText } from '../../src/notify/_text.ts';

const URL = 'https://desk.example.com/';
const message = (lines: Line[]): AlertMessage => ({
  key: 'd1',
  kind: 'digest',
  lang: 'zh',
  title: '标题',
  lines,
  url: URL,
  items: [],
});
const text = (value: string): Line => ({ kind: 'text', text: value });
const fitsIn = (most: number) => (part: Part) => byteLength(plainText(part)) <= most;
const bodyOf = (part: Part) => part.lines.flatMap((l) => (l.kind === 'text' ? [l.text] : []));

describe('a message too long for its receiver', () => {
  it('stays whole when it fits', () => {
    expect(partsOf(message([text('短。')]), fitsIn(100))).toEqual([{ title: '标题', lines: [text('短。')] }]);
  });

  it('is cut after a sentence, not inside one, and closing quotes stay with it', () => {
    const parts = partsOf(
      message([text('第一句话到此为止。“他走了！”第三句话说的是别的事情。第四句也是。')]),
      fitsIn(102),
    );
    expect(parts.flatMap(bodyOf)).toEqual(['第一句话到此为止。“他走了！”', '第三句话说的是别的事情。', '第四句也是。']);
    expect(parts.map((p) => p.title)).toEqual(['标题 (1/3)', '标题 (2/3)', '标题 (3/3)']);
  });

  it('is cut between characters where there is no sentence, never inside one', () => {
    const parts = partsOf(message([text('😀'.repeat(40))]), fitsIn(110));
    expect(parts.flatMap(bodyOf).join('')).toBe('😀'.repeat(40));
    for (const piece of parts.flatMap(bodyOf)) expect(piece).toMatch(/^\p{Emoji}+$/u);
  });

  it('loses nothing within ten parts, fits everywhere, and links to the whole in each part', () => {
    const line = fc.string({
      unit: fc.constantFrom('字', 'a', '。', '. ', '！', '😀', '”'),
      minLength: 1,
      maxLength: 120,
    });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 160, max: 2000 }),
        (lines, most) => {
          const parts = partsOf(message(lines.map(text)), fitsIn(most));
          for (const part of parts) expect(fitsIn(most)(part)).toBe(true);
          if (parts.length === 1) return;
          for (const part of parts) expect(part.lines).toContainEqual({ kind: 'link', label: '查看全部', url: URL });
          const squeeze = (s: string) => s.replace(/\s/g, '');
          const kept = squeeze(parts.flatMap(bodyOf).join(''));
          const whole = squeeze(lines.join(''));
          expect(parts.length < 10 ? kept : whole.slice(0, kept.length)).toBe(parts.length < 10 ? whole : kept);
        },
      ),
    );
  });

  it('is never a flood', () => {
    expect(partsOf(message(Array.from({ length: 500 }, () => text('一句话。'.repeat(5)))), fitsIn(200))).toHaveLength(
      10,
    );
  });
});

describe('sending parts', () => {
  it('goes on where the last try stopped and sends nothing after a failure', async () => {
    const sent: string[] = [];
    const once = (failing: string) => async (part: string) => {
      if (part === failing) return { outcome: 'unknown' as const, reason: 'silence' };
      sent.push(part);
      return { outcome: 'delivered' as const, receipt: { id: part } };
    };
    expect(await sendParts(['a', 'b', 'c'], {}, once('b'))).toEqual({
      outcome: 'unknown',
      reason: 'silence',
      doneParts: 1,
    });
    expect(await sendParts(['a', 'b', 'c'], { doneParts: 1 }, once(''))).toMatchObject({ outcome: 'delivered' });
    expect(sent).toEqual(['a', 'b', 'c']);
  });
});
