/**
 * Bodies that stand twice on a page, as a desktop and a mobile copy do: the first one stays.
 * Works on lines, not on elements, so that siblings, wrappers one after the other and interleaved copies are all the same case.
 */

/** Below this length a line may well be said twice in one article (`首页`, `分享`, a refrain). */
const MIN_LINE_CHARS = 16;
/** A copy is a run of at least this many long lines that were all seen before; a pull quote or a teaser repeats one or two. */
const MIN_COPIED_LINES = 3;
/** Of the characters of a run this share must have been seen before: figures such as view counters differ between copies. */
const MIN_COPIED_SHARE = 0.85;
/** Two copies may be shuffled together paragraph by paragraph: then nearly every long line of the whole stands twice. */
const MIN_SHUFFLED_SHARE = 0.8;

const keyOf = (line: string): string => line.replace(/[\s\p{P}\p{S}]+/gu, '');

/** For each line whether it belongs to a second copy. */
export function secondCopies(lines: readonly string[]): boolean[] {
  const keys = lines.map(keyOf);
  const seen = new Set<string>();
  const again = keys.map((key) => {
    const repeated = seen.has(key);
    seen.add(key);
    return repeated;
  });
  const isLong = (i: number): boolean => (keys[i]?.length ?? 0) >= MIN_LINE_CHARS;
  if (isShuffled(keys, again, isLong)) return again.map((repeated, i) => repeated && (keys[i]?.length ?? 0) > 0);
  const copies = lines.map(() => false);
  for (const [start, end] of copiedRuns(keys, again, isLong)) copies.fill(true, start, end);
  return copies;
}

function isShuffled(keys: readonly string[], again: readonly boolean[], isLong: (i: number) => boolean): boolean {
  const counts = new Map<string, number>();
  for (const [i, key] of keys.entries()) if (isLong(i)) counts.set(key, (counts.get(key) ?? 0) + 1);
  let once = 0;
  let twice = 0;
  for (const [key, count] of counts) {
    if (count > 1) twice += key.length;
    else once += key.length;
  }
  return (
    twice > 0 &&
    again.some(Boolean) &&
    [...counts.values()].filter((count) => count > 1).length >= 2 &&
    twice >= MIN_SHUFFLED_SHARE * (once + twice)
  );
}

/** Runs of lines between two long lines that are new, as long as they hold enough that was seen before. */
function copiedRuns(
  keys: readonly string[],
  again: readonly boolean[],
  isLong: (i: number) => boolean,
): [number, number][] {
  const runs: [number, number][] = [];
  let start = -1;
  let last = -1;
  let lines = 0;
  let copied = 0;
  let fresh = 0;
  const close = (): void => {
    if (start >= 0 && lines >= MIN_COPIED_LINES && copied >= MIN_COPIED_SHARE * (copied + fresh))
      runs.push([start, last + 1]);
    start = -1;
    lines = copied = fresh = 0;
  };
  for (let i = 0; i < keys.length; i += 1) {
    const chars = keys[i]?.length ?? 0;
    if (again[i] && (start >= 0 || isLong(i))) {
      if (start < 0) start = i;
      last = i;
      copied += chars;
      if (isLong(i)) lines += 1;
    } else if (start >= 0) {
      if (isLong(i)) close();
      else fresh += chars;
    }
  }
  close();
  return runs;
}

/** The lines without second copies, and what was left out. */
export function dropRepeatedBody(lines: readonly string[]): {
  kept: string[];
  cut: { reason: string; text: string }[];
} {
  const copies = secondCopies(lines);
  const dropped = lines.filter((_, i) => copies[i]);
  if (dropped.length === 0) return { kept: [...lines], cut: [] };
  return {
    kept: lines.filter((_, i) => !copies[i]),
    cut: [{ reason: 'second copy of the body', text: dropped.join('\n').slice(0, 500) }],
  };
}
