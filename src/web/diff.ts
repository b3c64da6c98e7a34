/** One stretch of a comparison: in both texts, only in the first, only in the second. */
export type DiffPart = { kind: 'same' | 'gone' | 'added'; text: string };

/** Words: runs of Latin letters and digits, single Chinese characters, runs of anything else. */
const WORDS = /[A-Za-z0-9]+|[\u3400-\u9fff]|[^A-Za-z0-9\u3400-\u9fff]+?/g;
/** Changes looked for. Two texts further apart have nothing in common that a reader could follow: they are shown whole. */
const MAX_CHANGES = 2500;
const MAX_WORDS = 20_000;

/** Compares two texts word by word (Myers' greedy algorithm); parts in order, neighbours of one kind joined. */
export function diffWords(a: string, b: string): DiffPart[] {
  const [left, right] = [(a.match(WORDS) ?? []).slice(0, MAX_WORDS), (b.match(WORDS) ?? []).slice(0, MAX_WORDS)];
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head++;
  let tail = 0;
  while (tail < left.length - head && tail < right.length - head && left.at(-1 - tail) === right.at(-1 - tail)) tail++;
  const middle = myers(left.slice(head, left.length - tail), right.slice(head, right.length - tail));
  return joined([
    { kind: 'same', text: left.slice(0, head).join('') },
    ...middle,
    { kind: 'same', text: tail ? left.slice(-tail).join('') : '' },
  ]);
}

function myers(a: string[], b: string[]): DiffPart[] {
  const max = Math.min(a.length + b.length, MAX_CHANGES);
  const offset = max + 1;
  const furthest = new Int32Array(2 * max + 3);
  const trail: Int32Array[] = [];
  for (let changes = 0; changes <= max; changes++) {
    trail.push(furthest.slice(offset - changes - 1, offset + changes + 2));
    for (let k = -changes; k <= changes; k += 2) {
      const down = k === -changes || (k !== changes && at(furthest, offset + k - 1) < at(furthest, offset + k + 1));
      let x = down ? at(furthest, offset + k + 1) : at(furthest, offset + k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, trail);
    }
  }
  return [
    { kind: 'gone', text: a.join('') },
    { kind: 'added', text: b.join('') },
  ];
}

const at = (row: Int32Array, index: number): number => row[index] ?? 0;

/** From the end back along the rows kept: `trail[d]` holds diagonals -d-1..d+1 as they stood before d changes. */
function walkBack(a: string[], b: string[], trail: Int32Array[]): DiffPart[] {
  const parts: DiffPart[] = [];
  let [x, y] = [a.length, b.length];
  for (let changes = trail.length - 1; changes >= 0; changes--) {
    const row = trail[changes] ?? new Int32Array();
    const centre = changes + 1;
    const k = x - y;
    const down = k === -changes || (k !== changes && at(row, centre + k - 1) < at(row, centre + k + 1));
    const before = down ? k + 1 : k - 1;
    const fromX = changes === 0 ? 0 : at(row, centre + before);
    const fromY = changes === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      parts.push({ kind: 'same', text: a[x - 1] ?? '' });
      x--;
      y--;
    }
    if (changes === 0) break;
    if (down) parts.push({ kind: 'added', text: b[y - 1] ?? '' });
    else parts.push({ kind: 'gone', text: a[x - 1] ?? '' });
    [x, y] = [fromX, fromY];
  }
  return parts.toReversed();
}

function joined(parts: DiffPart[]): DiffPart[] {
  const out: DiffPart[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part.text === '') continue;
    if (last?.kind === part.kind) last.text += part.text;
    else out.push({ ...part });
  }
  return out;
}
