import { describe, expect, it } from 'vitest';
import { eventConflicts, type Saying } from '../../src/core/alerts.ts';
import { conflictsIn } from '../../src/web/conflicts.ts';
import type { StoryClaim } from '../../src/store/desk/story.ts';

const told = (originId: string, date_iso: string, articleId?: string): Saying => ({
  originId,
  ...(articleId && { articleId }),
  status: 'reported',
  args: { date_iso, date_precision: 'day' },
});

describe('conflicts of one departure', () => {
  it('are two days that two origins give, not those of a copy', () => {
    expect(eventConflicts([told('o1', '2025-09-01'), told('o2', '2025-09-05')]).map((c) => c.of)).toEqual(['date']);
    expect(eventConflicts([told('o1', '2025-09-01', 'a'), told('o1', '2025-09-05', 'copy of a')])).toEqual([]);
    expect(eventConflicts([told('o1', '2025-09'), told('o2', '2025-09-05')])).toEqual([]);
  });

  it('within one article count only for those who ask about articles: they send no alert', () => {
    expect(eventConflicts([told('o1', '2025-09-01'), told('o1', '2025-09-05')])).toEqual([]);
    expect(eventConflicts([told('o1', '2025-09-01', 'a'), told('o1', '2025-09-05', 'a')])).toEqual([
      { of: 'date', why: '2025-09-01 or 2025-09-05' },
    ]);
  });

  it('are shown on the desk with every day that an article gives', () => {
    const claim = (id: string, date_iso: string): StoryClaim => ({
      id,
      articleId: 'a',
      kind: 'executive_departure',
      field: 'text',
      startAt: 0,
      endAt: 1,
      quote: 'x',
      args: { person: '谢知微', date_iso, date_precision: 'day' },
      status: 'reported',
      attribution: null,
      extractor: 'executive_departure@1',
      eventId: 'e',
    });
    const [conflict] = conflictsIn(
      [claim('1', '2025-09-01'), claim('2', '2025-09-05'), claim('3', '2025-12-31')],
      () => 'o',
    );
    expect(conflict).toMatchObject({ type: 'date', subject: '谢知微' });
    expect(conflict?.members.map((m) => m.id)).toEqual(['1', '2', '3']);
  });
});
