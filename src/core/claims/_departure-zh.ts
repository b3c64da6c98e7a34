/**
 * Departures in Chinese text: for every word of leaving who leaves (_departure-leaver.ts), then the slots around it,
 * a file each (_departure-date.ts and so on).
 */
import { dayOf, daysBetween, spanOf } from '../text/calendar.ts';
import type { ClaimStatus } from '../types.ts';
import { changeTypeOf, findTriggers, isFromOutside, statusOf, type Trigger } from './_departure-cues.ts';
import { introduced, isBeside, leaversOf, named, type Leaver } from './_departure-leaver.ts';
import { quoteAround, type DepartureDraft, type Place } from './_departure-record.ts';
import { dateOf } from './_departure-date.ts';
import { isBackground, isPartial } from './_departure-history.ts';
import { hirerOf } from './_departure-hirer.ts';
import { nextEmployerOf } from './_departure-next.ts';
import { organisationOf } from './_departure-organisation.ts';
import { announcerOf, answerOf, attributionOf } from './_departure-source.ts';
import { successorOf } from './_departure-successor.ts';
import { contrastIn, firstVersionOf, versionBefore, versionsOf } from './_departure-versions.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';
import type { AliasSpan, PersonSpan } from './names/aliases.ts';
import { organisationBefore } from './names/organisations.ts';
import { wordsOf } from './names/words.ts';

export function findChineseDepartures(people: PeopleView): DepartureDraft[] {
  const drafts: DepartureDraft[] = [];
  for (let i = 0; i < people.length; i++) {
    const triggers = findTriggers(people.text(i));
    if (JOINED.test(people.text(i))) drafts.push(...formerExecutives(people, people.at(i)));
    if (triggers.length === 0) continue;
    const view = people.at(i);
    for (const trigger of triggers)
      for (const leaver of leaversOf(people, view, trigger, triggers).filter((l) =>
        isPlausible(people, view, trigger, l),
      ))
        drafts.push(...tellingsOf(people, view, trigger, introduced(people, leaver)));
  }
  return drafts;
}

/** What a sentence tells of one leaving: one draft, or two where two sources of it contradict each other. */
function tellingsOf(people: PeopleView, view: SentenceView, trigger: Trigger, leaver: Leaver): DepartureDraft[] {
  const contrast = contrastIn(view.text);
  const whole = draftOf(people, view, trigger, leaver);
  if (!contrast) return [whole];
  if (trigger.end > contrast.at) return versionBefore(view, contrast, whole) ?? [whole];
  const first = firstVersionOf(view, contrast);
  const ofFirst = (v: SentenceView): SentenceView => (v === view ? first : v);
  const roles = leaver.roles.map(({ view: v, role }) => ({ view: ofFirst(v), role }));
  const draft = draftOf(people, first, trigger, { ...leaver, view: ofFirst(leaver.view), roles });
  return versionsOf(people, view, trigger, contrast, draft) ?? [whole];
}

/**
 * 离开, 走了 and 去世 are said of everybody: they count of somebody with an office, or when a company is left.
 * 总理离开北京 is a journey.
 */
function isPlausible(people: PeopleView, view: SentenceView, trigger: Trigger, leaver: Leaver): boolean {
  // 打算离开的用户: anybody.
  if (/^的(?:用户|人|员工|商家|消费者|玩家|顾客|学生|博主|主播)/u.test(view.text.slice(trigger.end))) return false;
  // 创始人X当年辞职创业, 老梁辞职开起网约车: how somebody began, no executive's leaving.
  const isFounder =
    leaver.roles.length === 0 || leaver.roles.some(({ role }) => /创始人|创办人|店主|站主/u.test(role.text));
  if (
    isFounder &&
    /^(?:后|并)?[，]?[^，。；]{0,6}(?:创业|创办|创立|回乡|返乡|回到[^，。；]{0,4}(?:老家|家乡)|开店|开起|开了)/u.test(
      view.text.slice(trigger.end),
    )
  )
    return false;
  const isWeak = /^(?:离开|走了|走人|告别|去世|逝世|病逝|病故|离世|辞世|出走|交棒|让贤|变(?:更)?为|解除|不再是)$/u.test(
    trigger.word,
  );
  if (!isWeak) return true;
  if (trigger.word === '不再是')
    return /^[^，。]{2,12}的一(?:员|份子)/u.test(view.text.slice(trigger.end)) && leaver.person !== null;
  // 原总编辑X逝世: had left before.
  if (/[去逝离辞]世|病[逝故]/u.test(trigger.word) && leaver.roles.some((r) => isFormerOffice(r))) return false;
  if (trigger.word !== '离开') return leaver.roles.length > 0;
  const { text } = view;
  const after = text.slice(trigger.end);
  if (wordsOf(text).places.has(trigger.end) || /^[^，。；]{0,12}时(?:，|$)/u.test(after)) return false;
  if (/(?:乘[^，。；]{0,8}|专机|准备|才|要|得以|无法|不能|允许|禁止)$/u.test(text.slice(0, trigger.start)))
    return false;
  const isCompany =
    /^(?:了)?(?:[^，。；]{0,14}的)?(?:公司|本公司|集团|企业|团队|该公司|这家|老东家)/u.test(after) ||
    // X系因个人发展原因离开
    /(?:原因|规划)(?:而|主动|选择)?$/u.test(text.slice(0, trigger.start)) ||
    // 离开工作了八年的甲公司
    /^(?:了)?(?:工作|任职|服务|效力|供职|奋斗|打拼|耕耘|自己|他|她|一手)[^，。；]{0,12}的/u.test(after) ||
    (/宣布$/u.test(text.slice(0, trigger.start)) && leaver.roles.length > 0) ||
    (/选择了?$/u.test(text.slice(0, trigger.start)) && view.roles.length > 0) ||
    view.orgs.some((o) => o.start >= trigger.end && o.start - trigger.end <= 1) ||
    isShortName(people, view, trigger.end);
  return (
    isCompany ||
    ((leaver.roles.length > 0 || leaver.how !== 'verbatim') && /^(?:了)?(?:[，。！；、：]|后|$)/u.test(after))
  );
}

/** 原|总编辑, 原知澜传媒|总编辑 */
function isFormerOffice({ view, role }: Leaver['roles'][number]): boolean {
  const org = view.orgs.find((o) => o.end <= role.start && role.start - o.end <= 2);
  return (
    /[原前]$/u.test(view.text.slice(0, role.start)) ||
    // 社区|原总编辑: a field word before it
    /[原前]$/u.test(view.text.slice(role.start, role.headStart)) ||
    (org !== undefined && /[原前]$/u.test(view.text.slice(0, org.start)))
  );
}

/** 他离开|焰峰 where 焰峰股份 was named: the first characters of an organisation of this sentence or the two before. */
function isShortName(people: PeopleView, view: SentenceView, at: number): boolean {
  const name = view.text.slice(at, at + 2);
  if (!/^\p{Script=Han}{2}$/u.test(name)) return false;
  for (let i = view.index; i >= Math.max(0, view.index - 2); i--)
    if (people.text(i).includes(name) && people.at(i).orgs.some((o) => o.text.startsWith(name))) return true;
  return false;
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
    const isFormer =
      [first.start, org?.start ?? -1].some((at) => /(?:前|原)$/u.test(view.text.slice(0, Math.max(0, at)))) ||
      /(?:^|[，。；：、“])[前原][^，。；、]{2,14}$/u.test(view.text.slice(0, first.start));
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

function draftOf(people: PeopleView, view: SentenceView, trigger: Trigger, leaver: Leaver): DepartureDraft {
  const text = view.text;
  const clause = clauseAround(text, trigger);
  const person = leaver.person;
  const place =
    person && leaver.view.text.slice(person.start, person.end) === person.name
      ? placeIn(leaver.view, person.start, person.end)
      : null;
  const realName = person && !place ? (person.aliases.length > 0 ? placeOfName(leaver.view, person) : null) : place;
  const source = attributionOf(people, view, trigger);
  const date = dateOf(people, view, trigger, leaver);
  const org = organisationOf(people, view, trigger, leaver);
  const successor = successorOf(people, view, trigger, leaver, org?.place.text ?? null);
  const next =
    nextEmployerOf(people, view, trigger, org?.place.text ?? null, person?.name ?? null) ??
    destinationOf(view, trigger, org?.place ?? null) ??
    hirerOf(people, person?.name ?? null, org?.place.text ?? null);
  const roles = rolesOf(view, trigger, leaver).map((role) => behindOrganisation(people, role, org?.place ?? null));
  const isOwnWord = person !== null && leaver.view === view && isOwn(view, person, trigger);
  // 将接替去年离职的X: the successor is to come, X has left.
  const hasLeft =
    trigger.kind === 'replaces' &&
    person !== null &&
    leaver.view === view &&
    /(?:离职|离任|辞职|退休|卸任|去职|离开)的$/u.test(text.slice(0, person.start));
  const ownStatus: ClaimStatus = hasLeft
    ? 'reported'
    : statusOf({
        clause,
        sentence: text,
        next: nextText(people, view),
        isFuture: isAhead(people, date),
        attribution: source?.text ?? null,
        isOwnWord,
        isFormal:
          Boolean(leaver.person?.gender) &&
          /申请辞去|辞任|退任|辞[职任]报告|不再担任(?:公司|本公司|本行|集团)|(?:辞去|不再担任)[^。；]{0,40}(?:职务|一职)/u.test(
            text,
          ),
      });
  // 11月28日，甲公司公布新一届管理层。此外，X不再续聘: what announces the day announces the leaving.
  const announcing = date && leaver.view === view ? sentenceWith(people, view, date) : null;
  const status: ClaimStatus =
    ownStatus === 'reported' && announcing !== null && !MERELY_MET.test(announcing) && !isFromOutside(announcing + text)
      ? 'confirmed'
      : ownStatus;
  // The day of a denial is not the day of a departure.
  const isDated = status !== 'denied' || isAhead(people, date);
  return {
    quote: quoteAround(
      view.sentence,
      view.text,
      { start: view.sentence.start + trigger.start, end: view.sentence.start + trigger.end },
      realName && leaver.view === view ? [realName] : [],
    ),
    trigger: placeIn(view, trigger.start, trigger.end),
    person: realName,
    aliases: [...(person?.aliases ?? []).map((a) => aliasAt(leaver.view, a)), ...courtesyNames(people, leaver)],
    org: org?.place ?? null,
    department: null,
    roles,
    date: isDated ? date : null,
    changeType: changeTypeOf(trigger.word, clause, isOwnWord),
    partial: isPartial(people, view, trigger, leaver, next !== null),
    successor: successor.place,
    successorNone: successor.isNone,
    nextEmployer: next?.place ?? null,
    nextStatus: next?.status ?? null,
    status,
    background: isBackground(people, view, trigger, date, leaver),
    attribution: answerOf(people, view, status, source) ?? source ?? announcerOf(people, view),
    how: { person: leaver.how, ...(org && { org: org.how }) },
  };
}

/** A meeting of shareholders that was held on a day announces nothing by itself. */
const MERELY_MET = /^(?=.*股东(?:大会|常会|会))(?!.*(?:公告|公布|宣布|披露|通告|通报|发布|决定|声明))/su;

/** The text of an earlier sentence that holds the place; null when it is the sentence itself. */
function sentenceWith(people: PeopleView, view: SentenceView, place: Place): string | null {
  const isOwn = place.start >= view.sentence.start && place.end <= view.sentence.end;
  if (isOwn || place.field !== view.sentence.field) return null;
  const index = people.article.sentences.findIndex(
    (s) => s.field === place.field && s.start <= place.start && place.end <= s.end,
  );
  return index < 0 ? null : people.text(index);
}

/** 安总没有透露下一站: how the sentences behind call the only person of that surname. */
function courtesyNames(people: PeopleView, { view, person }: Leaver): DepartureDraft['aliases'] {
  if (!person || !/^\p{Script=Han}{2,3}$/u.test(person.name)) return [];
  const called = new RegExp(
    `(?<![\\p{Script=Han}])${person.name[0]!}(?:总(?![经裁监部局编工会署理统台体共计额量数是之结决])|先生|女士)`,
    'u',
  );
  for (let i = view.index; i < Math.min(people.length, view.index + COURTESY_SENTENCES); i++) {
    const match = called.exec(people.text(i));
    if (!match || people.article.sentences[i]!.field !== view.sentence.field) continue;
    const place = placeIn(people.at(i), match.index, match.index + match[0].length);
    return [{ text: place.text, kind: '称谓', place }];
  }
  return [];
}

/** Sentences in which a courtesy name is looked for. */
const COURTESY_SENTENCES = 6;

/** The sentence behind, of the same field: where a rumour is confirmed or denied. */
function nextText(people: PeopleView, view: SentenceView): string {
  const next = view.index + 1;
  return next < people.length && people.article.sentences[next]!.field === view.sentence.field ? people.text(next) : '';
}

/** X在朋友圈宣布离开, X发布全员信，称…: who leaves says so himself. */
function isOwn(view: SentenceView, person: PersonSpan, trigger: Trigger): boolean {
  const gap = view.text.slice(person.spanEnd, trigger.start);
  if (
    gap.length > 40 ||
    /[。；：“]/u.test(gap) ||
    view.persons.some((p) => p.start >= person.spanEnd && p.end <= trigger.start)
  )
    return false;
  return (
    /^[^，。]{0,4}(?:宣布|宣佈)/u.test(gap) ||
    /^[^，。]{0,12}(?:全员信|内部信|公开信|告别信|公众号|长文|致信|朋友圈|发文|发帖|微博|社交媒体|内网)/u.test(gap)
  );
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
