/** What is left only in part, and what is an older departure told again. */
import type { Trigger } from './_departure-cues.ts';
import type { DepartureDraft } from './_departure-record.ts';
import type { Leaver } from './_departure-leaver.ts';
import type { PeopleView, SentenceView } from './_people-view.ts';

/** 仍担任, 继续担任, 转任, 保留董事席位: keeps or gets another post of the same company. */
export function isPartial(text: string, trigger: Trigger, leaver: Leaver): boolean {
  const after = text.slice(trigger.end);
  // 其中A仍担任…: said of one of several.
  const one = /其中(?<who>[^，。；]{2,4})/u.exec(after)?.groups?.['who'];
  if (one && leaver.person && !one.startsWith(leaver.person.name)) return false;
  if (trigger.kind !== 'removes' && /另有任用/u.test(after)) return true;
  if (/并没有离开公司|仍在公司|留在公司|仍为公司(?!实际)/u.test(text)) return true;
  return (
    /(?:仍|继续|继續|仍将|将继续|还将)(?:在公司)?(?:担任|擔任|任|出任|负责|留任)|保留[^，。]{0,6}(?:席位|职务|董事)|(?<![未不])转任|轉任|专注|(?:转岗|调任|轮岗|调往|調往)/u.test(
      after,
    ) ||
    (/转岗|轮岗|调任|調往|调往|调至|转任/u.test(trigger.word) &&
      !/[未不]$/u.test(text.slice(0, trigger.start)) &&
      !/^(?:后|，|。|$)/u.test(after))
  );
}

/** An older departure that is told again: long before publication, or in a career or a list of predecessors. */
export function isBackground(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  date: DepartureDraft['date'],
  leaver: Leaver,
): boolean {
  const head = view.text.slice(0, trigger.start);
  const { person } = leaver;
  if (isFollowed(view, leaver)) return true;
  if (/首任|前任[^，。]{0,8}(?:留下|后者)/u.test(head)) return true;
  // 前任谷雨留下的客户: whom somebody followed before. A 前负责人's 离职后 leads over to something newer.
  if (
    person &&
    leaver.view === view &&
    (trigger.kind !== 'replaces' || trigger.word.startsWith('接过')) &&
    /前任$/u.test(view.text.slice(0, person.start))
  )
    return true;
  if (
    leaver.roles.some(({ view: v, role }) => /[前]$/u.test(v.text.slice(0, role.start))) &&
    /^后(?:，|首|其)/u.test(view.text.slice(trigger.end))
  )
    return true;
  if (/重新入职|请了?回来|重返|返聘|回归(?!家庭)|复职/u.test(view.text)) return true;
  if (
    /(?:曾任|曾担任)[^。；]{0,30}$|此前[^。；]{0,40}$/u.test(head) &&
    (person === null || leaver.view !== view || /^[^。；]*$/u.test(view.text.slice(person.spanEnd, trigger.start)))
  )
    return true;
  const { anchor } = people.article;
  return anchor !== null && date !== null && date.iso !== null && monthsApart(date.iso, anchor) > OLD_MONTHS;
}

/** 继X之后, 在X离职之后: the departure that the new one follows; its date is not told. */
export function isFollowed(view: SentenceView, { view: own, person }: Leaver): boolean {
  return (
    person !== null &&
    own === view &&
    FOLLOWS.test(view.text.slice(0, person.start)) &&
    /^[^，。]{0,8}之?后/u.test(view.text.slice(person.spanEnd))
  );
}

const FOLLOWS = /(?:继|自|在)[^，。]{0,16}$/u;
/** Three quarters of a year: no article of the time itself comes so late. */
const OLD_MONTHS = 9;

function monthsApart(iso: string, anchor: string): number {
  const month = iso.length >= 7 && !/[WQH]/.test(iso) ? Number(iso.slice(5, 7)) : 12;
  return (Number(anchor.slice(0, 4)) - Number(iso.slice(0, 4))) * 12 + Number(anchor.slice(5, 7) || 1) - month;
}
