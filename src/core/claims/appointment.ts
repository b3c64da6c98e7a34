import { findEnglishAppointments } from './_appointment-en.ts';
import { findChineseAppointments, type AppointmentDraft } from './_appointment-zh.ts';
import type { ClaimKind } from './_claim-kind.ts';
import { personClaim } from './_departures.ts';
import { quoteAround, type Place } from './_departure-record.ts';
import { peopleView } from './_people-view.ts';

/** Somebody gets an office. `acting` is an office held until somebody is found for good. Careers (曾任…) are no appointments. How sure
 * it is, is told by the rule for departures: a company that says so itself confirms it. */
export const appointment: ClaimKind = {
  id: 'appointment',
  label: 'Somebody is appointed',
  surface: ['person', 'aliases', 'org', 'role', 'date'],
  find(article) {
    const drafts = article.isEnglish ? findEnglishAppointments(article) : findChineseAppointments(peopleView(article));
    return drafts.map((draft) => claimOf(draft));
  },
  examples: [
    {
      text: '青柚直播宣布，聘任林予安女士为首席财务官，9月1日生效。',
      publishedAt: '2025-08-28',
      args: { person: '林予安', org: '青柚直播', role: ['首席财务官'], date_iso: '2025-09-01' },
    },
    {
      text: '青柚直播首席运营官贺知远离任，副总裁陆沉舟接任。',
      args: { person: '陆沉舟', role: ['首席运营官'] },
      status: 'reported',
    },
    {
      text: '各位同事：我很高兴地宣布，林予安自即日起出任青柚直播首席人力官，向我汇报。',
      publishedAt: '2025-08-28',
      args: { person: '林予安', role: ['首席人力官'] },
      status: 'confirmed',
    },
    {
      text: '据传，青柚直播首席财务官一职或将由林予安出任首席财务官。',
      args: { person: '林予安' },
      status: 'rumoured',
    },
    {
      text: 'Cloudorchard announced that Marta Lindqvist has been appointed chief financial officer.',
      lang: 'en',
      args: { person: 'Marta Lindqvist' },
      status: 'confirmed',
    },
    {
      text: 'Cloudorchard has appointed Marta Lindqvist as chief financial officer.',
      lang: 'en',
      args: { person: 'Marta Lindqvist', org: 'Cloudorchard', role: ['chief financial officer'] },
    },
  ],
  counterexamples: [
    '林予安曾任青柚直播首席财务官。',
    '董事会换届完成，九名董事全部连任。',
    'Cloudorchard has appointed an external auditor.',
  ],
};

function claimOf(draft: AppointmentDraft): ReturnType<typeof personClaim> {
  const { person, aliases, org, roles, date } = draft;
  const args = {
    person: person.text,
    aliases: aliases.map(({ text, kind }) => ({ text, kind })),
    org: org?.text ?? null,
    role: [...new Set(roles.map((role) => role.text))],
    date: date?.text ?? null,
    date_iso: date?.iso ?? null,
    date_precision: date?.precision ?? null,
    acting: draft.isActing,
  };
  const places: (readonly [string, Place | null])[] = [
    ['person', person],
    ...aliases.map((alias) => ['aliases', alias.place] as const),
    ['org', org],
    ...roles.map((role) => ['role', role] as const),
    ['date', date],
  ];
  const quote = quoteAround(draft.quote, draft.quote.text, person, roles);
  return personClaim('appointment', quote, args, places, {
    status: draft.status,
    attribution: draft.attribution?.text ?? null,
  });
}
