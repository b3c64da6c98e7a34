/** The channels, in the order in which the settings page shows them. A new channel is one file and one line here. */
import type { Channel } from './_channel.ts';
import { email } from './email.ts';
import { webhook } from './webhook.ts';

export const channels: readonly Channel[] = [webhook, email];

/** The channel of this kind; undefined when there is none. */
export function channelOf(id: string): Channel | undefined {
  return channels.find((channel) => channel.id === id);
}
