/** Appointments in Chinese text: 聘任X为Y, X出任Y, 新任Y X. */
import type { ClaimStatus } from '../types.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';
import type { Place } from './_departure-record.ts';
import { dateOf } from './_departure-date.ts';
import { organisationOf } from './_departure-organisation.ts';
import { attributionOf } from './_departure-source.ts';
import { behindOrganisation } from './_departure-roles.ts';
import { statusOf, type Trigger } from './_departure-cues.ts';
import { clauseAround, isAhead, nextText } from './_departure-draft.ts';
import type { PersonSpan } from './names/aliases.ts';
import type { RoleSpan } from './names/roles.ts';

export type AppointmentDraft = {
  quote: Place;
  person: Place;
  aliases: { text: string; kind: string; place: Place }[];
  org: Place | null;
  roles: Place[];
  date: ReturnType<typeof dateOf>;
  attribution: Place | null;
  status: ClaimStatus;
  isActing: boolean;
};

/** 聘任X为总经理: the person stands between the verb and 为. */
const GIVES = /任命|聘任|聘请|委任|选举|推选|推举|增选|提拔|擢升/gu;
/** X出任总经理: the person stands before the verb. 曾任, 此前担任 and 不再担任 are careers and departures. */
const TAKES =
  /(?<!曾|曾经|此前|历|原|时|不再|继续|仍|仍将|先后|辞去|拟不再)(?:出任|接任|升任|就任|履新|获任|获委任为|获聘为|被任命为|被聘任为|晋升为|升为|接棒|接替[^，。]{0,8}担任|将担任|正式担任|担任|兼任|暂代|代行|代理)/gu;

export function findChineseAppointments(people: PeopleView): AppointmentDraft[] {
  const drafts: AppointmentDraft[] = [];
  for (let i = 0; i < people.length; i++) {
    const text = people.text(i);
    for (const match of text.matchAll(GIVES)) {
      const view = people.at(i);
      const person = view.persons.find((p) => p.start >= match.index && p.start - match.index <= 20);
      const link = person ? /^(?:等)?(?:[^，。；]{0,6}?)(?:为|担任|出任|任)/u.exec(text.slice(person.spanEnd)) : null;
      if (person && link) push(drafts, people, view, person, person.spanEnd + link[0].length, match[0], match.index);
    }
    for (const match of text.matchAll(TAKES)) {
      const view = people.at(i);
      const end = match.index + match[0].length;
      const person = view.persons.filter((p) => p.spanEnd <= match.index).at(-1);
      if (person && !/[。；]/u.test(text.slice(person.spanEnd, match.index)) && match.index - person.spanEnd <= 24)
        push(drafts, people, view, person, end, match[0], match.index);
    }
  }
  return drafts;
}

function push(
  into: AppointmentDraft[],
  people: PeopleView,
  view: SentenceView,
  person: PersonSpan,
  from: number,
  word: string,
  at: number,
): void {
  const { text } = view;
  if (into.some((d) => d.person.start === view.sentence.start + person.start && d.person.field === view.sentence.field))
    return;
  const stop = /[，。；]/u.exec(text.slice(from))?.index ?? text.length - from;
  const roles = view.roles.filter((r) => r.start >= from && r.start < from + stop);
  const own = roles.length > 0 ? roles : predecessorsOffice(view, word, person);
  if (own.length === 0) return;
  const trigger: Trigger = { start: at, end: at + word.length, word, kind: 'leaves' };
  const leaver = { view, person, roles: own.map((role) => ({ view, role })), how: 'verbatim' as const };
  const before = text.slice(Math.max(0, at - 10), at);
  const org = organisationOf(people, view, trigger, leaver)?.place ?? null;
  const date = dateOf(people, view, trigger, leaver);
  const attribution = attributionOf(people, view, trigger);
  const context = {
    clause: clauseAround(text, trigger),
    sentence: text,
    next: nextText(people, view),
    isFuture: isAhead(people, date),
    attribution: attribution?.text ?? null,
    isOwnWord: false,
    isFormal: false,
  };
  const said = statusOf(context);
  into.push({
    quote: { field: view.sentence.field, start: view.sentence.start, end: view.sentence.end, text: view.sentence.text },
    person: placeIn(view, person.start, person.end),
    aliases: person.aliases.map((a) => ({
      kind: a.kind,
      place: placeIn(view, a.start, a.end),
      text: placeIn(view, a.start, a.end).text,
    })),
    org,
    roles: own.map((r) => behindOrganisation(people, placeIn(view, r.start, r.end), org)),
    date,
    attribution,
    status: /将|拟|提名/u.test(before) && CERTAIN.has(said) ? 'planned' : said,
    isActing: /代行|代理|暂代|暂/u.test(word) || /代|暂/u.test(before.slice(-2)),
  });
}

const CERTAIN: ReadonlySet<ClaimStatus> = new Set(['confirmed', 'reported']);

/** X卸任CEO，Y接任: the office is that which is given up in the same sentence. */
function predecessorsOffice(view: SentenceView, word: string, person: PersonSpan): RoleSpan[] {
  if (!/接任|接棒|暂代|代行/u.test(word)) return [];
  const role = view.roles.filter((r) => /[，；]/u.test(view.text.slice(r.end, person.start))).at(-1);
  return role ? [role] : [];
}
