/** Departures in English text: who is the subject or object of a verb of leaving, then the slots around it. */
import { findDates, type DateMention } from '../text/dates.ts';
import { dayOf, daysBetween, spanOf } from '../text/calendar.ts';
import type { ClaimStatus } from '../types.ts';
import type { ArticleText, FieldSentence } from './_article-text.ts';
import { quoteAround, type ChangeType, type DepartureDraft, type Place } from './_departure-record.ts';
import { readEnglish, type EnglishView, type Span } from './names/persons-en.ts';

type View = EnglishView & { sentence: FieldSentence; index: number; dates: DateMention[] };
type Side = 'subject' | 'object' | 'possessor' | 'list';
type Trigger = { start: number; end: number; word: string; side: Side };

const BE = '(?:is|was|are|were|be|been|being|has been|have been|had been|will be|to be|gets?|got)';
const TRIGGERS: readonly [Side, RegExp][] = [
  [
    'object',
    /\b(?:parts? ways with|parted ways with|fires|sacks|ousts|dismisses|removes|loses|(?:has |have |had )?(?:fired|sacked|ousted|dismissed|removed|lost)(?= (?:its|their|the|his|her|longtime|[a-z&-]+ ){0,3}(?:[a-z&-]+ ){0,3}(?:chief|CEO|CFO|COO|CTO|president|chair|director|head|boss|manager|coach|founder|minister|editor))|replacing|replaces|succeeds|succeeding|(?:to|will) (?:replace|succeed)|took over from|takes over from|taking over from|(?:resignation|departure|exit|retirement|ouster|dismissal|firing|removal) of|is moving(?= [A-Z]))\b/g,
  ],
  [
    'possessor',
    /(?<=['’]s? )(?:(?:abrupt|sudden|planned|impending|surprise|shock) )?(?:resignation|departure|exit|retirement|ouster|dismissal|firing)\b|(?<=['’]s )contract(?= (?:as|expires?|ends?|will|was not|is not|has))/g,
  ],
  [
    'list',
    /\b(?:(?:executives?|figures?|officials?|leaders?|directors?|managers|founders|members) (?:have |has )?(?:recently )?(?:quit|left|resigned|departed|exited|stepped down))\b/g,
  ],
  [
    'subject',
    new RegExp(
      `\\b(?:${BE} (?:fired|sacked|ousted|dismissed|removed|forced out|let go|replaced|pushed out|terminated|voted out|stood down)|(?:has |have |had |will |would |to |is |are |was |plans to |intends to |decided to |may |could |might )?(?:step(?:s|ped|ping)? (?:down|aside|back)|stand(?:s|ing)? down|stood down|resign(?:s|ed|ing)?|quit(?:s|ting)?|retir(?:e|es|ed|ing)|leav(?:e|es|ing)|left|depart(?:s|ed|ing)?|exit(?:s|ed|ing)?|walk(?:s|ed|ing)? (?:out|away)|bow(?:s|ed|ing)? out|move(?:s|d)? on|relinquish(?:es|ed|ing)?|vacat(?:e|es|ed|ing)|give(?:s|n)? up|gave up|hand(?:s|ed|ing)? over the reins|part(?:s|ed|ing)? ways|call(?:s|ed)? it quits|pass(?:es|ed) away|died)|out(?= (?:after|at|as|amid|following|in|of the company|of the job)\\b|$)|exits?\\b)`,
      'g',
    ),
  ],
];

/** Subjects and settings in which leaving is no departure. */
const CONDITIONAL =
  /(?:^|[,;] )(?:if|should|unless|were|in case)\b[^,;]*$|\b(?:call(?:s|ed|ing)? for|demand(?:s|ed|ing)?|urg(?:e|es|ed|ing)|pressure on|want(?:s|ed)?|ask(?:s|ed|ing)?)\b[^,;.]{0,40}$/i;
const NO_OFFICE_AFTER =
  /^(?: (?:the (?:room|stage|building|market|country|game|pitch|field|venue|scene|door)|home|behind|open|for (?:work|vacation|lunch|a meeting|London|Paris|China)|a (?:legacy|note|message|mark|gap|hole|void)|no (?:doubt|room)|us|them|him|her|it|school|its seller|from (?:grocery|retail|the market)|in (?:shock|tears|limbo)|users|customers|investors|analysts|himself|herself|itself|themselves|many|some|little|nothing|everyone)\b|-|ies\b)/i;

export function findEnglishDepartures(article: ArticleText): DepartureDraft[] {
  const { sentences } = article;
  const known = new Set<string>();
  const views = new Map<number, View>();
  const at = (index: number): View => {
    const cached = views.get(index);
    if (cached) return cached;
    const sentence = sentences[index]!;
    const view = {
      ...readEnglish(sentence.text, known),
      sentence,
      index,
      dates: findDates(sentence.text, article.anchor),
    };
    views.set(index, view);
    for (const p of view.persons) known.add(p.text);
    return view;
  };
  const drafts: DepartureDraft[] = [];
  for (let i = 0; i < sentences.length; i++) {
    drafts.push(...formerExecutives(article, at, i));
    const triggers = triggersOf(sentences[i]!.text);
    for (const trigger of triggers)
      for (const leaver of leaversOf(article, at, i, trigger).filter((l) => isPlausible(at(i), trigger, l)))
        drafts.push(draftOf(article, at, at(i), trigger, leaver));
  }
  return drafts;
}

/** Former Uber executive X joins Lyft: an older departure, told of where its holder went. */
function formerExecutives(article: ArticleText, at: (i: number) => View, index: number): DepartureDraft[] {
  const sentence = article.sentences[index]!.text;
  if (!/\b(?:[Ff]ormer|[Ee]x-)/.test(sentence) || !/\bjoin(?:s|ed|ing)?\b/.test(sentence)) return [];
  const view = at(index);
  return view.persons.flatMap((person) => {
    const role = roleOf(view, person);
    const joins = /^(?: has| is| will| to)? (join(?:s|ed|ing)?)\b/.exec(sentence.slice(person.end));
    if (
      !role ||
      !joins ||
      !/\b(?:[Ff]ormer|[Ee]x)[ -](?:[A-Z][\w&'’]*(?: [A-Z][\w&'’]*){0,3}['’s]* )?$/.test(sentence.slice(0, role.start))
    )
      return [];
    const end = person.end + joins[0].length;
    const trigger: Trigger = {
      start: end - joins[1]!.length,
      end: end - joins[1]!.length,
      word: joins[1]!,
      side: 'subject',
    };
    const draft = draftOf(article, at, view, trigger, { view, person, role });
    return [
      {
        ...draft,
        background: true,
        status: 'reported' as const,
        date: null,
        changeType: 'unspecified' as const,
        successor: null,
      },
    ];
  });
}

function triggersOf(text: string): Trigger[] {
  const found: Trigger[] = [];
  for (const [side, pattern] of TRIGGERS)
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (found.some((t) => t.start < end && start < t.end)) continue;
      if (CONDITIONAL.test(text.slice(0, start)) || NO_OFFICE_AFTER.test(text.slice(end))) continue;
      // "former astronaut X and retired executive Y": an adjective.
      if (/retired$/.test(match[0]) && /^ (?:[a-z-]+ ){0,2}[A-Z]/.test(text.slice(end))) continue;
      found.push({ start, end, word: match[0], side });
    }
  // "has stepped down and will be replaced by Y": the second verb tells of the successor.
  const telling = found.filter((t) => !/replaced$/.test(t.word) || found.length === 1);
  return telling.sort((a, b) => a.start - b.start);
}

/** "He has resigned", "she will step down": nothing but auxiliaries and adverbs between the pronoun and its verb. */
const PRONOUN =
  /(?:^|[,;"“] ?|\band |\bthat |\bwhen |\bafter |\bbefore )(?:[Hh]e|[Ss]he)(?: (?:has|had|will|would|is|was|also|then|later|abruptly|suddenly|recently|plans to|decided to|agreed to|said (?:he|she)(?: would| will| had)?|announced (?:his|her)))* ?$/;

/**
 * Leaving, dying, being removed are said of everybody: they count of somebody with an office or when a company is left. Resigning,
 * stepping down and being ousted speak of an office by themselves.
 */
function isPlausible(view: View, trigger: Trigger, { view: own, person, role }: Leaver): boolean {
  const isStrong = /\b(?:resign|quit|step|stand|stood|oust|relinquish|tender)/.test(trigger.word);
  if (!person) return isStrong || trigger.side === 'object';
  if (role || isStrong || trigger.side === 'list') return true;
  if (/\bwho (?:has |had )?(?:led|leads|ran|run|runs|headed|heads|founded)\b/.test(view.text)) return true;
  const after = view.text.slice(trigger.end);
  if (/\bas (?:the |a |an |its |their |his |her )?[^,;.]{2,40}/.test(after.slice(0, 50))) return true;
  const place = view.orgs.find(
    (o) => o.start >= trigger.end && /^ (?:the )?$/.test(view.text.slice(trigger.end, o.start)),
  );
  if (/\b(?:leav|left|depart|exit)/.test(trigger.word)) {
    const isCompany =
      /^ (?:the|his|her) (?:company|firm|group|bank|business|startup|start-up|board|agency|network|team|role|post|job|position)\b/.test(
        after,
      );
    return (
      isCompany ||
      place !== undefined ||
      (own.orgs.length > 0 && /^(?:[,.]|$)/.test(after) && /\b(?:has|have|is|are|will) /.test(trigger.word))
    );
  }
  return trigger.side === 'object' && view.orgs.length > 0;
}

type Leaver = { view: View; person: Span | null; role: Span | null };

function leaversOf(article: ArticleText, at: (i: number) => View, index: number, trigger: Trigger): Leaver[] {
  const view = at(index);
  const { text, persons, roles } = view;
  const before = persons.filter((p) => p.end <= trigger.start);
  const after = persons.filter((p) => p.start >= trigger.end);
  const make = (v: View, person: Span): Leaver => ({ view: v, person, role: roleOf(v, person) });
  if (trigger.side === 'list') return listAfterColon(text, after).map((p) => make(view, p));
  if (trigger.side === 'object') {
    // Only offices and determiners stand between: ousted its chief executive, X; not "removal of Y by the Z".
    const object = after.find(
      (p) =>
        p.start - trigger.end <= 70 &&
        !/[.;]|, (?:who|which)|\b(?:by|under|in|for|after|from|with|over|at|on)\b/.test(
          text.slice(trigger.end, p.start),
        ),
    );
    if (object) return [make(view, object)];
    const office = roles.find(
      (r) =>
        r.start >= trigger.end &&
        r.start - trigger.end <= 24 &&
        /^ (?:its|their|the|his|her) /.test(text.slice(trigger.end)),
    );
    return office && /parted ways|fired|ousted|dismissed|removed|lost/.test(trigger.word)
      ? [{ view, person: null, role: office }]
      : [];
  }
  if (trigger.side === 'possessor') {
    const owner = before.at(-1);
    return owner && /^['’]s? [a-z ]{0,12}$/.test(text.slice(owner.end, trigger.start)) ? [make(view, owner)] : [];
  }
  const subject = subjectOf(view, trigger, before);
  // "set out", "carried out": only "X out after 11 months" is a headline of leaving.
  if (trigger.word === 'out' && !(subject && /^ (?:is |was )?$/.test(text.slice(subject.end, trigger.start))))
    return [];
  if (subject) return coordinated(text, before, subject).map((p) => make(view, p));
  const head = text.slice(0, trigger.start);
  // X told Y that he plans to leave: the pronoun is the subject of the sentence.
  const own =
    /\b(?:he|she) (?:[a-z]+ ){0,3}$/.test(head) &&
    before[0] &&
    /\b(?:told|said|announced|wrote|confirmed|informed)\b/.test(head)
      ? before[0]
      : null;
  if (own) return [make(view, own)];
  if (PRONOUN.test(head)) {
    for (let back = index - 1; back >= Math.max(0, index - 3); back--) {
      const other = at(back);
      if (other.sentence.field !== view.sentence.field) break;
      const [first] = other.persons;
      if (first) return first.start === 0 || roleOf(other, first) ? [{ ...make(other, first) }] : [];
    }
  }
  const office = roles.find(
    (r) => r.end <= trigger.start && /^ (?:has |is |will |to )?$/.test(text.slice(r.end, trigger.start)),
  );
  if (
    office &&
    view.orgs.length > 0 &&
    !/^(?:head|boss|leader|executive|manager)$/i.test(office.text) &&
    !persons.some((p) => p.end <= trigger.start)
  )
    return [{ view, person: null, role: office }];
  // Eighteen months after walking out, X is back: the clause borrows the next subject.
  if (/\b(?:after|following|before)\s*$/i.test(head.replace(/(?:having |his |her )$/i, ''))) {
    const next = after[0];
    if (next && /^[^.;]{0,40}, $/.test(text.slice(trigger.end, next.start))) return [make(view, next)];
    void article;
  }
  return [];
}

/** Co-founders A and B are leaving: both do. */
function coordinated(text: string, before: readonly Span[], subject: Span): Span[] {
  const list = [subject];
  for (let i = before.indexOf(subject) - 1; i >= 0; i--) {
    if (!/^,? and $|^, $/.test(text.slice(before[i]!.end, list[0]!.start))) break;
    list.unshift(before[i]!);
  }
  return list;
}

/** The person whose verb this is: nothing but auxiliaries, an apposition or a relative pronoun between. */
function subjectOf(view: View, trigger: Trigger, before: readonly Span[]): Span | null {
  const { text } = view;
  for (let i = before.length - 1; i >= 0; i--) {
    const person = before[i]!;
    const gap = text.slice(person.end, trigger.start);
    if (gap.length > 160 || /[.;:]\s/.test(gap.replace(/\b(?:Inc|Corp|Co|Ltd|Mr|Ms|Dr|[A-Z])\. /g, ''))) return null;
    if (/^ (?:has )?notified\b[^;]{0,140}\bof (?:his|her|their) (?:decision|intention)[^;,]{0,20}$/.test(gap))
      return person;
    if (OBJECT_BEFORE.test(text.slice(0, person.start))) continue;
    if (DIRECT.test(gap)) return person;
  }
  return null;
}

/** "told Jane Doe", "succeeded by X": a person who is not the subject. */
const OBJECT_BEFORE = /\b(?:by|replacing|succeeding|told|with|to|from|under|of|than|joins?|joined|like) $/;
const ADVERB =
  '(?:has|have|had|is|was|will|would|also|abruptly|suddenly|unexpectedly|quietly|formally|officially|reportedly|recently|then|later|now|today|yesterday|already|finally|voluntarily|immediately|soon|eventually|and|both|himself|herself|to|be|being|been|due|set|expected|about|planning|plans|preparing|considering|mulling|weighing|on (?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)|last (?:week|month|year)|in talks|said (?:he|she|they)(?: would)?|says (?:he|she)|announced (?:he|she|that he|that she|his|her|plans to)?(?: would| will| is| was)?|announces|has announced|notified the board[^,.;]{0,60}|told (?:staff|employees|colleagues)[^,.;]{0,40}(?:he|she)|decision|of (?:his|her) (?:decision|intention)|(?:has|had) (?:decided|agreed|chosen)|decided|agreed|who|is being|tendered (?:his|her)|submitted (?:his|her)|handed in (?:his|her))';
const DIRECT = new RegExp(
  `^(?:,? ?(?:${ADVERB})(?= |,|$))*[ ,]*$|^,(?: [^,;]{2,90},)?(?: (?:${ADVERB}))* ?$|^,? (?:who|which)\\b[^,;]{0,30}$|^ (?:${ADVERB})[^,;.]{0,50}$`,
  'u',
);

function listAfterColon(text: string, after: readonly Span[]): Span[] {
  const colon = text.indexOf(':');
  const list = after.filter((p) => colon >= 0 && p.start > colon);
  return list;
}

/** marketing chief Ayo Bankole; Hana Sedlak, its head of seller operations; Guo Lanxin, Arcwell Robotics' head of hardware */
function roleOf(view: View, person: Span): Span | null {
  const { text, roles } = view;
  const before = roles.find((r) => r.end < person.start && /^,? $/.test(text.slice(r.end, person.start)));
  if (before) return before;
  return (
    roles.find(
      (r) =>
        r.start > person.end &&
        r.start - person.end <= 60 &&
        /^, (?:the |its |a |an |their )?[^,;.]{0,50}$/.test(text.slice(person.end, r.start)),
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

function draftOf(
  article: ArticleText,
  at: (i: number) => View,
  view: View,
  trigger: Trigger,
  leaver: Leaver,
): DepartureDraft {
  const { text } = view;
  const wide = widened(article, at, view);
  const date = dateOf(view, trigger, leaver);
  const attribution = attributionOf(wide, trigger, view, leaver);
  const status = statusOf(article, view, trigger, date, attribution?.text ?? '', wide, leaver);
  const successor = successorOf(wide, leaver, trigger);
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
    aliases: aliasesOf(wide, leaver),
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
      ),
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
      /\b(?:who|which)\b[^,]*$/.test(text.slice(0, trigger.start)) &&
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
  const held = leaver.role ? [place(leaver.view, leaver.role), ...alsoHeld(leaver.view, leaver.role)] : [];
  if (held.length === 0 && spans.length === 0 && named) return [place(view, named)];
  return [...spans.map((r) => place(view, r)), ...held];
}

/** co-founder and president X: both offices. */
function alsoHeld(view: View, role: Span): Place[] {
  const other = view.roles.find((r) => r.end < role.start && /^ and $/.test(view.text.slice(r.end, role.start)));
  return other ? [place(view, other)] : [];
}

function dateOf(view: View, trigger: Trigger, leaver: Leaver): DepartureDraft['date'] {
  const { text } = view;
  const cost = (d: DateMention): number => {
    const gap = d.start >= trigger.end ? text.slice(trigger.end, d.start) : text.slice(d.end, trigger.start);
    const effective = /\b(?:effective(?: as of| on)?|last day (?:is|will be)|as of) $/.test(text.slice(0, d.start))
      ? -200
      : 0;
    return (
      gap.length +
      (gap.match(/[,;]/g) ?? []).length * 15 +
      (d.iso === null ? 40 : 0) +
      (d.start < trigger.start ? 20 : 0) +
      effective
    );
  };
  const usable = view.dates.filter(
    (d) =>
      !/\b(?:joined|since|until|joining|founded)(?: [A-Z]\w+)?(?: in)? $/.test(text.slice(0, d.start)) &&
      !/^ months? after\b/.test(text.slice(d.end)),
  );
  const best = usable.sort((a, b) => cost(a) - cost(b))[0];
  void leaver;
  if (!best || cost(best) > 120) return null;
  const half = best.precision === 'half';
  return {
    ...place(view, best),
    iso: half && best.iso ? best.iso.slice(0, 4) : best.iso,
    precision: half ? 'part_of_year' : best.precision,
    repaired: best.repaired,
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
    const { text, orgs } = leaver.view;
    const glued = orgs.find(
      (o) =>
        (o.end <= role.start &&
          /^(?:['’]s?)? ?(?:(?:co-founder|founder|president|chairman) and )?$/.test(text.slice(o.end, role.start))) ||
        (o.start >= role.end && /^ (?:of|at|for) (?:the )?$/.test(text.slice(role.end, o.start))) ||
        (o.end <= role.start && /^['’]s? [a-z ,]{0,40}$/.test(text.slice(o.end, role.start))),
    );
    if (glued) return { place: place(leaver.view, glued), how: 'verbatim' };
  }
  const { text, orgs } = view;
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

function successorOf(wide: readonly View[], leaver: Leaver, trigger: Trigger): Place | null {
  for (const view of wide.slice(0, 3)) {
    for (const person of view.persons) {
      if (person.text === leaver.person?.text) continue;
      const before = view.text.slice(0, person.start);
      const after = view.text.slice(person.end);
      if (
        /\b(?:succeeded by|replaced by|successor(?: is| will be|,)|succeed (?:him|her) (?:is|will be)|handing over to|in favou?r of)(?: [a-z ,-]{0,40})?$/i.test(
          before,
        ) ||
        (/\b(?:names?|named|appoints?|appointed|hires?|hired|taps?|tapped|promotes?|promoted|chose|picked)(?: [a-z -]{0,30})?$/i.test(
          before,
        ) &&
          /succe|replac|as\b|interim|to lead/i.test(after.slice(0, 90))) ||
        /^,?[^.;]{0,60}?\b(?:will (?:succeed|replace|take over|serve as|become|step in|lead|assume)|succeeds?|takes? over|took over|is taking over|to (?:succeed|replace|take over)|replaces?|has been (?:named|appointed)|was (?:named|appointed)|steps up|becomes|serves as interim)\b/.test(
          after,
        )
      ) {
        if (trigger.side === 'object' && view.persons.indexOf(person) < 0) continue;
        return place(view, person);
      }
    }
  }
  return null;
}

const JOINS =
  /\b(?<hedge>in talks to join|considering joining|expected to join|to join|will join|has joined|joined|joins|is joining|joining|moves? to|moved to|leaves for|left for|departs for|to lead|to rival|to (?=[A-Z]))\s?(?:the )?/g;

function nextEmployerOf(wide: readonly View[], leaver: Leaver): { place: Place; status: ClaimStatus } | null {
  for (const view of wide.slice(0, 2)) {
    for (const match of view.text.matchAll(JOINS)) {
      const end = match.index + match[0].length;
      const org = view.orgs.find((o) => o.start === end);
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
        : /^(?:to join|will join|is joining|joining)/.test(hedge)
          ? 'planned'
          : 'reported';
      return { place: place(view, found), status };
    }
  }
  return null;
}

const SAYS =
  /(?<who>(?:(?:the|a|an|its|two|three|several|people|sources?|one)\b[^,;."“”]{0,60}?|[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){0,4}(?: (?:CEO|spokesperson|spokesman|spokeswoman))?)) (?:said|says|told|confirmed|announced|reported|reports|disclosed|denied|notified|wrote)\b|\baccording to (?<by>[^,;.]{2,70})/gi;

function attributionOf(wide: readonly View[], trigger: Trigger, view: View, leaver: Leaver): Place | null {
  void trigger;
  void leaver;
  for (const v of wide) {
    if (v !== view && v.index > view.index + 1) continue;
    for (const match of v.text.matchAll(SAYS)) {
      if (
        /\b(?:has|have|had|was|were|is|are) (?:not )?(?:yet )?been |\b(?:was|is|were) (?:said|told|announced)/.test(
          match[0],
        )
      )
        continue;
      if (v !== view && !/confirm|denied/.test(match[0])) continue;
      if (/^(?:he|she|it|they|who)\b/i.test(match[0])) continue;
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
  if (
    /not going anywhere|\b(?:denied|denies|deny)\b[^.;]{0,60}(?:leav|resign|quit|depart|step|oust|exit)|no (?:plans?|intention) (?:to|of) (?:leav|resign|quit|step)|(?:false|untrue|baseless|not true)|(?:refus|declin)\w* to (?:resign|quit|step down)|will not (?:resign|quit|step down|leave)/i.test(
      text,
    )
  )
    return 'denied';
  if (
    /\b(?:considering|mulling|weighing|might|could|reportedly|rumou?red|said to be|in talks|is thought to|is expected to|speculation)\b/i.test(
      near,
    ) ||
    /\bmay\b/.test(near)
  )
    return 'rumoured';
  if (
    /\b(?:will|to (?:step|leave|resign|retire|depart|exit|quit)|is leaving|is stepping|is retiring|is moving|plans? to|intends? to|set to|due to|decision to|would)\b/i.test(
      text.slice(Math.max(0, trigger.start - 60), trigger.end),
    ) ||
    isAhead(article.anchor, date)
  )
    return 'planned';
  const first = leaver.person?.text.split(' ')[0] ?? '\u0000';
  if (
    /(?:company|firm|board|spokes\w+|filing|group)\b|confirmed/i.test(attribution) ||
    (leaver.person !== null && attribution.includes(leaver.person.text)) ||
    attribution.startsWith(first) ||
    wide.some((v) =>
      /\bcompany (?:has )?confirmed|confirmed (?:the news|his|her|the (?:departure|exit|resignation))/i.test(v.text),
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

function aliasesOf(wide: readonly View[], leaver: Leaver): DepartureDraft['aliases'] {
  if (!leaver.person) return [];
  const { view } = leaver;
  void wide;
  const match = NICKNAME.exec(view.text.slice(leaver.person.end));
  const alias = match?.groups?.['alias'];
  if (!match || !alias || match.index > 40) return [];
  const start = leaver.person.end + match.index + match[0].lastIndexOf(alias);
  const isXiaohongshu = /Xiaohongshu|RedNote/.test(view.text);
  return [
    { text: alias, kind: isXiaohongshu ? '薯名' : '昵称', place: place(view, { start, end: start + alias.length }) },
  ];
}
