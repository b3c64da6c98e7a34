import { z } from 'zod';
import {
  DedupIndex,
  fingerprint,
  placeArticle,
  termsOfNames,
  type Candidate,
  type PlacementDecision,
} from '../src/core/dedup/index.ts';
import type { Placement, Watch } from '../src/core/types.ts';
import { articlesById, type StoredArticle } from '../src/store/articles.ts';
import type { Database } from '../src/store/connect.ts';
import { finishWork, type Work } from '../src/store/outbox.ts';
import {
  fingerprintsAfter,
  isCopy,
  keepPlacement,
  lockGrouping,
  originIdOf,
  placementsOf,
  refreshStories,
  saveFingerprint,
  savePlacement,
  storyIdOf,
  type KnownPlacement,
} from '../src/store/stories.ts';
import { joinByEvents } from '../src/store/story-joins.ts';
import { defineStep } from './_step.ts';
import type { FollowedIndex } from './_context.ts';

/** The work of looking once more where articles stand, now that the ledger knows which events they report. */
export const workOfJoining = (articleIds: Iterable<string>): Work[] =>
  [...new Set(articleIds)].map((articleId) => ({
    step: 'group',
    key: `events-${articleId}`,
    payload: { articleId, isJoin: true },
  }));

/** Article -> Placement in a Story. One batch at a time over all workers (advisory lock; the queue holds it to one as well). */
export const group = defineStep({
  name: 'group',
  payload: z.object({ articleId: z.string(), isJoin: z.boolean().optional() }),
  batch: 50,
  concurrency: 1,
  globalConcurrency: 1,
  lockMs: 5000,
  giveUpAfter: 6,
  priority: 3,
  async run(items, context) {
    const { groupIndex: followed } = context;
    try {
      const detail = await context.db.transaction().execute(async (trx) => {
        await lockGrouping(trx);
        const idsOf = (isJoin: boolean) =>
          items.filter((i) => (i.payload.isJoin ?? false) === isJoin).map((i) => i.payload.articleId);
        const counts = await groupArticles(trx, idsOf(false), followed, context.now(), context.config.watches);
        const reporting = idsOf(true);
        if (reporting.length) counts.joined = await joinByEvents(trx, reporting, context.now());
        await finishWork(
          trx,
          items.map((i) => i.id),
        );
        return counts;
      });
      context.progress({ step: 'group', done: items.length, detail });
    } catch (error) {
      // The index holds what the transaction took back: build it anew from the archive.
      followed.index = null;
      throw error;
    }
  },
});

/** Places articles and writes it all to the tables of `trx`; a replay gives it shadows of them. Returns how many of each relation are new. */
export async function groupArticles(
  trx: Parameters<typeof lockGrouping>[0],
  articleIds: readonly string[],
  followed: FollowedIndex,
  now: Date,
  watches: readonly Watch[] = [],
): Promise<Record<string, number>> {
  const index = await follow(trx, followed);
  const watched = termsOfNames(watches.flatMap((w) => [...w.names, ...w.ambiguous.map(({ name }) => name)]));
  const articles = inOrder(await articlesById(trx, [...new Set(articleIds)]));
  const places = await placementsOf(
    trx,
    articles.map((a) => a.id),
  );
  const touched = new Set<string>();
  const counts: Record<string, number> = {};
  for (const article of articles) {
    const print = fingerprint(article);
    await saveFingerprint(trx, article.id, article.versionId, print);
    let place: Pick<Placement, 'storyId' | 'relation'> | KnownPlacement | undefined = places.get(article.id);
    if (place) {
      await keepPlacement(trx, article);
    } else {
      const candidates = await candidatesOf(trx, article, index.possible(print));
      const corpus = { size: index.size, spread: index.spread, watched };
      const decision = placeArticle(article, print, candidates, corpus);
      const placement = placementOf(article, decision);
      await savePlacement(trx, article, placement, now);
      counts[placement.relation] = (counts[placement.relation] ?? 0) + 1;
      place = placement;
    }
    touched.add(place.storyId);
    index.add(article.id, print, { isCopy: isCopy(place.relation) });
  }
  await refreshStories(trx, [...touched], now);
  return counts;
}

function placementOf(article: StoredArticle, decision: PlacementDecision): Placement {
  return {
    articleId: article.id,
    storyId: decision.storyId ?? storyIdOf(article.id),
    originId: decision.originId ?? originIdOf(article.id),
    relation: decision.relation,
    of: decision.of,
    score: decision.score,
    evidence: decision.evidence,
  };
}

async function candidatesOf(
  trx: Parameters<typeof lockGrouping>[0],
  article: StoredArticle,
  candidates: readonly Candidate[],
) {
  const sharesText = new Map(candidates.map((c) => [c.id, c.sharesText]));
  const others = [...sharesText.keys()].filter((id) => id !== article.id);
  const places = await placementsOf(trx, others);
  const found = await articlesById(trx, others);
  return found.flatMap((candidate) => {
    const place = places.get(candidate.id);
    return place ? [{ ...candidate, ...place, sharesText: sharesText.get(candidate.id)! }] : [];
  });
}

/** Earliest first, so that within a batch the first publisher is the origin. */
function inOrder(articles: StoredArticle[]): StoredArticle[] {
  const at = (a: StoredArticle) => a.publishedSort?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return articles.sort((a, b) => at(a) - at(b) || (a.id < b.id ? -1 : 1));
}

/** Brings the index up to the archive's last fingerprint: all of them at start, afterwards what other workers wrote. */
async function follow(db: Database | Parameters<typeof lockGrouping>[0], followed: FollowedIndex): Promise<DedupIndex> {
  if (!followed.index) {
    followed.index = new DedupIndex();
    followed.seq = 0n;
  }
  for (;;) {
    const rows = await fingerprintsAfter(db, followed.seq);
    for (const { articleId, print, isCopy: isKnownCopy, seq } of rows) {
      followed.index.add(articleId, print, { isCopy: isKnownCopy });
      followed.seq = seq;
    }
    if (!rows.length) return followed.index;
  }
}
