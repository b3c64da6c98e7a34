/** What the finders of English departures hand each other: a sentence with its names, a word of leaving, who leaves. */
import type { DateMention } from '../text/dates.ts';
import type { FieldSentence } from './_article-text.ts';
import type { Place } from './_departure-record.ts';
import type { EnglishView, Span } from './names/persons-en.ts';

export type View = EnglishView & { sentence: FieldSentence; index: number; dates: DateMention[] };
export type Side = 'subject' | 'object' | 'possessor' | 'list';
export type Trigger = { start: number; end: number; word: string; side: Side };
/** `roleView` is where the office stands when that is not where the name stands. */
export type Leaver = { view: View; person: Span | null; role: Span | null; roleView?: View };

export function place({ sentence }: View, { start, end }: { start: number; end: number }): Place {
  return {
    field: sentence.field,
    start: sentence.start + start,
    end: sentence.start + end,
    text: sentence.text.slice(start, end),
  };
}

/** Aldous is Miriam Aldous. */
export function isSamePerson(name: string, leaver: Leaver): boolean {
  const own = leaver.person?.text ?? '\u0000';
  return own === name || own.endsWith(` ${name}`) || name.endsWith(` ${own}`);
}
