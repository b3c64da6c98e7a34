/** The slots around a Chinese word of leaving, a file each, and the draft they make. */
import { dayOf, daysBetween, spanOf } from '../text/calendar.ts';
import type { ClaimStatus } from '../types.ts';
import { changeTypeOf, isFromOutside, statusOf, type Trigger } from './_departure-cues.ts';
import { dateOf } from './_departure-date.ts';
import { hirerOf } from './_departure-hirer.ts';
import { isBackground, isPartial } from './_departure-history.ts';
import { nextEmployerOf } from './_departure-next.ts';
import type { Leaver } from './_departure-offices.ts';
import { organisationOf } from './_departure-organisation.ts';
import { quoteAround, type DepartureDraft, type Place } from './_departure-record.ts';
import { rolesOf, behindOrganisation } from './_departure-roles.ts';
import { announcerOf, answerOf, attributionOf } from './_departure-source.ts';
import { successorOf } from './_departure-successor.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';
import type { AliasSpan, PersonSpan } from './names/aliases.ts';
import { organisationBefore } from './names/organisations.ts';

export function draftOf(people: PeopleView, view: SentenceView, trigger: Trigger, leaver: Leaver): DepartureDraft {
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
export function nextText(people: PeopleView, view: SentenceView): string {
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

/** Whether the date lies after publication: 12月31日, 本季度末, 明年. */
export function isAhead(people: PeopleView, date: DepartureDraft['date']): boolean {
  const anchor = dayOf(people.article.anchor);
  const span = date?.iso && date.precision !== 'week' ? spanOf(date.iso) : null;
  if (!anchor || !span || !date) return false;
  if (daysBetween(anchor, span.from) > 0) return true;
  // 月底, 季度末 of the running month: ahead until its last days.
  return /[底末]$/u.test(date.text) && date.precision === 'part_of_month' && daysBetween(anchor, span.to) > 3;
}
