/** Departures in English text: who is the subject or object of a verb of leaving; the slots are read in _departure-slots-en.ts. */
import { findDates } from '../text/dates.ts';
import type { ArticleText } from './_article-text.ts';
import type { DepartureDraft } from './_departure-record.ts';
import { draftOf, roleOf } from './_departure-slots-en.ts';
import type { Leaver, Side, Trigger, View } from './_departure-view-en.ts';
import { readEnglish, type Span } from './names/persons-en.ts';

const BE = '(?:is|was|are|were|be|been|being|has been|have been|had been|will be|to be|gets?|got)';
const TRIGGERS: readonly [Side, RegExp][] = [
  [
    'object',
    /\b(?:parts? ways with|parted ways with|fires|sacks|ousts|dismisses|removes|loses|(?:poach|lur|hir|nab|snag|tak)(?:es|ed|s)(?= [A-Z][^,.;]{3,60}? (?:from|away from) [A-Z])|parts? company with|parted company with|(?:has |have |had )?(?:fired|sacked|ousted|dismissed|removed|lost)(?= (?:its|their|the|his|her|longtime|[a-z&-]+ ){0,3}(?:[a-z&-]+ ){0,3}(?:chief|CEO|CFO|COO|CTO|president|chair|director|head|boss|manager|coach|founder|minister|editor))|replacing|replaces|succeeds|succeeding|(?:to|will) (?:replace|succeed)|took over from|takes over from|taking over from|(?:resignation|departure|exit|retirement|ouster|dismissal|firing|removal) of|is moving(?= [A-Z]))\b/g,
  ],
  [
    'possessor',
    /(?<=['’]s? )(?:(?:abrupt|sudden|planned|impending|surprise|shock) )?(?:resignation|departure|exit|retirement|ouster|dismissal|firing)\b|(?<=['’]s )contract(?= (?:as|expires?|ends?|will|was not|is not|has))/g,
  ],
  [
    'list',
    /\b(?:(?:executives?|figures?|officials?|leaders?|directors?|managers|founders|members|researchers|engineers|scientists|bankers|partners|lieutenants|hires|editors) (?:have |has )?(?:recently |also )?(?:quit|left|resigned|departed|exited|stepped down|walked out))\b/g,
  ],
  [
    'subject',
    new RegExp(
      `\\b(?:${BE} (?:fired|sacked|ousted|dismissed|removed|forced out|let go|replaced|pushed out|terminated|voted out|stood down)|(?:has |have |had |will |would |to |is |are |was |plans to |intends to |decided to |may |could |might )?(?:step(?:s|ped|ping)? (?:down|aside|back)|stand(?:s|ing)? down|stood down|resign(?:s|ed|ing)?|quit(?:s|ting)?|retir(?:e|es|ed|ing)|leav(?:e|es|ing)|left|depart(?:s|ed|ing)?|exit(?:s|ed|ing)?|walk(?:s|ed|ing)? (?:out|away)|bow(?:s|ed|ing)? out|move(?:s|d)? on|relinquish(?:es|ed|ing)?|vacat(?:e|es|ed|ing)|give(?:s|n)? up|gave up|(?:not )?(?:seek|stand for) re-?election|hand(?:s|ed|ing)?(?: over)? the (?:reins|baton|keys)|pass(?:es|ed|ing)? the (?:torch|baton|reins)|part(?:s|ed|ing)? ways|call(?:s|ed)? it quits|pass(?:es|ed) away|died|lost (?:his|her|their) (?:job|seat|post|position)s?)|out(?= (?:after|at|as|amid|following|in|of the company|of the job)\\b|$)|exits?\\b)`,
      'g',
    ),
  ],
];

/** Subjects and settings in which leaving is no departure. */
const CONDITIONAL =
  /(?:^|[,;] )(?:if|should|unless|were|in case)\b[^,;]*$|\b(?:call(?:s|ed|ing)? for|demand(?:s|ed|ing)?|urg(?:e|es|ed|ing)|pressure on|want(?:s|ed)?|ask(?:s|ed|ing)?)\b[^,;.]{0,40}$/i;
/** "has not said when she will retire": nobody leaves. */
const NOT_SAID =
  /\b(?:not (?:yet )?(?:said|say|disclosed|decided|announced)|declined to say) (?:when|whether|if)\b[^,;.]{0,40}$/i;
const NO_OFFICE_AFTER =
  /^(?: (?:the (?:room|stage|building|market|country|game|pitch|field|venue|scene|door)|home|behind|open|for (?:work|vacation|lunch|a meeting|London|Paris|China)|a (?:legacy|note|message|mark|gap|hole|void)|no (?:doubt|room)|us|them|him|her|it|school|(?:the |in )?(?:field|court|pitch|track|podium|courtroom|tears)|before (?:the )?(?:end|final|vote|match|game|meeting|hearing|ceremony|speech)|its seller|from (?:grocery|retail|the market)|in (?:shock|tears|limbo)|users|customers|investors|analysts|himself|herself|itself|themselves|many|some|little|nothing|everyone)\b|-|ies\b)/i;

export function findEnglishDepartures(article: ArticleText): DepartureDraft[] {
  const { sentences } = article;
  const known = new Set<string>();
  const views = new Map<number, View>();
  const at = (index: number): View => {
    const cached = views.get(index);
    if (cached) return cached;
    const sentence = sentences[index]!;
    const view = {
      ...withoutShorthand(readEnglish(sentence.text, known)),
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
    // Whole names come before surnames: what stands before is read first.
    if (triggers.length > 0) for (let k = Math.max(0, i - FULL_NAME_SENTENCES); k < i; k++) at(k);
    for (const trigger of triggers)
      for (const leaver of leaversOf(at, sentences.length, i, trigger).filter((l) => isPlausible(at(i), trigger, l)))
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

/** AI startup, EV maker: a field, no company. */
function withoutShorthand<V extends { orgs: Span[] | readonly Span[] }>(view: V): V {
  return {
    ...view,
    orgs: view.orgs.filter((o) => !/^(?:I['’].*|AI|EV|VR|AR|IT|IPO|US|UK|EU|CEO|CFO|COO|CTO)$/.test(o.text)),
  };
}

function triggersOf(text: string): Trigger[] {
  const found: Trigger[] = [];
  for (const [side, pattern] of TRIGGERS)
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (found.some((t) => t.start < end && start < t.end)) continue;
      if (
        CONDITIONAL.test(text.slice(0, start)) ||
        NOT_SAID.test(text.slice(0, start)) ||
        NO_OFFICE_AFTER.test(text.slice(end))
      )
        continue;
      // "Image: Jose Doe, left, has replaced": where he stands in a picture.
      if (match[0] === 'left' && /, $/.test(text.slice(0, start)) && /^,/.test(text.slice(end))) continue;
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
  // "Rival Solvia exited the Nordics": a company.
  if (/^(?:Rival|Startup|Competitor|Retailer|Parent)\b/.test(person.text)) return false;
  // "left Marwick in 2019 to start the company": how a founder began.
  if (
    /^[^.;]{0,60}\bto (?:start|found|launch|create|build) (?:the|this|his|her|their) (?:company|startup|firm|business)\b/.test(
      view.text.slice(trigger.end),
    ) &&
    (/founder/i.test(role?.text ?? '') || /\bpreviously $/.test(view.text.slice(0, trigger.start)))
  )
    return false;
  if (/^(?: in \d{4}| last \w+)? to (?:start|found|launch|join)\b/.test(view.text.slice(trigger.end))) return true;
  // "She succeeds Y", "naming X CFO to replace Y": who is followed in an office leaves it.
  if (/^(?:to |will )?(?:succe|replac)|^t\w+ over from/.test(trigger.word) && isInOffice(view, trigger, person))
    return true;
  if (role || isStrong || trigger.side === 'list') return true;
  if (/\bwho (?:has |had )?(?:led|leads|ran|run|runs|headed|heads|founded)\b/.test(view.text)) return true;
  const after = view.text.slice(trigger.end);
  if (/\bas (?:the |a |an |its |their |his |her )?[^,;.]{2,40}/.test(after.slice(0, 50))) return true;
  const place = view.orgs.find(
    (o) => o.start >= trigger.end && /^ (?:the )?$/.test(view.text.slice(trigger.end, o.start)),
  );
  if (/\b(?:leav|left|depart|exit)/.test(trigger.word)) {
    const isCompany =
      /^ (?:the|his|her|for (?:[A-Za-z-]+ ){0,3}(?:rival|startup|start-up|competitor)\b.*?|to (?:join|start|found|launch|lead)\b.*?) ?(?:$|[A-Z]|company|firm|group|bank|business|startup|start-up|board|agency|network|team|role|post|job|position)\b/.test(
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

/** An office or a new holder of one is told before, or who is followed is said to leave. */
function isInOffice(view: View, trigger: Trigger, person: Span): boolean {
  return (
    view.roles.some((r) => r.end <= trigger.start) ||
    view.persons.some((p) => p.end <= trigger.start) ||
    /^(?:She|He) /.test(view.text) ||
    /^,? who\b[^.;]{0,80}\b(?:retir|resign|step|leav|left|quit|depart)/.test(view.text.slice(person.end))
  );
}

function leaversOf(at: (i: number) => View, count: number, index: number, trigger: Trigger): Leaver[] {
  const view = at(index);
  const { text, persons, roles } = view;
  const before = persons.filter((p) => p.end <= trigger.start);
  const after = persons.filter((p) => p.start >= trigger.end);
  const make = (v: View, person: Span): Leaver => wholeName(at, count, v, person);
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
  const told = /\b(?:told|said|announced|wrote|confirmed|informed|notified)\b/.exec(head);
  const own =
    told && /\b(?:he|she) (?:[a-z]+ ){0,3}$/.test(head)
      ? (before.findLast((p) => p.end <= told.index && told.index - p.end <= 60) ?? before[0])
      : undefined;
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
    (r) =>
      r.end <= trigger.start &&
      /^(?: (?:of|at) (?:the )?[A-Z][\w&'’-]*(?: [A-Z][\w&'’-]*){0,4})? (?:has |is |will |to |abruptly |suddenly )?$/.test(
        text.slice(r.end, trigger.start),
      ),
  );
  if (
    office &&
    view.orgs.length > 0 &&
    !/^(?:head|boss|leader|executive|manager)$/i.test(office.text) &&
    !persons.some((p) => p.end <= trigger.start)
  ) {
    const named = namedNext(at, count, view);
    return [
      named
        ? { view: named.view, person: named.person, role: office, roleView: view }
        : { view, person: null, role: office },
    ];
  }
  // Eighteen months after walking out, X is back: the clause borrows the next subject.
  if (/\b(?:after|following|before)\s*$/i.test(head.replace(/(?:having |his |her )$/i, ''))) {
    const next = after[0];
    if (next && /^[^.;]{0,40}, $/.test(text.slice(trigger.end, next.start))) return [make(view, next)];
  }
  return [];
}

/** "The chairman of Pinnacle resigned. Sir Malcolm Tennant, who had led it, said…": the next sentence begins with who it was. */
function namedNext(at: (i: number) => View, count: number, view: View): { view: View; person: Span } | null {
  if (view.index + 1 >= count) return null;
  const next = at(view.index + 1);
  const [person] = next.persons;
  const isFirst =
    person &&
    next.sentence.field === view.sentence.field &&
    /^(?:(?:Sir|Dame|Mr|Ms|Mrs|Dr)\.? )?$/.test(next.text.slice(0, person.start));
  return isFirst &&
    /^(?:, (?:who|\d\d)\b| (?:said|told|wrote|has|had|will|became|joined|cited)\b)/.test(next.text.slice(person.end))
    ? { view: next, person }
    : null;
}

/** "Kerr will step down": the person whom the article introduced with his whole name. */
function wholeName(at: (i: number) => View, count: number, view: View, person: Span): Leaver {
  const own: Leaver = { view, person, role: roleOf(view, person) };
  if (person.text.includes(' ')) return own;
  const last = Math.min(view.index + 2, count - 1);
  for (let i = last; i >= Math.max(0, view.index - FULL_NAME_SENTENCES); i--) {
    const full = at(i).persons.find((p) => p.text.endsWith(` ${person.text}`) || p.text.startsWith(`${person.text} `));
    if (full) return { view: at(i), person: full, role: own.role ?? roleOf(at(i), full) };
  }
  return own;
}

/** Sentences back in which a whole name is looked for. */
const FULL_NAME_SENTENCES = 12;

/** Co-founders A and B are leaving: both do. */
function coordinated(text: string, before: readonly Span[], subject: Span): Span[] {
  const list = [subject];
  for (let i = before.indexOf(subject) - 1; i >= 0; i--) {
    if (
      !/^,? and $|^, $|^,(?: and)? (?:its |the )?[a-z][a-z -]{3,40} $|^ and (?:its |the )?[a-z][a-z -]{3,40} $/.test(
        text.slice(before[i]!.end, list[0]!.start),
      )
    )
      break;
    list.unshift(before[i]!);
  }
  return list;
}

/** The person whose verb this is: nothing but auxiliaries, an apposition or a relative pronoun between. */
function subjectOf(view: View, trigger: Trigger, before: readonly Span[]): Span | null {
  const { text } = view;
  for (let i = before.length - 1; i >= 0; i--) {
    const person = before[i]!;
    const gap = text
      .slice(person.end, trigger.start)
      .replace(/^ of (?:the )?[A-Z][\w&'’-]*(?: [A-Z][\w&'’-]*){0,3}(?=[ ,])/, '');
    if (gap.length > 160 || /[.;:]\s/.test(gap.replace(/\b(?:Inc|Corp|Co|Ltd|Mr|Ms|Dr|[A-Z])\. /g, ''))) return null;
    if (INFORMED.test(gap)) return person;
    if (OBJECT_BEFORE.test(text.slice(0, person.start))) continue;
    if (DIRECT.test(gap)) return person;
  }
  return null;
}

/** "X, President and CEO, has informed the Board of Directors of his decision to retire". */
const INFORMED =
  /^(?:,[^;]{2,110},)? (?:has |had )?(?:notified|informed|advised|told)\b[^;]{0,110}\b(?:of (?:his|her|their) (?:decision|intention|intent|plans?)|that (?:he|she) )[^;,]{0,24}$/;

/** "told Jane Doe", "succeeded by X": a person who is not the subject. */
const OBJECT_BEFORE = /\b(?:by|replacing|succeeding|told|with|to|from|under|of|than|joins?|joined|like) $/;
const ADVERB =
  '(?:has|have|had|is|was|will|would|also|abruptly|suddenly|unexpectedly|quietly|formally|officially|reportedly|recently|then|later|now|today|yesterday|already|finally|voluntarily|immediately|soon|eventually|and|both|himself|herself|to|be|being|been|due|set|expected|about|planning|plans|preparing|considering|mulling|weighing|on (?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)|last (?:week|month|year)|in talks|said (?:he|she|they)(?: would)?|says (?:he|she)|announced (?:he|she|that he|that she|his|her|plans to)?(?: would| will| is| was)?|announces|has announced|notified the board[^,.;]{0,60}|told (?:staff|employees|colleagues)[^,.;]{0,40}(?:he|she)|decision|of (?:his|her) (?:decision|intention)|(?:has|had) (?:decided|agreed|chosen|offered|opted)|decided|agreed|offered|opted|chose|who|is being|tendered (?:his|her)|submitted (?:his|her)|handed in (?:his|her))';
const DIRECT = new RegExp(
  `^(?:,? ?(?:${ADVERB})(?= |,|$))*[ ,]*$|^,(?: [^,;]{2,90},)?(?: (?:${ADVERB}))* ?$|^,? (?:who|which)\\b[^,;]{0,30}$|^ (?:${ADVERB})[^,;.]{0,50}$`,
  'u',
);

function listAfterColon(text: string, after: readonly Span[]): Span[] {
  const opens = /:|,? (?:including|among them|such as) /.exec(text);
  return opens ? after.filter((p) => p.start > opens.index) : [];
}
