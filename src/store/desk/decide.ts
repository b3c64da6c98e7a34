import { sql, type Kysely, type Transaction } from 'kysely';
import { contentId } from '../ids.ts';
import type { Schema } from '../schema.ts';
import { lockLedger } from '../events.ts';
import { addWork } from '../outbox.ts';
import { lockGrouping } from '../stories.ts';
import { NotDecidable, type Applied, type Decision, type Effect, type Ruling, type Subject } from './decision.ts';
import { alsoCalled, notADeparture, notSame, samePerson, wrongPerson } from './rule-people.ts';
import { merge, move, neverMerge, revertStories, split } from './rule-stories.ts';
import { changeMark } from './triage.ts';
import { relearn, revertPeople } from './undo-people.ts';

export { NotDecidable, type Decision, type Ruling } from './decision.ts';

/**
 * What analysts rule about stories and departures. A decision is a row of `decisions` and what it changed, written in one transaction;
 * the row keeps what was there before (`effect`), so that taking it back restores exactly that and nothing that came later.
 */

/** `story` is the one on whose page it was ruled: `seen` is the version of its mark. Without it the first story's page was seen. */
type Given = { by: string; note: string | null; at: Date; seen: number | null; story?: string };

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
    const onPage = given.story ?? subject.stories[0];
    for (const storyId of subject.stories) {
      // The others only get a new version.
      await changeMark(trx, {
        storyId,
        seen: storyId === onPage ? given.seen : null,
        change: {},
        by: given.by,
        at: given.at,
      });
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
    const effect = (decision.effect ?? {}) as Effect;
    await revertStories(trx, effect, given.at);
    await revertPeople(trx, effect, decision.subject as Subject, given.at);
    await trx
      .updateTable('decisions')
      .set({ undoneAt: given.at, undoneBy: given.by })
      .where('id', '=', decisionId)
      .execute();
    await relearn(trx, effect);
    const { stories } = decision.subject as Subject;
    for (const storyId of stories ?? [])
      await changeMark(trx, { storyId, seen: null, change: {}, by: given.by, at: given.at });
  });
}

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
    case 'also_called':
      return alsoCalled(trx, ruling, given.at);
    case 'not_same':
      return notSame(trx, ruling, given);
    case 'wrong_claim':
      return wrongClaim(trx, ruling.claimId);
  }
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

/** Decisions about a story, newest first, taken-back ones among them. */
export function decisionsAbout(
  db: Kysely<Schema>,
  what: { story: string } | { event: string } | { person: string; org: string },
): Promise<Decision[]> {
  const subject =
    'story' in what ? { stories: [what.story] } : 'event' in what ? { events: [what.event] } : { values: what };
  return db
    .selectFrom('decisions')
    .select(['id', 'kind', 'subject', 'by', 'note', 'at', 'undoneAt', 'undoneBy'])
    .where(sql<boolean>`subject @> ${JSON.stringify(subject)}::jsonb`)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(200)
    .execute();
}
