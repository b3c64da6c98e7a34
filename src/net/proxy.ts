/**
 * The gate as an HTTP proxy on loopback, for a browser: plain requests are fetched by the gate one hop at a time, CONNECT tunnels
 * go to addresses the gate has checked. Every request the browser makes, redirect hops and sub-requests included, is thereby judged.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { messageOf } from '../errors.ts';
import type { Gate, GateRequest } from './asked.ts';
import { FetchFailure, GateRefusal } from './refusal.ts';

export type Refusal = { target: string; sentence: string };

export type GateProxy = {
  url: string;
  /** What was asked for and not brought, oldest first. */
  refused(): readonly Refusal[];
  close(): Promise<void>;
};

/** Carries the gate's own code to whoever reads the browser's answer. */
export const REFUSED_HEADER = 'x-redwatch-refused';

/** A form post of a list's own script is small; nothing else is sent by the browser. */
const MAX_UPLOAD = 1024 * 1024;
/** Encrypted bytes of one tunnel; a page with all its scripts stays far below. */
const MAX_TUNNEL_BYTES = 64 * 1024 * 1024;
const TUNNEL_IDLE_MS = 30_000;
const TUNNEL_TOTAL_MS = 120_000;
/** Refusals kept for the report of a run. */
const MAX_REFUSALS = 1000;
const TUNNEL_REFUSED = 'HTTP/1.1 403 Refused by the fetch gate\r\ncontent-length: 0\r\n\r\n';
const HOP_BY_HOP =
  /^(?:connection|keep-alive|proxy-.*|te|trailers?|transfer-encoding|upgrade|host|accept-encoding|content-length)$/;
const NOT_FORWARDED =
  /^(?:connection|keep-alive|proxy-.*|trailers?|transfer-encoding|upgrade|content-encoding|content-length|alt-svc)$/;

/** Starts the proxy on an ephemeral loopback port. */
export async function openGateProxy(gate: Gate): Promise<GateProxy> {
  const sockets = new Set<Duplex>();
  const refusals: Refusal[] = [];
  const note = (target: string, error: unknown): string => {
    const sentence = messageOf(error);
    if (refusals.length < MAX_REFUSALS) refusals.push({ target, sentence });
    return sentence;
  };
  const server = createServer((request, response) => {
    if (isOwnBusiness(request.url ?? '')) return response.writeHead(403).end();
    forward(gate, request, response).catch((error: unknown) => {
      const sentence = note(request.url ?? '', error);
      if (response.headersSent) return response.destroy();
      const code = error instanceof GateRefusal || error instanceof FetchFailure ? error.code : 'error';
      const status = error instanceof GateRefusal ? 403 : 502;
      return response
        .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', [REFUSED_HEADER]: code })
        .end(sentence);
    });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // While a tunnel is being judged nobody else listens: a browser that is killed just then must not end the process.
    socket.on('error', () => socket.destroy());
  });
  server.on('upgrade', (_request, socket: Duplex) => socket.destroy());
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    if (isOwnBusiness(request.url ?? '')) return socket.end(TUNNEL_REFUSED);
    return tunnel(gate, request.url ?? '', socket, sockets).catch((error: unknown) => {
      note(request.url ?? '', error);
      socket.end(TUNNEL_REFUSED);
    });
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    refused: () => refusals,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function forward(gate: Gate, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      HOP_BY_HOP.test(name) || value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
  const body = await readUpload(request);
  const answer = await gate.fetch(request.url ?? '', {
    method: (request.method ?? 'GET') as NonNullable<GateRequest['method']>,
    headers,
    body,
    purpose: 'browser',
    maxRedirects: null,
  });
  const kept = Object.entries(answer.headers).filter(([name]) => !NOT_FORWARDED.test(name));
  response.writeHead(answer.status, Object.fromEntries(kept)).end(answer.body);
}

async function readUpload(request: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_UPLOAD) throw new Error(`the browser tried to send more than ${MAX_UPLOAD} bytes`);
    chunks.push(chunk);
  }
  return size === 0 ? null : Buffer.concat(chunks);
}

/** `authority` is `host:port` as the browser wrote it; parsed as a URL so that one parser judges all. */
async function tunnel(gate: Gate, authority: string, browser: Duplex, sockets: Set<Duplex>): Promise<void> {
  const url = new URL(`http://${authority}`);
  const remote = await gate.connect({ hostname: url.hostname, port: url.port || '80', protocol: 'http:' });
  sockets.add(remote);
  let bytes = 0;
  const end = (): void => {
    browser.destroy();
    remote.destroy();
  };
  const timer = setTimeout(end, TUNNEL_TOTAL_MS);
  remote.setTimeout(TUNNEL_IDLE_MS, end);
  for (const side of [browser, remote]) {
    side.on('error', end);
    side.on('close', () => {
      clearTimeout(timer);
      sockets.delete(remote);
      end();
    });
  }
  remote.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_TUNNEL_BYTES) end();
  });
  browser.write('HTTP/1.1 200 Connection established\r\n\r\n');
  remote.pipe(browser);
  browser.pipe(remote);
}

/** Chromium's own calls home (updates, safe browsing, accounts), which no page asked for and no switch stops altogether. */
const OWN_BUSINESS =
  /^(?:update|clients\d*|accounts|safebrowsing|content-autofill|optimizationguide-pa|redirector|mtalk|android\.clients)\.(?:google|googleapis|gvt1)\.com$/;

/** `address` is absolute, or `host:port` of a tunnel. */
function isOwnBusiness(address: string): boolean {
  const text = address.includes('://') ? address : `http://${address}`;
  return URL.canParse(text) && OWN_BUSINESS.test(new URL(text).hostname);
}
