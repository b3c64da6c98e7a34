import { stream } from 'hono/streaming';
import { allClaims, allDepartures, type ExportedClaim } from '../../store/desk/export.ts';
import { csvLine } from '../csv.ts';
import { ledgerRow, type LedgerRow } from '../ledger.ts';
import type { Route, RouteContext } from '../route.ts';

type Sheet<T> = {
  /** Name of the file without its ending. */
  name: string;
  rows(context: RouteContext): AsyncGenerator<T>;
  /** Columns of the CSV and how to fill them. */
  columns: Record<string, (row: T) => unknown>;
  /** One object per line of the JSON Lines. */
  json(row: T): unknown;
};

const departures: Sheet<LedgerRow> = {
  name: 'departures',
  async *rows({ c, deps }) {
    for await (const departure of allDepartures(deps.db, { watch: c.req.query('company') || undefined }))
      yield ledgerRow(departure);
  },
  columns: {
    event: (row) => row.event.id,
    person: (row) => row.event.person,
    aliases: (row) => row.aliases.map((alias) => alias.text).join('; '),
    role: (row) => row.role?.words,
    company: (row) => row.event.org,
    date: (row) => row.when?.iso,
    precision: (row) => row.when?.precision,
    status: (row) => row.event.status,
    successor: (row) => row.successor?.words,
    next_employer: (row) => row.next?.words,
    origins: (row) => row.origins,
    first_published: (row) => row.first?.publishedAt,
    first_outlet: (row) => row.first?.outlet ?? row.first?.sourceId,
    quote: (row) => row.person?.claim.quote ?? row.first?.quote,
  },
  json: (row) => departureJson(row),
};

/** A departure as the API and the exports give it: every slot with the claim it was read from. */
export function departureJson(row: LedgerRow) {
  const cell = (one: { words: string; claim: { id: string; quote: string; articleId: string } } | null) =>
    one && { value: one.words, claimId: one.claim.id, articleId: one.claim.articleId, quote: one.claim.quote };
  return {
    id: row.event.id,
    person: row.event.person,
    aliases: row.aliases.map(({ text, kind }) => ({ text, kind })),
    company: row.event.org,
    watchIds: row.event.watchIds,
    status: row.event.status,
    date: row.when && { ...cell(row.when), precision: row.when.precision },
    role: cell(row.role),
    successor: cell(row.successor),
    successorNone: row.successorNone !== null,
    nextEmployer: cell(row.next),
    origins: row.origins,
    firstPublishedAt: row.event.firstPublishedAt?.toISOString() ?? null,
    firstSeenAt: row.event.firstSeenAt.toISOString(),
    storyId: row.first?.storyId ?? null,
  };
}

const claims: Sheet<ExportedClaim> = {
  name: 'claims',
  rows: ({ c, deps }) => allClaims(deps.db, { kind: c.req.query('kind') || undefined }),
  columns: {
    id: (row) => row.id,
    kind: (row) => row.kind,
    status: (row) => row.status,
    quote: (row) => row.quote,
    args: (row) => row.args,
    attribution: (row) => row.attribution,
    outlet: (row) => row.outlet,
    published: (row) => row.publishedAt,
    title: (row) => row.title,
    url: (row) => row.url,
    field: (row) => row.field,
    start: (row) => row.start,
    end: (row) => row.end,
    extractor: (row) => row.extractor,
    story: (row) => row.storyId,
    article: (row) => row.articleId,
  },
  json: (row) => row,
};

/** A row at a time, so that the file begins at once and never stands in memory. */
function csv<T>(sheet: Sheet<T>) {
  return (context: RouteContext): Response => {
    const { c } = context;
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="${sheet.name}.csv"`);
    return stream(c, async (out) => {
      // The mark tells spreadsheets that this is UTF-8; without it Chinese comes out garbled.
      await out.write(`\ufeff${csvLine(Object.keys(sheet.columns))}`);
      for await (const row of sheet.rows(context))
        await out.write(csvLine(Object.values(sheet.columns).map((column) => column(row))));
    });
  };
}

function jsonLines<T>(sheet: Sheet<T>) {
  return (context: RouteContext): Response => {
    const { c } = context;
    c.header('content-type', 'application/jsonl; charset=utf-8');
    c.header('content-disposition', `attachment; filename="${sheet.name}.jsonl"`);
    return stream(c, async (out) => {
      for await (const row of sheet.rows(context)) await out.write(`${JSON.stringify(sheet.json(row))}\n`);
    });
  };
}

export const exportRoutes: readonly Route[] = [
  { method: 'GET', path: '/export/departures.csv', right: 'read', handle: csv(departures) },
  { method: 'GET', path: '/export/departures.jsonl', right: 'read', handle: jsonLines(departures) },
  { method: 'GET', path: '/export/claims.csv', right: 'read', handle: csv(claims) },
  { method: 'GET', path: '/export/claims.jsonl', right: 'read', handle: jsonLines(claims) },
];
