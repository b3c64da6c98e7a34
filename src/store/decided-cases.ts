/** What analysts ruled about stories, as cases that grouping can be measured with: pairs of articles that are one story or are not. */
import { sql, type Kysely } from 'kysely';
import type { Schema } from './schema.ts';

export type DecidedArticle = {
  id: string;
  title: string;
  text: string;
  url: string;
  publishedAt: string | null;
  outlet: string | null;
  lang: string;
};

/** `together`: the analyst says that both tell of one happening. */
export type DecidedCase = {
  decision: string;
  kind: string;
  at: string;
  together: boolean;
  a: DecidedArticle;
  b: DecidedArticle;
};

/**
 * The standing rulings on stories, oldest first, each as one pair: merge and move pair the article that was moved with the one that leads
 * where it went; split and never_merge the same, as apart. What was taken back and what no analyst ruled is left out.
 */
export async function* decidedCases(db: Kysely<Schema>): AsyncGenerator<DecidedCase> {
  const { rows } = await sql<{ id: string; kind: string; at: Date; a: string; b: string }>`
    with ruled as (
      select id, kind, at, subject, effect, row_number() over (order by at, id) as nth
      from decisions where kind in ('merge', 'move', 'split', 'never_merge') and undone_at is null and by <> 'redwatch'
    ), sides as (
      select r.*, case r.kind when 'merge' then subject->'stories'->>1 when 'never_merge' then subject->'stories'->>1 end as from_story,
        case r.kind when 'move' then subject->'stories'->>1 else subject->'stories'->>0 end as into_story
      from ruled r
    )
    select s.id, s.kind, s.at, coalesce(s.subject->'articles'->>0, f.lead_article_id) as a,
      coalesce(
        (select p.article_id from placements p join article_versions v on v.id = p.version_id
          where p.story_id = s.into_story and p.article_id <> coalesce(s.subject->'articles'->>0, f.lead_article_id)
            and p.article_id not in (select e->>'articleId' from jsonb_array_elements(coalesce(s.effect->'placements', '[]')) e)
          order by v.published_sort nulls last, p.article_id limit 1),
        i.lead_article_id) as b
    from sides s join stories i on i.id = s.into_story left join stories f on f.id = s.from_story
    order by s.nth`.execute(db);
  for (const row of rows) {
    if (row.a === row.b) continue;
    const [a, b] = [await articleOf(db, row.a), await articleOf(db, row.b)];
    if (!a || !b) continue;
    const together = row.kind === 'merge' || row.kind === 'move';
    yield { decision: row.id, kind: row.kind, at: row.at.toISOString(), together, a, b };
  }
}

function articleOf(db: Kysely<Schema>, id: string): Promise<DecidedArticle | undefined> {
  return db
    .selectFrom('articles as a')
    .innerJoin('articleVersions as v', 'v.id', 'a.currentVersion')
    .select(['a.id', 'v.title', 'v.text', 'a.url', 'v.publishedAt', 'v.outlet', 'v.lang'])
    .where('a.id', '=', id)
    .executeTakeFirst();
}
