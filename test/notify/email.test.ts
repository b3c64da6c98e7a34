import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertMessage } from '../../src/notify/_message.ts';
import { email } from '../../src/notify/email.ts';
import { messageOf } from './_messages.ts';
import { NOW } from './_plays.ts';
import { startSmtp, type SmtpReceiver } from './_smtp.ts';

let smtp: SmtpReceiver;
beforeEach(async () => void (smtp = await startSmtp({ password: 'smtp-password' })));
afterEach(() => smtp.close());

const post = () => Promise.reject(new Error('e-mail must not use HTTP'));
const send = (message: AlertMessage, over: { to?: string; settings?: object; timeoutMs?: number } = {}) =>
  email.send(message, {
    settings: { ...smtp.settings, ...over.settings },
    to: over.to ?? smtp.to,
    now: NOW,
    post,
    timeoutMs: over.timeoutMs ?? 5000,
  });

describe('an e-mail', () => {
  it('says the same as text and as HTML, in UTF-8, and that a machine wrote it', async () => {
    await send(messageOf());
    const { headers, text, html } = smtp.mails[0]!;
    for (const part of [text, html]) expect(part).toContain('云帆科技电商业务负责人贺知远已于上月离职。');
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('from')).toBe('Redwatch <alerts@redwatch.example>');
    expect(new Date(headers.get('date')!).toISOString()).toBe(NOW);
    expect(headers.get('subject')).toMatch(/^=\?UTF-8\?/);
  });

  it('keeps its Message-ID on every try, so that two copies show as one message where mailboxes fold them', async () => {
    await send(messageOf());
    await send(messageOf());
    expect(smtp.mails[0]!.headers.get('message-id')).toBe(smtp.mails[1]!.headers.get('message-id'));
  });

  it('goes to one address only, and a title cannot add headers', async () => {
    for (const to of [
      'a@example.com, b@example.com',
      'a@example.com\r\nBcc: b@example.com',
      'Team <a@example.com>',
      '',
    ])
      expect(await send(messageOf(), { to })).toMatchObject({ outcome: 'refused' });
    expect(smtp.arrived()).toBe(0);
    await send({ ...messageOf(), title: 'news\r\nBcc: evil@example.com\r\n\r\nbody' });
    expect(smtp.mails[0]!.headers.has('bcc')).toBe(false);
  });

  it('does not send a password in the clear to another machine', async () => {
    const settings = { host: 'mail.example.com', security: 'none' };
    expect(await send(messageOf(), { settings })).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('security'),
    });
  });

  it('does not send the password or the message in the clear when TLS is asked for and not offered', async () => {
    expect(await send(messageOf(), { settings: { security: 'starttls' } })).toMatchObject({ outcome: 'retry' });
    expect(smtp.arrived()).toBe(0);
  });

  it('is refused for good by a 5xx and tried again after a 4xx, wherever it comes', async () => {
    expect(await send(messageOf(), { settings: { password: 'other' } })).toMatchObject({ outcome: 'refused' });
    smtp.script('refuse', 'haste', 'broken');
    expect(await send(messageOf())).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('550') });
    expect(await send(messageOf())).toMatchObject({ outcome: 'retry', reason: expect.stringContaining('450') });
    expect(await send(messageOf())).toMatchObject({ outcome: 'retry', reason: expect.stringContaining('451') });
  });
});

describe('a mail server that fails before the message was handed over', () => {
  it.each([
    ['closes at once', (socket: Socket) => void socket.destroy()],
    ['says nothing', () => {}],
    ['is no mail server', (socket: Socket) => void socket.end('SSH-2.0-server\r\n')],
    ['is closing', (socket: Socket) => void socket.end('421 4.3.2 Closing\r\n')],
  ])('%s: certainly nothing arrived', async (_what, greet) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => socket.destroy()));
      greet(socket);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    expect(await send(messageOf(), { settings: { port }, timeoutMs: 400 })).toMatchObject({ outcome: 'retry' });
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
});

describe('a mail server that hangs up in the middle', () => {
  it.each([
    ['MAIL', 'retry'],
    ['RCPT', 'retry'],
    ['DATA', 'retry'],
    ['the message', 'unknown'],
  ])('at %s: %s', async (place, outcome) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.write('220 ready\r\n');
      let isBody = false;
      socket.on('data', (chunk) => {
        const verb = chunk.toString('latin1').slice(0, 4).toUpperCase();
        if (isBody || verb === place) return void socket.destroy();
        isBody = verb === 'DATA';
        socket.write(isBody ? '354 go ahead\r\n' : '250 OK\r\n');
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    expect(await send(messageOf(), { settings: { port, user: undefined } })).toMatchObject({ outcome });
    await new Promise((done) => server.close(done));
  });
});
