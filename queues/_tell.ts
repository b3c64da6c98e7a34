/** From a change of an event to written deliveries: used where events change, in the transaction that saves the change. */
import type { Transaction } from 'kysely';
import {
  decideAlerts,
  decideCorrections,
  type Arrival,
  type EventChange,
  type EventForAlert,
  type Ruling,
} from '../src/core/alerts.ts';
import type { LedgerEvent } from '../src/core/events.ts';
import type { Claim } from '../src/core/types.ts';
import { alertMessage } from '../src/notify/_message.ts';
import { cancelDeliveries, ledgerEntries, saveAlert } from '../src/store/alerts.ts';
import { articlesById, type StoredArticle } from '../src/store/articles.ts';
import { mutesOf } from '../src/store/mutes.ts';
import { eventById, evidenceOf, mergedInto, noteSilence, placesOf, rulingOf } from '../src/store/events.ts';
import type { Schema } from '../src/store/schema.ts';
import { placementsOf } from '../src/store/stories.ts';
import type { Context } from './_context.ts';

type Trx = Transaction<Schema>;

/** What deciding needs of a process: the rules and the companies, the time, where links lead. */
export type TellContext = Pick<Context, 'config' | 'deskUrl' | 'now'>;

/** The words that prove a change and the article they stand in. */
export type Evidence = { claim: Pick<Claim, 'quote'>; article: StoredArticle };

/** Decides who must be told of a change and writes their deliveries. Returns how many are new. */
export async function tell(
  trx: Trx,
  change: EventChange,
  event: LedgerEvent,
  evidence: Evidence,
  context: TellContext,
  arrival: Arrival = { kind: 'live' },
): Promise<number> {
  const at = context.now();
  const { rules } = context.config.alerts;
  const shown = await forAlert(trx, event, evidence, context);
  const told = await ledgerEntries(trx, await mergedInto(trx, event.id));
  const mutes = await mutesOf(trx, [event.id, ...(shown.storyIds ?? [])]);
  const { alerts, silentBecause } = decideAlerts({
    change,
    event: shown,
    rules,
    now: at.toISOString(),
    told,
    mutes,
    arrival,
  });
  if (silentBecause !== null) await noteSilence(trx, change, silentBecause);
  const ruleNames = new Map(rules.map((r) => [r.id, r.name]));
  let written = 0;
  for (const decision of alerts) {
    const facts = { decision, change, event: shown };
    if (await saveAlert(trx, facts, alertMessage({ ...facts, ruleNames }), at)) written++;
  }
  return written;
}

/**
 * Those who were told of an event that an analyst ruled to be none get one correction; what has not left stays here. A ruling
 * that was taken back meanwhile tells nobody anything.
 */
export async function correct(
  trx: Trx,
  { eventId, ruling, decisionId }: { eventId: string; ruling: Ruling; decisionId?: string | undefined },
  context: TellContext,
): Promise<number> {
  const event = await eventById(trx, eventId);
  const decided = decisionId ? await rulingOf(trx, decisionId) : null;
  if (!event || decided?.isUndone) return 0;
  const at = context.now();
  const told = await ledgerEntries(trx, await mergedInto(trx, event.id));
  const { rules } = context.config.alerts;
  const { alerts, cancel } = decideCorrections({ eventId: event.id, ruling, told, rules, now: at.toISOString() });
  await cancelDeliveries(trx, cancel, `an analyst ruled: ${ruling}`);
  const found = await evidenceOf(trx, event.id);
  const [article] = found ? await articlesById(trx, [found.articleId]) : [];
  if (!found || !article) return 0;
  const shown = await forAlert(trx, event, { claim: found, article }, context);
  const why = decided?.note ?? '';
  const change: EventChange = { eventId: event.id, field: 'correction', value: ruling, isOldNews: false, why };
  let written = 0;
  for (const decision of alerts) {
    const facts = { decision, change, event: shown };
    if (await saveAlert(trx, facts, alertMessage({ ...facts, was: decided?.was ?? null }), at)) written++;
  }
  return written;
}

/** The event as an alert tells it, with the words that prove it and the story it stands in. */
export async function forAlert(
  trx: Trx,
  event: LedgerEvent,
  { claim, article }: Evidence,
  context: TellContext,
): Promise<EventForAlert> {
  const { storyIds, sourceIds, outlets } = await placesOf(trx, event.articleIds);
  const { title, url, outlet, publishedAt } = article;
  const story = (await placementsOf(trx, [article.id])).get(article.id)?.storyId;
  return {
    ...{ id: event.id, kind: event.kind, person: event.person, aliases: event.aliases },
    org: context.config.watches.find((w) => w.id === event.orgId)?.name ?? event.org,
    ...{ watchIds: event.watchIds, roles: event.roles, status: event.status },
    date: event.date?.iso ? { ...event.date, iso: event.date.iso } : null,
    origins: event.originIds.length,
    ...{ firstPublishedAt: event.firstPublishedAt, firstSeenAt: event.firstSeenAt, quote: claim.quote },
    // An imported file has no address that a reader could open.
    quoteArticle: { title, url: url?.startsWith('import:') ? null : url, outlet, publishedAt },
    storyUrl: `${context.deskUrl}/stories/${story ?? ''}`,
    ...{ storyIds, sourceIds: [...sourceIds, ...outlets] },
    ...{ successor: event.successor, nextEmployer: event.nextEmployer, enteredSilently: event.enteredSilently },
  };
}
