import type { ClaimKind } from './_claim-kind.ts';
import { departuresIn, personClaim, quoteOf } from './_departures.ts';

/** Where somebody goes who leaves. `next` is the new place, `org` the one that is left; the status is that of the new place alone. */
export const nextEmployer: ClaimKind = {
  id: 'next_employer',
  label: 'Where somebody goes next',
  surface: ['person', 'aliases', 'org', 'next'],
  find(article) {
    return departuresIn(article).flatMap((draft) => {
      const { person, aliases, org, nextEmployer: next } = draft;
      if (!person || !next) return [];
      const args = {
        person: person.text,
        aliases: aliases.map(({ text, kind }) => ({ text, kind })),
        org: org?.text ?? null,
        next: next.text,
      };
      const places = [
        ['person', person],
        ...aliases.map((alias) => ['aliases', alias.place] as const),
        ['org', org],
        ['next', next],
      ] as const;
      const said = { status: draft.nextStatus, attribution: draft.attribution?.text ?? null };
      return [personClaim('next_employer', quoteOf(article, next), args, places, said)];
    });
  },
  examples: [
    {
      text: '云岫电商招商总监陆沉舟已于上周离职，将加入青柚直播。',
      publishedAt: '2025-09-10',
      args: { person: '陆沉舟', next: '青柚直播' },
      status: 'planned',
    },
    {
      text: 'Marta Lindqvist, who resigned as chief designer of Cloudorchard last week, is in talks to join Fernbay.',
      lang: 'en',
      args: { person: 'Marta Lindqvist', next: 'Fernbay' },
      status: 'rumoured',
    },
  ],
  counterexamples: ['云岫电商招商总监陆沉舟去年加入公司，至今仍在职。', '青柚直播宣布加入行业自律公约。'],
};
