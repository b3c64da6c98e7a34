/** What the gate is asked for and what it answers. */
import type { RobotsVerdict } from './robots-cache.ts';
import type { Connector, Lookup } from './connect.ts';
import type { GateState } from './pacing.ts';

/** `browser`: one hop on behalf of a page in a browser, which was admitted as a whole. */
export type Purpose = 'crawl' | 'notify' | 'robots' | 'model' | 'browser';

export type Timeouts = {
  /** Until the TCP and TLS handshakes are done. */
  connectMs: number;
  /** From the request to the end of the response headers. */
  headersMs: number;
  /** Between two pieces of the body. */
  idleMs: number;
  /** One hop from request to last byte; waiting for the origin's turn is not counted. */
  totalMs: number;
};

export type GateOptions = {
  /** `Redwatch/1.2.0 (+https://example.com/bot; mailto:ops@example.com)`. Its product token is the name looked up in robots.txt. */
  userAgent: string;
  /** Exact `host:port` pairs that may be fetched although they are not public. */
  allow?: readonly string[];
  /** The operator's HTTP proxy. Addresses are still resolved and checked here, and the proxy is asked for the checked address. */
  proxy?: string | null;
  /** Pause between two crawl requests to one origin; robots.txt and a request may ask for more. Default 1000 ms. */
  delayMs?: number;
  /** Longest wait for a turn before a RetryLaterError says when to come back. Default 60 s. */
  maxWaitMs?: number;
  /** Decoded bytes; default 10 MB. */
  maxBytes?: number;
  timeouts?: Partial<Timeouts>;
  state?: GateState;
  /** Tests only: answers instead of DNS. */
  lookup?: Lookup;
  now?: () => number;
  random?: () => number;
};

export type GateRequest = {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | null;
  maxBytes?: number;
  timeouts?: Partial<Timeouts>;
  conditional?: { etag?: string | null; lastModified?: string | null };
  /** Default `crawl`. Only crawl requests are paced and subject to robots.txt. */
  purpose?: Purpose;
  ignoreRobots?: boolean;
  /** This source's own pause, when longer than the gate's. */
  delayMs?: number;
  /** Default 5, the most there are; null hands a redirect back as an answer. */
  maxRedirects?: number | null;
  signal?: AbortSignal;
  /** Called with each decision, for `redwatch fetch`. */
  onStep?: (step: GateStep) => void;
};

export type GateStep = {
  step: 'address' | 'robots' | 'wait' | 'resolve' | 'answer' | 'redirect' | 'body';
  detail: string;
};

export type GateResponse = {
  url: string;
  finalUrl: string;
  redirects: readonly { status: number; from: string; to: string }[];
  status: number;
  /** Lower-case names; repeated headers joined by ", ". */
  headers: Readonly<Record<string, string>>;
  /** Decoded from gzip, br, ...; empty for 304. */
  body: Uint8Array;
  wireBytes: number;
  /** The server said 304: what was fetched before still holds. */
  notModified: boolean;
  /** What Retry-After asks for, at most a day. */
  retryAfterMs: number | null;
  /** Time on the wire over all hops, and time spent waiting for turns. */
  ms: number;
  waitedMs: number;
};

export type Gate = {
  fetch: (url: string, request?: GateRequest) => Promise<GateResponse>;
  /** Waits for the turn of a crawl request and asks robots.txt without fetching: for pages a browser will load. */
  admit(url: string, request?: Pick<GateRequest, 'ignoreRobots' | 'delayMs' | 'signal'>): Promise<void>;
  /** What robots.txt says of an address. */
  robots(url: string): Promise<RobotsVerdict>;
  /** One checked connection, for the browser's proxy (proxy.ts). */
  connect: Connector;
  readonly userAgent: string;
  close(): Promise<void>;
};
