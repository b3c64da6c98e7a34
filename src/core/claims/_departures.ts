/** The departures of one article, found once for all kinds that are told from them: departure, next employer, succession, move. */
import type { Claim } from '../types.ts';
import type { ArticleText } from './_article-text.ts';
import { findEnglishDepartures } from './_departure-en.ts';
import { mergeDepartures } from './_departure-merge.ts';
import { quoteAround, type DepartureDraft, type Place } from './_departure-record.ts';
import { markRetold } from './_departure-retold.ts';
import { findChineseDepartures } from './_departure-zh.ts';
import { peopleView } from './_people-view.ts';

const told = new WeakMap<ArticleText, readonly DepartureDraft[]>();
const merged = new WeakMap<ArticleText, readonly DepartureDraft[]>();

/** Every telling, one for each word of leaving and each leaver. */
export function tellingsIn(article: ArticleText): readonly DepartureDraft[] {
  const known = told.get(article);
  if (known) return known;
  const drafts = article.isEnglish ? findEnglishDepartures(article) : findChineseDepartures(peopleView(article));
  told.set(article, drafts);
  return drafts;
}

/** One record for each departure. */
export function departuresIn(article: ArticleText): readonly DepartureDraft[] {
  const known = merged.get(article);
  if (known) return known;
  const drafts = mergeDepartures(tellingsIn(article));
  markRetold(drafts, article);
  merged.set(article, drafts);
  return drafts;
}

/** The quote for a slot that may stand in another sentence than the departure itself. */
export function quoteOf(article: ArticleText, place: Place): Place {
  const sentence = article.sentences.find(
    (s) => s.field === place.field && s.start <= place.start && place.end <= s.end,
  );
  return sentence ? quoteAround(sentence, sentence.text, place, []) : place;
}

/** A claim about a departure's person: who, from where, and the kind's own slots. */
export function personClaim(
  kind: string,
  quote: Place,
  args: Readonly<Record<string, unknown>>,
  places: readonly (readonly [slot: string, place: Place | null])[],
  said: Pick<Claim, 'status' | 'attribution'>,
): Claim {
  const cited = places.flatMap(([slot, place]) =>
    !place || (place.field === quote.field && place.start >= quote.start && place.end <= quote.end)
      ? []
      : [{ slot, field: place.field, start: place.start, end: place.end, quote: place.text }],
  );
  return {
    kind,
    field: quote.field,
    start: quote.start,
    end: quote.end,
    quote: quote.text,
    args,
    ...said,
    extractor: `${kind}@1`,
    ...(cited.length > 0 && { cited }),
  };
}
