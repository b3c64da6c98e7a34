/** Who follows whom: by office and reach, over the sentences behind a departure. */
import { findTriggers, type Trigger } from './_departure-cues.ts';
import type { Place } from './_departure-record.ts';
import type { Leaver } from './_departure-leaver.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';
import type { PersonSpan } from './names/aliases.ts';

/** 接替他的是原副总裁X, 80后副总裁X挂帅 are told with these; so is B in 由A变更为B. */
const TAKES_OVER =
  /^(?!留任)[^，。；]{0,10}?(?:接任|接替|接棒|接手|接掌|继任|接班|暂代|代行|代为履|代理|顶替|接过|单独管理|获委任|将出任|出任|挂帅|掌舵|承接|临时带队|兼管|升任|暂时接管|接管|署理|(?:将)?暂时?带队|执掌|掌管|当选(?:为|新|[^，。；]{0,6}董事长)|(?:主持|负责)[^，。；]{0,6}(?:全面)?工作|暂管)/u;
const NO_SUCCESSOR =
  /(?:无|没有|并无|尚无|暂无|未有|尚未(?:确定|公布|任命|明确)?|未(?:公布|确定|任命|宣布|明确))[^，。；]{0,8}(?:接任者|继任者|接替者|继任人选|接任人选|接班人|继任|接任)|(?:接任者|继任者|继任人选|接替者|接班人|接任人选)[^，。；]{0,6}(?:尚未|未|待定|暂无|仍未|还未|未定|空缺)|(?:岗位|职位)将?(?:被)?取消|启动[^，。]{0,6}遴选|选出新任|新任[^，。]{0,8}(?:选出前|待[^，。]{0,8}(?:决议|公告|确定))/u;

export function successorOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
): { place: Place | null; isNone: boolean } {
  for (let index = view.index; index <= view.index + SUCCESSOR_SENTENCES; index++) {
    if (index >= people.length) break;
    const other = people.at(index);
    if (other.sentence.field !== view.sentence.field) break;
    const text = other.text;
    // A sentence that tells of somebody else's leaving names his successor.
    if (other !== view && findTriggers(text).length > 0 && !text.includes(leaver.person?.name ?? '\u0000')) break;
    for (const person of other.persons) {
      if (person.name === leaver.person?.name) continue;
      if (
        other === view ? !isInReach(view, trigger, leaver, person) : !isSameOffice(other, view, trigger, leaver, person)
      )
        continue;
      const before = text.slice(Math.max(0, person.start - 20), person.start);
      const after = text.slice(person.spanEnd, person.spanEnd + 16);
      const takesOver =
        TAKES_OVER.test(after) ||
        // X任甲集团董事长，免去Y的甲集团董事长职务
        (/^任(?![职期何满务命意])/u.test(after) && isSameOffice(other, view, trigger, leaver, person, true));
      const isNamedNext =
        /(?:继任者|接任者|接替者|继任人|接班人|接替[他她其]的|接任的人?)(?:为|是|系)[^，。；]{0,14}$/u.test(before) ||
        (trigger.word === '变更为' && other === view && person.start === trigger.end);
      const isAppointed =
        ((/(?:由|任命|聘任|委任|指定|推举|选举|补选|推选|提名|聘请)[^，。；]{0,14}$/u.test(before) &&
          /^[^，。；]{0,10}(?:接|继|担任|出任|为|代|任|兼|掌)/u.test(after)) ||
          // 其工作暂由X负责, 团队由X统一管理
          (/(?:工作|职责|团队|业务|岗位|一职|事务)[^，。；]{0,6}由[^，。；]{0,14}$/u.test(before) &&
            /^(?:之)?[^，。；]{0,4}(?:负责|管理|带领|统管|主持|统筹)/u.test(after))) &&
        (other !== view || isForSameOffice(view, trigger, leaver, person));
      if (takesOver || isNamedNext || isAppointed)
        return { place: placeIn(other, person.start, person.end), isNone: false };
    }
    if (NO_SUCCESSOR.test(text)) return { place: null, isNone: true };
  }
  if (trigger.kind === 'replaces') {
    const before = view.persons.filter((p) => p.spanEnd <= trigger.start).at(-1);
    if (before) return { place: placeIn(view, before.start, before.end), isNone: false };
  }
  return { place: null, isNone: false };
}

/** Sentences behind the departure in which the successor may be told: the second often thanks or tells a career. */
const SUCCESSOR_SENTENCES = 2;

/** 甲辞职，选举乙为董事长；丙离任: what a semicolon or somebody else's leaving parts belongs to the other. */
function isInReach(view: SentenceView, trigger: Trigger, leaver: Leaver, person: PersonSpan): boolean {
  const { text } = view;
  const [from, to] = person.start < trigger.start ? [person.spanEnd, trigger.start] : [trigger.end, person.start];
  const gap = text.slice(from, to);
  if (person.start < trigger.start && gap.includes('；')) return false;
  const isParted =
    (person.start > trigger.start || findTriggers(text).some((t) => t.start >= from && t.end <= to)) &&
    gap.includes('；');
  const hasOther = findTriggers(text).some(
    (t) =>
      t.start >= from &&
      t.end <= to &&
      view.persons.some(
        (p) => p.start >= from && p.spanEnd <= t.start && p.name !== leaver.person?.name && p !== person,
      ),
  );
  return (!isParted && !hasOther) || (isParted && isSameOffice(view, view, trigger, leaver, person, true));
}

const SHORT_OFFICES: Readonly<Record<string, string>> = {
  首席执行官: 'CEO',
  首席运营官: 'COO',
  首席财务官: 'CFO',
  首席技术官: 'CTO',
  首席营销官: 'CMO',
  首席产品官: 'CPO',
};

/** What an office ends with: 董事长 of 新任董事长, CEO of 中国区首席执行官. */
function kernel(text: string): string {
  for (const [long, short] of Object.entries(SHORT_OFFICES)) if (text.endsWith(long)) return short;
  return /[A-Za-z]{2,}$/u.exec(text)?.[0] ?? text.slice(-3);
}

/** 获委任为董事局主席 follows the chairman, not the chief executive who left the same day; an office that is not told may be any. */
function isSameOffice(
  at: SentenceView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
  person: PersonSpan,
  mustBeTold = false,
): boolean {
  const given = at.roles.find(
    (r) =>
      r.start >= person.spanEnd &&
      r.start - person.spanEnd <= 16 &&
      !/[，。；]/u.test(at.text.slice(person.spanEnd, r.start)),
  );
  const end = trigger.end + (/^[^，。；]*/u.exec(view.text.slice(trigger.end))?.[0].length ?? 0);
  const left = [
    ...leaver.roles.map(({ role }) => role.text),
    ...view.roles.filter((r) => r.start >= trigger.end && r.end <= end).map((r) => r.text),
  ];
  if (!given || left.length === 0 || /负责人$/u.test(given.text)) return !mustBeTold;
  return left.some((office) => kernel(office) === kernel(given.text));
}

/** 免去A的甲职务，任命B为甲，免去C的乙职务，任命D为乙: with several changes in one sentence B follows whom whose office he gets. */
function isForSameOffice(view: SentenceView, trigger: Trigger, leaver: Leaver, person: PersonSpan): boolean {
  const { text } = view;
  const changes = text.match(/任命|聘任|选举|委任|免去|不再担任|辞去/gu) ?? [];
  if (changes.length <= 2) return true;
  const given = view.roles.find((r) => r.start >= person.spanEnd && r.start - person.spanEnd <= 30);
  const left = view.roles.find((r) => r.start >= trigger.end && r.start - trigger.end <= 60) ?? leaver.roles[0]?.role;
  if (!given || !left || person.start < trigger.start) return false;
  return tailOf(text, given) === tailOf(text, left);
}

/** The last characters of an office with its unit: 民政部部长. */
function tailOf(text: string, role: { end: number }): string {
  return text.slice(Math.max(0, role.end - 5), role.end);
}
