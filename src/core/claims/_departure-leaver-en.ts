/** Who leaves, in English: the subject or object of the word of leaving, everybody of a list, or whom a pronoun or surname stands for. */
import { roleOf } from './_departure-slots-en.ts';
import type { Leaver, Trigger, View } from './_departure-view-en.ts';
import type { Span } from './names/persons-en.ts';

/** "He has resigned", "she will step down": nothing but auxiliaries and adverbs between the pronoun and its verb. */
const PRONOUN =
  /(?:^|[,;"“] ?|\band |\bthat |\bwhen |\bafter |\bbefore )(?:[Hh]e|[Ss]he)(?: (?:has|had|will|would|is|was|also|then|later|abruptly|suddenly|recently|plans to|decided to|agreed to|said (?:he|she)(?: would| will| had)?|announced (?:his|her)))* ?$/;

export function leaversOf(at: (i: number) => View, count: number, index: number, trigger: Trigger): Leaver[] {
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
export const FULL_NAME_SENTENCES = 12;

/** Co-founders A and B are leaving: both do. */
function coordinated(text: string, before: readonly Span[], subject: Span): Span[] {
  const list = [subject];
  for (let i = before.indexOf(subject) - 1; i >= 0; i--) {
    if (
      !/^,? and $|^, $|^,(?: and)? (?:its |the )?(?!(?:[a-z]+ ){0,3}(?:said|says|told|that|announced|confirmed|wrote)\b)[a-z][a-z -]{3,40} $|^ and (?:its |the )?[a-z][a-z -]{3,40} $/.test(
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
