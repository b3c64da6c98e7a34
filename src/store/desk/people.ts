import { sql, type Kysely, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';
import { DEPARTURE, departureClaims, standingEvents, type Departure } from './departures.ts';

export type Person = { orgId: string; org: string; person: string; aliases: string[]; events: number; lastSeen: Date };

/** People of the ledger, by company and name; `watch` narrows to one company. At most 1,000. */
export async function people(db: Kysely<Schema>, { watch }: { watch?: string }): Promise<Person[]> {
  let query = db
    .selectFrom('events')
    .where('kind', '=', DEPARTURE)
    .where('redirectTo', 'is', null)
    .where('dismissedBy', 'is', null)
    .where('person', 'is not', null)
    .select(['org as orgId', sql<string>`max(coalesce(events.record->>'org', events.org))`.as('org')])
    .select([
      sql<string>`person`.as('person'),
      sql<number>`count(*)::int`.as('events'),
      sql<Date>`max(first_seen_at)`.as('lastSeen'),
    ])
    .groupBy(['org', 'person'])
    .orderBy('org')
    .orderBy('person')
    .limit(1000);
  if (watch) query = query.where(sql<SqlBool>`watch_ids @> array[${watch}]::text[]`);
  const rows = await query.execute();
  const names = rows.map((row) => row.person);
  const aliases = names.length
    ? await db
        .selectFrom('personAliases')
        .select(['org', 'alias', 'person'])
        .where('person', 'in', names)
        .orderBy('alias')
        .execute()
    : [];
  return rows.map((row) => ({
    ...row,
    aliases: aliases
      .filter((alias) => alias.org === row.orgId && alias.person === row.person)
      .map((alias) => alias.alias),
  }));
}

export type PersonPage = {
  orgId: string;
  org: string;
  person: string;
  aliases: { alias: string; kind: string; quote: string | null; articleId: string | null; storyId: string | null }[];
  departures: Departure[];
};

/** Everything the ledger holds of one person at one company, under any of the names; null when it holds nothing. */
export async function personOf(
  db: Kysely<Schema>,
  { orgId, person }: { orgId: string; person: string },
): Promise<PersonPage | null> {
  const aliases = await db
    .selectFrom('personAliases')
    .leftJoin('claims', 'claims.id', 'personAliases.claimId')
    .leftJoin('placements', 'placements.articleId', 'claims.articleId')
    .where('personAliases.org', '=', orgId)
    .where('personAliases.person', '=', person)
    .select(['personAliases.alias', 'personAliases.kind', 'claims.quote', 'claims.articleId', 'placements.storyId'])
    .orderBy('personAliases.alias')
    .execute();
  const events = await standingEvents(db)
    .where('org', '=', orgId)
    .where('person', '=', person)
    .orderBy('firstSeenAt')
    .execute();
  if (events.length === 0) return null;
  const claims = await departureClaims(db, events.map((event) => event.id)); // prettier-ignore
  const departures = events.map((event) => ({
    ...event,
    aliases: aliases.map(({ alias, kind }) => ({ alias, kind, claimId: null })),
    claims: claims.filter((claim) => claim.eventId === event.id),
  }));
  return { orgId, org: events[0]?.org ?? orgId, person, aliases, departures };
}
