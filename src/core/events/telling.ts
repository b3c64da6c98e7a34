/** What a departure claim tells the ledger: its args checked, its people and company under the names the Watches know. */
import type { Alias, ClaimStatus, Watch } from '../types.ts';
import { ageInDays, foldName, namesOf, organisationId } from './identity.ts';
import type { ClaimOfArticle, LearntAlias, LedgerChange, LedgerEvent, LedgerView } from './types.ts';

/** What of a departure claim the ledger reads, checked: args come from a store and from models too. */
export type Telling = {
  of: ClaimOfArticle;
  /** The organisation left is the watched company of this id. */
  watchId: string | null;
  person: string | null;
  aliases: Alias[];
  orgId: string;
  org: string | null;
  roles: string[];
  date: { iso: string | null; precision: string; raw: string | null } | null;
  status: ClaimStatus;
  changeType: string;
  partial: boolean;
  background: boolean;
  successor: string | null;
  successorNone: boolean;
  nextEmployer: string | null;
  nextStatus: ClaimStatus | null;
  isOldNews: boolean;
  /** Dated, and within the time that still is news: enough to tell of an event that had come in silently. */
  isFresh: boolean;
};

/** The ledger while claims are folded in. */
export type Ledger = {
  events: Map<string, LedgerEvent>;
  aliases: LearntAlias[];
  change: LedgerChange;
  touched: Set<string>;
  now: string;
};

/** Reads a claim; `oldNewsDays` before its article's publication it is old news. */
export function tellingOf(of: ClaimOfArticle, view: LedgerView, oldNewsDays: number): Telling {
  const { args, status } = of.claim;
  const text = (key: string): string | null => (typeof args[key] === 'string' && args[key] !== '' ? args[key] : null);
  const raw = text('date');
  const date =
    raw || text('date_iso') ? { iso: text('date_iso'), precision: text('date_precision') ?? 'approx', raw } : null;
  const age = ageInDays(date, of.publishedAt);
  const orgId = organisationId(text('org'), view.watches, of.watchIds);
  const watch = view.watches.find((w) => w.id === orgId) ?? null;
  const aliases = Array.isArray(args['aliases']) ? args['aliases'].flatMap(readAlias) : [];
  return {
    of,
    watchId: watch?.id ?? null,
    ...underKnownName(watch, text('person'), aliases),
    org: watch?.name ?? text('org'),
    orgId,
    roles: Array.isArray(args['role']) ? args['role'].filter((r): r is string => typeof r === 'string') : [],
    date,
    status: status ?? 'reported',
    changeType: text('change_type') ?? 'unspecified',
    partial: args['partial'] === true,
    background: args['background'] === true,
    successor: text('successor'),
    successorNone: args['successor_none'] === true,
    nextEmployer: text('next_employer'),
    nextStatus: text('next_status') as ClaimStatus | null,
    isOldNews: age !== null && age > oldNewsDays,
    isFresh: age !== null && age <= oldNewsDays,
  };
}

/** A person whom the Watch knows goes by the Watch's name, whatever script or nickname the article uses. */
function underKnownName(
  watch: Watch | null,
  person: string | null,
  aliases: Alias[],
): { person: string | null; aliases: Alias[] } {
  const own = new Set(namesOf(person, aliases).map(foldName));
  const known = watch?.people.find((p) =>
    [p.name, ...p.aliases.map((a) => a.text)].some((name) => own.has(foldName(name))),
  );
  if (!known || person === null || person === known.name) return { person, aliases };
  const kind = known.aliases.find((a) => foldName(a.text) === foldName(person))?.kind;
  return { person: known.name, aliases: kind ? [...aliases, { text: person, kind }] : aliases };
}

/** An event concerns the company that was left: an article about one company may tell of a departure at another. */
export function watchIdsOf({ watchId, orgId, of }: Telling): string[] {
  if (watchId) return [watchId];
  return orgId === '' ? [...(of.watchIds ?? [])] : [];
}

function readAlias(value: unknown): Alias[] {
  if (typeof value !== 'object' || value === null || !('text' in value) || typeof value.text !== 'string') return [];
  return [{ text: value.text, kind: 'kind' in value && typeof value.kind === 'string' ? value.kind : '昵称' }];
}
