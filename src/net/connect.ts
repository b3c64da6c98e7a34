/**
 * The only place that opens connections for the gate: resolve, check every answer, connect to a checked address. Because the check
 * happens where the socket is made, a name that answers differently the second time (rebinding) gains nothing.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import type { Socket } from 'node:net';
import { buildConnector, Client } from 'undici';
import { messageOf } from '../errors.ts';
import { isPublicAddress } from './address.ts';
import { FetchFailure, GateRefusal } from './refusal.ts';

/** All addresses of a host name. Injected in tests only; the default asks the system. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

export type ConnectOptions = {
  /** Exact `host:port` pairs the operator trusts even when they are not public. */
  allow: ReadonlySet<string>;
  /** The operator's own HTTP proxy, `http://user:password@host:port`; it is asked for checked addresses, never for names. */
  proxy: URL | null;
  lookup: Lookup | null;
  connectTimeoutMs: number;
};

const lookupAll: Lookup = async (hostname) => {
  const answers = await systemLookup(hostname, { all: true, verbatim: true });
  return answers.map((answer) => answer.address);
};

/**
 * The addresses that may be connected to for a host (a name or a bare IP address). A name with one closed answer among
 * public ones is refused as a whole: which answer is used would be a matter of luck.
 */
export async function checkedAddresses(
  hostname: string,
  port: string,
  options: ConnectOptions,
): Promise<readonly string[]> {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  const isLiteral = bare !== hostname || /^[\d.]+$/.test(bare);
  const addresses = isLiteral ? [bare] : await resolve(hostname, options.lookup ?? lookupAll);
  assertPublic(hostname, port, addresses, options.allow);
  return addresses;
}

/** Throws a GateRefusal when one of a host's addresses is not public and the operator has not allowed exactly this host and port. */
export function assertPublic(
  hostname: string,
  port: string,
  addresses: readonly string[],
  allow: ReadonlySet<string>,
): void {
  if (allow.has(`${hostname}:${port}`)) return;
  const closed = addresses.find((address) => !isPublicAddress(address));
  if (closed === undefined) return;
  const means = hostname === closed || hostname === `[${closed}]` ? '' : ` (it resolves to ${closed})`;
  throw new GateRefusal(
    'address',
    `refused ${hostname}:${port}${means}: not a public address; if it is yours, add "${hostname}:${port}" to the allow-list`,
  );
}

async function resolve(hostname: string, lookup: Lookup): Promise<readonly string[]> {
  try {
    const addresses = await lookup(hostname);
    if (addresses.length > 0) return addresses;
  } catch (error) {
    throw new FetchFailure('dns', `the name ${hostname} could not be resolved: ${messageOf(error)}`, { cause: error });
  }
  throw new FetchFailure('dns', `the name ${hostname} has no address`);
}

type Where = { hostname: string; host?: string; protocol: string; port: string; servername?: string };

/** Opens one checked connection; TLS is verified against the name, not the address. */
export type Connector = (where: Where) => Promise<Socket>;

export function createConnector(options: ConnectOptions): Connector {
  const direct = buildConnector({ timeout: options.connectTimeoutMs, allowH2: false });
  const dial = (where: Where, httpSocket?: Socket): Promise<Socket> =>
    new Promise((done, fail) => {
      direct({ ...where, ...(httpSocket ? { httpSocket } : {}) } as buildConnector.Options, (error, socket) =>
        socket ? done(socket) : fail(error ?? new Error('no socket')),
      );
    });

  return async (where) => {
    const port = where.port || (where.protocol === 'https:' ? '443' : '80');
    const addresses = await checkedAddresses(where.hostname, port, options);
    let failure: unknown;
    for (const address of addresses.slice(0, 4)) {
      const servername = where.servername ?? tlsName(where.hostname);
      const target: Where = { ...where, port, hostname: address, ...(servername ? { servername } : {}) };
      try {
        if (!options.proxy) return await dial(target);
        const tunnel = await tunnelThrough(options.proxy, address, port, options.connectTimeoutMs);
        return where.protocol === 'https:' ? await dial(target, tunnel) : tunnel;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
}

/** SNI carries names only; an IP address has none. */
function tlsName(hostname: string): string | undefined {
  return hostname.startsWith('[') || /^[\d.]+$/.test(hostname) ? undefined : hostname;
}

/** A CONNECT tunnel through the operator's proxy to an address that has been checked here. */
async function tunnelThrough(proxy: URL, address: string, port: string, timeoutMs: number): Promise<Socket> {
  const target = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  const client = new Client(proxy.origin, { connect: { timeout: timeoutMs }, headersTimeout: timeoutMs });
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const headers = proxy.username ? { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` } : {};
  const { statusCode, socket } = await client.connect({ path: target, headers: { host: target, ...headers } });
  if (statusCode !== 200) {
    socket.destroy();
    throw new FetchFailure('connect', `the proxy ${proxy.host} answered ${statusCode} when asked for ${target}`);
  }
  return socket as Socket;
}
