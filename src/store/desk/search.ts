import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import { toSimplified } from '../../core/dedup/simplified.ts';
import type { Schema } from '../schema.ts';

/** Longest search anybody types; more is cut, which the page says. */
export const MAX_SEARCH = 200;

export type SearchTerms = { words: string[]; cut: boolean };

/** The terms of a search: split at spaces and punctuation, at most 8 of them. `"..."` keeps words together only in that all must occur. */
export function searchTerms(text: string): SearchTerms {
  const given = text.slice(0, MAX_SEARCH).normalize('NFKC');
  const words = given.match(/[\p{L}\p{N}]+/gu) ?? [];
  return { words: words.slice(0, 8), cut: text.length > MAX_SEARCH || words.length > 8 };
}

/**
 * A search as tsquery over article_search.tokens: all terms must occur; a name also matches under its aliases. Chinese terms become pairs
 * of characters (离职潮 -> 离职 & 职潮), a single character the beginning of any pair; Latin ones English stems, the last letter onwards.
 * Null when there is nothing to look for.
 */
export async function searchQuery(db: Kysely<Schema>, words: readonly string[]): Promise<RawBuilder<string> | null> {
  const alternatives = await aliasesOf(db, words);
  const parts = words.flatMap((word) => {
    const either = [word, ...(alternatives.get(word) ?? [])].map(termQuery).filter((one) => one !== null);
    return either.length ? [sql`(${sql.join(either, sql` || `)})`] : [];
  });
  return parts.length ? sql<string>`(${sql.join(parts, sql` && `)})` : null;
}

function termQuery(word: string): RawBuilder<string> | null {
  const han = toSimplified(word).match(/[\u3400-\u9fff]+/g) ?? [];
  const latin = word.match(/[A-Za-z0-9]+/g) ?? [];
  const parts: RawBuilder<string>[] = [
    ...han.map(
      (run) =>
        sql<string>`${lexemes(run.length === 1 ? [`'${run}':*`] : pairs(run).map((pair) => `'${pair}'`))}::tsquery`,
    ),
    // plainto_tsquery drops stop words: a search for "the" alone looks for nothing.
    ...latin.map((one) => sql<string>`plainto_tsquery('english', ${one})`),
  ];
  return parts.length ? sql<string>`(${sql.join(parts, sql` && `)})` : null;
}

const lexemes = (all: string[]) => all.join(' & ');

function pairs(run: string): string[] {
  return Array.from({ length: run.length - 1 }, (_, index) => run.slice(index, index + 2));
}

/** Other names of the people searched for. */
async function aliasesOf(db: Kysely<Schema>, words: readonly string[]): Promise<Map<string, string[]>> {
  if (words.length === 0) return new Map();
  const rows = await db
    .selectFrom('personAliases')
    .select(['alias', 'person'])
    .where((where) => where.or([where('alias', 'in', words), where('person', 'in', words)]))
    .limit(50)
    .execute();
  const found = new Map<string, string[]>();
  const add = (word: string, other: string) => found.set(word, [...(found.get(word) ?? []), other]);
  for (const { alias, person } of rows) {
    if (words.includes(alias)) add(alias, person);
    if (words.includes(person)) add(person, alias);
  }
  return found;
}

export type SearchCursor = { at: string; articleId: string };
/** `storyId` is null for an article that has not been grouped yet. */
export type SearchHit = { articleId: string; storyId: string | null; at: string };

/**
 * From about this share of all articles on, walking them by date meets sixty hits sooner than all hits are fetched and sorted. Measured
 * once, on one archive of 1e6 generated articles: 2,100 hits were fetched in 1.6 ms (0.75 µs each), and an article passed on a walk cost
 * about four times as much. Reckoned from that, at 1.5 % both ways take 11 to 12 ms (15,000 hits, 4,000 articles); the crossing itself
 * was not measured, and near it either way will do.
 */
const COMMON = 0.015;

/**
 * Whether hits are so many that the newest are met by walking the articles by date. Rarer ones are fetched by the words' index: a walk for
 * one article out of 5e5 took 1.3 s (`npm run bench -- desk`, search for one article), for Postgres guesses half a percent for a word it has
 * never seen and expects the page to be full soon.
 */
export async function isCommon(db: Kysely<Schema>, query: RawBuilder<string>): Promise<boolean> {
  const [plan, table] = await Promise.all([
    sql<Record<string, [{ Plan: { 'Plan Rows': number } }]>>`
      explain (format json) select from article_search where tokens @@ ${query}`.execute(db),
    sql<{
      articles: number;
    }>`select reltuples as articles from pg_class where oid = 'article_search'::regclass`.execute(db),
  ]);
  const expected = Object.values(plan.rows[0] ?? {})[0]?.[0].Plan['Plan Rows'] ?? 0;
  return expected > COMMON * (table.rows[0]?.articles ?? 0);
}

/** Articles that hold all terms, newest first, as keyset pages; `common` as isCommon says. */
export async function searchArticles(
  db: Kysely<Schema>,
  { query, common, after, limit }: { query: RawBuilder<string>; common: boolean; after?: SearchCursor; limit: number },
): Promise<SearchHit[]> {
  let found = db
    .selectFrom('articleSearch')
    .where(sql<SqlBool>`article_search.tokens @@ ${query}`)
    .select(['articleSearch.articleId', 'articleSearch.at'])
    // An order the index by date does not have leaves the words' index.
    .orderBy(common ? sql`article_search.at` : sql`article_search.at + interval '0'`, 'desc')
    .orderBy('articleSearch.articleId', 'desc')
    .limit(limit);
  if (after)
    found = found.where(
      sql<SqlBool>`(article_search.at, article_search.article_id) < (${after.at}::timestamptz, ${after.articleId})`,
    );
  // Stories are looked up for the page alone: for all 2,100 hits of a word among 1e6 articles that was two thirds of the time.
  return db
    .selectFrom(found.as('found'))
    .leftJoin('placements', 'placements.articleId', 'found.articleId')
    .select(['found.articleId', 'placements.storyId', sql<string>`found.at::text`.as('at')])
    .orderBy('found.at', 'desc')
    .orderBy('found.articleId', 'desc')
    .execute();
}

/** Which of these stories have a hit at or before a place in the list: they were shown on an earlier page. */
export async function storiesWithHitFrom(
  db: Kysely<Schema>,
  { query, after, ids }: { query: RawBuilder<string>; after: SearchCursor; ids: readonly string[] },
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('placements')
    .innerJoin('articleSearch', 'articleSearch.articleId', 'placements.articleId')
    .where('placements.storyId', 'in', ids)
    .where(sql<SqlBool>`article_search.tokens @@ ${query}`)
    .where(
      sql<SqlBool>`(article_search.at, article_search.article_id) >= (${after.at}::timestamptz, ${after.articleId})`,
    )
    .select('placements.storyId')
    .distinct()
    .execute();
  return new Set(rows.map((row) => row.storyId));
}
