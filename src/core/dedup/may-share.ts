/** A shorter sketch is too small a sample to refuse by. */
const SAMPLE = 16;
/** Least share of the shorter sketch in common of texts that are laid against each other; copies share a tenth at least. */
const LEAST_SKETCH = 0.05;

/** Whether so many hashes in common, of which the shorter sketch has `fewest`, let two texts have enough in common to be copies. */
export const isEnoughShared = (shared: number, fewest: number): boolean =>
  fewest < SAMPLE || shared >= LEAST_SKETCH * fewest;

/** The same for two sketches, both ascending. */
export function mayShare(x: readonly number[], y: readonly number[]): boolean {
  let shared = 0;
  for (let i = 0, j = 0; i < x.length && j < y.length;) {
    if (x[i] === y[j]) shared++;
    if (x[i]! < y[j]!) i++;
    else j++;
  }
  return isEnoughShared(shared, Math.min(x.length, y.length));
}
