import { sql, type Kysely } from 'kysely';

/**
 * What a story can be narrowed to, beside the story itself, so that the desk walks one index instead of looking through the articles and
 * claims of every story it passes. The steps only note which stories to look at again (`facets_due`, rows are only ever added, so that no
 * step waits for another); the desk catches up before it narrows (store/desk/facets.ts).
 */
const statements = [
  `alter table stories
    add column kinds text[] not null default '{}',
    add column sources text[] not null default '{}',
    -- zh-Hans stands as zh and as zh-Hans
    add column langs text[] not null default '{}',
    add column has_conflict boolean not null default false,
    -- nobody has looked at it or marked it yet
    add column unread boolean not null default true`,
  // The feed: newest night first, within a night what nobody has read yet, then the latest publication.
  `drop index stories_by_night`,
  `create index stories_by_night on stories (
    ((updated_at at time zone 'Asia/Shanghai')::date) desc, unread desc, (coalesce(last_published_at, created_at)) desc, id desc
  ) where redirect_to is null`,
  `create index stories_by_facets on stories using gin (watch_ids, kinds, sources, langs) where redirect_to is null`,
  `create index stories_in_conflict on stories (
    ((updated_at at time zone 'Asia/Shanghai')::date) desc, unread desc, (coalesce(last_published_at, created_at)) desc, id desc
  ) where redirect_to is null and has_conflict`,
  `create table facets_due (seq bigserial primary key, story_id text not null)`,

  `create function desk_due_by_article() returns trigger language plpgsql as $$
    begin
      insert into facets_due (story_id) select distinct p.story_id from changed c join placements p on p.article_id = c.article_id;
      return null;
    end $$`,
  `create trigger desk_due_claims after insert on claims referencing new table as changed
    for each statement execute function desk_due_by_article()`,
  `create function desk_due_by_placement() returns trigger language plpgsql as $$
    begin insert into facets_due (story_id) select distinct story_id from changed; return null; end $$`,
  `create trigger desk_due_placed after insert on placements referencing new table as changed
    for each statement execute function desk_due_by_placement()`,
  `create trigger desk_due_moved after update on placements referencing new table as changed
    for each statement execute function desk_due_by_placement()`,
  `create trigger desk_due_left after update on placements referencing old table as changed
    for each statement execute function desk_due_by_placement()`,
  `create function desk_due_by_version() returns trigger language plpgsql as $$
    begin insert into facets_due (story_id) select story_id from placements where article_id = new.id; return null; end $$`,
  `create trigger desk_due_version after update of current_version on articles
    for each row when (old.current_version is distinct from new.current_version) execute function desk_due_by_version()`,
  // What the ledger finds contradicting about an event is a change of the event (queues/claims.ts).
  `create function desk_due_by_conflict() returns trigger language plpgsql as $$
    begin
      insert into facets_due (story_id) select distinct p.story_id from event_claims e
        join claims c on c.id = e.claim_id join placements p on p.article_id = c.article_id where e.event_id = new.event_id;
      return null;
    end $$`,
  `create trigger desk_due_conflict after insert on event_changes
    for each row when (new.field = 'conflict') execute function desk_due_by_conflict()`,

  `create function desk_due_by_mark() returns trigger language plpgsql as $$
    begin insert into facets_due (story_id) values (new.story_id); return null; end $$`,
  `create trigger desk_due_mark after insert or update of state on story_marks for each row execute function desk_due_by_mark()`,

  // A name that an analyst ruled to be another person's is not learnt again, whatever is still reported.
  `create function desk_hold_aliases() returns trigger language plpgsql as $$
    begin
      if new.kind <> 'decision' and exists (select from decisions where kind = 'not_same' and undone_at is null and subject @>
        jsonb_build_object('values', jsonb_build_object('org', new.org, 'person', new.person, 'was', new.alias))) then return null; end if;
      return new;
    end $$`,
  `create trigger desk_hold_aliases before insert on person_aliases for each row execute function desk_hold_aliases()`,

  // Looks at up to "most" stories again; how many it looked at. One that a step is writing now is left for the next time.
  `create function desk_catch_up(most integer) returns integer language plpgsql as $$
    declare ids text[];
    begin
      select array_agg(id) into ids from (
        select id from stories where id in (select story_id from facets_due order by seq limit most) for update skip locked) held;
      -- First take the notes away, then look: what is noted after this statement is looked at again.
      delete from facets_due where story_id = any(ids);
      update stories s set kinds = n.kinds, sources = n.sources, langs = n.langs, has_conflict = n.has_conflict,
        unread = not exists (select from story_marks m where m.story_id = s.id and m.state <> 'new') from (
        select p.story_id,
          coalesce(array_agg(distinct c.kind) filter (where c.kind is not null), '{}') as kinds,
          array_agg(distinct a.source_id) as sources,
          array_agg(distinct v.lang) || array_agg(distinct split_part(v.lang, '-', 1)) as langs,
          desk_disagrees(p.story_id) as has_conflict
        from placements p join articles a on a.id = p.article_id join article_versions v on v.id = a.current_version
          left join claims c on c.article_id = a.id and c.version_id = a.current_version
        where p.story_id = any(ids) group by p.story_id
      ) n where n.story_id = s.id;
      return coalesce(cardinality(ids), 0);
    end $$`,
  // Contradictions the ledger noted of its departures, and figures of one subject, measure, period and unit that differ.
  `create function desk_disagrees(story text) returns boolean language sql stable as $$
    with told as (select c.* from placements p join articles a on a.id = p.article_id
      join claims c on c.article_id = a.id and c.version_id = a.current_version where p.story_id = story)
    select exists (select from told join event_claims e on e.claim_id = told.id
        join event_changes n on n.event_id = e.event_id and n.field = 'conflict')
      or exists (select from told where kind = 'metric' and jsonb_typeof(args->'value') = 'number' and args->>'period_iso' <> ''
        group by lower(args->>'subject'), lower(args->>'metric'), args->>'period_iso', args->>'unit', args->>'basis'
        having count(distinct args->'value') > 1)
  $$`,
  `insert into facets_due (story_id) select id from stories where redirect_to is null order by updated_at desc`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
