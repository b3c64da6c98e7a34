import { dayOf, daysBetween } from '../text/calendar.ts';
import { compareAppearance } from './order.ts';
import type { DedupArticle } from './prepared.ts';
import type { PlacedArticle } from './placed.ts';

/** Own reports join a story for this long after its first article, and up to this size; copies of its articles always do. */
const STORY_DAYS = 14;
const STORY_SIZE = 200;

/** Whether two stories may become one: begun within the window of each other, and together small enough. Without dates they may not. */
export function mayHoldBoth(a: StoryBounds, b: StoryBounds): boolean {
  const [x, y] = [dayOf(a.firstPublishedAt), dayOf(b.firstPublishedAt)];
  return x !== null && y !== null && Math.abs(daysBetween(x, y)) <= STORY_DAYS && a.size + b.size <= STORY_SIZE;
}
export type StoryBounds = { firstPublishedAt: string | null; size: number };

/** The story of `own` is young and small enough for an own report, and its earliest candidate reports this event too. */
export function mayJoin(
  article: DedupArticle,
  own: PlacedArticle,
  candidates: readonly PlacedArticle[],
  isOfCore: (core: PlacedArticle) => boolean,
): boolean {
  if ((own.storySize ?? 0) >= STORY_SIZE) return false;
  const [day, first] = [dayOf(article.publishedAt), dayOf(own.firstPublishedAt ?? null)];
  if (day && first && Math.abs(daysBetween(first, day)) > STORY_DAYS) return false;
  return isOfCore(
    coreOf(
      own.storyId,
      candidates.filter(({ id }) => id !== article.id),
    )!,
  );
}

/** The earliest candidate of a story. */
export function coreOf(storyId: string, candidates: readonly PlacedArticle[]): PlacedArticle | null {
  const story = candidates.filter((candidate) => candidate.storyId === storyId);
  return story.length ? story.reduce((x, y) => (isEarlier(y, x) ? y : x)) : null;
}

function isEarlier(a: PlacedArticle, b: PlacedArticle): boolean {
  if (a.appearance && b.appearance) return compareAppearance(a.appearance, b.appearance) < 0;
  return (a.publishedAt ?? '9') < (b.publishedAt ?? '9');
}
