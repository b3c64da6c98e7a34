/** Bodies that stand twice on a page, as a desktop and a mobile copy do: the first one stays. */
import type { Article } from '../types.ts';

/** Below this length a line may well be said twice in one article (`首页`, `分享`, a refrain). */
const MIN_LINE_CHARS = 16;
/** A second copy repeats nearly every line; a refrain or a quoted lead repeats one or two. */
const MIN_REPEATED_SHARE = 0.8;

const keyOf = (line: string): string => line.replace(/[\s\p{P}\p{S}]+/gu, '');

/**
 * Removes a second run of lines that were all seen before. Works on siblings, wrappers one after the other and interleaved copies alike,
 * because it looks at lines, not at elements: when most of the long lines occur at least twice, every later occurrence goes.
 */
export function dropRepeatedBody(lines: readonly string[]): { kept: string[]; cut: Article['cut'] } {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const key = keyOf(line);
    if (key.length >= MIN_LINE_CHARS) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let once = 0;
  let repeated = 0;
  for (const [key, count] of counts) {
    if (count > 1) repeated += key.length;
    else once += key.length;
  }
  if (repeated === 0 || repeated < MIN_REPEATED_SHARE * (once + repeated)) return { kept: [...lines], cut: [] };
  const seen = new Set<string>();
  const kept: string[] = [];
  const dropped: string[] = [];
  for (const line of lines) {
    const key = keyOf(line);
    if (key !== '' && seen.has(key)) dropped.push(line);
    else kept.push(line);
    seen.add(key);
  }
  return { kept, cut: [{ reason: 'second copy of the body', text: dropped.join('\n').slice(0, 500) }] };
}
