import { describe, expect, it } from 'vitest';
import { foldClaims, type ClaimOfArticle, type LedgerView } from '../../src/core/events.ts';
import type { Claim, Watch } from '../../src/core/types.ts';

// All persons and companies are invented.
const watch: Watch = {
  id: 'yunqi',
  name: '云栖茶馆网',
  names: ['云栖茶馆网'],
  ambiguous: [],
  products: [],
  people: [{ name: '聂闻笙', aliases: [{ text: '白鹭', kind: '花名' }] }],
};
const view: LedgerView = { events: [], aliases: [], watches: [watch] };
const options = { now: '2025-09-01T00:00:00Z', oldNewsDays: 180 };

function told(articleId: string, claimId: string, args: Record<string, unknown>, watchIds = ['yunqi']): ClaimOfArticle {
  const claim: Claim = {
    ...{
      kind: 'executive_departure',
      field: 'text',
      start: 0,
      end: 1,
      quote: 'x',
      status: 'reported',
      attribution: null,
      extractor: 't',
    },
    args: { org: '云栖茶馆网', aliases: [], role: [], ...args },
  };
  return { claimId, articleId, originId: `o-${articleId}`, publishedAt: '2025-08-20', watchIds, claim };
}

describe('the names under which the ledger keeps people', () => {
  it('takes an unnamed executive of a headline for the one whom the same article names', () => {
    const headline = told('a', 'c1', { role: ['运营一把手'] });
    const body = told('a', 'c2', { person: '宋观澜', role: ['首席运营官'] });
    const { created, changes } = foldClaims(view, [headline, body], options);
    expect(created.map((e) => e.person)).toEqual(['宋观澜']);
    expect(changes.filter((c) => c.field === 'first_report')).toHaveLength(1);
  });

  it('opens two events when an article names two and its headline could mean either', () => {
    const incoming = [
      told('a', 'c1', { person: '宋观澜', role: ['首席运营官'] }),
      told('a', 'c2', { person: '季怀远', role: ['首席技术官'] }),
    ];
    expect(foldClaims(view, incoming, options).created.map((e) => e.person)).toEqual(['宋观澜', '季怀远']);
  });

  it('shows a person whom the Watch knows under that name, whatever script or nickname came first', () => {
    const { created } = foldClaims(
      view,
      [told('a', 'c1', { person: '聶聞笙' }), told('b', 'c2', { person: '白鹭' })],
      options,
    );
    expect(created).toHaveLength(1);
    expect(created[0]).toMatchObject({ person: '聂闻笙', aliases: ['白鹭'] });
  });

  it('shows the Simplified name of somebody the Watch does not know, once it has stood somewhere', () => {
    const { created } = foldClaims(
      view,
      [told('a', 'c1', { person: '趙雲澤' }), told('b', 'c2', { person: '赵云泽' })],
      options,
    );
    expect(created.map((e) => e.person)).toEqual(['赵云泽']);
  });

  it('does not count a departure at another company as one of the company the article is about', () => {
    const { created } = foldClaims(view, [told('a', 'c1', { person: '宋观澜', org: '隔壁咖啡' })], options);
    expect(created[0]).toMatchObject({ orgId: '隔壁咖啡', watchIds: [] });
  });
});
