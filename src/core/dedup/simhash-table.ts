import { popcount } from './fingerprint.ts';

/**
 * All 64-bit SimHashes within three bits of a given one. Four tables, one for each 16-bit block: of two hashes that differ in three bits at
 * least one block is equal. Beside each ordinal stands the half of the hash that its block is not part of, so that almost every stranger in
 * a bucket is told without leaving the bucket. 40 bytes of memory an article, and up to 64 MB of blocks that are not full.
 */
export class SimhashTable {
  private readonly heads = Array.from({ length: 4 }, () => new Int32Array(0x10000));
  private readonly chunks: Int32Array[] = [];
  private blocks = 1;
  private low = new Uint32Array(1024);
  private high = new Uint32Array(1024);

  add(ordinal: number, simhash: bigint): void {
    const low = Number(simhash & 0xffffffffn);
    const high = Number(simhash >> 32n);
    if (ordinal >= this.low.length) [this.low, this.high] = [grown(this.low, ordinal), grown(this.high, ordinal)];
    this.low[ordinal] = low;
    this.high[ordinal] = high;
    this.put(0, low & 0xffff, ordinal, high);
    this.put(1, low >>> 16, ordinal, high);
    this.put(2, high & 0xffff, ordinal, low);
    this.put(3, high >>> 16, ordinal, low);
  }

  /** A block: how many entries, the next block, then the other halves, which every look-up reads, and their ordinals, which few do. */
  private put(table: number, bucket: number, ordinal: number, other: number): void {
    const heads = this.heads[table]!;
    let block = heads[bucket]!;
    if (block === 0 || this.chunkOf(block)[atOf(block)]! === PAIRS) {
      const fresh = this.blocks++;
      const chunk = this.chunkOf(fresh);
      chunk[atOf(fresh) + 1] = block;
      heads[bucket] = block = fresh;
    }
    const chunk = this.chunkOf(block);
    const at = atOf(block);
    const n = chunk[at]!++;
    chunk[at + 2 + n] = other;
    chunk[at + 2 + PAIRS + n] = ordinal;
  }

  private chunkOf(block: number): Int32Array {
    return (this.chunks[block >>> CHUNK_BITS] ??= new Int32Array(BLOCK << CHUNK_BITS));
  }

  /** Ordinals within three bits, unordered, each once; at most `limit`. */
  within3(simhash: bigint, limit: number): number[] {
    const low = Number(simhash & 0xffffffffn);
    const high = Number(simhash >> 32n);
    const found: number[] = [];
    this.scan(0, low & 0xffff, high, low, high, limit, found);
    this.scan(1, low >>> 16, high, low, high, limit, found);
    this.scan(2, high & 0xffff, low, low, high, limit, found);
    this.scan(3, high >>> 16, low, low, high, limit, found);
    return found;
  }

  private scan(
    table: number,
    bucket: number,
    other: number,
    low: number,
    high: number,
    limit: number,
    found: number[],
  ): void {
    for (let block = this.heads[table]![bucket]!; block && found.length < limit;) {
      const chunk = this.chunks[block >>> CHUNK_BITS]!;
      const at = atOf(block);
      const end = at + 2 + chunk[at]!;
      for (let i = at + 2; i < end; i++) {
        if (differsByMoreThan3(chunk[i]! ^ other)) continue;
        const ordinal = chunk[i + PAIRS]!;
        const distance = popcount(this.low[ordinal]! ^ low) + popcount(this.high[ordinal]! ^ high);
        if (distance <= 3 && found.length < limit && !found.includes(ordinal)) found.push(ordinal);
      }
      block = chunk[at + 1]!;
    }
  }

  get bytes(): number {
    return 4 * 0x40000 + this.low.byteLength * 2 + this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  }
}

/** Whether more than three bits are set: three are cleared, and one is left. Half the work of counting them all. */
function differsByMoreThan3(bits: number): boolean {
  let left = bits & (bits - 1);
  left &= left - 1;
  left &= left - 1;
  return left !== 0;
}

/** Entries of one block, and its size in 32-bit words: at 1e7 articles blocks of 15 gave 80,000 look-ups a second, of 31 140,000. */
const PAIRS = 31;
const BLOCK = 2 + 2 * PAIRS;
const CHUNK_BITS = 14;
const CHUNK_MASK = (1 << CHUNK_BITS) - 1;
const atOf = (block: number): number => (block & CHUNK_MASK) * BLOCK;

function grown(column: Uint32Array<ArrayBuffer>, atLeast: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(column.length * 2, atLeast + 1));
  larger.set(column);
  return larger;
}
