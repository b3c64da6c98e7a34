/** Who follows whom: by office and reach, over the sentences behind a departure. */
import { findTriggers, type Trigger } from './_departure-cues.ts';
import type { Leaver } from './_departure-offices.ts';
import type { Place } from './_departure-record.ts';
import { isGivenOffice, isSameOffice, isForSameOffice } from './_departure-same-office.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';
import type { PersonSpan } from './names/aliases.ts';

/** 接替他的是原副总裁X, 80后副总裁X挂帅 are told with these; so is B in 由A变更为B. */
const TAKES_OVER =
  /^(?!留任)[^，。；]{0,10}?(?:接任|接替|接棒|接手|接掌|继任|接班|暂代|代行|代为履|代理|顶替|接过|单独管理|获委任|将出任|出任|挂帅|掌舵|承接|临时带队|兼管|升任|暂时接管|接管|署理|(?:将|暂时?|临时|亲自)*带队|执掌|掌管|当选(?:为|新|[^，。；]{0,6}董事长)|(?:主持|负责)[^，。；]{0,6}(?:全面)?工作|暂管|(?:将|已)?兼任|担任(?:公司)?临时负责人|代管|临时负责)|^[^，。；]{0,22}?(?:代行|代为履行|暂代|代理)(?:其|[^，。；]{2,10})(?:职责|职务|职权)/u;

/** 继任者为X, 接替他的是有二十年经验的X */
const NAMED_NEXT =
  /(?:继任者|接任者|接替者|继任人|接班人|接替[他她其]的|接棒的|接任的人?|继任的|新任负责人)(?:将)?(?:为|是|系)[^，。；]{0,30}$/u;

const APPOINTED_BEFORE = /(?:由|任命|聘任|委任|指定|推举|选举|补选|推选|提名|聘请|改聘|委派)[^，。；]{0,14}$/u;

const APPOINTED_AFTER = /^[^，。；]{0,10}(?:接|继|担任|出任|为|代|任|兼|掌)/u;

/** 其工作暂由X负责, 团队由X统一管理 */
const WORK_BEFORE =
  /(?<field>\p{Script=Han}{0,4}?)(?:工作|职责|团队|业务|岗位|一职|职务|事务|条线|板块)[^，。；]{0,6}(?:由|划归|交给|交予)[^，。；]{0,14}$/u;

const WORK_AFTER =
  /^(?:之)?[^，。；]{0,4}(?:负责|管理|带领|统管|主持|统筹|带队|分管|接手|兼管|代管|接管|打理|担任|接替|升任)/u;

const NO_SUCCESSOR =
  /(?:无|没有|并无|尚无|暂无|未有|尚未(?:确定|公布|任命|明确|披露|宣布)?|未(?:公布|确定|任命|宣布|明确|提及|披露|透露))[^，。；]{0,8}(?:接任者|继任者|接替者|继任人选|接任人选|接替人选|新任人选|接班人|继任|接任)|(?:接任者|继任者|继任人选|接替者|接班人|接任人选)[^，。；]{0,6}(?:尚未|未|待定|暂无|仍未|还未|未定|空缺)|(?:岗位|职位|一职|职务)[^，。；]{0,6}(?:被)?(?:取消|空缺|悬空|悬而未决)|启动[^，。]{0,6}遴选|选出新任|新任[^，。]{0,8}(?:选出前|待[^，。]{0,8}(?:决议|公告|确定))/u;

export type Succession = { place: Place | null; isNone: boolean };

/** Who takes the office: of the departure's sentence, then of those behind it, then of those before it. `org` is the company that is left. */
export function successorOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
  org: string | null,
): Succession {
  const none: Succession = { place: null, isNone: false };
  const heir = heirOf(view, leaver);
  if (heir) return { place: placeIn(view, heir.start, heir.end), isNone: false };
  // Behind somebody else's leaving only who gets this very office is meant.
  let isStrict = false;
  let isOthers = false;
  let isNone = false;
  for (let index = view.index; index <= view.index + SUCCESSOR_SENTENCES && index < people.length; index++) {
    const other = people.at(index);
    if (other.sentence.field !== view.sentence.field || people.isOtherItem(view.index, index)) break;
    if (index > view.index + NEAR_SENTENCES) isStrict = true;
    const isAnothers = other !== view && tellsOfAnother(other, leaver);
    if (other !== view && (isAnothers || isOfAnotherCompany(other, org))) {
      isStrict = isOthers = true;
      // 任命X为甲大区总裁，不再担任乙大区总裁；任命Y为乙大区总裁，不再担任丙大区总裁
      const inTurn = isAnothers ? followerIn(other, view, trigger, leaver, org) : null;
      if (inTurn) return { place: inTurn, isNone: false };
      continue;
    }
    // Farther away only this very office is meant, or whoever is said to follow him.
    const isMeant = !isOthers && pointsBack(other.text, leaver);
    const found = followerIn(other, view, trigger, leaver, isStrict && !isMeant ? org : undefined);
    if (found) return { place: found, isNone: false };
    isNone ||= NO_SUCCESSOR.test(other.text) && !(isStrict && index > view.index + NEAR_SENTENCES + 1);
  }
  if (isNone) return { place: null, isNone };
  if (trigger.kind === 'replaces') {
    const before = view.persons.filter((p) => p.spanEnd <= trigger.start).at(-1);
    return before ? { place: placeIn(view, before.start, before.end), isNone: false } : none;
  }
  for (let index = view.index - 1; index >= Math.max(0, view.index - EARLIER_SENTENCES); index--) {
    const other = people.at(index);
    if (other.sentence.field !== view.sentence.field || people.isOtherItem(view.index, index)) break;
    const found = followerIn(other, view, trigger, leaver, org);
    if (found) return { place: found, isNone: false };
  }
  return none;
}

/** Sentences behind the departure in which the successor may be told: the second often thanks or tells a career. */
const NEAR_SENTENCES = 2;

/** Sentences in which somebody who is said to get this very office is the successor. */
const SUCCESSOR_SENTENCES = 5;

/** 任命X为总经理。……原总经理Y离任: sentences back in which the new holder of the same office may be told. */
const EARLIER_SENTENCES = 3;

/** A sentence that tells of somebody else's leaving names his successor; 辞职报告自送达之日起生效 tells of nobody's. */
function tellsOfAnother(other: SentenceView, leaver: Leaver): boolean {
  const name = leaver.person?.name ?? '\u0000';
  return (
    findTriggers(other.text).length > 0 &&
    !other.text.includes(name) &&
    findTriggers(other.text).some((t) => other.persons.some((p) => p.spanEnd <= t.start && !isSuccessorSaid(other, p)))
  );
}

function isSuccessorSaid(view: SentenceView, person: PersonSpan): boolean {
  return TAKES_OVER.test(view.text.slice(person.spanEnd, person.spanEnd + 30));
}

/** X的前任|Y: X followed Y. */
function heirOf(view: SentenceView, { person, view: own }: Leaver): PersonSpan | null {
  if (person === null || own !== view) return null;
  return (
    view.persons.find(
      (p) =>
        p.spanEnd < person.start && /^的(?:上一任|前任)[^，。；]{0,8}$/u.test(view.text.slice(p.spanEnd, person.start)),
    ) ?? null
  );
}

/** 接替他的是, 接替林予安的是, 两人离职后: what is told next is told of who left. */
function pointsBack(text: string, { person }: Leaver): boolean {
  return (
    /接替[他她其]的|接棒的|(?:[他她其]|[两二三]人)(?:离职|离任|卸任|辞职|退休)后/u.test(text) ||
    (person !== null && text.includes(`接替${person.name}的`))
  );
}

/** A word of every way in which somebody is said to take over; sentences without one are not searched for names. */
const MAY_FOLLOW =
  /接|继|代|顶替|管|任|挂帅|掌|承|带队|署理|执|选|主持|负责|指定|聘|委|推|核准|批|同意|提名|主管|交|传|移|托|打理|统|带领/u;

/** The person of a sentence who is said to take over. With `org` given (null: unknown) the very office must be told, at that company. */
function followerIn(
  other: SentenceView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
  org: string | null | undefined,
): Place | null {
  const { text } = other;
  if (!MAY_FOLLOW.test(text)) return null;
  const isStrict = org !== undefined;
  if (isStrict && !isOfCompany(other, org)) return null;
  for (const person of other.persons) {
    if (
      isSamePerson(person, leaver) ||
      /^(?:之[子女妻弟兄侄婿]|的(?:儿子|女儿|妻子|弟弟))/u.test(text.slice(person.spanEnd))
    )
      continue;
    if (
      isStrict
        ? !isGivenOffice(other, view, trigger, leaver, person)
        : !isInReachOf(other, view, trigger, leaver, person)
    )
      continue;
    if (takesOver(other, view, trigger, leaver, person)) return placeIn(other, person.start, person.end);
  }
  return null;
}

function takesOver(
  other: SentenceView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
  person: PersonSpan,
): boolean {
  const { text } = other;
  const before = text.slice(Math.max(0, person.start - 40), person.start);
  const after = text.slice(person.spanEnd, person.spanEnd + 34);
  const work = WORK_BEFORE.exec(before);
  if (work !== null && !isOwnField(text, work.groups!['field']!, leaver)) return false;
  if (TAKES_OVER.test(after)) return true;
  // 接替荀长青的是现任首席运营官|X
  const own = leaver.person?.name;
  if (own && NAMED_NEXT.test(before.replace(`接替${own}的`, '接替其的'))) return true;
  // 核准|X|甲银行行长的任职资格
  if (/(?:核准|批准|同意|批复)了?$/u.test(before) && /^[^，。；]{0,24}任职资格/u.test(after))
    return isSameOffice(other, view, trigger, leaver, person, true);
  // X任甲集团董事长，免去Y的甲集团董事长职务
  if (/^任(?![职期何满务命意])/u.test(after) && isSameOffice(other, view, trigger, leaver, person, true)) return true;
  if (NAMED_NEXT.test(before) || (/^变/u.test(trigger.word) && other === view && person.start === trigger.end))
    return true;
  // 将CEO一职|交给|首席产品官X
  if (/^(?:正式)?(?:交|传|让|移交|托付)/u.test(trigger.word) && other === view)
    return person.start >= trigger.end && person.start - trigger.end <= 16;
  const isAppointed =
    (APPOINTED_BEFORE.test(before) && APPOINTED_AFTER.test(after)) || (work !== null && WORK_AFTER.test(after));
  return isAppointed && (other !== view || isForSameOffice(view, trigger, leaver, person));
}

/** 技术团队由A代管，产品团队由B带队: with several fields told, the one that the office names. */
function isOwnField(text: string, field: string, leaver: Leaver): boolean {
  const offices = leaver.roles.map(({ role }) => role.text).join(' ');
  const told = [...text.matchAll(/(?<field>\p{Script=Han}{2})(?:团队|业务|部门|条线|板块|工作)[^，。；]{0,6}由/gu)].map(
    (m) => m.groups!['field']!,
  );
  const isNamed = told.some((f) => offices.includes(f));
  return told.length < 2 || !isNamed || offices.includes(field.slice(-2));
}

/** 索萨 is 马尔科·索萨, 安总 is 安如是. */
function isSamePerson(person: PersonSpan, leaver: Leaver): boolean {
  const own = leaver.person;
  if (!own) return false;
  return (
    own.name === person.name ||
    own.name.endsWith(`·${person.name}`) ||
    own.aliases.some((a) => a.text === person.name) ||
    (/(?:先生|女士|总)$/u.test(person.name) && own.name.startsWith(person.name.replace(/(?:先生|女士|总)$/u, '')))
  );
}

/** 另外，乙证券宣布，聘任X: another company than the one that is left is the subject. */
function isOfAnotherCompany(other: SentenceView, org: string | null): boolean {
  if (org === null || !/宣布|公告|聘任|任命|披露|发布|称|：/u.test(other.text)) return false;
  const [first] = other.orgs;
  if (!first || isSameName(first.text, org)) return false;
  const isSubject = /^(?:[^，。；]{0,4}[，：])?$/u.test(other.text.slice(0, first.start));
  return (
    isSubject &&
    /^[^，。；]{0,12}?(?:宣布|公告|聘任|任命|披露|发布|称|：)/u.test(other.text.slice(first.end)) &&
    !other.text.includes(org.slice(0, 2))
  );
}

/** 江陵农商行 and 江陵农商银行 begin alike. */
function isSameName(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a) || a.startsWith(b.slice(0, 2));
}

/** No other company is spoken of: a list goes from one company to the next. */
function isOfCompany(other: SentenceView, org: string | null): boolean {
  return other.orgs.every(
    (o) => org === null || o.text.includes(org) || org.includes(o.text) || o.text.startsWith(org.slice(0, 2)),
  );
}

function isInReachOf(
  other: SentenceView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
  person: PersonSpan,
): boolean {
  return other === view ? isInReach(view, trigger, leaver, person) : isSameOffice(other, view, trigger, leaver, person);
}

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
