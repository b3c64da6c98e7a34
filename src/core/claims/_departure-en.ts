/** Departures in English text: who is the subject or object of a verb of leaving; the slots are read in _departure-slots-en.ts. */
import { findDates } from '../text/dates.ts';
import type { ArticleText } from './_article-text.ts';
import { FULL_NAME_SENTENCES, leaversOf } from './_departure-leaver-en.ts';
import { isPlausible } from './_departure-plausible-en.ts';
import type { DepartureDraft } from './_departure-record.ts';
import { draftOf, roleOf } from './_departure-slots-en.ts';
import type { Trigger, View } from './_departure-view-en.ts';
import { triggersOf } from './_departure-words-en.ts';
import { readEnglish, type Span } from './names/persons-en.ts';

export function findEnglishDepartures(article: ArticleText): DepartureDraft[] {
  const { sentences } = article;
  const known = new Set<string>();
  const views = new Map<number, View>();
  const at = (index: number): View => {
    const cached = views.get(index);
    if (cached) return cached;
    const sentence = sentences[index]!;
    const view = {
      ...withoutShorthand(readEnglish(sentence.text, known)),
      sentence,
      index,
      dates: findDates(sentence.text, article.anchor),
    };
    views.set(index, view);
    for (const p of view.persons) known.add(p.text);
    return view;
  };
  const drafts: DepartureDraft[] = [];
  for (let i = 0; i < sentences.length; i++) {
    drafts.push(...formerExecutives(article, at, i));
    const triggers = triggersOf(sentences[i]!.text);
    // Whole names come before surnames: what stands before is read first.
    if (triggers.length > 0) for (let k = Math.max(0, i - FULL_NAME_SENTENCES); k < i; k++) at(k);
    for (const trigger of triggers)
      for (const leaver of leaversOf(at, sentences.length, i, trigger).filter((l) => isPlausible(at(i), trigger, l)))
        drafts.push(draftOf(article, at, at(i), trigger, leaver));
  }
  return drafts;
}

/** Former Uber executive X joins Lyft: an older departure, told of where its holder went. */
function formerExecutives(article: ArticleText, at: (i: number) => View, index: number): DepartureDraft[] {
  const sentence = article.sentences[index]!.text;
  if (!/\b(?:[Ff]ormer|[Ee]x-)/.test(sentence) || !/\bjoin(?:s|ed|ing)?\b/.test(sentence)) return [];
  const view = at(index);
  return view.persons.flatMap((person) => {
    const role = roleOf(view, person);
    const joins = /^(?: has| is| will| to)? (join(?:s|ed|ing)?)\b/.exec(sentence.slice(person.end));
    if (
      !role ||
      !joins ||
      !/\b(?:[Ff]ormer|[Ee]x)[ -](?:[A-Z][\w&'’]*(?: [A-Z][\w&'’]*){0,3}['’s]* )?$/.test(sentence.slice(0, role.start))
    )
      return [];
    const end = person.end + joins[0].length;
    const trigger: Trigger = {
      start: end - joins[1]!.length,
      end: end - joins[1]!.length,
      word: joins[1]!,
      side: 'subject',
    };
    const draft = draftOf(article, at, view, trigger, { view, person, role });
    return [
      {
        ...draft,
        background: true,
        status: 'reported' as const,
        date: null,
        changeType: 'unspecified' as const,
        successor: null,
      },
    ];
  });
}

/** AI startup, EV maker: a field, no company. */
function withoutShorthand<V extends { orgs: Span[] | readonly Span[] }>(view: V): V {
  return {
    ...view,
    orgs: view.orgs.filter((o) => !/^(?:I['’].*|AI|EV|VR|AR|IT|IPO|US|UK|EU|CEO|CFO|COO|CTO)$/.test(o.text)),
  };
}
