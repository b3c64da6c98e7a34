/** The HTTP message inside a `response` record. */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { PermanentError } from '../errors.ts';
import { CRLF, fieldsOf, KEPT_AS, MAX_HEADER_BYTES, MAX_RECORD_BYTES, OF_TRANSFER, type Fields } from './format.ts';

/** An HTTP message as it went over the wire, or as we wrote it. */
export function readHttp(block: Buffer): { status: number; headers: Record<string, string>; body: Buffer } {
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
