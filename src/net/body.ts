/** Bytes of a response, decoded from its content codings and never more of them than the limit. */
import { Writable, type Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { messageOf } from '../errors.ts';
import { FetchFailure, GateRefusal } from './refusal.ts';

/** Node 20 has no zstd; later versions do, under these names. */
const zstd = zlib as typeof zlib & { createZstdDecompress?: (options?: object) => Transform };

/** What is asked for: only what can be undone. */
export const ACCEPT_ENCODING = zstd.createZstdDecompress ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br';

/** No honest server stacks more; every layer multiplies what a bomb can do. */
const MAX_CODINGS = 2;
const CHUNK = { chunkSize: 64 * 1024 };

export type Body = { bytes: Uint8Array; wireBytes: number };

/** Decoders in the order they are undone. `contentEncoding` is the header as received: `gzip`, `br, gzip`. */
function decodersFor(contentEncoding: string): Transform[] {
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MAX_CODINGS) {
    throw new GateRefusal('encoding', `the body is packed ${codings.length} times over; ${MAX_CODINGS} is the limit`);
  }
  return codings.reverse().map((coding) => {
    if (coding === 'gzip' || coding === 'x-gzip') return zlib.createGunzip(CHUNK);
    if (coding === 'deflate') return zlib.createInflate(CHUNK);
    if (coding === 'br') return zlib.createBrotliDecompress(CHUNK);
    if (coding === 'zstd' && zstd.createZstdDecompress) return zstd.createZstdDecompress(CHUNK);
    throw new GateRefusal(
      'encoding',
      `the body is packed as "${coding.slice(0, 40)}", which was not asked for and cannot be read here`,
    );
  });
}

/** Reads a response body. Refuses more than `maxBytes` decoded bytes as soon as they appear, so memory stays near the limit. */
export async function readBody(stream: Readable, contentEncoding: string, maxBytes: number): Promise<Body> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let wireBytes = 0;
  stream.on('data', (chunk: Uint8Array) => (wireBytes += chunk.length));
  stream.pause();
  const sink = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      size += chunk.length;
      if (size > maxBytes) {
        done(
          new GateRefusal('too-large', `the body is larger than ${maxBytes} bytes when unpacked; reading was stopped`),
        );
        return;
      }
      chunks.push(chunk);
      done();
    },
  });
  try {
    await pipeline([stream, ...decodersFor(contentEncoding), sink]);
  } catch (error) {
    stream.on('error', () => undefined).destroy();
    if (error instanceof GateRefusal) throw error;
    // Z_BUF_ERROR is a cut-off body, Z_DATA_ERROR a damaged one: both may be whole next time.
    if (isCodingError(error))
      throw new FetchFailure('protocol', `the packed body is damaged: ${messageOf(error)}`, { cause: error });
    throw error;
  }
  return { bytes: Buffer.concat(chunks, size), wireBytes };
}

function isCodingError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(Z_|ERR_BROTLI|ERR__ERROR_|ERR_ZSTD|ZSTD)/.test(code);
}
