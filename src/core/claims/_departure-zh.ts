/**
 * Departures in Chinese text: for every word of leaving who leaves (_departure-leaver.ts), then the slots around it,
 * a file each (_departure-date.ts and so on).
 */
import { introduced } from './_departure-anaphor.ts';
import { findTriggers, type Trigger } from './_departure-cues.ts';
import { draftOf } from './_departure-draft.ts';
import { JOINED, formerExecutives } from './_departure-former.ts';
import { leaversOf } from './_departure-leaver.ts';
import type { Leaver } from './_departure-offices.ts';
import { isPlausible } from './_departure-plausible.ts';
import type { DepartureDraft } from './_departure-record.ts';
import { contrastIn, firstVersionOf, versionBefore, versionsOf } from './_departure-versions.ts';
import type { PeopleView, SentenceView } from './_people-view.ts';

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
