/**
 * What a channel is: one way to reach people, one file, one line in index.ts. A channel sends one message to one recipient
 * and says how that ended; it never retries, waits or decides, because the ledger of deliveries does.
 *
 * No channel opens a connection of its own: HTTP goes through the `post` it is given, which the caller builds on the fetch
 * gate. The one exception is e-mail: nodemailer speaks SMTP, which the gate cannot, to the host in the operator's settings only.
 */
import { z } from 'zod';
import type { Rate } from '../core/alerts.ts';
import type { AlertMessage } from './_message.ts';
import { hideSecrets } from './_secrets.ts';

/** How a sending ended. `doneParts`: parts of a long message that certainly arrived; give it back on the next try. */
export type SendOutcome =
  | { outcome: 'delivered'; receipt?: Receipt }
  /** It certainly did not arrive; another try can work, not before `afterMs` milliseconds where the receiver said so. */
  | { outcome: 'retry'; reason: string; afterMs?: number; doneParts?: number }
  /** It did not arrive and never will: wrong address, wrong secret, refused content. */
  | { outcome: 'refused'; reason: string; doneParts?: number }
  /** It was handed over but no answer came: it may have arrived. Whether to send again is the operator's setting. */
  | { outcome: 'unknown'; reason: string; doneParts?: number };

/** What the receiver called the message; kept so that an update can refer to it. */
export type Receipt = Readonly<Record<string, string>>;

export type HttpAnswer = { status: number; headers: Readonly<Record<string, string>>; body: string };

/** Sends one HTTP request through the fetch gate. Header names in the answer are lower case. Throws when no full answer came. */
export type Post = (
  url: string,
  request: { method: 'POST' | 'PUT'; headers: Record<string, string>; body: string; timeoutMs: number },
) => Promise<HttpAnswer>;

export type SendContext<Settings = unknown> = {
  settings: Settings;
  /** Address within the channel, '' where it has only one. */
  to: string;
  /** ISO instant of this try; signatures carry it. */
  now: string;
  post: Post;
  timeoutMs: number;
  /** Parts of this message that arrived on earlier tries. */
  doneParts?: number;
  /** The receipt of the first message about the same event, for a thread or a reply. */
  first?: Receipt | null;
};

export type Channel = {
  id: string;
  /** One sentence for the settings page. */
  about: string;
  settings: z.ZodType;
  /** The longest message the receiver takes; the file names the page that says so. Longer ones are split. */
  limit: { most: number; unit: 'bytes' | 'characters' };
  /** How many messages it takes within how many milliseconds, per instance of the channel; null when it names no limit. */
  rate: Rate | null;
  /** The receiver drops a second message with the same key, so an unknown outcome may be sent again without a double. */
  honoursIdempotencyKey: boolean;
  send(message: AlertMessage, context: SendContext): Promise<SendOutcome>;
};

/**
 * What every channel can be set to besides its own settings. After an unknown outcome `again` may double a message where the
 * channel does not honour the key, `stop` may lose it; a double is the smaller harm, so `again` is what holds unless set.
 */
export const everyChannel = z.object({
  onUnknown: z.enum(['again', 'stop']).default('again'),
  timeoutMs: z.int().min(1000).max(120_000).default(15_000),
});

/**
 * A channel with typed settings, as one of the list. Settings are checked by its own schema before each sending, and no reason
 * repeats a secret: not ours, and not one that the receiver or the network put into its own words.
 */
export function defineChannel<S extends z.ZodType>(
  channel: Omit<Channel, 'settings' | 'send'> & {
    settings: S;
    send(message: AlertMessage, context: SendContext<z.infer<S>>): Promise<SendOutcome>;
  },
): Channel {
  return {
    ...channel,
    async send(message, context) {
      const settings = channel.settings.safeParse(context.settings);
      if (!settings.success) return { outcome: 'refused', reason: wrongSettings(channel.id, settings.error) };
      const outcome = await channel.send(message, { ...context, settings: settings.data });
      if (outcome.outcome === 'delivered') return outcome;
      const reason = `${channel.id}: ${hideSecrets(outcome.reason, settings.data)}`;
      if (outcome.outcome !== 'retry' || outcome.afterMs === undefined) return { ...outcome, reason };
      return { ...outcome, reason, afterMs: Math.min(Math.ceil(outcome.afterMs), LONGEST_WAIT_MS) };
    },
  };
}

/** A receiver may ask for years, by mistake or on purpose; the alert is tried again after a day at the latest. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** Paths only: a zod message may repeat what it was given, and that may be a secret. */
function wrongSettings(id: string, { issues }: z.ZodError): string {
  const fields = [...new Set(issues.map((issue) => issue.path.join('.') || 'its address or token'))];
  return `${id}: wrong settings: ${fields.join(', ')}`;
}
