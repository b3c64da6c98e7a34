/** Who follows whom in English. */
import type { Place } from './_departure-record.ts';
import { isSamePerson, place, type Leaver, type Trigger, type View } from './_departure-view-en.ts';

/** "will be succeeded by X", "handing over to X" */
const LEADS_TO =
  /\b(?:succeeded by|replaced (?:as [^,.;]{2,60})?(?:on an interim basis )?by|handed? (?:over )?the (?:reins|baton)[^.;]{0,40} to|(?:successor|replacement)(?: is| will be|,)|succeed (?:him|her) (?:is|will be)|handing over to|in favou?r of)(?: [a-z ,-]{0,40})?$/i;
/** "has named X as interim chief" */
const NAMES =
  /\b(?:naming|tapping|appointing|promoting|names?|named|appoints?|appointed|hires?|hired|taps?|tapped|promotes?|promoted|chose|picked)(?: [a-z -]{0,30})?$/i;
/** "X will take over", "X has assumed her duties" */
const TAKES_OVER =
  /^,?[^.;]{0,60}?\b(?:(?:is |was |has been )?named (?:as )?(?:his |her |its |the )?(?:successor|replacement|interim)|(?:will|would) (?:take charge|succeed|replace|take over|oversee|run|fill in|serve as|become|step in|step up|lead|assume|act as)|succeeds?|takes? over|took over|taking over|has taken over|to (?:succeed|replace|take over)|replaces?|has been (?:named|appointed)|was (?:named|appointed)|steps (?:up|in)|becomes|serves as interim|(?:has |have )?assum(?:es?|ed|ing) (?:his|her|the|their)|fill(?:s|ing) in)\b/;

/** Who follows: of the sentence, the two behind it, or, when the sentence says whom somebody succeeds, that somebody. */
export function successorOf(wide: readonly View[], at: View | null, leaver: Leaver, trigger: Trigger): Place | null {
  const [view] = wide;
  if (view && trigger.side === 'object' && /succe|replac|over from/.test(trigger.word)) {
    const subject = view.persons.findLast((p) => p.end <= trigger.start && p.text !== leaver.person?.text);
    if (subject) return place(view, subject);
    const earlier = /^(?:She|He) /.test(view.text) ? at?.persons[0] : undefined;
    if (at && earlier) return place(at, earlier);
  }
  for (const other of wide.filter((v) => v.index >= (view?.index ?? 0)).slice(0, 3)) {
    for (const person of other.persons) {
      if (isSamePerson(person.text, leaver)) continue;
      const before = other.text.slice(0, person.start);
      const after = other.text.slice(person.end);
      const isNamed = NAMES.test(before) && /succe|replac|as\b|interim|to lead/i.test(after.slice(0, 90));
      if (LEADS_TO.test(before) || isNamed || TAKES_OVER.test(after)) return place(other, person);
    }
  }
  return null;
}
