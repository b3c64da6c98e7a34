import type { Kysely } from 'kysely';
import type { Schema } from '../../src/store/schema.ts';
import { id } from './_invented.ts';
import type { EventSeed } from './_stories.ts';

/** Departures of the test archive with the alerts they called for. */

export async function insertEvent(db: Kysely<Schema>, seed: EventSeed): Promise<void> {
  const eventId = id('event', seed.key);
  const orgId = seed.org === '云帆笔记' ? 'yunfan' : 'qingcheng';
  await db
    .insertInto('events')
    .values({
      id: eventId,
      kind: 'executive_departure',
      org: orgId,
      person: seed.person,
      status: seed.status,
      watchIds: [orgId],
      record: JSON.stringify({
        id: eventId,
        orgId,
        org: seed.org,
        person: seed.person,
        aliases: seed.aliases ?? [],
        statusHistory: [],
        originIds: [],
        articleIds: [],
        noted: [],
      }),
      firstSeenAt: seed.seenAt,
      firstPublishedAt: seed.published,
      effectiveOn: seed.effectiveOn,
      updatedAt: seed.seenAt,
      redirectTo: null,
    })
    .execute();
  await db
    .insertInto('eventChanges')
    .values({
      eventId,
      field: 'first_report',
      value: '',
      isOldNews: Boolean(seed.silent),
      why: seed.why,
      at: seed.seenAt,
      silentBecause: seed.silent ?? null,
    })
    .execute();
  for (const alias of seed.aliases ?? [])
    await db
      .insertInto('personAliases')
      .values({ org: orgId, alias, person: seed.person, kind: '花名', claimId: null })
      .execute();
  if (seed.silent) return;
  const alertId = id('alert', seed.key);
  await db
    .insertInto('alerts')
    .values({
      id: alertId,
      eventId,
      field: 'first_report',
      value: '',
      ruleId: 'new-departure',
      why: `watch ${orgId}; kind executive_departure`,
      message: JSON.stringify({}),
      createdAt: seed.seenAt,
    })
    .execute();
  const deliveries = [
    {
      channel: 'webhook',
      recipient: 'https://hooks.example/desk',
      state: 'delivered',
      deliveredAt: seed.seenAt,
      lastReason: null,
    },
    {
      channel: 'email',
      recipient: 'night-desk@example.org',
      state: seed.key === 'duan' ? 'waiting' : 'delivered',
      deliveredAt: seed.key === 'duan' ? null : seed.seenAt,
      lastReason: seed.key === 'duan' ? '451 mailbox busy, next attempt in 8 minutes' : null,
    },
  ] as const;
  for (const delivery of deliveries) {
    await db
      .insertInto('deliveries')
      .values({
        ...delivery,
        id: id('delivery', seed.key, delivery.channel),
        alertId,
        eventId,
        field: 'first_report',
        value: '',
        ruleId: 'new-departure',
        attempts: 1,
        nextAttemptAt: seed.seenAt,
        attemptedAt: seed.seenAt,
        receipt: null,
        createdAt: seed.seenAt,
      })
      .execute();
  }
}
