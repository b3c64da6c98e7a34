import type { Claim } from '../types.ts';
import type { ArticleText } from './_article-text.ts';
import type { ClaimKind } from './_claim-kind.ts';
import { departureClaim } from './_departure-record.ts';
import { mergeDepartures } from './_departure-merge.ts';
import { findEnglishDepartures } from './_departure-en.ts';
import { findChineseDepartures } from './_departure-zh.ts';
import { peopleView } from './_people-view.ts';

/** An executive leaves, in one of the ways that change_type names. All persons and companies of the examples are invented. */
export const executiveDeparture: ClaimKind = {
  id: 'executive_departure',
  label: 'An executive leaves',
  surface: ['person', 'aliases', 'org', 'department', 'role', 'date', 'successor', 'next_employer'],
  find: findDepartures,
  examples: [],
  counterexamples: [],
};

function findDepartures(article: ArticleText): Claim[] {
  const drafts = article.isEnglish ? findEnglishDepartures(article) : findChineseDepartures(peopleView(article));
  return mergeDepartures(drafts).map((draft) => departureClaim(draft, 'executive_departure@1'));
}
