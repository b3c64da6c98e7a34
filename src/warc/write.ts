/** Pages as WARC records. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Page } from '../core/types.ts';
import { CRLF, KEPT_AS, OF_TRANSFER } from './format.ts';

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
