/** Articles -> what they say together: one record per departure, and where they contradict or bear each other out. */
import { findClaims, organisationNames } from './claims/index.ts';
import { findConflicts, type Conflict } from './conflicts.ts';
import { groupAgainst } from './dedup/filter.ts';
import { foldClaims, type ClaimOfArticle, type LedgerEvent } from './events.ts';
import type { ClaimInput, ClaimStatus, Relation, Watch } from './types.ts';

export type DepartureRecord = {
  kind: 'executive_departure';
  id: string;
  person: string | null;
  aliases: string[];
  org: string | null;
  role: string[];
  date_iso: string | null;
  successor: string | null;
  next_employer: string | null;
  /** Ids of the articles that tell it. */
  articles: string[];
  /** How many independent pieces of reporting these are. */
  origins: number;
  status: ClaimStatus;
  /** Somebody denies it, whatever the status. */
  denied: boolean;
  background: boolean;
};

export type ResolvedRecord = DepartureRecord | Conflict;

/** A copy of an article has its origin; everything else, an own report included, is an origin. */
const COPIES: ReadonlySet<Relation> = new Set(['exact', 'near', 'partial', 'rewrite']);

/**
 * Events, then conflicts and agreements. Articles count in the order of publication, undated ones last, so that the order given does
 * not matter. `watches` unify the names of an organisation, and what they call it is an organisation wherever it stands.
 */
export function resolveArticles(articles: readonly ClaimInput[], watches: readonly Watch[]): ResolvedRecord[] {
  const ordered = [...articles].sort((a, b) => (a.publishedAt ?? '9').localeCompare(b.publishedAt ?? '9'));
  const originOf = originsOf(ordered);
  const organisations = organisationNames(watches);
  const claims = ordered.flatMap((article) =>
    findClaims({ ...article, organisations }).claims.map((claim, index): ClaimOfArticle => ({
      claimId: `${article.id}#${index}`,
      articleId: article.id,
      originId: originOf.get(article.id)!,
      publishedAt: article.publishedAt,
      claim,
    })),
  );
  // Nothing is told to anybody here, so no departure is too old.
  const options = { now: '1970-01-01T00:00:00Z', oldNewsDays: Infinity };
  const { created } = foldClaims({ events: [], aliases: [], watches }, claims, options);
  return [...created.map(recordOf), ...findConflicts(claims, watches)];
}

function originsOf(articles: readonly ClaimInput[]): Map<string, string> {
  const place = groupAgainst([], { grow: true });
  const origins = new Map<string, string>();
  for (const article of articles) {
    const { id } = article;
    const { relation, of } = place({ ...article, outlet: null, origin: null });
    origins.set(id, of !== null && COPIES.has(relation) ? (origins.get(of) ?? of) : id);
  }
  return origins;
}

function recordOf(event: LedgerEvent): DepartureRecord {
  return {
    kind: event.kind,
    id: event.id,
    person: event.person,
    aliases: event.aliases,
    org: event.org,
    role: event.roles,
    date_iso: event.date?.iso ?? null,
    successor: event.successor,
    next_employer: event.nextEmployer,
    articles: event.articleIds,
    origins: event.originIds.length,
    status: event.status,
    denied: event.isDenied,
    background: event.background,
  };
}
