/**
 * Where the demo's alerts arrive: a webhook receiver that checks signatures and keeps the keys it has seen, and a small
 * SMTP server. Both listen on loopback and only remember what came, so that the demo can say who got what.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** One request to the webhook. `body` is null when it was no JSON object. */
export type Received = {
  key: string;
  to: string;
  title: string;
  isSigned: boolean;
  /** The key had come before: a second try of the same delivery. */
  isRepeat: boolean;
  body: Record<string, unknown> | null;
};

export type WebhookReceiver = { url: string; received: readonly Received[]; close(): Promise<void> };

/** Older signatures are refused, as the webhook channel tells every receiver to do. */
const MAX_AGE_SECS = 300;
const MAX_BYTES = 1_000_000;
const LOOPBACK = '127.0.0.1';

/** Answers 204 to a well signed request and 401 to any other; both are remembered. */
export async function startWebhookReceiver(opts: {
  secret: string;
  /** An address of this machine; 127.0.0.1 when it is left out. */
  host?: string;
  port?: number;
  /** Called at once with everything that arrives, before it is answered. */
  record?: (received: Received) => void;
}): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const seen = new Set<string>();
  const server = createHttpServer((request, response) => {
    readAll(request).then(
      (bytes) => response.writeHead(take(bytes.toString('utf8'), request.headers) ? 204 : 401).end(),
      () => response.writeHead(413).end(),
    );
  });
  function take(text: string, headers: IncomingHttpHeaders): boolean {
    const header = (name: string) => String(headers[name] ?? '');
    const isSigned = hasSignature(opts.secret, header('redwatch-timestamp'), text, header('redwatch-signature'));
    const key = header('idempotency-key');
    const body = objectOf(text);
    const word = (name: string) => String(body?.[name] ?? '');
    const request = { key, to: word('to'), title: word('title'), isSigned, isRepeat: seen.has(key), body };
    received.push(request);
    opts.record?.(request);
    if (isSigned) seen.add(key);
    return isSigned;
  }
  const port = await listen(server, opts);
  return {
    url: `http://${opts.host ?? LOOPBACK}:${port}/redwatch`,
    received,
    close: () => end(server, () => server.closeAllConnections()),
  };
}

function hasSignature(secret: string, timestamp: string, body: string, signature: string): boolean {
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= MAX_AGE_SECS)) return false;
  const expected = Buffer.from(`v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // remembered as such: a receiver meets anything
  }
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > MAX_BYTES) throw new Error(`expected a request of at most ${MAX_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** One mail as it came over SMTP. `raw` still has its headers and encodings; `subject` is decoded. */
export type Mail = { from: string; to: string[]; subject: string; messageId: string; raw: string };

export type Mailbox = { port: number; mails: readonly Mail[]; close(): Promise<void> };

/** A small real SMTP server (RFC 5321 without extensions): EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP, QUIT. */
export async function startMailbox(
  opts: { host?: string; port?: number; record?: (mail: Mail) => void } = {},
): Promise<Mailbox> {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.once('error', () => socket.destroy());
    serveSmtp(socket, (mail) => {
      mails.push(mail);
      opts.record?.(mail);
    });
  });
  const port = await listen(server, opts);
  return { port, mails, close: () => end(server, () => sockets.forEach((socket) => socket.destroy())) };
}

function serveSmtp(socket: Socket, keep: (mail: Mail) => void): void {
  let buffer = '';
  let envelope = { from: '', to: [] as string[] };
  let data: string[] | null = null;
  const say = (line: string) => socket.write(`${line}\r\n`);

  function command(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO' || verb === 'HELO') say('250 redwatch-demo');
    else if (verb === 'NOOP') say('250 OK');
    else if (verb === 'RSET') {
      envelope = { from: '', to: [] };
      say('250 OK');
    } else if (verb === 'MAIL') {
      envelope = { from: addressIn(line), to: [] };
      say('250 OK');
    } else if (verb === 'RCPT') {
      envelope.to.push(addressIn(line));
      say('250 OK');
    } else if (verb === 'DATA' && envelope.to.length > 0) {
      data = [];
      say('354 End with a line that holds one dot');
    } else if (verb === 'QUIT') socket.end('221 Bye\r\n');
    else say(verb === 'DATA' ? '503 RCPT first' : '500 Unknown command');
  }

  function textLine(line: string, lines: string[]): void {
    if (line !== '.') return void lines.push(line.startsWith('.') ? line.slice(1) : line);
    const raw = lines.join('\r\n');
    const header = (name: string) => headerOf(raw, name);
    keep({ ...envelope, subject: decodeWords(header('Subject')), messageId: header('Message-ID'), raw });
    data = null;
    say(`250 Kept ${header('Message-ID')}`);
  }

  socket.setEncoding('utf8');
  socket.on('data', (piece: string) => {
    buffer += piece;
    if (buffer.length > MAX_BYTES) return void socket.destroy();
    const lines = buffer.split('\r\n');
    buffer = lines.pop() ?? '';
    for (const line of lines) if (data) textLine(line, data); else command(line); // prettier-ignore
  });
  say('220 redwatch-demo ESMTP');
}

/** `MAIL FROM:<a@b.example> SIZE=3` -> `a@b.example`. */
function addressIn(line: string): string {
  return /<(?<address>[^<>]{0,320})>/.exec(line)?.groups?.['address'] ?? '';
}

/** A header's value with its folded lines joined. */
function headerOf(raw: string, name: string): string {
  const head = raw.split('\r\n\r\n', 1)[0]?.replace(/\r\n[ \t]/g, ' ') ?? '';
  const line = head.split('\r\n').find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line?.slice(name.length + 1).trim() ?? '';
}

/** Decodes the encoded words of RFC 2047 in UTF-8: `=?UTF-8?B?5bCP?=`, `=?UTF-8?Q?=E5=B0=8F?=`. */
function decodeWords(text: string): string {
  const joined = text.replace(/\?=\s+=\?/g, '?==?');
  return joined.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) => {
    if (kind.toLowerCase() === 'b') return Buffer.from(word, 'base64').toString('utf8');
    const bytes = word
      .replaceAll('_', ' ')
      .replace(/=([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, 'latin1').toString('utf8');
  });
}

async function listen(server: Server, { host, port }: { host?: string; port?: number }): Promise<number> {
  server.listen(port ?? 0, host ?? LOOPBACK);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function end(server: Server, closeConnections: () => void): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  closeConnections();
  await closed;
}
