/** The day of a departure: the one told nearest to its word of leaving, or the day on which it was announced. */
import type { DateMention } from '../text/dates.ts';
import type { Trigger } from './_departure-cues.ts';
import { isFollowed } from './_departure-history.ts';
import type { DepartureDraft } from './_departure-record.ts';
import type { Leaver } from './_departure-leaver.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';

/** The date nearest to the trigger: of its own clause first, then of the clauses before it, then behind it (最后工作日为1月9日). */
export function dateOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
): DepartureDraft['date'] {
  const text = view.text;
  if (isFollowed(view, leaver)) return null;
  const usable = view.dates.filter(
    (d) =>
      !/^(?:加入|入职|任职|创办|成立)/u.test(text.slice(d.end, d.end + 3)) &&
      !/(?:加入|入职|半年报|任职)$/u.test(text.slice(0, d.start)) &&
      // 沉寂一周后，公司承认: a span that has passed is no date.
      !(
        d.iso === null &&
        /[天周月年期日]后$/u.test(d.raw) &&
        !/^(?:正式|离|卸|辞|退|生效|将|再)/u.test(text.slice(d.end, d.end + 2))
      ),
  );
  const cost = (d: DateMention): number => {
    const isBefore = d.end <= trigger.start;
    const gap = isBefore ? text.slice(d.end, trigger.start) : text.slice(trigger.end, d.start);
    const commas = (gap.match(/[，,、]/gu) ?? []).length;
    const breaks = (gap.match(/[；;。]/gu) ?? []).length;
    const own =
      leaver.view === view &&
      leaver.person &&
      d.start - leaver.person.spanEnd >= 0 &&
      d.start - leaver.person.spanEnd <= 2
        ? -50
        : 0;
    const vague = d.raw === '刚刚' ? 100 : d.iso === null ? 60 : 0;
    return own + vague + gap.length + commas * 10 + breaks * 60 + (isBefore ? 0 : 30);
  };
  // 将于年底返岗: behind the leaving, in a clause of its own, a date must speak of the end.
  const isElsewhere = (d: DateMention): boolean => {
    if (d.start < trigger.end) return false;
    const gap = text.slice(trigger.end, d.start);
    const comma = Math.max(gap.lastIndexOf('，'), gap.lastIndexOf('：'), gap.lastIndexOf('；'));
    const rest = gap.slice(comma + 1) + (/^[^，。；]*/u.exec(text.slice(d.end))?.[0] ?? '');
    return comma >= 0 && !/最后|生效|交接|离任|离职|离开|辞|卸任|回国|届满|到期|正式|过渡|起|止|退|逝|告别/u.test(rest);
  };
  const best = usable.filter((d) => cost(d) < 140 && !isElsewhere(d)).sort((a, b) => cost(a) - cost(b))[0];
  return best ? dateAt(view, best) : announcedOn(people, view, trigger);
}

/** Sentences back to the one that says when it was announced. */
const ANNOUNCED_SENTENCES = 2;

/** 7月18日，三家公司公告董事长变动。甲公司董事长X辞职……: the day on which a sentence before says that all this was announced. */
function announcedOn(people: PeopleView, view: SentenceView, trigger: Trigger): DepartureDraft['date'] {
  const clause = view.text.slice(0, trigger.start);
  if (/(?:曾|此前|历任|早年|原定|传闻|否认|考虑)[^。；]*$/u.test(clause)) return null;
  for (let back = view.index; back >= Math.max(0, view.index - ANNOUNCED_SENTENCES); back--) {
    const other = people.at(back);
    if (other.sentence.field !== view.sentence.field) return null;
    const date = other.dates.find((d) => d.precision === 'day' && d.iso !== null);
    if (!date) continue;
    const isLead = /^(?:[^，。；]{0,8}，)?[^，。；]{0,14}$/u.test(other.text.slice(0, date.start));
    const isAnnounced = /^[^。；]{0,40}?(?:公告|公布|宣布|披露|召开|通告|发文|全员信|内部信|声明)/u.test(
      other.text.slice(date.end),
    );
    return isLead && isAnnounced && !/爆料|传闻|网传|否认|辟谣/u.test(other.text) ? dateAt(other, date) : null;
  }
  return null;
}

function dateAt(view: SentenceView, best: DateMention): DepartureDraft['date'] {
  const half = best.precision === 'half';
  return {
    ...placeIn(view, best.start, best.end),
    iso: half && best.iso ? best.iso.slice(0, 4) : best.iso,
    precision: half ? 'part_of_year' : best.precision,
    repaired: best.repaired,
  };
}
