import { sql, type Selectable, type Transaction } from 'kysely';
import type { LedgerEvent } from '../../core/events.ts';
import { contentId } from '../ids.ts';
import type { EventsTable, Schema } from '../schema.ts';
import { NotDecidable, type AliasRuling, type Applied, type Effect, type Subject } from './decision.ts';

/** What a ruling changes about departures and the people in them. How that is put back: undo-people.ts. */

export async function notADeparture(trx: Transaction<Schema>, eventId: string, decisionId: string): Promise<Applied> {
  const event = await liveEvent(trx, eventId);
  if (event.dismissedBy) throw new NotDecidable('it is off the ledger already');
  await trx.updateTable('events').set({ dismissedBy: decisionId }).where('id', '=', eventId).execute();
  return { subject: await eventSubject(trx, eventId), effect: { dismissed: eventId } };
}

/** The wrong name stays as an alias of the record: copies of the same misreading fold into this event and alert nobody. */
export async function wrongPerson(
  trx: Transaction<Schema>,
  ruling: { eventId: string; person: string },
): Promise<Applied> {
  const event = await liveEvent(trx, ruling.eventId);
  if (event.person === ruling.person) throw new NotDecidable('that is the same name');
  const subject = await eventSubject(trx, event.id, { person: ruling.person, was: event.person ?? '' });
  return { subject, effect: { records: [await rename(trx, event, ruling.person)] } };
}

/** The event's person is the given one under another name: an alias is learnt and the two departures, if there are two, become one. */
export async function samePerson(
  trx: Transaction<Schema>,
  ruling: { eventId: string; person: string },
  at: Date,
): Promise<Applied> {
  const event = await liveEvent(trx, ruling.eventId);
  if (!event.person) throw new NotDecidable('this departure names nobody: use “wrong person” to say who it is');
  if (event.person === ruling.person) throw new NotDecidable('that is the same name');
  const alias = { orgId: event.org, alias: event.person, person: ruling.person };
  const effect: Effect = { aliasesAdded: await learn(trx, alias) };
  const subject = await eventSubject(trx, event.id, { person: ruling.person, was: event.person });
  const [survivor] = await eventsOf(trx, event.org, ruling.person);
  if (survivor) {
    effect.records = [{ eventId: survivor.id, person: survivor.person, record: survivor.record }];
    effect.mergedEvents = [await mergeEvents(trx, { from: event, into: survivor, at })];
    subject.events?.push(survivor.id);
  } else {
    effect.records = [await rename(trx, event, ruling.person)];
  }
  return { subject, effect };
}

/** Another name for a person: whatever stands in the ledger under it becomes that person's. */
export async function alsoCalled(trx: Transaction<Schema>, ruling: AliasRuling, at: Date): Promise<Applied> {
  const { orgId, person, alias } = ruling;
  if (person === alias) throw new NotDecidable('that is the same name');
  const [survivor, ...more] = await eventsOf(trx, orgId, person);
  if (!survivor) throw new NotDecidable('the ledger knows nobody of that name there');
  const others = await eventsOf(trx, orgId, alias);
  const added = await learn(trx, ruling);
  if (added.length === 0 && others.length === 0) throw new NotDecidable('that name is known already');
  const effect: Effect = { aliasesAdded: added, mergedEvents: [], records: [beforeOf(survivor)] };
  let into = survivor;
  for (const from of others) {
    effect.mergedEvents?.push(await mergeEvents(trx, { from, into, at }));
    into = await liveEvent(trx, survivor.id);
  }
  const events = [survivor, ...more, ...others].map((event) => event.id);
  return { subject: { ...(await aboutEvents(trx, events)), values: valuesOf(ruling) }, effect };
}

/**
 * A name that is not this person's: it is forgotten and not learnt again (the trigger desk_hold_aliases), and what the ledger has of this
 * person only under that name becomes a departure of its own, of which nobody is told anew.
 */
export async function notSame(
  trx: Transaction<Schema>,
  ruling: AliasRuling,
  given: { id: string; at: Date },
): Promise<Applied> {
  const { orgId, person, alias } = ruling;
  const removed = await trx
    .deleteFrom('personAliases')
    .where('org', '=', orgId)
    .where('alias', '=', alias)
    .where('person', '=', person)
    .returningAll()
    .execute();
  if (removed.length === 0) throw new NotDecidable('that name is not known for this person');
  const effect: Effect = { aliasesRemoved: removed, records: [] };
  const events = await eventsOf(trx, orgId, person);
  for (const event of events) {
    const record = recordOf(event);
    if (!record.aliases?.includes(alias)) continue;
    effect.records?.push(beforeOf(event));
    const aliases = record.aliases.filter((name) => name !== alias);
    await trx.updateTable('events').set({ record: JSON.stringify({ ...record, aliases }) }).where('id', '=', event.id).execute(); // prettier-ignore
    effect.splitEvent ??= await splitEvent(trx, { ...event, record: { ...record, aliases } }, alias, given);
  }
  const ids = [...events.map((event) => event.id), ...(effect.splitEvent ? [effect.splitEvent.made] : [])];
  return { subject: { ...(await aboutEvents(trx, ids)), values: valuesOf(ruling) }, effect };
}

export type EventRow = Selectable<EventsTable>;
export const recordOf = (event: EventRow) => event.record as Partial<LedgerEvent>;
export const union = <T>(a: readonly T[] = [], b: readonly T[] = []): T[] => [
  ...new Map([...a, ...b].map((one) => [JSON.stringify(one), one])).values(),
];

const beforeOf = ({ id, person, record }: EventRow) => ({ eventId: id, person, record });
const valuesOf = ({ orgId, person, alias }: AliasRuling) => ({ org: orgId, person, was: alias });

/** The departures of a person at an organisation that stand in the ledger, earliest first. */
function eventsOf(trx: Transaction<Schema>, org: string, person: string): Promise<EventRow[]> {
  return trx
    .selectFrom('events')
    .selectAll()
    .where('org', '=', org)
    .where('person', '=', person)
    .where('redirectTo', 'is', null)
    .orderBy('firstSeenAt')
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** Learns a name by decision; empty when it was known. */
async function learn(
  trx: Transaction<Schema>,
  { orgId, alias, person }: AliasRuling,
): Promise<NonNullable<Effect['aliasesAdded']>> {
  return trx
    .insertInto('personAliases')
    .values({ org: orgId, alias, person, kind: 'decision', claimId: null })
    .onConflict((on) => on.doNothing())
    .returning(['org', 'alias', 'person'])
    .execute();
}

/** Claims of an event that name only `alias` become an event of that name; null when there are none, or no others. */
async function splitEvent(
  trx: Transaction<Schema>,
  event: EventRow,
  alias: string,
  given: { id: string; at: Date },
): Promise<Effect['splitEvent']> {
  const claims = await trx
    .selectFrom('eventClaims')
    .innerJoin('claims', 'claims.id', 'eventClaims.claimId')
    .where('eventClaims.eventId', '=', event.id)
    .select(['claims.id', 'claims.articleId', sql<string | null>`claims.args->>'person'`.as('person')])
    .execute();
  const own = claims.filter((claim) => claim.person === alias);
  if (own.length === 0 || own.length === claims.length) return undefined;
  const made = contentId('event', 'split', given.id);
  const articleIds = [...new Set(own.map((claim) => claim.articleId))];
  const record = { ...recordOf(event), id: made, person: alias, aliases: [], articleIds, enteredSilently: true };
  await trx
    .insertInto('events')
    .values({ ...event, id: made, person: alias, record: JSON.stringify(record), updatedAt: given.at })
    .execute();
  await trx
    .updateTable('eventClaims')
    .set({ eventId: made })
    .where(
      'claimId',
      'in',
      own.map((claim) => claim.id),
    ) // prettier-ignore
    .execute();
  return { from: event.id, made };
}

async function rename(trx: Transaction<Schema>, event: EventRow, person: string): Promise<ReturnType<typeof beforeOf>> {
  const before = recordOf(event);
  const aliases = union(before.aliases, event.person ? [event.person] : []).filter((name) => name !== person);
  const record = JSON.stringify({ ...before, person, aliases });
  await trx.updateTable('events').set({ person, record }).where('id', '=', event.id).execute();
  return beforeOf(event);
}

/** The survivor takes the claims, the names and every change already noted, so that nobody is told again. */
async function mergeEvents(
  trx: Transaction<Schema>,
  { from, into, at }: { from: EventRow; into: EventRow; at: Date },
): Promise<NonNullable<Effect['mergedEvents']>[number]> {
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

async function liveEvent(trx: Transaction<Schema>, id: string) {
  const event = await trx.selectFrom('events').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!event) throw new NotDecidable('there is no such departure');
  if (event.redirectTo) throw new NotDecidable('the departure was merged into another one: open the ledger again');
  return event;
}

async function eventSubject(
  trx: Transaction<Schema>,
  eventId: string,
  values?: Record<string, string>,
): Promise<Subject> {
  return { ...(await aboutEvents(trx, [eventId])), ...(values && { values }) };
}

/** Events and the stories that tell of them. */
async function aboutEvents(trx: Transaction<Schema>, events: string[]): Promise<Subject> {
  const stories = await trx
    .selectFrom('eventClaims')
    .innerJoin('claims', 'claims.id', 'eventClaims.claimId')
    .innerJoin('placements', 'placements.articleId', 'claims.articleId')
    .where('eventClaims.eventId', 'in', events)
    .select('placements.storyId')
    .distinct()
    .orderBy('placements.storyId')
    .execute();
  return { stories: stories.map((row) => row.storyId), events };
}
