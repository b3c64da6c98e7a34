import type { ClaimKind } from './_claim-kind.ts';
import { departuresIn, personClaim, quoteOf } from './_departures.ts';

/** Who follows somebody who leaves, or that nobody does (`successor_none`). */
export const succession: ClaimKind = {
  id: 'succession',
  label: 'Who follows whom',
  surface: ['person', 'org', 'role', 'successor'],
  find(article) {
    return departuresIn(article).flatMap((draft) => {
      const { person, org, roles, successor, successorNone } = draft;
      if (!successor && !successorNone) return [];
      const args = {
        person: person?.text ?? null,
        org: org?.text ?? null,
        role: [...new Set(roles.map((role) => role.text))],
        successor: successor?.text ?? null,
        successor_none: successorNone,
      };
      const places = [
        ['person', person],
        ['org', org],
        ...roles.map((role) => ['role', role] as const),
        ['successor', successor],
      ] as const;
      const said = { status: draft.status, attribution: draft.attribution?.text ?? null };
      return [personClaim('succession', quoteOf(article, successor ?? draft.trigger), args, places, said)];
    });
  },
  examples: [
    {
      text: '青柚直播首席运营官贺知远离任，由副总裁林予安接任。',
      args: { person: '贺知远', successor: '林予安', successor_none: false },
    },
    {
      text: '青柚直播首席运营官贺知远离任，继任者尚未确定。',
      args: { person: '贺知远', successor: null, successor_none: true },
    },
  ],
  counterexamples: ['青柚直播首席运营官贺知远离任，相关工作将由总经理代为履行。', '直播间由林予安接待来访嘉宾。'],
};
