/** Where somebody who leaves goes to: the words that lead to the new place; its name is read in _departure-next-name.ts. */
import type { ClaimStatus } from '../types.ts';
import { findTriggers, type Trigger } from './_departure-cues.ts';
import { nameOfPlace, officeAt, type Run } from './_departure-next-name.ts';
import type { Place } from './_departure-record.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';

export type NextEmployer = { place: Place; status: ClaimStatus };

/** 加入|X, 下一站是|X, 去向是|X, 创办了|X: how the place behind may be told. */
type Lead = 'joins' | 'founds' | 'moves' | 'stays' | 'holds';

const LEADS: readonly [Lead, RegExp][] = [
  [
    'joins',
    /(?<!的)(?:重新)?加入(?!者)|(?<!的)加盟(?!商|店|费|模式)|入职(?!培训|[^，。]{0,4}年)|跳槽(?:至|到|去|往)|转投|轉投|投奔|转战|转往|转奔|下一站(?:或|可能|将|预计|据传)?(?:会)?[是为系]|去向(?:是|为)|新东家(?:是|为)|去了|会去|投身于?|转至|赴(?=[^，。；]{2,20}(?:任职|任教|工作))|回到(?=[^，。；]{2,16}(?:任职|任教|工作|执教))/gu,
  ],
  [
    'founds',
    /创办(?!人)|创立(?!人)|创建|筹备|成立(?!于|以来|时间|仪式|大会|之|[一二三四五六七八九十两\d]+周?年|后|[^，。]{0,2}委员会|[^，。]{0,4}(?:专案|工作组|专班|小组))|新公司(?:名为|名叫|叫做?|取名)/gu,
  ],
  ['moves', /转赴|转任|调任|调往|调至|赴任|前往|前去|转岗(?:至|到)?/gu],
  // 辞职后将|在|控股股东处任职, 如今|在|海外一家引擎公司任职
  [
    'stays',
    /(?<=目前|现|现在|如今|将|将会|随后|之后|近期|已)(?:已)?在(?=[^，。；]{2,20}(?:处)?(?:任职|任教|工作|执教|担任|出任))|(?:任职|供职|就职)于/gu,
  ],
  // 将|出任|跨境电商公司蓝潮出海的CEO
  ['holds', /(?<=将|或|或将|会|可能|拟|后|，|已)(?:出任|担任)|成为|新身份(?:是|为)/gu],
];

/** A sentence behind the leaving must speak of what came after it: 茹颖目前已加入康赛生物. */
const AFTERWARDS =
  /目前|现已|现任|如今|(?<!此前)已|将|可能|或|有消息|的消息|传|据悉|未来|下一站|去向|新东家|证实|透露|成立|创办|新公司/u;
/** Sentences behind the leaving, of the same field, in which the new place is looked for. */
const NEXT_SENTENCES = 4;

export function nextEmployerOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  left: string | null,
  name: string | null,
): NextEmployer | null {
  const given = givenBefore(view, trigger, left);
  if (given) return given;
  // 对于湛青禾的去向，……: behind another one's leaving the person must be named.
  let isInterrupted = false;
  for (let index = view.index; index <= view.index + NEXT_SENTENCES && index < people.length; index++) {
    if (people.article.sentences[index]!.field !== view.sentence.field) break;
    const text = people.text(index);
    if (index > view.index) {
      const isOthers = name !== null && findTriggers(text).length > 0 && !isAbout(text, name);
      isInterrupted ||= isOthers;
      if (isOthers || (isInterrupted && !text.includes(name!))) continue;
      if (index > view.index + 1 && !(AFTERWARDS.test(text) && name !== null && isAbout(text, name))) continue;
    }
    const found = nextIn(people.at(index), index === view.index ? trigger : null, left, name);
    if (found) return found;
  }
  return null;
}

/** 汪洋帆任|中航物资集团|副总经理，不再担任翼翔通航总经理职务: the new post is told first. */
function givenBefore(view: SentenceView, trigger: Trigger, left: string | null): NextEmployer | null {
  if (trigger.kind !== 'gives_up') return null;
  const post = /(?<![现曾前历])任(?=[^，。；、]{4,30}，(?:同时)?$)/u.exec(view.text.slice(0, trigger.start));
  const run = post && officeAt(view, post.index + 1);
  if (!run || isKnownPlace(view.text, run, left)) return null;
  return { place: placeIn(view, run.start, run.end), status: 'reported' };
}

/** The sentence names the person or goes on with a pronoun: 茹颖目前…, 他可能会…. */
function isAbout(text: string, name: string): boolean {
  return text.includes(name) || /(?:^|[，：“])(?:而)?[他她其](?!他|她|中|实|余)/u.test(text);
}

function nextIn(
  view: SentenceView,
  trigger: Trigger | null,
  left: string | null,
  name: string | null,
): NextEmployer | null {
  const { text } = view;
  const from = trigger?.end ?? 0;
  const found: (NextEmployer & { at: number })[] = [];
  for (const [lead, pattern] of LEADS) {
    // 调往, 转岗, 跳槽 and 转投 are words of leaving and lead to a place themselves.
    const isOwn = trigger !== null && (lead === 'moves' ? /^[调转]/u : /^(?:跳槽|转投|轉投)/u).test(trigger.word);
    const start = isOwn ? trigger.start : from;
    for (const match of text.slice(start).matchAll(pattern)) {
      const at = start + match.index;
      const end = at + match[0].length;
      if (isOfSomebodyElse(view, from, at, name) || isCareer(text, at, end, match[0], lead)) continue;
      const run = lead === 'holds' ? officeAt(view, end) : nameOfPlace(view, end, lead);
      if (!run || isKnownPlace(text, run, left)) continue;
      found.push({ place: placeIn(view, run.start, run.end), status: statusOf(text, at, run, lead), at });
      break;
    }
  }
  const [first] = found.sort((a, b) => a.at - b.at);
  return first ? { place: first.place, status: first.status } : null;
}

/** The company he leaves, in whatever length it is written. */
function isKnownPlace(text: string, { start, end }: Run, left: string | null): boolean {
  const place = text.slice(start, end);
  return left !== null && (place.includes(left) || left.includes(place));
}

/** 副总经理甲辞职。副总经理乙辞职后将前往丙集团: the person named last before it is another one. */
function isOfSomebodyElse(view: SentenceView, from: number, at: number, name: string | null): boolean {
  const last = view.persons.filter((p) => p.start >= from && p.spanEnd <= at).at(-1);
  return last !== undefined && last.name !== name;
}

/** 2019年加入甲公司, 此前曾加入乙公司: a step of the career before. */
function isCareer(text: string, at: number, end: number, word: string, lead: Lead): boolean {
  if (lead === 'holds') return false;
  const clause = /[^，。；]*$/u.exec(text.slice(0, at))![0];
  if (/曾(?!经?(?:表示|称))|早年|毕业后/u.test(clause)) return true;
  if (/职于$/u.test(word) && /此前|长期|\d{4}|先后|一直|[他她]$/u.test(text.slice(0, at))) return true;
  return (
    /^(?:加入|加盟|入职|创办|创立|筹备)$/u.test(word) &&
    (/\d{4}年|(?:去|前|同)年[^，。；]{0,8}$|此前/u.test(clause) ||
      /^[^，。；]{1,12}后(?![将续])/u.test(text.slice(end)))
  );
}

/** 双方均未回应: nobody of those who would know says so. */
const UNANSWERED = /(?:未|没有)(?:予)?(?:作出|做出)?(?:回应|置评)|不予置评|不评论|不予评论/u;

function statusOf(text: string, at: number, { start, end }: Run, lead: Lead): ClaimStatus {
  const clause = text.slice(Math.max(0, at - 16), end + 12);
  if (/否认/u.test(text.slice(start))) return 'denied';
  if (UNANSWERED.test(text.slice(start)) || /或(?!者)|可能|传(?!媒|统|播|感)|猜测|据说|疑|有消息|消息称/u.test(clause))
    return 'rumoured';
  if (lead === 'moves' || lead === 'stays' || lead === 'holds')
    return /[将拟]/u.test(text.slice(Math.max(0, at - 6), at)) ? 'planned' : 'reported';
  return /将(?:于|加入|赴|会|正式)|计划|拟/u.test(clause) || /将$/u.test(text.slice(0, at)) ? 'planned' : 'reported';
}
