/** Our WARC files in the hands of a reader that is not ours (warcio), and its files in ours. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { WARCParser, WARCRecord, WARCSerializer } from 'warcio';
import type { Page } from '../src/core/types.ts';
import { PermanentError } from '../src/errors.ts';
import { decodeBytes } from '../src/net/charset.ts';
import { readWarc, type Found } from '../src/warc/read.ts';
import { writeWarc } from '../src/warc/write.ts';

const ABOUT = { software: 'Redwatch/0.1.0', operator: 'mailto:watch@example.com', at: '2025-12-29T02:00:00.000Z' };

function pageOf(n: number, body: Buffer, fields: Partial<Page> = {}): Page {
  const url = `https://news.example.com/t/${n}`;
  return {
    ...{ id: createHash('sha256').update(`${url}\n`).update(body).digest('hex'), sourceId: 'tide', url },
    ...{ requestedUrl: `${url}?from=feed`, finalUrl: `${url}/潮汐?x=1`, fetchedAt: '2025-12-29T02:00:00.123Z' },
    ...{ status: 200, contentType: 'text/html; charset=gbk', charset: 'gb18030', charsetFrom: 'header' as const, body },
    headers: {
      ...{ 'content-type': 'text/html; charset=gbk', 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' },
      ...{ etag: '"1"', 'x-title': '潮汐\r\nx-evil: 1', 'set-cookie': 'a=1, b=2' },
    },
    ...fields,
  };
}

const pages = [
  pageOf(1, iconv.encode('<p>听潮网络的沈知秋已于本月离职。</p>'.repeat(500), 'gbk')),
  pageOf(2, Buffer.alloc(0), { status: 404 }),
  pageOf(3, Buffer.from('\r\n\r\nWARC/1.1\r\nContent-Length: 9\r\n\r\n'), { charset: 'utf-8' }),
  pageOf(4, Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256))),
  pageOf(5, Buffer.from('%PDF'), {
    ...{ url: 'import:9f86d081', finalUrl: 'import:9f86d081', requestedUrl: 'import:9f86d081' },
    ...{ contentType: 'application/pdf', headers: { 'content-type': 'application/pdf' } },
  }),
];

async function ours(): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of writeWarc(pages, ABOUT)) parts.push(part);
  return Buffer.concat(parts);
}

async function foundUntilError(bytes: Uint8Array): Promise<{ pages: Found[]; error: unknown }> {
  const decode = (body: Uint8Array, type: string | null) => {
    const { charset, charsetFrom } = decodeBytes(body, type);
    return { charset, charsetFrom };
  };
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
  };
  const all: Found[] = [];
  try {
    for await (const each of readWarc(pieces(), { decode, sourceId: 'import' })) all.push(each);
    return { pages: all, error: null };
  } catch (error) {
    return { pages: all, error };
  }
}

async function found(bytes: Uint8Array): Promise<Found[]> {
  const { pages: all, error } = await foundUntilError(bytes);
  if (error !== null) throw error;
  return all;
}

const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');

/** RFC 4648 base 32 to hexadecimal, written apart from the product's own. */
function hexOf(digest: string | null | undefined): string {
  const letters = /^sha1:([A-Z2-7]{32})$/.exec(digest ?? '')?.[1] ?? '';
  let value = 0n;
  for (const letter of letters) value = value * 32n + BigInt('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter));
  return value.toString(16).padStart(40, '0');
}

describe('our archive in another reader', () => {
  it('is one described file and a record per page, with types, addresses, dates and headers as they were', async () => {
    const seen: unknown[] = [];
    for await (const record of WARCParser.iterRecords([await ours()])) {
      const { warcType, warcTargetURI, warcDate } = record;
      const status = record.getResponseInfo()?.status ?? null;
      seen.push([warcType, warcTargetURI ?? null, warcDate, status]);
      if (warcType !== 'response') continue;
      expect(record.warcHeaders.protocol).toBe('WARC/1.1');
      expect(record.httpHeaders?.headers.get('etag')).toBe('"1"');
      // Bodies are stored unpacked: no header may promise another form, and none may smuggle in a line.
      for (const name of ['content-encoding', 'transfer-encoding', 'x-evil'])
        expect(record.httpHeaders?.headers.has(name), name).toBe(false);
    }
    expect(seen).toEqual([
      ['warcinfo', null, ABOUT.at, null],
      ...pages.map(({ finalUrl, fetchedAt, status }) =>
        /^import:/.test(finalUrl)
          ? ['resource', finalUrl, fetchedAt, null]
          : ['response', new URL(finalUrl).href, fetchedAt, status],
      ),
    ]);
  });

  it('gives the same bytes, whose digests hold for block and payload', async () => {
    let n = 0;
    for await (const record of WARCParser.iterRecords([await ours()])) {
      if (record.warcType === 'warcinfo') continue;
      const payload = Buffer.from(await record.readFully(true));
      expect(payload.equals(pages[n++]?.body ?? Buffer.from('?'))).toBe(true);
      expect(hexOf(record.warcPayloadDigest)).toBe(sha1(payload));
    }
    expect(n).toBe(pages.length);
    let blocks = 0;
    for await (const record of WARCParser.iterRecords([await ours()], { parseHttp: false })) {
      const block = await record.readFully(false);
      expect(block.length).toBe(record.warcContentLength);
      expect(hexOf(record.warcBlockDigest)).toBe(sha1(block));
      blocks += 1;
    }
    expect(blocks).toBe(pages.length + 1);
  });

  it('can be cut at the offsets the reader finds: each piece is one gzip member with one record', async () => {
    const bytes = await ours();
    const parser = new WARCParser([bytes]);
    const cuts: [number, number][] = [];
    for await (const record of parser) {
      await record.skipFully();
      cuts.push([parser.offset, parser.recordLength]);
    }
    expect(cuts).toHaveLength(pages.length + 1);
    expect(cuts.reduce((sum, [, length]) => sum + length, 0)).toBe(bytes.length);
    for (const [offset, length] of cuts)
      expect(gunzipSync(bytes.subarray(offset, offset + length)).toString('latin1')).toMatch(/^WARC\/1\.1\r\n/);
  });
});

/** A record as warcio writes it. */
function theirs(n: number, body: Uint8Array, http: Record<string, string> = {}, gzip = true): Promise<Uint8Array> {
  const record = WARCRecord.create(
    {
      ...{
        type: 'response',
        url: `https://tide.example.com/t/${n}`,
        date: '2025-12-29T02:00:00Z',
        statusline: 'HTTP/1.1 200 OK',
      },
      ...{ warcVersion: 'WARC/1.0', httpHeaders: { 'Content-Type': 'text/html; charset=gbk', ...http } },
    },
    [body],
  );
  return WARCSerializer.serialize(record, { gzip });
}

const html = iconv.encode('<title>听潮网络换帅</title><p>沈知秋已于本月离职。</p>'.repeat(30), 'gbk');
const bodies = (all: readonly Found[]): (Buffer | string)[] =>
  all.map((each) => ('page' in each ? Buffer.from(each.page.body) : each.skipped));

describe("another writer's archive in ours", () => {
  it('is read whole, packed or plain, a coded body unpacked', async () => {
    for (const gzip of [true, false]) {
      const records = [
        await theirs(1, html, {}, gzip),
        await theirs(2, gzipSync(html), { 'Content-Encoding': 'gzip' }, gzip),
      ];
      const all = await found(Buffer.concat(records));
      expect(bodies(all)).toEqual([html, html]);
      expect(all[1]).toMatchObject({
        page: {
          url: 'https://tide.example.com/t/2',
          status: 200,
          charset: 'gb18030',
          charsetFrom: 'header',
          sourceId: 'import',
        },
      });
    }
  });

  it('whose gzip ends early gives what was whole and says so', async () => {
    const one = await theirs(1, html);
    const two = await theirs(2, html);
    for (const cut of [5, 12, two.length - 9, two.length - 1]) {
      const { pages: whole, error } = await foundUntilError(Buffer.concat([one, two.subarray(0, cut)]));
      expect(error, `cut at ${cut}`).toBeInstanceOf(PermanentError);
      expect(whole.map((each) => 'page' in each && each.page.url)[0]).toBe('https://tide.example.com/t/1');
    }
  });

  it.each([
    ['says it is longer than the file', (text: string) => text.replace(/Content-Length: \d+/, 'Content-Length: 99999')],
    ['says it is shorter than it is', (text: string) => text.replace(/Content-Length: \d+/, 'Content-Length: 40')],
    ['says it is negative', (text: string) => text.replace(/Content-Length: \d+/, 'Content-Length: -1')],
    [
      'says it is 10 petabytes',
      (text: string) => text.replace(/Content-Length: \d+/, 'Content-Length: 9999999999999999'),
    ],
    ['says no length', (text: string) => text.replace(/Content-Length: \d+\r\n/, '')],
  ])('of which a record %s is refused with one sentence', async (_, lie) => {
    const plain = Buffer.from(await theirs(1, html, {}, false)).toString('latin1');
    const bytes = Buffer.concat([Buffer.from(lie(plain), 'latin1'), await theirs(2, html, {}, false)]);
    await expect(found(bytes)).rejects.toBeInstanceOf(PermanentError);
  });

  it('of which a body is a bomb or damaged passes over that record and goes on', async () => {
    const bomb = gzipSync(Buffer.alloc(150 * 1024 * 1024));
    const records = [
      await theirs(1, bomb, { 'Content-Encoding': 'gzip' }),
      await theirs(2, gzipSync(html).subarray(0, 60), { 'Content-Encoding': 'gzip' }),
      await theirs(3, html),
    ];
    const all = await found(Buffer.concat(records));
    expect(all.map((each) => ('page' in each ? 'page' : each.target))).toEqual([
      'https://tide.example.com/t/1',
      'https://tide.example.com/t/2',
      'page',
    ]);
    expect(bodies(all)[0]).toMatch(/cannot be read: .{10,}/);
  });
});
