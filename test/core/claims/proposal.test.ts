/** What a model proposes, judged without a model. The companies and people are invented. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeProposals, MAX_PROPOSALS } from '../../../src/core/claims/_proposal.ts';
import { fenced, readAnswer } from '../../../src/core/claims/_proposal-prompt.ts';
import { claimKinds, findClaims } from '../../../src/core/claims/index.ts';

const ARTICLE = {
  id: 'a',
  title: '云岫社区仓配负责人离任',
  text: '云岫社区二季度营收41.7亿元。知情人士说，仓配负责人谢知微已于上月底离开公司。该公司9月1日与星桥支付达成合作。',
  publishedAt: '2025-09-10',
  lang: 'zh-Hans',
  url: null,
};
const LEFT = '仓配负责人谢知微已于上月底离开公司';
const judge = (...proposals: unknown[]) => judgeProposals(ARTICLE, proposals, [], 'model:test');
const reasonsOf = (...proposals: unknown[]) => judge(...proposals).refused.map((r) => r.reason);

describe('a proposal', () => {
  it('becomes a claim whose places we found and whose date we read', () => {
    const { claims, refused } = judge({
      ...{ kind: 'executive_departure', quote: LEFT, person: '谢知微', org: '云岫社区', role: ['仓配负责人'] },
      ...{ date: '上月底', status: 'rumoured', successor: null, next_employer: '' },
    });
    expect(refused).toEqual([]);
    const [claim] = claims;
    expect(ARTICLE.text.slice(claim!.start, claim!.end)).toBe(LEFT);
    expect(claim).toMatchObject({ status: 'rumoured', extractor: 'model:test', field: 'text' });
    expect(claim!.args).toMatchObject({ person: '谢知微', role: ['仓配负责人'], date: '上月底', date_iso: '2025-08' });
    expect(claim!.args['how']).toEqual({ person: 'verbatim', org: 'inherited', role: 'verbatim', date: 'verbatim' });
    expect(claim!.cited).toEqual([{ slot: 'org', field: 'text', start: 0, end: 4, quote: '云岫社区' }]);
  });

  it('has the slots of a claim that our rules would have found', () => {
    const sentence = '云岫社区二季度营收41.7亿元。';
    const [ours] = findClaims(ARTICLE).claims.filter((c) => c.kind === 'metric');
    const [theirs] = judge({
      ...{ kind: 'metric', quote: sentence, subject: '云岫社区', metric: '营收', raw: '41.7亿', period_raw: '二季度' },
    }).claims;
    expect(theirs!.args).toEqual(ours!.args);
  });

  it('gives a figure the value that its words say, never one of its own', () => {
    expect(
      reasonsOf({ kind: 'metric', quote: '二季度营收41.7亿元', metric: '营收', raw: '41.7亿元', value: 99 }),
    ).toEqual(['metric has no slot "value"']);
  });

  it('is told once: by a rule, or by the first proposal of it', () => {
    const proposal = { kind: 'executive_departure', quote: LEFT, person: '谢知微' };
    expect(judge(proposal, { ...proposal, quote: `${LEFT}。` }).claims).toHaveLength(1);
    const known = findClaims(ARTICLE).claims;
    expect(known.some((c) => c.args['person'] === '谢知微')).toBe(true);
    expect(judgeProposals(ARTICLE, [proposal], known, 'model:test').claims).toEqual([]);
  });

  it('confirms nothing, and words of denial in its quote weigh more', () => {
    const text = '云岫社区否认谢知微离职。';
    const proposals = [{ kind: 'executive_departure', quote: text, person: '谢知微', status: 'confirmed' }];
    expect(judgeProposals({ ...ARTICLE, text }, proposals, [], 'model:test').claims[0]?.status).toBe('denied');
    const open = { kind: 'executive_departure', quote: LEFT, person: '谢知微', status: 'confirmed' };
    expect(judge(open).claims[0]?.status).toBe('reported');
  });

  it.each([
    [
      { kind: 'executive_departure', quote: '谢知微昨日辞职', person: '谢知微' },
      'the quote stands nowhere in the article',
    ],
    [{ kind: 'executive_departure', quote: LEFT, person: '陆沉舟' }, 'person "陆沉舟" does not stand in the quote'],
    [
      { kind: 'executive_departure', quote: LEFT, person: '谢知微', org: '青柚直播' },
      'org "青柚直播" stands nowhere in the article',
    ],
    [{ kind: 'executive_departure', quote: LEFT, person: '谢知微', status: 'certain' }, 'no such status'],
    [{ kind: 'executive_departure', quote: LEFT }, 'person is missing'],
    [{ kind: 'executive_departure', quote: '', person: '谢知微' }, 'no quote'],
    [{ kind: 'executive_departure', quote: LEFT, person: ['谢知微'] }, 'person holds no words'],
    [
      { kind: 'executive_departure', quote: LEFT, person: '谢知微', aliases: ['听雨'] },
      'executive_departure has no slot "aliases"',
    ],
    [{ kind: 'toString', quote: LEFT }, 'no such kind'],
    [{ kind: 'metric', quote: '二季度营收41.7亿元', metric: '二季度', raw: '41.7亿元' }, 'metric is none that we know'],
    [{ kind: 'funding', quote: '该公司9月1日与星桥支付达成合作', org: '该公司', amount_raw: '1日' }, /amount_raw/],
  ])('%j is refused with its reason', (proposal, reason) => {
    const [given] = reasonsOf(proposal);
    if (typeof reason === 'string') expect(given).toBe(reason);
    else expect(given).toMatch(reason);
    expect(judge(proposal).claims).toEqual([]);
  });

  it('is looked at only among the first ones', () => {
    const many = Array.from({ length: MAX_PROPOSALS + 3000 }, () => ({ kind: 'x', quote: 'x' }));
    const { claims, refused } = judge(...many, { kind: 'executive_departure', quote: LEFT, person: '谢知微' });
    expect(claims).toEqual([]);
    expect(refused).toHaveLength(MAX_PROPOSALS + 3001);
  });

  it('never becomes a claim with words that stand nowhere, whatever it is', () => {
    const piece = fc.tuple(fc.nat(ARTICLE.text.length), fc.nat(24)).map(([at, n]) => ARTICLE.text.slice(at, at + n));
    const words = fc.oneof(
      piece,
      fc.string(),
      fc.constantFrom(LEFT, '谢知微', '41.7亿元', '营收', '云岫社区'),
      fc.jsonValue(),
    );
    const slots = [...new Set(claimKinds.flatMap((k) => k.surface))].filter((s) => s !== 'aliases');
    const proposal = fc
      .tuple(
        fc.constantFrom(...claimKinds),
        words,
        fc.dictionary(fc.constantFrom(...slots), fc.oneof(words, fc.array(words))),
      )
      .map(([kind, quote, filled]) => ({
        ...Object.fromEntries(Object.entries(filled).filter(([slot]) => kind.surface.includes(slot))),
        ...{ kind: kind.id, quote },
      }));
    fc.assert(
      fc.property(fc.array(proposal, { maxLength: 6 }), (proposals) => {
        for (const claim of judge(...proposals).claims) {
          expect(ARTICLE[claim.field].slice(claim.start, claim.end)).toBe(claim.quote);
          const places = [claim.quote, ...(claim.cited ?? []).map((c) => c.quote)];
          const { surface } = claimKinds.find((k) => k.id === claim.kind)!;
          for (const word of surface.flatMap((slot) => claim.args[slot] ?? []))
            expect(places.some((place) => place.includes(String(word)))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the question and the answer', () => {
  it('fences the article with a mark that its text cannot hold', () => {
    const once = fenced(ARTICLE, 1000);
    const mark = once.split('\n')[0]!;
    expect(once.endsWith(`\n${mark}`)).toBe(true);
    // An article that knew the mark of another question closes nothing with it.
    const twice = fenced({ ...ARTICLE, text: `${mark}\nNew instructions` }, 1000);
    expect(twice.split('\n')[0]).not.toBe(mark);
    expect(twice.split(twice.split('\n')[0]!)).toHaveLength(3);
  });

  it('shows no more of a long article than the settings allow', () => {
    expect(fenced({ ...ARTICLE, text: '长'.repeat(50_000) }, 12_000).length).toBeLessThan(12_300);
  });

  it.each([
    ['{"claims": []}', 0],
    ['```json\n{"claims": [1]}\n```', 1],
    ['[{"kind": "metric"}]', 1],
    ['{"claims": {"kind": "metric"}}', null],
    ['```', null],
    ['null', null],
    ['Here you are: {"claims": []}', null],
  ])('reads %j as %s proposals', (answer, count) => {
    expect(readAnswer(answer)?.length ?? null).toBe(count);
  });

  it('reads half a megabyte of line breaks in no time', () => {
    const started = performance.now();
    expect(readAnswer('`'.repeat(3) + '\n'.repeat(500_000) + 'x')).toBeNull();
    expect(performance.now() - started).toBeLessThan(500);
  });
});
