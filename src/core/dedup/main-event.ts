import { dayOf, daysBetween } from '../text/calendar.ts';
import { plainText } from '../text/plain.ts';

/** What one claim of an article says of an event of the ledger. */
export type EventMention = {
  eventId: string;
  /** Who it is about, under every name the ledger knows; empty where nobody is named. */
  names: readonly string[];
  /** The posts, as the article words them. */
  roles: readonly string[];
  field: 'title' | 'text';
  start: number;
  /** Told in passing: a former post, an older departure. */
  isBackground: boolean;
  /** The day the ledger holds for it, as precise as it is known. */
  effectiveOn: string | null;
};

type Told = { title: string; text: string; publishedAt: string | null };

/** Title and opening say what a report is about: the opening is two or three sentences. Characters. */
const OPENING = 200;
/** An event of longer ago is told again, not reported. Days. */
const NEWS = 30;

/**
 * The events that an article reports, in the order of their ids: those that both its title and its opening name. What is mentioned further
 * down, told in passing or long past is none, so that a portrait with two departures in it and a round-up of old ones report neither.
 */
export function mainEvents(article: Told, mentions: readonly EventMention[]): string[] {
  const title = plainText(article.title);
  const opening = plainText(article.text.slice(0, OPENING));
  const main = mentions.filter((mention) => {
    if (mention.isBackground || isLongAgo(mention.effectiveOn, article.publishedAt)) return false;
    const names = mention.names.map(plainText).filter((name) => name.length > 1);
    const words = [...names, ...mention.roles.map(plainText)];
    const isInTitle = mention.field === 'title' || words.some((word) => title.includes(word));
    const isInOpening =
      (mention.field === 'text' && mention.start < OPENING) || names.some((name) => opening.includes(name));
    return isInTitle && isInOpening;
  });
  return [...new Set(main.map((mention) => mention.eventId))].sort();
}

function isLongAgo(effectiveOn: string | null, publishedAt: string | null): boolean {
  const [on, at] = [dayOf(effectiveOn), dayOf(publishedAt)];
  // A month or a year stands for its first day; it is long ago when its last day is.
  const slack = effectiveOn && effectiveOn.length < 5 ? 365 : effectiveOn && effectiveOn.length < 8 ? 31 : 0;
  return on !== null && at !== null && daysBetween(on, at) > NEWS + slack;
}

/** Whether two articles that begin a story each report the same: all main events of one are those of the other, and there is one. */
export function reportTheSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && a.length === b.length && a.every((event, i) => event === b[i]);
}
