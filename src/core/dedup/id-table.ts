/**
 * Article ids <-> small numbers, without an object per id: the characters stand in one array, a hash table of ordinals finds them.
 * An id that is put again gets a new ordinal and the old one is forgotten; ordinals are never used twice.
 */
export class IdTable {
  private slots = new Int32Array(1024);
  private starts = new Float64Array(1024);
  private units = new Uint16Array(16384);
  private used = 0;
  /** Ordinals given so far. */
  count = 0;

  /** A new ordinal for `id`, and the one it had before, or -1. */
  put(id: string): { ordinal: number; replaced: number } {
    if (this.count * 2 >= this.slots.length) this.rehash();
    const slot = this.slotOf(id);
    const replaced = this.slots[slot]! - 1;
    const ordinal = this.count++;
    this.write(id, ordinal);
    this.slots[slot] = ordinal + 1;
    return { ordinal, replaced };
  }

  /** The ordinal of `id`, or -1. */
  get(id: string): number {
    return this.slots[this.slotOf(id)]! - 1;
  }

  nameOf(ordinal: number): string {
    const units = this.units.subarray(this.starts[ordinal]!, this.starts[ordinal + 1]!);
    return Reflect.apply(String.fromCharCode, null, units) as string;
  }

  private write(id: string, ordinal: number): void {
    if (ordinal + 1 >= this.starts.length) {
      const starts = new Float64Array(this.starts.length * 2);
      starts.set(this.starts);
      this.starts = starts;
    }
    if (this.used + id.length > this.units.length) {
      const units = new Uint16Array(Math.max(this.units.length * 2, this.used + id.length));
      units.set(this.units);
      this.units = units;
    }
    for (let i = 0; i < id.length; i++) this.units[this.used + i] = id.charCodeAt(i);
    this.starts[ordinal] = this.used;
    this.used += id.length;
    this.starts[ordinal + 1] = this.used;
  }

  /** The slot that holds the current ordinal of `id`, or the free one where it belongs. */
  private slotOf(id: string): number {
    const mask = this.slots.length - 1;
    let slot = hashOf(id) & mask;
    for (let ordinal = this.slots[slot]! - 1; ordinal >= 0; ordinal = this.slots[slot]! - 1) {
      if (this.equals(ordinal, id)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private equals(ordinal: number, id: string): boolean {
    const start = this.starts[ordinal]!;
    if (this.starts[ordinal + 1]! - start !== id.length) return false;
    for (let i = 0; i < id.length; i++) if (this.units[start + i] !== id.charCodeAt(i)) return false;
    return true;
  }

  private rehash(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    for (const entry of old) if (entry) this.slots[this.slotOf(this.nameOf(entry - 1))] = entry;
  }

  get bytes(): number {
    return this.slots.byteLength + this.starts.byteLength + this.units.byteLength;
  }
}

function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
