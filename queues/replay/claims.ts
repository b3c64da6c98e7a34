import type { Transaction } from 'kysely';
import { claimKinds, findClaims, organisationNames } from '../../src/core/claims/index.ts';
import type { ClaimOfArticle } from '../../src/core/events.ts';
import { eventDifferences, matchEvents, replayedEvent, sameWords } from '../../src/core/replay.ts';
import type { Claim, ClaimInput } from '../../src/core/types.ts';
import { articlesById, type StoredArticle } from '../../src/store/articles.ts';
import { saveClaims } from '../../src/store/claims.ts';
import {
  openAndMerge,
  takeOverAliases,
  takeOverClaims,
  takeOverRecords,
  type Taken,
} from '../../src/store/replay-ledger-apply.ts';
import {
  claimDifferences,
  deliveriesWithheld,
  eventDifferencesAfter,
  eventPairs,
  keepClaims,
  LEDGER,
  ledgerItems,
  ledgerSpan,
  noteEvents,
  noteGone,
  noteLedgerChanges,
  noteRead,
  noteRetired,
  prepareLedger,
  recordsOf,
  renameEvents,
  setRecord,
  sharedClaims,
  storedClaims,
  type EventDifference,
  type EventNote,
  type LedgerItem,
  type StoredClaim,
} from '../../src/store/replay-ledger.ts';
import { onShadow, streamed } from '../../src/store/replay.ts';
import type { Schema } from '../../src/store/schema.ts';
import { placementsOf } from '../../src/store/stories.ts';
import { claims as claimsStep, foldIntoLedger } from '../claims.ts';
import type { Account, Difference, Replay, ReplayContext, Show } from './_replay.ts';

type Trx = Transaction<Schema>;

/** Articles and events that are shown, and taken over in one transaction, at a time. */
const SLICE = 100;
const ROWS = 500;

/** Claims with today's code, folded into events from the first one on, in the order in which they were first found. */
export async function replayClaims(context: ReplayContext, { span, apply }: Replay, show: Show): Promise<Account> {
  const { db, now } = context;
  const at = now();
  const counts = { inSpan: 0, waiting: 0, ruled: 0, read: 0, events: 0, withheld: 0 };
  const changed = { articles: 0, found: 0, retired: 0, new: 0, changed: 0, merged: 0, gone: 0 };
  const applied: Taken = { taken: 0, left: 0 };
  await onShadow(
    db,
    LEDGER,
    async (trx) => {
      await prepareLedger(trx);
      Object.assign(counts, await ledgerSpan(trx, span));
      for await (const items of streamed(trx, ledgerItems(span, at), ROWS))
        for (const run of runsOf(items)) counts.read += await foldRun(trx, run, context);
      await noteRetired(trx, span);
      counts.events = await nameEvents(trx);
      await noteGone(trx);
      await noteLedgerChanges(trx);
      counts.withheld = await deliveriesWithheld(trx);
    },
    async (connection) => {
      const add = ({ taken, left }: Taken) => {
        applied.taken += taken;
        applied.left += left;
      };
      const events = (n: number) => eventDifferencesAfter(connection, n, SLICE);
      if (apply) for await (const rows of slices(events)) add(await openAndMerge(connection, rows, at));
      for await (const rows of slices((n) => claimDifferences(connection, n, SLICE))) {
        for (const { article: id, title, url, found, retired } of rows) {
          changed.articles++;
          changed.found += found.length;
          changed.retired += retired.length;
          const what = found.length || retired.length ? 'claims' : 'event of its claims';
          await show({ kind: 'claim', id, what, title, url, was: retired, is: found, why: null });
        }
        if (apply) add(await takeOverClaims(connection, (rows[0]?.n ?? 1) - 1, SLICE, at));
      }
      for await (const rows of slices(events)) {
        for (const row of rows) {
          changed[row.what]++;
          await show(eventShown(row));
        }
        if (apply) add(await takeOverRecords(connection, rows, at));
      }
      if (apply) await takeOverAliases(connection);
    },
  );
  const of = counts.events;
  return {
    rules: 'claims',
    lookedAt: { n: counts.read, of: counts.inSpan, noun: 'articles' },
    leftOut: [
      { n: counts.waiting, why: 'articles wait for a step, which goes by the rules of today anyway' },
      { n: counts.ruled, why: 'events keep their record: an analyst has ruled on them' },
    ],
    changes: [
      {
        n: changed.articles,
        of: counts.read,
        what: `articles: ${changed.found} claims found, ${changed.retired} no longer found`,
      },
      { n: changed.new, of, what: 'events are new to the ledger' },
      { n: changed.changed, of, what: 'events differ' },
      { n: changed.merged, of, what: 'events are one with an older event' },
      { n: changed.gone, of, what: 'events are told by no article any more' },
    ],
    applied: apply ? applied : null,
    notes: [
      counts.withheld
        ? `${counts.withheld} deliveries are not made: a replay tells nobody of what it finds. What is new is noted as such, silently.`
        : 'No delivery would be called for; a replay makes none in any case.',
    ],
  };
}

async function* slices<T extends { n: number }>(after: (n: number) => Promise<T[]>): AsyncGenerator<T[]> {
  for (let n = 0; ;) {
    const rows = await after(n);
    if (!rows.length) return;
    n = rows.at(-1)?.n ?? n;
    yield rows;
  }
}

/** What was folded in one batch is folded in one batch again. */
function* runsOf(items: readonly LedgerItem[]): Generator<LedgerItem[]> {
  let run: LedgerItem[] = [];
  for (const item of items) {
    if (run[0] && (run[0].at.getTime() !== item.at.getTime() || run.length >= claimsStep.batch)) {
      yield run;
      run = [];
    }
    run.push(item);
  }
  if (run.length) yield run;
}

async function foldRun(trx: Trx, run: readonly LedgerItem[], context: ReplayContext): Promise<number> {
  const { at } = run[0] as LedgerItem;
  const articles = new Map(
    (
      await articlesById(
        trx,
        run.map((i) => i.articleId),
      )
    ).map((a) => [a.id, a]),
  );
  const places = await placementsOf(trx, [...articles.keys()]);
  const stored = await storedClaims(
    trx,
    run.map((i) => i.versionId),
  );
  const incoming: ClaimOfArticle[] = [];
  for (const item of run) {
    const article = articles.get(item.articleId);
    if (!article) continue;
    const known = stored.get(item.versionId) ?? [];
    const found = item.isRead
      ? await readAnew(trx, { ...article, organisations: organisationNames(context.config.watches) }, known, at)
      : known;
    if (!item.isRead)
      await keepClaims(
        trx,
        known.map((k) => k.claimId),
      );
    const of = {
      articleId: article.id,
      originId: places.get(article.id)?.originId ?? article.id,
      publishedAt: item.publishedAt,
      watchIds: article.watchIds,
    };
    for (const { claimId, claim } of found) incoming.push({ ...of, claimId, claim });
  }
  await foldIntoLedger(trx, incoming, [...articles.values()], { ...context, now: () => at });
  await noteRead(trx, run);
  return run.filter((i) => i.isRead).length;
}

/**
 * The claims of an article by today's rules. What a model proposed is not asked again and stays; so does a claim that an analyst
 * ruled wrong, in place of whatever is found in its words now: the ruling hangs on it.
 */
async function readAnew(
  trx: Trx,
  article: StoredArticle & Pick<ClaimInput, 'organisations'>,
  known: readonly StoredClaim[],
  at: Date,
): Promise<{ claimId: string; claim: Claim }[]> {
  const kept = known.filter(({ claim, isWrong }) => isWrong || !isOurs(claim));
  const wrong = kept.filter((k) => k.isWrong);
  const found = findClaims(article).claims.filter((claim) => !wrong.some((w) => sameWords(w.claim, claim)));
  const saved = await saveClaims(trx, article, found, at);
  await keepClaims(
    trx,
    kept.map((k) => k.claimId),
  );
  return [...saved, ...kept];
}

/** Found by a rule of this program: its kind and the rule's version stand in the extractor. */
function isOurs({ extractor }: Claim): boolean {
  return claimKinds.some(({ id }) => extractor.split('@')[0] === id);
}

/** Gives the events of the shadow the ledger's ids, and notes which of them differ. Returns how many there are. */
async function nameEvents(trx: Trx): Promise<number> {
  const { ids, merged } = matchEvents(await sharedClaims(trx));
  await renameEvents(trx, ids);
  let count = 0;
  for (let after = ''; ;) {
    const pairs = await eventPairs(trx, after, SLICE);
    if (!pairs.length) break;
    after = pairs.at(-1)?.id ?? after;
    count += pairs.length;
    const notes: EventNote[] = [];
    for (const { id, was, is, isRuled, seenAt } of pairs) {
      if (isRuled) continue;
      const before = await recordsOf(trx, [id]);
      const taken = await recordsOf(
        trx,
        merged.filter((m) => m.into === id).map((m) => m.from),
      );
      const record = replayedEvent(id, is, [...before, ...taken]);
      await setRecord(trx, record);
      if (!was) notes.push({ id, what: 'new', into: null, seenAt });
      else if (taken.length || eventDifferences(was, record).length)
        notes.push({ id, what: 'changed', into: null, seenAt });
    }
    await noteEvents(trx, notes);
  }
  await noteEvents(
    trx,
    merged.map(({ from, into }) => ({ id: from, what: 'merged', into, seenAt: null })),
  );
  return count;
}

function eventShown({ id, what, into, was, is, told, news }: EventDifference): Difference {
  const event = is ?? was;
  const fields = was && is ? eventDifferences(was, is) : [];
  const toldTo = told ? `; ${told} deliveries were made of it` : '';
  return {
    kind: 'event',
    id,
    what,
    title: `${event?.person ?? 'somebody'}, ${event?.org ?? 'somewhere'}`,
    url: null,
    was: what === 'new' ? null : fields.length ? Object.fromEntries(fields.map((f) => [f.field, f.was])) : was,
    is:
      what === 'gone' || what === 'merged'
        ? null
        : fields.length
          ? Object.fromEntries(fields.map((f) => [f.field, f.is]))
          : is,
    why:
      whyOf(
        what,
        into,
        news.map((n) => n.why),
      ) + toldTo,
  };
}

function whyOf(what: EventDifference['what'], into: string | null, news: readonly string[]): string {
  if (what === 'merged') return `it is one with ${into}, which was seen first`;
  if (what === 'gone') return 'no article tells of it by the rules of today';
  return news.length ? news.join('; ') : 'its claims or their origins differ';
}
