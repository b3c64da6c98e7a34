import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import { contentId } from '../ids.ts';
import type { EventsTable, Schema } from '../schema.ts';
import type { LedgerEvent } from '../../core/events.ts';
import { lockLedger } from '../events.ts';
import { addWork } from '../outbox.ts';
import { lockGrouping, originIdOf, refreshStories } from '../stories.ts';
import { changeMark } from './triage.ts';

/**
 * What analysts rule about stories and departures. A decision is a row of `decisions` and what it changed, written in one transaction;
 * the row keeps what was there before (`effect`), so that taking it back restores exactly that and nothing that came later.
 */

export type Ruling =
  | { kind: 'merge'; from: string; into: string }
  | { kind: 'move'; articleId: string; into: string }
  | { kind: 'split'; articleId: string }
  | { kind: 'never_merge'; a: string; b: string }
  | { kind: 'not_a_departure'; eventId: string }
  | { kind: 'wrong_person'; eventId: string; person: string }
  | { kind: 'same_person'; eventId: string; person: string }
  | { kind: 'wrong_claim'; claimId: string };

export type RulingKind = Ruling['kind'];

export type Decision = {
  id: string;
  kind: string;
  subject: Record<string, unknown>;
  by: string;
  note: string | null;
  at: Date;
  undoneAt: Date | null;
  undoneBy: string | null;
};

/** What a decision is about, for finding it again and for telling two analysts apart. */
type Subject = {
  stories: string[];
  articles?: string[];
  events?: string[];
  claims?: string[];
  values?: Record<string, string>;
};
type PlacementBefore = {
  articleId: string;
  storyId: string;
  originId: string;
  relation: string;
  ofArticleId: string | null;
  score: number;
  evidence: unknown;
};
type Effect = {
  placements?: PlacementBefore[];
  redirects?: { storyId: string; to: string }[];
  created?: string[];
  /** Ledger records as they were, with the person that stood beside them. */
  records?: { eventId: string; person: string | null; record: unknown }[];
  mergedEvent?: { from: string; into: string; claims: string[] };
  alias?: { org: string; alias: string; person: string };
  dismissed?: string;
};

/** Thrown when what is to be decided about is not there or does not fit: an unknown id, a story merged into itself. */
export class NotDecidable extends Error {
  override readonly name = 'NotDecidable';
}

type Given = { by: string; note: string | null; at: Date; seen: number | null };

/**
 * Rules and applies it. `seen` is the version of the story's mark on the page (null: do not compare).
 * @throws NotDecidable, EditedMeanwhile (see triage.ts); in both cases nothing was changed
 */
export async function decide(db: Kysely<Schema>, ruling: Ruling, given: Given): Promise<Decision> {
  return db.transaction().execute(async (trx) => {
    const id = contentId('decision', JSON.stringify(ruling), given.by, given.at.toISOString());
    // The group and claims steps write the same rows: one at a time.
    await lockGrouping(trx);
    await lockLedger(trx);
    const { subject, effect } = await apply(trx, ruling, { id, at: given.at });
    for (const [index, storyId] of subject.stories.entries()) {
      // The page the analyst saw is the first story's; the others only get a new version.
      await changeMark(trx, { storyId, seen: index === 0 ? given.seen : null, change: {}, by: given.by, at: given.at });
    }
    const row = { id, kind: ruling.kind, by: given.by, note: given.note, at: given.at };
    await trx
      .insertInto('decisions')
      .values({ ...row, subject: JSON.stringify(subject), effect: JSON.stringify(effect) })
      .execute();
    // Those who were told get one correction.
    if (ruling.kind === 'not_a_departure' || ruling.kind === 'wrong_person') {
      const payload = { ruling: ruling.kind, eventId: ruling.eventId, decisionId: id };
      await addWork(trx, [{ step: 'alert', key: `ruling-${id}`, payload }]);
    }
    return { ...row, subject, undoneAt: null, undoneBy: null };
  });
}

/** Takes a decision back. Asking twice changes nothing; a decision others built upon is refused in words. */
export async function undo(db: Kysely<Schema>, decisionId: string, given: { by: string; at: Date }): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const decision = await trx
      .selectFrom('decisions')
      .selectAll()
      .where('id', '=', decisionId)
      .forUpdate()
      .executeTakeFirst();
    if (!decision) throw new NotDecidable('there is no such decision');
    if (decision.undoneAt) return;
    await lockGrouping(trx);
    await lockLedger(trx);
    await revert(trx, (decision.effect ?? {}) as Effect, given.at);
    await trx
      .updateTable('decisions')
      .set({ undoneAt: given.at, undoneBy: given.by })
      .where('id', '=', decisionId)
      .execute();
    const { stories } = decision.subject as Subject;
    for (const storyId of stories ?? [])
      await changeMark(trx, { storyId, seen: null, change: {}, by: given.by, at: given.at });
  });
}

type Applied = { subject: Subject; effect: Effect };

function apply(trx: Transaction<Schema>, ruling: Ruling, given: { id: string; at: Date }): Promise<Applied> {
  switch (ruling.kind) {
    case 'merge':
      return merge(trx, ruling, given.at);
    case 'move':
      return move(trx, ruling, given.at);
    case 'split':
      return split(trx, ruling.articleId, given);
    case 'never_merge':
      return neverMerge(trx, ruling);
    case 'not_a_departure':
      return notADeparture(trx, ruling.eventId, given.id);
    case 'wrong_person':
      return wrongPerson(trx, ruling);
    case 'same_person':
      return samePerson(trx, ruling, given.at);
    case 'wrong_claim':
      return wrongClaim(trx, ruling.claimId);
  }
}

async function merge(trx: Transaction<Schema>, ruling: { from: string; into: string }, at: Date): Promise<Applied> {
  const [from, into] = [await liveStory(trx, ruling.from), await liveStory(trx, ruling.into)];
  if (from === into) throw new NotDecidable('a story cannot be merged with itself');
  const placements = await placementsIn(trx, from);
  await trx.updateTable('placements').set({ storyId: into }).where('storyId', '=', from).execute();
  await trx.updateTable('stories').set({ redirectTo: into, updatedAt: at }).where('id', '=', from).execute();
  await refreshStories(trx, [into], at);
  return { subject: { stories: [into, from] }, effect: { placements, redirects: [{ storyId: from, to: into }] } };
}

async function move(trx: Transaction<Schema>, ruling: { articleId: string; into: string }, at: Date): Promise<Applied> {
  const before = await placementOf(trx, ruling.articleId);
  const into = await liveStory(trx, ruling.into);
  if (before.storyId === into) throw new NotDecidable('the article is in that story already');
  await trx.updateTable('placements').set({ storyId: into }).where('articleId', '=', before.articleId).execute();
  const redirects = await settle(trx, [before.storyId, into], into, at);
  const subject = { stories: [before.storyId, into], articles: [before.articleId] };
  return { subject, effect: { placements: [before], redirects } };
}

async function split(trx: Transaction<Schema>, articleId: string, given: { id: string; at: Date }): Promise<Applied> {
  const before = await placementOf(trx, articleId);
  const others = await placementsIn(trx, before.storyId);
  if (others.length < 2) throw new NotDecidable('the article is the only one of its story');
  const article = await trx
    .selectFrom('articles')
    .innerJoin('articleVersions', 'articleVersions.id', 'articles.currentVersion')
    .select(['articles.watchIds', 'articleVersions.title', 'articleVersions.publishedSort'])
    .where('articles.id', '=', articleId)
    .executeTakeFirstOrThrow();
  const storyId = contentId('story', 'split', given.id);
  const dates = { firstPublishedAt: article.publishedSort, lastPublishedAt: article.publishedSort };
  const base = { id: storyId, title: article.title, leadArticleId: articleId, watchIds: article.watchIds, ...dates };
  await trx
    .insertInto('stories')
    .values({ ...base, createdAt: given.at, updatedAt: given.at, articles: 1, origins: 1, redirectTo: null })
    .execute();
  // An analyst who says that it is another story says that it is no copy either.
  const own = { storyId, originId: originIdOf(articleId), relation: 'new', ofArticleId: null, score: 0 };
  await trx.updateTable('placements').set(own).where('articleId', '=', articleId).execute();
  await refreshStories(trx, [before.storyId, storyId], given.at);
  const subject = { stories: [before.storyId, storyId], articles: [articleId] };
  return { subject, effect: { placements: [before], created: [storyId] } };
}

async function neverMerge(trx: Transaction<Schema>, ruling: { a: string; b: string }): Promise<Applied> {
  const stories = [await liveStory(trx, ruling.a), await liveStory(trx, ruling.b)];
  if (stories[0] === stories[1]) throw new NotDecidable('these are one story already: split it first');
  return { subject: { stories }, effect: {} };
}

async function notADeparture(trx: Transaction<Schema>, eventId: string, decisionId: string): Promise<Applied> {
  const event = await liveEvent(trx, eventId);
  if (event.dismissedBy) throw new NotDecidable('it is off the ledger already');
  await trx.updateTable('events').set({ dismissedBy: decisionId }).where('id', '=', eventId).execute();
  return { subject: await eventSubject(trx, eventId), effect: { dismissed: eventId } };
}

/** The wrong name stays as an alias of the record: copies of the same misreading fold into this event and alert nobody. */
async function wrongPerson(trx: Transaction<Schema>, ruling: { eventId: string; person: string }): Promise<Applied> {
  const event = await liveEvent(trx, ruling.eventId);
  if (event.person === ruling.person) throw new NotDecidable('that is the same name');
  const subject = await eventSubject(trx, event.id, { person: ruling.person, was: event.person ?? '' });
  return { subject, effect: { records: [await rename(trx, event, ruling.person)] } };
}

/** The event's person is the given one under another name: an alias is learnt and the two departures, if there are two, become one. */
async function samePerson(
  trx: Transaction<Schema>,
  ruling: { eventId: string; person: string },
  at: Date,
): Promise<Applied> {
  const event = await liveEvent(trx, ruling.eventId);
  if (!event.person) throw new NotDecidable('this departure names nobody: use “wrong person” to say who it is');
  if (event.person === ruling.person) throw new NotDecidable('that is the same name');
  const alias = { org: event.org, alias: event.person, person: ruling.person };
  const isNew = await trx
    .insertInto('personAliases')
    .values({ ...alias, kind: 'decision', claimId: null })
    .onConflict((on) => on.doNothing())
    .returning('alias')
    .executeTakeFirst();
  const subject = await eventSubject(trx, event.id, { person: ruling.person, was: event.person });
  const survivor = await trx
    .selectFrom('events')
    .selectAll()
    .where('org', '=', event.org)
    .where('kind', '=', event.kind)
    .where('person', '=', ruling.person)
    .where('redirectTo', 'is', null)
    .where('id', '<>', event.id)
    .orderBy('firstSeenAt')
    .executeTakeFirst();
  const effect: Effect = isNew ? { alias } : {};
  if (survivor) {
    effect.records = [{ eventId: survivor.id, person: survivor.person, record: survivor.record }];
    effect.mergedEvent = await mergeEvents(trx, { from: event, into: survivor, at });
    subject.events?.push(survivor.id);
  } else {
    effect.records = [await rename(trx, event, ruling.person)];
  }
  return { subject, effect };
}

type EventRow = Selectable<EventsTable>;
const recordOf = (event: EventRow) => event.record as Partial<LedgerEvent>;
const union = <T>(a: readonly T[] = [], b: readonly T[] = []): T[] => [
  ...new Map([...a, ...b].map((one) => [JSON.stringify(one), one])).values(),
];

async function rename(
  trx: Transaction<Schema>,
  event: EventRow,
  person: string,
): Promise<{ eventId: string; person: string | null; record: unknown }> {
  const before = recordOf(event);
  const aliases = union(before.aliases, event.person ? [event.person] : []).filter((name) => name !== person);
  const record = JSON.stringify({ ...before, person, aliases });
  await trx.updateTable('events').set({ person, record }).where('id', '=', event.id).execute();
  return { eventId: event.id, person: event.person, record: before };
}

/** The survivor takes the claims, the names and every change already noted, so that nobody is told again. */
async function mergeEvents(
  trx: Transaction<Schema>,
  { from, into, at }: { from: EventRow; into: EventRow; at: Date },
): Promise<NonNullable<Effect['mergedEvent']>> {
  const moved = await trx
    .updateTable('eventClaims')
    .set({ eventId: into.id })
    .where('eventId', '=', from.id)
    .returning('claimId')
    .execute();
  const changes = await trx.selectFrom('eventChanges').selectAll().where('eventId', '=', from.id).execute();
  if (changes.length)
    await trx
      .insertInto('eventChanges')
      .values(changes.map((change) => ({ ...change, eventId: into.id })))
      .onConflict((on) => on.doNothing())
      .execute();
  const [a, b] = [recordOf(into), recordOf(from)];
  const names = union(union(a.aliases, b.aliases), from.person ? [from.person] : []).filter(
    (name) => name !== into.person,
  );
  const record = {
    ...a,
    aliases: names,
    statusHistory: union(a.statusHistory, b.statusHistory),
    originIds: union(a.originIds, b.originIds),
    articleIds: union(a.articleIds, b.articleIds),
    noted: union(a.noted, b.noted),
  };
  await trx
    .updateTable('events')
    .set({ record: JSON.stringify(record), updatedAt: at })
    .where('id', '=', into.id)
    .execute();
  await trx.updateTable('events').set({ redirectTo: into.id, updatedAt: at }).where('id', '=', from.id).execute();
  return { from: from.id, into: into.id, claims: moved.map((row) => row.claimId) };
}

async function wrongClaim(trx: Transaction<Schema>, claimId: string): Promise<Applied> {
  const claim = await trx
    .selectFrom('claims')
    .leftJoin('placements', 'placements.articleId', 'claims.articleId')
    .select(['claims.id', 'claims.kind', 'placements.storyId'])
    .where('claims.id', '=', claimId)
    .executeTakeFirst();
  if (!claim) throw new NotDecidable('there is no such claim');
  return {
    subject: { stories: claim.storyId ? [claim.storyId] : [], claims: [claimId], values: { kind: claim.kind } },
    effect: {},
  };
}

/** Puts back what a decision changed, as far as nothing later moved it on. */
async function revert(trx: Transaction<Schema>, effect: Effect, at: Date): Promise<void> {
  const touched = new Set<string>();
  for (const { articleId, evidence, ...before } of effect.placements ?? []) {
    const now = await placementOf(trx, articleId);
    touched.add(now.storyId).add(before.storyId);
    await trx
      .updateTable('placements')
      .set({ ...before, evidence: JSON.stringify(evidence) })
      .where('articleId', '=', articleId)
      .execute();
  }
  for (const { storyId, to } of effect.redirects ?? [])
    await trx
      .updateTable('stories')
      .set({ redirectTo: null })
      .where('id', '=', storyId)
      .where('redirectTo', '=', to)
      .execute();
  for (const storyId of effect.created ?? []) {
    const left = await placementsIn(trx, storyId);
    const home = effect.placements?.[0]?.storyId;
    if (left.length === 0 && home)
      await trx.updateTable('stories').set({ redirectTo: home }).where('id', '=', storyId).execute();
  }
  await refreshStories(trx, [...touched], at);
  for (const { eventId, person, record } of effect.records ?? [])
    await trx
      .updateTable('events')
      .set({ person, record: JSON.stringify(record) })
      .where('id', '=', eventId)
      .execute();
  if (effect.alias) {
    const { org, alias, person } = effect.alias;
    await trx
      .deleteFrom('personAliases')
      .where('org', '=', org)
      .where('alias', '=', alias)
      .where('person', '=', person)
      .execute();
  }
  if (effect.dismissed)
    await trx.updateTable('events').set({ dismissedBy: null }).where('id', '=', effect.dismissed).execute();
  if (effect.mergedEvent) {
    // The survivor keeps the changes it inherited: what was sent once must not be sent again.
    const { from, claims } = effect.mergedEvent;
    await trx.updateTable('events').set({ redirectTo: null, updatedAt: at }).where('id', '=', from).execute();
    if (claims.length)
      await trx.updateTable('eventClaims').set({ eventId: from }).where('claimId', 'in', claims).execute();
  }
}

/** Recounts the stories; one left without articles points to `into`. */
async function settle(
  trx: Transaction<Schema>,
  storyIds: string[],
  into: string,
  at: Date,
): Promise<{ storyId: string; to: string }[]> {
  const redirects = [];
  for (const storyId of storyIds) {
    if (storyId === into || (await placementsIn(trx, storyId)).length > 0) continue;
    await trx.updateTable('stories').set({ redirectTo: into, updatedAt: at }).where('id', '=', storyId).execute();
    redirects.push({ storyId, to: into });
  }
  await refreshStories(trx, storyIds, at);
  return redirects;
}

async function liveStory(trx: Transaction<Schema>, id: string): Promise<string> {
  const story = await trx
    .selectFrom('stories')
    .select('redirectTo')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!story) throw new NotDecidable('there is no such story');
  if (story.redirectTo) throw new NotDecidable('the story was merged away: open it again');
  return id;
}

async function liveEvent(trx: Transaction<Schema>, id: string) {
  const event = await trx.selectFrom('events').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!event) throw new NotDecidable('there is no such departure');
  if (event.redirectTo) throw new NotDecidable('the departure was merged into another one: open the ledger again');
  return event;
}

async function placementOf(trx: Transaction<Schema>, articleId: string): Promise<PlacementBefore> {
  const found = await placementQuery(trx).where('articleId', '=', articleId).forUpdate().executeTakeFirst();
  if (!found) throw new NotDecidable('the article is in no story');
  return found;
}

function placementsIn(trx: Transaction<Schema>, storyId: string): Promise<PlacementBefore[]> {
  return placementQuery(trx).where('storyId', '=', storyId).orderBy('articleId').execute();
}

function placementQuery(trx: Transaction<Schema>) {
  return trx
    .selectFrom('placements')
    .select(['articleId', 'storyId', 'originId', 'relation', 'ofArticleId', 'score', 'evidence']);
}

async function eventSubject(
  trx: Transaction<Schema>,
  eventId: string,
  values?: Record<string, string>,
): Promise<Subject> {
  const stories = await trx
    .selectFrom('eventClaims')
    .innerJoin('claims', 'claims.id', 'eventClaims.claimId')
    .innerJoin('placements', 'placements.articleId', 'claims.articleId')
    .where('eventClaims.eventId', '=', eventId)
    .select('placements.storyId')
    .distinct()
    .orderBy('placements.storyId')
    .execute();
  return { stories: stories.map((row) => row.storyId), events: [eventId], ...(values && { values }) };
}

/** Decisions about a story, newest first, taken-back ones among them. */
export function decisionsAbout(db: Kysely<Schema>, what: { story: string } | { event: string }): Promise<Decision[]> {
  const subject = 'story' in what ? { stories: [what.story] } : { events: [what.event] };
  return db
    .selectFrom('decisions')
    .select(['id', 'kind', 'subject', 'by', 'note', 'at', 'undoneAt', 'undoneBy'])
    .where(sql<boolean>`subject @> ${JSON.stringify(subject)}::jsonb`)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(200)
    .execute();
}
