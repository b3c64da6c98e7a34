import { createServer as createTcpServer } from 'node:net';
import type { ServerResponse } from 'node:http';
import { createBrotliCompress, createDeflate, createGzip, gzipSync } from 'node:zlib';
import * as zlib from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Gate } from '../../src/net/gate.ts';
import { FetchFailure, GateRefusal } from '../../src/net/refusal.ts';
import { openGate, openSite, type Site } from './_site.ts';

const MB = 1024 * 1024;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function siteAnd(answer: Parameters<typeof openSite>[0]): Promise<{ site: Site; gate: Gate }> {
  const site = await openSite(answer);
  const gate = openGate([site]);
  open.push(gate, site);
  return { site, gate };
}

/** Writes `bytes` zeros through a packer, as slowly as the reader takes them. */
function sendBomb(response: ServerResponse, coding: string, bytes: number): void {
  const packer =
    coding === 'gzip'
      ? createGzip()
      : coding === 'br'
        ? createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } })
        : createDeflate();
  response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': coding });
  packer.pipe(response);
  const block = Buffer.alloc(MB);
  let left = bytes;
  const feed = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= block.length;
      if (!packer.write(block)) return void packer.once('drain', feed);
    }
    packer.end();
  };
  response.on('error', () => packer.destroy()).on('close', () => packer.destroy());
  packer.on('error', () => undefined);
  feed();
}

/** Most memory beyond the start while `work` runs, in MB. The sender's share is in it, too. */
async function extraMemory(work: () => Promise<void>): Promise<number> {
  await work(); // compiled code and buffers that stay are not what a second bomb costs
  globalThis.gc?.();
  const start = process.memoryUsage().rss;
  let most = start;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  await work();
  clearInterval(timer);
  return (Math.max(most, process.memoryUsage().rss) - start) / MB;
}

describe('bodies', () => {
  it.each(['gzip', 'br', 'deflate'])(
    'of 300 MB packed as %s are cut off at the limit with less than 40 MB of memory',
    async (coding) => {
      const { site, gate } = await siteAnd((request, response) => {
        if (request.url === '/bomb') sendBomb(response, coding, 300 * MB);
      });
      const used = await extraMemory(async () => {
        await expect(gate.fetch(`${site.base}/bomb`)).rejects.toThrow(/larger than 10485760 bytes/);
      });
      expect(used).toBeLessThan(40);
    },
  );

  it('of 100 MB sent plainly are cut off at the limit with less than 40 MB of memory', async () => {
    const block = Buffer.alloc(MB, 97);
    const { site, gate } = await siteAnd((request, response) => {
      if (request.url !== '/page') return;
      let left = 100;
      const feed = (): void => {
        while (left > 0 && !response.destroyed) {
          left -= 1;
          if (!response.write(block)) return void response.once('drain', feed);
        }
        response.end();
      };
      feed();
    });
    const used = await extraMemory(async () => {
      await expect(gate.fetch(`${site.base}/page`)).rejects.toBeInstanceOf(GateRefusal);
    });
    expect(used).toBeLessThan(40);
  });

  it('packed as zstd are read within the limit where Node can, and refused with a reason where it cannot', async () => {
    const pack = (zlib as { zstdCompressSync?: (data: Buffer) => Buffer }).zstdCompressSync;
    const { site, gate } = await siteAnd((request, response) => {
      if (request.url === '/robots.txt') return;
      const body = Buffer.alloc(20 * MB, 98);
      response.writeHead(200, { 'content-encoding': 'zstd' }).end(pack ? pack(body) : Buffer.from('28b52ffd', 'hex'));
    });
    await expect(gate.fetch(site.base)).rejects.toThrow(pack ? /larger than/ : /packed as "zstd"/);
    expect(site.requests.at(-1)?.headers['accept-encoding']?.includes('zstd')).toBe(Boolean(pack));
  });

  it('packed twice are unpacked, three times refused', async () => {
    const twice = gzipSync(gzipSync('云帆科技'));
    const { site, gate } = await siteAnd((request, response) => {
      if (request.url === '/robots.txt') return;
      const codings = request.url === '/2' ? 'gzip, gzip' : 'gzip, gzip, gzip';
      response.writeHead(200, { 'content-encoding': codings }).end(twice);
    });
    expect(Buffer.from((await gate.fetch(`${site.base}/2`)).body).toString('utf8')).toBe('云帆科技');
    await expect(gate.fetch(`${site.base}/3`)).rejects.toThrow(/packed 3 times/);
  });

  it('that end early or are damaged are failures that may pass, never half a page', async () => {
    const packed = gzipSync('云帆科技'.repeat(5000));
    const { site, gate } = await siteAnd((request, response) => {
      if (request.url === '/cut') response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed.subarray(0, 40));
      if (request.url === '/short') {
        response.writeHead(200, { 'content-length': 1000 }).write('half');
        setImmediate(() => response.destroy());
      }
      if (request.url === '/bad') response.writeHead(200, { 'content-encoding': 'gzip' }).end('this is not gzip');
    });
    for (const path of ['/cut', '/short', '/bad']) {
      await expect(gate.fetch(site.base + path), path).rejects.toBeInstanceOf(FetchFailure);
    }
  });
});

describe('time', () => {
  const quick = { headersMs: 150, idleMs: 150, totalMs: 600 };

  it('is up for a server that never sends its headers', async () => {
    const { site, gate } = await siteAnd(() => undefined);
    await expect(gate.fetch(`${site.base}/`, { ignoreRobots: true, timeouts: quick })).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('is up for a body that stops', async () => {
    const { site, gate } = await siteAnd((_request, response) => void response.writeHead(200).write('half'));
    await expect(gate.fetch(`${site.base}/`, { ignoreRobots: true, timeouts: quick })).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('is up for a body that drips one byte after another for ever', async () => {
    const { site, gate } = await siteAnd((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const started = performance.now();
    await expect(gate.fetch(`${site.base}/`, { ignoreRobots: true, timeouts: quick })).rejects.toThrow(/within 600 ms/);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('is up for headers without end', async () => {
    const server = createTcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write(`x-${'a'.repeat(4000)}: b\r\n`), 1);
      socket.on('close', () => clearInterval(timer)).on('error', () => undefined);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const gate = openGate([`127.0.0.1:${port}`]);
    open.push(gate, { close: async () => void server.close() });
    await expect(gate.fetch(`http://127.0.0.1:${port}/`, { ignoreRobots: true })).rejects.toThrow(
      /headers are larger than 32 KiB/,
    );
  });

  it('is up at once when the caller stops', async () => {
    const { site, gate } = await siteAnd(() => undefined);
    const stop = new AbortController();
    const running = gate.fetch(`${site.base}/`, { ignoreRobots: true, signal: stop.signal });
    stop.abort(new Error('shutting down'));
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('what is sent', () => {
  it('is an honest user agent and the validators of what is known, and 304 is an answer', async () => {
    const { site, gate } = await siteAnd((request, response) => {
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"v1"' }).end('page');
    });
    const first = await gate.fetch(`${site.base}/a`, { ignoreRobots: true });
    const again = await gate.fetch(`${site.base}/a`, {
      ignoreRobots: true,
      conditional: { etag: first.headers['etag'] ?? null },
    });
    expect([first.notModified, again.notModified, again.status]).toEqual([false, true, 304]);
    expect(site.requests[0]?.headers['user-agent']).toBe('Redwatch/0.1.0 (+mailto:watch@example.com)');
  });
});
