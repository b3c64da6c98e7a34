/**
 * The end that the titles of one site share: no single page shows that `- 每日跨境观察站` is the site and not the headline,
 * twenty titles do.
 */
import { SEPARATOR } from './title.ts';

/** Fewer different headlines before an ending prove nothing. */
const HEADLINES_NEEDED = 3;
/** A site's ending stands on nearly all of its pages; a column's on some. */
const SHARE_NEEDED = 0.6;
const MAX_SUFFIX_CHARS = 60;

/**
 * The longest ending, separator included (` - 每日跨境观察站`), that at least 60 % of these titles of one site share after at least
 * three different headlines; `` when there is none. The titles are as the pages gave them, the ending not yet cut.
 */
export function commonSuffix(titles: readonly string[]): string {
  const headsBySuffix = new Map<string, Set<string>>();
  const distinct = [...new Set(titles)];
  for (const title of distinct) {
    for (const cut of title.matchAll(SEPARATOR)) {
      const suffix = title.slice(cut.index);
      if (cut.index === 0 || suffix.length > MAX_SUFFIX_CHARS || suffix.length === cut[0].length) continue;
      const heads = headsBySuffix.get(suffix) ?? new Set<string>();
      headsBySuffix.set(suffix, heads.add(title.slice(0, cut.index)));
    }
  }
  const needed = Math.max(HEADLINES_NEEDED, distinct.length * SHARE_NEEDED);
  const shared = [...headsBySuffix].filter(([, heads]) => heads.size >= needed).map(([suffix]) => suffix);
  return shared.sort((one, other) => other.length - one.length)[0] ?? '';
}

/** A title without the learnt ending, and what was cut; a title that is nothing but the ending stays whole. */
export function cutSuffix(title: string, suffix: string): { title: string; cut: string } {
  if (suffix === '' || title.length <= suffix.length || !title.endsWith(suffix)) return { title, cut: '' };
  return { title: title.slice(0, -suffix.length), cut: suffix };
}
