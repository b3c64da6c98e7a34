/**
 * The demo's small web: eight sites on loopback, one port each, so that robots.txt, pacing and cookies of one site
 * are its own as they are on the real web. Two nights are played: `setNight(2)` publishes the second night's pages.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DemoSite, Night, Reply, SiteId } from './site.ts';
import { demoSites } from './sites/index.ts';

/** One request that reached the small web, in the order of arrival. */
export type Visit = { site: SiteId; method: string; path: string; status: number };

export type DemoWeb = {
  sites: { id: SiteId; name: string; origin: string }[];
  /** Where one site is reached, `http://127.0.0.1:PORT`. */
  origin(id: SiteId): string;
  night(): Night;
  setNight(night: Night): void;
  /** Everything that was asked for so far. */
  visits(): readonly Visit[];
  /** Ends every site and every connection still open. */
  close(): Promise<void>;
};

const MAX_REQUEST_BYTES = 64 * 1024;

/**
 * Starts all sites on 127.0.0.1 (or `host`) and resolves once every one of them listens: on free ports, or on those of an earlier run,
 * so that a demo that was killed goes on with the same addresses.
 */
export async function startDemoWeb(opts: {
  night: Night;
  ports?: Partial<Record<SiteId, number>>;
  /** An address of this machine, where loopback does not do. */
  host?: string;
}): Promise<DemoWeb> {
  const host = opts.host ?? '127.0.0.1';
  let night = opts.night;
  const visits: Visit[] = [];
  const views = new Map<string, number>();
  const origins = {} as Record<SiteId, string>;

  async function answer(site: DemoSite, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origins[site.id]);
    const key = `${site.id} ${url.pathname}`;
    views.set(key, (views.get(key) ?? 0) + 1);
    const asked = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body: await bodyOf(request),
      headers: request.headers,
      night,
      origins,
      views: views.get(key) ?? 1,
    };
    const reply = site.answer(asked) ?? notFound;
    visits.push({ site: site.id, method: asked.method, path: url.pathname, status: reply.status ?? 200 });
    await send(reply, asked.method, response);
  }

  const servers: Server[] = [];
  for (const site of demoSites) {
    const server = createServer((request, response) => {
      // A client that hangs up in the middle (the body limit, a closed browser) is part of the play, not a failure.
      answer(site, request, response).catch(() => response.destroy());
    });
    server.listen(opts.ports?.[site.id] ?? 0, host);
    await once(server, 'listening');
    origins[site.id] = `http://${host}:${(server.address() as AddressInfo).port}`;
    servers.push(server);
  }

  return {
    sites: demoSites.map(({ id, name }) => ({ id, name, origin: origins[id] })),
    origin: (id) => origins[id],
    night: () => night,
    setNight: (next) => void (night = next),
    visits: () => visits,
    close: async () => void (await Promise.all(servers.map(closeServer))),
  };
}

const notFound: Reply = {
  status: 404,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>404</title><h1>404</h1><p>页面不存在</p>',
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_REQUEST_BYTES) throw new Error(`expected a request of at most ${MAX_REQUEST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function send(reply: Reply, method: string, response: ServerResponse): Promise<void> {
  response.writeHead(reply.status ?? 200, reply.headers);
  if (method !== 'HEAD' && reply.body instanceof Readable) return pipeline(reply.body, response);
  response.end(method === 'HEAD' || reply.body instanceof Readable ? undefined : reply.body);
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
