/** What is left only in part, and what is an older departure told again. */
import type { Trigger } from './_departure-cues.ts';
import type { DepartureDraft } from './_departure-record.ts';
import type { Leaver } from './_departure-offices.ts';
import type { PeopleView, SentenceView } from './_people-view.ts';

/**
 * 仍担任, 继续担任, 转任, 保留董事席位: keeps or gets another post of the same company. Who `goesElsewhere` is moved out of it, unless
 * words of staying stand there.
 */
export function isPartial(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
  goesElsewhere: boolean,
): boolean {
  const { text } = view;
  const after = text.slice(trigger.end);
  // 其中A仍担任…: said of one of several.
  const one = /其中(?<who>[^，。；]{2,4})/u.exec(after)?.groups?.['who'];
  if (one && leaver.person && !one.startsWith(leaver.person.name)) return false;
  if (trigger.kind !== 'removes' && /另有任用/u.test(after)) return true;
  if (/并没有离开公司|仍在公司|留在公司|仍为公司(?!实际)/u.test(text)) return true;
  if (STAYS.test(after)) return true;
  if (goesElsewhere) return false;
  return (
    /(?<![未不])转任|轉任|专注|(?:转岗|调任|轮岗|调往|調往)/u.test(after) ||
    (/转岗|轮岗|调任|調往|调往|调至|转任/u.test(trigger.word) &&
      !/[未不]$/u.test(text.slice(0, trigger.start)) &&
      !/^(?:后|，|。|$)/u.test(after)) ||
    // 任命X为华南区域总裁，不再担任华东区域总裁
    (trigger.kind === 'gives_up' &&
      /任命[^，。；]{2,16}为[^，。；]{2,20}，(?:同时)?$/u.test(text.slice(0, trigger.start))) ||
    getsNewPost(people, view, trigger, leaver)
  );
}

const STAYS =
  /(?:仍|继续|继續|仍将|将继续|还将)(?:在公司)?(?:担任|擔任|任|出任|负责|留任)|保留[^，。]{0,6}(?:席位|职务|董事)|继续参与/u;

/** 改任公司副董事长, 离任后将担任公司首席科学顾问, 他将担任荣誉董事长: the leaver's new post, in this sentence or the two behind it. */
function getsNewPost(people: PeopleView, view: SentenceView, trigger: Trigger, { person }: Leaver): boolean {
  if (/^，(?:改任|转任|轉任)/u.test(/，.*$/u.exec(view.text.slice(trigger.end))?.[0] ?? '')) return true;
  const name = person?.name ?? '\u0000';
  for (let i = view.index; i <= Math.min(view.index + 2, people.length - 1); i++) {
    if (people.article.sentences[i]!.field !== view.sentence.field) return false;
    const text = i === view.index ? people.text(i).slice(trigger.end) : people.text(i);
    const post = NEW_POST.exec(text);
    if (!post || /集团|控股股东|母公司/u.test(post[0].slice(0, -2))) continue;
    const { who } = post.groups as { who: string };
    if (who === name || (/^[他她其]$/u.test(who) && text.slice(0, post.index).includes(name))) return true;
  }
  return false;
}

/** 凌波|将担任公司副总经理 */
const NEW_POST =
  /(?:^|[，；：。」”])(?<who>[他她其]|[\p{Script=Han}·]{2,4}?)(?:离任后|卸任后|之后|此后)?[将會会](?:改任|转任|担任|出任)(?:公司|本行|该行|名誉|荣誉|董事|副|首席|高级|顾问|总)/u;

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
    leaver.roles.some(({ view: v, role }) => /前$/u.test(v.text.slice(0, role.headStart))) &&
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
