/**
 * Mutes: a story or an event that somebody does not want to hear of any more. A mute is a decision like the others: it names who
 * made it and when, is never deleted, and can be taken back. It speaks of what comes; what has not left yet is taken back with it.
 */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Mute } from '../core/alerts.ts';
import { contentId } from './ids.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

export type MuteGiven = {
  by: string;
  note?: string | null;
  at: Date;
  /** It ends by itself then; null lasts until it is taken back. */
  until?: Date | null;
  /** For this channel and recipient alone; null is everybody. */
  channel?: string | null;
  to?: string | null;
};

/**
 * Mutes a story, or an event, by its id. Messages of it that were decided and have not left (held for a digest or a morning) are
 * taken back; those under way arrive.
 * @returns the decision's id, and how many messages were taken back; null when there is no such story or event
 */
export async function muteStory(
  db: Kysely<Schema>,
  of: string,
  { by, note = null, at, until = null, channel = null, to = null }: MuteGiven,
): Promise<{ id: string; takenBack: number } | null> {
  return db.transaction().execute(async (trx) => {
    const stories = await trx.selectFrom('stories').select('id').where('id', '=', of).execute();
    const events = await trx.selectFrom('events').select('id').where('id', '=', of).execute();
    if (!stories.length && !events.length) return null;
    const mute = { of, channel, to, until: until?.toISOString() ?? null };
    const subject = { ...mute, stories: stories.map((s) => s.id), events: events.map((e) => e.id) };
    const id = contentId('decision', 'mute', JSON.stringify(mute), by, at.toISOString());
    await trx
      .insertInto('decisions')
      .values({ id, kind: 'mute', subject: JSON.stringify(subject), by, note, at })
      .onConflict((on) => on.doNothing())
      .execute();
    const lastReason = `muted by ${by}`;
    const { rows } = await sql<{ id: string }>`
      update deliveries d set state = 'cancelled', last_reason = ${lastReason}
      where d.state = 'waiting' and d.attempts = 0 and d.field <> 'correction'
        and (${channel}::text is null or d.channel = ${channel}) and (${to}::text is null or d.recipient = ${to})
        and (d.event_id = ${of} or exists (select 1 from event_claims ec join claims c on c.id = ec.claim_id
          join placements p on p.article_id = c.article_id where ec.event_id = d.event_id and p.story_id = ${of}))
      returning d.id`.execute(trx);
    return { id, takenBack: rows.length };
  });
}

/**
 * Takes every mute of a story or an event back that still stands: what comes from now on is told again; what a mute kept silent or
 * took back is not sent after all.
 * @returns how many mutes were taken back
 */
export async function unmuteStory(db: Db, of: string, { by, at }: { by: string; at: Date }): Promise<number> {
  const undone = await db
    .updateTable('decisions')
    .set({ undoneAt: at, undoneBy: by })
    .where('kind', '=', 'mute')
    .where('undoneAt', 'is', null)
    .where(sql<boolean>`subject ->> 'of' = ${of}`)
    .returning('id')
    .execute();
  return undone.length;
}

/**
 * Mutes that stand for these events or stories, the oldest first. One of a story or an event that was merged into another since
 * speaks of that other; its end is for the caller to look at, whose time it is.
 */
export async function mutesOf(db: Db, ids: readonly string[]): Promise<Mute[]> {
  if (!ids.length) return [];
  const { rows } = await sql<{ subject: Mute; by: string; now: string }>`
    select d.subject, d.by, coalesce(s.redirect_to, e.redirect_to, d.subject ->> 'of') as now
    from decisions d left join stories s on s.id = d.subject ->> 'of' left join events e on e.id = d.subject ->> 'of'
    where d.kind = 'mute' and d.undone_at is null
      and coalesce(s.redirect_to, e.redirect_to, d.subject ->> 'of') in (${sql.join(ids)})
    order by d.at`.execute(db);
  return rows.map(({ subject: { channel, to, until }, by, now }) => ({ of: now, channel, to, until, by }));
}
