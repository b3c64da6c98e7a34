/** The day on which a departure was made known, where the article tells no other. */
import type { DateMention } from '../text/dates.ts';
import type { Trigger } from './_departure-cues.ts';
import type { DepartureDraft } from './_departure-record.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';

/** What announces on a day: 6月5日宣布, 周二在内部信中告诉员工, and a dateline: 5月16日电. */
export const ANNOUNCES =
  /^(?:[上下]午|[早晚]间|晚|傍晚|深夜)?(?:电(?![池子商动力信视影器])|[^，。；：]{0,16}?(?:公告|公布|宣布|披露|召开|通告|发文|全员信|内部信|声明|回应|表示|告诉|消息|发布|官宣|讯|通报|研究决定))/u;

/** Sentences back to the one that says when it was announced: a list goes on under its first line. */
const ANNOUNCED_SENTENCES = 5;

/** 7月18日，三家公司公告董事长变动。甲公司董事长X辞职……: the day on which a sentence before says that all this was announced. */
export function announcedOn(people: PeopleView, view: SentenceView, trigger: Trigger): DepartureDraft['date'] {
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

/** The day under a company's own letter or filing, in a line of its own: 特此公告。某公司董事会 2025年2月11日. */
export function signedOn(people: PeopleView, view: SentenceView): DepartureDraft['date'] {
  const { sentences } = people.article;
  if (view.sentence.field !== 'text') return null;
  for (let i = sentences.length - 1; i >= Math.max(view.index + 1, sentences.length - SIGNATURE_LINES); i--) {
    const signed = people.at(i).dates.find((d) => d.precision === 'day' && d.iso !== null && !d.relative);
    if (signed && SIGNED.test(people.text(i).slice(0, signed.start)) && /^\s*$/u.test(people.text(i).slice(signed.end)))
      return dateAt(people.at(i), signed);
  }
  return null;
}

const SIGNATURE_LINES = 2;
/** Nothing but who signs stands before the day. */
const SIGNED = /^(?:[^，。；：]{0,40}(?:董事会|监事会|公司|CEO|集团|委员会)\s*|\s*)$|^本(?:公告|信|函)(?:发布|写)于$/u;

export function dateAt(view: SentenceView, best: DateMention): NonNullable<DepartureDraft['date']> {
  const half = best.precision === 'half';
  return {
    ...placeIn(view, best.start, best.end),
    iso: half && best.iso ? best.iso.slice(0, 4) : best.iso,
    precision: half ? 'part_of_year' : best.precision,
    repaired: best.repaired,
  };
}
