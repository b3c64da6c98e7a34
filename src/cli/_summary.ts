import { sql } from 'kysely';
import type { Database } from '../store/connect.ts';

/** What the archive holds, in the numbers people ask for; `since` subtracts what was there before. */
export type Summary = {
  pages: number;
  /** Pages that show an article known already, with other bytes: a counter, a new advertisement, a correction. */
  pagesAgain: number;
  articles: number;
  skipped: Record<string, number>;
  stories: number;
  origins: number;
  /** Articles that are a copy of an earlier one: exact, near, partial or rewrite. */
  copiesFolded: number;
  claims: number;
  departures: {
    person: string | null;
    org: string;
    status: string | null;
    date: string | null;
    articles: number;
    origins: number;
  }[];
  deliveries: { channel: string; recipient: string; state: string; what: string }[];
  workGivenUp: { step: string; error: string | null }[];
};

export async function summarise(db: Database, since?: Summary): Promise<Summary> {
  const counts = await sql<{
    pages: number;
    again: number;
    articles: number;
    stories: number;
    origins: number;
    copies: number;
    claims: number;
  }>`
    select (select count(*)::int from pages) as pages,
      (select count(*)::int - count(distinct article_id)::int from pages where article_id is not null) as again, (select count(*)::int from articles) as articles,
      (select count(*)::int from stories where redirect_to is null) as stories,
      (select count(distinct origin_id)::int from placements) as origins,
      (select count(*)::int from placements where relation in ('exact', 'near', 'partial', 'rewrite')) as copies,
      (select count(*)::int from claims c join articles a on a.current_version = c.version_id) as claims`.execute(db);
  const { pages, again, articles, stories, origins, copies, claims } = counts.rows[0] as NonNullable<
    (typeof counts.rows)[0]
  >;
  const skipped = await db
    .selectFrom('pages')
    .select(['skipReason', sql<number>`count(*)::int`.as('n')])
    .where('state', '=', 'skipped')
    .groupBy('skipReason')
    .orderBy('n', 'desc')
    .execute();
  const departures = await sql<Summary['departures'][0]>`
    select e.person, coalesce(e.record->>'org', e.org) as org, e.status, e.effective_on as date,
      count(distinct c.article_id)::int as articles, count(distinct p.origin_id)::int as origins
    from events e left join event_claims ec on ec.event_id = e.id left join claims c on c.id = ec.claim_id
    left join placements p on p.article_id = c.article_id
    where e.kind = 'executive_departure' and e.redirect_to is null
    group by e.id order by e.first_published_at nulls last, e.id`.execute(db);
  const deliveries = await sql<Summary['deliveries'][0] & { id: string }>`
    select d.id, d.channel, d.recipient, d.state, a.message->>'title' as what
    from deliveries d join alerts a on a.id = d.alert_id order by d.created_at, d.id`.execute(db);
  const dead = await db.selectFrom('outbox').select(['step', 'lastError as error']).where('dead', '=', true).execute();
  const n = (now: number, then: number | undefined) => now - (then ?? 0);
  return {
    pages: n(pages, since?.pages),
    pagesAgain: n(again, since?.pagesAgain),
    articles: n(articles, since?.articles),
    skipped: Object.fromEntries(
      skipped
        .map((s) => [s.skipReason ?? '', n(s.n, since?.skipped[s.skipReason ?? ''])] as const)
        .filter(([, count]) => count > 0),
    ),
    stories: n(stories, since?.stories),
    origins: n(origins, since?.origins),
    copiesFolded: n(copies, since?.copiesFolded),
    claims: n(claims, since?.claims),
    departures: departures.rows,
    deliveries: deliveries.rows.slice(since?.deliveries.length ?? 0).map(({ id: _id, ...d }) => d),
    workGivenUp: dead,
  };
}

/** The summary as people read it. */
export function summaryLines(s: Summary): string[] {
  const skipped = Object.entries(s.skipped);
  return [
    `${s.pages} pages: ${s.articles} articles, ${s.pagesAgain} seen again with other bytes, ${skipped.reduce((sum, [, count]) => sum + count, 0)} skipped`,
    ...skipped.map(([reason, count]) => `  skipped ${count}: ${reason}`),
    `${s.stories} stories from ${s.origins} origins, ${s.copiesFolded} copies folded, ${s.claims} claims`,
    `${s.departures.length} departures in the ledger:`,
    ...s.departures.map(
      (d) =>
        `  ${d.person ?? 'somebody'}, ${d.org}: ${d.status ?? 'reported'}, ${d.date ?? 'no date'} (${d.articles} articles, ${d.origins} origins)`,
    ),
    `${s.deliveries.length} alerts:`,
    ...s.deliveries.map((d) => `  ${d.state} to ${d.recipient} by ${d.channel}: ${d.what}`),
    ...s.workGivenUp.map((w) => `  GIVEN UP ${w.step}: ${w.error}`),
  ];
}
