import type { Transaction } from 'kysely';
import type { LedgerEvent } from '../../core/events.ts';
import type { Schema } from '../schema.ts';
import type { Effect, Subject } from './decision.ts';
import { recordOf, union } from './rule-people.ts';

/**
 * How a ruling about departures and people is taken back: only what it changed. The ledger goes on while a ruling stands, so a record is
 * never put back whole: articles, names and statuses that were reported since stay in it.
 */

type Before = NonNullable<Effect['records']>[number];
type Trx = Transaction<Schema>;
type Lists = Pick<LedgerEvent, 'aliases' | 'statusHistory' | 'originIds' | 'articleIds' | 'noted'>;

/** Puts names, claims and records of departures back. `subject` is the decision's own. */
export async function revertPeople(trx: Trx, effect: Effect, subject: Subject, at: Date): Promise<void> {
  for (const before of effect.records ?? [])
    if (effect.aliasesRemoved) await giveNamesBack(trx, before);
    else if (effect.mergedEvents?.length) await takeOut(trx, before, effect.mergedEvents);
    else await nameBack(trx, before, subject.values?.['person'] ?? null);
  for (const { org, alias, person } of effect.aliasesAdded ?? [])
    await trx
      .deleteFrom('personAliases')
      .where('org', '=', org)
      .where('alias', '=', alias)
      .where('person', '=', person)
      .execute();
  if (effect.dismissed)
    await trx.updateTable('events').set({ dismissedBy: null }).where('id', '=', effect.dismissed).execute();
  // The survivor keeps the changes it inherited: what was sent once must not be sent again.
  for (const { from, claims } of effect.mergedEvents ?? []) {
    await trx.updateTable('events').set({ redirectTo: null, updatedAt: at }).where('id', '=', from).execute();
    if (claims.length)
      await trx.updateTable('eventClaims').set({ eventId: from }).where('claimId', 'in', claims).execute();
  }
  if (effect.splitEvent) {
    const { from, made } = effect.splitEvent;
    await trx.updateTable('eventClaims').set({ eventId: from }).where('eventId', '=', made).execute();
    await trx.updateTable('events').set({ redirectTo: from, updatedAt: at }).where('id', '=', made).execute();
  }
}

/** After the decision is marked as taken back, for the trigger refuses these names while it stands. */
export async function relearn(trx: Trx, effect: Effect): Promise<void> {
  if (effect.aliasesRemoved?.length)
    await trx.insertInto('personAliases').values(effect.aliasesRemoved).onConflict((on) => on.doNothing()).execute(); // prettier-ignore
}

/** The names that were taken away come back beside those reported since. */
async function giveNamesBack(trx: Trx, { eventId, record: before }: Before): Promise<void> {
  const { record } = await standing(trx, eventId);
  await save(trx, eventId, { ...record, aliases: union((before as Partial<LedgerEvent>).aliases, record.aliases) });
}

/** The person has the name from before again, unless a later ruling gave another one since. */
async function nameBack(trx: Trx, { eventId, person: was, record }: Before, ruled: string | null): Promise<void> {
  if (ruled === null || was === ruled) return;
  const before = (record as Partial<LedgerEvent>).aliases ?? [];
  const { person: is, record: now } = await standing(trx, eventId);
  const person = is === ruled ? was : is;
  const present = (now.aliases ?? []).filter((name) => name !== was || before.includes(name));
  const aliases = [
    ...before.filter((name) => name === ruled || present.includes(name)),
    ...present.filter((name) => !before.includes(name)),
  ].filter((name) => name !== person);
  await trx.updateTable('events').set({ person }).where('id', '=', eventId).execute();
  await save(trx, eventId, { ...now, ...('person' in now && { person }), aliases } as Partial<LedgerEvent>);
}

/** The departure that took others in gives back what it has from them alone. */
async function takeOut(trx: Trx, { eventId, record }: Before, merged: { from: string }[]): Promise<void> {
  const before = record as Partial<LedgerEvent>;
  const { record: now } = await standing(trx, eventId);
  const others = await Promise.all(merged.map(({ from }) => standing(trx, from)));
  const theirs = <K extends keyof Lists>(key: K): Lists[K][number][] =>
    others.flatMap((other) => (other.record[key] ?? []) as Lists[K][number][]);
  const articleIds = without(now.articleIds, theirs('articleIds'), before.articleIds);
  const originIds = without(
    now.originIds,
    theirs('originIds'),
    union(before.originIds, await originsOf(trx, articleIds)),
  );
  const names = [...theirs('aliases'), ...others.flatMap(({ person }) => person ?? [])];
  await save(trx, eventId, {
    ...now,
    aliases: without(now.aliases, names, before.aliases),
    statusHistory: without(now.statusHistory, theirs('statusHistory'), before.statusHistory),
    noted: without(now.noted, theirs('noted'), before.noted),
    articleIds,
    originIds,
  });
}

/** What is not the others', or was there before them. */
function without<T>(now: readonly T[] = [], theirs: readonly T[], before: readonly T[] = []): T[] {
  const taken = new Set(theirs.map((one) => JSON.stringify(one)));
  const own = new Set(before.map((one) => JSON.stringify(one)));
  return now.filter((one) => own.has(JSON.stringify(one)) || !taken.has(JSON.stringify(one)));
}

/** An origin that one of these articles has too is not the others' alone. */
async function originsOf(trx: Trx, articleIds: readonly string[]): Promise<string[]> {
  if (articleIds.length === 0) return [];
  const rows = await trx.selectFrom('placements').select('originId').distinct().where('articleId', 'in', articleIds).execute(); // prettier-ignore
  return rows.map((row) => row.originId);
}

async function standing(trx: Trx, eventId: string) {
  const event = await trx.selectFrom('events').selectAll().where('id', '=', eventId).forUpdate().executeTakeFirstOrThrow(); // prettier-ignore
  return { person: event.person, record: recordOf(event) };
}

async function save(trx: Trx, eventId: string, record: Partial<LedgerEvent>): Promise<void> {
  await trx
    .updateTable('events')
    .set({ record: JSON.stringify(record) })
    .where('id', '=', eventId)
    .execute();
}
