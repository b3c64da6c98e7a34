/** A small SMTP server (RFC 5321) for tests: real dialogue, AUTH PLAIN, and the misbehaviours of _receiver.ts at the message. */
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { parseHTML } from 'linkedom';
import type { Behaviour, Receiver, Shown } from './_receiver.ts';

export type Mail = { headers: Map<string, string>; text: string; html: string };
export type SmtpReceiver = Receiver & { mails: Mail[] };

/** Where a behaviour shows: at the recipient, or after the last line of the message. */
const AT_RECIPIENT: Partial<Record<Behaviour, string>> = {
  refuse: '550 5.1.1 No such user here',
  haste: '450 4.2.1 Mailbox busy',
};

export async function startSmtp(options: { password?: string } = {}): Promise<SmtpReceiver> {
  const script: Behaviour[] = [];
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  let arrived = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    const say = (line: string) => void socket.write(`${line}\r\n`);
    let behaviour: Behaviour = 'accept';
    let data: string | null = null;
    let rest = '';
    say('220 mail.example.com ESMTP');
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data === null) command(line);
        else if (line === '.') finish();
        else data += `${line.replace(/^\./, '')}\r\n`;
      }
    });
    const command = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') return say('250-mail.example.com\r\n250-SIZE 10240000\r\n250 AUTH PLAIN');
      if (verb === 'AUTH') return say(isAuthorised(line) ? '235 2.7.0 Accepted' : '535 5.7.8 Bad credentials');
      if (verb === 'MAIL') return say('250 OK');
      if (verb === 'RCPT') {
        arrived++;
        behaviour = script.shift() ?? 'accept';
        return say(AT_RECIPIENT[behaviour] ?? '250 OK');
      }
      if (verb === 'DATA') {
        data = '';
        return say('354 Go ahead');
      }
      say(verb === 'QUIT' ? '221 2.0.0 Bye' : '502 5.5.1 Command not implemented');
    };
    const isAuthorised = (line: string) =>
      Buffer.from(line.split(' ')[2] ?? '', 'base64').toString() === `\0user\0${options.password}`;
    const finish = () => {
      const mail = parseMail(data ?? '');
      data = null;
      if (behaviour === 'broken') return say('451 4.3.0 Local error in processing');
      if (behaviour === 'hang') return;
      if (behaviour === 'close') return void socket.destroy();
      if (behaviour === 'half') return void socket.write('25', () => socket.destroy());
      mails.push(mail);
      say('250 2.0.0 Ok: queued as 4F00');
    };
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    settings: {
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      security: 'none',
      from: 'Redwatch <alerts@redwatch.example>',
      ...(options.password ? { user: 'user', password: options.password } : {}),
    },
    to: 'desk@example.com',
    mails,
    shown: () => mails.map(mailShown),
    arrived: () => arrived,
    script: (...behaviours) => void script.push(...behaviours),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function parseMail(raw: string): Mail {
  const { headers, body } = parsePart(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '')?.[1];
  const parts = boundary
    ? body
        .split(`--${boundary}`)
        .slice(1, -1)
        .map((part) => parsePart(part.replace(/^\r\n/, '')))
    : [];
  const content = (type: string) => {
    const part = parts.find((p) => p.headers.get('content-type')?.startsWith(type));
    return part ? decode(part.body, part.headers.get('content-transfer-encoding') ?? '') : '';
  };
  return { headers, text: content('text/plain'), html: content('text/html') };
}

function parsePart(raw: string): { headers: Map<string, string>; body: string } {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const pairs = lines.map((line): [string, string] => [
    line.split(':')[0]!.toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return { headers: new Map(pairs), body: rest.join('\r\n\r\n') };
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1').toString('utf8');
  const joined = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(joined, 'latin1').toString('utf8');
}

function mailShown({ html }: Mail): Shown {
  const { document } = parseHTML(html);
  const elements = [...document.querySelectorAll('*')];
  const known = ['HTML', 'HEAD', 'META', 'BODY', 'H2', 'H3', 'P', 'B', 'BLOCKQUOTE', 'A'];
  return {
    text: document.documentElement.textContent ?? '',
    links: elements.filter((e) => e.tagName === 'A').map((e) => e.getAttribute('href') ?? ''),
    mentions: elements.filter((e) => !known.includes(e.tagName)).map((e) => e.tagName),
  };
}
