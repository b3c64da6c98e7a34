/** Mutes from the command line: a story, or an event, that somebody does not want to hear of any more. */
import type { Config } from '../config.ts';
import { ConfigError, EnvironmentError } from '../errors.ts';
import { muteStory, unmuteStory } from '../store/alerts.ts';
import { withArchive } from './_archive.ts';
import type { SettingsOptions } from './_settings.ts';

/** In the decision: who may run commands here may do anything to the archive anyway. */
const BY = 'command line';

/** `redwatch alert mute STORY`: no more messages about it, for everybody or for one recipient, for good or until a time. */
export async function runMute(
  of: string,
  options: SettingsOptions & { for?: string; until?: string; note?: string },
): Promise<void> {
  const at = new Date();
  const until = options.until === undefined ? null : timeOf(options.until, at);
  await withArchive(options, async ({ db }, config) => {
    const whom = options.for === undefined ? {} : recipientOf(options.for, config);
    const muted = await muteStory(db, of, { by: BY, note: options.note ?? null, at, until, ...whom });
    if (!muted) throw new EnvironmentError(`There is no story and no event "${of}".`);
    const scope = `${options.for ? ` for ${options.for}` : ''}${until ? ` until ${until.toISOString()}` : ''}`;
    console.log(`${of} is muted${scope}; messages taken back before they left: ${muted.takenBack}`);
  });
}

/** `redwatch alert unmute STORY`: what comes from now on is told again; what was kept silent is not sent after all. */
export async function runUnmute(of: string, options: SettingsOptions): Promise<void> {
  await withArchive(options, async ({ db }) => {
    const count = await unmuteStory(db, of, { by: BY, at: new Date() });
    if (!count) throw new EnvironmentError(`No mute of "${of}" stands.`);
    console.log(`${of} is told of again; mutes taken back: ${count}`);
  });
}

/** The recipient of that name, else all of the channel of that name, among those that a rule tells. @throws ConfigError when there is none */
function recipientOf(name: string, { alerts }: Config): { to: string } | { channel: string } {
  const told = alerts.rules.flatMap((rule) => [...rule.recipients, ...(rule.escalate?.recipients ?? [])]);
  if (told.some((recipient) => recipient.to === name)) return { to: name };
  if (told.some((recipient) => recipient.channel === name)) return { channel: name };
  const known = [...new Set(told.flatMap(({ to, channel }) => [to, channel]).filter(Boolean))];
  throw new ConfigError([`--for: no rule tells "${name}" (known: ${known.join(', ')})`]);
}

/** `2026-01-31T18:00+08:00`, or a day, which is included (UTC). @throws ConfigError for anything else and for what is over */
function timeOf(text: string, now: Date): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const at = new Date(isDay ? `${text}T23:59:59Z` : text);
  if (!(isDay || isTime) || Number.isNaN(at.getTime()))
    throw new ConfigError([`--until: expected a day or a time such as 2026-01-31T18:00+08:00, got "${text}"`]);
  if (at <= now) throw new ConfigError([`--until: ${text} is over`]);
  return at;
}
