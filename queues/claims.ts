import type { Transaction } from 'kysely';
import { z } from 'zod';
import { findClaims, organisationNames } from '../src/core/claims/index.ts';
import { eventConflicts, type Arrival } from '../src/core/alerts.ts';
import {
  foldClaims,
  organisationId,
  type ClaimOfArticle,
  type EventChange,
  type LedgerChange,
  type LedgerEvent,
} from '../src/core/events.ts';
import type { Claim } from '../src/core/types.ts';
import { arrivalsOf } from '../src/store/arrivals.ts';
import { articlesById, type StoredArticle } from '../src/store/articles.ts';
import { saveAllClaims } from '../src/store/claims.ts';
import { ledgerOf, lockLedger, noteChanges, saveLedger, sayingsOf } from '../src/store/events.ts';
import { modelWork } from '../src/store/model-answers.ts';
import { addWork, finishWork } from '../src/store/outbox.ts';
import type { Schema } from '../src/store/schema.ts';
import { placementsOf } from '../src/store/stories.ts';
import { defineStep } from './_step.ts';
import { workOfJoining } from './group.ts';
import { tell, type TellContext } from './_tell.ts';
import type { Context } from './_context.ts';

type Trx = Transaction<Schema>;
export type Found = { article: StoredArticle; claims: Claim[]; refused: number };

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
    const organisations = organisationNames(context.config.watches);
    const found = inOrder(articles).map((article) => {
      const { claims: passed, refused } = findClaims({ ...article, organisations });
      if (refused.length) context.log.debug({ article: article.id, refused }, 'claims refused by the gate');
      return { article, claims: passed, refused: refused.length };
    });
    const detail = await context.db.transaction().execute(async (trx) => {
      await lockLedger(trx);
      const told = await foldAndTell(trx, found, context);
      if (context.model)
        await addWork(
          trx,
          found.map(({ article }) => modelWork(article)),
        );
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

/** Saves the claims, folds them into the ledger and writes the alerts they call for. The ledger must be locked. */
export async function foldAndTell(
  trx: Trx,
  found: readonly Found[],
  context: Context,
): Promise<Record<string, number>> {
  const at = context.now();
  const places = await placementsOf(
    trx,
    found.map((f) => f.article.id),
  );
  const saved = await saveAllClaims(trx, found, at);
  const incoming = saved.map(({ article, claimId, claim }): ClaimOfArticle => {
    const originId = places.get(article.id)?.originId ?? article.id;
    const { publishedAt, watchIds } = article;
    return { claimId, articleId: article.id, originId, publishedAt, watchIds, claim };
  });
  const articles = found.map((f) => f.article);
  const refused = found.reduce((n, f) => n + f.refused, 0);
  return { claims: incoming.length, refused, ...(await foldIntoLedger(trx, incoming, articles, context)) };
}

/** Folds saved claims of these articles into the ledger of `trx` (a replay gives it a shadow) and writes the alerts they call for. */
export async function foldIntoLedger(
  trx: Trx,
  incoming: readonly ClaimOfArticle[],
  articles: readonly StoredArticle[],
  context: TellContext,
): Promise<{ events: number; alerts: number }> {
  const { config, now } = context;
  const at = now();
  const orgIds = incoming.map((i) => organisationId(orgOf(i.claim), config.watches, i.watchIds));
  const view = await ledgerOf(trx, orgIds, config.watches);
  const change = foldClaims(view, incoming, { now: at.toISOString(), oldNewsDays: config.alerts.oldNewsDays });
  const arrivals = await arrivalsOf(
    trx,
    articles.map((article) => article.id),
    config.alerts.firstCrawl,
  );
  const evidenceFor = (eventId: string) => bestEvidence(eventId, change, incoming, arrivals);
  for (const event of change.created)
    if (evidenceFor(event.id)?.arrival.kind === 'backfill') event.enteredSilently = true;
  const fresh = await saveLedger(trx, change, at);
  const linked = new Set(change.links.map((link) => link.claimId));
  await addWork(trx, workOfJoining(incoming.filter((i) => linked.has(i.claimId)).map((i) => i.articleId)));
  const events = new Map([...change.created, ...change.updated].map((e) => [e.id, e]));
  fresh.push(...(await noteConflicts(trx, [...events.values()], at)));
  let alerts = 0;
  for (const item of fresh) {
    const event = events.get(item.eventId);
    const evidence = evidenceFor(item.eventId);
    const article = articles.find(({ id }) => id === evidence?.articleId);
    if (event && evidence && article)
      alerts += await tell(trx, item, event, { claim: evidence.claim, article }, context, evidence.arrival);
  }
  return { events: change.created.length, alerts };
}

/** What came tonight speaks before what came with a first crawl, and that before a backfill; else the earliest. */
const ARRIVALS: readonly Arrival['kind'][] = ['live', 'first_crawl', 'backfill'];

/** The claim that a change of this event is told with, and how its article came. */
function bestEvidence(
  eventId: string,
  { links }: Pick<LedgerChange, 'links'>,
  incoming: readonly ClaimOfArticle[],
  arrivals: ReadonlyMap<string, Arrival>,
): (ClaimOfArticle & { arrival: Arrival }) | undefined {
  const claimIds = new Set(links.filter((l) => l.eventId === eventId).map((l) => l.claimId));
  return incoming
    .filter((i) => claimIds.has(i.claimId))
    .map((i) => ({ ...i, arrival: arrivals.get(i.articleId) ?? ({ kind: 'live' } as const) }))
    .sort((a, b) => ARRIVALS.indexOf(a.arrival.kind) - ARRIVALS.indexOf(b.arrival.kind))[0];
}

/** Disagreements that these events have now; each kind is noted once per event. */
async function noteConflicts(trx: Trx, events: readonly LedgerEvent[], at: Date): Promise<EventChange[]> {
  const sayings = await sayingsOf(
    trx,
    events.map((e) => e.id),
  );
  const changes = events.flatMap((event) =>
    eventConflicts(sayings.get(event.id) ?? []).map(({ of, why }): EventChange => {
      return { eventId: event.id, field: 'conflict', value: of, isOldNews: event.enteredSilently, why };
    }),
  );
  return noteChanges(trx, changes, at);
}

const orgOf = (claim: Claim) => (typeof claim.args.org === 'string' ? claim.args.org : null);
