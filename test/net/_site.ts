import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createGate, type Gate, type GateOptions } from '../../src/net/gate.ts';

export type Site = {
  base: string;
  host: string;
  port: number;
  /** `METHOD path` of everything that arrived. */
  hits: string[];
  requests: IncomingMessage[];
  close(): Promise<void>;
};

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A web site on loopback. robots.txt is 404 unless the handler answers it. */
export async function openSite(answer: Answer): Promise<Site> {
  const hits: string[] = [];
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    requests.push(request);
    if (request.url === '/robots.txt') response.statusCode = 404;
    answer(request, response);
    if (request.url === '/robots.txt' && !response.writableEnded) response.end();
  });
  return { ...(await listen(server)), hits, requests };
}

export async function listen(server: Server): Promise<Omit<Site, 'hits' | 'requests'>> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export const USER_AGENT = 'Redwatch/0.1.0 (+mailto:watch@example.com)';

/** A gate without pauses that trusts the given sites only. */
export function openGate(allow: readonly (Site | string)[], options: Partial<GateOptions> = {}): Gate {
  const hosts = allow.map((site) => (typeof site === 'string' ? site : site.host));
  return createGate({ userAgent: USER_AGENT, allow: hosts, delayMs: 0, ...options });
}

/**
 * An operator's CONNECT proxy that brings every tunnel to one site whatever was asked for, so that public addresses can be
 * "reached" without a network. `targets` is what it was asked for.
 */
export async function openConnectProxy(
  site: () => number,
): Promise<{ url: string; targets: string[]; close(): Promise<void> }> {
  const targets: string[] = [];
  const server = createServer((_request, response) => response.writeHead(400).end());
  server.on('connect', (request, socket: Socket) => {
    targets.push(request.url ?? '');
    const remote = connect(site(), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      remote.pipe(socket).pipe(remote);
    });
    remote.on('error', () => socket.destroy());
    socket.on('error', () => remote.destroy()).on('close', () => remote.destroy());
  });
  const { base, close } = await listen(server);
  return { url: base, targets, close };
}
