/** Text with the words of a search marked, in any case; what stands there stays as it stands. */
export function Hits({ text, words }: { text: string; words: readonly string[] }) {
  if (words.length === 0) return <>{text}</>;
  const lower = text.toLowerCase();
  // A folded text of another length (İ) would shift every place after it.
  if (lower.length !== text.length) return <>{text}</>;
  return (
    <>
      {cutAt(lower, words).map(([start, end, hit]) =>
        hit ? <mark class="hit">{text.slice(start, end)}</mark> : text.slice(start, end),
      )}
    </>
  );
}

/** Pieces of a text in order: start, end, and whether a word stands there. At most 200 hits. */
export function cutAt(lower: string, words: readonly string[]): [number, number, boolean][] {
  const wanted = words.map((word) => word.toLowerCase()).filter(Boolean);
  const pieces: [number, number, boolean][] = [];
  let done = 0;
  for (let count = 0; count < 200; count++) {
    const next = wanted
      .map((word) => ({ at: lower.indexOf(word, done), length: word.length }))
      .filter((hit) => hit.at >= 0)
      .sort((a, b) => a.at - b.at || b.length - a.length)[0];
    if (!next) break;
    if (next.at > done) pieces.push([done, next.at, false]);
    pieces.push([next.at, next.at + next.length, true]);
    done = next.at + next.length;
  }
  if (done < lower.length) pieces.push([done, lower.length, false]);
  return pieces;
}
