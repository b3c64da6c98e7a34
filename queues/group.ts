import { z } from 'zod';
import {
  compareAppearance,
  dayOfAppearance,
  DedupIndex,
  fingerprint,
  LEAST_EXPECTED,
  placeArticle,
  termsOfNames,
  type Appearance,
  type Candidate,
  type PlacedArticle,
  type PlacementDecision,
} from '../src/core/dedup/index.ts';
import type { Placement, Watch } from '../src/core/types.ts';
import { openShardThreads } from '../src/shard-threads.ts';
import { articlesById, type StoredArticle } from '../src/store/articles.ts';
import type { Database } from '../src/store/connect.ts';
import { finishWork, type Work } from '../src/store/outbox.ts';
import {
  countFingerprints,
  FINGERPRINTS_AT_ONCE,
  fingerprintsAfter,
  isCopy,
  keepPlacements,
  lockGrouping,
  originIdOf,
  placementsOf,
  refreshStories,
  saveFingerprints,
  savePlacements,
  storyIdOf,
  type KnownPlacement,
} from '../src/store/stories.ts';
import { adopt } from '../src/store/story-adoptions.ts';
import { joinByEvents } from '../src/store/story-joins.ts';
import { defineStep } from './_step.ts';
import type { FollowedIndex } from './_context.ts';

type Trx = Parameters<typeof lockGrouping>[0];

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
        const grouping = { now: context.now(), watches: context.config.watches, isKept: true };
        const { counts, moved } = await groupArticles(trx, idsOf(false), followed, grouping);
        if (moved.length) counts.moved = moved.length;
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
      followed.index?.close();
      followed.index = null;
      throw error;
    }
  },
});

export type Grouping = {
  now: Date;
  /** The watched companies, whose names tell no event from another. */
  watches: readonly Watch[];
  /** Moves between stories are kept among the decisions; a replay keeps its own account. */
  isKept: boolean;
};

/**
 * Places articles and writes it all to the tables of `trx`; a replay gives it shadows of them.
 * @returns how many of each relation are new, and which articles that had their places stand elsewhere or otherwise now
 */
export async function groupArticles(
  trx: Trx,
  articleIds: readonly string[],
  followed: FollowedIndex,
  { now, watches, isKept }: Grouping,
): Promise<{ counts: Record<string, number>; moved: string[] }> {
  const index = await follow(trx, followed);
  const watched = termsOfNames(watches.flatMap((w) => [...w.names, ...w.ambiguous.map(({ name }) => name)]));
  const articles = (await dated(trx, [...new Set(articleIds)])).sort(byAppearance);
  const batch = articles.map((article) => ({ article, print: fingerprint(article) }));
  const known = await knownOf(trx, articles);
  await know(trx, known, batch.flatMap(({ print }) => index.possible(print).map(({ id }) => id))); // prettier-ignore
  const pending = new Pending(trx, now);
  const kept: StoredArticle[] = [];
  const moved: string[] = [];
  const counts: Record<string, number> = {};
  for (const { article, print } of batch) {
    let place = known.places.get(article.id);
    if (place) kept.push(article);
    else {
      const candidates = await candidatesOf(trx, known, article, index.possible(print));
      const { size, spread, usual } = index;
      const corpus = { size, spread, usual, watched };
      const decision = placeArticle(article, candidates, corpus);
      const placement = placementOf(article, decision);
      pending.add(article, placement);
      counts[placement.relation] = (counts[placement.relation] ?? 0) + 1;
      place = placeIn(article, placement, candidates);
      known.places.set(article.id, place);
      if (decision.adopts.length > 0) {
        await pending.save();
        const adopted = await adopt(trx, article.id, decision.adopts, { now, isKept });
        moved.push(...adopted);
        known.places = await placementsOf(trx, [...known.asked]);
        for (const id of adopted) index.mark(id, { isCopy: isCopy(known.places.get(id)?.relation ?? '') });
      }
    }
    pending.touch(place.storyId);
    index.add(article.id, print, { isCopy: isCopy(place.relation), day: dayOfAppearance(article.appearance) });
  }
  const prints = batch.map(({ article, print }) => ({ articleId: article.id, versionId: article.versionId, print }));
  // Under the grouping lock nobody else writes a fingerprint in between: the index has followed as far as this batch goes.
  followed.seq = (await saveFingerprints(trx, prints)) ?? followed.seq;
  await keepPlacements(trx, kept);
  await pending.save();
  return { counts, moved };
}

/** What a batch has decided and not written yet. */
class Pending {
  private placed: { article: StoredArticle; placement: Placement }[] = [];
  private readonly stories = new Set<string>();
  private readonly trx: Trx;
  private readonly now: Date;

  constructor(trx: Trx, now: Date) {
    this.trx = trx;
    this.now = now;
  }

  add(article: StoredArticle, placement: Placement): void {
    this.placed.push({ article, placement });
    this.touch(placement.storyId);
  }

  /** Its counts and dates are computed anew. */
  touch(storyId: string): void {
    this.stories.add(storyId);
  }

  async save(): Promise<void> {
    await savePlacements(this.trx, this.placed, this.now);
    await refreshStories(this.trx, [...this.stories], this.now);
    this.placed = [];
    this.stories.clear();
  }
}

type Dated = StoredArticle & { appearance: Appearance };

/** The objects stay the same for a whole batch: what comparing needs of a text is kept by its object. */
async function dated(trx: Trx, ids: readonly string[]): Promise<Dated[]> {
  return (await articlesById(trx, ids)).map((article) => {
    const { id, publishedSort, firstSeenAt } = article;
    const appearance = { id, published: publishedSort?.getTime() ?? null, seen: firstSeenAt.getTime() };
    return Object.assign(article, { appearance });
  });
}

/** What appeared first is placed first. */
const byAppearance = (a: Dated, b: Dated): number => compareAppearance(a.appearance, b.appearance);

/** Articles and their places as a batch knows them: each is fetched once, and what the batch itself decides is added. */
type Known = { asked: Set<string>; articles: Map<string, Dated>; places: Map<string, KnownPlacement> };

async function knownOf(trx: Trx, articles: readonly Dated[]): Promise<Known> {
  const ids = articles.map((a) => a.id);
  return {
    asked: new Set(ids),
    articles: new Map(articles.map((article) => [article.id, article])),
    places: await placementsOf(trx, ids),
  };
}

async function know(trx: Trx, known: Known, ids: readonly string[]): Promise<void> {
  const missing = [...new Set(ids)].filter((id) => !known.asked.has(id));
  for (const id of missing) known.asked.add(id);
  for (const [id, place] of await placementsOf(trx, missing)) known.places.set(id, place);
  for (const article of await dated(trx, missing)) known.articles.set(article.id, article);
}

/** The place that a decision of this batch gives: of its story what the candidates know of it; else the article begins it. */
function placeIn(
  { id: articleId, publishedSort }: StoredArticle,
  { storyId, originId, relation, of, score }: Placement,
  candidates: readonly PlacedArticle[],
): KnownPlacement {
  const story = candidates.find((candidate) => candidate.storyId === storyId);
  const above = candidates.find((candidate) => candidate.id === of);
  const under = above && {
    ...{ of: above.id, relation, score, joins: above.storyId === storyId },
    appearance: above.appearance ?? null,
  };
  const { firstPublishedAt = null, storySize = 1 } = story ?? {
    firstPublishedAt: publishedSort?.toISOString() ?? null,
  };
  return { articleId, storyId, originId, relation, firstPublishedAt, storySize, under: under ?? null };
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
  trx: Trx,
  known: Known,
  article: Dated,
  candidates: readonly Candidate[],
): Promise<PlacedArticle[]> {
  const others = candidates.filter(({ id }) => id !== article.id);
  // What the batch has added may let one come up that was not asked for yet.
  await know(trx, known, others.map(({ id }) => id)); // prettier-ignore
  return others.flatMap(({ id, sharesText }) => {
    const [other, place] = [known.articles.get(id), known.places.get(id)];
    if (!other || !place) return [];
    const isLater = byAppearance(other, article) > 0;
    return [Object.assign(other, place, { sharesText, isLater })];
  });
}

/** Brings the index up to the archive's last fingerprint: all of them at start, afterwards what other workers wrote. */
async function follow(db: Database | Trx, followed: FollowedIndex): Promise<DedupIndex> {
  if (!followed.index) {
    const { shards = 1 } = followed;
    // Room for as many again; an index that was sized for fewer walks longer lists (`npm run bench -- group index`).
    const expected = Math.max(LEAST_EXPECTED, 2 * (await countFingerprints(db)));
    const threads = shards > 1 ? { shards: await openShardThreads({ shards, expected }) } : {};
    followed.index = new DedupIndex({ expected, ...threads });
    followed.seq = 0n;
  }
  for (;;) {
    const rows = await fingerprintsAfter(db, followed.seq);
    for (const { articleId, print, seq, ...known } of rows) {
      followed.index.add(articleId, print, known);
      followed.seq = seq;
    }
    if (rows.length < FINGERPRINTS_AT_ONCE) return followed.index;
  }
}
