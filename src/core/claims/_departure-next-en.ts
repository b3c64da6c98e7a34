/** Where somebody who leaves goes to, in English. */
import type { ClaimStatus } from '../types.ts';
import type { Place } from './_departure-record.ts';
import { isSamePerson, place, type Leaver, type View } from './_departure-view-en.ts';

const JOINS =
  /\b(?<hedge>(?:had been |been )?in talks to join|to become [\w -]{2,24}? (?:of|at)(?: [a-z-]+){0,2}|considering joining|expected to join|to join|will join|has joined|joined|joins|is joining|joining|moves? to|moved to|leaves for|leaving for|left for|departs for|(?:was|has been|been) hired by|(?:role|post|job|position|charge) (?:at|with)|to lead|to rival|to (?=[A-Z]))\s?(?:the )?(?:(?:[A-Za-z-]+ ){0,2}(?:rival|boutique|startup|start-up|competitor|company|firm) )?/g;

/** What follows the company that somebody joined long ago. */
const CAREER = /^(?:,? (?:from|in (?:19|20)\d\d|as an? (?:intern|graduate|trainee))\b)[^.;]*/;

export function nextEmployerOf(wide: readonly View[], leaver: Leaver): { place: Place; status: ClaimStatus } | null {
  for (const view of wide.slice(0, 2)) {
    for (const match of view.text.matchAll(JOINS)) {
      const end = match.index + match[0].length;
      const org = view.orgs.find(
        (o) => o.start === end && !/^(?:'s|’s)? (?:board|office)\b/.test(view.text.slice(o.end)),
      );
      const rival = /to rival/.test(match[0])
        ? {
            start: end - 'rival'.length - (match[0].endsWith(' ') ? 1 : 0),
            end: end - (match[0].endsWith(' ') ? 1 : 0),
          }
        : null;
      // "who joined X in 2016", "joined X from a university lab in 2019": a step of the career before.
      const said =
        /who joined|since joining/.test(view.text.slice(Math.max(0, match.index - 6), end)) ||
        (/joined|hired by/.test(match[0]) && CAREER.test(view.text.slice(org?.end ?? end)));
      const found = org && !said && !/^to $/.test(match[0]) ? org : rival;
      if (!found || (leaver.person && found.start < 0)) continue;
      const hedge = match.groups!['hedge']!;
      const status: ClaimStatus = /talks|considering|expected/.test(hedge)
        ? 'rumoured'
        : /^(?:to join|to become|will join|is joining|joining)/.test(hedge)
          ? 'planned'
          : 'reported';
      return { place: place(view, found), status };
    }
  }
  return hirerOf(wide, leaver);
}

/** "Ardent Securities has hired Beatrix Falk from Selwyn", "Quanta Harbor poaches Sunil Mehta from Delphi": the company before the verb. */
const HIRES =
  /\b(?:poache[sd]|has poached|(?:has )?hire[sd]|(?:has )?lured|recruit(?:s|ed)|has recruited|snags|nabs) (?:[a-z-]+ ){0,3}$/;

function hirerOf(wide: readonly View[], leaver: Leaver): { place: Place; status: ClaimStatus } | null {
  for (const view of wide.slice(0, 2)) {
    const person = view.persons.find((p) => isSamePerson(p.text, leaver));
    const verb = person && HIRES.exec(view.text.slice(0, person.start));
    if (!person || !verb || !/^[^.;]{0,60}?\bfrom\b/.test(view.text.slice(person.end))) continue;
    const org = view.orgs.find((o) => o.end <= verb.index && verb.index - o.end <= 2);
    if (org) return { place: place(view, org), status: 'reported' };
  }
  return null;
}
