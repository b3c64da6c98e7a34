/**
 * The archive as WARC 1.1 (ISO 28500:2017), one gzip member per record, so that the usual tools read it and a record can be cut
 * out alone; and the way back, for our own files and those of other crawlers. Bodies are kept as the gate decoded them: headers
 * that speak of the transfer are renamed `X-Archive-Orig-…`, as other archiving tools do, and restored on import.
 */

/** A record larger than this is passed over and named; the gate itself keeps no larger page. */
export const MAX_RECORD_BYTES = 100 * 1024 * 1024;
/** No header, of a record or of the HTTP message in it, is longer. */
export const MAX_HEADER_BYTES = 64 * 1024;
export const CRLF = '\r\n';
/** Headers that describe the transfer and not the body we hold. */
export const OF_TRANSFER = /^(?:content-encoding|transfer-encoding|content-length)$/;
export const KEPT_AS = 'x-archive-orig-';

export type Fields = Readonly<Record<string, string>>;

/** "Name: value" lines with continuation lines; names in lower case, a repeated one keeps its first value. */
export function fieldsOf(lines: readonly string[]): Record<string, string> {
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
