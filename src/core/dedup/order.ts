/** When an article appeared, as far as is known. Milliseconds. */
export type Appearance = { id: string; published: number | null; seen: number };

/** The day of it in UTC, in days since 1970: of the publication, or else of the first fetch. */
export const dayOfAppearance = ({ published, seen }: Pick<Appearance, 'published' | 'seen'>): number =>
  Math.floor((published ?? seen) / 86_400_000);

/**
 * Negative when `a` appeared before `b`: by publication, then by when it was first fetched, then by id. What gives no date comes after all
 * that do. A total order of the articles themselves, so that it is the same in whatever order they arrive.
 */
export function compareAppearance(a: Appearance, b: Appearance): number {
  const byDate = (a.published ?? Infinity) - (b.published ?? Infinity);
  return byDate || a.seen - b.seen || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
