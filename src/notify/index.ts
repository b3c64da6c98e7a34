/** The channels, in the order in which the settings page shows them. A new channel is one file and one line here. */
import type { Channel } from './_channel.ts';
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
