/**
 * Local servers that play the receivers of messages by their real protocol. Each judges what arrives by itself (signature,
 * limits, shape) and can be told to misbehave in the ways a network does.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

/**
 * What the next requests meet. `limited` is a 429 of whatever stands before the service, with Retry-After; `masked` the service's
 * refusal under status 200; `half` an answer that breaks off, `stall` one that stops and stays open; `garbage` a page of a login
 * portal, status 200; `moved` a redirect; `flood` an answer without end; `echo` a refusal that repeats the whole request.
 */
export type Behaviour =
  'accept' | 'refuse' | 'haste' | 'limited' | 'broken' | 'masked' | 'moved' | 'garbage' | 'echo' | Breaking;

/** An answer that never comes, or not whole. */
type Breaking = 'hang' | 'close' | 'half' | 'stall' | 'flood';

/** Seconds that `limited` asks for. */
export const LIMITED_SECS = 17;

export type Request = { path: string; query: URLSearchParams; headers: Record<string, string>; body: string };
export type Answer = { status: number; headers?: Record<string, string>; body: string };

/** What a person in the receiving app would see, read by the app's own rules. */
export type Shown = { text: string; links: string[]; mentions: string[] };

export type Receiver = {
  settings: Record<string, unknown>;
  to: string;
  /** Messages the receiver took, as people see them. */
  shown(): Shown[];
  /** Requests that arrived, taken or not. */
  arrived(): number;
  /** Behaviours of the next requests, in order; then it accepts. */
  script(...behaviours: Behaviour[]): void;
  close(): Promise<void>;
};

/** One HTTP service: how to reach it, how it judges, what its refusals look like, and what its people see. */
export type Play = {
  id: string;
  settings(base: string): Record<string, unknown>;
  /** Settings with a wrong secret, where the service checks one. */
  wrong?(base: string): Record<string, unknown>;
  to: string;
  /** Texts that no reason may ever contain. */
  secrets: readonly string[];
  judge(request: Request): Answer;
  isTaken(answer: Answer): boolean;
  refusal: Answer;
  haste: Answer;
  hasteMs?: number;
  shows(body: string): Shown;
};

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

export async function startReceiver(play: Play, isWrong = false): Promise<Receiver> {
  const taken: Shown[] = [];
  const script: Behaviour[] = [];
  let arrived = 0;
  const server = createServer((incoming, outgoing) => {
    void readRequest(incoming).then((request) => {
      arrived++;
      const behaviour = script.shift() ?? 'accept';
      if (behaviour !== 'accept') return misbehave(behaviour, play, request, outgoing);
      const answer = play.judge(request);
      if (play.isTaken(answer)) taken.push(play.shows(request.body));
      reply(outgoing, answer);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    settings: (isWrong && play.wrong ? play.wrong : play.settings)(base),
    to: play.to,
    shown: () => taken,
    arrived: () => arrived,
    script: (...behaviours) => void script.push(...behaviours),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', 'http://receiver');
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  return { path: url.pathname, query: url.searchParams, headers, body: Buffer.concat(chunks).toString('utf8') };
}

function misbehave(
  behaviour: Exclude<Behaviour, 'accept'>,
  play: Play,
  request: Request,
  outgoing: ServerResponse,
): void {
  switch (behaviour) {
    case 'refuse':
      return reply(outgoing, play.refusal);
    case 'haste':
      return reply(outgoing, play.haste);
    case 'limited':
      return reply(outgoing, {
        status: 429,
        headers: { 'retry-after': String(LIMITED_SECS), 'content-type': 'text/html' },
        body: '<h1>Too Many Requests</h1>',
      });
    case 'masked':
      return reply(outgoing, { ...play.refusal, status: 200 });
    case 'moved':
      return reply(outgoing, { status: 307, headers: { location: `${request.path}?moved` }, body: '' });
    case 'broken':
      return reply(outgoing, { status: 500, body: 'Internal Server Error' });
    case 'garbage':
      return reply(outgoing, {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<html>Please log in</html>',
      });
    case 'echo':
      return reply(outgoing, {
        status: 400,
        body: `Cannot POST ${request.path}?${request.query} ${JSON.stringify(request.headers)}`,
      });
    case 'hang':
      return;
    case 'close':
      outgoing.destroy();
      return;
    case 'half':
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '400' });
      outgoing.write('{"code":0,"errcode":0,"ok":tr', () => outgoing.destroy());
      return;
    case 'stall':
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '400' });
      outgoing.write('{"code":0,"errcode":0,"ok":tr');
      return;
    case 'flood':
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      Readable.from(endless())
        .on('error', () => outgoing.destroy())
        .pipe(outgoing);
  }
}

function* endless(): Generator<string> {
  while (true) yield ' '.repeat(65_536);
}

function reply(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, headers).end(body);
}
