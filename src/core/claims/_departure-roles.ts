/** Which offices somebody leaves: given up in the sentence, held by him, or told of him before; in Chinese. */
import type { Trigger } from './_departure-cues.ts';
import { isBeside, type Leaver } from './_departure-offices.ts';
import type { Place } from './_departure-record.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';
import type { PersonSpan } from './names/aliases.ts';

export function rolesOf(view: SentenceView, trigger: Trigger, leaver: Leaver): Place[] {
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

/** 慕容雪曾任北野电商副总裁，2022年8月离职: the office told of the person in the same sentence. */
function formerRoles(view: SentenceView, person: PersonSpan): Place[] {
  const role = view.roles.find((r) => r.start >= person.spanEnd && isBeside(view.text, r, person));
  return role ? [placeIn(view, role.start, role.end)] : [];
}
