/** What somebody who proposes a claim of a kind may fill: the kind's own words of the article, and how they must stand in it. */
import type { ClaimKind } from './_claim-kind.ts';

/** Slots without which a proposal says nothing. Their words must stand in the quote itself. */
const MUST: Readonly<Record<string, readonly string[]>> = {
  executive_departure: ['person'],
  next_employer: ['person', 'next'],
  succession: ['person', 'successor'],
  appointment: ['person', 'role'],
  role_change: ['person', 'to'],
  metric: ['metric', 'raw'],
  partnership: ['parties'],
  product_launch: ['product'],
  product_shutdown: ['product'],
  regulatory_action: ['authority', 'action'],
  reorganisation: ['org', 'units'],
  funding: ['org', 'amount_raw'],
};

/** Slots that hold a list of words. */
const LISTS: ReadonlySet<string> = new Set(['role', 'parties', 'action', 'investors', 'units']);

/** Whose company and office it is may be told a few sentences away (该公司, 他); every other word must stand in the quote. */
const MAY_STAND_ELSEWHERE: ReadonlySet<string> = new Set(['org', 'target', 'subject', 'role', 'department']);

export type Slot = { name: string; isList: boolean; isNeeded: boolean; mayStandElsewhere: boolean };

/** The slots of a kind, in its own order. Aliases are left to our rules: a wrong one would join two people for good. */
export function slotsOf(kind: Pick<ClaimKind, 'id' | 'surface'>): Slot[] {
  const must = MUST[kind.id] ?? [];
  const extra = kind.id === 'regulatory_action' ? ['amount_raw'] : [];
  return [...kind.surface, ...extra]
    .filter((name) => name !== 'aliases')
    .map((name) => ({
      name,
      isList: LISTS.has(name),
      isNeeded: must.includes(name),
      mayStandElsewhere: MAY_STAND_ELSEWHERE.has(name) && !must.includes(name),
    }));
}
