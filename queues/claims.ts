import type { Transaction } from 'kysely';
import { z } from 'zod';
import { decideAlerts, type EventForAlert } from '../src/core/alerts.ts';
import { findClaims } from '../src/core/claims/index.ts';
import {
  foldClaims,
  organisationId,
  type ClaimOfArticle,
  type EventChange,
  type LedgerEvent,
} from '../src/core/events.ts';
import type { Claim } from '../src/core/types.ts';
import { alertMessage } from '../src/notify/_message.ts';
import { saveAlert, toldOf } from '../src/store/alerts.ts';
import { articlesById, type StoredArticle } from '../src/store/articles.ts';
import { saveClaims } from '../src/store/claims.ts';
import { ledgerOf, lockLedger, mergedInto, noteSilence, placesOf, saveLedger } from '../src/store/events.ts';
import { finishWork } from '../src/store/outbox.ts';
import type { Schema } from '../src/store/schema.ts';
import { placementsOf } from '../src/store/stories.ts';
import { defineStep } from './_step.ts';
import type { Context } from './_context.ts';

type Trx = Transaction<Schema>;
type Found = { article: StoredArticle; claims: Claim[]; refused: number };

/** Article -> Claims -> Events -> the alerts they call for: all of it in one transaction, so that nothing known goes untold. */
export const claims = defineStep({
  name: 'claims',
  payload: z.object({ articleId: z.string() }),
  batch: 50,
  concurrency: 1,
  lockMs: 10_000,
  giveUpAfter: 6,
  priority: 2,
  async run(items, context) {
    const articles = await articlesById(context.db, [...new Set(items.map((i) => i.payload.articleId))]);
    const found = inOrder(articles).map((article) => {
      const { claims: passed, refused } = findClaims(article);
      if (refused.length) context.log.debug({ article: article.id, refused }, 'claims refused by the gate');
      return { article, claims: passed, refused: refused.length };
    });
    const detail = await context.db.transaction().execute(async (trx) => {
      await lockLedger(trx);
      const told = await foldAndTell(trx, found, context);
      await finishWork(
        trx,
        items.map((i) => i.id),
      );
      return told;
    });
    context.progress({ step: 'claims', done: items.length, detail });
  },
});

/** Earliest first, so that an event is named after the first report of it. */
function inOrder(articles: StoredArticle[]): StoredArticle[] {
  const at = (a: StoredArticle) => a.publishedSort?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return articles.sort((a, b) => at(a) - at(b) || (a.id < b.id ? -1 : 1));
}

async function foldAndTell(trx: Trx, found: readonly Found[], context: Context): Promise<Record<string, number>> {
  const { config, now } = context;
  const at = now();
  const places = await placementsOf(
    trx,
    found.map((f) => f.article.id),
  );
  const incoming: ClaimOfArticle[] = [];
  for (const { article, claims: list } of found) {
    const originId = places.get(article.id)?.originId ?? article.id;
    for (const { claimId, claim } of await saveClaims(trx, article, list, at))
      incoming.push({
        claimId,
        articleId: article.id,
        originId,
        publishedAt: article.publishedAt,
        watchIds: article.watchIds,
        claim,
      });
  }
  const orgIds = incoming.map((i) => organisationId(orgOf(i.claim), config.watches, i.watchIds));
  const view = await ledgerOf(trx, orgIds, config.watches);
  const change = foldClaims(view, incoming, { now: at.toISOString(), oldNewsDays: config.alerts.oldNewsDays });
  const fresh = await saveLedger(trx, change, at);
  const events = new Map([...change.created, ...change.updated].map((e) => [e.id, e]));
  let alerts = 0;
  for (const item of fresh) {
    const event = events.get(item.eventId);
    const links = new Set(change.links.filter((l) => l.eventId === item.eventId).map((l) => l.claimId));
    const evidence = incoming.find((i) => links.has(i.claimId));
    const article = found.find((f) => f.article.id === evidence?.articleId)?.article;
    if (event && evidence && article)
      alerts += await tell(trx, item, await forAlert(trx, event, evidence.claim, article, context), context, at);
  }
  return {
    claims: incoming.length,
    refused: found.reduce((n, f) => n + f.refused, 0),
    events: change.created.length,
    alerts,
  };
}

const orgOf = (claim: Claim) => (typeof claim.args.org === 'string' ? claim.args.org : null);

/** Decides who must be told of a change and writes their deliveries. Returns how many. */
async function tell(
  trx: Trx,
  change: EventChange,
  event: EventForAlert,
  { config }: Context,
  at: Date,
): Promise<number> {
  const known = await toldOf(trx, await mergedInto(trx, event.id));
  const { rules } = config.alerts;
  const { alerts, silentBecause } = decideAlerts({
    change,
    event,
    rules,
    now: at.toISOString(),
    told: [...known.values()].flat(),
  });
  if (silentBecause !== null) await noteSilence(trx, change, silentBecause);
  const ruleNames = new Map(rules.map((r) => [r.id, r.name]));
  let written = 0;
  for (const decision of alerts)
    written += await saveAlert(trx, decision, alertMessage({ decision, change, event, ruleNames }), at);
  return written;
}

/** The event as an alert tells it, with the words that prove it and the story it stands in. */
async function forAlert(
  trx: Trx,
  event: LedgerEvent,
  claim: Claim,
  article: StoredArticle,
  context: Context,
): Promise<EventForAlert> {
  const { storyIds, sourceIds, outlets } = await placesOf(trx, event.articleIds);
  const { title, url, outlet, publishedAt } = article;
  const story = (await placementsOf(trx, [article.id])).get(article.id)?.storyId;
  return {
    id: event.id,
    kind: event.kind,
    person: event.person,
    aliases: event.aliases,
    org: context.config.watches.find((w) => w.id === event.orgId)?.name ?? event.org,
    watchIds: event.watchIds,
    roles: event.roles,
    status: event.status,
    date: event.date?.iso ? { ...event.date, iso: event.date.iso } : null,
    origins: event.originIds.length,
    firstPublishedAt: event.firstPublishedAt,
    firstSeenAt: event.firstSeenAt,
    quote: claim.quote,
    quoteArticle: { title, url: url?.startsWith('import:') ? null : url, outlet, publishedAt },
    storyUrl: `${context.deskUrl}/stories/${story ?? ''}`,
    storyIds,
    sourceIds: [...sourceIds, ...outlets],
    successor: event.successor,
    nextEmployer: event.nextEmployer,
    enteredSilently: event.enteredSilently,
  };
}
