/** Stories that turn out to report one event: joined once the ledger knows it, in a way that an analyst can take back. */
import { sql, type Transaction } from 'kysely';
import {
  compare,
  mainEvents,
  mayHoldBoth,
  ownReportOrigin,
  reportTheSame,
  type EventMention,
  type StoryBounds,
} from '../core/dedup/index.ts';
import type { RelationEvidence } from '../core/types.ts';
import { articlesById, type StoredArticle } from './articles.ts';
import type { PlacementBefore } from './desk/decision.ts';
import { changeMark } from './desk/triage.ts';
import { contentId } from './ids.ts';
import type { Schema } from './schema.ts';
import { refreshStories } from './stories.ts';

type Trx = Transaction<Schema>;
type Story = { id: string; leadArticleId: string; firstPublishedAt: Date | null; articles: number };

/** Who rules when no analyst does: here and in story-adoptions.ts. A join is kept among the decisions, as a merge by this name, and is taken back like one. */
export const JOINED_BY = 'redwatch';

/**
 * Joins the stories of these articles with others whose first reports have the same main events. Only first reports are asked, so that a
 * story does not grow from link to link; stories that an analyst holds apart stay apart, and what is older than the window stays closed.
 * The caller holds the grouping lock. Returns how many stories were joined.
 */
export async function joinByEvents(trx: Trx, articleIds: readonly string[], now: Date): Promise<number> {
  let joined = 0;
  for (const story of await storiesWith(trx, articleIds)) {
    const events = await eventsOf(trx, story.leadArticleId);
    if (events.length === 0) continue;
    let own = story;
    for (const other of await storiesBegunWith(trx, events, story.id)) {
      if (!reportTheSame(events, await eventsOf(trx, other.leadArticleId)) || !mayHoldBoth(bounds(own), bounds(other)))
        continue;
      if (await areHeldApart(trx, own.id, other.id)) continue;
      const [into, from] = isEarlier(other, own) ? [other, own] : [own, other];
      await join(trx, { from, into, events }, now);
      own = { ...into, articles: into.articles + from.articles };
      joined++;
    }
  }
  return joined;
}

const bounds = (story: Story): StoryBounds => ({
  firstPublishedAt: story.firstPublishedAt?.toISOString() ?? null,
  size: story.articles,
});

const isEarlier = (a: Story, b: Story): boolean =>
  (a.firstPublishedAt?.getTime() ?? Infinity) - (b.firstPublishedAt?.getTime() ?? Infinity) < 0 ||
  (a.firstPublishedAt?.getTime() === b.firstPublishedAt?.getTime() && a.id < b.id);

const COLUMNS = ['stories.id', 'stories.leadArticleId', 'stories.firstPublishedAt', 'stories.articles'] as const;

/** Live stories in which these articles stand. */
function storiesWith(trx: Trx, articleIds: readonly string[]): Promise<Story[]> {
  return trx
    .selectFrom('stories')
    .innerJoin('placements', 'placements.storyId', 'stories.id')
    .select(COLUMNS)
    .distinct()
    .where('placements.articleId', 'in', articleIds)
    .where('stories.redirectTo', 'is', null)
    .orderBy('stories.id')
    .execute();
}

/** Of the other live stories whose first report speaks of one of these events, the fifty most recent. */
function storiesBegunWith(trx: Trx, events: readonly string[], except: string): Promise<Story[]> {
  return trx
    .selectFrom('eventClaims')
    .innerJoin('claims', 'claims.id', 'eventClaims.claimId')
    .innerJoin('placements', 'placements.articleId', 'claims.articleId')
    .innerJoin('stories', (on) =>
      on.onRef('stories.id', '=', 'placements.storyId').onRef('stories.leadArticleId', '=', 'claims.articleId'),
    )
    .select(COLUMNS)
    .distinct()
    .where('eventClaims.eventId', 'in', events)
    .where('stories.redirectTo', 'is', null)
    .where('stories.id', '<>', except)
    .orderBy('stories.firstPublishedAt', 'desc')
    .orderBy('stories.id')
    .limit(50)
    .execute();
}

async function eventsOf(trx: Trx, articleId: string): Promise<string[]> {
  const [article] = await articlesById(trx, [articleId]);
  if (!article) return [];
  const { rows } = await sql<
    Omit<EventMention, 'names' | 'roles'> & { person: string | null; aliases: string[] | null; roles: unknown }
  >`
    select ec.event_id as "eventId", e.person, e.record->'aliases' as aliases, c.args->'role' as roles, c.field, c.start_at as start,
      coalesce((c.args->>'background')::boolean, false) as "isBackground", e.effective_on as "effectiveOn"
    from claims c join event_claims ec on ec.claim_id = c.id join events e on e.id = ec.event_id
    where c.article_id = ${articleId} and c.version_id = ${article.versionId} and e.dismissed_by is null`.execute(trx);
  return mainEvents(
    article,
    rows.map(({ person, aliases, roles, ...rest }) => ({
      ...rest,
      names: [...(person ? [person] : []), ...(aliases ?? [])],
      roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
    })),
  );
}

/** Whether an analyst said of these stories, or of ones that were merged into them, that they are not one, or took back what joined them. */
export async function areHeldApart(trx: Trx, a: string, b: string): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    with recursive side(id, name) as (
      select * from (values (${a}::text, 'a'), (${b}::text, 'b')) v
      union select s.id, side.name from stories s join side on s.redirect_to = side.id
    )
    select exists (
      select 1 from decisions d
      where case when d.kind = 'merge' or d.by = ${JOINED_BY} then d.undone_at is not null
          else d.kind in ('never_merge', 'split', 'move') and d.undone_at is null end
        and exists (select 1 from side where name = 'a' and d.subject->'stories' ? side.id)
        and exists (select 1 from side where name = 'b' and d.subject->'stories' ? side.id)
    ) as held`.execute(trx);
  return rows[0]?.held ?? false;
}

/** Moves all articles of one story into the other; what was before stays with the decision, so that taking it back restores it. */
async function join(
  trx: Trx,
  { from, into, events }: { from: Story; into: Story; events: readonly string[] },
  now: Date,
): Promise<void> {
  const leads = await articlesById(trx, [from.leadArticleId, into.leadArticleId]);
  const [lead, first] = [from, into].map((s) => leads.find((a) => a.id === s.leadArticleId)) as [
    StoredArticle,
    StoredArticle,
  ];
  const placements = await standingsIn(trx, from.id);
  const origin = ownReportOrigin(lead, first);
  const why = `Both report the same event in title and opening. ${origin.reason}`;
  await trx.updateTable('placements').set({ storyId: into.id }).where('storyId', '=', from.id).execute();
  const own = placements.find((p) => p.articleId === lead.id);
  if (own?.relation === 'new') {
    const evidence: RelationEvidence = { ...compare(lead, first).evidence, why };
    const row = { relation: 'same_story', ofArticleId: first.id, score: 1, evidence: JSON.stringify(evidence) };
    await trx.updateTable('placements').set(row).where('articleId', '=', lead.id).execute();
  }
  if (own && origin.isShared) {
    const { originId } = await trx
      .selectFrom('placements')
      .select('originId')
      .where('articleId', '=', first.id)
      .executeTakeFirstOrThrow();
    const moved = placements.filter((p) => p.originId === own.originId).map((p) => p.articleId);
    await trx.updateTable('placements').set({ originId }).where('articleId', 'in', moved).execute();
  }
  await trx.updateTable('stories').set({ redirectTo: into.id, updatedAt: now }).where('id', '=', from.id).execute();
  await refreshStories(trx, [into.id], now);
  const values = { events: events.join(' ') };
  await keepRuling(trx, { kind: 'merge', from: from.id, into: into.id, placements, isEmptied: true, why, values }, now);
}

/** What a rule of ours did to two stories, and what stood there before. */
export type OwnRuling = {
  kind: 'merge' | 'move';
  from: string;
  into: string;
  placements: readonly PlacementBefore[];
  /** Nothing is left in `from`: it points to `into` now. */
  isEmptied: boolean;
  why: string;
  values?: Record<string, string>;
};

/** Keeps it among the decisions, in the form that the desk takes back; whoever has one of the stories open is told. */
export async function keepRuling(trx: Trx, ruling: OwnRuling, now: Date): Promise<void> {
  const { kind, from, into, placements, isEmptied, why, values } = ruling;
  const id = contentId('decision', 'joined', from, into, placements[0]?.articleId ?? '', now.toISOString());
  const subject = { stories: [into, from], ...(values && { values }) };
  const effect = { placements, redirects: isEmptied ? [{ storyId: from, to: into }] : [] };
  for (const storyId of subject.stories)
    await changeMark(trx, { storyId, seen: null, change: {}, by: JOINED_BY, at: now });
  const kept = { subject: JSON.stringify(subject), effect: JSON.stringify(effect) };
  await trx
    .insertInto('decisions')
    .values({ id, kind, by: JOINED_BY, note: why, at: now, ...kept })
    .execute();
}

/** Where the articles of a story stand, as a ruling keeps it. */
export function standingsIn(trx: Trx, storyId: string): Promise<PlacementBefore[]> {
  return trx
    .selectFrom('placements')
    .select(['articleId', 'storyId', 'originId', 'relation', 'ofArticleId', 'score', 'evidence'])
    .where('storyId', '=', storyId)
    .orderBy('articleId')
    .execute();
}
