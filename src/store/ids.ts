import { createHash } from 'node:crypto';

/**
 * Content ids: the first 128 bits of SHA-256 over the parts, hexadecimal. Parts are length-prefixed, so that ('ab','c') and
 * ('a','bc') differ. 128 bits: at 1e9 ids the chance of one collision is about 1e-21.
 */
export function contentId(...parts: (string | Uint8Array | null)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = part === null ? new Uint8Array() : typeof part === 'string' ? Buffer.from(part) : part;
    hash.update(`${part === null ? 'null' : bytes.length}:`).update(bytes);
  }
  return hash.digest('hex').slice(0, 32);
}

/** Text from the web as a Postgres column takes it: NULs and half surrogate pairs become U+FFFD. */
export function storable(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '\ufffd');
}
