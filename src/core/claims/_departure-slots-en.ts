/** The slots around an English word of leaving, and the draft they make. */
import { dayOf, daysBetween, spanOf } from '../text/calendar.ts';
import type { DateMention } from '../text/dates.ts';
import type { ClaimStatus } from '../types.ts';
import type { ArticleText, FieldSentence } from './_article-text.ts';
import { quoteAround, type ChangeType, type DepartureDraft, type Place } from './_departure-record.ts';
import type { EnglishView, Span } from './names/persons-en.ts';

export type View = EnglishView & { sentence: FieldSentence; index: number; dates: DateMention[] };
export type Side = 'subject' | 'object' | 'possessor' | 'list';
export type Trigger = { start: number; end: number; word: string; side: Side };
/** `roleView` is where the office stands when that is not where the name stands. */
export type Leaver = { view: View; person: Span | null; role: Span | null; roleView?: View };

/** marketing chief Ayo Bankole; Hana Sedlak, its head of seller operations; Guo Lanxin, Arcwell Robotics' head of hardware */
export function roleOf(view: View, person: Span): Span | null {
  const { text, roles } = view;
  const before = roles.find((r) => r.end < person.start && /^,? $/.test(text.slice(r.end, person.start)));
  if (before) return before;
  return (
    roles.find(
      (r) =>
        r.start > person.end &&
        r.start - person.end <= 60 &&
        /^, (?!who\b|which\b|to\b|and\b)(?:the |its |a |an |their )?[^,;.]{0,50}$/.test(
          text.slice(person.end, r.start),
        ),
    ) ?? null
  );
}

function place({ sentence }: View, { start, end }: { start: number; end: number }): Place {
  return {
    field: sentence.field,
    start: sentence.start + start,
    end: sentence.start + end,
    text: sentence.text.slice(start, end),
  };
}

export function draftOf(
  article: ArticleText,
  at: (i: number) => View,
  view: View,
  trigger: Trigger,
  leaver: Leaver,
): DepartureDraft {
  const { text } = view;
  const wide = widened(article, at, view);
  const date = DENIED.test(text) ? null : dateOf(wide, view, trigger, article.anchor);
  const attribution = attributionOf(wide, view);
  const status = statusOf(article, view, trigger, date, attribution?.text ?? '', wide, leaver);
  const earlier = view.index > 0 && article.sentences[view.index - 1]!.field === view.sentence.field;
  const successor = successorOf(wide, earlier ? at(view.index - 1) : null, leaver, trigger);
  const next = nextEmployerOf(wide, leaver);
  const roles = rolesOf(view, trigger, leaver);
  const org = organisationOf(at, view, trigger, leaver);
  const age = article.anchor && date?.iso ? ageOf(article.anchor, date.iso) : 0;
  return {
    quote: quoteAround(
      view.sentence,
      text,
      { start: view.sentence.start + trigger.start, end: view.sentence.start + trigger.end },
      [],
    ),
    trigger: place(view, trigger),
    person: leaver.person ? place(leaver.view, leaver.person) : null,
    aliases: aliasesOf(leaver),
    org: org?.place ?? null,
    department: null,
    roles,
    date,
    changeType: changeTypeOf(
      trigger.word,
      text.slice(Math.max(0, trigger.start - 60), trigger.end + 60),
      leaver.person !== null && /announced|notified|decision to resign/.test(text),
    ),
    partial:
      isTransfer(trigger.word, text) ||
      /\b(?:will remain|remains|stays? on|staying on|continues? as|will continue as|retain(?:s|ing)? (?:his|her) (?:seat|role))\b/.test(
        text,
      ) ||
      wide.some((v) => KEEPS_POST.test(v.text) && isAboutLeaver(v, leaver)),
    successor,
    successorNone:
      !successor &&
      wide.some((v) =>
        /\bno (?:replacement|successor)\b|\b(?:has|have) not (?:yet )?named a (?:successor|replacement)|search(?:ing)? for (?:a|his|her) (?:successor|replacement)|successor (?:has|was) not (?:been )?named/i.test(
          v.text,
        ),
      ),
    nextEmployer: next?.place ?? null,
    nextStatus: next?.status ?? null,
    status,
    background:
      /^,? who (?:had )?(?:departed|left|resigned|stepped down|retired|quit)\b/.test(
        leaver.person ? leaver.view.text.slice(leaver.person.end) : '',
      ) && /^replac/.test(trigger.word)
        ? true
        : /\b(?:who|which)\b[^,]*$/.test(text.slice(0, trigger.start)) &&
            /^(?:replac|depart|left|part)/.test(trigger.word) &&
            trigger.side !== 'object'
          ? true
          : age > 270 || /\bis back\b|\breturn(?:s|ed|ing)\b/.test(text),
    attribution,
    how: { person: leaver.view === view ? 'verbatim' : 'anaphora', ...(org && { org: org.how }) },
  };
}

/** The sentence and its neighbours of the same field. */
function widened(article: ArticleText, at: (i: number) => View, view: View): View[] {
  const list = [view];
  for (const i of [view.index + 1, view.index + 2, view.index - 1])
    if (article.sentences[i]?.field === view.sentence.field) list.push(at(i));
  return list;
}

function rolesOf(view: View, trigger: Trigger, leaver: Leaver): Place[] {
  const { text, roles } = view;
  const as = roles.find(
    (r) =>
      r.start >= trigger.end &&
      /^[^.;]{0,40}\bas (?:the |a |an |its |their |his |her )?[^,;.]{0,40}$/.test(text.slice(trigger.end, r.start)) &&
      r.start - trigger.end <= 70,
  );
  const named =
    !as && trigger.side === 'object'
      ? roles.find((r) => r.end <= trigger.start && /\bas (?:the |its |a )?$/.test(text.slice(0, r.start)))
      : undefined;
  const contract = trigger.word === 'contract' ? as : undefined;
  const spans = contract ? [contract] : as ? [as] : [];
  const own = leaver.roleView ?? leaver.view;
  const held = leaver.role ? [place(own, leaver.role), ...alsoHeld(own, leaver.role)] : [];
  if (held.length === 0 && spans.length === 0 && named) return [place(view, named)];
  return [...spans.map((r) => place(view, r)), ...held];
}

/** co-founder and president X: both offices. */
function alsoHeld(view: View, role: Span): Place[] {
  const other = view.roles.find((r) => r.end < role.start && /^ and $/.test(view.text.slice(r.end, role.start)));
  return other ? [place(view, other)] : [];
}

/** "PITTSBURGH, Feb. 5, 2025 /NewsLine/ --", "June 19 (Reuters) -": where and when it was written. */
const DATELINE = /^(?:,? \d{4})?(?: \([A-Z][\w ]{1,20}\)| ?\/[^/]{2,24}\/)? ?[-–—]{1,2} /;
/** "will step down", "is leaving": of what is still to come the day of its announcement says least. */
const AHEAD = /\b(?:will|to|(?:is|are) (?:\w+ing)|plans?|intends?|would)\b/;
const ANNOUNCED =
  /\b(?:said|says|announced|announces|told|wrote|named|names|appointed|reported|disclosed|post|statement|filing)\b/;
const EFFECTIVE = /\b(?:effective(?: as of| on| from)?|last day(?: at [^,.;]{2,30})? (?:is|was|will be)|as of|until) $/;

/** The day it takes effect, of this sentence or its neighbours; else the date nearest to the verb of leaving. */
function dateOf(wide: readonly View[], view: View, trigger: Trigger, anchor: string | null): DepartureDraft['date'] {
  const { text } = view;
  const isAhead = AHEAD.test(text.slice(Math.max(0, trigger.start - 24), trigger.end));
  const cost = (d: DateMention): number => {
    const gap = d.start >= trigger.end ? text.slice(trigger.end, d.start) : text.slice(d.end, trigger.start);
    return (
      gap.length +
      (gap.match(/[,;]/g) ?? []).length * 15 +
      (d.iso === null ? 40 : 0) +
      (d.start < trigger.start ? 20 : 0) +
      (isAhead && isOfAnnouncement(text, d, trigger) ? 60 : 0) -
      (EFFECTIVE.test(text.slice(0, d.start)) ? 200 : 0)
    );
  };
  const usable = view.dates.filter(
    (d) =>
      !/\b(?:joined|since|joining|(?:co-)?founded(?: the (?:company|firm|startup|bank))?)(?: [A-Z]\w+)?(?: in)? $/.test(
        text.slice(0, d.start),
      ) &&
      !/^ months? after\b/.test(text.slice(d.end)) &&
      !(d.start < 40 && DATELINE.test(text.slice(d.end))),
  );
  const best = usable.sort((a, b) => cost(a) - cost(b))[0];
  if (best && cost(best) < 0) return dateAt(view, best);
  // "effective June 1. She succeeds Y": the day of both; "Y, who retired in August" left before.
  const isFollowed =
    /succe|replac/.test(trigger.word) &&
    !/^[^.;]{0,40}, who (?:has |had )?(?:retired|left|resigned|stepped|quit|departed)/.test(text.slice(trigger.end));
  const told = wide
    .filter((v) => v !== view && (v.index > view.index || isFollowed))
    .flatMap((v) => v.dates.filter((d) => EFFECTIVE.test(v.text.slice(0, d.start))).map((d) => dateAt(v, d)))[0];
  if (told || !best || cost(best) > 120) return told ?? null;
  const date = dateAt(view, best);
  return isAhead && best.start >= trigger.end ? yetToCome(date, anchor) : date;
}

/** "would step down at the end of September", told in June: a month without a year that is still ahead, not that of the year before. */
function yetToCome(date: DepartureDraft['date'], anchor: string | null): DepartureDraft['date'] {
  const [day, span] = [dayOf(anchor), date?.iso ? spanOf(date.iso) : null];
  if (!date?.iso || !day || !span || !/^\d{4}-\d\d$/.test(date.iso) || /\d{4}/.test(date.text)) return date;
  if (daysBetween(span.to, day) <= 0) return date;
  return { ...date, iso: `${Number(date.iso.slice(0, 4)) + 1}${date.iso.slice(4)}` };
}

/** "said on Wednesday that X would step down at the end of May": Wednesday is the day of saying. */
function isOfAnnouncement(text: string, d: DateMention, trigger: Trigger): boolean {
  const lead = text.slice(Math.max(0, d.start - 36), d.start);
  if (d.start >= trigger.end)
    return (
      ANNOUNCED.test(lead) && !AHEAD.test(lead) && lead.length > 0 && /[,"”]/.test(text.slice(trigger.end, d.start))
    );
  return ANNOUNCED.test(text.slice(Math.max(0, d.start - 36), Math.min(trigger.start, d.end + 36)));
}

function dateAt(view: View, date: DateMention): DepartureDraft['date'] {
  const half = date.precision === 'half';
  return {
    ...place(view, date),
    iso: half && date.iso ? date.iso.slice(0, 4) : date.iso,
    precision: half ? 'part_of_year' : date.precision,
    repaired: date.repaired,
  };
}

function organisationOf(
  at: (i: number) => View,
  view: View,
  trigger: Trigger,
  leaver: Leaver,
): { place: Place; how: 'verbatim' | 'inherited' } | null {
  const role = leaver.role;
  if (role) {
    const { text, orgs } = leaver.roleView ?? leaver.view;
    const glued = orgs.find(
      (o) =>
        (o.end <= role.start &&
          /^(?:['’]s?)? ?(?:(?:co-founder|founder|president|chairman) and )?$/.test(text.slice(o.end, role.start))) ||
        (o.start >= role.end && /^ (?:of|at|for) (?:the )?$/.test(text.slice(role.end, o.start))) ||
        (o.end <= role.start && /^['’]s? [a-z ,]{0,40}$/.test(text.slice(o.end, role.start))),
    );
    if (glued) return { place: place(leaver.roleView ?? leaver.view, glued), how: 'verbatim' };
  }
  const { text, orgs } = view;
  // "Meridian Air named X, replacing Y": who names is who is left.
  if (/succe|replac|over from/.test(trigger.word)) {
    const subject = orgs.find((o) => o.end <= trigger.start);
    if (subject) return { place: place(view, subject), how: 'verbatim' };
  }
  const from =
    leaver.person &&
    orgs.find(
      (o) =>
        /^(?:,? (?:away )?(?:from|of) (?:the )?)$/.test(leaver.view.text.slice(leaver.person!.end, o.start)) &&
        leaver.view === view,
    );
  if (from) return { place: place(view, from), how: 'verbatim' };
  const object = orgs.find(
    (o) =>
      o.start >= trigger.end &&
      o.start - trigger.end <= 60 &&
      /^(?: |, )?(?:(?:as|from|of|at|with)\b[^.;]{0,50}|the |[a-z ]{0,20})?$/.test(text.slice(trigger.end, o.start)) &&
      !/\b(?:join|joins|joining|to|over|after|amid|by|on|in) $/.test(text.slice(0, o.start)),
  );
  if (object) return { place: place(view, object), how: 'verbatim' };
  const free = (v: View): Span | undefined =>
    v.orgs.filter((o) => !/\b(?:join|joins|joining|to|on|by|in) $/.test(v.text.slice(0, o.start)))[0];
  const here = free(view);
  if (here) return { place: place(view, here), how: 'verbatim' };
  for (let back = view.index - 1; back >= Math.max(0, view.index - 8); back--) {
    const org = free(at(back));
    if (org) return { place: place(at(back), org), how: 'inherited' };
  }
  return null;
}

/** "will be succeeded by X", "handing over to X" */
const LEADS_TO =
  /\b(?:succeeded by|replaced (?:as [^,.;]{2,60})?(?:on an interim basis )?by|handed? (?:over )?the (?:reins|baton)[^.;]{0,40} to|successor(?: is| will be|,)|succeed (?:him|her) (?:is|will be)|handing over to|in favou?r of)(?: [a-z ,-]{0,40})?$/i;
/** "has named X as interim chief" */
const NAMES =
  /\b(?:naming|tapping|appointing|promoting|names?|named|appoints?|appointed|hires?|hired|taps?|tapped|promotes?|promoted|chose|picked)(?: [a-z -]{0,30})?$/i;
/** "X will take over", "X has assumed her duties" */
const TAKES_OVER =
  /^,?[^.;]{0,60}?\b(?:(?:is |was |has been )?named (?:as )?(?:his |her |its |the )?(?:successor|replacement|interim)|will (?:succeed|replace|take over|oversee|run|fill in|serve as|become|step in|step up|lead|assume|act as)|succeeds?|takes? over|took over|taking over|has taken over|to (?:succeed|replace|take over)|replaces?|has been (?:named|appointed)|was (?:named|appointed)|steps (?:up|in)|becomes|serves as interim|(?:has |have )?assum(?:es?|ed|ing) (?:his|her|the|their)|fill(?:s|ing) in)\b/;

/** Who follows: of the sentence, the two behind it, or, when the sentence says whom somebody succeeds, that somebody. */
function successorOf(wide: readonly View[], at: View | null, leaver: Leaver, trigger: Trigger): Place | null {
  const [view] = wide;
  if (view && trigger.side === 'object' && /succe|replac|over from/.test(trigger.word)) {
    const subject = view.persons.findLast((p) => p.end <= trigger.start && p.text !== leaver.person?.text);
    if (subject) return place(view, subject);
    const earlier = /^(?:She|He) /.test(view.text) ? at?.persons[0] : undefined;
    if (at && earlier) return place(at, earlier);
  }
  for (const other of wide.filter((v) => v.index >= (view?.index ?? 0)).slice(0, 3)) {
    for (const person of other.persons) {
      if (isSamePerson(person.text, leaver)) continue;
      const before = other.text.slice(0, person.start);
      const after = other.text.slice(person.end);
      const isNamed = NAMES.test(before) && /succe|replac|as\b|interim|to lead/i.test(after.slice(0, 90));
      if (LEADS_TO.test(before) || isNamed || TAKES_OVER.test(after)) return place(other, person);
    }
  }
  return null;
}

/** Aldous is Miriam Aldous. */
function isSamePerson(name: string, leaver: Leaver): boolean {
  const own = leaver.person?.text ?? '\u0000';
  return own === name || own.endsWith(` ${name}`) || name.endsWith(` ${own}`);
}

/** "Mr. Beecham will continue to serve as a member of the Board", "will remain with the company as a senior adviser" */
const KEEPS_POST =
  /\bwill (?:remain|stay)(?: on)?(?: (?:with|at) [^,.;]{2,30}?)? as (?:an? |the |its )?(?:[a-z-]+ ){0,2}(?:advis[eo]r|chair\w*|director|consultant|member)\b|\bwill (?:continue to serve|continue|stay on|remain) (?:as |on )(?:an? |the |its )?(?:[a-z-]+ ){0,2}(?:board|member|director|chair\w*|advis[eo]r)\b/i;

/** A sentence that begins with the leaver's surname. */
function isAboutLeaver({ text }: View, { person }: Leaver): boolean {
  const surname = person?.text.split(' ').at(-1);
  return surname !== undefined && /^(?:(?:Mr|Ms|Mrs|Dr|Sir|Dame)\.? )?/.exec(text)![0].length === text.indexOf(surname);
}

const JOINS =
  /\b(?<hedge>(?:had been |been )?in talks to join|to become [\w -]{2,24}? (?:of|at)(?: [a-z-]+){0,2}|considering joining|expected to join|to join|will join|has joined|joined|joins|is joining|joining|moves? to|moved to|leaves for|left for|departs for|to lead|to rival|to (?=[A-Z]))\s?(?:the )?(?:(?:[A-Za-z-]+ ){0,2}(?:rival|startup|start-up|competitor|company|firm) )?/g;

function nextEmployerOf(wide: readonly View[], leaver: Leaver): { place: Place; status: ClaimStatus } | null {
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
      const said = /who joined|since joining/.test(view.text.slice(Math.max(0, match.index - 6), end));
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

const SAYS =
  /(?<who>(?:(?:the|a|an|its|two|three|several|people|sources?|one)\b[^,;."“”]{0,60}?|[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){0,4}(?: (?:CEO|spokesperson|spokesman|spokeswoman))?)) (?:said|says|told|confirm(?:ed|s)|announced|reported|reports|disclosed|denied|notified|wrote)\b|\baccording to (?<by>[^,;.]{2,70})/gi;

/** "Sir Malcolm Tennant, who …, said in a letter to shareholders": who left says it in the sentence behind. */
const OWN_LETTER =
  /^[^.;]{0,80}?\b(?:said|wrote) in (?:a|an|his|her) (?:[a-z]+ )?(?:letter|statement|post|memo|note|email)\b/;

/** "A spokesperson for Brightline confirmed the departures": of this sentence or one of those behind it. */
const CONFIRMS =
  /(?<who>(?:(?:a|the|an) (?:[a-z]+ )?(?:spokes\w+|representative|company)\b[^,;."“”]{0,40}?|\b[A-Z][\w&’-]{0,30}(?: [A-Z][\w&’-]{0,30}){0,3})) (?:has )?confirmed (?:the news|his|her|their|the (?:departures?|exits?|resignations?|moves?))/i;

function attributionOf(wide: readonly View[], view: View): Place | null {
  for (const v of wide) {
    const match = v.index < view.index ? null : CONFIRMS.exec(v.text);
    if (match) return place(v, { start: match.index, end: match.index + match.groups!['who']!.length });
  }
  for (const v of wide) {
    // Before the leaving, only a sentence that names nobody can confirm it.
    if (v.index > view.index + 1 || (v.index < view.index && v.persons.length > 0)) continue;
    for (const match of v.text.matchAll(SAYS)) {
      if (
        /\b(?:has|have|had|was|were|is|are) (?:not )?(?:yet )?been |\b(?:was|is|were) (?:said|told|announced)/.test(
          match[0],
        )
      )
        continue;
      if (v !== view && !/confirm|denied/.test(match[0]) && !OWN_LETTER.test(v.text.slice(match.index))) continue;
      // "has resigned, he said in a note" is the leaver's word; "he said" of another sentence is anybody's.
      const isOwnWord = v === view && /^(?:he|she)\b/.test(match[0]) && /,["”]? $/.test(v.text.slice(0, match.index));
      if (/^(?:he|she|it|they|who)\b/i.test(match[0]) && !isOwnWord) continue;
      const by = match.groups?.['by'];
      const start = by ? match.index + match[0].length - by.length : match.index;
      return place(v, { start, end: match.index + match[0].length });
    }
  }
  return null;
}

function isTransfer(word: string, text: string): boolean {
  return (
    /is moving/.test(word) ||
    /\b(?:moves|moving|moved|transferred|reassigned) (?:[A-Z][^,.]*, [^,]*, )?to (?:lead|head|run|a new role|become)/.test(
      text,
    )
  );
}

function changeTypeOf(word: string, text: string, isOwnWord: boolean): ChangeType {
  if (isTransfer(word, text)) return 'transfer';
  if (/retir/.test(word)) return 'retire';
  if (/fired|fires|sack|oust|dismiss|remov|forced out|let go|pushed out|terminated|voted out|firing/.test(`${word}`))
    return 'dismiss';
  if (/resign|quit|step(?:s|ped|ping)? down/.test(word) && !/step/.test(word)) return 'resign';
  if (/\b(?:resign(?:s|ed|ation|ing)?|quit|personal reasons|health reasons|spend more time)\b/.test(text))
    return 'resign';
  return isOwnWord ? 'resign' : 'unspecified';
}

const DENIED =
  /not going anywhere|\b(?:denied|denies|deny)\b[^.;]{0,110}(?:leav|resign|quit|depart|step|oust|exit)|no (?:plans?|intention) (?:to|of) (?:leav|resign|quit|step)|(?:false|untrue|baseless|not true)|(?:refus|declin)\w* to (?:resign|quit|step down)|will not (?:resign|quit|step down|leave)/i;

function statusOf(
  article: ArticleText,
  view: View,
  trigger: Trigger,
  date: DepartureDraft['date'],
  attribution: string,
  wide: readonly View[],
  leaver: Leaver,
): ClaimStatus {
  const { text } = view;
  const near = text.slice(Math.max(0, trigger.start - 60), trigger.end + 30);
  if (DENIED.test(text)) return 'denied';
  if (
    /\b(?:considering|mulling|weighing|might|could|reportedly|rumou?red|said to be|in talks|is thought to|is expected to|speculation)\b/i.test(
      near,
    ) ||
    /\bmay\b/.test(near)
  )
    return 'rumoured';
  if (
    /\b(?:will|(?<!(?:offered|forced|agreed) )to (?:step|leave|resign|retire|depart|exit|quit)|(?:is|are) (?:leaving|stepping|retiring|moving|departing|exiting)|plans? to|intends? to|set to|due to|decision to|would)\b/i.test(
      text.slice(Math.max(0, trigger.start - 60, text.lastIndexOf(';', trigger.start) + 1), trigger.end),
    ) ||
    isAhead(article.anchor, date) ||
    /^,? who (?:is|will|plans|intends|has announced|announced)\b[^.;]{0,50}?\b(?:retir|leav|step|depart|will)/.test(
      leaver.person ? leaver.view.text.slice(leaver.person.end) : '',
    )
  )
    return 'planned';
  // "has resigned, he said in a note": who leaves says so himself.
  if (/,["”]? (?:he|she) (?:said|wrote|announced)\b/.test(text.slice(trigger.end)) && leaver.view === view)
    return 'confirmed';
  const first = leaver.person?.text.split(' ')[0] ?? '\u0000';
  if (
    /(?:company|firm|board|spokes\w+|filing|group|club|bank|airline|carmaker|automaker|retailer|chipmaker|maker|startup|start-up|lender|insurer|fund|statement)\b|confirmed/i.test(
      attribution,
    ) ||
    (leaver.person !== null && attribution.includes(leaver.person.text)) ||
    attribution.startsWith(first) ||
    wide.some((v) =>
      /\bcompany (?:has )?confirmed|confirmed (?:the news|the authenticity|his|her|the (?:departure|exit|resignation))/i.test(
        v.text,
      ),
    )
  )
    return 'confirmed';
  if (view.orgs.some((o) => attribution.startsWith(o.text))) return 'confirmed';
  return 'reported';
}

function isAhead(anchor: string | null, date: DepartureDraft['date']): boolean {
  const [day, span] = [dayOf(anchor), date?.iso ? spanOf(date.iso) : null];
  return day !== null && span !== null && daysBetween(day, span.from) > 0;
}

function ageOf(anchor: string, iso: string): number {
  const [day, span] = [dayOf(anchor), spanOf(iso)];
  return day && span ? daysBetween(span.to, day) : 0;
}

const NICKNAME =
  /(?:known|called|nicknamed)[^.;]{0,40}?(?:nickname|alias|name|as) (?:of )?["“]?(?<alias>[A-Z][\p{L}]+(?: [A-Z][\p{L}]+)?)/u;

function aliasesOf(leaver: Leaver): DepartureDraft['aliases'] {
  if (!leaver.person) return [];
  const { view } = leaver;
  const match = NICKNAME.exec(view.text.slice(leaver.person.end));
  const alias = match?.groups?.['alias'];
  if (!match || !alias || match.index > 40) return [];
  const start = leaver.person.end + match.index + match[0].lastIndexOf(alias);
  const isXiaohongshu = /Xiaohongshu|RedNote/.test(view.text);
  return [
    { text: alias, kind: isXiaohongshu ? '薯名' : '昵称', place: place(view, { start, end: start + alias.length }) },
  ];
}
