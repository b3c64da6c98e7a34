import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { Page } from '../src/core/types.ts';
import { PermanentError } from '../src/errors.ts';
import { decodeBytes } from '../src/net/charset.ts';
import { readWarc, type Found } from '../src/warc/read.ts';
import { writeWarc } from '../src/warc/write.ts';
import { openSite } from './net/_site.ts';

const runs = process.env['REDWATCH_DEEP'] ? 10_000 : 500;
const ABOUT = { software: 'Redwatch/0.1.0', operator: 'mailto:watch@example.com', at: '2025-12-29T02:00:00.000Z' };
const OPTIONS = {
  decode(bytes: Uint8Array, type: string | null) {
    const { charset, charsetFrom } = decodeBytes(bytes, type);
    return { charset, charsetFrom };
  },
  sourceId: 'import',
};

function pageOf(body: Buffer, fields: Partial<Page> = {}): Page {
  const url = fields.url ?? 'https://news.example.com/t/1';
  const { charset, charsetFrom } = decodeBytes(body, 'text/html');
  return {
    ...{ id: createHash('sha256').update(`${url}\n`).update(body).digest('hex'), sourceId: 'news', url },
    ...{
      requestedUrl: `${url}?utm_source=x`,
      finalUrl: `${url}?x=1`,
      fetchedAt: '2025-12-29T02:00:00.123Z',
      status: 200,
    },
    ...{
      headers: { 'content-type': 'text/html', 'content-encoding': 'gzip', 'content-length': '99', etag: '"1"' },
      contentType: 'text/html',
    },
    ...{ charset, charsetFrom, body },
    ...fields,
  };
}

async function bytesOf(pages: readonly Page[]): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of writeWarc(pages, ABOUT)) parts.push(part);
  return Buffer.concat(parts);
}

async function found(bytes: Uint8Array, pieceSize = 1000): Promise<Found[]> {
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
  };
  const all: Found[] = [];
  for await (const each of readWarc(pieces(), OPTIONS)) all.push(each);
  return all;
}

describe('an archive as WARC', () => {
  const pages = [
    pageOf(Buffer.from('<p>云帆科技换帅</p>')),
    pageOf(iconv.encode('<p>云帆科技换帅，听潮已于本月离职。</p>', 'gbk'), {
      url: 'https://news.example.com/t/2',
      status: 203,
    }),
    pageOf(Buffer.from('%PDF'), {
      url: 'import:9f86d081',
      finalUrl: 'import:9f86d081',
      requestedUrl: 'import:9f86d081',
      contentType: 'application/pdf',
      headers: { 'content-type': 'application/pdf' },
    }),
  ];

  it('comes back as it went out: bytes, headers, addresses, times and ids', async () => {
    for (const pieceSize of [1, 7, 100_000]) {
      expect(await found(await bytesOf(pages), pieceSize)).toEqual(
        pages.map((page) => ({ page: { ...page, body: Buffer.from(page.body) } })),
      );
    }
  });

  it('is the same bytes each time, with one gzip member per record that can be read alone', async () => {
    const bytes = await bytesOf(pages);
    expect(bytes.equals(await bytesOf(pages))).toBe(true);
    const [first] = await bytesOf([]).then((info) => [gunzipSync(info).toString()]);
    expect(first).toMatch(/^WARC\/1\.1\r\nWARC-Type: warcinfo\r\n/);
    const second = gunzipSync(bytes.subarray((await bytesOf([])).length)).toString('latin1');
    expect(second).toMatch(
      /^WARC\/1\.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:[0-9a-f-]{36}>\r\nWARC-Date: 2025-12-29T02:00:00\.123Z\r\n/,
    );
    expect(second).toContain('x-archive-orig-content-encoding: gzip');
  });

  it('states lengths and digests that hold', async () => {
    const record = gunzipSync((await bytesOf(pages.slice(0, 1))).subarray((await bytesOf([])).length));
    const headEnd = record.indexOf('\r\n\r\n');
    const head = record.subarray(0, headEnd).toString();
    const length = Number(/Content-Length: (\d+)/.exec(head)?.[1]);
    const block = record.subarray(headEnd + 4, headEnd + 4 + length);
    expect(record.subarray(headEnd + 4 + length).toString()).toBe('\r\n\r\n');
    const digest = execFileSync(
      'python3',
      [
        '-c',
        'import sys,hashlib,base64;sys.stdout.write(base64.b32encode(hashlib.sha1(sys.stdin.buffer.read()).digest()).decode())',
      ],
      { input: block },
    );
    expect(head).toContain(`WARC-Block-Digest: sha1:${digest.toString()}`);
  });
});

const hasWget = ((): boolean => {
  try {
    return execFileSync('wget', ['--version']).toString().includes('+https');
  } catch {
    console.log('no wget here: WARC files of another tool are not tried');
    return false;
  }
})();

describe("another tool's WARC", () => {
  it.skipIf(!hasWget)('written by wget is read, chunked and packed bodies included', async () => {
    const html = iconv.encode('<html><title>云帆科技换帅</title></html>', 'gbk');
    const site = await openSite((request, response) => {
      response.setHeader('content-type', 'text/html; charset=gbk');
      if (request.url === '/packed') return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(html));
      response.write(html.subarray(0, 10));
      return response.end(html.subarray(10));
    });
    const folder = mkdtempSync(path.join(tmpdir(), 'redwatch-warc-'));
    const { spawn } = await import('node:child_process');
    const urls = [`${site.base}/chunked`, `${site.base}/packed`];
    const wget = spawn('wget', [
      '-q',
      '--no-proxy',
      '--no-warc-keep-log',
      '--compression=auto',
      `--warc-file=${folder}/w`,
      '-O',
      '/dev/null',
      ...urls,
    ]);
    await new Promise((done) => wget.on('close', done));
    const pages = (await found(readFileSync(path.join(folder, 'w.warc.gz')))).flatMap((each) =>
      'page' in each ? [each.page] : [],
    );
    expect(pages.map((page) => [page.finalUrl, page.status, page.charset])).toEqual(
      urls.map((url) => [url, 200, 'gb18030']),
    );
    expect(pages.map((page) => Buffer.from(page.body).equals(html))).toEqual([true, true]);
    rmSync(folder, { recursive: true });
    await site.close();
  });

  it('in plain text with continuation lines, requests and a record without a date is read where it can be', async () => {
    const http = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>a</p>';
    const one = (fields: string, block: string): string =>
      `WARC/1.0\r\n${fields}\r\nContent-Length: ${block.length}\r\n\r\n${block}\r\n\r\n`;
    const response =
      'WARC-Type: response\r\nWARC-Target-URI: <https://news.example.com/t/9>\r\nContent-Type: application/http;\r\n msgtype=response';
    const text =
      one('WARC-Type: request\r\nWARC-Target-URI: x', 'GET /') +
      one(`${response}\r\nWARC-Date: 2025-12-29T02:00:00Z`, http) +
      one(response, http);
    const all = await found(Buffer.from(text));
    expect(all).toMatchObject(
      [
        { page: { url: 'https://news.example.com/t/9', sourceId: 'import' } },
        { skipped: /date/, target: 'https://news.example.com/t/9' },
      ].map((each) => ('skipped' in each ? { target: each.target } : each)),
    );
  });

  it('that is none is refused with one sentence', async () => {
    for (const bytes of [
      Buffer.from('<html>\r\n\r\n'),
      Buffer.from('WARC/1.1\r\nContent-Length: x\r\n\r\n'),
      gzipSync('hello\r\n\r\n'),
    ]) {
      await expect(found(bytes)).rejects.toBeInstanceOf(PermanentError);
    }
  });

  it('mutated at random gives pages, reasons or an error, in time', async () => {
    const bytes = gunzipSync(await bytesOf([pageOf(Buffer.from('<p>云帆</p>'))]));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        async (changes) => {
          const changed = Buffer.from(bytes);
          for (const [at, value] of changes) changed[at] = value;
          const started = performance.now();
          await found(changed).catch((error: unknown) => expect(error).toBeInstanceOf(Error));
          expect(performance.now() - started).toBeLessThan(1000);
        },
      ),
      { numRuns: runs, seed: 4 },
    );
  });
});
