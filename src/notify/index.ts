/** The channels, in the order in which the settings page shows them. A new channel is one file and one line here. */
import { z } from 'zod';
import { everyChannel, type Channel } from './_channel.ts';
import { desk } from './desk.ts';
import { email } from './email.ts';
import { bark } from './bark.ts';
import { dingtalk } from './dingtalk.ts';
import { discord } from './discord.ts';
import { feishu } from './feishu.ts';
import { ntfy } from './ntfy.ts';
import { slack } from './slack.ts';
import { telegram } from './telegram.ts';
import { wecom } from './wecom.ts';
import { webhook } from './webhook.ts';

export const channels: readonly Channel[] = [
  desk,
  feishu,
  dingtalk,
  wecom,
  slack,
  telegram,
  email,
  webhook,
  ntfy,
  bark,
  discord,
];

/** The channel of this kind; undefined when there is none. */
export function channelOf(id: string): Channel | undefined {
  return channels.find((channel) => channel.id === id);
}

/**
 * What is wrong with the settings of one channel, in words without values; empty when it can send. Ask before the first alert:
 * a delivery on a channel that is set up wrongly is refused for good.
 */
export function channelProblems({ type, ...settings }: { type: string } & Record<string, unknown>): string[] {
  const channel = channelOf(type);
  if (!channel) return [`no channel type "${type}" (known: ${channels.map((c) => c.id).join(', ')})`];
  const parsed = z.intersection(everyChannel, channel.settings).safeParse(settings);
  return parsed.success
    ? []
    : [...new Set(parsed.error.issues.map(({ path, code }) => `${path.join('.') || type}: ${code}`))];
}
