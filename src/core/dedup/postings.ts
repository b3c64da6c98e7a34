/** Hashes that one look-up asks for at most: fingerprints hold 2,048 of a sketch and as many clauses. */
export const MAX_ASKED = 4096;

/** Makes an array of zeros; one that lies in shared memory can be read by other threads. */
export type NewArray = (length: number) => Int32Array;

/**
 * Hash -> articles, in typed arrays that grow in chunks and are never copied. One 32-bit posting holds 24 bits of the article's ordinal and
 * 8 bits of the hash that the bucket does not tell, so that one posting in 256 of a shared bucket is a stranger.
 * Memory: 4 bytes a bucket, and 16 bytes for every three postings of a bucket.
 */
export class Postings {
  private readonly heads: Int32Array;
  private readonly shift: number;
  private readonly first: number;
  private readonly newArray: NewArray;
  private readonly chunks: Int32Array[] = [];
  private blocks = 1; // block 0 stands for "none"
  private readonly keys = new Uint32Array(MAX_ASKED);
  private readonly starts = new Int32Array(MAX_ASKED);
  private readonly touched = new Int32Array(MAX_ASKED);

  /**
   * @param bits log2 of the number of buckets, 16 at least; about one bucket for every two to four postings is fastest
   * @param from @param to the part of all hashes that is held, between 0 and 1; others are passed over. Two ranges of one number of bits never
   * part a bucket, so that they hold together what one table would.
   * @param newArray called for the buckets at once and for each chunk as it is needed
   */
  constructor(bits: number, from = 0, to = 1, newArray: NewArray = (length) => new Int32Array(length)) {
    const bucketAt = (part: number): number => Math.round(part * 0x10000) * 2 ** (bits - 16);
    this.first = bucketAt(from);
    this.newArray = newArray;
    this.heads = newArray(bucketAt(to) - this.first);
    this.shift = 32 - bits;
  }

  /** Takes the next chunk of a table that somebody else adds to, who made it: this one reads along. */
  attach(chunk: Int32Array): void {
    this.chunks.push(chunk);
  }

  add(hash: number, ordinal: number): void {
    const key = spread(hash);
    const bucket = (key >>> this.shift) - this.first;
    if (bucket < 0 || bucket >= this.heads.length) return;
    const posting = ((key & 0xff) << 24) | ordinal;
    const head = this.heads[bucket]!;
    if (head) {
      const chunk = this.chunks[head >>> CHUNK_BITS]!;
      const at = (head & CHUNK_MASK) << 2;
      for (let i = 1; i < 3; i++) {
        if (chunk[at + i] === FREE) {
          chunk[at + i] = posting;
          return;
        }
      }
    }
    this.heads[bucket] = this.newBlock(posting, head);
  }

  private newBlock(posting: number, next: number): number {
    const block = this.blocks++;
    const chunk = (this.chunks[block >>> CHUNK_BITS] ??= this.newArray(4 << CHUNK_BITS));
    const at = (block & CHUNK_MASK) << 2;
    chunk[at] = posting;
    chunk[at + 1] = FREE;
    chunk[at + 2] = FREE;
    chunk[at + 3] = next;
    return block;
  }

  /**
   * Finds where the lists of many hashes begin and touches their first blocks; returns how many hashes are in the range held. In loops of
   * their own these loads do not wait for each other, which makes look-ups a twelfth faster (`npm run bench -- group index 2e5`).
   */
  locate(hashes: Int32Array): number {
    const { heads, keys, starts, touched, chunks, shift, first } = this;
    let n = 0;
    for (let i = 0; i < hashes.length && n < MAX_ASKED; i++) {
      const key = spread(hashes[i]!);
      const bucket = (key >>> shift) - first;
      if (bucket < 0 || bucket >= heads.length) continue;
      keys[n] = key;
      starts[n++] = heads[bucket]!;
    }
    for (let i = 0; i < n; i++) {
      const block = starts[i]!;
      touched[i] = block ? chunks[block >>> CHUNK_BITS]![(block & CHUNK_MASK) << 2]! : 0;
    }
    return n;
  }

  /** Reads the list of the `i`th hash that `locate` found. */
  readLocated(i: number, out: Int32Array): number {
    return this.readList(this.keys[i]!, this.starts[i]!, out);
  }

  /** Writes the ordinals filed under `hash` into `out`, the newest first; returns how many there are, at most `out.length`. */
  read(hash: number, out: Int32Array): number {
    const key = spread(hash);
    const bucket = (key >>> this.shift) - this.first;
    return bucket < 0 || bucket >= this.heads.length ? 0 : this.readList(key, this.heads[bucket]!, out);
  }

  private readList(key: number, start: number, out: Int32Array): number {
    const tag = (key & 0xff) << 24;
    let n = 0;
    for (let block = start; block;) {
      const chunk = this.chunks[block >>> CHUNK_BITS]!;
      const at = (block & CHUNK_MASK) << 2;
      for (let i = 2; i >= 0; i--) {
        const posting = chunk[at + i]!;
        if (posting === FREE || (posting ^ tag) >>> 24 !== 0) continue;
        if (n === out.length) return n;
        out[n++] = posting & MAX_ORDINAL;
      }
      block = chunk[at + 3]!;
    }
    return n;
  }

  get bytes(): number {
    return this.heads.byteLength + this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  }
}

/** Ordinals have 24 bits, and the last one marks a free place. */
export const MAX_ORDINAL = 0xffffff;
const FREE = -1;
/** 2^18 blocks of 16 bytes a chunk: 4 MB. */
const CHUNK_BITS = 18;
const CHUNK_MASK = (1 << CHUNK_BITS) - 1;

/** Sketch hashes are all small; multiplying by an odd constant moves their information into the bits that choose the bucket. */
function spread(hash: number): number {
  const h = Math.imul(hash, 0x9e3779b1);
  return (h ^ (h >>> 15)) >>> 0;
}
