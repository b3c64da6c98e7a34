import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

const unzip = promisify(gunzip);

export type SavedPage = {
  id: string;
  sourceId: string;
  url: string;
  finalUrl: string;
  fetchedAt: Date;
  status: number;
  headers: Record<string, string>;
  contentType: string | null;
  charset: string;
  charsetFrom: string;
  state: string;
  skipReason: string | null;
  articleId: string | null;
  storyId: string | null;
};

/** What is known of a saved page, without its bytes. */
export function findPage(db: Kysely<Schema>, id: string): Promise<SavedPage | undefined> {
  return db
    .selectFrom('pages')
    .leftJoin('placements', 'placements.articleId', 'pages.articleId')
    .where('pages.id', '=', id)
    .select(['pages.id', 'pages.sourceId', 'pages.url', 'pages.finalUrl', 'pages.fetchedAt', 'pages.status'])
    .select(['pages.headers', 'pages.contentType', 'pages.charset', 'pages.charsetFrom', 'pages.state'])
    .select(['pages.skipReason', 'pages.articleId', 'placements.storyId'])
    .executeTakeFirst();
}

/** Its bytes exactly as fetched. */
export async function pageBody(db: Kysely<Schema>, id: string): Promise<Buffer | null> {
  const row = await db
    .selectFrom('pages')
    .innerJoin('bodies', 'bodies.hash', 'pages.bodyHash')
    .where('pages.id', '=', id)
    .select('bodies.gzip')
    .executeTakeFirst();
  return row ? unzip(row.gzip) : null;
}
