import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/core/claims/_gate.ts';
import type { Claim } from '../../../src/core/types.ts';

const text = '青柚直播首席运营官贺知远已离职。公司随后证实。';
const kinds = [{ id: 'executive_departure', surface: ['person', 'aliases', 'org'] }];
const quote = '青柚直播首席运营官贺知远已离职。';

function claim(more: Partial<Claim>): Claim {
  return {
    kind: 'executive_departure',
    field: 'text',
    start: 0,
    end: quote.length,
    quote,
    args: { person: '贺知远' },
    status: 'reported',
    attribution: null,
    extractor: 't@1',
    ...more,
  };
}
const reasonsOf = (...claims: Claim[]): string[] =>
  gate({ title: '', text }, claims, kinds).refused.map((r) => r.reason);

describe('gate', () => {
  it('lets a claim pass whose words stand in its quote', () => {
    expect(gate({ title: '', text }, [claim({})], kinds).claims).toHaveLength(1);
  });

  it('refuses a quote that is not what stands at its offsets', () => {
    expect(reasonsOf(claim({ start: 1, end: quote.length + 1 }))[0]).toMatch('not what stands');
    expect(reasonsOf(claim({ quote: '青柚直播首席运营官贺知远已辞职。' }))[0]).toMatch('not what stands');
    expect(reasonsOf(claim({ field: 'title' }))[0]).toMatch('not what stands');
    expect(reasonsOf(claim({ start: -3, end: 2, quote: '' }))[0]).toMatch('not what stands');
  });

  it('refuses a name that no quoted place holds, also among aliases', () => {
    expect(reasonsOf(claim({ args: { person: '林予安' } }))[0]).toMatch('林予安');
    expect(reasonsOf(claim({ args: { person: '贺知远', aliases: [{ text: '听潮', kind: '花名' }] } }))[0]).toMatch(
      '听潮',
    );
  });

  it('accepts words of a cited span, and refuses a span that is not exact', () => {
    const args = { person: '贺知远', org: '公司' };
    const start = quote.length;
    const span = { slot: 'org', field: 'text' as const, start, end: start + 2, quote: '公司' };
    expect(gate({ title: '', text }, [claim({ args, cited: [span] })], kinds).claims).toHaveLength(1);
    expect(reasonsOf(claim({ args, cited: [{ ...span, start: start + 1, end: start + 3 }] }))[0]).toMatch(
      'cited for org',
    );
  });

  it('refuses a quote of more than 240 characters', () => {
    const long = '贺知远'.repeat(81);
    const result = gate({ title: '', text: long }, [claim({ quote: long, end: long.length })], kinds);
    expect(result.refused[0]?.reason).toMatch('240');
  });

  it('lets the same claim pass once', () => {
    expect(reasonsOf(claim({}), claim({}))).toEqual(['the same claim a second time']);
  });

  it('refuses a kind that does not exist', () => {
    expect(reasonsOf(claim({ kind: 'gossip' }))).toEqual(['no such kind: gossip']);
  });
});
