import { stream } from 'hono/streaming';
import type { Kysely } from 'kysely';
import { organisationId } from '../../core/events.ts';
import { appointmentEntities, departureEntities, type FtmEntity, type Told } from '../../core/export/ftm.ts';
import type { Watch } from '../../core/types.ts';
import { DEPARTURE } from '../../store/desk/departures.ts';
import {
  allClaims,
  allDepartures,
  allStories,
  type ExportedClaim,
  type ExportedStory,
  type Narrowing,
} from '../../store/desk/export.ts';
import type { Schema } from '../../store/schema.ts';
import { csvLine } from '../csv.ts';
import { ledgerRow, type LedgerRow } from '../ledger.ts';
import type { Route, RouteContext } from '../route.ts';

/** A table as it leaves the archive, for the desk's routes and `redwatch export` alike. */
export type Sheet<T> = {
  /** Name of the file without its ending. */
  name: string;
  rows(db: Kysely<Schema>, narrowing: Narrowing): AsyncGenerator<T>;
  /** Columns of the CSV and how to fill them. */
  columns: Record<string, (row: T) => unknown>;
  /** One object per line of the JSON Lines. */
  json(row: T): unknown;
  /** FollowTheMoney entities, where the rows tell of people and their offices. */
  ftm?(row: T, watches: readonly Watch[]): FtmEntity[];
};

export const departureSheet: Sheet<LedgerRow> = {
  name: 'departures',
  async *rows(db, narrowing) {
    for await (const departure of allDepartures(db, narrowing)) yield ledgerRow(departure);
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
  ftm: ({ event, aliases, role, when, successor, next }) =>
    event.person === null
      ? []
      : departureEntities({
          ...{ recordId: event.id, person: event.person, aliases: aliases.map((a) => a.text) },
          ...{ orgId: event.orgId, org: event.org, roles: wordsOf(role?.claim.args['role']), status: event.status },
          ...{ date: when?.iso ?? null, staysEmployed: event.claims.some(({ args }) => staysEmployed(args)) },
          ...{ successor: successor?.words ?? null, nextEmployer: next?.words ?? null, told: event.claims.map(toldBy) },
        }),
};

const staysEmployed = (args: Record<string, unknown>) => args['partial'] === true || args['change_type'] === 'transfer';

function wordsOf(value: unknown): string[] {
  return [value].flat().filter((word): word is string => typeof word === 'string' && word !== '');
}

function toldBy({ articleId, quote, title, url, outlet, publishedAt, lang }: Told): Told {
  return { articleId, quote, title, url, outlet, publishedAt, lang };
}

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

export const claimSheet: Sheet<ExportedClaim> = {
  name: 'claims',
  rows: allClaims,
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
  ftm: claimEntities,
};

/** Departures and appointments of named people; what the other kinds tell of has no place in that model. */
function claimEntities(claim: ExportedClaim, watches: readonly Watch[]): FtmEntity[] {
  const { id, kind, args, status, watchIds } = claim;
  const slot = (name: string) => wordsOf(args[name])[0] ?? null;
  const [person, named] = [slot('person'), slot('org')];
  const orgId = organisationId(named, watches, watchIds);
  const org = named ?? watches.find((w) => w.id === orgId)?.name ?? null;
  if (person === null || org === null) return [];
  const aliases = [args['aliases']].flat().flatMap((alias) => wordsOf((alias as { text?: unknown } | null)?.text));
  const facts = {
    ...{ recordId: id, person, aliases, orgId: orgId, org, roles: wordsOf(args['role']), status },
    ...{ date: slot('date_iso'), told: [toldBy(claim)] },
  };
  if (kind === 'appointment') return appointmentEntities(facts);
  if (kind !== DEPARTURE) return [];
  const [successor, nextEmployer] = [slot('successor'), slot('next_employer')];
  return departureEntities({ ...facts, staysEmployed: staysEmployed(args), successor, nextEmployer });
}

export const storySheet: Sheet<ExportedStory> = {
  name: 'stories',
  rows: allStories,
  columns: {
    id: (row) => row.id,
    title: (row) => row.title,
    articles: (row) => row.articles,
    origins: (row) => row.origins,
    first_published: (row) => row.firstPublishedAt,
    last_published: (row) => row.lastPublishedAt,
    companies: (row) => row.watchIds.join('; '),
    lead_outlet: (row) => row.leadOutlet,
    lead_url: (row) => row.leadUrl,
  },
  json: (row) => row,
};

/** What a request narrows its sheet to. */
const asked = ({ c }: RouteContext): Narrowing => ({
  watch: c.req.query('company') || undefined,
  kind: c.req.query('kind') || undefined,
});

/** A row at a time, so that the file begins at once and never stands in memory. */
function csv<T>(sheet: Sheet<T>) {
  return (context: RouteContext): Response => {
    const { c } = context;
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="${sheet.name}.csv"`);
    return stream(c, async (out) => {
      // The mark tells spreadsheets that this is UTF-8; without it Chinese comes out garbled.
      await out.write(`\ufeff${csvLine(Object.keys(sheet.columns))}`);
      for await (const row of sheet.rows(context.deps.db, asked(context)))
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
      for await (const row of sheet.rows(context.deps.db, asked(context)))
        await out.write(`${JSON.stringify(sheet.json(row))}\n`);
    });
  };
}

function entities<T>(sheet: Sheet<T>) {
  return (context: RouteContext): Response => {
    const { c, deps } = context;
    c.header('content-type', 'application/jsonl; charset=utf-8');
    c.header('content-disposition', `attachment; filename="${sheet.name}.ftm.json"`);
    return stream(c, async (out) => {
      for await (const row of sheet.rows(deps.db, asked(context)))
        for (const entity of sheet.ftm?.(row, deps.watches) ?? []) await out.write(`${JSON.stringify(entity)}\n`);
    });
  };
}

export const exportRoutes: readonly Route[] = [
  { method: 'GET', path: '/export/departures.csv', right: 'read', handle: csv(departureSheet) },
  { method: 'GET', path: '/export/departures.jsonl', right: 'read', handle: jsonLines(departureSheet) },
  { method: 'GET', path: '/export/claims.csv', right: 'read', handle: csv(claimSheet) },
  { method: 'GET', path: '/export/claims.jsonl', right: 'read', handle: jsonLines(claimSheet) },
  { method: 'GET', path: '/export/departures.ftm.json', right: 'read', handle: entities(departureSheet) },
];
