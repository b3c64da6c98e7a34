/** The day of a departure: that on which it takes effect, else the one told nearest to its word of leaving, else that of its announcement. */
import type { DateMention } from '../text/dates.ts';
import { findTriggers, type Trigger } from './_departure-cues.ts';
import { isFollowed } from './_departure-history.ts';
import type { DepartureDraft } from './_departure-record.ts';
import type { Leaver } from './_departure-offices.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';

/** The label policy in test/eval/gold says which of several dates counts. */
export function dateOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
): DepartureDraft['date'] {
  if (isFollowed(view, leaver)) return null;
  const near = nearestTo(view, trigger, leaver);
  if (near && isAtTrigger(view.text, near, trigger)) return dateAt(view, near);
  return effectiveOn(people, view, trigger, leaver) ?? (near ? dateAt(view, near) : announcedOn(people, view, trigger));
}

/** 将于|9月1日|卸任: nothing but manner stands between. */
function isAtTrigger(text: string, date: DateMention, trigger: Trigger): boolean {
  return (
    date.iso !== null && date.end <= trigger.start && /^[^，。；：]{0,6}$/u.test(text.slice(date.end, trigger.start))
  );
}

/** What announces on a day: 6月5日宣布, 周二在内部信中告诉员工. */
const ANNOUNCES =
  /^(?:[上下]午|[早晚]间|晚|傍晚|深夜)?[^，。；：]{0,16}?(?:公告|公布|宣布|披露|召开|通告|发文|全员信|内部信|声明|回应|表示|告诉|消息|发布|官宣|讯|通报|研究决定)/u;

/** The date nearest to the trigger: of its own clause first, then of the clauses before it, then behind it (最后工作日为1月9日). */
function nearestTo(view: SentenceView, trigger: Trigger, leaver: Leaver): DateMention | null {
  const { text } = view;
  const usable = view.dates.filter((d) => isUsable(text, d) && !isElsewhere(text, d, trigger));
  const cost = (d: DateMention): number => costOf(text, d, trigger, leaver.view === view ? leaver : null);
  const rank = (d: DateMention): number => cost(d) + (ANNOUNCES.test(text.slice(d.end)) ? ANNOUNCED_RANK : 0);
  return usable.filter((d) => cost(d) < FAR).sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** A day of announcement yields to another that is at most so many characters farther away. */
const ANNOUNCED_RANK = 60;
/** Cost from which on a date speaks of something else. */
const FAR = 140;

function isUsable(text: string, d: DateMention): boolean {
  return (
    !/^(?:加入|入职|任职|创办|成立)/u.test(text.slice(d.end, d.end + 3)) &&
    !/(?:加入|入职|半年报|任职|出生|生于)$/u.test(text.slice(0, d.start)) &&
    // 沉寂一周后，公司承认: a span that has passed is no date.
    !(
      d.iso === null &&
      /[天周月年期日]后$/u.test(d.raw) &&
      !/^(?:正式|离|卸|辞|退|生效|将|再)/u.test(text.slice(d.end, d.end + 2))
    )
  );
}

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

/** 将于年底返岗: behind the leaving, in a clause of its own, a date must speak of the end or of how it was made known. */
function isElsewhere(text: string, d: DateMention, trigger: Trigger): boolean {
  if (d.start < trigger.end) return false;
  const gap = text.slice(trigger.end, d.start);
  const comma = Math.max(gap.lastIndexOf('，'), gap.lastIndexOf('：'), gap.lastIndexOf('；'));
  const clause = gap.slice(comma + 1) + (/^[^，。；]*/u.exec(text.slice(d.end))?.[0] ?? '');
  return comma >= 0 && !OF_THE_END.test(clause);
}

const OF_THE_END =
  /最后|生效|交接|离任|离职|离开|辞|卸任|回国|届满|到期|正式|过渡|起|止|退|逝|告别|召开|(?:大会|会议)[^，。；]{0,8}(?:宣布|决定)/u;

/** Sentences behind the departure in which the day it takes effect may be told: 上述任命自5月1日起生效. */
const EFFECTIVE_SENTENCES = 3;
const EFFECTIVE_AFTER =
  /^(?:起|开始|收市后|营业结束后)?(?:正式)?(?:生效|起(?:正式)?(?:离任|卸任|辞任|退任|不再))|^(?:起)?送达(?:公司)?(?:董事会|监事会)?(?:之日|时|起|即)*生效/u;
const EFFECTIVE_BEFORE =
  /将[^，。；]{0,12}(?:交接|过渡|留任)[^，。；]{0,4}至$|(?:最后(?:一个)?(?:工作|上班|任职)(?:日|的一天)|最后一天|(?:离任|离职|辞任|退休|卸任|生效|离职生效)(?:的)?(?:日期|日|时间))(?:为|是|：|在|定为|将是|将为)?\s*$/u;

/** 自2025年3月31日起生效, 最后工作日为5月30日, 离任日期：…: of this sentence or one behind it that tells of nobody else's leaving. */
function effectiveOn(people: PeopleView, view: SentenceView, trigger: Trigger, leaver: Leaver): DepartureDraft['date'] {
  let isShared = false;
  for (let i = view.index; i <= view.index + EFFECTIVE_SENTENCES && i < people.length; i++) {
    if (people.article.sentences[i]!.field !== view.sentence.field) return null;
    const text = people.text(i);
    if (i !== view.index && isOfSomebodyElse(people, i, leaver)) {
      isShared = true;
      continue;
    }
    // 两人的辞职报告自5月24日起生效: behind another one's leaving only what is said of all.
    if (isShared && !/[两二三四]人|上述|均/u.test(text)) return null;
    if (!/生效|最后|日期|起|至/u.test(text)) continue;
    const other = people.at(i);
    const date = other.dates.find(
      (d) =>
        (d.iso !== null || d.precision === 'approx') &&
        !d.raw.startsWith('即日') &&
        (EFFECTIVE_AFTER.test(text.slice(d.end)) || EFFECTIVE_BEFORE.test(text.slice(0, d.start))) &&
        !(i === view.index && isParted(view, trigger, leaver, d)),
    );
    if (date) return dateAt(other, date);
  }
  return null;
}

/** 甲离任；乙自5月1日起不再担任: a semicolon parts what is told of two persons. */
function isParted(view: SentenceView, trigger: Trigger, leaver: Leaver, date: DateMention): boolean {
  const [from, to] = date.start >= trigger.end ? [trigger.end, date.start] : [date.end, trigger.start];
  if (!view.text.slice(from, to).includes('；')) return false;
  return view.persons.some((p) => p.start >= from && p.spanEnd <= to && p.name !== leaver.person?.name);
}

/** A sentence that tells of another person's leaving. */
function isOfSomebodyElse(people: PeopleView, index: number, leaver: Leaver): boolean {
  if (findTriggers(people.text(index)).length === 0) return false;
  const { persons } = people.at(index);
  return persons.length > 0 && !persons.some((p) => p.name === leaver.person?.name);
}

/** Sentences back to the one that says when it was announced: a list goes on under its first line. */
const ANNOUNCED_SENTENCES = 5;

/** 7月18日，三家公司公告董事长变动。甲公司董事长X辞职……: the day on which a sentence before says that all this was announced. */
function announcedOn(people: PeopleView, view: SentenceView, trigger: Trigger): DepartureDraft['date'] {
  const clause = view.text.slice(0, trigger.start);
  if (/(?:曾|此前|历任|早年|原定|传闻|否认|考虑)[^。；]*$/u.test(clause)) return null;
  for (let back = view.index; back >= Math.max(0, view.index - ANNOUNCED_SENTENCES); back--) {
    const other = people.at(back);
    if (other.sentence.field !== view.sentence.field) return null;
    const date = other.dates.find((d) => (d.precision === 'day' && d.iso !== null) || d.precision === 'recent');
    if (!date) {
      // What lies farther back than two sentences with a date of another kind between is another story.
      if (other.dates.length > 0 && view.index - back >= 2) return null;
      continue;
    }
    const isLead = LEAD.test(other.text.slice(0, date.start));
    const isAnnounced = /^[^。；]{0,40}?(?:公告|公布|宣布|披露|召开|通告|发文|全员信|内部信|声明|决定|发布)/u.test(
      other.text.slice(date.end),
    );
    return isLead && isAnnounced && !/爆料|传闻|网传|否认|辟谣/u.test(other.text) ? dateAt(other, date) : null;
  }
  return null;
}

/** The day stands at the start of its sentence, or behind who meets: 董事会第八次会议于|7月25日|召开. */
const LEAD = /^(?:[^，。；]{0,8}，)?[^，。；]{0,14}$|^[^，。；]{2,40}(?:会议|大会)于$/u;

function dateAt(view: SentenceView, best: DateMention): DepartureDraft['date'] {
  const half = best.precision === 'half';
  return {
    ...placeIn(view, best.start, best.end),
    iso: half && best.iso ? best.iso.slice(0, 4) : best.iso,
    precision: half ? 'part_of_year' : best.precision,
    repaired: best.repaired,
  };
}
