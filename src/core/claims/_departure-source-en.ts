/** Who says that somebody leaves, in English. */
import type { Place } from './_departure-record.ts';
import { place, type View } from './_departure-view-en.ts';

const SAYS =
  /(?<who>(?:(?:the|a|an|its|two|three|several|people|sources?|one)\b[^,;."“”]{0,60}?|[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){0,4}(?: (?:CEO|spokesperson|spokesman|spokeswoman))?)) (?:said|says|told|confirm(?:ed|s)|announced|reported|reports|disclosed|denied|notified|wrote)\b|\baccording to (?<by>[^,;.]{2,70})/gi;

/** "Sir Malcolm Tennant, who …, said in a letter to shareholders": who left says it in the sentence behind. */
const OWN_LETTER =
  /^[^.;]{0,80}?\b(?:said|wrote) in (?:a|an|his|her) (?:[a-z]+ )?(?:letter|statement|post|memo|note|email)\b/;

/** "A spokesperson for Brightline confirmed the departures": of this sentence or one of those behind it. */
const CONFIRMS =
  /(?<who>(?:(?:a|the|an) (?:[a-z]+ )?(?:spokes\w+|representative|company)\b[^,;."“”]{0,40}?|\b[A-Z][\w&’-]{0,30}(?: [A-Z][\w&’-]{0,30}){0,3})) (?:has )?confirmed (?:the news|his|her|their|the (?:departures?|exits?|resignations?|moves?))/i;

export function attributionOf(wide: readonly View[], view: View): Place | null {
  for (const v of wide) {
    const match = v.index < view.index ? null : CONFIRMS.exec(v.text);
    if (match) return place(v, { start: match.index, end: match.index + match.groups!['who']!.length });
  }
  for (const v of wide) {
    // Before the leaving, only a sentence that names nobody can confirm it.
    if (v.index > view.index + 1 || (v.index < view.index && v.persons.length > 0)) continue;
    for (const match of v.text.matchAll(SAYS)) {
      if (
        /\b(?:has|have|had|was|were|is|are) (?:not )?(?:yet )?been |\b(?:was|is|were) (?:said|told|announced)/.test(
          match[0],
        )
      )
        continue;
      if (v !== view && !/confirm|denied/.test(match[0]) && !OWN_LETTER.test(v.text.slice(match.index))) continue;
      // "has resigned, he said in a note" is the leaver's word; "he said" of another sentence is anybody's.
      const isOwnWord = v === view && /^(?:he|she)\b/.test(match[0]) && /,["”]? $/.test(v.text.slice(0, match.index));
      if (/^(?:he|she|it|they|who)\b/i.test(match[0]) && !isOwnWord) continue;
      const by = match.groups?.['by'];
      const start = by ? match.index + match[0].length - by.length : match.index;
      return place(v, { start, end: match.index + match[0].length });
    }
  }
  return null;
}

/** "the carmaker said", "a spokesperson for Fernbay confirmed", "Fernbay announced": the company itself speaks. */
export function isOwnVoice(attribution: string, view: View): boolean {
  return VOICES.test(attribution) || view.orgs.some((o) => attribution.startsWith(o.text));
}

const VOICES =
  /(?:company|firm|board|spokes\w+|filing|group|club|bank|airline|carmaker|automaker|retailer|chipmaker|maker|startup|start-up|lender|insurer|carrier|utility|publisher|broadcaster|developer|miner|brewer|fund|statement)\b|confirmed/i;
