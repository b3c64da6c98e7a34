/** Appointments in English text: names X as Y, X was appointed Y, X joins Z as Y. */
import { findDates } from '../text/dates.ts';
import type { ArticleText } from './_article-text.ts';
import type { AppointmentDraft } from './_appointment-zh.ts';
import { attributionOf, isOwnVoice } from './_departure-source-en.ts';
import type { View } from './_departure-view-en.ts';
import type { Place } from './_departure-record.ts';
import { readEnglish, type Span } from './names/persons-en.ts';

const GIVES =
  /\b(?:(?:has |have |had )?(?:named|names|appointed|appoints|hired|hires|promoted|promotes|tapped|taps|elected|elects|chosen|picked|picks|recruited))\b/g;
const TAKES =
  /\b(?:(?:has been|have been|was|were|is|will be|to be) (?:named|appointed|promoted|elected|hired)|(?:will |to )?(?:become|becomes|became|take over|takes over|took over|serve|step up|steps up|assume|assumes)|joins|joined|joining|will join|will succeed|succeeds|succeeded)\b/g;
/** Between the verb and the office. */
const LINK =
  /^,?(?: (?:[A-Z][\w&.'’-]* ){0,4})?(?: ?(?:as|to|to become|to be|to serve as|to lead as|from [^,;.]{2,40} as))?(?: (?:its|the|a|an|new|their|group|interim|acting|permanent|next))* ?$/;

export function findEnglishAppointments(article: ArticleText): AppointmentDraft[] {
  const drafts: AppointmentDraft[] = [];
  const known = new Set<string>();
  for (const [index, sentence] of article.sentences.entries()) {
    if (
      !/\b(?:nam|appoint|hir|promot|tap|elect|chos|pick|recruit|becom|becam|over|serv|step|assum|join|succe)/.test(
        sentence.text,
      )
    )
      continue;
    const view: View = {
      ...readEnglish(sentence.text, known),
      sentence,
      index,
      dates: findDates(sentence.text, article.anchor),
    };
    for (const match of sentence.text.matchAll(GIVES)) {
      const end = match.index + match[0].length;
      const person = view.persons.find(
        (p) => p.start >= end && /^[^.;]{0,50}$/.test(sentence.text.slice(end, p.start)),
      );
      const role = person && officeAfter(view.roles, sentence.text, person.end);
      const before = view.roles.filter(
        (r) =>
          person && r.start >= end && r.end < person.start && /^,? ?$/.test(sentence.text.slice(r.end, person.start)),
      );
      if (person && (role || before[0])) drafts.push(draftOf(view, person, role ?? before[0]!, match.index));
    }
    for (const match of sentence.text.matchAll(TAKES)) {
      const person = view.persons
        .filter(
          (p) => p.end <= match.index && /^,?(?: [^.;]{0,60})?[ ,]*$/.test(sentence.text.slice(p.end, match.index)),
        )
        .at(-1);
      const role = officeAfter(view.roles, sentence.text, match.index + match[0].length);
      if (person && role && !drafts.some((d) => d.person.text === person.text))
        drafts.push(draftOf(view, person, role, match.index));
    }
  }
  return drafts;
}

function officeAfter(roles: readonly Span[], text: string, from: number): Span | undefined {
  return roles.find((r) => r.start >= from && LINK.test(text.slice(from, r.start)));
}

function draftOf(view: View, person: Span, role: Span, at: number): AppointmentDraft {
  const { sentence, orgs } = view;
  const place = ({ start, end }: { start: number; end: number }): Place => ({
    field: sentence.field,
    start: sentence.start + start,
    end: sentence.start + end,
    text: sentence.text.slice(start, end),
  });
  const org =
    orgs.find(
      (o) => o.start >= role.end && /^ (?:of|at|for) (?:the )?$/.test(sentence.text.slice(role.end, o.start)),
    ) ??
    orgs.find((o) => o.end <= at) ??
    orgs[0];
  const date = view.dates[0];
  const attribution = attributionOf([view], view);
  const isPlanned = /\b(?:will|to (?:be|become|take|serve|step|join))\b/.test(
    sentence.text.slice(Math.max(0, at - 12), at + 20),
  );
  return {
    quote: place({ start: 0, end: sentence.text.length }),
    person: place(person),
    aliases: [],
    org: org ? place(org) : null,
    roles: [place(role)],
    date: date ? { ...place(date), iso: date.iso, precision: date.precision, repaired: date.repaired } : null,
    attribution,
    status: isPlanned ? 'planned' : attribution && isOwnVoice(attribution.text, view) ? 'confirmed' : 'reported',
    isActing: /interim|acting/i.test(role.text),
  };
}
