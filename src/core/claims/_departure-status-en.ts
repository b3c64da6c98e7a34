/** How sure an English article is of a leaving: denied, rumoured, planned, confirmed by who should know, or reported. */
import { dayOf, daysBetween, spanOf } from '../text/calendar.ts';
import type { ClaimStatus } from '../types.ts';
import type { ArticleText } from './_article-text.ts';
import { ownPart } from './_departure-contrast-en.ts';
import type { DepartureDraft } from './_departure-record.ts';
import { isOwnVoice } from './_departure-source-en.ts';
import type { Leaver, Trigger, View } from './_departure-view-en.ts';

export const DENIED =
  /not going anywhere|\b(?:denied|denies|deny)\b[^.;]{0,110}(?:leav|resign|quit|depart|step|oust|exit)|no (?:plans?|intention) (?:to|of) (?:leav|resign|quit|step)|(?:false|untrue|baseless|not true)|(?:refus|declin)\w* to (?:resign|quit|step down)|will not (?:resign|quit|step down|leave)/i;

export function statusOf(
  article: ArticleText,
  view: View,
  trigger: Trigger,
  date: DepartureDraft['date'],
  attribution: string,
  wide: readonly View[],
  leaver: Leaver,
): ClaimStatus {
  const { text } = view;
  const near = text.slice(Math.max(0, trigger.start - 60), trigger.end + 30);
  if (DENIED.test(ownPart(view, trigger, leaver))) return 'denied';
  if (
    /\b(?:considering|mulling|weighing|might|could|reportedly|rumou?red|said to be|in talks|is thought to|is expected to|speculation)\b/i.test(
      near,
    ) ||
    /\bmay\b/.test(near)
  )
    return 'rumoured';
  if (
    /\b(?:will|(?<!(?:offered|forced|agreed) )to (?:step|leave|resign|retire|depart|exit|quit)|(?:is|are) (?:leaving|stepping|retiring|moving|departing|exiting)|plans? to|intends? to|set to|due to|decision to|would)\b/i.test(
      text.slice(Math.max(0, trigger.start - 60, text.lastIndexOf(';', trigger.start) + 1), trigger.end),
    ) ||
    isAhead(article.anchor, date) ||
    /^,? who (?:is|will|plans|intends|has announced|announced)\b[^.;]{0,50}?\b(?:retir|leav|step|depart|will)/.test(
      leaver.person ? leaver.view.text.slice(leaver.person.end) : '',
    )
  )
    return 'planned';
  // "has resigned, he said in a note": who leaves says so himself.
  if (/,["”]? (?:he|she) (?:said|wrote|announced)\b/.test(text.slice(trigger.end)) && leaver.view === view)
    return 'confirmed';
  const first = leaver.person?.text.split(' ')[0] ?? '\u0000';
  if (
    isOwnVoice(attribution, view) ||
    (leaver.person !== null && attribution.includes(leaver.person.text)) ||
    attribution.startsWith(first) ||
    wide.some((v) =>
      /\bcompany (?:has )?confirmed|confirmed (?:the news|the authenticity|his|her|the (?:departure|exit|resignation))/i.test(
        v.text,
      ),
    )
  )
    return 'confirmed';
  return 'reported';
}

function isAhead(anchor: string | null, date: DepartureDraft['date']): boolean {
  const [day, span] = [dayOf(anchor), date?.iso ? spanOf(date.iso) : null];
  return day !== null && span !== null && daysBetween(day, span.from) > 0;
}
