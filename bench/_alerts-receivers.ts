/**
 * Where the alerts of the bench arrive: a webhook that keeps the keys it has seen, and a mail server that keeps every copy. Both
 * misbehave when told to, once per order, and say what they did with each message.
 */
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';

/** What to do with the next message: `kept` says whether it was taken before things went wrong. */
export type Order = { how: 'late' | 'error' | 'close' | 'strike'; kept: boolean; strike?: () => void };

export type Arrived = { key: string; to: string; text: string };

export type Receiver = {
  port: number;
  /** Messages taken, in order; the same key again is another entry. */
  arrived: Arrived[];
  /** The next message meets this; resolves when it has. */
  order(next: Order): { done: Promise<void>; withdraw(): void };
  close(): Promise<void>;
};

type Waiting = Order & { met(): void };

function orders() {
  const waiting: Waiting[] = [];
  return {
    next: () => {
      const one = waiting.shift();
      one?.met();
      return one;
    },
    order(next: Order) {
      let met = () => {};
      const done = new Promise<void>((resolve) => (met = resolve));
      const one = { ...next, met };
      waiting.push(one);
      return { done, withdraw: () => void (waiting.includes(one) && waiting.splice(waiting.indexOf(one), 1)) };
    },
  };
}

/** Longer than the channels' time limit in the bench. */
export const LATE_MS = 1600;

export async function startWebhook(): Promise<Receiver> {
  const arrived: Arrived[] = [];
  const { next, order } = orders();
  const server = createHttp((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const now = next();
      const { to } = JSON.parse(body) as { to: string };
      if (!now || now.kept) arrived.push({ key: String(request.headers['idempotency-key']), to, text: body });
      if (!now) return void response.writeHead(200).end('{}');
      if (now.how === 'late') return void setTimeout(() => response.writeHead(200).end('{}'), LATE_MS);
      // A gateway that lost its back end: 502 says nothing; 500 says that nothing arrived.
      if (now.how === 'error') return void response.writeHead(now.kept ? 502 : 500).end();
      if (now.how === 'close') return void request.socket.destroy();
      now.strike?.();
      response.writeHead(200).end('{}');
    });
  });
  return { ...(await listening(server)), arrived, order };
}

export async function startMail(): Promise<Receiver> {
  const arrived: Arrived[] = [];
  const { next, order } = orders();
  const sockets = new Set<Socket>();
  const server = createTcp((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setEncoding('latin1');
    const say = (line: string) => void (socket.writable && socket.write(`${line}\r\n`));
    let to = '';
    let now: Order | undefined;
    let data: string[] | null = null;
    let rest = '';
    const end = (lines: string[]) => {
      const raw = lines.join('\r\n');
      const key = /^X-Redwatch-Delivery: (\S+)/im.exec(raw)?.[1] ?? '';
      const keep = () => arrived.push({ key, to, text: raw });
      if (!now || now.kept) keep();
      if (!now) return say('250 OK');
      if (now.how === 'close') return void socket.destroy();
      if (now.how === 'late') return void setTimeout(() => say('250 OK'), LATE_MS);
      now.strike?.();
      say('250 OK');
    };
    const command = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'RCPT') {
        to = /<([^>]*)>/.exec(line)?.[1] ?? '';
        now = next();
        // Before the body nothing can have arrived.
        if (now?.how === 'error') return say('451 Try again');
        if (now?.how === 'close' && !now.kept) return void socket.destroy();
        return say('250 OK');
      }
      if (verb === 'DATA') data = [];
      say(verb === 'DATA' ? '354 Go on' : verb === 'QUIT' ? '221 Bye' : '250 OK');
    };
    say('220 bench ESMTP');
    socket.on('data', (piece: string) => {
      const lines = (rest + piece).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!data) command(line);
        else if (line !== '.') data.push(line);
        else {
          const whole = data;
          data = null;
          end(whole);
        }
      }
    });
  });
  const place = await listening(server);
  return {
    ...place,
    arrived,
    order,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return place.close();
    },
  };
}

async function listening(server: Server): Promise<{ port: number; close(): Promise<void> }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      if ('closeAllConnections' in server) (server as ReturnType<typeof createHttp>).closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
