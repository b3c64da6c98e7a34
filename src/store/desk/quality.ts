import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { RULED_WRONG } from './wrong-claims.ts';

export type QualityRow = {
  sourceId: string;
  kind: string;
  /** Claims of current versions in all. */
  found: number;
  /** Of these, claims in stories that an analyst has looked at or ruled on: the denominator. */
  reviewed: number;
  /** Reviewed claims that an analyst called wrong, and claims of events ruled not to be departures. */
  dismissed: number;
  /** Claims of events whose person was corrected. */
  corrected: number;
};

/** How often analysts let stand what was found, per source and kind of claim, from decisions in force and triage marks. */
export async function quality(db: Kysely<Schema>): Promise<QualityRow[]> {
  const { rows } = await sql<QualityRow>`
    with wrong as (select distinct claim_id from (${RULED_WRONG}) ruled),
      renamed as (select distinct jsonb_array_elements_text(subject->'events') as event_id from decisions
        where kind in ('wrong_person', 'same_person') and undone_at is null),
      judged as (
        select a.source_id, c.kind,
          (w.claim_id is not null or e.dismissed_by is not null) as is_dismissed,
          (r.event_id is not null) as is_corrected,
          (coalesce(m.state, 'new') <> 'new') as is_reviewed
        from claims c
          join articles a on a.id = c.article_id and a.current_version = c.version_id
          left join placements p on p.article_id = a.id
          left join story_marks m on m.story_id = p.story_id
          left join event_claims ec on ec.claim_id = c.id
          left join events e on e.id = ec.event_id
          left join wrong w on w.claim_id = c.id
          left join renamed r on r.event_id = ec.event_id)
    select source_id as "sourceId", kind, count(*)::int as found,
      count(*) filter (where is_reviewed or is_dismissed or is_corrected)::int as reviewed,
      count(*) filter (where is_dismissed)::int as dismissed,
      count(*) filter (where is_corrected and not is_dismissed)::int as corrected
    from judged group by source_id, kind order by source_id, kind`.execute(db);
  return rows;
}
