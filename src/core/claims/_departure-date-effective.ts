/** The day on which a departure takes effect, on which it was decided, or on which the letter was handed in, told beside the leaving. */
import type { DateMention } from '../text/dates.ts';
import { findTriggers, type Trigger } from './_departure-cues.ts';
import { dateAt } from './_departure-date-announced.ts';
import type { Leaver } from './_departure-offices.ts';
import type { DepartureDraft } from './_departure-record.ts';
import type { PeopleView, SentenceView } from './_people-view.ts';

/** Sentences behind the departure in which the day it takes effect may be told: 上述任命自5月1日起生效. */
const EFFECTIVE_SENTENCES = 3;
const EFFECTIVE_AFTER =
  /^(?:起|开始|收市后|营业结束后)?(?:正式)?(?:生效|起(?:正式)?(?:离任|卸任|辞任|退任|不再|执行|施行|实施))|^(?:起)?送达(?:公司)?(?:董事会|监事会)?(?:之日|时|起|即)*生效/u;
const EFFECTIVE_BEFORE =
  /将[^，。；]{0,12}(?:交接|过渡|留任)[^，。；]{0,4}至$|(?:最后(?:一个)?(?:工作|上班|任职)(?:日|的一天)|最后一天|(?:离任|离职|辞任|退休|卸任|生效|离职生效)(?:的)?(?:日期|日|时间))(?:为|是|：|在|定为|将是|将为)?\s*$/u;
/** 自董事会审议通过之日起生效: the day is that of the meeting. */
const WHEN_PASSED = /(?:审议|表决)通过之日起/u;
/** 第十二次会议于|10月18日|召开，审议通过了上述事项 */
const PASSED = /^[^。；]{0,40}(?:审议|表决)?通过/u;
/** 于|2月10日|递交了书面报告 */
const HANDED_IN =
  /^(?:晚间?|[上下]午)?(?:向[^，。；]{1,14})?(?:递交|提交|提出|递上)了?[^，。；]{0,10}(?:报告|辞呈|辞职|申请|信函)/u;
/** 决定是在|11月29日|的干部大会上宣布的 */
const DECIDED = /^(?:[上下]午|晚间?)?的?[^，。；]{0,12}(?:会|大会|会议)上?(?:宣布|决定|通过)/u;

/** 自2025年3月31日起生效, 最后工作日为5月30日, 离任日期：…: of this sentence or one behind it that tells of nobody else's leaving. */
export function effectiveOn(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
  near: DateMention | null,
): DepartureDraft['date'] {
  let isShared = false;
  let isPassing = false;
  for (let i = view.index; i <= view.index + EFFECTIVE_SENTENCES && i < people.length; i++) {
    if (people.article.sentences[i]!.field !== view.sentence.field) return null;
    const text = people.text(i);
    if (i !== view.index && isOfSomebodyElse(people, i, leaver)) {
      isShared = true;
      continue;
    }
    // 两人的辞职报告自5月24日起生效: behind another one's leaving only what is said of all.
    if (isShared && !/[两二三四]人|上述|均/u.test(text)) return null;
    if (!/生效|最后|日期|起|至|结束|通过|递交|提交|提出|宣布|决定/u.test(text)) continue;
    isPassing ||= WHEN_PASSED.test(text);
    const other = people.at(i);
    const isEnd = (d: DateMention): boolean => {
      const after = text.slice(d.end);
      if (EFFECTIVE_AFTER.test(after) || EFFECTIVE_BEFORE.test(text.slice(0, d.start))) return true;
      // 任职将于下月15日结束
      if (/将于$/u.test(text.slice(0, d.start)) && /^(?:正式)?结束/u.test(after)) return true;
      if (d.precision !== 'day') return false;
      if (isPassing && PASSED.test(after) && !/^[同当]/u.test(d.raw)) return true;
      // Days of handing in and of deciding count only where the leaving itself has none of the calendar.
      return i !== view.index && !near?.iso && (HANDED_IN.test(after) || DECIDED.test(after));
    };
    const date = other.dates.find(
      (d) =>
        (d.iso !== null || d.precision === 'approx') &&
        !d.raw.startsWith('即日') &&
        isEnd(d) &&
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
