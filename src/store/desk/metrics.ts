import { sql, type Kysely, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';
import { notRuledWrong } from './wrong-claims.ts';

export type MetricPoint = {
  claimId: string;
  articleId: string;
  storyId: string | null;
  subject: string;
  metric: string;
  raw: string;
  value: number;
  unit: string;
  period: string | null;
  comparator: string | null;
  basis: string | null;
  quote: string;
  outlet: string | null;
  sourceId: string;
  lang: string;
  publishedAt: string | null;
};

/** How many of the latest metric claims one page of pictures is drawn from; the page says so when there are more. */
export const MAX_POINTS = 2000;

/** Metric claims of current versions, the latest found first. */
export async function metricPoints(db: Kysely<Schema>, { watch }: { watch?: string }): Promise<MetricPoint[]> {
  let query = db
    .selectFrom('claims')
    .innerJoin('articles', (join) =>
      join.onRef('articles.id', '=', 'claims.articleId').onRef('articles.currentVersion', '=', 'claims.versionId'),
    )
    .innerJoin('articleVersions', 'articleVersions.id', 'articles.currentVersion')
    .leftJoin('placements', 'placements.articleId', 'articles.id')
    .where('claims.kind', '=', 'metric')
    .where(notRuledWrong)
    .where(sql<SqlBool>`jsonb_typeof(claims.args->'value') = 'number'`)
    .select(['claims.id', 'claims.articleId', 'claims.args', 'claims.quote', 'placements.storyId'])
    .select(['articleVersions.outlet', 'articles.sourceId', 'articleVersions.lang', 'articleVersions.publishedAt'])
    .orderBy('claims.createdAt', 'desc')
    .limit(MAX_POINTS);
  if (watch) query = query.where(sql<SqlBool>`articles.watch_ids @> array[${watch}]::text[]`);
  const rows = await query.execute();
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  return rows.map(({ id, args, ...row }) => ({
    ...row,
    claimId: id,
    subject: text(args.subject) ?? '',
    metric: text(args.metric) ?? '',
    raw: text(args.raw) ?? String(args.value),
    value: Number(args.value),
    unit: text(args.unit) ?? '',
    period: text(args.period_iso),
    comparator: text(args.comparator),
    basis: text(args.basis),
  }));
}
