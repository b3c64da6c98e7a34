/** Whom a pronoun, an alias, a courtesy title or a clause without a subject stands for, in Chinese. */
import type { Trigger } from './_departure-cues.ts';
import { type Leaver, named } from './_departure-offices.ts';
import type { PeopleView, SentenceView } from './_people-view.ts';
import type { PersonSpan } from './names/aliases.ts';

/** 辞职仅三天，X被请了回来; 从滴滴离职后，X创办了…; 疑似离职？X…: a clause without a subject borrows that of the next one. */
export function subjectBehind(people: PeopleView, view: SentenceView, trigger: Trigger): Leaver[] | null {
  const { text } = view;
  const head = text.slice(0, trigger.start);
  if (/[，。；：]/u.test(head) || view.persons.some((p) => p.spanEnd <= trigger.start) || !OPENS_BARE.test(head))
    return null;
  if (view.roles.some((r) => r.end <= trigger.start)) return null;
  const rest = /^[^，。；？]{0,24}[，？]/u.exec(text.slice(trigger.end));
  if (!rest && !/？$/u.test(text)) return null;
  const from = rest ? trigger.end + rest[0].length : text.length;
  const next = view.persons.find((p) => p.start >= from);
  if (next && next.start - from <= 24 && !isSuccessor(text, next)) return [named(view, next)];
  if (from < text.length || view.index + 1 >= people.length) return null;
  const following = people.at(view.index + 1);
  const person = following.sentence.field === view.sentence.field ? following.persons[0] : undefined;
  return person && person.start <= 24 ? [named(following, person)] : null;
}

/** What may stand before a word of leaving that opens a sentence: time, manner, hedge, origin. */
const OPENS_BARE =
  /^(?:虽然|尽管|在|于|从|自|已|因|疑似|传|曝|被|刚刚|近日|去年|今年|前年|上[周月]|[0-9年月日底初]|[\p{Script=Han}A-Za-z0-9]{0,12}(?:从|自)[\p{Script=Han}A-Za-z0-9]{2,12}|仅|正式|宣布|提出|递交){0,6}$/u;

/** 白… left: an alias stands for the person with whom the article introduced it; name and offices come from there. */
export function introduced(people: PeopleView, leaver: Leaver): Leaver {
  const { person } = leaver;
  if (!person) return leaver;
  const surname = /^(?<surname>\p{Script=Han}{1,2})(?:先生|女士)$/u.exec(person.name)?.groups!['surname'];
  if (surname) return fullyNamed(people, leaver, surname);
  if (/^\p{Script=Han}{2,6}$/u.test(person.name)) {
    const whole = [...people.aliases().values()].find(
      (p) => /[·•・]/u.test(p.name) && p.name.endsWith(`·${person.name}`),
    );
    if (whole) {
      const full = named(people.at(whole.sentenceIndex), whole);
      return { ...full, roles: leaver.roles.length > 0 ? leaver.roles : full.roles, how: 'alias' };
    }
  }
  if (person.aliases.length > 0) return leaver;
  const known = people.aliases().get(person.name);
  if (!known || known.aliases.length === 0) return leaver;
  const view = people.at(known.sentenceIndex);
  return { ...leaver, ...named(view, known), how: known.name === person.name ? leaver.how : 'alias' };
}

/** 陈先生: the one person of the article with that surname and a whole name. */
function fullyNamed(people: PeopleView, leaver: Leaver, surname: string): Leaver {
  const { person } = leaver;
  if (!person) return leaver;
  const known = [...people.aliases().values()].filter(
    (p) =>
      p.name.startsWith(surname) &&
      p.name !== person.name &&
      /^\p{Script=Han}{2,4}$/u.test(p.name) &&
      !/某|先生|女士/u.test(p.name),
  );
  const names = new Set(known.map((p) => p.name));
  if (names.size !== 1) return leaver;
  const view = people.at(known[0]!.sentenceIndex);
  const full = named(view, known[0]!);
  return { ...full, roles: leaver.roles.length > 0 ? leaver.roles : full.roles, how: 'alias' };
}

const SUCCESSOR_BEFORE =
  /(?:由|任命|聘任|聘请|委任|选举|指定|推举|推选|提名|继任者为?|接任者为?|接班人)[^，。；]{0,20}$/u;

const SUCCESSOR_AFTER =
  /^[^，。；]{0,12}?(?:接任|接替|接棒|接手|接掌|继任|接班|代行|代理|暂代|代为|兼任|出任|担任|上任|顶替|掌舵)/u;

export function isSuccessor(text: string, person: PersonSpan): boolean {
  return (
    SUCCESSOR_BEFORE.test(text.slice(Math.max(0, person.start - 24), person.start)) &&
    SUCCESSOR_AFTER.test(text.slice(person.spanEnd, person.spanEnd + 24))
  );
}

const PRONOUN =
  /(?:^|[，。；、“"（(]|后|但|而|今年|，)(?<p>其|他|她|该高管|这位[^，。；]{0,10}?(?=，|于|在|从|已|将)|这名[^，。；]{0,8}|该负责人|本人|此人|二人|两人|三人|前者|后者|这位)/u;

/** The first person of the sentences before, of the same field, who is no successor. */
function subjectOfBefore(people: PeopleView, view: SentenceView): Leaver | null {
  for (let back = view.index - 1; back >= Math.max(0, view.index - SUBJECT_SENTENCES); back--) {
    const other = people.at(back);
    if (other.sentence.field !== view.sentence.field) break;
    const subject = other.persons.find((p) => !isSuccessor(other.text, p));
    if (subject) return { ...named(other, subject), how: 'anaphora' };
  }
  return null;
}

/** Sentences back in which a pronoun's person is looked for. */
const SUBJECT_SENTENCES = 3;

/** 他宣布卸任…: the last person of the sentences before, of the same paragraph first. */
export function anaphor(people: PeopleView, view: SentenceView, trigger: Trigger): Leaver[] | null {
  const head = view.text.slice(0, trigger.start);
  const pronoun = PRONOUN.exec(head)?.groups?.['p'];
  const isBare =
    /^(?:[^，。；]{0,12})$/u.test(head) &&
    trigger.kind !== 'removes' &&
    /^(?:于|在|从|将|已|目前|日前|近日|\d|自|去年|今年)/u.test(head);
  if (!pronoun && !isBare) return null;
  const who = subjectOfBefore(people, view);
  return who && [who];
}
