/**
 * The day of a departure: that on which it takes effect, else the one told nearest to its word of leaving, else that of its announcement.
 * The label policy in test/eval/gold says which of several dates counts.
 */
import type { DateMention } from '../text/dates.ts';
import type { Trigger } from './_departure-cues.ts';
import { announcedOn, ANNOUNCES, dateAt, signedOn } from './_departure-date-announced.ts';
import { effectiveOn } from './_departure-date-effective.ts';
import { isFollowed } from './_departure-history.ts';
import type { Leaver } from './_departure-offices.ts';
import type { DepartureDraft } from './_departure-record.ts';
import type { PeopleView, SentenceView } from './_people-view.ts';

export function dateOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
): DepartureDraft['date'] {
  if (isFollowed(view, leaver)) return null;
  const near = nearestTo(view, trigger, leaver);
  if (near && isAtTrigger(view.text, near, trigger)) return dateAt(view, near);
  return (
    effectiveOn(people, view, trigger, leaver, near) ??
    (near ? dateAt(view, near) : (announcedOn(people, view, trigger) ?? signedOn(people, view)))
  );
}

/** 将于|9月1日|卸任: nothing but manner stands between. */
function isAtTrigger(text: string, date: DateMention, trigger: Trigger): boolean {
  return (
    date.iso !== null && date.end <= trigger.start && /^[^，。；：]{0,6}$/u.test(text.slice(date.end, trigger.start))
  );
}

/** The date nearest to the trigger: of its own clause first, then of the clauses before it, then behind it (最后工作日为1月9日). */
function nearestTo(view: SentenceView, trigger: Trigger, leaver: Leaver): DateMention | null {
  const { text } = view;
  const own = ownOfSeveral(view, trigger, leaver);
  if (own) return own;
  const usable = view.dates.filter((d) => isUsable(text, d) && !isElsewhere(view, d, trigger, leaver));
  const cost = (d: DateMention): number => costOf(text, d, trigger, leaver.view === view ? leaver : null);
  const rank = (d: DateMention): number => cost(d) + (ANNOUNCES.test(text.slice(d.end)) ? ANNOUNCED_RANK : 0);
  return usable.filter((d) => cost(d) < FAR).sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** A day of announcement yields to another that is at most so many characters farther away. */
const ANNOUNCED_RANK = 60;
/** Cost from which on a date speaks of something else. */
const FAR = 140;

/** 甲、乙已分别于2023年底和2024年8月离开: the date in the person's own place of the list. */
function ownOfSeveral(view: SentenceView, trigger: Trigger, leaver: Leaver): DateMention | null {
  const each = view.text.lastIndexOf('分别', trigger.start);
  if (each < 0 || leaver.view !== view || !leaver.person) return null;
  const dates = view.dates.filter((d) => d.start >= each && d.end <= trigger.start);
  const persons = view.persons.filter((p) => p.spanEnd <= each).slice(-dates.length);
  const place = persons.findIndex((p) => p.name === leaver.person!.name);
  return dates.length >= 2 && persons.length === dates.length && place >= 0 ? dates[place]! : null;
}

function isUsable(text: string, d: DateMention): boolean {
  const after = text.slice(d.end);
  return (
    !/^(?:加入|入职|任职|创办|成立)/u.test(after) &&
    !/(?:加入|入职|半年报|任职|出生|生于)$/u.test(text.slice(0, d.start)) &&
    !HEARD.test(after) &&
    // 沉寂一周后，公司承认: a span that has passed is no date.
    !(d.iso === null && /[天周月年期日]后$/u.test(d.raw) && !/^(?:正式|离|卸|辞|退|生效|将|再)/u.test(after)) &&
    // 一日内两名高管辞职: how fast it went.
    !(
      d.iso === null &&
      /[天周月年日]内$/u.test(d.raw) &&
      /^[，]?(?:[两二三四五六七八九数多\d]+[名位]|接连|相继|连续)/u.test(after)
    )
  );
}

/** 2月17日，有媒体报道称; 6月12日消息，知情人士透露: the day on which others told of it. */
const HEARD =
  /^(?:[上下]午|[早晚]间|晚|凌晨)?(?:，?(?:有|据|多家|一则)[^，。；]{0,6}(?:媒体|聊天记录)|消息，(?:据|多位|一位)?[^，。；]{0,4}(?:知情|业内)|援引)/u;

function costOf(text: string, d: DateMention, trigger: Trigger, leaver: Leaver | null): number {
  const isBefore = d.end <= trigger.start;
  const gap = isBefore ? text.slice(d.end, trigger.start) : text.slice(trigger.end, d.start);
  const commas = (gap.match(/[，,、]/gu) ?? []).length;
  const breaks = (gap.match(/[；;。]/gu) ?? []).length;
  const behindName = leaver?.person ? d.start - leaver.person.spanEnd : -1;
  const own = behindName >= 0 && behindName <= 2 && !ANNOUNCES.test(text.slice(d.end)) ? -50 : 0;
  // 即日起 is the day of the announcement, which a date may tell.
  const vague = d.raw === '刚刚' ? 100 : d.iso === null || d.raw.startsWith('即日') ? 60 : 0;
  return own + vague + gap.length + commas * 10 + breaks * 60 + (isBefore ? 0 : 30);
}

/** 将于年底返岗, 乙将于年底离开: behind the leaving, in a clause of its own, a date must speak of this end or of how it was made known. */
function isElsewhere(view: SentenceView, d: DateMention, trigger: Trigger, leaver: Leaver): boolean {
  if (d.start < trigger.end) return false;
  const gap = view.text.slice(trigger.end, d.start);
  const comma = Math.max(gap.lastIndexOf('，'), gap.lastIndexOf('：'), gap.lastIndexOf('；'));
  if (comma < 0) return false;
  const from = trigger.end + comma;
  if (view.persons.some((p) => p.start >= from && p.spanEnd <= d.start && p.name !== leaver.person?.name)) return true;
  const clause = gap.slice(comma + 1) + (/^[^，。；]*/u.exec(view.text.slice(d.end))?.[0] ?? '');
  return !OF_THE_END.test(clause);
}

const OF_THE_END =
  /最后|生效|交接|离任|离职|离开|辞|卸任|回国|届满|到期|正式|过渡|起|止|退|逝|告别|召开|(?:大会|会议)[^，。；]{0,8}(?:宣布|决定)/u;
