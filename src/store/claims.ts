import type { Transaction } from 'kysely';
import type { Claim } from '../core/types.ts';
import { contentId } from './ids.ts';
import type { Schema } from './schema.ts';

/** hash(article version, kind, offsets, slots): the same statement of the same version is the same claim. */
export function claimIdOf(versionId: string, claim: Claim): string {
  const { kind, field, start, end, args } = claim;
  return contentId('claim', versionId, kind, field, `${start}-${end}`, JSON.stringify(args));
}

type ArticleVersion = { id: string; versionId: string };

/** Saves claims of one article version; those that are there already stay as they are. Returns them with their ids. */
export function saveClaims(
  trx: Transaction<Schema>,
  article: ArticleVersion,
  claims: readonly Claim[],
  at: Date,
): Promise<{ claimId: string; claim: Claim }[]> {
  return saveAllClaims(trx, [{ article, claims }], at);
}

/** As saveClaims, for many articles in one statement; in their order. */
export async function saveAllClaims<A extends ArticleVersion>(
  trx: Transaction<Schema>,
  found: readonly { article: A; claims: readonly Claim[] }[],
  at: Date,
): Promise<{ article: A; claimId: string; claim: Claim }[]> {
  const withIds = found.flatMap(({ article, claims }) =>
    claims.map((claim) => ({ article, claimId: claimIdOf(article.versionId, claim), claim })),
  );
  if (withIds.length)
    await trx
      .insertInto('claims')
      .values(
        withIds.map(({ article, claimId, claim }) => ({
          id: claimId,
          articleId: article.id,
          versionId: article.versionId,
          kind: claim.kind,
          field: claim.field,
          startAt: claim.start,
          endAt: claim.end,
          quote: claim.quote,
          args: JSON.stringify(claim.args),
          status: claim.status,
          attribution: claim.attribution,
          extractor: claim.extractor,
          createdAt: at,
        })),
      )
      .onConflict((on) => on.doNothing())
      .execute();
  return withIds;
}
