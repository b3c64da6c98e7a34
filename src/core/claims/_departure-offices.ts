/** Which offices belong to a name, and which office leaves when nobody is named, in Chinese. */
import type { Trigger } from './_departure-cues.ts';
import type { How } from './_departure-record.ts';
import type { SentenceView } from './_people-view.ts';
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

/** The persons from the first on that are joined by 、和及 and offices only. */
export function listFrom(text: string, persons: readonly PersonSpan[]): PersonSpan[] {
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
export function isSubjectOffice(text: string, office: RoleSpan, trigger: Trigger): boolean {
  const gap = text.slice(office.end, trigger.start);
  if (gap.length > 24 || trigger.kind === 'hands_in') return false;
  // X仍为公司|CTO: held, not left.
  if (/(?:仍[为是任]|仍担任|继续担任)(?:公司|集团)?$/u.test(text.slice(Math.max(0, office.start - 8), office.start)))
    return false;
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

/** The office that leaves when nobody is named; null when the sentence has none either. */
export function unnamed(view: SentenceView, trigger: Trigger): Leaver[] {
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
