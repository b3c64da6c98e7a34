import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { EnvironmentError, messageOf } from '../errors.ts';
import { mayListenOn } from './access.ts';

export type ServedDesk = { url: string; close(): Promise<void> };

/** Opens the desk on a port (0 takes any free one). Rejects with one sentence when the port cannot be had. */
export async function serveDesk(
  app: Hono,
  { host = '127.0.0.1', port }: { host?: string; port: number },
): Promise<ServedDesk> {
  if (!(await mayListenOn(app, host))) {
    throw new EnvironmentError(
      `The desk does not listen on ${host} while it has no accounts, for anybody could read and change it there: make the first one with: redwatch account add NAME (or over 127.0.0.1, with the link printed at the first start).`,
    );
  }
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host });
  server.on('clientError', refuseInWords);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${bound}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        // A browser keeps its connections open for minutes; nobody should wait for them.
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** Node itself refuses an address or head beyond 16 kB, before any route: it is said in words all the same. */
function refuseInWords(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy();
  const isLong = error.code === 'HPE_HEADER_OVERFLOW';
  const status = isLong ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const words = isLong
    ? 'This address is longer than anything the desk takes: search for fewer words. 网址过长：请减少搜索词。'
    : 'The desk could not read this request. 无法识别这个请求。';
  const page = `<!doctype html><meta charset="utf-8"><title>Redwatch</title><p>${words}</p><p><a href="/">Redwatch</a></p>`;
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(page)}\r\nconnection: close\r\n\r\n${page}`,
  );
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): EnvironmentError {
  const what =
    error.code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is already taken: stop what listens there or set another port for the desk.`
      : error.code === 'EACCES'
        ? `Port ${port} on ${host} may not be opened by this user: set a port above 1023 for the desk.`
        : error.code === 'EADDRNOTAVAIL'
          ? `${host} is not an address of this machine: set another host for the desk.`
          : `The desk could not listen on ${host}:${port}: ${messageOf(error)}`;
  return new EnvironmentError(what, { cause: error });
}
