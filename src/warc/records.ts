/** A WARC file cut into its records, packed or not, without ever holding more than one. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf, PermanentError } from '../errors.ts';
import { CRLF, fieldsOf, MAX_HEADER_BYTES, MAX_RECORD_BYTES, type Fields } from './format.ts';

/** A record; `problem` says why its block was passed over. */
export type WarcRecord = { fields: Fields; block: Buffer; problem: string | null };

/** The records in order. Throws a PermanentError when the file is not WARC, damaged or cut short. */
export async function* recordsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<WarcRecord> {
  const bytes = new Bytes(unpacked(chunks));
  for (;;) {
    const text = (await bytes.head())?.replace(/^[\r\n]+/, '') ?? null;
    if (text === null) return;
    const [version = '', ...lines] = text.split(CRLF);
    if (!/^WARC\/\d\.\d+$/.test(version))
      throw new PermanentError(`expected a WARC record, got ${JSON.stringify(version.slice(0, 60))}`);
    const fields = fieldsOf(lines);
    const length = Number(fields['content-length'] ?? NaN);
    if (!Number.isSafeInteger(length) || length < 0)
      throw new PermanentError('a WARC record states no usable Content-Length');
    const isTooLarge = length > MAX_RECORD_BYTES;
    const block = await bytes.take(length, !isTooLarge);
    await bytes.take(4, false);
    yield { fields, block, problem: isTooLarge ? `the record is larger than ${MAX_RECORD_BYTES} bytes` : null };
  }
}

/** Undoes gzip, whose members simply follow each other; a plain file passes. */
async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  const first = await source.next();
  const all = async function* (): AsyncGenerator<Uint8Array> {
    for (let next = first; !next.done; next = await source.next()) yield next.value;
  };
  const isGzip = !first.done && first.value[0] === 0x1f && (first.value.length < 2 || first.value[1] === 0x8b);
  if (!isGzip) return yield* all();
  const gunzip = createGunzip();
  const input = Readable.from(all());
  input.on('error', (error) => gunzip.destroy(error));
  try {
    yield* input.pipe(gunzip) as AsyncIterable<Uint8Array>;
  } catch (error) {
    // Z_BUF_ERROR: the file ends early; Z_DATA_ERROR: it is damaged. Neither gets better by trying again.
    const isDamaged = typeof error === 'object' && error !== null && 'code' in error && /^Z_/.test(String(error.code));
    if (!isDamaged) throw error;
    throw new PermanentError(`the packed WARC file is cut short or damaged: ${messageOf(error)}`, { cause: error });
  }
}

/** Reads a stream of pieces by lines and lengths, holding no more than what was asked for. */
class Bytes {
  private held: Buffer = Buffer.alloc(0);
  private readonly source: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.source = chunks[Symbol.asyncIterator]();
  }

  private async more(): Promise<boolean> {
    const next = await this.source.next();
    if (next.done) return false;
    this.held = this.held.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.held, next.value]);
    return true;
  }

  /** The text up to an empty line, without it; null at the end of the file. */
  async head(): Promise<string | null> {
    for (;;) {
      const end = this.held.indexOf('\r\n\r\n');
      if (end >= 0 && end <= MAX_HEADER_BYTES) {
        const text = this.held.subarray(0, end).toString('utf8');
        this.held = this.held.subarray(end + 4);
        return text;
      }
      if (this.held.length > MAX_HEADER_BYTES) throw new PermanentError('a WARC header is larger than 64 KiB');
      if (!(await this.more())) {
        if (this.held.toString('latin1').trim() === '') return null;
        throw new PermanentError('the WARC file ends in the middle of a header');
      }
    }
  }

  /** The next `length` bytes; `keep` false passes over them. */
  async take(length: number, keep: boolean): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = length; left > 0;) {
      if (this.held.length === 0 && !(await this.more()))
        throw new PermanentError('the WARC file ends in the middle of a record');
      const part = this.held.subarray(0, left);
      if (keep) parts.push(part);
      left -= part.length;
      this.held = this.held.subarray(part.length);
    }
    return Buffer.concat(parts);
  }
}
