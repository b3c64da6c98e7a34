import { sql, type Kysely, type Transaction } from 'kysely';
import { contentId } from '../ids.ts';
import type { Schema, TriageState } from '../schema.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

export const TRIAGE_STATES: readonly TriageState[] = ['new', 'read', 'important', 'escalated', 'dismissed'];

/** What analysts have made of a story. Version 0: nobody has touched it. */
export type Mark = {
  state: TriageState;
  assignee: string | null;
  tags: string[];
  version: number;
  updatedBy: string | null;
  updatedAt: Date | null;
};

export const UNTOUCHED: Mark = { state: 'new', assignee: null, tags: [], version: 0, updatedBy: null, updatedAt: null };

/** Thrown when somebody else edited a story after the page was shown: `theirs` is what it is now. Nothing was changed. */
export class EditedMeanwhile extends Error {
  override readonly name = 'EditedMeanwhile';
  readonly theirs: Mark;
  constructor(theirs: Mark) {
    super(`edited meanwhile by ${theirs.updatedBy ?? 'somebody'}`);
    this.theirs = theirs;
  }
}

export type MarkChange = Partial<Pick<Mark, 'state' | 'assignee' | 'tags'>>;

/** Marks of stories; untouched ones are absent. */
export async function marksOf(db: Db, storyIds: readonly string[]): Promise<Map<string, Mark>> {
  if (storyIds.length === 0) return new Map();
  const rows = await db.selectFrom('storyMarks').selectAll().where('storyId', 'in', storyIds).execute();
  return new Map(rows.map(({ storyId, ...mark }) => [storyId, mark]));
}

/**
 * Changes the mark of a story if it still is as the analyst saw it.
 * @param seen the version that was on the page; null when the change may stand whatever others did (marking many at once)
 * @throws EditedMeanwhile when it is another version now
 */
export async function changeMark(
  trx: Transaction<Schema>,
  change: { storyId: string; seen: number | null; change: MarkChange; by: string; at: Date },
): Promise<Mark> {
  const { storyId, by, at } = change;
  const now = await lockedMark(trx, storyId);
  if (change.seen !== null && change.seen !== now.version) throw new EditedMeanwhile(now);
  const next = { state: now.state, assignee: now.assignee, tags: now.tags, ...change.change };
  const row = { ...next, version: now.version + 1, updatedBy: by, updatedAt: at };
  await trx
    .insertInto('storyMarks')
    .values({ storyId, ...row })
    .onConflict((on) => on.column('storyId').doUpdateSet(row))
    .execute();
  return row;
}

/** The mark, held until the transaction ends: of two analysts at once the second waits here and then sees the first one's version. */
async function lockedMark(trx: Transaction<Schema>, storyId: string): Promise<Mark> {
  await sql`select pg_advisory_xact_lock(7220, hashtext(${storyId}))`.execute(trx);
  const marks = await marksOf(trx, [storyId]);
  return marks.get(storyId) ?? UNTOUCHED;
}

/** Remembers that an analyst has looked; a story nobody had read yet counts as read. Not an edit: the version stays. */
export async function saw(
  db: Kysely<Schema>,
  { storyId, by, at }: { storyId: string; by: string; at: Date },
): Promise<void> {
  await db
    .insertInto('storySeen')
    .values({ by, storyId, at })
    .onConflict((on) => on.columns(['by', 'storyId']).doUpdateSet({ at }))
    .execute();
  await db
    .insertInto('storyMarks')
    .values({ storyId, state: 'read', version: 0, updatedBy: by, updatedAt: at })
    .onConflict((on) => on.column('storyId').doUpdateSet({ state: 'read' }).where('storyMarks.state', '=', 'new'))
    .execute();
}

/** When the analyst last looked at each of these stories. */
export async function lastLooks(db: Db, by: string, storyIds: readonly string[]): Promise<Map<string, Date>> {
  if (storyIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('storySeen')
    .select(['storyId', 'at'])
    .where('by', '=', by)
    .where('storyId', 'in', storyIds)
    .execute();
  return new Map(rows.map((row) => [row.storyId, row.at]));
}

/** What came to a story after an analyst last looked: articles, and what of its departures changed. */
export type News = { articles: number; changes: string[] };

/** News since each look, for stories that have any. One question for all of them. */
export async function newsSince(db: Db, looks: ReadonlyMap<string, Date>): Promise<Map<string, News>> {
  if (looks.size === 0) return new Map();
  const [ids, times] = [[...looks.keys()], [...looks.values()]];
  const { rows } = await sql<{ storyId: string } & News>`
    select look.id as "storyId",
      (select count(*)::int from placements p where p.story_id = look.id and p.placed_at > look.at) as articles,
      array(select distinct n.field from placements p join claims c on c.article_id = p.article_id join event_claims e on e.claim_id = c.id
        join event_changes n on n.event_id = e.event_id where p.story_id = look.id and n.at > look.at order by n.field) as changes
    from unnest(${ids}::text[], ${times}::timestamptz[]) look(id, at)`.execute(db);
  return new Map(rows.map(({ storyId, ...news }) => [storyId, news]));
}

export type Note = { id: string; body: string; by: string; at: Date };

export function notesOf(db: Db, storyId: string): Promise<Note[]> {
  return db
    .selectFrom('storyNotes')
    .select(['id', 'body', 'by', 'at'])
    .where('storyId', '=', storyId)
    .orderBy('at')
    .orderBy('id')
    .execute();
}

/** Adds a note; the same words sent twice in one request stay one note. */
export async function addNote(db: Db, note: { storyId: string; body: string; by: string; at: Date }): Promise<void> {
  const id = contentId('note', note.storyId, note.by, note.body, note.at.toISOString());
  await db
    .insertInto('storyNotes')
    .values({ id, ...note })
    .onConflict((on) => on.doNothing())
    .execute();
}

/** Tags as people type them: split at commas, trimmed, at most 20 of at most 40 characters, each once. */
export function tagsFrom(text: string): string[] {
  const tags = text
    .split(/[,，、]/)
    .map((tag) => tag.trim().slice(0, 40))
    .filter(Boolean);
  return [...new Set(tags)].slice(0, 20);
}

export type SavedFilter = { id: string; name: string; query: string; by: string };

export function savedFilters(db: Db): Promise<SavedFilter[]> {
  return db.selectFrom('savedFilters').select(['id', 'name', 'query', 'by']).orderBy('name').orderBy('id').execute();
}

export async function saveFilter(
  db: Db,
  filter: { name: string; query: string; by: string; at: Date },
): Promise<string> {
  const id = contentId('filter', filter.by, filter.name, filter.query).slice(0, 16);
  await db
    .insertInto('savedFilters')
    .values({ id, ...filter })
    .onConflict((on) => on.doNothing())
    .execute();
  return id;
}

export async function dropFilter(db: Db, id: string): Promise<void> {
  await db.deleteFrom('savedFilters').where('id', '=', id).execute();
}
