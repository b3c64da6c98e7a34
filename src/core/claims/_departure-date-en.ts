/** The day of an English departure: that on which it takes effect, else the one told nearest to its verb. */
import { dayOf, daysBetween, spanOf } from '../text/calendar.ts';
import type { DateMention } from '../text/dates.ts';
import type { DepartureDraft } from './_departure-record.ts';
import { place, type Trigger, type View } from './_departure-view-en.ts';

/** "PITTSBURGH, Feb. 5, 2025 /NewsLine/ --", "June 19 (Reuters) -": where and when it was written. */
const DATELINE = /^(?:,? \d{4})?(?: \([A-Z][\w ]{1,20}\)| ?\/[^/]{2,24}\/)? ?[-–—]{1,2} /;
/** "will step down", "is leaving": of what is still to come the day of its announcement says least. */
const AHEAD = /\b(?:will|to|(?:is|are) (?:\w+ing)|plans?|intends?|would)\b/;
/** "plans to |leave", "his decision to |step down": what is ahead stands right before the verb; "promoted to risk officer, succeeding" does not. */
const AHEAD_OF = /\b(?:will|to|would|plans?|planned|intends?|intention|decision|due|set|about)(?: [a-z]+){0,2} $/;
const ANNOUNCED =
  /\b(?:said|says|announced|announces|told|wrote|named|names|appointed|reported|disclosed|post|statement|filing)\b/;
const EFFECTIVE = /\b(?:effective(?: as of| on| from)?|last day(?: at [^,.;]{2,30})? (?:is|was|will be)|as of|until) $/;

/** The day it takes effect, of this sentence or its neighbours; else the date nearest to the verb of leaving. */
export function dateOf(
  wide: readonly View[],
  view: View,
  trigger: Trigger,
  anchor: string | null,
): DepartureDraft['date'] {
  const { text } = view;
  const isAhead = AHEAD.test(trigger.word) || AHEAD_OF.test(text.slice(Math.max(0, trigger.start - 30), trigger.start));
  const cost = (d: DateMention): number => {
    const gap = d.start >= trigger.end ? text.slice(trigger.end, d.start) : text.slice(d.end, trigger.start);
    return (
      gap.length +
      (gap.match(/[,;]/g) ?? []).length * 15 +
      (d.iso === null ? 40 : 0) +
      (d.start < trigger.start ? 20 : 0) +
      (isAhead && isOfAnnouncement(text, d, trigger) ? 60 : 0) -
      (EFFECTIVE.test(text.slice(0, d.start)) ? 200 : 0)
    );
  };
  const usable = view.dates.filter(
    (d) =>
      !/\b(?:joined|since|joining|(?:co-)?founded(?: the (?:company|firm|startup|bank))?)(?: [A-Z]\w+)?(?: in)? $/.test(
        text.slice(0, d.start),
      ) &&
      !/^ months? after\b/.test(text.slice(d.end)) &&
      !(d.start < 40 && DATELINE.test(text.slice(d.end))),
  );
  const best = usable.sort((a, b) => cost(a) - cost(b))[0];
  if (best && cost(best) < 0) return dateAt(view, best);
  // "effective June 1. She succeeds Y": the day of both; "Y, who retired in August" left before.
  const isFollowed =
    /succe|replac/.test(trigger.word) &&
    !/^[^.;]{0,40}, who (?:has |had )?(?:retired|left|resigned|stepped|quit|departed)/.test(text.slice(trigger.end));
  const told = wide
    .filter((v) => v !== view && (v.index > view.index || isFollowed))
    .flatMap((v) => v.dates.filter((d) => EFFECTIVE.test(v.text.slice(0, d.start))).map((d) => dateAt(v, d)))[0];
  if (told) return told;
  if (!best || (cost(best) > FAR && !isSaidOf(text, best, trigger))) return announcedOn(wide, view);
  const date = dateAt(view, best);
  return isAhead && best.start >= trigger.end ? yetToCome(date, anchor) : date;
}

/** Cost from which on a date speaks of something else, unless it is that on which all this was said. */
const FAR = 120;

/** "X is leaving the company, he announced in a post on Thursday": the sentence ends with who said it and when. */
function isSaidOf(text: string, d: DateMention, trigger: Trigger): boolean {
  return (
    d.start >= trigger.end &&
    d.precision === 'day' &&
    ENDS_WITH_SAYING.test(text.slice(trigger.end, d.start)) &&
    /^[.,]?["”]?$|^ /.test(text.slice(d.end))
  );
}

const ENDS_WITH_SAYING =
  /[,"”] [^,;.]{0,80}\b(?:said|says|announced|wrote|told [a-z]+|disclosed|showed|confirmed)\b[^,;.]{0,60}$/;

/** The sentence before that says on which day all this was decided or made known; else a line of the article that is only a day. */
function announcedOn(wide: readonly View[], view: View): DepartureDraft['date'] {
  const before = wide.find((v) => v.index === view.index - 1 && v.sentence.field === view.sentence.field);
  const date = before?.dates.find((d) => d.precision === 'day' && d.iso !== null);
  if (before && date && DECIDED.test(before.text)) return dateAt(before, date);
  for (const v of wide) {
    const signed = v.dates.find((d) => d.precision === 'day' && d.iso !== null && !d.relative);
    if (v.sentence.field === 'text' && signed && v.text.trim().length - (signed.end - signed.start) <= 2)
      return dateAt(v, signed);
  }
  return null;
}

/** "Shareholders voted on Thursday to remove three directors", "has appointed X, it said on Wednesday": news of the leaving itself. */
const DECIDED = /\b(?:voted|appointed|named|removed|ousted|dismissed|announced)\b/;

/** "would step down at the end of September", told in June: a month without a year that is still ahead, not that of the year before. */
function yetToCome(date: DepartureDraft['date'], anchor: string | null): DepartureDraft['date'] {
  const [day, span] = [dayOf(anchor), date?.iso ? spanOf(date.iso) : null];
  if (!date?.iso || !day || !span || !/^\d{4}-\d\d$/.test(date.iso) || /\d{4}/.test(date.text)) return date;
  if (daysBetween(span.to, day) <= 0) return date;
  return { ...date, iso: `${Number(date.iso.slice(0, 4)) + 1}${date.iso.slice(4)}` };
}

/** "said on Wednesday that X would step down at the end of May": Wednesday is the day of saying. */
function isOfAnnouncement(text: string, d: DateMention, trigger: Trigger): boolean {
  const lead = text.slice(Math.max(0, d.start - 36), d.start);
  if (d.start >= trigger.end)
    return (
      ANNOUNCED.test(lead) && !AHEAD.test(lead) && lead.length > 0 && /[,"”]/.test(text.slice(trigger.end, d.start))
    );
  return ANNOUNCED.test(text.slice(Math.max(0, d.start - 36), Math.min(trigger.start, d.end + 36)));
}

function dateAt(view: View, date: DateMention): DepartureDraft['date'] {
  const half = date.precision === 'half';
  return {
    ...place(view, date),
    iso: half && date.iso ? date.iso.slice(0, 4) : date.iso,
    precision: half ? 'part_of_year' : date.precision,
    repaired: date.repaired,
  };
}
