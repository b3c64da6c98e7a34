/** The day of an English departure: that on which it takes effect, else the one told nearest to its verb. */
import { dayOf, daysBetween, spanOf } from '../text/calendar.ts';
import type { DateMention } from '../text/dates.ts';
import type { DepartureDraft } from './_departure-record.ts';
import { place, type Trigger, type View } from './_departure-view-en.ts';

/** "PITTSBURGH, Feb. 5, 2025 /NewsLine/ --", "June 19 (Reuters) -": where and when it was written. */
const DATELINE = /^(?:,? \d{4})?(?: \([A-Z][\w ]{1,20}\)| ?\/[^/]{2,24}\/)? ?[-–—]{1,2} /;
/** "will step down", "is leaving": of what is still to come the day of its announcement says least. */
const AHEAD = /\b(?:will|to|(?:is|are) (?:\w+ing)|plans?|intends?|would)\b/;
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
  const isAhead = AHEAD.test(text.slice(Math.max(0, trigger.start - 24), trigger.end));
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
  if (told || !best || cost(best) > 120) return told ?? null;
  const date = dateAt(view, best);
  return isAhead && best.start >= trigger.end ? yetToCome(date, anchor) : date;
}

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
