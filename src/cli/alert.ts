import { forAlert } from '../../queues/_tell.ts';
import { openChannels, openRedwatch, type Redwatch } from '../../queues/worker.ts';
import { decideAlerts, dryRun, type EventForAlert, type PastChange } from '../core/alerts.ts';
import { ConfigError, EnvironmentError } from '../errors.ts';
import { createLog } from '../log.ts';
import { createGate } from '../net/gate.ts';
import { everyChannel } from '../notify/_channel.ts';
import { testMessage } from '../notify/_digest.ts';
import { postThrough } from '../notify/_post.ts';
import { channelOf } from '../notify/index.ts';
import { ledgerEntries } from '../store/alerts.ts';
import { articlesById } from '../store/articles.ts';
import { changesSince, eventById, evidenceOf, mergedInto } from '../store/events.ts';
import { VERSION } from '../version.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

const DAY_MS = 86_400_000;

/** `redwatch alert test CHANNEL`: one test message, through the same channel code as an alert. Needs no database. */
export async function runAlertTest(id: string, options: SettingsOptions & { to?: string }): Promise<void> {
  const config = await settingsFor(options);
  const set = openChannels(config).get(id);
  const channel = set && channelOf(set.type);
  if (!set || !channel)
    throw new ConfigError([`no channel "${id}" (known: ${config.channels.map((c) => c.id).join(', ')})`]);
  const to = options.to ?? config.alerts.rules.flatMap((r) => r.recipients).find((r) => r.channel === id)?.to ?? '';
  const gate = createGate({
    userAgent: `Redwatch/${VERSION} (+${config.contact})`,
    allow: config.net.allow,
    proxy: config.net.proxy ?? null,
  });
  try {
    const now = new Date().toISOString();
    const url = config.publicUrl ?? `http://${config.desk.host}:${config.desk.port}`;
    const message = testMessage({
      key: `test-${Date.now()}`,
      lang: config.alerts.rules[0]?.lang ?? 'zh',
      channel: id,
      url,
    });
    const { timeoutMs } = everyChannel.parse(set.settings);
    const outcome = await channel.send(message, {
      settings: set.settings,
      to,
      now,
      post: postThrough(gate),
      timeoutMs,
    });
    if (outcome.outcome !== 'delivered') throw new EnvironmentError(`${id}: ${outcome.outcome}: ${outcome.reason}`);
    console.log(`${id}: delivered${to ? ` to ${to}` : ''}`);
  } finally {
    await gate.close();
  }
}

/** `redwatch alert replay EVENT --dry-run`: what the rules of today make of an event's changes. Sends nothing. */
export async function runAlertReplay(eventId: string, options: SettingsOptions & { dryRun?: boolean }): Promise<void> {
  if (!options.dryRun)
    throw new ConfigError([
      'alert replay only shows what would be sent: add --dry-run (a delivery is sent again from the desk)',
    ]);
  await withRedwatch(options, async (redwatch) => {
    const { db } = redwatch.store;
    const found = await eventById(db, eventId);
    if (!found) throw new EnvironmentError(`there is no event ${eventId} in the ledger`);
    const told = await ledgerEntries(db, await mergedInto(db, found.id));
    const { rules } = redwatch.context.config.alerts;
    const past = (await pastChanges(redwatch, new Date(0))).filter((p) => p.event.id === found.id);
    for (const { change, event, at } of past) {
      const { alerts, silentBecause } = decideAlerts({ change, event, rules, now: at, told: [] });
      console.log(
        `${at.slice(0, 16)} ${change.field} ${change.value ?? ''}: ${silentBecause ? `silent, ${silentBecause}` : alerts.map((a) => `${a.to} by ${a.channel} (rule ${a.ruleId})`).join(', ')}`,
      );
    }
    console.log(
      `told so far: ${told.map((t) => `${t.field} to ${t.to} by ${t.channel} (${t.state})`).join(', ') || 'nobody'}`,
    );
  });
}

/** `redwatch alert dry-run`: what every rule would have sent over the last days of the archive. Sends nothing. */
export async function runAlertDryRun(options: SettingsOptions & { days: number; rule?: string }): Promise<void> {
  await withRedwatch(options, async (redwatch) => {
    const { rules } = redwatch.context.config.alerts;
    const chosen = options.rule ? rules.filter((r) => r.id === options.rule) : rules;
    if (!chosen.length)
      throw new ConfigError([`no rule "${options.rule}" (known: ${rules.map((r) => r.id).join(', ')})`]);
    const past = await pastChanges(redwatch, new Date(Date.now() - options.days * DAY_MS));
    for (const rule of chosen) {
      const { sent, silent } = dryRun(rule, past);
      console.log(
        `rule ${rule.id} would have sent ${sent.length} in the last ${options.days} days (${silent.length} changes silent):`,
      );
      for (const { at, change, event, alerts } of sent)
        console.log(
          `  ${at.slice(0, 10)} ${event.person ?? 'somebody'}, ${event.org ?? ''}: ${change.field} -> ${alerts.map((a) => a.to).join(', ')}`,
        );
    }
  });
}

/** The archive's changes since an instant, oldest first, each with its event as it stands now. */
export async function pastChanges({ store, context }: Redwatch, since: Date): Promise<PastChange[]> {
  const known = new Map<string, EventForAlert | null>();
  const past: PastChange[] = [];
  for (const { at, ...change } of await changesSince(store.db, since)) {
    if (!known.has(change.eventId)) known.set(change.eventId, await shown(change.eventId));
    const event = known.get(change.eventId);
    if (event) past.push({ change: { ...change, eventId: event.id }, event, at: at.toISOString() });
  }
  return past;

  async function shown(eventId: string): Promise<EventForAlert | null> {
    return store.db.transaction().execute(async (trx) => {
      const event = await eventById(trx, eventId);
      const claim = event && (await evidenceOf(trx, event.id));
      const [article] = claim ? await articlesById(trx, [claim.articleId]) : [];
      return event && claim && article ? forAlert(trx, event, { claim, article }, context) : null;
    });
  }
}

async function withRedwatch(options: SettingsOptions, run: (redwatch: Redwatch) => Promise<void>): Promise<void> {
  const redwatch = await openRedwatch({ config: await settingsFor(options), log: createLog('warn') });
  try {
    await run(redwatch);
  } finally {
    await redwatch.close();
  }
}
