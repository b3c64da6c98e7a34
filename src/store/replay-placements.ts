/** Placements in a replay: which articles are placed anew, what would change, and the taking over, story by story. */
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { Relation, RelationEvidence } from '../core/types.ts';
import { contentId } from './ids.ts';
import { articleInSpan, notePending, noteReplaced, PENDING, type Ground, type Span } from './replay.ts';
import type { Schema } from './schema.ts';
import { lockGrouping, refreshStories } from './stories.ts';
import { JOINED_BY } from './story-joins.ts';

type Trx = Transaction<Schema>;

export const PLACEMENTS: Ground = {
  shadows: ['stories', 'placements', 'fingerprints', 'outbox'],
  plan: [
    PENDING,
    'create temp table replay_ruled (article_id text primary key)',
    'create temp table replay_items (article_id text primary key)',
    // unit: the articles that stood in one story are moved in one transaction.
    `create temp table replay_changes (
      unit integer not null, article_id text primary key, version_id text not null,
      was_story text, was_origin text, was_relation text, was_of text, was_score real, was_evidence jsonb,
      moves boolean not null)`,
    'create index on replay_changes (unit)',
  ],
};

/**
 * Articles of stories that an analyst merged, split, moved between or holds apart, or that the ledger joined, and articles whose replay
 * an analyst took back: they stay where they are. What grouping itself joined by its texts it looks at again.
 */
export async function noteRuled(trx: Trx): Promise<void> {
  await sql`insert into replay_ruled
    with recursive ruled as (
      select jsonb_array_elements_text(subject->'stories') as id from public.decisions
      where kind in ('merge', 'move', 'split', 'never_merge') and undone_at is null
        and (by <> ${JOINED_BY} or coalesce(subject->'values' ? 'events', false))
      union select s.redirect_to from ruled r join public.stories s on s.id = r.id where s.redirect_to is not null
    )
    select article_id from public.placements where story_id in (select id from ruled)
    union select jsonb_array_elements_text(subject->'articles') from public.decisions
    where subject ? 'articles' and (kind = 'replay') = (undone_at is not null)`.execute(trx);
}

export type PlacementItem = { id: string; at: Date; isReplayed: boolean };

/** All placed articles and the unplaced ones of the span, in the order in which they were placed; unplaced ones come last. */
export function placementItems(span: Span, now: Date): RawBuilder<PlacementItem> {
  return sql`select a.id, coalesce(p.placed_at, ${now}) as at,
      (${articleInSpan(span)}) and r.article_id is null and w.article_id is null as "isReplayed"
    from public.articles a join public.article_versions v on v.id = a.current_version
      left join public.placements p on p.article_id = a.id
      left join replay_ruled r on r.article_id = a.id left join replay_pending w on w.article_id = a.id
    where p.article_id is not null or ((${articleInSpan(span)}) and w.article_id is null)
    order by coalesce(p.placed_at, ${now}), v.published_sort nulls last, a.id`;
}

/** What is left out of the span, for the account. */
export async function leftOut(trx: Trx, span: Span): Promise<{ inSpan: number; ruled: number; waiting: number }> {
  const { rows } = await sql<{ inSpan: number; ruled: number; waiting: number }>`
    select count(*)::int as "inSpan",
      count(*) filter (where a.id in (select article_id from replay_ruled))::int as ruled,
      count(*) filter (where a.id in (select article_id from replay_pending))::int as waiting
    from public.articles a where ${articleInSpan(span)}`.execute(trx);
  return rows[0] as { inSpan: number; ruled: number; waiting: number };
}

export async function prepareGrouping(trx: Trx): Promise<void> {
  await notePending(trx, ['group']);
  await noteRuled(trx);
}

/** Articles that are not replayed stand in the shadow as they stand in the archive. */
export async function keepAsPlaced(trx: Trx, articleIds: readonly string[], at: Date): Promise<void> {
  const ids = sql`(${sql.join(articleIds)})`;
  await sql`insert into stories select * from public.stories
    where id in (select story_id from public.placements where article_id in ${ids}) on conflict do nothing`.execute(
    trx,
  );
  const { rows } = await sql<{ storyId: string }>`insert into placements
    select * from public.placements where article_id in ${ids} returning story_id as "storyId"`.execute(trx);
  await sql`insert into fingerprints (article_id, version_id, simhash, text_hash, sketch, clauses, length)
    select article_id, version_id, simhash, text_hash, sketch, clauses, length
    from public.fingerprints where article_id in ${ids} order by seq`.execute(trx);
  await refreshStories(trx, [...new Set(rows.map((r) => r.storyId))], at);
}

/** Articles placed anew; their work for the next step is not wanted here. */
export async function noteReplayed(trx: Trx, articleIds: readonly string[]): Promise<void> {
  await sql`insert into replay_items select unnest(${[...articleIds]}::text[]) on conflict do nothing`.execute(trx);
  await sql`delete from outbox`.execute(trx);
}

/** Writes down every replayed article that would stand elsewhere, otherwise, or has another fingerprint. */
export async function notePlacementChanges(trx: Trx): Promise<void> {
  await sql`insert into replay_changes
    select dense_rank() over (order by coalesce(p.story_id, i.article_id)), i.article_id, s.version_id,
      p.story_id, p.origin_id, p.relation, p.of_article_id, p.score, p.evidence,
      (p.story_id, p.origin_id, p.relation, p.of_article_id) is distinct from (s.story_id, s.origin_id, s.relation, s.of_article_id)
    from replay_items i join pg_temp.placements s on s.article_id = i.article_id
      join pg_temp.fingerprints f on f.article_id = i.article_id
      left join public.placements p on p.article_id = i.article_id
      left join public.fingerprints g on g.article_id = i.article_id
    where (p.story_id, p.origin_id, p.relation, p.of_article_id, p.version_id, p.score, p.evidence)
        is distinct from (s.story_id, s.origin_id, s.relation, s.of_article_id, s.version_id, s.score, s.evidence)
      or (g.version_id, g.simhash, g.text_hash, g.sketch, g.clauses, g.length)
        is distinct from (f.version_id, f.simhash, f.text_hash, f.sketch, f.clauses, f.length)`.execute(trx);
}

export type Place = { story: string; storyTitle: string | null; origin: string; relation: Relation; of: string | null };
export type PlacementChange = {
  unit: number;
  article: string;
  title: string;
  url: string;
  /** Null: it stood nowhere. */
  was: Place | null;
  is: Place;
  /** False: it stays where it is, with another score, evidence or fingerprint. */
  moves: boolean;
  why: string | null;
};

/** The changes of the units after `unit`, whole units, about `size` of them. */
export async function placementChanges(db: Kysely<Schema>, unit: number, size: number): Promise<PlacementChange[]> {
  const { rows } = await sql<PlacementChange & { evidence: RelationEvidence | null }>`
    select c.unit, c.article_id as article, v.title, a.url, c.moves,
      case when c.was_story is not null then jsonb_build_object('story', c.was_story, 'storyTitle', t.title,
        'origin', c.was_origin, 'relation', c.was_relation, 'of', c.was_of) end as was,
      jsonb_build_object('story', s.story_id, 'storyTitle', u.title,
        'origin', s.origin_id, 'relation', s.relation, 'of', s.of_article_id) as "is",
      s.evidence->>'why' as why
    from replay_changes c join would_placements s on s.article_id = c.article_id
      join would_stories u on u.id = s.story_id left join public.stories t on t.id = c.was_story
      join public.articles a on a.id = c.article_id join public.article_versions v on v.id = c.version_id
    where c.unit > ${unit} and c.unit <= ${unit + size}
    order by c.unit, s.placed_at, v.published_sort nulls last, c.article_id`.execute(db);
  return rows;
}

export async function lastUnit(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select coalesce(max(unit), 0)::int as n from replay_changes`.execute(db);
  return rows[0]?.n ?? 0;
}

/**
 * Takes over the units after `unit` in one transaction under the grouping's turn. An article that a worker or an analyst has
 * touched since is left as it is.
 * @param at when the replay began
 * @returns how many articles were taken over and how many were left
 */
export async function takeOverPlacements(
  db: Kysely<Schema>,
  unit: number,
  size: number,
  at: Date,
): Promise<{ taken: number; left: number }> {
  return db.transaction().execute(async (trx) => {
    await lockGrouping(trx);
    const rows = await stillSo(trx, unit, size, at);
    const fresh = rows.filter((r) => r.isSame);
    if (!fresh.length) return { taken: 0, left: rows.length };
    const ids = fresh.map((r) => r.articleId);
    await writePlacements(trx, ids);
    await settleStories(trx, fresh, at);
    return { taken: fresh.length, left: rows.length - fresh.length };
  });
}

type ChangeRow = {
  articleId: string;
  isSame: boolean;
  moves: boolean;
  before: { storyId: string; originId: string; relation: string; ofArticleId: string | null; score: number };
  evidence: unknown;
  isStory: string;
};

async function stillSo(trx: Trx, unit: number, size: number, at: Date): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    select c.article_id as "articleId", c.moves, c.was_evidence as evidence, s.story_id as "isStory",
      a.current_version = c.version_id
        and (p.story_id, p.origin_id, p.relation, p.of_article_id) is not distinct from (c.was_story, c.was_origin, c.was_relation, c.was_of)
        and not exists (select 1 from outbox o where o.step = 'group' and not o.dead and o.key = a.current_version)
        and not exists (select 1 from decisions d where d.kind <> 'replay' and d.at >= ${at}
          and d.subject->'stories' ?| array[c.was_story, s.story_id]) as "isSame",
      jsonb_build_object('storyId', c.was_story, 'originId', c.was_origin, 'relation', c.was_relation,
        'ofArticleId', c.was_of, 'score', c.was_score) as before
    from replay_changes c join would_placements s on s.article_id = c.article_id join articles a on a.id = c.article_id
      left join placements p on p.article_id = c.article_id
    where c.unit > ${unit} and c.unit <= ${unit + size} order by c.article_id for update of a`.execute(trx);
  return rows;
}

/** Stories that begin, or that begin again after an earlier regrouping left them empty; the places; the fingerprints. */
async function writePlacements(trx: Trx, articleIds: readonly string[]): Promise<void> {
  const ids = sql`(${sql.join(articleIds)})`;
  await sql`insert into stories select w.* from would_stories w
    where id in (select story_id from would_placements where article_id in ${ids})
    on conflict (id) do update set redirect_to = null where stories.redirect_to is not null`.execute(trx);
  await sql`insert into placements select * from would_placements where article_id in ${ids}
    on conflict (article_id) do update set version_id = excluded.version_id, story_id = excluded.story_id, origin_id = excluded.origin_id,
      relation = excluded.relation, of_article_id = excluded.of_article_id, score = excluded.score, evidence = excluded.evidence`.execute(
    trx,
  );
  await sql`insert into fingerprints (article_id, version_id, simhash, text_hash, sketch, clauses, length)
    select article_id, version_id, simhash, text_hash, sketch, clauses, length from would_fingerprints where article_id in ${ids}
    on conflict (article_id) do update set version_id = excluded.version_id, simhash = excluded.simhash, text_hash = excluded.text_hash,
      sketch = excluded.sketch, clauses = excluded.clauses, length = excluded.length, seq = nextval('fingerprint_seq')
    where (fingerprints.version_id, fingerprints.simhash, fingerprints.text_hash, fingerprints.sketch, fingerprints.clauses)
      is distinct from (excluded.version_id, excluded.simhash, excluded.text_hash, excluded.sketch, excluded.clauses)`.execute(
    trx,
  );
}

/** Counts anew; a story left empty points to where its first article went; the desk learns what was before. */
async function settleStories(trx: Trx, rows: readonly ChangeRow[], at: Date): Promise<void> {
  const moved = rows.filter((r) => r.moves);
  const old = [...new Set(moved.flatMap((r) => r.before.storyId ?? []))];
  const touched = [...new Set([...old, ...rows.map((r) => r.isStory)])];
  const { rows: emptied } = await sql<{ storyId: string; to: string }>`
    update stories s set redirect_to = m.target from (
      select distinct on (c.was_story) c.was_story, w.story_id as target from replay_changes c
      join would_placements w on w.article_id = c.article_id
      where c.was_story = any(${old}::text[]) and w.story_id <> c.was_story
      order by c.was_story, w.placed_at, c.article_id) m
    where s.id = m.was_story and not exists (select 1 from placements p where p.story_id = s.id)
    returning s.id as "storyId", s.redirect_to as to`.execute(trx);
  await refreshStories(trx, touched, at);
  // A replay is no news: on the desk a story stays in the night in which its last article was placed.
  await sql`update stories s set updated_at = (select max(placed_at) from placements p where p.story_id = s.id)
    where id = any(${touched}::text[]) and exists (select 1 from placements p where p.story_id = s.id)`.execute(trx);
  // Who has the story open is told that it changed.
  await sql`update story_marks set version = version + 1 where story_id = any(${touched}::text[])`.execute(trx);
  const notes = moved.flatMap(({ articleId, before, evidence, isStory }) => {
    if (!before.storyId) return [];
    const redirects = emptied.filter((e) => e.storyId === before.storyId);
    return [
      {
        id: contentId('replay', articleId, JSON.stringify(before), isStory, at.toISOString()),
        subject: { stories: [...new Set([isStory, before.storyId])], articles: [articleId] },
        effect: { placements: [{ articleId, ...before, evidence }], redirects },
        note: 'placed anew by the rules of today',
      },
    ];
  });
  await noteReplaced(trx, notes, at);
}
