/** Distinct articles that one look-up counts at most. */
export const MAX_COUNTED = 1 << 13;

/** What one part of the index found: for each article the weight and the number of the hashes it shares. Room for MAX_COUNTED. */
export type Tally = { ordinals: Int32Array; sums: Float64Array; hits: Uint16Array };

/**
 * Sums weights by ordinal in fixed arrays that are cleared by counting generations. Weights are whole numbers, so that sums come out the same in
 * whichever order and in however many parts they are added.
 */
export class Counter {
  private readonly keys = new Int32Array(MAX_COUNTED * 2);
  private readonly stamps = new Uint32Array(MAX_COUNTED * 2);
  private readonly sums = new Float64Array(MAX_COUNTED * 2);
  private readonly hits = new Uint16Array(MAX_COUNTED * 2);
  private readonly used = new Int32Array(MAX_COUNTED);
  private size = 0;
  private stamp = 0;
  /** Hashes that more articles carry than were followed: any article may share so many more. */
  cut = 0;

  clear(): void {
    this.size = 0;
    this.cut = 0;
    if (++this.stamp > 0xfffffff0) {
      this.stamps.fill(0);
      this.stamp = 1;
    }
  }

  private slotOf(key: number): number {
    const mask = this.keys.length - 1;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 15) & mask;
    while (this.stamps[slot] === this.stamp && this.keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  /** How often a key was added. */
  hitsOf(key: number): number {
    const slot = this.slotOf(key);
    return this.stamps[slot] === this.stamp ? this.hits[slot]! : 0;
  }

  add(key: number, weight: number, hits = 1): void {
    const slot = this.slotOf(key);
    if (this.stamps[slot] !== this.stamp) {
      if (this.size === MAX_COUNTED) return;
      this.stamps[slot] = this.stamp;
      this.keys[slot] = key;
      this.sums[slot] = 0;
      this.hits[slot] = 0;
      this.used[this.size++] = slot;
    }
    this.sums[slot]! += weight;
    this.hits[slot]! += hits;
  }

  /** Writes down what was counted. @returns of how many articles */
  tally({ ordinals, sums, hits }: Tally): number {
    for (let i = 0; i < this.size; i++) {
      const slot = this.used[i]!;
      ordinals[i] = this.keys[slot]!;
      sums[i] = this.sums[slot]!;
      hits[i] = this.hits[slot]!;
    }
    return this.size;
  }

  /** Adds what another part of the index counted of `found` articles. */
  merge({ ordinals, sums, hits }: Tally, found: number): void {
    for (let i = 0; i < found; i++) this.add(ordinals[i]!, sums[i]!, hits[i]!);
  }

  /** Of the articles that still stand, those of the greatest sums, newer ones first among equals. `isHere` by ordinal: 0 is gone. */
  best(limit: number, isHere: Uint8Array): number[] {
    const slots = this.used.subarray(0, this.size).filter((slot) => isHere[this.keys[slot]!] !== 0);
    const floor = slots.length > limit * 4 ? this.floorFor(slots, limit) : 0;
    const kept = floor ? slots.filter((slot) => this.sums[slot]! >= floor) : slots;
    return Array.from(kept)
      .sort((x, y) => this.sums[y]! - this.sums[x]! || this.keys[y]! - this.keys[x]!)
      .slice(0, limit)
      .map((slot) => this.keys[slot]!);
  }

  /** A sum that at least `limit` articles reach: spares sorting thousands that share one hash. */
  private floorFor(slots: Int32Array, limit: number): number {
    const levels = [8, 4, 2, 1.5, 1, 0.7, 0.5, 0.3].map((level) => level * ONE);
    return levels.find((level) => slots.reduce((n, slot) => n + (this.sums[slot]! >= level ? 1 : 0), 0) >= limit) ?? 0;
  }
}

/** The weight of a hash that no other article carries; one of `n` articles weighs 1/sqrt(n) of it, rounded. */
export const ONE = 1 << 16;
