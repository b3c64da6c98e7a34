import { describe, expect, it } from 'vitest';
import { CLEAN_RULES, cleanLines, matchesRule } from '../../../src/core/read/clean.ts';
import { dropRepeatedBody } from '../../../src/core/read/twice.ts';

describe('clean-up rules', () => {
  it.each(CLEAN_RULES.map((rule) => [rule.id, rule] as const))(
    '%s removes its example and keeps its look-alike',
    (_, rule) => {
      expect(matchesRule(rule, rule.example)).toBe(true);
      expect(matchesRule(rule, rule.keep)).toBe(false);
    },
  );

  const text = [
    '云帆科技昨日公布了新的客服计划，首批设在两个城市。',
    '负责人说，招聘将在三月结束。',
    '公司没有回应成本问题。',
  ];

  it('keeps what it cut, with the rule that cut it', () => {
    const { kept, cut } = cleanLines([...text, '扫码添加,拉你进群']);
    expect(kept).toEqual(text);
    expect(cut).toEqual([{ reason: 'qr code', text: '扫码添加,拉你进群' }]);
  });

  it('cuts everything after a disclaimer at the end, but not when it opens the text', () => {
    const disclaimer = '免责声明：本文只代表作者本人的看法。';
    expect(cleanLines([...text, disclaimer, '港口吞吐量创新高']).kept).toEqual(text);
    expect(cleanLines([disclaimer, ...text]).kept).toEqual([disclaimer, ...text]);
  });
});

describe('dropRepeatedBody', () => {
  const body = [
    '云帆科技昨日公布了新的客服计划，首批设在两个城市。',
    '小标题',
    '负责人在会上说，全部招聘工作将在三月底之前结束。',
    '公司没有回应记者关于成本的问题，只说预算充足。',
  ];

  it('keeps one copy of a body that stands twice', () => {
    expect(dropRepeatedBody([...body, ...body]).kept).toEqual(body);
  });
  it('keeps one copy when the paragraphs of both are shuffled together', () => {
    expect(dropRepeatedBody(body.flatMap((line) => [line, line])).kept).toEqual(body);
  });
  it('drops the copy that stands between other things, and says so', () => {
    const { kept, cut } = dropRepeatedBody([...body, '这一段只在桌面版里出现，说的是别的事情。', ...body]);
    expect(kept).toEqual([...body, '这一段只在桌面版里出现，说的是别的事情。']);
    expect(cut[0]?.reason).toBe('second copy of the body');
  });
  it('leaves a refrain and a repeated pull quote alone', () => {
    const lines = [...body, '他又说了一遍同样的话。', body[0] ?? '', '这是文章的最后一段，此前没有出现过。'];
    expect(dropRepeatedBody(lines).kept).toEqual(lines);
  });
});
