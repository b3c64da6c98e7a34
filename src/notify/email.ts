/**
 * E-mail over SMTP, text and HTML. The one channel that opens a connection of its own: the fetch gate speaks HTTP only, so
 * nodemailer connects to the host in the operator's settings, and to no address that a page or a rule can choose.
 *
 * SMTP accepts a message when the final line of DATA is answered. A connection lost before the body was asked for has
 * certainly delivered nothing; one lost after it may have. nodemailer's errors do not say which, so the body is handed over as
 * a stream that notes when it is read: SMTP reads it only after the server said 354.
 */
import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { defineChannel, type SendContext, type SendOutcome } from './_channel.ts';
import { escapeHtml } from './_escape.ts';
import type { AlertMessage, Line } from './_message.ts';
import { plainText } from './_text.ts';

const LOOPBACK = /^(localhost|127\.0\.0\.1|::1)$/;

const settings = z
  .object({
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).optional(),
    /** `tls` from the start (port 465), `starttls` required (587), `none` only for a relay on the same machine (25). */
    security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
    user: z.string().optional(),
    password: z.string().optional(),
    /** `redwatch@example.com` or `Redwatch <redwatch@example.com>`. */
    from: z.string().min(3),
  })
  .refine(({ security, password, host }) => security !== 'none' || !password || LOOPBACK.test(host), {
    path: ['security'],
    message: 'Expected tls or starttls: a password must not travel in the clear',
  });
type Settings = z.infer<typeof settings>;

const PORTS = { tls: 465, starttls: 587, none: 25 };

export const email = defineChannel({
  id: 'email',
  about: 'E-mail through your SMTP server; the recipient is an address.',
  settings,
  // RFC 5321 sets no limit; 10 MB is what common servers take, and an alert is a thousandth of it.
  limit: { most: 10_000_000, unit: 'bytes' },
  rate: null,
  honoursIdempotencyKey: false,
  async send(message, context) {
    if (!z.email().safeParse(context.to).success)
      return { outcome: 'refused', reason: 'the recipient is not one e-mail address' };
    const mail = compose(message, context).compile();
    return deliver(await mail.build(), mail.getEnvelope(), context);
  },
});

/** The mail. Its Message-ID is the delivery key at the sender's domain, so that two tries are visibly one message. */
function compose(message: AlertMessage, { settings: { from }, to, first, now }: SendContext<Settings>): MailComposer {
  const domain = /@(?<domain>[A-Za-z0-9.-]+)>?\s*$/.exec(from)?.groups?.['domain'] ?? 'redwatch.invalid';
  const earlier = first?.['messageId'];
  return new MailComposer({
    from,
    to: { name: '', address: to },
    subject: message.title,
    text: plainText(message),
    html: htmlOf(message),
    messageId: `<${message.key}@${domain}>`,
    date: new Date(now),
    ...(earlier ? { inReplyTo: earlier, references: [earlier] } : {}),
    // A bounce or an out-of-office answer to a machine helps nobody: RFC 3834.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Redwatch-Delivery': message.key },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function htmlOf(message: AlertMessage): string {
  const body = message.lines.map(htmlLine).join('\n');
  return `<!doctype html><html lang="${message.lang}"><meta charset="utf-8"><body style="font:15px/1.5 sans-serif">
<h2 style="font-size:18px">${escapeHtml(message.title)}</h2>
${body}
</body></html>`;
}

function htmlLine(line: Line): string {
  switch (line.kind) {
    case 'heading':
      return `<h3 style="font-size:16px">${escapeHtml(line.text)}</h3>`;
    case 'fact':
      return `<p style="margin:2px 0"><b>${escapeHtml(line.label)}</b> ${escapeHtml(line.text)}</p>`;
    case 'quote':
      return `<blockquote style="margin:8px 0;padding-left:10px;border-left:3px solid #c33">${escapeHtml(line.text)}</blockquote>`;
    case 'text':
      return `<p style="color:#666">${escapeHtml(line.text)}</p>`;
    case 'link':
      return `<p style="margin:2px 0"><a href="${escapeHtml(line.url)}">${escapeHtml(line.label)}</a></p>`;
  }
}

type Envelope = Parameters<SMTPConnection['send']>[0];

/** One SMTP session for one mail; ends after `timeoutMs` whatever the server does. */
function deliver(
  bytes: Buffer,
  envelope: Envelope,
  { settings, timeoutMs }: SendContext<Settings>,
): Promise<SendOutcome> {
  const connection = new SMTPConnection({
    host: settings.host,
    port: settings.port ?? PORTS[settings.security],
    secure: settings.security === 'tls',
    requireTLS: settings.security === 'starttls',
    ignoreTLS: settings.security === 'none',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    socketCloseTimeout: 1000,
  });
  let isHandedOver = false;
  const body = new Readable({
    read() {
      isHandedOver = true;
      this.push(bytes);
      this.push(null);
    },
  });
  return new Promise((resolve) => {
    const end = (outcome: SendOutcome) => {
      clearTimeout(timer);
      resolve(outcome);
      if (outcome.outcome === 'delivered') connection.quit();
      else connection.close();
    };
    const fail = (error: unknown) => end(outcomeOfSmtpError(error, isHandedOver));
    const timer = setTimeout(() => fail(new Error(`no end after ${timeoutMs} ms`)), timeoutMs);
    const transmit = () =>
      connection.send(envelope, body, (error, info) => {
        if (error) fail(error);
        else end({ outcome: 'delivered', receipt: { messageId: messageIdIn(bytes), response: info.response ?? '' } });
      });
    connection.on('error', fail);
    connection.connect((error) => {
      if (error) fail(error);
      else if (!settings.user) transmit();
      else
        connection.login({ credentials: { user: settings.user, pass: settings.password ?? '' } }, (failed) =>
          failed ? fail(failed) : transmit(),
        );
    });
  });
}

function messageIdIn(bytes: Buffer): string {
  return /^Message-ID: (?<id><[^>]{1,200}>)/im.exec(bytes.toString('latin1', 0, 4000))?.groups?.['id'] ?? '';
}

/** A reply decides by its first digit (RFC 5321, 4.2.1): 4 is for now, 5 for good. Without one, what was handed over decides. */
function outcomeOfSmtpError(error: unknown, isHandedOver: boolean): SendOutcome {
  const reason = messageOf(error);
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  // A server without the TLS that the settings ask for may be an attacker in between: nothing was sent, and it may pass.
  if (code === 'ETLS') return { outcome: 'retry', reason };
  if (responseCode && responseCode >= 500) return { outcome: 'refused', reason };
  if (responseCode && responseCode >= 400) return { outcome: 'retry', reason };
  if (isHandedOver) return { outcome: 'unknown', reason };
  const isHopeless = ['EENVELOPE', 'EMESSAGE', 'ENOAUTH', 'EAUTH', 'ECONFIG'].includes(code ?? '');
  return { outcome: isHopeless ? 'refused' : 'retry', reason };
}
