import type { Departure, DepartureClaim } from '../store/desk/departures.ts';

/** One value of the ledger and the claim it was read from. */
export type Cell = { words: string; claim: DepartureClaim };

export type LedgerRow = {
  event: Departure;
  person: Cell | null;
  aliases: { text: string; kind: string; claim: DepartureClaim | null }[];
  role: Cell | null;
  org: Cell | null;
  when: (Cell & { iso: string; precision: string | null }) | null;
  status: Cell | null;
  successor: Cell | null;
  successorNone: Cell | null;
  next: Cell | null;
  /** Independent pieces of reporting among the articles that report it. */
  origins: number;
  first: DepartureClaim | null;
};

/**
 * A departure as one row: for each slot the value most claims give, news before background, the earliest report on a tie, with the claim
 * that says it. The event's own person, company and status win over what single claims say.
 */
export function ledgerRow(event: Departure): LedgerRow {
  const claims = [
    ...event.claims.filter((c) => c.args.background !== true),
    ...event.claims.filter((c) => c.args.background === true),
  ];
  const pick = (slot: string, wanted?: string | null) => best(claims, (claim) => textOf(claim.args[slot]), wanted);
  const when = best(claims, (claim) => textOf(claim.args.date_iso) ?? null, event.effectiveOn);
  const noSuccessor = claims.find((claim) => claim.args.successor_none === true);
  const statusClaim =
    claims.find((claim) => claim.status === event.status) ?? claims.find((claim) => claim.status !== null);
  const firstClaim = event.claims[0] ?? null;
  const status = event.status ?? statusClaim?.status ?? null;
  const named = pick('person', event.person);
  const namedBy = named?.claim ?? firstClaim;
  return {
    event,
    // An analyst may have ruled that it is somebody whom no claim names.
    person: event.person && namedBy ? { words: event.person, claim: namedBy } : named,
    aliases: aliasList(event),
    role: pick('role'),
    org: pick('org', event.org) ?? (firstClaim ? { words: event.org, claim: firstClaim } : null),
    when: when ? { ...when, iso: when.words, precision: textOf(when.claim.args.date_precision) } : null,
    status: status && statusClaim ? { words: status, claim: statusClaim } : null,
    successor: pick('successor'),
    successorNone: noSuccessor ? { words: '', claim: noSuccessor } : null,
    next: pick('next_employer'),
    origins: new Set(event.claims.map((claim) => claim.originId ?? claim.articleId)).size,
    first: firstClaim,
  };
}

/** The wanted value if some claim gives it, else the one most claims give; the earliest claim that gives it is its evidence. */
function best(
  claims: DepartureClaim[],
  read: (claim: DepartureClaim) => string | null,
  wanted?: string | null,
): Cell | null {
  const byValue = new Map<string, { claim: DepartureClaim; votes: number }>();
  for (const claim of claims) {
    const value = read(claim);
    if (value === null) continue;
    const known = byValue.get(value);
    if (known) known.votes += 1;
    else byValue.set(value, { claim, votes: 1 });
  }
  const exact = wanted ? byValue.get(wanted) : undefined;
  if (wanted && exact) return { words: wanted, claim: exact.claim };
  let top: Cell | null = null;
  let votes = 0;
  for (const [words, found] of byValue) {
    if (found.votes > votes) [top, votes] = [{ words, claim: found.claim }, found.votes];
  }
  return top;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string').join('、') || null;
  return null;
}

/** Aliases the archive has learnt, and those the claims name, each once; never the person's own name. */
function aliasList(event: Departure): LedgerRow['aliases'] {
  const found = new Map<string, LedgerRow['aliases'][number]>();
  for (const claim of event.claims) {
    const { aliases } = claim.args;
    if (!Array.isArray(aliases)) continue;
    for (const alias of aliases as unknown[]) {
      const { text, kind } = (alias ?? {}) as { text?: unknown; kind?: unknown };
      if (typeof text !== 'string' || found.has(text)) continue;
      found.set(text, { text, kind: typeof kind === 'string' ? kind : '', claim });
    }
  }
  for (const { alias, kind } of event.aliases)
    if (!found.has(alias)) found.set(alias, { text: alias, kind, claim: null });
  return [...found.values()].filter((alias) => alias.text !== event.person);
}
