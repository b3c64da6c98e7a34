/**
 * Who leaves, in Chinese: the nearest person the grammar allows, everybody of a list, whom a pronoun or alias stands for, or an office
 * without a name.
 */
import type { Trigger } from './_departure-cues.ts';
import type { How } from './_departure-record.ts';
import type { PeopleView, SentenceView } from './_people-view.ts';
import type { PersonSpan } from './names/aliases.ts';
import type { RoleSpan } from './names/roles.ts';

/** Who leaves, as the grammar found it: a person of some sentence, or an office without a name. */
export type Leaver = {
  view: SentenceView;
  person: PersonSpan | null;
  roles: { view: SentenceView; role: RoleSpan }[];
  how: How;
};

const BETWEEN_LIST = /^(?:[、，,]|和|与|與|及|以及|\s)*(?:[\p{Script=Han}A-Za-z]{0,16})$/u;

export function leaversOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  triggers: readonly Trigger[],
): Leaver[] {
  const text = view.text;
  const before = view.persons.filter((p) => p.spanEnd <= trigger.start);
  const after = view.persons.filter((p) => p.start >= trigger.end);
  if (trigger.kind === 'replaces') return after[0] && after[0].start - trigger.end <= 16 ? [named(view, after[0])] : [];
  if (trigger.kind === 'removes' && !/被[^，。]{0,12}$/u.test(text.slice(0, trigger.start))) {
    const objects = after.filter((p) => !/[，。；]/u.test(text.slice(trigger.end, p.start)) && !isSuccessor(text, p));
    if (objects.length > 0) return listFrom(text, objects).map((p) => named(view, p));
  }
  const behind = behindTrigger(view, trigger, after);
  if (behind.length > 0) return behind;
  const predecessor = followed(view, trigger);
  const group = subjectBefore(view, trigger, triggers, before);
  if (group === 'unnamed') return isCareerLine(view, trigger) ? [] : unnamed(view, trigger);
  if (group.length > 0) return [...predecessor, ...group].map((p) => named(view, p));
  return anaphor(people, view, trigger) ?? subjectBehind(people, view, trigger) ?? unnamed(view, trigger);
}

/** 辞职仅三天，X被请了回来; 从滴滴离职后，X创办了…; 疑似离职？X…: a clause without a subject borrows that of the next one. */
function subjectBehind(people: PeopleView, view: SentenceView, trigger: Trigger): Leaver[] | null {
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

export function named(view: SentenceView, person: PersonSpan): Leaver {
  return { view, person, roles: sharedRoles(view, person).map((role) => ({ view, role })), how: 'verbatim' };
}

/** 副总裁林予安、贺知远: who stands in a list without an office of his own has that of the one before him, or the one behind the list. */
function sharedRoles(view: SentenceView, person: PersonSpan): RoleSpan[] {
  const own = rolesBeside(view, person);
  if (own.length > 0) return own;
  const at = view.persons.indexOf(person);
  for (let i = at - 1; i >= 0; i--) {
    const previous = view.persons[i]!;
    if (!listFrom(view.text, view.persons.slice(i)).includes(person)) break;
    const roles = rolesBeside(view, previous);
    if (roles.length > 0) return roles;
  }
  const behind = view.roles.find((r) => r.start >= person.spanEnd);
  return behind &&
    /^(?:[、和及与]\p{Script=Han}{2,4})*(?:[一二两三四五六七八九十0-9]+[位名]|等)/u.test(
      view.text.slice(person.spanEnd, behind.start),
    ) &&
    !/[，。]/u.test(view.text.slice(person.spanEnd, behind.start))
    ? [behind]
    : [];
}

/** 继副总裁X之后，Y也离职: X left before. */
function followed(view: SentenceView, trigger: Trigger): PersonSpan[] {
  const match = /继(?<gap>[^，。；]{2,24})之?后，/u.exec(view.text.slice(0, trigger.start));
  if (!match) return [];
  return view.persons.filter((p) => p.start > match.index && p.spanEnd <= match.index + match[0].length);
}

/** 从小红书离职的“折桂”, 三位高管离开：A、B和C, 离任的是X */
function behindTrigger(view: SentenceView, trigger: Trigger, after: readonly PersonSpan[]): Leaver[] {
  const text = view.text;
  const rest = text.slice(trigger.end, trigger.end + 24);
  const form = /^(?:基金经理|高级管理人员|高管|人员|董事|监事)?姓名[：:]\s*$/u.exec(
    text.slice(trigger.end, after[0]?.start),
  );
  // 离任基金经理姓名：X is a line of a form.
  if (form && after[0]) return [named(view, after[0])];
  const link = /^(?:后|了)?(?:的(?:是|还有|包括|为)?|：|:)(?<filler>[\p{Script=Han}A-Za-z]{0,16}?)/u.exec(rest);
  const first = after[0];
  if (!link || !first || isByline(text.slice(0, first.start))) return [];
  const isList = /^(?:的是|的还有|的包括|：|:)/u.test(rest);
  const gap = text.slice(trigger.end, first.start);
  if (gap.length > 20 || /[，。；]/u.test(gap)) return [];
  if (!isList && !/^的/u.test(rest)) return [];
  if (!isList && /^的(?:消息|传闻|原因|报道|职务|决定|说法|背后|事实|公告|同时|时候|议案)/u.test(rest)) return [];
  return (isList ? listFrom(text, after) : [first]).map((p) => named(view, p));
}

/** The persons from the first on that are joined by 、和及 and offices only. */
function listFrom(text: string, persons: readonly PersonSpan[]): PersonSpan[] {
  const list = [persons[0]!];
  for (const person of persons.slice(1)) {
    const gap = text
      .slice(list.at(-1)!.spanEnd, person.start)
      .replace(/^(?:已|将)?[于在][^，。；、]{2,12}(?=[、和及])/u, '');
    if (/^[，,](?:同时|由|并|其中|而|但|则|随后|此前|另)/u.test(gap)) break;
    if (!BETWEEN_LIST.test(gap) || !/^(?:[、，,\s]|和|与|與|及|以及)/u.test(gap)) break;
    list.push(person);
  }
  return list;
}

const SUCCESSOR_BEFORE =
  /(?:由|任命|聘任|聘请|委任|选举|指定|推举|推选|提名|继任者为?|接任者为?|接班人)[^，。；]{0,20}$/u;
const SUCCESSOR_AFTER =
  /^[^，。；]{0,12}?(?:接任|接替|接棒|接手|接掌|继任|接班|代行|代理|暂代|代为|兼任|出任|担任|上任|顶替|掌舵)/u;
const SPEAKS = /^(?:[^，。；]{0,6})?(?:表示|称|说|透露|认为|指出|回应|坦言|介绍|告诉)/u;

function isSuccessor(text: string, person: PersonSpan): boolean {
  return (
    SUCCESSOR_BEFORE.test(text.slice(Math.max(0, person.start - 24), person.start)) &&
    SUCCESSOR_AFTER.test(text.slice(person.spanEnd, person.spanEnd + 24))
  );
}

/**
 * The subject of a trigger: the nearest group of persons before it, unless that group belongs to another trigger, is the successor or only
 * speaks. 'unnamed' when an office without a name stands nearer.
 */
function subjectBefore(
  view: SentenceView,
  trigger: Trigger,
  triggers: readonly Trigger[],
  before: readonly PersonSpan[],
): PersonSpan[] | 'unnamed' {
  const text = view.text;
  const usable = before.filter((p) => !isSuccessor(text, p) && !isElsewhere(text, p, trigger));
  const nearest = usable.at(-1);
  const office = view.roles
    .filter((r) => r.end <= trigger.start && !view.persons.some((p) => isBeside(text, r, p)))
    .at(-1);
  if (office && /(?:这位|这名|该|上述)[^，。；]{0,10}$/u.test(text.slice(0, office.start))) return [];
  const isTheirs =
    office &&
    nearest &&
    /^(?:等)?(?:[一两二三四五六七八九十0-9]+[位名]|等)/u.test(text.slice(nearest.spanEnd, office.start));
  const isOfficeSubject =
    office && !isTheirs && isSubjectOffice(text, office, trigger) && (!nearest || office.start > nearest.spanEnd);
  if (isOfficeSubject) return 'unnamed';
  if (!nearest) return [];
  const gap = text.slice(nearest.spanEnd, trigger.start);
  const other = triggers.find((t) => t.start >= nearest.spanEnd && t.end <= trigger.start);
  if (other && /[；。]/u.test(gap)) return [];
  if (
    SPEAKS.test(gap) &&
    /(?:其|他|她|自己|本人)/u.test(gap) === false &&
    /[，：]/u.test(gap) &&
    /公司|已|将/u.test(gap) === false
  )
    return [];
  const start = usable.findIndex((_, i) => listFrom(text, usable.slice(i)).includes(nearest));
  return usable.slice(start);
}

/** 记者 X: who wrote it. */
function isByline(before: string): boolean {
  return /(?:记者|作者|撰文|责编|实习生|文\/)[\s：，]?$|(?<![总副始])编辑[\s：，]$/u.test(before);
}

/** 与X的合作, 接替X: a person who stands in the clause as something else than its subject. */
function isElsewhere(text: string, person: PersonSpan, trigger: Trigger): boolean {
  const before = text.slice(Math.max(0, person.start - 8), person.start);
  if (isByline(before)) return true;
  if (trigger.kind === 'hands_in') return false;
  return /(?:接替|接棒|取代|顶替|此前任职|出演|饰演)[^，。]{0,6}$/u.test(before);
}

/** The office right before or behind a name. */
export function isBeside(text: string, role: RoleSpan, person: PersonSpan): boolean {
  if (role.end <= person.start) {
    const gap = text.slice(role.end, person.start);
    return gap.length <= 18 && /^[：:，“"「『\s]*$|^(?:职务|一职)?的$|^(?:、|兼|及|和|与)[^，。；]{0,16}$/u.test(gap);
  }
  const gap = text.slice(person.spanEnd, role.start);
  return gap.length <= 24 && !/[，。；]/u.test(gap.slice(1)) && HOLDS.test(gap);
}

/** 曾任北野电商|副总裁, 辞去|董事: verbs that tie an office to the name before them. */
const HOLDS =
  /^(?:辞去|卸任|不再担任|系|是|为|任|，|曾任|曾担任|曾经担任|此前任|此前担任|原任|时任|历任|担任|出任|现任|曾是)/u;

/** 三位高管离开, 快手一位高级副总裁上周五离职: nothing but time, manner and hedges stand between the office and the word of leaving. */
function isSubjectOffice(text: string, office: RoleSpan, trigger: Trigger): boolean {
  const gap = text.slice(office.end, trigger.start);
  if (gap.length > 24 || trigger.kind === 'hands_in') return false;
  return (
    !/[；。：:]/u.test(gap) &&
    !/(?:职务|一职|的议案|接任|接替|称|表示|其|他的|她的|接受|批准|收到|关心|回应)/u.test(gap)
  );
}

/** Offices that belong to a name: before it (副总裁、董事林予安; 副总裁、林…) or in apposition behind it. */
function rolesBeside(view: SentenceView, person: PersonSpan): RoleSpan[] {
  const text = view.text;
  const roles: RoleSpan[] = [];
  let edge = person.start;
  for (let i = view.roles.length - 1; i >= 0; i--) {
    const role = view.roles[i]!;
    if (role.end > edge) continue;
    const gap = text.slice(role.end, edge);
    const fits =
      edge === person.start
        ? /^[：:，“"「『\s]{0,2}$|^(?:职务|一职)?的$|^（[^（）]{1,14}）$/u.test(gap) || isExchanged(view, role, person)
        : /^(?:、|兼|及|和|与|\/|，|暨|\s|原|前)*$/u.test(gap) || isJoinedByOrg(view, role.end, edge);
    if (!fits) break;
    roles.unshift(role);
    edge = role.start;
  }
  return roles;
}

/** 法定代表人由A变更为B: the office stands before 由. */
function isExchanged(view: SentenceView, role: RoleSpan, person: PersonSpan): boolean {
  return (
    view.text.slice(role.end, person.start) === '由' &&
    /^(?:变更|变|更换|更|换)(?:为|成)/u.test(view.text.slice(person.spanEnd))
  );
}

/** 原甲公司副总裁、乙平台负责人X: the organisation of the second office stands between both. */
function isJoinedByOrg(view: SentenceView, from: number, to: number): boolean {
  return view.text[from] === '、' && view.orgs.some((o) => o.start === from + 1 && to - o.end <= 2 && to >= o.end);
}

const PRONOUN =
  /(?:^|[，。；、“"（(]|后|但|而|今年|，)(?<p>其|他|她|该高管|这位[^，。；]{0,10}?(?=，|于|在|从|已|将)|这名[^，。；]{0,8}|该负责人|本人|此人|二人|两人|三人|前者|后者|这位)/u;

/** X，男，2011年任总经理，2020年退休: a line of somebody's career; its office is no subject, and it tells of no departure. */
function isCareerLine(view: SentenceView, trigger: Trigger): boolean {
  const head = view.text.slice(0, trigger.start);
  const office = view.roles.findLast((r) => r.end <= trigger.start);
  return office !== undefined && /\d{4}年/u.test(head) && TOOK_OFFICE.test(view.text.slice(0, office.start));
}

/** 2015年任南岭集团|董事长, 历任|副总裁 */
const TOOK_OFFICE = /(?:年|月|，|起|后|历)(?:任|担任|出任|升任|调任|就任)[^，。；]{0,20}$/u;

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
function anaphor(people: PeopleView, view: SentenceView, trigger: Trigger): Leaver[] | null {
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

/** The office that leaves when nobody is named; null when the sentence has none either. */
function unnamed(view: SentenceView, trigger: Trigger): Leaver[] {
  const text = view.text;
  const role = view.roles
    .filter(
      (r) =>
        r.end <= trigger.start &&
        isSubjectOffice(text, r, trigger) &&
        !/(?:这位|这名|该|上述)[^，。；]{0,10}$/u.test(text.slice(0, r.start)),
    )
    .at(-1);
  if (!role || trigger.kind === 'replaces' || !isOnePost(text, role)) return [];
  // 卸任后仍将奔走: a life after the office, nobody's leaving.
  if (/^(?:后(?!由)|以来|以后|之后)/u.test(text.slice(trigger.end))) return [];
  return [{ view, person: null, roles: [{ view, role }], how: 'verbatim' }];
}

/** 超过600名独立董事, 三任财务总监 */
const MANY = /(?:\d{2,}|[十百千]|数)(?:余|多)?[名位个][^，。]{0,4}$/u;

/** 高管频繁离职 and 这些高管的出走 speak of nobody in particular; 一位高管, 三名副总裁, 总经理 do. */
function isOnePost(text: string, role: RoleSpan): boolean {
  const before = text.slice(Math.max(0, role.start - 10), role.start);
  if (MANY.test(before) || /[一二两三四五六七八九十\d]任$/u.test(before)) return false;
  if (/(?:这些|那些|多数|部分|从)[^，。]{0,6}$/u.test(before) || /(?:^|\s|：)某(?:大厂)?$/u.test(before)) return false;
  return (
    !/^(?:高管|领导|代表|委员|经理|老总|高级管理人员|董事|顾问|专员|主管|教练)$/u.test(role.text) ||
    (/(?:[一两二三四五六七八九十\d某][位名个]?|其|该|原|前)[^，。]{0,8}$/u.test(before) && !MANY.test(before))
  );
}
