/** Telling the operator that a source broke or is well again: written with the change, sent as work of its own. */
import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { Source } from '../crawlers/_source.ts';
import type { Health } from '../src/core/schedule.ts';
import { PermanentError, RetryLaterError } from '../src/errors.ts';
import { everyChannel } from '../src/notify/_channel.ts';
import type { AlertMessage } from '../src/notify/_message.ts';
import { postThrough } from '../src/notify/_post.ts';
import { channelOf } from '../src/notify/index.ts';
import { contentId } from '../src/store/ids.ts';
import { addWork } from '../src/store/outbox.ts';
import type { Schema } from '../src/store/schema.ts';
import type { Context } from './_context.ts';

export const operatorNote = z.object({
  key: z.string(),
  channel: z.string(),
  to: z.string(),
  title: z.string(),
  facts: z.array(z.tuple([z.string(), z.string()])),
  sentence: z.string(),
  url: z.string(),
});
type Note = z.infer<typeof operatorNote>;

export type SourceNews = { source: Source; tell: 'trouble' | 'recovery'; health: Health; sentence: string };

/** Says it in the log and writes one note per recipient of `alerts.operator`. */
export async function noteForOperator(
  trx: Transaction<Schema>,
  { source, tell, health, sentence }: SourceNews,
  { config, deskUrl, log, now }: Context,
): Promise<void> {
  const title = titleOf(source.name, tell, health);
  log[tell === 'trouble' ? 'error' : 'info']({ source: source.id, since: health.since, sentence }, title);
  const said = contentId(source.id, tell, health.state, health.since, now().toISOString());
  await addWork(
    trx,
    config.alerts.operator.map(({ channel, to }) => {
      const facts: Note['facts'] = [
        ['Source', `${source.name} (${source.id})`],
        ...(health.since ? [['Since', health.since] satisfies [string, string]] : []),
      ];
      const key = contentId(said, channel, to);
      const note: Note = { key, channel, to, title, facts, sentence, url: `${deskUrl}/sources/${source.id}` };
      return { step: 'crawl', key: `tell ${key}`, payload: { tell: note } };
    }),
  );
}

function titleOf(name: string, tell: SourceNews['tell'], { state, inARow }: Health): string {
  if (tell === 'recovery') return `${name} is well again`;
  if (state === 'failing') return `${name} has failed ${inARow} times in a row`;
  return `${name} brings nothing any more: its layout may have changed`;
}

/** How long a note waits after a channel that could not take it; it is tried until it is taken or refused. */
const TRY_AGAIN_MS = 300_000;

/** Sends one note. @throws RetryLaterError when it may arrive later, PermanentError when it never will (shown as given up) */
export async function sendNote(note: Note, { channels, gate, clock }: Context): Promise<void> {
  const set = channels.get(note.channel);
  const channel = set && channelOf(set.type);
  if (!set || !channel) throw new PermanentError(`no channel "${note.channel}" is set up any more`);
  const { onUnknown, timeoutMs } = everyChannel.parse(set.settings);
  const outcome = await channel.send(messageOf(note), {
    settings: set.settings,
    to: note.to,
    // Receivers refuse signatures that are not of now.
    now: clock().toISOString(),
    post: postThrough(gate),
    timeoutMs,
  });
  if (outcome.outcome === 'delivered') return;
  const mayRepeat = outcome.outcome === 'unknown' && (channel.honoursIdempotencyKey || onUnknown === 'again');
  if (outcome.outcome === 'retry') throw new RetryLaterError(outcome.reason, outcome.afterMs ?? TRY_AGAIN_MS);
  if (mayRepeat) throw new RetryLaterError(outcome.reason, TRY_AGAIN_MS);
  throw new PermanentError(`the operator could not be told of "${note.title}": ${outcome.reason}`);
}

function messageOf({ key, title, facts, sentence, url }: Note): AlertMessage {
  return {
    ...{ key, kind: 'operator', lang: 'en', title, url, items: [] },
    lines: [
      ...facts.map(([label, text]) => ({ kind: 'fact' as const, label, text })),
      { kind: 'text', text: sentence },
      { kind: 'link', label: 'Source', url },
    ],
  };
}
