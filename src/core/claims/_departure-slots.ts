/** The slots around a word of leaving: when, from where, who follows, where to, who says so. */
import type { ClaimStatus } from '../types.ts';
import type { Trigger } from './_departure-cues.ts';
import type { DepartureDraft, How, Place } from './_departure-record.ts';
import type { Leaver } from './_departure-zh.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';
import { organisationBefore } from './names/organisations.ts';

/** The date nearest to the trigger: of its own clause first, then of the clauses before it, then behind it (最后工作日为1月9日). */
export function dateOf(people: PeopleView, view: SentenceView, trigger: Trigger): DepartureDraft['date'] {
  const text = view.text;
  const usable = view.dates.filter(
    (d) =>
      !/^(?:加入|入职|任职|创办|成立)/u.test(text.slice(d.end, d.end + 3)) &&
      !/(?:加入|入职|半年报|任职)$/u.test(text.slice(0, d.start)),
  );
  const cost = (d: { start: number; end: number }): number => {
    const isBefore = d.end <= trigger.start;
    const gap = isBefore ? text.slice(d.end, trigger.start) : text.slice(trigger.end, d.start);
    const commas = (gap.match(/[，,、]/gu) ?? []).length;
    const breaks = (gap.match(/[；;。]/gu) ?? []).length;
    return gap.length + commas * 10 + breaks * 60 + (isBefore ? 0 : 30);
  };
  const best = usable.filter((d) => cost(d) < 140).sort((a, b) => cost(a) - cost(b))[0];
  void people;
  if (!best) return null;
  const half = best.precision === 'half';
  return {
    ...placeIn(view, best.start, best.end),
    iso: half && best.iso ? best.iso.slice(0, 4) : best.iso,
    precision: half ? 'part_of_year' : best.precision,
    repaired: best.repaired,
  };
}

/** Glued before the office, object of the trigger (从X离职, 辞去X总经理), or the organisation that the text has been speaking of. */
export function organisationOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
): { place: Place; how: How } | null {
  const text = view.text;
  for (const { view: v, role } of leaver.roles) {
    const { org } = organisationBefore(v.text, role, v.orgs, 0);
    if (org) return { place: placeIn(v, org.start, org.end), how: 'verbatim' };
  }
  if (leaver.how !== 'verbatim' && leaver.view !== view) {
    const own = leaver.view.orgs.filter((o) => isApart(leaver.view, o) && o.start < (leaver.person?.start ?? 0)).at(-1);
    if (own) return { place: placeIn(leaver.view, own.start, own.end), how: 'inherited' };
  }
  const from = /(?:从|自|與|与)(?<org>[\p{Script=Han}A-Za-z0-9·]{2,16}?)$/u.exec(text.slice(0, trigger.start));
  const named = view.orgs.find(
    (o) =>
      (from && o.start >= from.index && o.end <= trigger.start) ||
      (o.start >= trigger.end && o.start - trigger.end <= 2),
  );
  if (named) return { place: placeIn(view, named.start, named.end), how: 'verbatim' };
  const object = view.roles.find((r) => r.start >= trigger.end && r.start - trigger.end <= 20);
  if (object && trigger.kind !== 'leaves') {
    const { org } = organisationBefore(text, object, view.orgs, trigger.end);
    if (org) return { place: placeIn(view, org.start, org.end), how: 'verbatim' };
  }
  const near =
    view.orgs.filter((o) => o.start < trigger.start && isApart(view, o)).at(-1) ??
    view.orgs.find((o) => isApart(view, o));
  if (near) return { place: placeIn(view, near.start, near.end), how: 'verbatim' };
  for (let back = view.index - 1; back >= Math.max(0, view.index - 8); back--) {
    const other = people.at(back);
    const org = other.orgs.find((o) => isApart(other, o));
    if (org) return { place: placeIn(other, org.start, org.end), how: 'inherited' };
  }
  return null;
}

/** 商业化互联 in 商业化互联网行业负责人 is part of an office, no company. */
function isApart(view: SentenceView, org: { start: number; end: number }): boolean {
  return !view.roles.some((r) => org.start >= r.start && org.start < r.end);
}

const NO_SUCCESSOR =
  /(?:无|没有|并无|尚无|暂无|未有|尚未(?:确定|公布|任命|明确)?|未(?:公布|确定|任命|宣布|明确))[^，。；]{0,8}(?:接任者|继任者|接替者|继任人选|接任人选|接班人|继任|接任)|(?:接任者|继任者|继任人选|接替者|接班人|接任人选)[^，。；]{0,6}(?:尚未|未|待定|暂无|仍未|还未|未定|空缺)|(?:岗位|职位)将?(?:被)?取消|启动[^，。]{0,6}遴选|选出新任|新任[^，。]{0,8}选出前/u;

export function successorOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
): { place: Place | null; isNone: boolean } {
  for (const index of [view.index, view.index + 1]) {
    if (index >= people.length) break;
    const other = people.at(index);
    if (other.sentence.field !== view.sentence.field) break;
    const text = other.text;
    for (const person of other.persons) {
      if (person.name === leaver.person?.name) continue;
      const before = text.slice(Math.max(0, person.start - 20), person.start);
      const after = text.slice(person.spanEnd, person.spanEnd + 16);
      const takesOver =
        /^[^，。；]{0,10}?(?:接任|接替|接棒|接手|接掌|继任|接班|暂代|代行|代为履|代理|顶替|接过|单独管理|获委任|将出任|出任)/u.test(
          after,
        );
      const isAppointed =
        /(?:由|任命|聘任|委任|指定|继任者为?|接任者为?)[^，。；]{0,14}$/u.test(before) &&
        /^[^，。；]{0,10}(?:接|继|担任|出任|为|代|任|兼|掌)/u.test(after);
      if (takesOver || isAppointed) return { place: placeIn(other, person.start, person.end), isNone: false };
    }
    if (NO_SUCCESSOR.test(text)) return { place: null, isNone: true };
  }
  if (trigger.kind === 'replaces') {
    const before = view.persons.filter((p) => p.spanEnd <= trigger.start).at(-1);
    if (before) return { place: placeIn(view, before.start, before.end), isNone: false };
  }
  return { place: null, isNone: false };
}

const GOES_TO =
  /(?<verb>(?:重新)?加入|加盟|入职|跳槽至|跳槽到|跳槽去|转投|轉投|投奔|下一站是|下一站为|出任|创办了?|去了|投身于?|会去|转至)(?<filler>(?:当下)?(?:备受|颇受|炙手)[^，。；！？]{0,8}的)?(?<org>[\p{Script=Han}A-Za-z0-9“”·]{2,24}?)(?=的|(?:可能|传闻|首席|副总裁|担任|，|。|；|！|$|,|任|出任|负责|\s|、))/u;

export function nextEmployerOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
): { place: Place; status: ClaimStatus } | null {
  void leaver;
  for (const index of [view.index, view.index + 1]) {
    if (index >= people.length) break;
    const other = people.at(index);
    if (other.sentence.field !== view.sentence.field) break;
    const text = other.text;
    const from = index === view.index ? trigger.end : 0;
    const match = GOES_TO.exec(text.slice(from));
    if (!match) continue;
    const org = match.groups!['org']!;
    const start = from + match.index + match[0].length - org.length;
    if (/^(?:公司|本公司|以来|前|之前|后)/u.test(org)) continue;
    const clause = text.slice(Math.max(0, from + match.index - 16), start + org.length + 12);
    const status: ClaimStatus = /否认/u.test(text.slice(start))
      ? 'denied'
      : /或|可能|传|猜测|据说|疑/u.test(clause)
        ? 'rumoured'
        : /将(?:于|加入)|计划|拟/u.test(clause)
          ? 'planned'
          : 'reported';
    return { place: placeIn(other, start, start + org.length), status };
  }
  return null;
}

const SOURCE =
  /(?:据)?(?<who>(?:知情人士|接近[^，。；：]{1,10}的人士|多位[^，。；：]{1,10}|自媒体“[^”]{1,12}”|“[^”]{1,12}”|[\p{Script=Han}A-Za-z0-9（）().]{2,24}))(?<verb>今日|昨日|\d{0,2}月?\d{1,2}日)?(?:发布公告|公告称|公告，|公告：|公告:|公告|宣布|宣佈|表示|证实|确认|回应|透露|报道|披露|爆料|了解|获悉)/u;

export function attributionOf(people: PeopleView, view: SentenceView, trigger: Trigger, leaver: Leaver): Place | null {
  void people;
  const text = view.text;
  const head = text.slice(0, trigger.start);
  const match = SOURCE.exec(head);
  if (match && !/^(?:近日|今日|昨日|日前)$/u.test(match[0]))
    return placeIn(view, match.index, match.index + match[0].length);
  const heard = /据悉|网传|市场盛传|知情人士|消息人士|获悉|公开资料显示|讣告/u.exec(head);
  void leaver;
  return heard ? placeIn(view, heard.index, heard.index + heard[0].length) : null;
}

/** 仍担任, 继续担任, 转任, 保留董事席位: keeps or gets another post of the same company. */
export function isPartial(text: string, trigger: Trigger): boolean {
  const after = text.slice(trigger.end);
  return (
    /(?:仍|继续|继續|仍将|将继续|还将)(?:在公司)?(?:担任|擔任|任|出任|负责|留任)|保留[^，。]{0,6}(?:席位|职务|董事)|转任|轉任|另有任用|专注|(?:转岗|调任|轮岗|调往|調往)/u.test(
      after,
    ) || /转岗|轮岗|调任|調往|调往|调至|转任/u.test(trigger.word)
  );
}

/** An older departure that is told again: long before publication, or in a career or a list of predecessors. */
export function isBackground(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  date: DepartureDraft['date'],
): boolean {
  const head = view.text.slice(0, trigger.start);
  const { anchor } = people.article;
  if (/曾任|曾担任|此前[^，。]{0,24}$|继[^，。]{0,20}(?:之后|后)|首任|前任[^，。]{0,8}(?:留下|后者)/u.test(head))
    return true;
  return anchor !== null && date !== null && date.iso !== null && monthsApart(date.iso, anchor) > 9;
}

function monthsApart(iso: string, anchor: string): number {
  const month = iso.length >= 7 && !/[WQH]/.test(iso) ? Number(iso.slice(5, 7)) : 12;
  return (Number(anchor.slice(0, 4)) - Number(iso.slice(0, 4))) * 12 + Number(anchor.slice(5, 7) || 1) - month;
}
