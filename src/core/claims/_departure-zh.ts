/**
 * Departures in Chinese text. For every word of leaving: who leaves (the nearest person the grammar allows, a list of them, a pronoun or
 * alias, or an unnamed office), then the slots around it.
 */
import { dayOf, daysBetween, spanOf } from '../text/calendar.ts';
import type { ClaimStatus } from '../types.ts';
import { changeTypeOf, findTriggers, statusOf, type Trigger } from './_departure-cues.ts';
import { quoteAround, type DepartureDraft, type How, type Place } from './_departure-record.ts';
import {
  attributionOf,
  dateOf,
  nextEmployerOf,
  isBackground,
  isPartial,
  organisationOf,
  successorOf,
} from './_departure-slots.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';
import type { AliasSpan, PersonSpan } from './names/persons.ts';
import { organisationBefore } from './names/organisations.ts';
import type { RoleSpan } from './names/roles.ts';
import { wordsOf } from './names/words.ts';

/** Who leaves, as the grammar found it: a person of some sentence, or an office without a name. */
export type Leaver = {
  view: SentenceView;
  person: PersonSpan | null;
  roles: { view: SentenceView; role: RoleSpan }[];
  how: How;
};

export function findChineseDepartures(people: PeopleView): DepartureDraft[] {
  const drafts: DepartureDraft[] = [];
  for (let i = 0; i < people.length; i++) {
    const triggers = findTriggers(people.text(i));
    if (JOINED.test(people.text(i))) drafts.push(...formerExecutives(people, people.at(i)));
    if (triggers.length === 0) continue;
    const view = people.at(i);
    for (const trigger of triggers)
      for (const leaver of leaversOf(people, view, trigger, triggers).filter((l) => isPlausible(view, trigger, l)))
        drafts.push(draftOf(people, view, trigger, introduced(people, leaver)));
  }
  return drafts;
}

/**
 * 离开, 走了 and 去世 are said of everybody: they count of somebody with an office, or when a company is left.
 * 总理离开北京 is a journey.
 */
function isPlausible(view: SentenceView, trigger: Trigger, leaver: Leaver): boolean {
  const isWeak = /^(?:离开|走了|走人|告别|去世|逝世|病逝|病故|离世|辞世|出走)$/u.test(trigger.word);
  if (!isWeak) return true;
  if (trigger.word !== '离开') return leaver.roles.length > 0;
  const { text } = view;
  const after = text.slice(trigger.end);
  if (wordsOf(text).places.has(trigger.end) || /^[^，。；]{0,12}时(?:，|$)/u.test(after)) return false;
  if (/(?:乘[^，。；]{0,8}|专机|准备|才|要|得以|无法|不能|允许|禁止)$/u.test(text.slice(0, trigger.start)))
    return false;
  const isCompany =
    /^(?:了)?(?:公司|本公司|集团|团队|该公司|这家)/u.test(after) ||
    view.orgs.some((o) => o.start >= trigger.end && o.start - trigger.end <= 1);
  return (
    isCompany ||
    (leaver.roles.length > 0 && /^(?:了)?(?:[，。！；、：]|后|$)/u.test(after)) ||
    leaver.how !== 'verbatim'
  );
}

/** 前甲公司副总裁X加盟乙: an office that is former, and where its holder went. */
const JOINED = /[前原][^，。；]{2,30}(?:加盟|加入|入职|跳槽|转投|下一站是|履新|空降)/u;
const JOINS = /^[^，。；]{0,8}?(?<verb>加盟|加入|入职|跳槽|转投|下一站是|履新|空降)/u;

function formerExecutives(people: PeopleView, view: SentenceView): DepartureDraft[] {
  return view.persons.flatMap((person) => {
    const joins = JOINS.exec(view.text.slice(person.spanEnd));
    const leaver = named(view, person);
    const first = leaver.roles[0]?.role;
    if (!joins || !first) return [];
    const { org } = organisationBefore(view.text, first, view.orgs, 0);
    const isFormer = [first.start, org?.start ?? -1].some((at) =>
      /(?:前|原)$/u.test(view.text.slice(0, Math.max(0, at))),
    );
    if (!isFormer) return [];
    const start = person.spanEnd + joins[0].length - joins.groups!['verb']!.length;
    const trigger: Trigger = { start, end: start, word: joins.groups!['verb']!, kind: 'leaves' };
    const draft = draftOf(people, view, trigger, leaver);
    return [
      {
        ...draft,
        background: true,
        changeType: 'unspecified' as const,
        partial: false,
        status: draft.status === 'rumoured' ? draft.status : ('reported' as const),
        date: null,
        successor: null,
      },
    ];
  });
}

const BETWEEN_LIST = /^(?:[、，,]|和|与|與|及|以及|\s)*(?:[\p{Script=Han}A-Za-z]{0,16})$/u;

function leaversOf(people: PeopleView, view: SentenceView, trigger: Trigger, triggers: readonly Trigger[]): Leaver[] {
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
  if (group === 'unnamed') return unnamed(view, trigger);
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
function introduced(people: PeopleView, leaver: Leaver): Leaver {
  const { person } = leaver;
  if (!person || person.aliases.length > 0) return leaver;
  const known = people.aliases().get(person.name);
  if (!known || known.aliases.length === 0) return leaver;
  const view = people.at(known.sentenceIndex);
  return { ...leaver, ...named(view, known), how: known.name === person.name ? leaver.how : 'alias' };
}

function named(view: SentenceView, person: PersonSpan): Leaver {
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
  const link = /^(?:后|了)?(?:的(?:是|还有|包括|为)?|：|:)(?<filler>[\p{Script=Han}A-Za-z]{0,16}?)/u.exec(rest);
  const first = after[0];
  if (!link || !first) return [];
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

/** 与X的合作, 接替X: a person who stands in the clause as something else than its subject. */
function isElsewhere(text: string, person: PersonSpan, trigger: Trigger): boolean {
  const before = text.slice(Math.max(0, person.start - 8), person.start);
  if (trigger.kind === 'hands_in') return false;
  return /(?:接替|接棒|取代|顶替|此前任职|出演|饰演)[^，。]{0,6}$/u.test(before);
}

/** The office right before or behind a name. */
function isBeside(text: string, role: RoleSpan, person: PersonSpan): boolean {
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
  return !/[；。：:]/u.test(gap) && !/(?:职务|一职|的议案|接任|接替|称|表示)/u.test(gap);
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
        ? /^[：:，“"「『\s]{0,2}$|^(?:职务|一职)?的$/u.test(gap)
        : /^(?:、|兼|及|和|与|\/|，|暨|\s|原|前)*$/u.test(gap) || isJoinedByOrg(view, role.end, edge);
    if (!fits) break;
    roles.unshift(role);
    edge = role.start;
  }
  return roles;
}

/** 原甲公司副总裁、乙平台负责人X: the organisation of the second office stands between both. */
function isJoinedByOrg(view: SentenceView, from: number, to: number): boolean {
  return view.text[from] === '、' && view.orgs.some((o) => o.start === from + 1 && to - o.end <= 2 && to >= o.end);
}

const PRONOUN =
  /(?:^|[，。；、“"（(]|后|但|而|今年|，)(?<p>其|他|她|该高管|这位[^，。；]{0,10}?(?=，|于|在|从|已|将)|这名[^，。；]{0,8}|该负责人|本人|此人|二人|两人|三人|前者|后者|这位)/u;

/** 他宣布卸任…: the last person of the sentences before, of the same paragraph first. */
function anaphor(people: PeopleView, view: SentenceView, trigger: Trigger): Leaver[] | null {
  const head = view.text.slice(0, trigger.start);
  const pronoun = PRONOUN.exec(head)?.groups?.['p'];
  const isBare =
    /^(?:[^，。；]{0,12})$/u.test(head) &&
    trigger.kind !== 'removes' &&
    /^(?:于|在|从|将|已|目前|日前|近日|\d|自|去年|今年)/u.test(head);
  if (!pronoun && !isBare) return null;
  for (let back = view.index - 1; back >= Math.max(0, view.index - 3); back--) {
    const other = people.at(back);
    if (other.sentence.field !== view.sentence.field) break;
    const text = other.text;
    const subjects = other.persons.filter((p) => !isSuccessor(text, p));
    const subject = subjects[0];
    if (subject) return [{ ...named(other, subject), how: 'anaphora' }];
  }
  return null;
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
  if (/^(?:后|以来|以后|之后)/u.test(text.slice(trigger.end))) return [];
  return [{ view, person: null, roles: [{ view, role }], how: 'verbatim' }];
}

/** 高管频繁离职 and 这些高管的出走 speak of nobody in particular; 一位高管, 三名副总裁, 总经理 do. */
function isOnePost(text: string, role: RoleSpan): boolean {
  const before = text.slice(Math.max(0, role.start - 10), role.start);
  if (/(?:这些|那些|多数|部分|从)[^，。]{0,6}$/u.test(before) || /(?:^|\s|：)某(?:大厂)?$/u.test(before)) return false;
  return (
    !/^(?:高管|领导|代表|委员|经理|老总|高级管理人员|董事|顾问|专员|主管|教练)$/u.test(role.text) ||
    /(?:[一两二三四五六七八九十\d某][位名个]?|其|该|原|前)[^，。]{0,8}$/u.test(before)
  );
}

function draftOf(people: PeopleView, view: SentenceView, trigger: Trigger, leaver: Leaver): DepartureDraft {
  const text = view.text;
  const clause = clauseAround(text, trigger);
  const person = leaver.person;
  const place =
    person && leaver.view.text.slice(person.start, person.end) === person.name
      ? placeIn(leaver.view, person.start, person.end)
      : null;
  const realName = person && !place ? (person.aliases.length > 0 ? placeOfName(leaver.view, person) : null) : place;
  const attribution = attributionOf(people, view, trigger, leaver);
  const date = dateOf(people, view, trigger, leaver);
  const successor = successorOf(people, view, trigger, leaver);
  const org = organisationOf(people, view, trigger, leaver);
  const next = nextEmployerOf(people, view, trigger, leaver) ?? destinationOf(view, trigger, org?.place ?? null);
  const roles = rolesOf(view, trigger, leaver).map((role) => behindOrganisation(people, role, org?.place ?? null));
  const status: ClaimStatus = statusOf({
    clause,
    sentence: text,
    wide: text,
    isFuture: isAhead(people, date),
    attribution: attribution?.text ?? null,
  });
  const isOwnWord = person !== null && new RegExp(`^[^，。]{0,4}(?:宣布|宣佈)`, 'u').test(text.slice(person.spanEnd));
  return {
    quote: quoteAround(
      view.sentence,
      view.text,
      { start: view.sentence.start + trigger.start, end: view.sentence.start + trigger.end },
      realName && leaver.view === view ? [realName] : [],
    ),
    trigger: placeIn(view, trigger.start, trigger.end),
    person: realName,
    aliases: (person?.aliases ?? []).map((a) => aliasAt(leaver.view, a)),
    org: org?.place ?? null,
    department: null,
    roles,
    date,
    changeType: changeTypeOf(trigger.word, clause, isOwnWord),
    partial: isPartial(text, trigger, leaver) && !(next && /^调|^转任|^履/u.test(trigger.word)),
    successor: successor.place,
    successorNone: successor.isNone,
    nextEmployer: next?.place ?? null,
    nextStatus: next?.status ?? null,
    status,
    background: isBackground(people, view, trigger, date, leaver),
    attribution,
    how: { person: leaver.how, ...(org && { org: org.how }) },
  };
}

function aliasAt(view: SentenceView, { kind, start, end }: AliasSpan): DepartureDraft['aliases'][number] {
  const place = placeIn(view, start, end);
  return { text: place.text, kind, place };
}

function placeOfName(view: SentenceView, person: PersonSpan): Place | null {
  const at = view.text.indexOf(person.name, person.start);
  return at < 0 ? null : placeIn(view, at, at + person.name.length);
}

/** The comma-bounded part of the sentence that holds the trigger, with the one before it. */
export function clauseAround(text: string, trigger: { start: number; end: number }): string {
  let from = trigger.start;
  for (let commas = 0; from > 0; from--) if (/[，。；,;]/u.test(text[from - 1]!) && ++commas === 2) break;
  const to = /[，。；,;]/u.exec(text.slice(trigger.end))?.index ?? text.length - trigger.end;
  return text.slice(from, trigger.end + to);
}

function rolesOf(view: SentenceView, trigger: Trigger, leaver: Leaver): Place[] {
  const text = view.text;
  const given: Place[] = [];
  if (trigger.kind === 'gives_up' || trigger.kind === 'removes' || trigger.kind === 'leaves') {
    const end = /[，。；]/u.exec(text.slice(trigger.end))?.index ?? text.length;
    const objects = view.roles.filter(
      (r) => r.start >= trigger.end && r.start < trigger.end + end && r.start - trigger.end <= 40,
    );
    if (
      trigger.kind !== 'leaves' ||
      /^[\p{Script=Han}A-Za-z]{0,12}$/u.test(text.slice(trigger.end, objects[0]?.start ?? trigger.end)) === false
    ) {
      for (const role of objects) given.push(placeIn(view, role.start, role.end));
    } else if (objects[0] && trigger.kind === 'leaves' && /辞任|离任|退任/u.test(trigger.word))
      given.push(placeIn(view, objects[0].start, objects[0].end));
  }
  const board = trigger.word === '退出' ? /^(?<role>董事)(?:会|名单)/u.exec(text.slice(trigger.end)) : null;
  if (board) given.push(placeIn(view, trigger.end, trigger.end + 2));
  const held = leaver.roles.map(({ view: v, role }) => placeIn(v, role.start, role.end));
  const former = given.length + held.length === 0 && leaver.person ? formerRoles(leaver.view, leaver.person) : [];
  return [...given, ...held, ...former];
}

/** 蔚来汽车|副总裁: an office does not begin inside the organisation's name; 集团原|董事长 not inside its lead. */
export function behindOrganisation(people: PeopleView, role: Place, org: Place | null): Place {
  if (!org || org.field !== role.field || org.start > role.start || org.end <= role.start || org.end >= role.end)
    return role;
  const text = (role.field === 'title' ? people.article.title : people.article.text).slice(org.end, role.end);
  const lead = /^(?:原|前任|前|兼|现任)/u.exec(text)?.[0].length ?? 0;
  return { field: role.field, start: org.end + lead, end: role.end, text: text.slice(lead) };
}

/** 调任|高新区管委会|副主任: moved to an office of another organisation. */
function destinationOf(
  view: SentenceView,
  trigger: Trigger,
  org: Place | null,
): { place: Place; status: ClaimStatus } | null {
  if (!/^(?:调任|转任|调往|调至|履新)/u.test(trigger.word)) return null;
  const office = view.roles.find((r) => r.start > trigger.end && r.start - trigger.end <= 16);
  if (!office || /[，。；]/u.test(view.text.slice(trigger.end, office.start))) return null;
  const { org: there } = organisationBefore(view.text, office, view.orgs, trigger.end);
  if (!there || !org || there.text.includes(org.text) || org.text.includes(there.text)) return null;
  return { place: placeIn(view, there.start, there.end), status: 'reported' };
}

/** 慕容雪曾任北野电商副总裁，2022年8月离职: the office told of the person in the same sentence. */
function formerRoles(view: SentenceView, person: PersonSpan): Place[] {
  const role = view.roles.find((r) => r.start >= person.spanEnd && isBeside(view.text, r, person));
  return role ? [placeIn(view, role.start, role.end)] : [];
}

/** Whether the date lies after publication: 12月31日, 本季度末, 明年. */
function isAhead(people: PeopleView, date: DepartureDraft['date']): boolean {
  const anchor = dayOf(people.article.anchor);
  const span = date?.iso && date.precision !== 'week' ? spanOf(date.iso) : null;
  if (!anchor || !span || !date) return false;
  if (daysBetween(anchor, span.from) > 0) return true;
  // 月底, 季度末 of the running month: ahead until its last days.
  return /[底末]$/u.test(date.text) && date.precision === 'part_of_month' && daysBetween(anchor, span.to) > 3;
}
