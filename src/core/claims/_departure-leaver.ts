/**
 * Who leaves, in Chinese: the nearest person the grammar allows, everybody of a list, whom a pronoun or alias stands for, or an office
 * without a name.
 */
import { isSuccessor, anaphor, subjectBehind } from './_departure-anaphor.ts';
import type { Trigger } from './_departure-cues.ts';
import { type Leaver, named, listFrom, unnamed, isBeside, isSubjectOffice } from './_departure-offices.ts';
import type { PeopleView, SentenceView } from './_people-view.ts';
import type { PersonSpan } from './names/aliases.ts';

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

const SPEAKS = /^(?:[^，。；]{0,6})?(?:表示|称|说|透露|认为|指出|回应|坦言|介绍|告诉)/u;

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

/** X，男，2011年任总经理，2020年退休: a line of somebody's career; its office is no subject, and it tells of no departure. */
function isCareerLine(view: SentenceView, trigger: Trigger): boolean {
  const head = view.text.slice(0, trigger.start);
  const office = view.roles.findLast((r) => r.end <= trigger.start);
  return office !== undefined && /\d{4}年/u.test(head) && TOOK_OFFICE.test(view.text.slice(0, office.start));
}

/** 2015年任南岭集团|董事长, 历任|副总裁 */
const TOOK_OFFICE = /(?:年|月|，|起|后|历)(?:任|担任|出任|升任|调任|就任)[^，。；]{0,20}$/u;
