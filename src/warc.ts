/**
 * The archive as WARC 1.1 (ISO 28500:2017), one gzip member per record, so that the usual tools read it and a record can be cut
 * out alone; and the way back, for our own files and those of other crawlers. Bodies are kept as the gate decoded them: headers
 * that speak of the transfer are renamed `X-Archive-Orig-…`, as other archiving tools do, and restored on import.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { brotliDecompressSync, createGunzip, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import type { CharsetEvidence, Page } from './core/types.ts';
import { canonicalUrl } from './core/url.ts';
import { messageOf, PermanentError } from './errors.ts';

/** A record larger than this is passed over and named; the gate itself keeps no larger page. */
const MAX_RECORD_BYTES = 100 * 1024 * 1024;
const MAX_HEADER_BYTES = 64 * 1024;
const CRLF = '\r\n';
/** Headers that describe the transfer and not the body we hold. */
const OF_TRANSFER = /^(?:content-encoding|transfer-encoding|content-length)$/;
const KEPT_AS = 'x-archive-orig-';

/** WARC bytes of an export: a description of the file, then one record per page in the order given. */
export async function* writeWarc(
  pages: AsyncIterable<Page> | Iterable<Page>,
  about: { software: string; operator: string; at: string },
): AsyncGenerator<Uint8Array> {
  const fields = [
    `software: ${about.software}`,
    `operator: ${about.operator}`,
    'format: WARC File Format 1.1',
    '',
  ].join(CRLF);
  yield record(
    'warcinfo',
    about.at,
    idFrom(sha('sha256', Buffer.from(fields + about.at)).toString('hex')),
    Buffer.from(fields),
    {
      'Content-Type': 'application/warc-fields',
    },
  );
  for await (const page of pages) yield pageRecord(page);
}

function pageRecord(page: Page): Uint8Array {
  // An address from elsewhere may hold letters that no URI does.
  const target = URL.canParse(page.finalUrl) ? new URL(page.finalUrl).href : page.finalUrl;
  const own = { 'Redwatch-Source': page.sourceId, 'Redwatch-Url': page.url, 'Redwatch-Requested': page.requestedUrl };
  const payload = `sha1:${base32(sha('sha1', page.body))}`;
  const isWeb = /^https?:/i.test(page.finalUrl);
  if (!isWeb) {
    const fields = {
      'WARC-Target-URI': target,
      'Content-Type': page.contentType ?? 'application/octet-stream',
      ...own,
    };
    return record('resource', page.fetchedAt, idFrom(page.id), Buffer.from(page.body), {
      ...fields,
      'WARC-Payload-Digest': payload,
    });
  }
  const lines = Object.entries(page.headers).map(
    ([name, value]) => `${OF_TRANSFER.test(name) ? KEPT_AS : ''}${name}: ${oneLine(value)}`,
  );
  const head = [
    `HTTP/1.1 ${page.status} ${page.status === 200 ? 'OK' : ''}`,
    ...lines,
    `content-length: ${page.body.length}`,
    '',
    '',
  ].join(CRLF);
  return record('response', page.fetchedAt, idFrom(page.id), Buffer.concat([Buffer.from(head, 'utf8'), page.body]), {
    ...{ 'WARC-Target-URI': target, 'Content-Type': 'application/http; msgtype=response', ...own },
    'WARC-Payload-Digest': payload,
  });
}

function record(
  type: string,
  date: string,
  id: string,
  block: Buffer,
  fields: Readonly<Record<string, string>>,
): Uint8Array {
  const all = {
    ...{ 'WARC-Type': type, 'WARC-Record-ID': id, 'WARC-Date': date, ...fields },
    ...{ 'WARC-Block-Digest': `sha1:${base32(sha('sha1', block))}`, 'Content-Length': String(block.length) },
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${oneLine(value)}`);
  return gzipSync(
    Buffer.concat([Buffer.from(['WARC/1.1', ...lines, '', ''].join(CRLF)), block, Buffer.from(CRLF + CRLF)]),
  );
}

function sha(kind: 'sha1' | 'sha256', bytes: Uint8Array): Buffer {
  return createHash(kind).update(bytes).digest();
}

/** A page's id in the form of a UUID, so that exporting twice gives the same record ids. */
function idFrom(hex: string): string {
  return `<urn:uuid:${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')}>`;
}

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

function oneLine(value: string): string {
  return value.replace(/[\r\n]+/g, ' ');
}

/** A page found in a WARC file, or a record that was passed over with the reason. */
export type Found = { page: Page } | { skipped: string; target: string | null };

export type ReadOptions = {
  /** How bodies are decoded; the caller's own, so that an imported page is judged as a fetched one. */
  decode: (bytes: Uint8Array, contentType: string | null) => { charset: string; charsetFrom: CharsetEvidence };
  /** Source of pages that do not name one. */
  sourceId: string;
};

/**
 * The pages of a WARC file (1.0 or 1.1, gzipped or not, ours or another crawler's), in order. `response` and `resource` records
 * become pages; requests, metadata and the like are passed over in silence, anything unreadable with a reason. Throws a
 * PermanentError when the file is not WARC at all.
 */
export async function* readWarc(chunks: AsyncIterable<Uint8Array>, options: ReadOptions): AsyncGenerator<Found> {
  for await (const { fields, block, problem } of records(new Bytes(unpacked(chunks)))) {
    const target = fields['warc-target-uri']?.replace(/^<|>$/g, '') ?? null;
    const type = fields['warc-type'];
    // "metadata://gnu.org/software/wget/…": what a tool says about itself.
    const isPage = type === 'response' || (type === 'resource' && !/^(?:metadata|dns|urn):/i.test(target ?? ''));
    if (!isPage) continue;
    if (problem) {
      yield { skipped: problem, target };
      continue;
    }
    try {
      const page = pageFrom(fields, block, target ?? '', options);
      if (page) yield { page };
    } catch (error) {
      yield { skipped: `the record cannot be read: ${messageOf(error)}`, target };
    }
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

type Fields = Readonly<Record<string, string>>;

async function* records(bytes: Bytes): AsyncGenerator<{ fields: Fields; block: Buffer; problem: string | null }> {
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

/** "Name: value" lines with continuation lines; names in lower case, a repeated one keeps its first value. */
function fieldsOf(lines: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  let last = '';
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (/^[ \t]/.test(line) && last !== '') fields[last] += ` ${line.trim()}`;
    else if (colon > 0) {
      last = line.slice(0, colon).trim().toLowerCase();
      fields[last] ??= line.slice(colon + 1).trim();
    }
  }
  return fields;
}

function pageFrom(fields: Fields, block: Buffer, target: string, { decode, sourceId }: ReadOptions): Page | null {
  const isResponse = fields['warc-type'] === 'response';
  if (isResponse && !/^application\/http/i.test(fields['content-type'] ?? '')) return null; // dns: records
  const http = isResponse
    ? readHttp(block)
    : { status: 200, headers: { 'content-type': fields['content-type'] ?? '' }, body: block };
  const contentType = http.headers['content-type'] || null;
  const url = fields['redwatch-url'] ?? canonicalUrl(target);
  const id = createHash('sha256').update(`${url}\n`).update(http.body).digest('hex');
  const date = new Date(fields['warc-date'] ?? '');
  if (Number.isNaN(date.getTime())) throw new PermanentError('its date is missing or unreadable');
  return {
    ...{
      id,
      sourceId: fields['redwatch-source'] ?? sourceId,
      url,
      requestedUrl: fields['redwatch-requested'] ?? target,
      finalUrl: target,
    },
    ...{ fetchedAt: date.toISOString(), status: http.status, headers: http.headers, contentType },
    ...decode(http.body, contentType),
    body: http.body,
  };
}

/** An HTTP message as it went over the wire, or as we wrote it. */
function readHttp(block: Buffer): { status: number; headers: Record<string, string>; body: Buffer } {
  const end = block.indexOf('\r\n\r\n');
  if (end < 0 || end > MAX_HEADER_BYTES) throw new PermanentError('its HTTP headers have no end');
  const [first = '', ...lines] = block.subarray(0, end).toString('utf8').split(CRLF);
  const status = Number(/^HTTP\/\d(?:\.\d)? (\d{3})/.exec(first)?.[1] ?? NaN);
  if (Number.isNaN(status)) throw new PermanentError(`its first line is ${JSON.stringify(first.slice(0, 40))}`);
  const read = fieldsOf(lines);
  const raw = block.subarray(end + 4);
  if (Object.keys(read).some((name) => name.startsWith(KEPT_AS))) return { status, headers: restored(read), body: raw };
  const plain = /\bchunked\b/i.test(read['transfer-encoding'] ?? '') ? joinChunks(raw) : raw;
  return { status, headers: read, body: unpack(plain, read['content-encoding'] ?? '') };
}

/** Our own export: the transfer's headers under their old names again. */
function restored(read: Fields): Record<string, string> {
  const own = Object.entries(read).filter(([name]) => !OF_TRANSFER.test(name));
  return Object.fromEntries(
    own.map(([name, value]) => [name.startsWith(KEPT_AS) ? name.slice(KEPT_AS.length) : name, value]),
  );
}

/** "1a\r\n<26 bytes>\r\n0\r\n\r\n" -> the 26 bytes. Some tools store bodies already joined: those are taken as they are. */
function joinChunks(raw: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < raw.length;) {
    const lineEnd = raw.indexOf(CRLF, at);
    const size =
      lineEnd < 0
        ? NaN
        : parseInt(/^[0-9a-fA-F]{1,8}(?=[;\s]|$)/.exec(raw.subarray(at, lineEnd).toString('latin1'))?.[0] ?? '', 16);
    if (Number.isNaN(size)) return parts.length === 0 ? raw : Buffer.concat(parts);
    if (size === 0) break;
    parts.push(raw.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts);
}

function unpack(body: Buffer, encoding: string): Buffer {
  const limit = { maxOutputLength: MAX_RECORD_BYTES };
  const coding = encoding.trim().toLowerCase();
  if (coding === 'br') return brotliDecompressSync(body, limit);
  if (coding === 'deflate') return inflateSync(body, limit);
  // Some tools unpack the body and leave the header: then there is no gzip mark.
  if (/gzip/.test(coding) && body[0] === 0x1f) return gunzipSync(body, limit);
  return body;
}
